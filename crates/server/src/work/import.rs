//! 导入: bytes to a document, and the order to store it.

use crate::web::{Answer, App, Problem, Visit};
use axum::http::StatusCode;
use documents::{Source, read, recognise};
use goals::Document;
use serde::{Deserialize, Serialize};
use store::{BlobDigest, JobId, JobOrder};
use vocabulary::FiscalYear;

/// What is to be imported, as the job carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportOrder {
    /// The stored original.
    pub(crate) digest: String,
    /// As uploaded.
    pub(crate) file_name: String,
    /// 部门编码.
    pub(crate) department_code: String,
    /// 部门名称.
    pub(crate) department_name: String,
    /// 预算年度.
    pub(crate) fiscal_year: u16,
}

/// The kind of a job that imports.
pub(crate) const KIND: &str = "import";
/// Imports that one account may have waiting.
const UNFINISHED_MAX: usize = 20;
/// Longest file name kept, in characters.
const NAME_CHARACTERS_MAX: usize = 120;

/// A file as it was read: what it holds, and what was recognised in it.
pub(crate) struct Recognition {
    /// The grids and paragraphs.
    pub(crate) source: Source,
    /// The document and the account of every text.
    pub(crate) recognised: recognise::Recognised,
}

/// Reads a file beside the runtime. The error is a sentence that says what to do.
pub(crate) async fn recognised(app: &App, bytes: Vec<u8>) -> Answer<Recognition> {
    let app = app.clone();
    let work = move || {
        let source =
            read(&bytes, &app.limits).map_err(|error| Problem::invalid(error.to_string()))?;
        let recognised = recognise::recognise(&source, &app.labels);
        Ok(Recognition { source, recognised })
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::fault())?
}

/// The department that a document says it is of: its code from the units and projects, and its
/// name where all sheets agree on a unit.
pub(crate) fn department_of(document: &Document) -> (Option<String>, Option<String>) {
    let units = document.sheets.iter().filter_map(|sheet| sheet.unit_code.as_ref());
    let code = units
        .filter_map(|unit| vocabulary::UnitCode::parse(&unit.text).ok())
        .map(|unit| unit.department().to_owned())
        .next();
    let name = document.sheets.iter().find_map(|sheet| sheet.unit_name.as_ref());
    (code, name.map(|name| name.text.clone()))
}

/// Orders the import of a stored file.
pub(crate) async fn order(
    app: &App,
    visit: &Visit,
    mut wanted: ImportOrder,
    client_key: Option<&str>,
) -> Answer<JobId> {
    let digest = BlobDigest::parse(&wanted.digest).ok_or_else(Problem::missing)?;
    FiscalYear::new(wanted.fiscal_year).map_err(|error| Problem::invalid(error.to_string()))?;
    wanted.department_code = wanted.department_code.trim().to_owned();
    wanted.department_name = wanted.department_name.trim().to_owned();
    let code = &wanted.department_code;
    if code.is_empty() || code.len() > 12 || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Problem::invalid("请填写部门编码：3至12位数字或字母，如 333"));
    }
    if wanted.department_name.is_empty()
        || wanted.department_name.chars().count() > 60
        || wanted.department_name.chars().any(char::is_control)
    {
        return Err(Problem::invalid("请填写部门名称，不超过60个字"));
    }
    wanted.file_name = safe_name(&wanted.file_name);
    refuse_flood(app, visit).await?;
    // Asked for now, so that a file that is gone is told to the person and not to the job.
    app.store.file(&digest).await?;
    let payload = serde_json::to_string(&wanted).map_err(|_| Problem::fault())?;
    let order = JobOrder { kind: KIND, unit_code: &wanted.department_code, payload, client_key };
    let id = app.store.order_job(&visit.acting, order).await?;
    app.bell.ring();
    Ok(id)
}

/// One person must not fill the queue that all wait in.
async fn refuse_flood(app: &App, visit: &Visit) -> Answer<()> {
    let jobs = app.store.jobs(&visit.acting).await?;
    let own = |job: &&store::Job| job.account == visit.acting.actor.account;
    let waiting = jobs.iter().filter(own).filter(|job| !job.state.ended()).count();
    if waiting < UNFINISHED_MAX {
        return Ok(());
    }
    let words = format!("您有{waiting}个导入任务尚未完成，请等待完成后再导入");
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS).saying(words))
}

/// The name of an uploaded file as it is shown and kept: without folders and control characters.
pub(crate) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last.chars().filter(|c| !c.is_control()).take(NAME_CHARACTERS_MAX).collect();
    if kept.trim().is_empty() { "未命名文件".to_owned() } else { kept.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn an_uploaded_name_keeps_no_folder_and_no_control_character() {
        assert_eq!(safe_name("..\\..\\目标.docx"), "目标.docx");
        assert_eq!(safe_name("/etc/passwd\u{0}"), "passwd");
        assert_eq!(safe_name("\r\n"), "未命名文件");
        assert_eq!(safe_name(&"长".repeat(500)).chars().count(), 120);
    }
}
