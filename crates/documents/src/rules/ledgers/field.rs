//! Fields of a ledger file to field definitions.

use super::file::{FieldEntry, GroupEntry};
use crate::rules::faults::Faults;
use ledgers::{ComputedKind, FieldDefinition, FieldKind, MeasureUnit, Name};

/// Words of the types of fields, each with the further items that it takes.
const TYPES: [(&str, &[&str]); 16] = [
    ("text", &["characters"]),
    ("integer", &["unit"]),
    ("decimal", &["digits", "unit"]),
    ("money", &[]),
    ("day", &[]),
    ("moment", &[]),
    ("choice", &["options", "open"]),
    ("yes_no", &[]),
    ("point", &[]),
    ("line", &[]),
    ("outline", &[]),
    ("person", &[]),
    ("reference", &["ledger"]),
    ("references", &["ledger"]),
    ("file", &[]),
    ("computed", &["expression", "gives", "digits", "unit"]),
];

/// The fields of a file. A field of a group applies when its group does, unless it says itself.
pub(super) fn typed_fields(
    entries: Vec<FieldEntry>,
    groups: &[GroupEntry],
    faults: &mut Faults,
) -> Option<Vec<FieldDefinition>> {
    for group in groups {
        if groups.iter().filter(|other| other.label == group.label).count() > 1 {
            faults.tell(format!("分组“{}”写了两次，请删去一处", group.label));
        }
        if !entries.iter().any(|entry| entry.group.as_ref() == Some(&group.label)) {
            faults.tell(format!("分组“{}”没有字段，请删去或为字段注明该分组", group.label));
        }
    }
    let fields: Vec<_> = entries
        .into_iter()
        .map(|entry| {
            let mut own = Faults::default();
            let place = format!("字段“{}”：", entry.label);
            let field = typed_field(entry, groups, &mut own);
            for fault in own.into_inner() {
                faults.tell(format!("{place}{fault}"));
            }
            field
        })
        .collect();
    fields.into_iter().collect()
}

fn typed_field(
    entry: FieldEntry,
    groups: &[GroupEntry],
    faults: &mut Faults,
) -> Option<FieldDefinition> {
    let code = faults.name(&entry.code);
    let kind = kind(&entry, faults);
    let group = entry.group.as_ref().and_then(|label| {
        let found = groups.iter().find(|group| group.label == *label);
        if found.is_none() {
            faults.tell(format!("分组“{label}”没有在groups中列出，请补列"));
        }
        found
    });
    Some(FieldDefinition {
        code: code?,
        kind: kind?,
        applies_when: entry
            .applies_when
            .or_else(|| group.and_then(|group| group.applies_when.clone())),
        label: entry.label,
        required: entry.required,
        sensitive: entry.sensitive,
        group: entry.group,
        hint: entry.hint,
    })
}

/// What the field holds; told when an item that its type needs is missing, or one is there that
/// its type does not take.
fn kind(entry: &FieldEntry, faults: &mut Faults) -> Option<FieldKind> {
    let taken = faults.word("类型", &entry.type_word, &TYPES)?;
    for (item, given) in entry.given() {
        if given && !taken.contains(&item) {
            faults.tell(format!("类型“{}”不用填“{item}”，请删去", entry.type_word));
        }
    }
    let unit = || entry.unit.clone().map(MeasureUnit::new);
    Some(match entry.type_word.as_str() {
        "text" => {
            FieldKind::Text { characters_max: needed("characters", entry.characters, faults)? }
        }
        "integer" => FieldKind::Integer { unit: unit() },
        "decimal" => {
            FieldKind::Decimal { digits: needed("digits", entry.digits, faults)?, unit: unit() }
        }
        "money" => FieldKind::Money,
        "day" => FieldKind::Day,
        "moment" => FieldKind::Moment,
        "choice" => FieldKind::Choice {
            options: needed("options", entry.options.clone(), faults)?,
            open: entry.open.unwrap_or(false),
        },
        "yes_no" => FieldKind::YesNo,
        "point" => FieldKind::Point,
        "line" => FieldKind::Line,
        "outline" => FieldKind::Outline,
        "person" => FieldKind::Person,
        "reference" => FieldKind::Reference { ledger: named_ledger(entry, faults)? },
        "references" => FieldKind::References { ledger: named_ledger(entry, faults)? },
        "file" => FieldKind::File,
        // Only `computed` is left of the words.
        _ => FieldKind::Computed {
            expression: needed("expression", entry.expression.clone(), faults)?,
            gives: computed(entry, faults)?,
        },
    })
}

fn named_ledger(entry: &FieldEntry, faults: &mut Faults) -> Option<Name> {
    let ledger = needed("ledger", entry.ledger.as_deref(), faults)?;
    faults.name(ledger)
}

fn computed(entry: &FieldEntry, faults: &mut Faults) -> Option<ComputedKind> {
    let gives = needed("gives", entry.gives.as_deref(), faults)?;
    if gives != "number" && (entry.digits.is_some() || entry.unit.is_some()) {
        faults.tell("只有gives为“number”的计算字段可填digits和unit，请删去");
    }
    match gives {
        "yes_no" => Some(ComputedKind::YesNo),
        "day" => Some(ComputedKind::Day),
        "number" => Some(ComputedKind::Number {
            digits: entry.digits.unwrap_or(0),
            unit: entry.unit.clone().map(MeasureUnit::new),
        }),
        other => {
            faults.tell(format!("gives“{other}”不可用，可用的有：yes_no、number、day"));
            None
        }
    }
}

fn needed<T>(item: &str, value: Option<T>, faults: &mut Faults) -> Option<T> {
    if value.is_none() {
        faults.tell(format!("缺少“{item}”"));
    }
    value
}

impl FieldEntry {
    /// Which of the items that only some types take were given.
    fn given(&self) -> [(&'static str, bool); 8] {
        [
            ("characters", self.characters.is_some()),
            ("digits", self.digits.is_some()),
            ("unit", self.unit.is_some()),
            ("options", self.options.is_some()),
            ("open", self.open.is_some()),
            ("ledger", self.ledger.is_some()),
            ("expression", self.expression.is_some()),
            ("gives", self.gives.is_some()),
        ]
    }
}
