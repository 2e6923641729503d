//! The records of a ledger as a list, and the names that forms offer while somebody types.

use super::{CellView, address, ledger, record_address};
use crate::pages::address::with_query;
use crate::pages::figures::moment;
use crate::pages::frame::{Frame, Section, Tone};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::record_names::{RecordNames, title, written};
use crate::work::records::day_of;
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ledgers::language::{Checker, Scope, Typed, parse};
use ledgers::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition, RecordKind};
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{RecordFilter, StoredRecord};
use vocabulary::Day;

/// Records on one page.
const PAGE: u64 = 50;
/// Columns of fields in the list; the record's own page shows all.
const COLUMNS: usize = 8;
/// The kinds of file that a list is taken out as.
const EXPORTS: [(&str, &str); 3] =
    [("Excel", "xlsx"), ("CSV", "csv"), ("Parquet（供其他程序读取）", "parquet")];
/// Names offered at a time.
const NAMES: u64 = 20;

/// A page of the records of a ledger.
#[derive(Template)]
#[template(path = "ledgers/list.html")]
pub(crate) struct RecordsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The ledger.
    pub(crate) ledger: &'a LedgerDefinition,
    /// What is looked for.
    pub(crate) wanted: &'a Wanted,
    /// The day that stock is looked at; empty for what is no stock.
    pub(crate) as_of: String,
    /// What is wrong with the condition or the day.
    pub(crate) failure: Option<String>,
    /// The columns.
    pub(crate) columns: Vec<&'a FieldDefinition>,
    /// The lines.
    pub(crate) lines: Vec<RecordLine>,
    /// How many records there are in all.
    pub(crate) total: u64,
    /// The number of the first line.
    pub(crate) first: u64,
    /// The page before.
    pub(crate) previous: Option<String>,
    /// The page after.
    pub(crate) next: Option<String>,
    /// Possible doubles that wait for a decision: how many, and where they are listed.
    pub(crate) held: Option<(u64, String)>,
    /// The list as a file: what kind, and where.
    pub(crate) exports: [(&'static str, String); 3],
}

/// A line of the list.
pub(crate) struct RecordLine {
    /// Where the record is.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) title: String,
    /// Its values in the order of the columns.
    pub(crate) cells: Vec<CellView>,
    /// Its state.
    pub(crate) state: String,
    /// Whether it counts in that state.
    pub(crate) counts: bool,
    /// How many files are attached.
    pub(crate) evidence: i64,
    /// 单位编码.
    pub(crate) unit: String,
    /// Who entered it.
    pub(crate) by: String,
    /// When, printed.
    pub(crate) at: String,
}

/// What is looked for, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Part of a name.
    pub(crate) q: String,
    /// The state by its code.
    pub(crate) state: String,
    /// A condition in the language of formulas.
    pub(crate) condition: String,
    /// The day that stock is looked at.
    pub(crate) as_of: String,
    /// Which page, from 1.
    page: Option<u64>,
    /// How many records were just entered from a table, and how many faults were left.
    entered: Option<usize>,
    left: usize,
    /// How many of them are held back as possible doubles.
    held: usize,
}

/// The routes of lists.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Read);
    routes.get("/ledgers/{ledger}", door, list).get("/ledgers/{ledger}/names", door, names)
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let (as_of, wrong_day) = asked_day(&wanted.as_of, today);
    let (condition, wrong_condition) = match read_condition(&book.catalogue, ledger, &wanted) {
        Ok(condition) => (condition, None),
        Err(problem) => (None, Some(problem)),
    };
    let number = wanted.page.unwrap_or(1).max(1);
    let filter = RecordFilter {
        condition: condition.as_ref(),
        words: wanted.q.trim(),
        state: &wanted.state,
        as_of,
        limit: PAGE,
        offset: (number - 1).saturating_mul(PAGE),
    };
    let page = app.store.records(&visit.acting, &book.catalogue, ledger, &filter).await?;
    let names =
        RecordNames::of((&app.store, book), &visit.acting, ledger, page.records.iter()).await?;
    let columns = columns(ledger);
    let frame = visit.frame(&app, ledger.label.clone(), Section::Ledgers).await?;
    let frame = match wanted.told() {
        None => frame,
        Some((tone, text)) => frame.saying(tone, text),
    };
    let pages = page.total.div_ceil(PAGE);
    let stock = ledger.kind == RecordKind::Stock;
    let list = RecordsPage {
        frame: frame.below("业务台账", "/ledgers"),
        as_of: if stock { as_of.to_string() } else { String::new() },
        failure: wrong_day.or(wrong_condition),
        lines: page
            .records
            .iter()
            .map(|record| RecordLine::of(ledger, &columns, record, &names))
            .collect(),
        columns,
        total: page.total,
        first: filter.offset + 1,
        previous: (number > 1).then(|| wanted.address(ledger, number - 1)),
        next: (number < pages).then(|| wanted.address(ledger, number + 1)),
        held: held((&app, book), &visit, (ledger, &filter)).await?,
        exports: EXPORTS.map(|(label, to)| (label, wanted.export(ledger, to))),
        wanted: &wanted,
        ledger,
    };
    Ok(Html(list.render()?))
}

/// How many possible doubles wait for a decision, and where they are listed; none when none does,
/// or when they are listed already.
async fn held(
    (app, book): (&App, &Book),
    visit: &Visit,
    (ledger, shown): (&LedgerDefinition, &RecordFilter<'_>),
) -> Answer<Option<(u64, String)>> {
    let Some(state) = ledger.held_back().filter(|state| state.code.as_str() != shown.state) else {
        return Ok(None);
    };
    let filter = RecordFilter {
        condition: None,
        words: "",
        state: state.code.as_str(),
        as_of: shown.as_of,
        limit: 0,
        offset: 0,
    };
    let waiting = app.store.records(&visit.acting, &book.catalogue, ledger, &filter).await?;
    let address = with_query(&address(ledger), &[("state", Some(state.code.as_str()))]);
    Ok((waiting.total > 0).then_some((waiting.total, address)))
}

/// The day asked about, and what is wrong with it.
fn asked_day(typed: &str, today: Day) -> (Day, Option<String>) {
    if typed.trim().is_empty() {
        return (today, None);
    }
    match Day::parse(typed) {
        Ok(day) => (day, None),
        Err(error) => (today, Some(format!("{error}，以下按{today}列出。"))),
    }
}

/// The condition of the query, checked; none when nothing was typed.
pub(super) fn read_condition(
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
    wanted: &Wanted,
) -> Result<Option<Typed>, String> {
    let text = wanted.condition.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = parse(text).map_err(|error| format!("查询条件有误：{error}"))?;
    Checker::check_truth(catalogue, &parsed, Scope::Record(ledger)).map(Some).map_err(|errors| {
        let faults: Vec<String> = errors.iter().map(ToString::to_string).collect();
        format!("查询条件有误：{}。以下未按条件筛选。", faults.join("；"))
    })
}

/// The fields that a list shows: those that name a record, those of its days, those that every
/// record has, then the others.
pub(crate) fn columns(ledger: &LedgerDefinition) -> Vec<&FieldDefinition> {
    let shown = |field: &&FieldDefinition| {
        field.group.is_none()
            && !field.sensitive
            && !matches!(
                field.kind,
                FieldKind::Computed { .. }
                    | FieldKind::File
                    | FieldKind::Point
                    | FieldKind::Line
                    | FieldKind::Outline
            )
    };
    let times = &ledger.times;
    let days = [&times.on, &times.opened, &times.closed].into_iter().flatten();
    let named = ledger.title.iter().chain(&ledger.key).chain(days);
    let first = named.filter_map(|name| ledger.field(name.as_str()));
    let needed = ledger.fields.iter().filter(|field| field.required);
    let mut columns: Vec<&FieldDefinition> = Vec::new();
    for field in first.chain(needed).chain(&ledger.fields).filter(shown) {
        if !columns.contains(&field) {
            columns.push(field);
        }
    }
    columns.truncate(COLUMNS);
    columns
}

impl Wanted {
    fn query(&self) -> Vec<(&'static str, Option<&str>)> {
        let said = |text: &'_ str| !text.trim().is_empty();
        vec![
            ("q", said(&self.q).then_some(self.q.trim())),
            ("state", said(&self.state).then_some(self.state.as_str())),
            ("condition", said(&self.condition).then_some(self.condition.trim())),
            ("as_of", said(&self.as_of).then_some(self.as_of.as_str())),
        ]
    }

    fn export(&self, ledger: &LedgerDefinition, to: &str) -> String {
        let mut query = self.query();
        query.push(("to", Some(to)));
        with_query(&format!("{}/export", address(ledger)), &query)
    }

    fn address(&self, ledger: &LedgerDefinition, page: u64) -> String {
        let number = page.to_string();
        let mut query = self.query();
        query.push(("page", (page > 1).then_some(number.as_str())));
        with_query(&address(ledger), &query)
    }

    /// What is said of the table that was just entered.
    fn told(&self) -> Option<(Tone, String)> {
        let entered = self.entered?;
        let held = match self.held {
            0 => String::new(),
            held => format!("，其中{held}条疑似重复，核对前不计入统计"),
        };
        let left =
            if self.left > 0 { "；有误的行没有保存，请改好后再导入" } else { "" };
        let text = format!("已保存{entered}条记录{held}{left}。");
        let tone = if self.held + self.left > 0 { Tone::Caution } else { Tone::Done };
        Some((tone, text))
    }

    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.query().iter().all(|(_, value)| value.is_none())
    }
}

impl RecordLine {
    fn of(
        ledger: &LedgerDefinition,
        columns: &[&FieldDefinition],
        record: &StoredRecord,
        names: &RecordNames,
    ) -> Self {
        let state = ledger.workflow.state(&record.state);
        Self {
            href: record_address(&ledger.code, record.record),
            title: title(ledger, record, names),
            cells: columns.iter().map(|field| CellView::in_list(field, record, names)).collect(),
            state: state.map_or_else(|| record.state.clone(), |state| state.label.clone()),
            counts: state.is_some_and(|state| state.counts),
            evidence: record.evidence,
            unit: record.unit_code.clone(),
            by: record.entered_by.clone(),
            at: moment(record.entered_at),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typing {
    q: String,
}

/// A record that is offered while somebody types.
#[derive(Serialize)]
struct Offer {
    value: String,
    label: String,
}

async fn names(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(typing): Query<Typing>,
) -> Answer<Json<Vec<Offer>>> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let filter = RecordFilter {
        condition: None,
        words: typing.q.trim(),
        state: "",
        as_of: day_of(visit.acting.at).ok_or_else(Problem::fault)?,
        limit: NAMES,
        offset: 0,
    };
    let page = app.store.records(&visit.acting, &book.catalogue, ledger, &filter).await?;
    let names =
        RecordNames::of((&app.store, book), &visit.acting, ledger, page.records.iter()).await?;
    let offer = |record: &StoredRecord| Offer {
        value: written(ledger, record),
        label: title(ledger, record, &names),
    };
    Ok(Json(page.records.iter().map(offer).collect()))
}
