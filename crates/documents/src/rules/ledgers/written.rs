//! A definition to the text of a ledger file.

use super::typed::{KINDS, RHYTHMS};
use crate::rules::faults::word_of;
use crate::rules::toml_text::{Row, Text, quoted, text_list};
use ledgers::{
    Check, ComputedKind, EvidenceNeed, ExpectedPlan, FieldDefinition, FieldKind, LedgerDefinition,
    MeasureUnit, Name,
};

/// The text of a ledger file: reading it gives the same definition. Of the workflow its code is
/// written; it is read back from the workflows shipped.
pub fn write_ledger(ledger: &LedgerDefinition) -> String {
    let mut text = Text::default();
    text.line("code", quoted(ledger.code.as_str()));
    text.line("label", quoted(&ledger.label));
    text.line("purpose", quoted(&ledger.purpose));
    text.line("owner", quoted(&ledger.owner));
    text.line("kind", quoted(word_of(&ledger.kind, &KINDS)));
    text.line("version", ledger.version.to_string());
    text.line("workflow", quoted(ledger.workflow.code.as_str()));
    text.line("key", name_list(&ledger.key));
    text.line("title", name_list(&ledger.title));
    if !ledger.suspects.is_empty() {
        text.line("suspects", name_list(&ledger.suspects));
    }
    text.line("retention_years", ledger.retention_years.to_string());
    text.line_if_any("basis", ledger.basis.as_ref().map(|basis| quoted(basis.as_str())));
    let groups = groups(&ledger.fields);
    text.rows("groups", groups.iter().map(group));
    text.rows("fields", ledger.fields.iter().map(|entry| field(entry, &groups)));
    times(ledger, &mut text);
    ledger.checks.iter().for_each(|entry| check(entry, &mut text));
    ledger.evidence.needs.iter().for_each(|entry| evidence(entry, &mut text));
    if let Some(plan) = &ledger.expected {
        expected(plan, &mut text);
    }
    text.0
}

fn name_list(names: &[Name]) -> String {
    text_list(names.iter().map(Name::as_str))
}

/// A group and the condition that all of its fields share; none when they share none.
type Group<'l> = (&'l String, Option<&'l String>);

fn groups(fields: &[FieldDefinition]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for field in fields {
        let Some(label) = &field.group else { continue };
        let condition = field.applies_when.as_ref();
        match groups.iter_mut().find(|(known, _)| *known == label) {
            None => groups.push((label, condition)),
            Some((_, shared)) if *shared != condition => *shared = None,
            Some(_) => {}
        }
    }
    groups
}

fn group((label, condition): &Group<'_>) -> Row {
    Row::default().item("label", quoted(label)).text("applies_when", *condition)
}

fn field(field: &FieldDefinition, groups: &[Group<'_>]) -> Row {
    let of_group = groups
        .iter()
        .find(|(label, _)| field.group.as_ref() == Some(*label))
        .and_then(|(_, condition)| *condition);
    let own = field.applies_when.as_ref().filter(|own| of_group != Some(*own));
    let row = Row::default()
        .item("code", quoted(field.code.as_str()))
        .item("label", quoted(&field.label));
    kind(&field.kind, row)
        .flag("required", field.required)
        .flag("sensitive", field.sensitive)
        .text("group", field.group.as_ref())
        .text("applies_when", own)
        .text("hint", field.hint.as_ref())
}

fn kind(kind: &FieldKind, row: Row) -> Row {
    let typed = |word: &str| row.item("type", quoted(word));
    match kind {
        FieldKind::Text { characters_max } => {
            typed("text").item("characters", characters_max.to_string())
        }
        FieldKind::Integer { unit } => {
            typed("integer").text("unit", unit.as_ref().map(MeasureUnit::as_str))
        }
        FieldKind::Decimal { digits, unit } => typed("decimal")
            .item("digits", digits.to_string())
            .text("unit", unit.as_ref().map(MeasureUnit::as_str)),
        FieldKind::Money => typed("money"),
        FieldKind::Day => typed("day"),
        FieldKind::Moment => typed("moment"),
        FieldKind::Choice { options, open } => typed("choice")
            .item("options", text_list(options.iter().map(String::as_str)))
            .flag("open", *open),
        FieldKind::YesNo => typed("yes_no"),
        FieldKind::Point => typed("point"),
        FieldKind::Line => typed("line"),
        FieldKind::Outline => typed("outline"),
        FieldKind::Person => typed("person"),
        FieldKind::Reference { ledger } => {
            typed("reference").item("ledger", quoted(ledger.as_str()))
        }
        FieldKind::References { ledger } => {
            typed("references").item("ledger", quoted(ledger.as_str()))
        }
        FieldKind::File => typed("file"),
        FieldKind::Computed { expression, gives } => {
            computed(gives, typed("computed").item("expression", quoted(expression)))
        }
    }
}

fn computed(gives: &ComputedKind, row: Row) -> Row {
    match gives {
        ComputedKind::YesNo => row.item("gives", quoted("yes_no")),
        ComputedKind::Day => row.item("gives", quoted("day")),
        ComputedKind::Number { digits, unit } => row
            .item("gives", quoted("number"))
            .item("digits", digits.to_string())
            .text("unit", unit.as_ref().map(MeasureUnit::as_str)),
    }
}

fn times(ledger: &LedgerDefinition, text: &mut Text) {
    let times = &ledger.times;
    let named = |name: &Option<Name>| name.as_ref().map(|name| quoted(name.as_str()));
    let given = [
        ("on", named(&times.on)),
        ("opened", named(&times.opened)),
        ("closed", named(&times.closed)),
        ("due", named(&times.due)),
    ];
    if given.iter().all(|(_, name)| name.is_none()) {
        return;
    }
    text.heading("[times]");
    for (key, name) in given {
        text.line_if_any(key, name);
    }
}

fn check(check: &Check, text: &mut Text) {
    text.heading("[[check]]");
    text.line("expression", quoted(&check.expression));
    text.line("message", quoted(&check.message));
    text.line("fields", name_list(&check.fields));
    if check.warning_only {
        text.line("warning_only", "true");
    }
    text.line_if_any("basis", check.basis.as_ref().map(|basis| quoted(basis.as_str())));
}

fn evidence(need: &EvidenceNeed, text: &mut Text) {
    text.heading("[[evidence]]");
    text.line("kind", quoted(&need.kind));
    text.line("count", need.count.to_string());
    text.line_if_any("when", need.when.as_deref().map(quoted));
}

fn expected(plan: &ExpectedPlan, text: &mut Text) {
    text.heading("[expected]");
    text.line("subjects", quoted(plan.subjects.as_str()));
    text.line_if_any("where", plan.where_.as_deref().map(quoted));
    text.line("subject_field", quoted(plan.subject_field.as_str()));
    text.line("day_field", quoted(plan.day_field.as_str()));
    text.line("rhythm", quoted(word_of(&plan.rhythm, &RHYTHMS)));
    if let Some((field, values)) = &plan.each_of {
        let values = text_list(values.iter().map(String::as_str));
        text.line(
            "each_of",
            format!("{{ field = {}, values = {values} }}", quoted(field.as_str())),
        );
    }
    if let Some(due) = &plan.due {
        let counted = if due.working_days { ", working_days = true" } else { "" };
        let (field, days) = (quoted(due.field.as_str()), due.days);
        text.line("due", format!("{{ field = {field}, days = {days}{counted} }}"));
    }
}
