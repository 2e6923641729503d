//! 隐患问题: what inspections found, and how it was put right.
//!
//! `ledgers.md` 4: 600 to 2,000 a year. Terms and shares of what comes late are assumed.

use super::dates::Date;
use super::people::Section;
use super::row::{Row, Year, key};

/// What was found, where, and by whom it is checked again.
pub(super) struct Hazard<'h> {
    /// The number of the inspection with the place of the finding in it.
    pub(super) number: String,
    /// Which field names the inspection, and its key.
    pub(super) source: (&'static str, String),
    /// Which field names what was inspected, and its key; none where there is no such thing.
    pub(super) subject: Option<(&'static str, String)>,
    /// What was found.
    pub(super) description: &'h str,
    /// When.
    pub(super) found: Date,
    /// Who checks again.
    pub(super) section: Section,
    /// The unit that it belongs to.
    pub(super) unit: &'static str,
}

/// Hazards of a thousand that are put right late, and that are not put right.
const LATE: i64 = 55;
const LEFT: i64 = 10;

/// The finding as a record.
pub(super) fn finding<'c>(year: Year<'c>, hazard: Hazard<'_>, index: i64) -> Row<'c> {
    let mut draw = year.draw(hazard.source.0, index);
    let class: &str = draw.weighted(&[("一般", 88), ("较大", 11), ("重大", 1)]);
    let days = if class == "一般" { draw.between(3, 7) } else { draw.between(2, 15) };
    let late = draw.permille(LATE);
    let taken = if late { days + draw.between(1, 9) } else { draw.between(0, days) };
    let left = draw.permille(LEFT);
    let fixed = if left { None } else { hazard.found.plus(taken).if_come() };
    let seen = fixed.and_then(|day| day.plus_worked(draw.between(0, 2)).if_come());
    let (source, subject) = (hazard.source, hazard.subject);
    let mut row = year
        .row("finding", hazard.number.as_str())
        .unit(hazard.unit)
        .state(if fixed.is_some() { "closed" } else { "open" })
        .evidence(1 + u16::from(fixed.is_some()) + u16::from(seen.is_some()))
        .with("number", hazard.number.as_str())
        .with(source.0, key(source.1))
        .with("hazard_class", class)
        .with("description", hazard.description)
        .with("found_on", hazard.found)
        .with("notice_no", format!("整改〔{}〕", hazard.number))
        .with("stop_ordered", (class == "重大").then_some(true))
        .with("due_on", hazard.found.plus(days))
        .with("fixed_on", fixed)
        .with("accepted", seen.map(|_| true))
        .with("accepted_on", seen)
        .with("accepted_by", seen.map(|_| hazard.section.somebody(&mut draw)))
        .with("measures", fixed.map(|_| "已按整改通知单要求落实"));
    if let Some((field, of)) = subject {
        row = row.with(field, key(of));
    }
    row
}
