//! Files of ledgers: a list as a table, the empty table, the files of evidence.

use super::ledger;
use super::list::{Wanted, read_condition};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, attachment};
use crate::work::export::ExportFile;
use crate::work::records::{all_records, day_of, every_record};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::write::{LedgerFormat, ledger_template};
use procedure::Action;
use serde::Deserialize;
use std::io::Cursor;
use store::{Deed, RecordFilter};
use vocabulary::Day;

/// What browsers show themselves and cannot run.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "application/pdf"];

/// What a workbook is to browsers.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The routes of files.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/ledgers/{ledger}/export", Door::Permits(Action::Export), export)
        .get("/ledgers/{ledger}/template", Door::Permits(Action::Edit), empty)
        .get("/ledgers/{ledger}/evidence/{id}", Door::Permits(Action::Read), evidence)
}

/// In which format a table is wanted: `csv` or `parquet`, else a workbook.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Format {
    to: String,
}

impl Format {
    fn format(&self) -> LedgerFormat {
        match self.to.as_str() {
            "csv" => LedgerFormat::Csv,
            "parquet" => LedgerFormat::Parquet,
            _ => LedgerFormat::Xlsx,
        }
    }

    fn file(&self, name: &str, bytes: Vec<u8>) -> ExportFile {
        let (ending, media) = match self.format() {
            LedgerFormat::Csv => ("csv", "text/csv; charset=utf-8"),
            LedgerFormat::Xlsx => ("xlsx", WORKBOOK),
            LedgerFormat::Parquet => ("parquet", "application/vnd.apache.parquet"),
        };
        ExportFile { name: format!("{name}.{ending}"), media, bytes }
    }
}

async fn export(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(format): Query<Format>,
) -> Answer<ExportFile> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let as_of = Day::parse(&wanted.as_of).unwrap_or(today);
    let condition = read_condition(&book.catalogue, ledger, &wanted).map_err(Problem::invalid)?;
    let filter = RecordFilter {
        condition: condition.as_ref(),
        words: wanted.q.trim(),
        state: &wanted.state,
        ..every_record(as_of)
    };
    let both = (&app.store, book);
    let out = (format.format(), Cursor::new(Vec::new()));
    let (out, count) = all_records(both, &visit.acting, (ledger, &filter), out).await?;
    let deed = Deed {
        action: "ledger.export",
        object_kind: "ledger",
        object_id: ledger.code.to_string(),
        change: format!("导出“{}”记录{count}条", ledger.label),
        reason: String::new(),
    };
    app.store.record(&visit.acting, deed).await?;
    Ok(format.file(&format!("{}{as_of}", ledger.label), out.into_inner()))
}

async fn empty(
    State(app): State<App>,
    _visit: Visit,
    Path(code): Path<String>,
    Query(format): Query<Format>,
) -> Answer<ExportFile> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let bytes = ledger_template(&app.book().catalogue, ledger, format.format());
    let bytes = bytes.map_err(|error| Problem::invalid(error.to_string()))?;
    Ok(format.file(&format!("{}（空表）", ledger.label), bytes))
}

async fn evidence(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
) -> Answer<Response> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let found = app.store.evidence(&visit.acting, ledger, &id).await?;
    let bytes = app.store.file(&found.digest).await?;
    let shown = SHOWN.iter().find(|media| **media == found.media_type);
    let media = shown.copied().unwrap_or("application/octet-stream");
    let disposition = match shown {
        Some(_) => HeaderValue::from_static("inline"),
        None => attachment(&found.file_name),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}
