//! The form of a record: what a definition asks for, with what was typed and what is wrong with it.

use super::cells::unit_of;
use crate::work::record_names::{RecordNames, is_reference};
use ledgers::language::{Comparator, Expr, ExprKind, parse};
use ledgers::{FieldDefinition, FieldKind, LedgerDefinition, RecordKind, print_cell, read_cell};
use std::collections::BTreeMap;
use store::{NewRecord, RecordFault, StoredRecord, referred};
use vocabulary::Day;

/// What is before the code of a field in the names of the form.
const PREFIX: &str = "f_";
/// Texts of more characters get several lines.
const LINE_CHARACTERS: u32 = 200;

/// What was typed, by the names of the form.
pub(super) type Typed = BTreeMap<String, String>;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Widget {
    /// A line of text.
    Line,
    /// Several lines.
    Area,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// A day.
    Day,
    /// A day and a minute.
    Moment,
    /// One of a list.
    Choice(Vec<String>),
    /// One of a list or something else.
    OpenChoice(Vec<String>),
    /// A place, which a phone knows.
    Place,
    /// A record of another ledger, by its code.
    Reference(String),
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormField {
    /// Its name in the form and the key of its label.
    pub(crate) name: String,
    /// Its label.
    pub(crate) label: String,
    /// Whether it has to be filled wherever it applies.
    pub(crate) required: bool,
    /// What to write.
    pub(crate) hint: String,
    /// The unit of its numbers.
    pub(crate) unit: String,
    /// How it is filled in.
    pub(crate) widget: Widget,
    /// As typed.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) faults: Vec<String>,
    /// When it applies, for the script: the name of another field and its values.
    pub(crate) when: Option<Applies>,
}

/// When a field applies: another field has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Applies {
    /// The name of the other field in the form.
    pub(crate) field: String,
    /// Its values, as JSON.
    pub(crate) values: String,
    /// The same in words.
    pub(crate) words: String,
}

/// Fields under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FormGroup {
    /// The heading; empty for the fields of every record.
    pub(crate) label: String,
    /// When it applies, in words.
    pub(crate) words: String,
    /// The fields.
    pub(crate) fields: Vec<FormField>,
}

/// What is wrong with a form that names no field of it.
pub(super) struct Faults {
    /// By the name of the form.
    pub(super) of_fields: BTreeMap<String, Vec<String>>,
    /// Those of the record as a whole.
    pub(super) of_record: Vec<String>,
}

impl Faults {
    /// None.
    pub(super) fn none() -> Self {
        Self { of_fields: BTreeMap::new(), of_record: Vec::new() }
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.of_fields.is_empty() && self.of_record.is_empty()
    }

    /// Those that the store found.
    pub(super) fn of(found: &[RecordFault]) -> Self {
        let mut faults = Self::none();
        for fault in found {
            let hint = if fault.warning_only {
                "（确属实情的，请在“备注”中说明后再保存）"
            } else {
                ""
            };
            let message = format!("{}{hint}", fault.message);
            match fault.fields.as_slice() {
                [] => faults.of_record.push(message),
                fields => {
                    for field in fields {
                        faults.add(&format!("{PREFIX}{field}"), &message);
                    }
                }
            }
        }
        faults
    }

    /// One more of a field.
    pub(super) fn add(&mut self, name: &str, message: &str) {
        self.of_fields.entry(name.to_owned()).or_default().push(message.to_owned());
    }
}

/// The fields that a person fills in.
fn filled(ledger: &LedgerDefinition) -> impl Iterator<Item = &FieldDefinition> {
    let by_hand = |field: &&FieldDefinition| {
        !matches!(field.kind, FieldKind::Computed { .. } | FieldKind::File)
    };
    ledger.fields.iter().filter(by_hand)
}

/// The form of a ledger, with what was typed.
pub(super) fn groups(ledger: &LedgerDefinition, typed: &Typed, faults: &Faults) -> Vec<FormGroup> {
    let mut groups: Vec<FormGroup> = vec![FormGroup::default()];
    for field in filled(ledger) {
        let label = field.group.clone().unwrap_or_default();
        let when = field.applies_when.as_deref().and_then(|text| applies(ledger, text));
        let words = when.as_ref().filter(|_| field.group.is_some()).map(|when| when.words.clone());
        let shown = form_field(field, when, typed, faults);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.fields.push(shown),
            None => groups.push(FormGroup {
                label,
                words: words.unwrap_or_default(),
                fields: vec![shown],
            }),
        }
    }
    groups.retain(|group| !group.fields.is_empty());
    groups
}

fn form_field(
    field: &FieldDefinition,
    when: Option<Applies>,
    typed: &Typed,
    faults: &Faults,
) -> FormField {
    let name = format!("{PREFIX}{}", field.code);
    FormField {
        label: field.label.clone(),
        required: field.required,
        hint: hint(field),
        unit: unit_of(field).to_owned(),
        widget: widget(&field.kind),
        value: typed.get(&name).cloned().unwrap_or_default(),
        faults: faults.of_fields.get(&name).cloned().unwrap_or_default(),
        when,
        name,
    }
}

fn hint(field: &FieldDefinition) -> String {
    let hint = field.hint.clone().unwrap_or_default();
    if !field.sensitive {
        return hint;
    }
    let stop = if hint.is_empty() { "" } else { "；" };
    format!("{hint}{stop}加密保存，变更、更正时不填即保持不变")
}

fn widget(kind: &FieldKind) -> Widget {
    match kind {
        FieldKind::Text { characters_max } if *characters_max > LINE_CHARACTERS => Widget::Area,
        FieldKind::Text { .. }
        | FieldKind::Person
        | FieldKind::File
        | FieldKind::Computed { .. } => Widget::Line,
        FieldKind::Line | FieldKind::Outline => Widget::Area,
        FieldKind::Integer { .. } => Widget::Whole,
        FieldKind::Decimal { .. } | FieldKind::Money => Widget::Decimal,
        FieldKind::Day => Widget::Day,
        FieldKind::Moment => Widget::Moment,
        FieldKind::Choice { options, open: false } => Widget::Choice(options.clone()),
        FieldKind::Choice { options, open: true } => Widget::OpenChoice(options.clone()),
        FieldKind::YesNo => Widget::Choice(vec!["是".to_owned(), "否".to_owned()]),
        FieldKind::Point => Widget::Place,
        FieldKind::Reference { ledger } | FieldKind::References { ledger } => {
            Widget::Reference(ledger.to_string())
        }
    }
}

/// The plain shapes of a condition, `类别 = '警报器'` and `类别 in [..]`, for the script that hides
/// what does not apply. Anything else is always shown; the check on saving knows all of them.
fn applies(ledger: &LedgerDefinition, condition: &str) -> Option<Applies> {
    let parsed = parse(condition).ok()?;
    let (path, values) = match &parsed.kind {
        ExprKind::Compare(Comparator::Equal, path, value) => (path, vec![text_of(value)?]),
        ExprKind::In(path, list) => {
            let ExprKind::List(items) = &list.kind else { return None };
            (path, items.iter().map(text_of).collect::<Option<Vec<_>>>()?)
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Day(_)
        | ExprKind::Truth(_)
        | ExprKind::PeriodStart
        | ExprKind::PeriodEnd
        | ExprKind::Path(_)
        | ExprKind::List(_)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare(..)
        | ExprKind::IsNull { .. }
        | ExprKind::Arithmetic(..)
        | ExprKind::Call { .. } => return None,
    };
    let ExprKind::Path(path) = &path.kind else { return None };
    let [only] = path.fields.as_slice() else { return None };
    let field = ledger.field_called(&only.text).filter(|_| !path.outer)?;
    Some(Applies {
        field: format!("{PREFIX}{}", field.code),
        words: format!("{}为{}时填写", field.label, values.join("、")),
        values: serde_json::to_string(&values).ok()?,
    })
}

fn text_of(expr: &Expr) -> Option<&str> {
    if let ExprKind::Text(text) = &expr.kind { Some(text) } else { None }
}

/// Reads what was typed into a record, with everything that cannot be read.
pub(super) fn read(ledger: &LedgerDefinition, typed: &Typed) -> (NewRecord, Faults) {
    let text = |name: &str| typed.get(name).map(|text| text.trim()).unwrap_or_default();
    let mut faults = Faults::none();
    let mut cells = BTreeMap::new();
    for field in filled(ledger) {
        let name = format!("{PREFIX}{}", field.code);
        match read_cell(field, typed.get(&name).map(String::as_str).unwrap_or_default()) {
            Ok(cell) => cells.extend(cell.map(|cell| (field.code.clone(), cell))),
            Err(error) => faults.add(&name, &error.message),
        }
    }
    if text("unit_code").is_empty() {
        faults.add("unit_code", "请选择单位");
    }
    let mut valid_from = None;
    if ledger.kind == RecordKind::Stock && !text("valid_from").is_empty() {
        match Day::parse(text("valid_from")) {
            Ok(day) => valid_from = Some(day),
            Err(error) => faults.add("valid_from", &error.to_string()),
        }
    }
    let record = NewRecord {
        unit_code: text("unit_code").to_owned(),
        valid_from,
        cells,
        remark: text("remark").to_owned(),
    };
    (record, faults)
}

/// What a record says, as somebody would type it.
pub(super) fn typed_of(
    ledger: &LedgerDefinition,
    record: &StoredRecord,
    names: &RecordNames,
) -> Typed {
    let mut typed = Typed::new();
    for field in filled(ledger) {
        // What is not for everybody is not sent to a browser again; left empty, it stays.
        let cell = record.cells.get(&field.code).filter(|_| !field.sensitive);
        let Some(cell) = cell else { continue };
        let text = if is_reference(field) {
            let written = referred(cell)
                .map(|key| names.get(key).map_or(key, |named| named.written.as_str()));
            written.collect::<Vec<_>>().join("、")
        } else {
            print_cell(field, cell)
        };
        typed.insert(format!("{PREFIX}{}", field.code), text);
    }
    typed.insert("unit_code".to_owned(), record.unit_code.clone());
    typed.insert("remark".to_owned(), record.remark.clone());
    if let Some(day) = record.valid_from {
        typed.insert("valid_from".to_owned(), day.to_string());
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::rules::shipped_ledgers;

    fn shipped(code: &str) -> LedgerDefinition {
        shipped_ledgers().unwrap().into_iter().find(|one| one.code.as_str() == code).unwrap()
    }

    #[test]
    fn a_group_says_when_it_applies_in_words_and_for_the_script() {
        let facility = shipped("facility");
        let groups = groups(&facility, &Typed::new(), &Faults::none());
        let sirens = groups.iter().find(|group| group.label == "警报器").unwrap();
        assert_eq!(sirens.words, "设施类别为警报器时填写");
        let when = sirens.fields[0].when.as_ref().unwrap();
        assert_eq!((when.field.as_str(), when.values.as_str()), ("f_kind", "[\"警报器\"]"));
    }

    #[test]
    fn every_fault_stands_beside_its_field_and_what_was_typed_stays() {
        let facility = shipped("facility");
        let typed = Typed::from([
            ("f_power_w".to_owned(), "很大".to_owned()),
            ("unit_code".to_owned(), "333002".to_owned()),
            ("valid_from".to_owned(), "昨天".to_owned()),
        ]);
        let (_, faults) = read(&facility, &typed);
        assert_eq!(faults.of_fields.keys().collect::<Vec<_>>(), ["f_power_w", "valid_from"]);
        let groups = groups(&facility, &typed, &faults);
        let power = groups.iter().flat_map(|group| &group.fields).find(|f| f.name == "f_power_w");
        let power = power.unwrap();
        assert_eq!(power.value, "很大");
        assert_eq!(power.faults, ["“很大”不是数值，请填写数字（单位：W）"]);
        assert_eq!(power.unit, "W");
    }

    #[test]
    fn a_condition_that_the_script_does_not_know_hides_nothing() {
        let facility = shipped("facility");
        assert_eq!(applies(&facility, "licence_no is not null"), None);
        assert_eq!(applies(&facility, "kind = '公房' and sold"), None);
    }
}
