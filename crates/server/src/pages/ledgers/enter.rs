//! Entering a record, changing one from a day on, and correcting what was written wrongly: one form.

use super::form::{Faults, FormGroup, Typed, Widget, groups, read, typed_of};
use super::{address, key, ledger, record_address};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, random_secret};
use crate::work::evidence::{KeptFile, SentFile, keep, new_evidence};
use crate::work::record_names::{RecordNames, title};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ledgers::{LedgerDefinition, RecordKind};
use procedure::Action;
use serde::Deserialize;
use store::{Changing, Entering, RecordChange, RecordId, Recorded, StoredRecord};
use vocabulary::Day;

/// Texts of a form that are kept, so that a form of any ledger fits and nothing else does.
const TEXTS_MAX: usize = 400;

/// What the form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new record.
    Enter,
    /// 变更: the record is otherwise from a day on.
    Change,
    /// 更正: an entry was wrong.
    Correct,
}

/// The form of a record.
#[derive(Template)]
#[template(path = "ledgers/form.html")]
pub(crate) struct RecordFormPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The ledger.
    pub(crate) ledger: &'a LedgerDefinition,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// Where it is sent.
    pub(crate) action: String,
    /// Where giving up leads.
    pub(crate) back: String,
    /// The fields.
    pub(crate) groups: Vec<FormGroup>,
    /// What was typed beside the fields.
    pub(crate) typed: Typed,
    /// What is wrong, first what is wrong with the whole.
    pub(crate) faults: Vec<FaultLine>,
    /// Files that were sent before and are kept for the next try.
    pub(crate) files: Vec<KeptFile>,
    /// 佐证种类 to choose from.
    pub(crate) evidence_kinds: Vec<String>,
    /// Today.
    pub(crate) today: String,
}

/// A fault over the form, leading to its field.
pub(crate) struct FaultLine {
    /// The name of the field; empty for the record as a whole.
    pub(crate) name: String,
    /// The field in words.
    pub(crate) label: String,
    /// What is wrong.
    pub(crate) message: String,
}

impl RecordFormPage<'_> {
    /// What was typed under a name.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.typed.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether the ledger is of stock.
    pub(crate) fn is_stock(&self) -> bool {
        self.ledger.kind == RecordKind::Stock
    }

    /// Whether this unit is chosen.
    pub(crate) fn is_unit(&self, code: &str) -> bool {
        self.text("unit_code") == code
    }
}

/// The routes of forms.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Edit);
    // The guard has held the body to the limit of the settings before.
    let take = enter.layer(DefaultBodyLimit::disable());
    let take_change = change.layer(DefaultBodyLimit::disable());
    let take_correction = correct.layer(DefaultBodyLimit::disable());
    routes
        .get("/ledgers/{ledger}/new", door, new)
        .post("/ledgers/{ledger}/new", door, take)
        .get("/ledgers/{ledger}/records/{record}/change", door, show_change)
        .post("/ledgers/{ledger}/records/{record}/change", door, take_change)
        .get("/ledgers/{ledger}/records/{record}/correct", door, show_correct)
        .post("/ledgers/{ledger}/records/{record}/correct", door, take_correction)
}

/// A form while it is put together.
struct Draft<'a> {
    ledger: &'a LedgerDefinition,
    purpose: Purpose,
    record: Option<(RecordId, String)>,
    typed: Typed,
    faults: Faults,
    files: Vec<KeptFile>,
}

/// What a form sent.
#[derive(Default)]
struct Sent {
    typed: Typed,
    files: Vec<SentFile>,
    kept: Vec<KeptFile>,
}

async fn new(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(given): Query<Typed>,
) -> Answer {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let today = today(&visit)?;
    // An address may fill fields in: the form of a repair, from the page of the facility.
    let mut typed = given;
    typed.insert("client_key".to_owned(), random_secret()?);
    typed.entry("valid_from".to_owned()).or_insert_with(|| today.to_string());
    if let Some(unit) = visit.unit.clone() {
        typed.entry("unit_code".to_owned()).or_insert(unit);
    }
    let draft = Draft {
        ledger,
        purpose: Purpose::Enter,
        record: None,
        typed,
        faults: Faults::none(),
        files: Vec::new(),
    };
    Ok(draft.page(&app, &visit, StatusCode::OK).await?.1)
}

async fn enter(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    fields: Multipart,
) -> Answer<Response> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let sent = sent(fields).await?;
    let (record, mut faults) = read(ledger, &sent.typed);
    let files = match keep(&app, &sent.files, sent.kept).await {
        Ok(files) => files,
        Err((problem, kept)) => {
            faults.add("files", &problem.text);
            kept
        }
    };
    let today = today(&visit)?;
    let mut records = [record];
    if faults.is_empty() {
        let both = (&book.catalogue, ledger);
        let named = app.store.resolve_references(&visit.acting, both, &mut records, today).await?;
        faults = Faults::of(&named);
    }
    if faults.is_empty() {
        let entering = Entering {
            catalogue: &book.catalogue,
            ledger,
            records: &records,
            origin: "录入",
            today,
            client_key: sent.typed.get("client_key").map(String::as_str).filter(|k| !k.is_empty()),
            only_check: false,
        };
        let evidence = [(0, new_evidence(&files))];
        match app.store.enter_with_evidence(&visit.acting, entering, &evidence).await? {
            Recorded::Entered(ids) => {
                let id = ids.first().ok_or_else(Problem::fault)?;
                let address = format!("{}?saved=entered", record_address(&ledger.code, *id));
                return Ok(Redirect::to(&address).into_response());
            }
            Recorded::Refused(found) => faults = Faults::of(&found),
        }
    }
    let purpose = Purpose::Enter;
    let draft = Draft { ledger, purpose, record: None, typed: sent.typed, faults, files };
    Ok(draft.page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY).await?.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    entry: Option<i64>,
}

async fn show_change(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
) -> Answer {
    show_edit(&app, &visit, (&code, &id), (Purpose::Change, None)).await
}

async fn show_correct(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    Query(entry): Query<Entry>,
) -> Answer {
    show_edit(&app, &visit, (&code, &id), (Purpose::Correct, entry.entry)).await
}

async fn show_edit(
    app: &App,
    visit: &Visit,
    (code, id): (&str, &str),
    (purpose, entry): (Purpose, Option<i64>),
) -> Answer {
    let book = &*app.book();
    let ledger = ledger(book, code)?;
    let id = key(id)?;
    let entries = app.store.record_history(&visit.acting, ledger, id).await?;
    let shown = wanted_entry(&entries, entry).ok_or_else(Problem::missing)?;
    let names =
        RecordNames::of((&app.store, book), &visit.acting, ledger, std::iter::once(shown)).await?;
    let mut typed = typed_of(ledger, shown, &names);
    let newest = entries.last().map_or(0, |entry| entry.number);
    typed.insert("newest".to_owned(), newest.to_string());
    typed.insert("entry".to_owned(), shown.number.to_string());
    if purpose == Purpose::Change {
        typed.insert("valid_from".to_owned(), today(visit)?.to_string());
        typed.insert("remark".to_owned(), String::new());
    }
    let record = Some((id, title(ledger, shown, &names)));
    let faults = Faults::none();
    let draft = Draft { ledger, purpose, record, typed, faults, files: Vec::new() };
    Ok(draft.page(app, visit, StatusCode::OK).await?.1)
}

/// The entry of a number, else the one in force that holds last.
fn wanted_entry(entries: &[StoredRecord], number: Option<i64>) -> Option<&StoredRecord> {
    match number {
        Some(number) => entries.iter().find(|entry| entry.number == number && entry.current),
        None => entries.iter().filter(|e| e.current).max_by_key(|entry| entry.valid_from),
    }
}

async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    fields: Multipart,
) -> Answer<Response> {
    edit(&app, &visit, (&code, &id), (Purpose::Change, fields)).await
}

async fn correct(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    fields: Multipart,
) -> Answer<Response> {
    edit(&app, &visit, (&code, &id), (Purpose::Correct, fields)).await
}

async fn edit(
    app: &App,
    visit: &Visit,
    (code, id): (&str, &str),
    (purpose, fields): (Purpose, Multipart),
) -> Answer<Response> {
    let book = &*app.book();
    let ledger = ledger(book, code)?;
    let id = key(id)?;
    let sent = sent(fields).await?;
    let (record, mut faults) = read(ledger, &sent.typed);
    let number = |name: &str| sent.typed.get(name).and_then(|text| text.parse::<i64>().ok());
    let changing = match (&purpose, record.valid_from) {
        (Purpose::Change, None) => {
            faults.add("valid_from", "请填写变更自哪一天起生效");
            None
        }
        (Purpose::Change, Some(day)) => Some(Changing::From(day)),
        (Purpose::Enter | Purpose::Correct, _) => number("entry").map(Changing::Correction),
    };
    let today = today(visit)?;
    let mut records = [record];
    if let Some(changing) = changing.filter(|_| faults.is_empty()) {
        let both = (&book.catalogue, ledger);
        let named = app.store.resolve_references(&visit.acting, both, &mut records, today).await?;
        faults = Faults::of(&named);
        if faults.is_empty() {
            let change = RecordChange {
                catalogue: &book.catalogue,
                ledger,
                record: id,
                newest: number("newest").unwrap_or_default(),
                changing,
                content: &records[0],
                reason: sent.typed.get("reason").map(String::as_str).unwrap_or_default(),
                today,
            };
            faults = Faults::of(&app.store.change_record(&visit.acting, &change).await?);
        }
        if faults.is_empty() {
            let said = if purpose == Purpose::Change { "changed" } else { "corrected" };
            let address = format!("{}?saved={said}", record_address(&ledger.code, id));
            return Ok(Redirect::to(&address).into_response());
        }
    }
    let entries = app.store.record_history(&visit.acting, ledger, id).await?;
    let shown = entries.last().ok_or_else(Problem::missing)?;
    let record = Some((id, title(ledger, shown, &RecordNames::default())));
    let draft = Draft { ledger, purpose, record, typed: sent.typed, faults, files: Vec::new() };
    Ok(draft.page(app, visit, StatusCode::UNPROCESSABLE_ENTITY).await?.into_response())
}

fn today(visit: &Visit) -> Answer<Day> {
    day_of(visit.acting.at).ok_or_else(Problem::fault)
}

/// Everything that a form sent.
async fn sent(mut fields: Multipart) -> Answer<Sent> {
    let broken = |_| Problem::invalid("提交中断，没有收到完整的内容，请重新提交。");
    let mut sent = Sent::default();
    let mut kind = String::new();
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "files" {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            if !bytes.is_empty() {
                sent.files.push(SentFile { kind: kind.clone(), file_name, bytes: bytes.to_vec() });
            }
            continue;
        }
        let text = field.text().await.map_err(broken)?;
        if name == "evidence_kind" {
            // The form has it before the files.
            kind.clone_from(&text);
        }
        if name == "kept" {
            sent.kept.extend(KeptFile::read(&text));
        } else if sent.typed.len() < TEXTS_MAX {
            sent.typed.insert(name, text);
        }
    }
    Ok(sent)
}

impl Draft<'_> {
    async fn page(
        self,
        app: &App,
        visit: &Visit,
        status: StatusCode,
    ) -> Answer<(StatusCode, Html<String>)> {
        let ledger = self.ledger;
        let at = |step: &str| match &self.record {
            None => format!("{}/{step}", address(ledger)),
            Some((id, _)) => format!("{}/{step}", record_address(&ledger.code, *id)),
        };
        let (heading, action) = match self.purpose {
            Purpose::Enter => (format!("登记{}", ledger.label), at("new")),
            Purpose::Change => ("变更".to_owned(), at("change")),
            Purpose::Correct => ("更正".to_owned(), at("correct")),
        };
        let frame = visit.frame(app, heading, Section::Ledgers).await?;
        let mut frame = frame.below("业务台账", "/ledgers").below(&ledger.label, address(ledger));
        let mut back = address(ledger);
        if let Some((id, title)) = &self.record {
            back = record_address(&ledger.code, *id);
            frame = frame.below(title, back.clone());
        }
        let mut typed = self.typed;
        if let [only] = frame.outlook.units.as_slice() {
            typed.entry("unit_code".to_owned()).or_insert_with(|| only.code.clone());
        }
        let groups = groups(ledger, &typed, &self.faults);
        let page = RecordFormPage {
            faults: fault_lines(&groups, &self.faults),
            ledger,
            purpose: self.purpose,
            action,
            back,
            groups,
            files: self.files,
            evidence_kinds: evidence_kinds(ledger),
            today: today(visit)?.to_string(),
            typed,
            frame,
        };
        Ok((status, Html(page.render()?)))
    }
}

/// The faults over the form: of the whole, then in the order of the fields.
fn fault_lines(groups: &[FormGroup], faults: &Faults) -> Vec<FaultLine> {
    let line = |name: &str, label: &str, message: &String| FaultLine {
        name: name.to_owned(),
        label: label.to_owned(),
        message: message.clone(),
    };
    let mut lines: Vec<FaultLine> =
        faults.of_record.iter().map(|message| line("", "", message)).collect();
    let around = [("unit_code", "单位"), ("valid_from", "生效日期"), ("files", "佐证")];
    for (name, label) in around {
        let found = faults.of_fields.get(name).into_iter().flatten();
        lines.extend(found.map(|message| line(name, label, message)));
    }
    for field in groups.iter().flat_map(|group| &group.fields) {
        lines.extend(field.faults.iter().map(|message| line(&field.name, &field.label, message)));
    }
    lines
}

/// The kinds of evidence that the ledger asks for, and the rest.
pub(super) fn evidence_kinds(ledger: &LedgerDefinition) -> Vec<String> {
    let asked = ledger.evidence.needs.iter().map(|need| need.kind.clone());
    let mut kinds: Vec<String> = asked.collect();
    kinds.dedup();
    for usual in ["照片", "文件", "其他"] {
        if !kinds.iter().any(|kind| kind == usual) {
            kinds.push(usual.to_owned());
        }
    }
    kinds
}
