//! 审核问题 and the decisions on them.

use super::lists::{Listed, after, limit};
use super::moments::moment;
use super::received::{Asked, Keys, Sent, key, malformed};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::decide as decisions;
use axum::Json;
use axum::extract::State;
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{DocumentId, IssueFilter, IssueId, IssueState, StoreError, StoredIssue};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use vocabulary::{RuleCode, Severity};

/// An issue with what became of it.
#[derive(Serialize, ToSchema)]
struct IssueLine {
    /// Its key; it stays while the issue stays.
    #[schema(format = "uuid")]
    id: String,
    /// Key of its document.
    #[schema(format = "uuid")]
    document_id: String,
    /// Key of its sheet; null for the department part.
    #[schema(format = "uuid")]
    sheet_id: Option<String>,
    /// Position of the sheet, from 1.
    sheet: Option<u32>,
    /// Which check.
    rule: String,
    /// `error`, `warning` or `info`.
    severity: &'static str,
    /// Indicator row, from 1.
    row: Option<u32>,
    /// Field by its label.
    field: String,
    /// The text found fault with.
    text: String,
    /// First and one past the last character at fault, from 0.
    span: Option<[usize; 2]>,
    /// What is wrong.
    explanation: String,
    /// What to do.
    advice: Option<String>,
    /// The text proposed.
    proposal: Option<String>,
    /// The regulation it rests on.
    basis: String,
    /// Where it stands in the original, in words.
    place: Option<String>,
    /// `open`, `accepted`, `repaired` or `explained`.
    state: &'static str,
    /// The word given with the decision.
    reason: String,
    /// Who decided, by name.
    decided_by: String,
    /// When; null while open.
    #[schema(format = DateTime)]
    decided_at: Option<String>,
}

/// A weight of an issue.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Severity)]
enum Weight {
    /// 强制.
    Error,
    /// 提示.
    Warning,
    /// 参考.
    Info,
}

/// What becomes of an issue.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = IssueState)]
enum Standing {
    /// Nothing yet; as a decision it takes the one before back.
    Open,
    /// 接受: taken note of.
    Accepted,
    /// 已修改: the proposal is put into the sheet as a new version.
    Repaired,
    /// 已说明: stays as it is, for a reason.
    Explained,
}

/// What narrows the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    /// Key of a sheet.
    #[param(format = "uuid")]
    sheet: Option<String>,
    /// One weight.
    #[param(inline)]
    severity: Option<Weight>,
    /// One check by its number.
    #[param(maximum = 65535)]
    rule: Option<u16>,
    /// One state.
    #[param(inline)]
    state: Option<Standing>,
    /// The `next` of the piece before.
    after: Option<String>,
    /// Items of a piece; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// A decision on an issue.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Deciding {
    /// What becomes of it.
    decision: Standing,
    /// The word given; needed for `explained`.
    #[serde(default)]
    reason: String,
    /// Whether every issue of the document that says the same is meant too.
    #[serde(default)]
    with_equals: bool,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
#[schema(as = DecisionTaken)]
struct Taken {
    /// How many issues were decided on.
    decided: usize,
    /// The issue as it stands now; null when it is gone with its cause.
    issue: Option<IssueLine>,
}

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 500;

impl From<Weight> for Severity {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Error => Self::Error,
            Weight::Warning => Self::Warning,
            Weight::Info => Self::Info,
        }
    }
}

impl From<Standing> for IssueState {
    fn from(state: Standing) -> Self {
        match state {
            Standing::Open => Self::Open,
            Standing::Accepted => Self::Accepted,
            Standing::Repaired => Self::Repaired,
            Standing::Explained => Self::Explained,
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Door::Permits(Action::Read);
    routes
        .api(read, routes!(list))
        .api(read, routes!(show))
        .api(Door::Permits(Action::Decide), routes!(decide))
}

fn line(issue: StoredIssue) -> IssueLine {
    IssueLine {
        id: issue.id.to_string(),
        document_id: issue.document.to_string(),
        sheet_id: issue.sheet.map(|sheet| sheet.to_string()),
        sheet: issue.sheet_position,
        rule: issue.rule.to_string(),
        severity: issue.severity.code(),
        row: issue.row,
        field: issue.field,
        text: issue.text,
        span: issue.span.map(|(start, end)| [start, end]),
        explanation: issue.explanation,
        advice: issue.advice,
        proposal: issue.proposal,
        basis: issue.basis,
        place: issue.place,
        state: issue.state.code(),
        reason: issue.reason,
        decided_by: issue.decided_by,
        decided_at: issue.decided_at.map(moment),
    }
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/issues", tag = "审核问题",
    operation_id = "issues", summary = "一份文件的审核问题，按文件中的顺序",
    params(("id" = String, Path, format = "uuid"), Narrowing),
    responses((status = 200, description = "列表", body = Listed<IssueLine>)))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(asked): Asked<Narrowing>,
) -> Answer<Json<Listed<IssueLine>>> {
    let limit = limit(asked.limit)?;
    let id: DocumentId = key(&id)?;
    let sheet = asked.sheet.map(|sheet| sheet.parse());
    let wanted = IssueFilter {
        sheet: sheet.transpose().map_err(|_| malformed("sheet 应为目标表的编号"))?,
        severity: asked.severity.map(Severity::from),
        rule: asked.rule.map(RuleCode),
        state: asked.state.map(IssueState::from),
    };
    let found = app.store.issues(&visit.acting, id, &wanted).await?;
    let lines = found.into_iter().map(line).collect();
    Ok(Json(after(lines, asked.after.as_deref(), limit, |line| line.id.clone())))
}

#[utoipa::path(get, path = "/api/v1/issues/{id}", tag = "审核问题", operation_id = "issue",
    summary = "一个审核问题", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "问题", body = IssueLine)))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<IssueLine>> {
    let id: IssueId = key(&id)?;
    Ok(Json(line(app.store.issue(&visit.acting, id).await?)))
}

#[utoipa::path(post, path = "/api/v1/issues/{id}/decide", tag = "审核问题",
    operation_id = "decide_issue",
    summary = "处理一个审核问题：接受、采纳修改建议（形成目标表的新版本）、说明理由或撤回",
    params(("id" = String, Path, format = "uuid")), request_body = Deciding,
    responses((status = 200, description = "处理结果", body = Taken),
        (status = 409, description = "年度已关闭，或文字已被修改",
            body = crate::web::ProblemShape<'static>)))]
async fn decide(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(sent): Sent<Deciding>,
) -> Answer<Json<Taken>> {
    let id: IssueId = key(&id)?;
    if sent.reason.chars().count() > REASON_CHARACTERS_MAX {
        return Err(Problem::invalid(format!("理由超过{REASON_CHARACTERS_MAX}个字，请精简")));
    }
    let deciding = decisions::Deciding {
        state: sent.decision.into(),
        reason: sent.reason,
        with_equals: sent.with_equals,
    };
    let decided = decisions::decide(&app, &visit.acting, id, &deciding).await?;
    let issue = match app.store.issue(&visit.acting, id).await {
        Ok(issue) => Some(line(issue)),
        Err(StoreError::Missing) => None,
        Err(other) => return Err(other.into()),
    };
    Ok(Json(Taken { decided, issue }))
}
