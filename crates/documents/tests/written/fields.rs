//! A document as a list of its fields.

use budget::FiledAmount;
use goals::{Document, TargetSheet};
use indicators::IndicatorRow;
use vocabulary::FiledText;

fn text(filed: Option<&FiledText>) -> &str {
    filed.map_or("—", |filed| filed.text.as_str())
}

/// The money where there is some; the raw text where not. Forms print money with two decimals, so
/// the raw text `152.4` comes back as `152.40`.
fn amount(filed: Option<&FiledAmount>) -> String {
    match filed {
        None => "—".to_owned(),
        Some(filed) => match filed.money {
            Some(money) => format!("{}分", money.fen()),
            None => filed.raw.text.clone(),
        },
    }
}

/// Every field of a document, a line each, without places and confidence.
pub(crate) fn fields(document: &Document) -> Vec<String> {
    let mut lines = vec![
        format!("form {:?}", document.form),
        format!("year {:?}", document.fiscal_year),
        format!("overall {}", text(document.department.overall_goal.as_ref())),
    ];
    for section in &document.department.section_goals {
        lines.push(format!("section {}", section.section.text));
        lines.push(format!("section goal {}", text(section.goal.as_ref())));
        lines.push(format!("section indicators {}", text(section.indicators.as_ref())));
    }
    for safeguard in &document.department.safeguards {
        lines.push(format!("safeguard {}: {}", safeguard.title.text, safeguard.text.text));
    }
    for sheet in &document.sheets {
        sheet_fields(sheet, &mut lines);
    }
    for unplaced in &document.unplaced {
        lines.push(format!("unplaced {}", unplaced.text));
    }
    lines
}

fn sheet_fields(sheet: &TargetSheet, lines: &mut Vec<String>) {
    lines.push(format!("sheet {:?} {:?} {}", sheet.form, sheet.number, text(sheet.title.as_ref())));
    lines.push(format!("unit {}", text(sheet.unit_code.as_ref())));
    lines.push(format!("unit name {}", text(sheet.unit_name.as_ref())));
    lines.push(format!("code {}", text(sheet.project_code.as_ref())));
    lines.push(format!("name {}", text(sheet.project_name.as_ref())));
    for filed in [&sheet.budget.total, &sheet.budget.fiscal, &sheet.budget.other] {
        lines.push(format!("amount {}", amount(filed.as_ref())));
    }
    lines.push(format!("purpose {}", text(sheet.purpose.as_ref())));
    for entry in &sheet.payment_plan {
        let share = entry.percent.map(|percent| percent.to_string());
        let share = share.unwrap_or_else(|| text(entry.raw.as_ref()).to_owned());
        lines.push(format!("plan {} {share}", entry.checkpoint));
    }
    lines.extend(sheet.goals.iter().map(|goal| format!("goal {}", goal.text)));
    for line in &sheet.execution {
        lines.push(format!(
            "execution {:?} {} {} {} {} {} {}",
            line.source,
            amount(line.initial.as_ref()),
            amount(line.adjusted.as_ref()),
            amount(line.spent.as_ref()),
            text(line.weight.as_ref()),
            text(line.rate.as_ref()),
            text(line.score.as_ref())
        ));
    }
    for row in &sheet.indicators {
        row_fields(row, lines);
    }
    for field in &sheet.other_fields {
        lines.push(format!("field {}: {}", field.label, field.text.text));
    }
}

fn row_fields(row: &IndicatorRow, lines: &mut Vec<String>) {
    lines.push(format!(
        "row {} | {} | {} | {}",
        text(row.level1.as_ref()),
        text(row.level2.as_ref()),
        text(row.name.as_ref()),
        text(row.definition.as_ref())
    ));
    let target = &row.target;
    lines.push(format!(
        "target {:?} {:?} {:?} {:?} {:?} {:?}",
        target.raw, target.comparison, target.value, target.upper, target.unit, target.damage
    ));
    lines.push(format!(
        "row {} | {} | {} | {} | {}",
        text(row.basis.as_ref()),
        text(row.weight.as_ref()),
        text(row.actual.as_ref()),
        text(row.score.as_ref()),
        text(row.reason.as_ref())
    ));
    lines.extend(
        row.extra.iter().map(|extra| format!("extra {}: {}", extra.label, extra.text.text)),
    );
}
