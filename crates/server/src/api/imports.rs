//! 导入 and the jobs that do it.

use super::lists::Listed;
use super::moments::moment;
use super::received::{Keys, key, malformed};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::import::{ImportOrder, department_of, order, recognised, safe_name};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use procedure::Action;
use serde::Serialize;
use store::{Job, JobId};
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

/// The longest key of a retry.
const KEY_BYTES_MAX: usize = 128;
/// The longest text beside the file.
const FIELD_CHARACTERS_MAX: usize = 200;

/// What is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the parts of a form, which are read one by one")]
struct ImportUpload {
    /// The document: .docx, .doc, .xlsx, .xls, .pdf with a text layer, .txt, .html.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// 预算年度; needed when the file does not say.
    #[schema(minimum = 1994, maximum = 2100, nullable = false)]
    fiscal_year: Option<u16>,
    /// 部门编码; needed when the file does not say.
    #[schema(nullable = false)]
    department_code: Option<String>,
    /// 部门名称; needed when the file does not say.
    #[schema(nullable = false)]
    department_name: Option<String>,
}

/// A piece of long work.
#[derive(Serialize, ToSchema)]
struct JobLine {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// `import`.
    kind: String,
    /// `queued`, `running`, `done`, `failed` or `interrupted`.
    state: &'static str,
    /// Steps done.
    progress: i32,
    /// Steps in all.
    total: i32,
    /// What happens or happened, for people.
    message: String,
    /// Key of the document that came of it.
    #[schema(format = "uuid")]
    document_id: Option<String>,
    /// Who ordered it, by name.
    ordered_by: String,
    /// When.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it ended; null before.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

/// The parts of the form as they came.
#[derive(Default)]
struct Parts {
    file: Option<(String, Vec<u8>)>,
    fiscal_year: Option<u16>,
    department_code: Option<String>,
    department_name: Option<String>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Import);
    let read = Door::Permits(Action::Read);
    // The guard has held the body to the limit of the settings before.
    let import = routes!(import).layer(DefaultBodyLimit::disable());
    routes
        .api(door, import)
        .api(read, routes!(jobs))
        .api(read, routes!(job))
        .api(door, routes!(retry))
}

fn line(job: Job) -> JobLine {
    JobLine {
        id: job.id.to_string(),
        kind: job.kind,
        state: job.state.code(),
        progress: job.progress,
        total: job.total,
        message: job.message,
        document_id: job.document.map(|document| document.to_string()),
        ordered_by: job.account_name,
        created_at: moment(job.created_at),
        ended_at: job.ended_at.map(moment),
    }
}

/// The key of a retry: the same for every attempt at one import.
fn retry_key(headers: &HeaderMap) -> Answer<Option<&str>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().map(str::trim);
    let good = key.filter(|key| (1..=KEY_BYTES_MAX).contains(&key.len()));
    good.map(Some).ok_or_else(|| malformed("Idempotency-Key 应为1至128个英文字符"))
}

async fn parts(mut fields: Multipart) -> Answer<Parts> {
    let broken = |_| malformed("上传中断，没有收到完整的表单");
    let mut parts = Parts::default();
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?.to_vec();
            parts.file = Some((file_name, bytes));
            continue;
        }
        let text = field.text().await.map_err(broken)?.trim().to_owned();
        if text.chars().count() > FIELD_CHARACTERS_MAX {
            return Err(Problem::invalid(format!("字段过长，请不超过{FIELD_CHARACTERS_MAX}个字")));
        }
        // A form sends a field that was left empty too: the file says it then.
        let text = Some(text).filter(|text| !text.is_empty());
        match name.as_str() {
            "fiscal_year" => {
                let year = text.map(|text| text.parse()).transpose();
                parts.fiscal_year = year.map_err(|_| malformed("fiscal_year 应为四位年度"))?;
            }
            "department_code" => parts.department_code = text,
            "department_name" => parts.department_name = text,
            // The token that a browser sends in a form.
            "csrf" => {}
            _ => return Err(malformed("表单中有接口说明以外的字段")),
        }
    }
    Ok(parts)
}

#[utoipa::path(post, path = "/api/v1/import", tag = "导入", operation_id = "import",
    summary = "上传一份文件并提交导入任务；重试时使用同一个 Idempotency-Key，只导入一次",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 128, min_length = 1,
        pattern = "^[!-~]+$")),
    request_body(content = ImportUpload, content_type = "multipart/form-data"),
    responses((status = 202, description = "导入任务", body = JobLine),
        (status = 409, description = "年度已关闭", body = crate::web::ProblemShape<'static>),
        (status = 429, description = "未完成的任务过多",
            body = crate::web::ProblemShape<'static>)))]
async fn import(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    fields: Multipart,
) -> Answer<(StatusCode, Json<JobLine>)> {
    let client_key = retry_key(&headers)?;
    let parts = parts(fields).await?;
    let Some((name, bytes)) = parts.file else {
        return Err(malformed("表单中没有 file 字段"));
    };
    if bytes.is_empty() {
        return Err(Problem::invalid("文件是空的，请重新选择。"));
    }
    if bytes.len() > app.upload_bytes_max() {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE));
    }
    // Read before it is stored: what cannot be read leaves nothing behind.
    let document = recognised(&app, bytes.clone()).await?.recognised.document;
    let (code, department) = department_of(&document);
    let filed_year = document.fiscal_year.map(vocabulary::FiscalYear::number);
    let no_year = || Problem::invalid("文件没有写明预算年度，请在 fiscal_year 中填写");
    let wanted = ImportOrder {
        fiscal_year: parts.fiscal_year.or(filed_year).ok_or_else(no_year)?,
        department_code: parts.department_code.or(code).unwrap_or_default(),
        department_name: parts.department_name.or(department).unwrap_or_default(),
        file_name: safe_name(&name),
        digest: app.store.put_file(bytes).await?.as_str().to_owned(),
    };
    let id = match order(&app, &visit, wanted, client_key).await {
        // Outside the own scope the code is what is wrong, not the address.
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            return Err(Problem::invalid("该部门不在您的授权范围内，请核对 department_code"));
        }
        ordered => ordered?,
    };
    let job = app.store.job(&visit.acting, id).await?;
    Ok((StatusCode::ACCEPTED, Json(line(job))))
}

#[utoipa::path(get, path = "/api/v1/jobs", tag = "导入", operation_id = "jobs",
    summary = "最近的任务，最新的在前",
    responses((status = 200, description = "列表", body = Listed<JobLine>)))]
async fn jobs(State(app): State<App>, visit: Visit) -> Answer<Json<Listed<JobLine>>> {
    let found = app.store.jobs(&visit.acting).await?;
    Ok(Json(Listed::whole(found.into_iter().map(line).collect())))
}

#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "导入", operation_id = "job",
    summary = "一个任务", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "任务", body = JobLine)))]
async fn job(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<JobLine>> {
    let id: JobId = key(&id)?;
    Ok(Json(line(app.store.job(&visit.acting, id).await?)))
}

#[utoipa::path(post, path = "/api/v1/jobs/{id}/retry", tag = "导入", operation_id = "retry_job",
    summary = "重新处理未成功或被中断的任务", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "任务", body = JobLine),
        (status = 422, description = "任务不能重新处理",
            body = crate::web::ProblemShape<'static>)))]
async fn retry(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<JobLine>> {
    let id: JobId = key(&id)?;
    app.store.retry_job(&visit.acting, id).await?;
    app.bell.ring();
    Ok(Json(line(app.store.job(&visit.acting, id).await?)))
}
