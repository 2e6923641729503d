//! 指标测算: the rows of a sheet against the records of the ledgers, on any day of its year.

use super::address::with_query;
use super::frame::{Frame, Section};
use super::sheet::{SheetHead, key};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::measuring::{MeasuredRow, MeasuredValue, measure_sheet};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use indicators::{FormulaVariant, Outcome};
use ledgers::language::Spelling;
use procedure::Action;
use serde::Deserialize;
use vocabulary::{Checkpoint, Day, FiscalYear, Period, Ratio};

/// Decimals of a printed value.
const DIGITS: u32 = 2;
/// 监控时点: the ends of these months.
const CHECKPOINTS: [u8; 4] = [3, 6, 10, 12];

/// The measured rows of a sheet.
#[derive(Template)]
#[template(path = "measured/page.html")]
pub(crate) struct MeasuredPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet in a few words.
    pub(crate) head: SheetHead,
    /// The day that is asked about, `2021-06-30`.
    pub(crate) as_of: String,
    /// The first day of the period.
    pub(crate) from: String,
    /// What is wrong with the day as typed.
    pub(crate) failure: Option<String>,
    /// The checkpoints of the year.
    pub(crate) checkpoints: Vec<CheckpointLink>,
    /// The rows.
    pub(crate) rows: Vec<RowView>,
}

/// A day to look at.
pub(crate) struct CheckpointLink {
    /// `3月底`.
    pub(crate) label: String,
    /// Where it leads.
    pub(crate) href: String,
    /// Whether it is the one shown.
    pub(crate) current: bool,
}

/// A row as shown.
pub(crate) struct RowView {
    /// Its number in the sheet.
    pub(crate) number: usize,
    /// 三级指标.
    pub(crate) name: String,
    /// 指标值 as printed.
    pub(crate) target: String,
    /// By the published definition; none when the library has no indicator.
    pub(crate) literal: Option<ValueView>,
    /// By the corrected definition.
    pub(crate) corrected: Option<ValueView>,
    /// Why the published definition is at fault.
    pub(crate) fault: Option<FaultView>,
}

/// Why a published definition is at fault.
pub(crate) struct FaultView {
    /// In a word.
    pub(crate) label: &'static str,
    /// In a sentence.
    pub(crate) reason: String,
}

/// A value as shown.
pub(crate) struct ValueView {
    /// The value with its unit; none when there is none.
    pub(crate) value: Option<String>,
    /// Why there is none, or what the value rests on.
    pub(crate) word: String,
    /// Numerator and denominator.
    pub(crate) share: Option<String>,
    /// Whether the target is reached.
    pub(crate) met: Option<bool>,
    /// The formula in Chinese names.
    pub(crate) formula: String,
}

/// The day as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AsOf {
    as_of: String,
}

/// The routes of measured rows.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/sheets/{id}/measured", Door::Permits(Action::Read), show)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<AsOf>,
) -> Answer {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let year = u16::try_from(stored.summary.fiscal_year).ok();
    let year = year.and_then(|year| FiscalYear::new(year).ok()).ok_or_else(Problem::fault)?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let (as_of, failure) = asked(&query.as_of, year, today);
    let period = Period::year_to(as_of).ok_or_else(Problem::fault)?;
    let rows = measure_sheet(&app.store, &app.book, &stored, period).await?;
    let head = SheetHead::of(&stored, &siblings);
    let frame = visit.frame(&app, "指标测算", Section::Sheets).await?;
    let page = MeasuredPage {
        frame: frame
            .below("项目目标表", "/sheets")
            .below(head.name.clone(), format!("/sheets/{}", head.id)),
        as_of: as_of.to_string(),
        from: period.start().to_string(),
        failure,
        checkpoints: checkpoints(&head.id, year, as_of),
        rows: rows.iter().map(|row| RowView::of(&app.book, row)).collect(),
        head,
    };
    Ok(Html(page.render()?))
}

/// The day asked about: as typed, else today within the year, else the end of the year.
fn asked(typed: &str, year: FiscalYear, today: Day) -> (Day, Option<String>) {
    let whole = Period::year(year);
    let usual = whole.map_or(today, |whole| today.clamp(whole.start(), whole.end()));
    if typed.trim().is_empty() {
        return (usual, None);
    }
    match Day::parse(typed) {
        Ok(day) if i32::from(year.number()) == day.year() => (day, None),
        Ok(_) => (usual, Some(format!("截止日期应在{year}内，以下按{usual}测算。"))),
        Err(error) => (usual, Some(format!("{error}，以下按{usual}测算。"))),
    }
}

fn checkpoints(id: &str, year: FiscalYear, as_of: Day) -> Vec<CheckpointLink> {
    let ends = CHECKPOINTS.iter().filter_map(|month| Checkpoint::end_of_month(*month).ok());
    ends.filter_map(|checkpoint| {
        let end = Period::to_checkpoint(year, checkpoint)?.end();
        let href =
            with_query(&format!("/sheets/{id}/measured"), &[("as_of", Some(&end.to_string()))]);
        Some(CheckpointLink { label: checkpoint.to_string(), href, current: end == as_of })
    })
    .collect()
}

impl RowView {
    fn of(book: &Book, row: &MeasuredRow<'_>) -> Self {
        let correction = row.entry.and_then(|entry| entry.definition.corrected.as_ref());
        let literal = row.literal.as_ref().zip(row.entry).map(|(value, entry)| {
            let formula = entry.literal.print(&book.catalogue, Spelling::Chinese);
            ValueView::of(value, &entry.definition.literal, formula)
        });
        let corrected = row.corrected.as_ref().zip(row.entry).zip(correction).and_then(
            |((value, entry), correction)| {
                let formula = entry.corrected.as_ref()?;
                let formula = formula.print(&book.catalogue, Spelling::Chinese);
                Some(ValueView::of(value, &correction.variant, formula))
            },
        );
        Self {
            number: row.number,
            name: row.name.clone(),
            target: row.target.raw.clone(),
            literal,
            corrected,
            fault: correction.map(|correction| FaultView {
                label: correction.fault.label(),
                reason: correction.reason.clone(),
            }),
        }
    }
}

impl ValueView {
    fn of(value: &MeasuredValue, variant: &FormulaVariant, formula: String) -> Self {
        let measured = &value.measured;
        let (shown, word) = match &measured.outcome {
            Outcome::Value(number) => (Some(format!("{}{}", printed(*number), variant.unit)), ""),
            Outcome::FullWithoutEvents => (Some("100%".to_owned()), "本期没有发生，按满分计"),
            Outcome::Truth(truth) => (Some(if *truth { "是" } else { "否" }.to_owned()), ""),
            Outcome::None(missing) => {
                return Self {
                    value: None,
                    word: missing.to_string(),
                    share: None,
                    met: value.met,
                    formula,
                };
            }
        };
        // The outermost share was put together last.
        let share = measured
            .shares
            .last()
            .map(|share| format!("{}／{}", printed(share.numerator), printed(share.denominator)));
        Self { value: shown, word: word.to_owned(), share, met: value.met, formula }
    }
}

/// A number without decimals that say nothing.
fn printed(number: Ratio) -> String {
    if number.denominator() == 1 {
        return number.numerator().to_string();
    }
    number.rounded(DIGITS).map_or_else(|error| error.to_string(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_day_is_the_one_typed_or_today_within_the_year_of_the_sheet() {
        let year = FiscalYear::new(2021).unwrap();
        assert_eq!(asked("", year, day("2021-08-05")), (day("2021-08-05"), None));
        assert_eq!(asked("", year, day("2026-11-23")), (day("2021-12-31"), None));
        assert_eq!(asked("2021-6-30", year, day("2026-11-23")), (day("2021-06-30"), None));
        let (used, told) = asked("2022-01-01", year, day("2026-11-23"));
        assert_eq!(used, day("2021-12-31"));
        assert_eq!(told.unwrap(), "截止日期应在2021年内，以下按2021-12-31测算。");
        let (_, told) = asked("昨天", year, day("2026-11-23"));
        assert!(told.unwrap().starts_with("“昨天”不是日期"));
    }

    #[test]
    fn whole_numbers_are_printed_without_decimals() {
        assert_eq!(printed(Ratio::whole(12)), "12");
        assert_eq!(printed(Ratio::new(200, 3).unwrap()), "66.67");
        assert_eq!(printed(Ratio::new(24, 2).unwrap()), "12");
    }
}
