//! An indicator to the text of an indicator file.

use super::{ACCUMULATIONS, DIRECTIONS, FAULTS, SCORINGS};
use crate::rules::faults::word_of;
use crate::rules::toml_text::{Row, Text, quoted};
use indicators::{Correction, IndicatorDefinition, ServedRow, WhenNothing};

/// The text of a file that holds one indicator: reading it gives the same indicator.
pub fn write_indicator(indicator: &IndicatorDefinition) -> String {
    let mut text = Text::default();
    text.line("title", quoted(&indicator.theme));
    text.line("in_force_from", quoted(&indicator.in_force_from.to_string()));
    text.heading("[[indicator]]");
    text.line("code", quoted(indicator.code.as_str()));
    text.line("name", quoted(&indicator.name));
    text.line("definition", quoted(&indicator.definition));
    let literal = &indicator.literal;
    text.line("unit", quoted(&literal.unit));
    text.line("direction", quoted(word_of(&literal.direction, &DIRECTIONS)));
    text.line("accumulation", quoted(word_of(&indicator.accumulation, &ACCUMULATIONS)));
    text.line_if_any("basis", indicator.basis.as_ref().map(|basis| quoted(basis.as_str())));
    text.line("sources", quoted(&indicator.sources));
    text.line("method", quoted(&indicator.method));
    text.line("evidence", quoted(&indicator.evidence));
    text.line("scoring", quoted(word_of(&indicator.scoring, &SCORINGS)));
    text.line("version", indicator.version.to_string());
    text.line("formula", quoted(&literal.formula));
    text.line_if_any("zero", zero(&literal.when_nothing));
    text.rows("serves", indicator.serves.iter().map(served));
    if let Some(correction) = &indicator.corrected {
        corrected(correction, &mut text);
    }
    text.0
}

fn served(row: &ServedRow) -> Row {
    Row::default()
        .item("project", row.project.to_string())
        .item("row", row.row.to_string())
        .item("name", quoted(&row.name))
        .item("definition", quoted(&row.definition))
}

fn corrected(correction: &Correction, text: &mut Text) {
    let variant = &correction.variant;
    text.heading("[indicator.corrected]");
    text.line("fault", quoted(word_of(&correction.fault, &FAULTS)));
    text.line("reason", quoted(&correction.reason));
    text.line("formula", quoted(&variant.formula));
    text.line("unit", quoted(&variant.unit));
    text.line("direction", quoted(word_of(&variant.direction, &DIRECTIONS)));
    text.line_if_any("zero", zero(&variant.when_nothing));
}

/// Nothing when there is no value, which is what a file says that is silent.
fn zero(when_nothing: &WhenNothing) -> Option<String> {
    match when_nothing {
        WhenNothing::NotApplicable => None,
        WhenNothing::Full { reason } => {
            Some(format!("{{ policy = \"full_if_no_event\", reason = {} }}", quoted(reason)))
        }
    }
}
