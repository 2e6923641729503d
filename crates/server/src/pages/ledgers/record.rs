//! One record: what it says, what became of it, its evidence, what refers to it, and which
//! indicators count it.

use super::cells::unit_of;
use super::doubles::{DoublesView, doubles};
use super::enter::evidence_kinds;
use super::form::typed_of;
use super::{CellView, address, key, ledger, record_address};
use crate::pages::address::with_query;
use crate::pages::figures::{file_size, moment};
use crate::pages::frame::{Frame, Notice, Section, Tone};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::counting::{CountedBy, counted_by};
use crate::work::definitions::with_retired;
use crate::work::lifeline::{Happening, lifeline};
use crate::work::record_names::{RecordNames, title};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use ledgers::{FieldDefinition, FieldKind, LedgerDefinition, RecordKind, StateMove};
use procedure::{Action, Refusal};
use serde::Deserialize;
use store::{Evidence, StoreError, StoredRecord};
use vocabulary::{Day, FiscalYear, Period};

/// One record.
#[derive(Template)]
#[template(path = "ledgers/record.html")]
pub(crate) struct RecordPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The ledger.
    pub(crate) ledger: &'a LedgerDefinition,
    /// Where the record is.
    pub(crate) address: String,
    /// What it says now.
    pub(crate) now: EntryView,
    /// The fields, group by group, that are filled.
    pub(crate) groups: Vec<FieldGroup>,
    /// The ways on from its state that this person may go.
    pub(crate) moves: Vec<&'a StateMove>,
    /// Why other ways are left to somebody else.
    pub(crate) withheld: Option<String>,
    /// Where a row that a plan demands is filled in, while nobody did.
    pub(crate) fill: Option<String>,
    /// The records that say the same, while that matters.
    pub(crate) doubles: Option<DoublesView>,
    /// Whether the thing exists still, of stock.
    pub(crate) can_end: bool,
    /// Its files.
    pub(crate) evidence: Vec<EvidenceView>,
    /// What evidence the ledger asks for, in words.
    pub(crate) evidence_asked: Vec<String>,
    /// 佐证种类 to choose from.
    pub(crate) evidence_kinds: Vec<String>,
    /// Every entry, the newest first.
    pub(crate) entries: Vec<EntryView>,
    /// What happened to it, the newest first.
    pub(crate) happenings: Vec<Happening>,
    /// The indicators that count it.
    pub(crate) counted: Vec<CountedBy>,
    /// The indicators that read its ledger and have nothing to do with it.
    pub(crate) others: Vec<CountedBy>,
    /// The period of that.
    pub(crate) period: Period,
    /// Today.
    pub(crate) today: String,
}

/// Fields under one heading.
pub(crate) struct FieldGroup {
    /// The heading; empty for the fields of every record.
    pub(crate) label: String,
    /// The filled fields.
    pub(crate) fields: Vec<FieldView>,
}

/// A filled field.
pub(crate) struct FieldView {
    /// Its label.
    pub(crate) label: String,
    /// Its value.
    pub(crate) cell: CellView,
    /// The unit of its numbers.
    pub(crate) unit: String,
    /// Its code, when it is shown masked and the viewer may ask for the whole.
    pub(crate) masked: Option<String>,
}

/// An entry of the record.
pub(crate) struct EntryView {
    /// Its number.
    pub(crate) number: i64,
    /// Whether no correction took its place.
    pub(crate) current: bool,
    /// Its state, in words.
    pub(crate) state: String,
    /// Whether it counts in that state.
    pub(crate) counts: bool,
    /// 单位编码.
    pub(crate) unit: String,
    /// What it holds for in time, of stock.
    pub(crate) validity: String,
    /// What it says otherwise than the one before.
    pub(crate) differences: Vec<String>,
    /// Where it came from.
    pub(crate) origin: String,
    /// A word of explanation.
    pub(crate) remark: String,
    /// Who entered it, and when.
    pub(crate) by: String,
}

/// A file of evidence.
pub(crate) struct EvidenceView {
    /// Where it is.
    pub(crate) href: String,
    /// Whether the browser shows it as a picture.
    pub(crate) picture: bool,
    /// 佐证种类.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) name: String,
    /// Its size, printed.
    pub(crate) size: String,
    /// Who attached it, and when.
    pub(crate) by: String,
}

/// What was just done, said over the page; and the days for which counting is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    saved: String,
    from: String,
    as_of: String,
}

/// The route of a record.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/ledgers/{ledger}/records/{record}", Door::Permits(Action::Read), show)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    Query(said): Query<Said>,
) -> Answer {
    let book = &*app.book();
    let ledger = with_retired(&app.store, ledger(book, &code)?).await?;
    let ledger = ledger.as_ref();
    let id = key(&id)?;
    let entries = app.store.record_history(&visit.acting, ledger, id).await?;
    let both = (&app.store, book);
    let names = RecordNames::of(both, &visit.acting, ledger, entries.iter()).await?;
    let current = standing(&entries).ok_or_else(Problem::fault)?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let as_of =
        Day::parse(&said.as_of).unwrap_or_else(|_| last_day(ledger, current, (visit.year, today)));
    let from = Day::parse(&said.from).ok();
    let period = from.and_then(|from| Period::new(from, as_of).ok());
    let period = period.or_else(|| Period::year_to(as_of)).ok_or_else(Problem::fault)?;
    let evidence = app.store.evidence_of(&ledger.code, id).await?;
    let called = title(ledger, current, &names);
    let frame = visit.frame(&app, called, Section::Ledgers).await?;
    let mut frame = frame.below("业务台账", "/ledgers").below(&ledger.label, address(ledger));
    frame.notices.extend(said_words(&said.saved).map(|text| Notice::new(Tone::Done, text)));
    let counted = counted_by(both, &visit.acting, (ledger, id), period).await?;
    let (counted, others) = counted.into_iter().partition(CountedBy::concerns);
    let ways = Ways::of(&app, &visit, (ledger, current), &frame).await?;
    let page = RecordPage {
        address: record_address(&ledger.code, id),
        groups: groups(ledger, current, &names, frame.may_edit()),
        withheld: ways.withheld(),
        moves: ways.open,
        fill: fill(ledger, current, &names).filter(|_| frame.may_edit()),
        doubles: doubles((&app, book), &visit, (ledger, current)).await?,
        can_end: ledger.kind == RecordKind::Stock && !current.ended && frame.may_edit(),
        now: EntryView::of(ledger, current, None, &names),
        evidence: evidence.iter().map(|file| EvidenceView::of(ledger, file)).collect(),
        evidence_asked: evidence_asked(ledger),
        evidence_kinds: evidence_kinds(ledger),
        happenings: lifeline(both, &visit.acting, (ledger, &entries)).await?,
        counted,
        others,
        entries: history(ledger, &entries, &names),
        period,
        today: today.to_string(),
        ledger,
        frame,
    };
    Ok(Html(page.render()?))
}

/// The entry in force that holds last.
fn standing(entries: &[StoredRecord]) -> Option<&StoredRecord> {
    entries.iter().filter(|entry| entry.current).max_by_key(|entry| entry.valid_from)
}

/// The day for which counting is asked when nobody says one: the end of the year that lists are
/// narrowed to, else of the year that the record happened in; today at the latest.
fn last_day(
    ledger: &LedgerDefinition,
    record: &StoredRecord,
    (chosen, today): (Option<FiscalYear>, Day),
) -> Day {
    let times = &ledger.times;
    let days = [&times.on, &times.opened].into_iter().flatten();
    let found = days.filter_map(|name| record.cells.get(name)).find_map(|cell| {
        let ledgers::Cell::Whole(number) = cell else { return None };
        i32::try_from(*number).ok().and_then(Day::from_number)
    });
    let happened = || found.or(record.valid_to).map(Day::year);
    let year = chosen.map(|year| i32::from(year.number())).or_else(happened);
    let end = year.and_then(|year| Day::parse(&format!("{year}-12-31")).ok());
    end.map_or(today, |end| end.min(today))
}

fn said_words(saved: &str) -> Option<&'static str> {
    Some(match saved {
        "entered" => "已登记。",
        "changed" => "变更已保存，此前的情况仍可按日期查到。",
        "corrected" => "更正已保存，原来的登记保留在历史中。",
        "moved" => "已办理。",
        "ended" => "已终止，止日之前仍照常统计。",
        "attached" => "佐证已附上。",
        _ => return None,
    })
}

/// The ways on from where a record stands, for one person.
struct Ways<'a> {
    /// Those that the person may go.
    open: Vec<&'a StateMove>,
    /// Those that the person might go with the record of somebody else.
    of_others: Vec<&'a StateMove>,
}

impl<'a> Ways<'a> {
    async fn of(
        app: &App,
        visit: &Visit,
        (ledger, record): (&'a LedgerDefinition, &StoredRecord),
        frame: &Frame<'_>,
    ) -> Answer<Self> {
        let ways = ledger.workflow.moves.iter().filter(|way| way.from.as_str() == record.state);
        // A row that a plan demands is filled in, not moved on empty.
        let filled = ledger.entered().filter(|_| ledger.expected.is_some());
        let ways = ways.filter(|way| {
            let fills = filled.is_some_and(|state| state.code == way.to);
            !(fills && ledger.demanded().is_some_and(|state| state.code == way.from))
        });
        let ways =
            ways.filter(|way| if way.by_reviewer { frame.may_decide() } else { frame.may_edit() });
        let (judging, open): (Vec<_>, Vec<_>) = ways.partition(|way| way.by_reviewer);
        match app.store.may_judge(&visit.acting, ledger, record.record).await {
            Ok(()) => Ok(Self { open: [open, judging].concat(), of_others: Vec::new() }),
            Err(StoreError::Refused(Refusal::OwnWork)) => Ok(Self { open, of_others: judging }),
            Err(error) => Err(error.into()),
        }
    }

    fn withheld(&self) -> Option<String> {
        let labels: Vec<String> =
            self.of_others.iter().map(|way| format!("“{}”", way.label)).collect();
        let reason = "本人登记或修改过的记录，不由本人审核";
        (!labels.is_empty()).then(|| format!("{}由其他人员办理：{reason}。", labels.concat()))
    }
}

/// The address of the form that fills in a row which a plan demands: what the plan says of it is
/// there already.
fn fill(ledger: &LedgerDefinition, record: &StoredRecord, names: &RecordNames) -> Option<String> {
    let demanded = ledger.demanded().filter(|_| ledger.expected.is_some())?;
    let typed = typed_of(ledger, record, names);
    let query: Vec<(&str, Option<&str>)> = typed
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.as_str(), Some(text.as_str())))
        .collect();
    (record.state == demanded.code.as_str())
        .then(|| with_query(&format!("{}/new", address(ledger)), &query))
}

fn groups(
    ledger: &LedgerDefinition,
    record: &StoredRecord,
    names: &RecordNames,
    may_edit: bool,
) -> Vec<FieldGroup> {
    let mut groups: Vec<FieldGroup> = Vec::new();
    for field in &ledger.fields {
        let cell = CellView::of(field, record, names);
        let needed = field.required && field.applies_when.is_none();
        if cell.text.is_empty() && !needed {
            continue;
        }
        let label = field.group.clone().unwrap_or_default();
        let masked = field.sensitive && may_edit && !cell.text.is_empty();
        let view = FieldView {
            label: field.label.clone(),
            cell,
            unit: unit_of(field).to_owned(),
            masked: masked.then(|| field.code.to_string()),
        };
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.fields.push(view),
            None => groups.push(FieldGroup { label, fields: vec![view] }),
        }
    }
    groups
}

fn evidence_asked(ledger: &LedgerDefinition) -> Vec<String> {
    let asked = |need: &ledgers::EvidenceNeed| format!("{}至少{}份", need.kind, need.count);
    ledger.evidence.needs.iter().map(asked).collect()
}

/// The entries, the newest first, each with what it says otherwise than the one it came after.
fn history(
    ledger: &LedgerDefinition,
    entries: &[StoredRecord],
    names: &RecordNames,
) -> Vec<EntryView> {
    let mut views = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let corrected = entry.corrects.as_ref();
        let before = match corrected {
            Some(wrong) => entries.iter().find(|one| one.entry == *wrong),
            None => at.checked_sub(1).and_then(|at| entries.get(at)),
        };
        views.push(EntryView::of(ledger, entry, before, names));
    }
    views.reverse();
    views
}

impl EntryView {
    fn of(
        ledger: &LedgerDefinition,
        entry: &StoredRecord,
        before: Option<&StoredRecord>,
        names: &RecordNames,
    ) -> Self {
        let state = ledger.workflow.state(&entry.state);
        Self {
            number: entry.number,
            current: entry.current,
            state: state.map_or_else(|| entry.state.clone(), |state| state.label.clone()),
            counts: state.is_some_and(|state| state.counts),
            unit: entry.unit_code.clone(),
            validity: validity(entry),
            differences: before.map_or_else(Vec::new, |before| {
                let fields = ledger.fields.iter();
                fields.filter_map(|field| difference(field, before, entry, names)).collect()
            }),
            origin: entry.origin.clone(),
            remark: entry.remark.clone(),
            by: format!("{} {}", entry.entered_by, moment(entry.entered_at)),
        }
    }
}

fn validity(entry: &StoredRecord) -> String {
    match (entry.valid_from, entry.valid_to) {
        (None, _) => String::new(),
        (Some(from), None) => format!("{from}起"),
        (Some(from), Some(to)) if entry.ended => format!("{from}至{to}，已终止"),
        (Some(from), Some(to)) => format!("{from}至{to}"),
    }
}

fn difference(
    field: &FieldDefinition,
    before: &StoredRecord,
    after: &StoredRecord,
    names: &RecordNames,
) -> Option<String> {
    if matches!(field.kind, FieldKind::Computed { .. })
        || before.cells.get(&field.code) == after.cells.get(&field.code)
    {
        return None;
    }
    let text = |record: &StoredRecord| {
        let text = CellView::in_list(field, record, names).text;
        if text.is_empty() { "空".to_owned() } else { text }
    };
    Some(format!("{}：{} → {}", field.label, text(before), text(after)))
}

impl EvidenceView {
    fn of(ledger: &LedgerDefinition, file: &Evidence) -> Self {
        Self {
            href: format!("/ledgers/{}/evidence/{}", ledger.code, file.id),
            picture: file.media_type.starts_with("image/") && file.media_type != "image/tiff",
            kind: file.kind.clone(),
            name: file.file_name.clone(),
            size: file_size(file.bytes),
            by: format!("{} {}", file.added_by, moment(file.added_at)),
        }
    }
}
