//! The columns of a table of records, and how people write their names.

use crate::{FieldDefinition, FieldKind, LedgerDefinition, MeasureUnit, RecordKind};
use vocabulary::matching_key;

/// The first day that a record of stock holds on, when the table says it.
pub(super) const VALID_FROM: &str = "生效日期";
/// A word of explanation.
const REMARK: &str = "备注";
/// The unit that a record belongs to.
const UNIT: &str = "单位编码";
/// Amounts are written in it.
const YUAN: &str = "元";

/// A column of the table by which records of a ledger are filled in and taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableColumn<'a> {
    /// The unit that a record belongs to.
    Unit,
    /// A field.
    Field(&'a FieldDefinition),
    /// The first day that a record of stock holds on.
    ValidFrom,
    /// A word of explanation.
    Remark,
}

impl<'a> TableColumn<'a> {
    /// The columns that a person fills in, in their order. What is reckoned or attached is not
    /// among them.
    pub fn to_fill(ledger: &'a LedgerDefinition) -> Vec<Self> {
        Self::with(ledger, |_| true)
    }

    /// The columns that are taken out: those that are filled in, without what is kept encrypted.
    pub fn of(ledger: &'a LedgerDefinition) -> Vec<Self> {
        Self::with(ledger, |field| !field.sensitive)
    }

    fn with(ledger: &'a LedgerDefinition, shown: impl Fn(&FieldDefinition) -> bool) -> Vec<Self> {
        let fields = ledger.fields.iter().filter(|field| {
            shown(field) && !matches!(field.kind, FieldKind::Computed { .. } | FieldKind::File)
        });
        let stock = (ledger.kind == RecordKind::Stock).then_some(Self::ValidFrom);
        [Self::Unit]
            .into_iter()
            .chain(fields.map(Self::Field))
            .chain(stock)
            .chain([Self::Remark])
            .collect()
    }

    /// Its name.
    pub fn label(self) -> &'a str {
        match self {
            Self::Unit => UNIT,
            Self::Field(field) => &field.label,
            Self::ValidFrom => VALID_FROM,
            Self::Remark => REMARK,
        }
    }

    /// Whether every record needs it, whatever else it says.
    pub fn is_required(self) -> bool {
        match self {
            Self::Field(field) => field.required && field.applies_when.is_none(),
            Self::Unit | Self::ValidFrom | Self::Remark => false,
        }
    }

    /// The unit that its numbers are written in; empty when they have none.
    pub fn measure(self) -> &'a str {
        let Self::Field(field) = self else { return "" };
        match &field.kind {
            FieldKind::Integer { unit } | FieldKind::Decimal { unit, .. } => {
                unit.as_ref().map_or("", MeasureUnit::as_str)
            }
            FieldKind::Money => YUAN,
            FieldKind::Text { .. }
            | FieldKind::Day
            | FieldKind::Moment
            | FieldKind::Choice { .. }
            | FieldKind::YesNo
            | FieldKind::Point
            | FieldKind::Line
            | FieldKind::Outline
            | FieldKind::Person
            | FieldKind::Reference { .. }
            | FieldKind::References { .. }
            | FieldKind::File
            | FieldKind::Computed { .. } => "",
        }
    }

    /// Its name with a star when it must be filled, and with its unit: `*面积（㎡）`.
    /// [`Header::read`](super::Header::read) knows it again.
    pub fn title(self) -> String {
        let star = if self.is_required() { "*" } else { "" };
        match self.measure() {
            "" => format!("{star}{}", self.label()),
            unit => format!("{star}{}（{unit}）", self.label()),
        }
    }
}

/// A column that a header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// The field by its position in the definition.
    Field(usize),
    ValidFrom,
    Remark,
    Unit,
}

/// The column that a text of a header names, if any.
pub(super) fn column(ledger: &LedgerDefinition, text: &str) -> Option<Column> {
    let key = matching_key(text);
    let plain = key.trim_matches('*');
    // A label may hold brackets of its own, and a unit may stand behind them: `面积(建筑)(㎡)`.
    let without_last = plain.rsplit_once('(').map_or(plain, |(name, _)| name.trim_matches('*'));
    let without_any = plain.split_once('(').map_or(plain, |(name, _)| name.trim_matches('*'));
    [plain, without_last, without_any].into_iter().find_map(|name| called(ledger, name))
}

/// The column of a name: a field by code or label, or what every table may have.
fn called(ledger: &LedgerDefinition, name: &str) -> Option<Column> {
    let found = ledger
        .fields
        .iter()
        .position(|field| field.code.as_str() == name || matching_key(&field.label) == name);
    found.map(Column::Field).or(match name {
        VALID_FROM => Some(Column::ValidFrom),
        REMARK => Some(Column::Remark),
        UNIT => Some(Column::Unit),
        _ => None,
    })
}
