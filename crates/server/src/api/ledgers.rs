//! 业务台账: what ledgers there are, and their records in and out.

use super::lists::{Listed, limit};
use super::moments::moment;
use super::received::{Asked, Keys, Sent, key, malformed};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::records::day_of;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ledgers::{
    FieldDefinition, FieldKind, LedgerDefinition, Name, RecordKind, print_cell, read_cell,
};
use procedure::Action;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Entering, NewRecord, RecordFault, RecordFilter, RecordId, Recorded, StoredRecord};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use vocabulary::Day;

/// Records that one request may enter.
const RECORDS_MAX: usize = 1_000;
/// Faults that are told at once.
const FAULTS_MAX: usize = 100;

/// A ledger in a list.
#[derive(Serialize, ToSchema)]
struct LedgerLine {
    /// Its code.
    code: String,
    /// Its name.
    label: String,
    /// What it is for.
    purpose: String,
    /// 责任股室.
    owner: String,
    /// 存量, 事件, 办件, 应做事项 or 明细.
    kind: &'static str,
    /// Records in force that the caller may see.
    records: u64,
}

/// A ledger with its fields.
#[derive(Serialize, ToSchema)]
struct LedgerWhole {
    /// Its code.
    code: String,
    /// Its name.
    label: String,
    /// What it is for.
    purpose: String,
    /// Version of the definition.
    version: u32,
    /// The fields in the order of the form.
    fields: Vec<FieldShape>,
}

/// A field of a ledger.
#[derive(Serialize, ToSchema)]
struct FieldShape {
    /// Its code.
    code: String,
    /// Its name.
    label: String,
    /// Whether a record needs it wherever it applies.
    required: bool,
    /// Whether it is shown masked.
    masked: bool,
    /// The choices, where there are any.
    options: Vec<String>,
    /// The ledger that it refers to, where it does.
    refers_to: Option<String>,
}

/// A record.
#[derive(Serialize, ToSchema)]
struct RecordShape {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// Which entry of the record this is, from 1.
    entry: i64,
    /// Its state by code.
    state: String,
    /// 单位编码.
    unit_code: String,
    /// The first day that it holds on, of stock.
    #[schema(format = "date")]
    valid_from: Option<String>,
    /// The last day, when there is one.
    #[schema(format = "date")]
    valid_to: Option<String>,
    /// The filled fields by code, as people write them; references by key.
    fields: BTreeMap<String, String>,
    /// A word of explanation.
    remark: String,
    /// How many files of evidence it has.
    evidence: i64,
    /// When it was entered.
    #[schema(format = DateTime)]
    entered_at: String,
}

/// Records to be entered: all of them or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecords {
    /// The records, 1,000 at most.
    #[schema(max_items = 1000, min_items = 1)]
    records: Vec<NewRecordShape>,
    /// The same for every retry, so that a lost answer enters nothing twice.
    #[serde(default)]
    #[schema(max_length = 100)]
    client_key: Option<String>,
}

/// A record to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecordShape {
    /// 单位编码.
    #[schema(max_length = 20)]
    unit_code: String,
    /// The first day that it holds on, of stock; today when not given.
    #[serde(default)]
    #[schema(format = "date")]
    valid_from: Option<String>,
    /// The fields by code or name, as people write them.
    fields: BTreeMap<String, String>,
    /// A word of explanation.
    #[serde(default)]
    #[schema(max_length = 500)]
    remark: String,
}

/// The keys of what was entered.
#[derive(Serialize, ToSchema)]
struct EnteredRecords {
    /// In the order of the request.
    ids: Vec<String>,
    /// Those of them that may be doubles of earlier records (疑似重复): they do not count before a
    /// person has decided.
    held_back: Vec<String>,
}

/// What narrows a list of records.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    /// Part of a name or number.
    q: Option<String>,
    /// The state by code.
    state: Option<String>,
    /// The day that stock is looked at; today when not given.
    #[param(format = "date")]
    as_of: Option<String>,
    /// The `next` of the piece before.
    after: Option<String>,
    /// Items of a piece; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Door::Permits(Action::Read);
    routes
        .api(read, routes!(list))
        .api(read, routes!(show))
        .api(read, routes!(records))
        .api(read, routes!(history))
        .api(Door::Permits(Action::Edit), routes!(enter))
}

#[utoipa::path(get, path = "/api/v1/ledgers", tag = "台账", operation_id = "ledgers",
    summary = "全部业务台账及其有效记录数",
    responses((status = 200, description = "列表", body = Listed<LedgerLine>)))]
async fn list(State(app): State<App>, visit: Visit) -> Answer<Json<Listed<LedgerLine>>> {
    let book = &*app.book();
    let counts = app.store.ledger_counts(&visit.acting, &book.catalogue).await?;
    let line = |ledger: &LedgerDefinition| LedgerLine {
        code: ledger.code.to_string(),
        label: ledger.label.clone(),
        purpose: ledger.purpose.clone(),
        owner: ledger.owner.clone(),
        kind: ledger.kind.label(),
        records: counts.get(&ledger.code).map_or(0, |count| count.records),
    };
    Ok(Json(Listed::whole(book.catalogue.ledgers().map(line).collect())))
}

fn ledger<'a>(book: &'a Book, code: &str) -> Answer<&'a LedgerDefinition> {
    book.catalogue.ledger(code).ok_or_else(Problem::missing)
}

#[utoipa::path(get, path = "/api/v1/ledgers/{ledger}", tag = "台账", operation_id = "ledger",
    summary = "一本台账的字段", params(("ledger" = String, Path)),
    responses((status = 200, description = "台账", body = LedgerWhole)))]
async fn show(
    State(app): State<App>,
    _visit: Visit,
    Keys(code): Keys<String>,
) -> Answer<Json<LedgerWhole>> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    Ok(Json(LedgerWhole {
        code: ledger.code.to_string(),
        label: ledger.label.clone(),
        purpose: ledger.purpose.clone(),
        version: ledger.version,
        fields: ledger.fields.iter().map(field).collect(),
    }))
}

fn field(field: &FieldDefinition) -> FieldShape {
    let options = if let FieldKind::Choice { options, .. } = &field.kind {
        options.clone()
    } else {
        Vec::new()
    };
    let target =
        if let FieldKind::Reference { ledger } | FieldKind::References { ledger } = &field.kind {
            Some(ledger.to_string())
        } else {
            None
        };
    FieldShape {
        code: field.code.to_string(),
        label: field.label.clone(),
        required: field.required,
        masked: field.sensitive,
        options,
        refers_to: target,
    }
}

#[utoipa::path(get, path = "/api/v1/ledgers/{ledger}/records", tag = "台账",
    operation_id = "records", summary = "一本台账的记录，最新的在前",
    params(("ledger" = String, Path), Narrowing),
    responses((status = 200, description = "列表", body = Listed<RecordShape>)))]
async fn records(
    State(app): State<App>,
    visit: Visit,
    Keys(code): Keys<String>,
    Asked(asked): Asked<Narrowing>,
) -> Answer<Json<Listed<RecordShape>>> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let limit = limit(asked.limit)?;
    let offset = asked.after.as_deref().map_or(Ok(0), str::parse::<u32>);
    let offset = offset.map_err(|_| malformed("after 应为上一页给出的 next"))?;
    let words = asked.q.unwrap_or_default();
    let state = asked.state.unwrap_or_default();
    let filter = RecordFilter {
        condition: None,
        words: words.trim(),
        state: &state,
        as_of: day(asked.as_of.as_deref(), &visit)?,
        limit: u64::from(limit),
        offset: u64::from(offset),
    };
    let page = app.store.records(&visit.acting, &book.catalogue, ledger, &filter).await?;
    let next = offset.saturating_add(u32::from(limit));
    Ok(Json(Listed {
        items: page.records.iter().map(|record| shape(ledger, record)).collect(),
        next: (u64::from(next) < page.total).then(|| next.to_string()),
    }))
}

#[utoipa::path(get, path = "/api/v1/ledgers/{ledger}/records/{id}", tag = "台账",
    operation_id = "record", summary = "一条记录的各次登记，最早的在前",
    params(("ledger" = String, Path), ("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "列表", body = Listed<RecordShape>)))]
async fn history(
    State(app): State<App>,
    visit: Visit,
    Keys((code, id)): Keys<(String, String)>,
) -> Answer<Json<Listed<RecordShape>>> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let id: RecordId = key(&id)?;
    let entries = app.store.record_history(&visit.acting, ledger, id).await?;
    Ok(Json(Listed::whole(entries.iter().map(|entry| shape(ledger, entry)).collect())))
}

fn day(text: Option<&str>, visit: &Visit) -> Answer<Day> {
    match text {
        Some(text) => Day::parse(text).map_err(|error| malformed(error.to_string())),
        None => day_of(visit.acting.at).ok_or_else(Problem::fault),
    }
}

fn shape(ledger: &LedgerDefinition, record: &StoredRecord) -> RecordShape {
    let text = |(name, cell): (&Name, &ledgers::Cell)| {
        let field = ledger.field(name.as_str())?;
        Some((name.to_string(), print_cell(field, cell)))
    };
    RecordShape {
        id: record.record.to_string(),
        entry: record.number,
        state: record.state.clone(),
        unit_code: record.unit_code.clone(),
        valid_from: record.valid_from.map(|day| day.to_string()),
        valid_to: record.valid_to.map(|day| day.to_string()),
        fields: record.cells.iter().filter_map(text).collect(),
        remark: record.remark.clone(),
        evidence: record.evidence,
        entered_at: moment(record.entered_at),
    }
}

#[utoipa::path(post, path = "/api/v1/ledgers/{ledger}/records", tag = "台账",
    operation_id = "enter_records", summary = "登记记录，全部保存或全部不保存",
    params(("ledger" = String, Path)), request_body = NewRecords,
    responses((status = 201, description = "已登记", body = EnteredRecords)))]
async fn enter(
    State(app): State<App>,
    visit: Visit,
    Keys(code): Keys<String>,
    Sent(new): Sent<NewRecords>,
) -> Answer<(StatusCode, Json<EnteredRecords>)> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    if new.records.is_empty() || new.records.len() > RECORDS_MAX {
        return Err(malformed(format!("一次登记1至{RECORDS_MAX}条记录")));
    }
    let (mut records, faults) = read_all(ledger, &new.records);
    refuse(ledger, &faults)?;
    let today = day(None, &visit)?;
    let both = (&book.catalogue, ledger);
    let faults = app.store.resolve_references(&visit.acting, both, &mut records, today).await?;
    refuse(ledger, &faults)?;
    let entering = Entering {
        catalogue: &book.catalogue,
        ledger,
        records: &records,
        origin: "接口",
        today,
        client_key: new.client_key.as_deref().filter(|key| !key.is_empty()),
        only_check: false,
    };
    match app.store.enter_records(&visit.acting, entering).await? {
        Recorded::Entered(ids) => {
            let held = app.store.held_back(&visit.acting, ledger, &ids).await?;
            let told = |ids: &[RecordId]| ids.iter().map(ToString::to_string).collect();
            let entered = EnteredRecords { ids: told(&ids), held_back: told(&held) };
            Ok((StatusCode::CREATED, Json(entered)))
        }
        Recorded::Refused(faults) => {
            refuse(ledger, &faults)?;
            Err(Problem::fault())
        }
    }
}

fn read_all(
    ledger: &LedgerDefinition,
    shapes: &[NewRecordShape],
) -> (Vec<NewRecord>, Vec<RecordFault>) {
    let mut faults = Vec::new();
    let mut records = Vec::new();
    for (row, new) in shapes.iter().enumerate() {
        let mut fault = |fields: Vec<Name>, message: String| {
            faults.push(RecordFault { row, fields, message, warning_only: false });
        };
        let mut cells = BTreeMap::new();
        for (name, text) in &new.fields {
            let Some(field) = ledger.field_called(name) else {
                let shown: String = name.chars().take(40).collect();
                fault(Vec::new(), format!("没有“{shown}”这个字段"));
                continue;
            };
            match read_cell(field, text) {
                Ok(cell) => cells.extend(cell.map(|cell| (field.code.clone(), cell))),
                Err(error) => fault(vec![field.code.clone()], error.message),
            }
        }
        let stock = ledger.kind == RecordKind::Stock;
        let from = new.valid_from.as_deref().filter(|_| stock).map(Day::parse).transpose();
        let valid_from = from.unwrap_or_else(|error| {
            fault(Vec::new(), error.to_string());
            None
        });
        records.push(NewRecord {
            unit_code: new.unit_code.clone(),
            valid_from,
            cells,
            remark: new.remark.clone(),
        });
    }
    (records, faults)
}

/// Tells all faults at once, each with its record and field.
fn refuse(ledger: &LedgerDefinition, faults: &[RecordFault]) -> Answer<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let told = faults.iter().take(FAULTS_MAX).map(|fault| {
        let field = fault.fields.first().and_then(|name| ledger.field(name.as_str()));
        let field = field.map(|field| format!("“{}”", field.label)).unwrap_or_default();
        format!("第{}条{field}：{}", fault.row + 1, fault.message)
    });
    let told: Vec<String> = told.collect();
    let more = faults.len().saturating_sub(FAULTS_MAX);
    let rest = if more > 0 { format!("；还有{more}处") } else { String::new() };
    Err(Problem::invalid(format!("{}{rest}", told.join("；"))))
}
