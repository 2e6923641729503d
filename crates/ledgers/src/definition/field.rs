//! Fields of a ledger.

use super::Name;

/// 计量单位: `㎡`, `座`, `次`. Numbers of different units are never added or compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeasureUnit(String);

impl MeasureUnit {
    /// A unit by its printed name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The unit as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a computed field gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComputedKind {
    /// Yes or no.
    YesNo,
    /// A number with so many decimals.
    Number {
        /// Decimals.
        digits: u8,
        /// Its unit.
        unit: Option<MeasureUnit>,
    },
    /// A day.
    Day,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text of at most so many characters.
    Text {
        /// Characters at most.
        characters_max: u32,
    },
    /// A whole number.
    Integer {
        /// Its unit.
        unit: Option<MeasureUnit>,
    },
    /// A number with at most so many decimals, kept exactly.
    Decimal {
        /// Decimals, 1 to 9.
        digits: u8,
        /// Its unit.
        unit: Option<MeasureUnit>,
    },
    /// An amount, kept in 分.
    Money,
    /// A day.
    Day,
    /// A day and a minute, Beijing time.
    Moment,
    /// One of a list.
    Choice {
        /// The list in the order of the form, as printed.
        options: Vec<String>,
        /// Whether a person may write what is not in the list.
        open: bool,
    },
    /// Yes or no.
    YesNo,
    /// A place: WGS-84 longitude and latitude in ten-millionths of a degree.
    Point,
    /// A line of places.
    Line,
    /// A closed outline of places.
    Outline,
    /// The name of a natural person.
    Person,
    /// A record of another ledger.
    Reference {
        /// That ledger.
        ledger: Name,
    },
    /// Records of another ledger.
    References {
        /// That ledger.
        ledger: Name,
    },
    /// An attached file.
    File,
    /// Not entered but worked out from the other fields, in the language of formulas. `@end` in it
    /// is the day that is asked about.
    Computed {
        /// The expression.
        expression: String,
        /// What it gives.
        gives: ComputedKind,
    },
}

/// 字段: one field of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDefinition {
    /// Its name in formulas and tables.
    pub code: Name,
    /// Its name on the form.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a record cannot be saved without it.
    pub required: bool,
    /// Whether it is shown masked and kept encrypted: accounts, identity numbers.
    pub sensitive: bool,
    /// A group of fields on the form: `警报器`, shown when it applies.
    pub group: Option<String>,
    /// When the group or field applies, as an expression over the record: `kind = '警报器'`.
    pub applies_when: Option<String>,
    /// What to write, in a sentence.
    pub hint: Option<String>,
}

impl FieldDefinition {
    /// A field that may be left empty, as an editor begins with.
    pub fn blank(code: Name, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            code,
            label: label.into(),
            kind,
            required: false,
            sensitive: false,
            group: None,
            applies_when: None,
            hint: None,
        }
    }
}
