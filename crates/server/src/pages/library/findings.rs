//! What the checks of the library found, for people.

use super::address;
use crate::pages::ledgers::address as ledger_address;
use crate::web::{Answer, App, Visit};
use crate::work::book::{Book, BookIndicator};
use indicators::{
    Comparison, IndicatorCode, IntegrityFinding, IntegrityRule, LibraryEntry, ReferringRow,
    Subject, integrity,
};
use store::{SheetFilter, SheetId};
use vocabulary::{Day, FiscalYear};

/// Sheets whose rows are looked at together.
const SHEETS_MAX: usize = 300;

/// What a check found, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FindingView {
    /// The rule.
    pub(crate) rule: IntegrityRule,
    /// Its words.
    pub(crate) label: &'static str,
    /// What to do.
    pub(crate) remedy: &'static str,
    /// The indicator, ledger or row.
    pub(crate) subject: String,
    /// Where it is.
    pub(crate) href: String,
    /// What stands there.
    pub(crate) detail: String,
}

/// Rows of sheets with the indicators that measure them.
pub(crate) struct Rows {
    /// The rows with the address of their sheet.
    pub(crate) rows: Vec<(ReferringRow, String)>,
    /// Whether there are more sheets than were looked at.
    pub(crate) cut: bool,
}

/// The rows of the sheets that the viewer may see, of a year and unit when one is chosen.
pub(crate) async fn referring_rows(
    app: &App,
    visit: &Visit,
    book: &Book,
    (year, unit): (Option<FiscalYear>, Option<String>),
) -> Answer<Rows> {
    let wanted = SheetFilter {
        fiscal_year: year.map(|year| i32::from(year.number())),
        unit_code: unit.unwrap_or_default(),
        limit: u64::try_from(SHEETS_MAX + 1).unwrap_or(u64::MAX),
        ..SheetFilter::default()
    };
    let sheets = app.store.sheets(&visit.acting, &wanted).await?;
    let cut = sheets.len() > SHEETS_MAX;
    let mut rows = Vec::new();
    for sheet in sheets.into_iter().take(SHEETS_MAX) {
        rows.extend(rows_of(app, visit, book, sheet.id).await?);
    }
    Ok(Rows { rows, cut })
}

async fn rows_of(
    app: &App,
    visit: &Visit,
    book: &Book,
    sheet: SheetId,
) -> Answer<Vec<(ReferringRow, String)>> {
    let stored = app.store.sheet(&visit.acting, sheet).await?;
    let summary = &stored.summary;
    let end = Day::new(summary.fiscal_year, 12, 31);
    let mut rows = Vec::new();
    for (number, row) in (1_usize..).zip(&stored.sheet.indicators) {
        let entry = end.and_then(|day| book.serving(summary.position, row, day));
        let row = ReferringRow {
            place: format!("{} 第{number}行", summary.project_name),
            name: row.name.as_ref().map(|name| name.text.clone()).unwrap_or_default(),
            indicator: entry.map(|entry| entry.definition.code.clone()),
            at_most: row.target.comparison.and_then(at_most),
        };
        rows.push((row, format!("/sheets/{sheet}/measured")));
    }
    Ok(rows)
}

fn at_most(comparison: Comparison) -> Option<bool> {
    match comparison {
        Comparison::AtLeast | Comparison::MoreThan => Some(false),
        Comparison::AtMost | Comparison::LessThan => Some(true),
        Comparison::Equal | Comparison::Range | Comparison::Qualitative => None,
    }
}

/// What the checks find in the library and in rows of sheets.
pub(crate) fn findings(book: &Book, rows: &[(ReferringRow, String)]) -> Vec<FindingView> {
    let referring: Vec<ReferringRow> = rows.iter().map(|(row, _)| row.clone()).collect();
    let entries: Vec<LibraryEntry<'_>> = book.library.iter().map(entry).collect();
    let found = integrity(&book.catalogue, &entries, &referring);
    found.into_iter().map(|finding| view(book, rows, finding)).collect()
}

/// What they find at one indicator.
pub(crate) fn findings_of(book: &Book, code: &IndicatorCode) -> Vec<FindingView> {
    let href = address(code);
    findings(book, &[]).into_iter().filter(|finding| finding.href == href).collect()
}

/// How much they find in the library by itself.
pub(crate) fn findings_count(book: &Book) -> usize {
    findings(book, &[]).len()
}

fn entry(indicator: &BookIndicator) -> LibraryEntry<'_> {
    let newest = indicator.newest();
    LibraryEntry {
        definition: &newest.definition,
        literal: &newest.literal,
        corrected: newest.corrected.as_ref(),
    }
}

fn view(book: &Book, rows: &[(ReferringRow, String)], finding: IntegrityFinding) -> FindingView {
    let (subject, href) = match &finding.subject {
        Subject::Indicator(code) => {
            let named = book.indicator(code.as_str());
            let name = named.map(|one| one.newest().definition.name.clone());
            (name.unwrap_or_default(), address(code))
        }
        Subject::Ledger(name) => match book.catalogue.ledger(name.as_str()) {
            Some(ledger) => (ledger.label.clone(), ledger_address(ledger)),
            None => (name.to_string(), String::new()),
        },
        Subject::Row(at) => match rows.get(*at) {
            Some((row, href)) => (row.place.clone(), href.clone()),
            None => (String::new(), String::new()),
        },
    };
    let rule = finding.rule;
    let (label, remedy) = (rule.label(), rule.remedy());
    FindingView { rule, label, remedy, subject, href, detail: finding.detail }
}
