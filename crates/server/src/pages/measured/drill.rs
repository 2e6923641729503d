//! 下钻: from a value to the figures that it is made of, and from each to its records, those that
//! count and those that do not, with the reason.

use super::value::{ValueView, figure, versions};
use super::{AskedPeriod, Span, Which, sheet_year};
use crate::pages::address::with_query;
use crate::pages::frame::{Frame, Section};
use crate::pages::ledgers::{CellView, columns, record_address};
use crate::pages::library;
use crate::pages::sheet::{SheetHead, key};
use crate::web::{Answer, App, Problem, Visit};
use crate::work::book::Book;
use crate::work::counting::reasons;
use crate::work::measuring::measure_row;
use crate::work::record_names::{RecordNames, title};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use indicators::Formula;
use ledgers::language::{SourcePlan, Spelling, Typed, print};
use ledgers::{FieldDefinition, LedgerDefinition};
use store::{Asked, Explained, ExplainedPage, Side};
use vocabulary::Period;

/// Records on one page.
const PAGE: u64 = 50;
/// Columns of fields beside the record's name.
const COLUMNS: usize = 5;

/// What a value is made of.
#[derive(Template)]
#[template(path = "measured/drill.html")]
pub(crate) struct DrillPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet in a few words.
    pub(crate) head: SheetHead,
    /// Number of the row.
    pub(crate) row: usize,
    /// 三级指标.
    pub(crate) name: String,
    /// 指标值 as printed.
    pub(crate) target: String,
    /// Which way of measuring.
    pub(crate) way: &'static str,
    /// The other way, when there is one.
    pub(crate) other_way: Option<(String, &'static str)>,
    /// The period.
    pub(crate) period: Period,
    /// The value.
    pub(crate) value: ValueView,
    /// By what it was measured.
    pub(crate) versions: Vec<(&'static str, String)>,
    /// The figures that it is made of.
    pub(crate) figures: Vec<FigureView>,
    /// The records of the figure that is looked at.
    pub(crate) records: Option<RecordsView>,
    /// Its indicator in the library.
    pub(crate) library: String,
    /// Back to the rows of the sheet.
    pub(crate) back: String,
}

/// A figure that a value is made of.
pub(crate) struct FigureView {
    /// In Chinese words.
    pub(crate) words: String,
    /// Its value.
    pub(crate) value: String,
    /// Where its records are; none when it is of no records.
    pub(crate) href: Option<String>,
    /// Whether its records are shown.
    pub(crate) current: bool,
}

/// Records of a figure.
pub(crate) struct RecordsView {
    /// Their ledger.
    pub(crate) ledger: String,
    /// The columns.
    pub(crate) columns: Vec<String>,
    /// Whether those that count are shown.
    pub(crate) counted: bool,
    /// How many there are on either side, and where.
    pub(crate) sides: [(u64, String); 2],
    /// The lines.
    pub(crate) lines: Vec<DrillLine>,
    /// The number of the first line.
    pub(crate) first: u64,
    /// The page before.
    pub(crate) previous: Option<String>,
    /// The page after.
    pub(crate) next: Option<String>,
}

/// A record.
pub(crate) struct DrillLine {
    /// Where it is.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) title: String,
    /// Some of its values.
    pub(crate) cells: Vec<CellView>,
    /// How many files are attached.
    pub(crate) evidence: i64,
    /// Why it does not count.
    pub(crate) reasons: Vec<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((id, row)): Path<(String, usize)>,
    Query(query): Query<AskedPeriod>,
    Query(which): Query<Which>,
) -> Answer {
    let book = &*app.book();
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let (period, _) = query.period(sheet_year(&stored)?, today);
    let period = period.ok_or_else(Problem::fault)?;
    let measured = measure_row(&app.store, book, (&stored, row), period).await?;
    let measured = measured.ok_or_else(Problem::missing)?;
    let entry = measured.entry.ok_or_else(Problem::missing)?;
    let correction = entry.definition.corrected.as_ref().zip(entry.corrected.as_ref());
    let (value, variant, formula) = match (which.corrected(), correction, &measured.corrected) {
        (true, Some((correction, formula)), Some(value)) => (value, &correction.variant, formula),
        (true, ..) => return Err(Problem::missing()),
        (false, ..) => {
            let value = measured.literal.as_ref().ok_or_else(Problem::missing)?;
            (value, &entry.definition.literal, &entry.literal)
        }
    };
    let place =
        DrillPlace { address: format!("/sheets/{id}/measured/{row}"), which: &which, period };
    let leaf = which.leaf(formula);
    let records = match leaf.and_then(|leaf| leaf.node.source()) {
        None => None,
        Some(source) => Some(place.records(&app, &visit, source).await?),
    };
    let figures = formula.leaves().iter().zip(&value.found).enumerate();
    let head = SheetHead::of(&stored, &siblings);
    let frame = visit.frame(&app, measured.name.clone(), Section::Sheets).await?;
    let back = format!("/sheets/{}/measured", head.id);
    let back = with_query(&back, &Span::of(period).query());
    let page = DrillPage {
        frame: frame
            .below("项目目标表", "/sheets")
            .below(head.name.clone(), format!("/sheets/{}", head.id))
            .below("指标测算", back.clone()),
        row,
        name: measured.name.clone(),
        target: measured.target.raw.clone(),
        way: if which.corrected() { "修正口径" } else { "公布口径" },
        other_way: correction.map(|_| place.other_way()),
        period,
        value: ValueView::of(value, variant, formula.print(&book.catalogue, Spelling::Chinese)),
        versions: versions(book, &value.measured.versions),
        figures: figures
            .map(|(at, (one, found))| FigureView {
                words: print(&book.catalogue, one, None, Spelling::Chinese),
                value: figure(one, found),
                href: one.node.source().map(|_| place.at(at, true, 1)),
                current: leaf == Some(one),
            })
            .collect(),
        records,
        head,
        library: library::address(&entry.definition.code),
        back,
    };
    Ok(Html(page.render()?))
}

impl Which {
    fn corrected(&self) -> bool {
        self.way == "corrected"
    }

    /// The figure that is looked at: as asked, else the first that is of records.
    fn leaf<'a>(&self, formula: &'a Formula) -> Option<&'a Typed> {
        let leaves = formula.leaves();
        match self.figure {
            Some(at) => leaves.get(at),
            None => leaves.iter().find(|leaf| leaf.node.source().is_some()),
        }
    }
}

/// Where the page is, for the addresses of its neighbours.
struct DrillPlace<'a> {
    address: String,
    which: &'a Which,
    period: Period,
}

impl DrillPlace<'_> {
    fn at(&self, figure: usize, counted: bool, page: u64) -> String {
        let (figure, page) = (figure.to_string(), page.to_string());
        let span = Span::of(self.period);
        let [from, as_of] = span.query();
        with_query(
            &self.address,
            &[
                from,
                as_of,
                ("way", self.which.corrected().then_some("corrected")),
                ("figure", Some(&figure)),
                ("side", (!counted).then_some("left")),
                ("page", (page != "1").then_some(&page)),
            ],
        )
    }

    fn other_way(&self) -> (String, &'static str) {
        let corrected = !self.which.corrected();
        let span = Span::of(self.period);
        let [from, as_of] = span.query();
        let query = [from, as_of, ("way", corrected.then_some("corrected"))];
        let words = if corrected { "看修正口径" } else { "看公布口径" };
        (with_query(&self.address, &query), words)
    }

    async fn records(&self, app: &App, visit: &Visit, source: &SourcePlan) -> Answer<RecordsView> {
        let book = &*app.book();
        let ledger = book.catalogue.ledger(source.ledger.as_str()).ok_or_else(Problem::fault)?;
        let asked = Asked { catalogue: &book.catalogue, source, period: self.period };
        let counted = self.which.side != "left";
        let number = self.which.page.unwrap_or(1).max(1);
        let offset = (number - 1).saturating_mul(PAGE);
        let (side, other) =
            if counted { (Side::Counted, Side::LeftOut) } else { (Side::LeftOut, Side::Counted) };
        let store = &app.store;
        let page = store.explained_records(&visit.acting, asked, side, (PAGE, offset)).await?;
        let others = store.explained_records(&visit.acting, asked, other, (0, 0)).await?.total;
        let (counting, left) = if counted { (page.total, others) } else { (others, page.total) };
        let figure = self.which.figure.unwrap_or_default();
        let shown: Vec<&FieldDefinition> = columns(ledger).into_iter().take(COLUMNS).collect();
        let lines = lines(app, visit, (ledger, source, &shown), (&page, self.period)).await?;
        let pages = page.total.div_ceil(PAGE);
        Ok(RecordsView {
            ledger: ledger.label.clone(),
            columns: shown.iter().map(|field| field.label.clone()).collect(),
            counted,
            sides: [(counting, self.at(figure, true, 1)), (left, self.at(figure, false, 1))],
            lines,
            first: offset + 1,
            previous: (number > 1).then(|| self.at(figure, counted, number - 1)),
            next: (number < pages).then(|| self.at(figure, counted, number + 1)),
        })
    }
}

async fn lines(
    app: &App,
    visit: &Visit,
    (ledger, source, shown): (&LedgerDefinition, &SourcePlan, &[&FieldDefinition]),
    (page, period): (&ExplainedPage, Period),
) -> Answer<Vec<DrillLine>> {
    let book: &Book = &app.book();
    let records = page.records.iter().map(|one| &one.record);
    let names = RecordNames::of((&app.store, book), &visit.acting, ledger, records).await?;
    let line = |one: &Explained| DrillLine {
        href: with_query(
            &record_address(&ledger.code, one.record.record),
            &Span::of(period).query(),
        ),
        title: title(ledger, &one.record, &names),
        cells: shown.iter().map(|field| CellView::in_list(field, &one.record, &names)).collect(),
        evidence: one.record.evidence,
        reasons: reasons(book, (ledger, source), one, period),
    };
    Ok(page.records.iter().map(line).collect())
}
