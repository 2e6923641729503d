//! 操作留痕: who did what, when, from where, and whether the trail is whole.

use super::address::with_query;
use super::figures::{day_start, exact_moment, moment};
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use crate::work::import::ImportOrder;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use procedure::{Action, AuditDraft, AuditEntry, Role};
use serde::Deserialize;
use store::{StoreError, TrailFilter};

/// The audit trail, a page at a time, the newest first.
#[derive(Template)]
#[template(path = "trail/page.html")]
pub(crate) struct TrailPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// What narrows it, as typed.
    pub(crate) query: TrailQuery,
    /// The entries.
    pub(crate) entries: Vec<TrailLine>,
    /// What the last verification found.
    pub(crate) verified: Option<Verification>,
    /// Address of the next, older page.
    pub(crate) next: Option<String>,
    /// Address of the newest page, when this is not it.
    pub(crate) start: Option<String>,
}

/// What narrows the trail, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct TrailQuery {
    /// Account or name.
    pub(crate) person: String,
    /// First day, `2021-03-01`.
    pub(crate) from: String,
    /// Last day.
    pub(crate) to: String,
    /// Code of the action.
    pub(crate) action: String,
    /// Key of the object.
    pub(crate) object: String,
    /// Only entries older than this one.
    pub(crate) before: String,
}

/// An entry of the trail.
#[derive(Clone, Debug)]
pub(crate) struct TrailLine {
    /// Its number.
    pub(crate) number: u64,
    /// When, printed to the second.
    pub(crate) at: String,
    /// Who.
    pub(crate) actor: String,
    /// In which role, in words.
    pub(crate) role: &'static str,
    /// From where.
    pub(crate) address: String,
    /// What, in words.
    pub(crate) action: &'static str,
    /// On what kind of thing, in words.
    pub(crate) object_kind: &'static str,
    /// On which one.
    pub(crate) object: String,
    /// What changed.
    pub(crate) change: String,
    /// The reason given.
    pub(crate) reason: String,
    /// Whether it was done or refused.
    pub(crate) done: bool,
    /// Start of its digest.
    pub(crate) digest: String,
}

/// What a verification of the whole trail found.
#[derive(Clone, Debug)]
pub(crate) struct Verification {
    /// How many entries were checked.
    pub(crate) entries: u64,
    /// When, printed.
    pub(crate) at: String,
    /// The first fault, in words; `None` when the trail is whole.
    pub(crate) fault: Option<String>,
}

/// An action of the trail, as a choice.
pub(crate) struct ActionChoice {
    /// Its code.
    pub(crate) code: &'static str,
    /// The words.
    pub(crate) label: &'static str,
}

const fn choice(code: &'static str, label: &'static str) -> ActionChoice {
    ActionChoice { code, label }
}

/// The actions of the trail.
static ACTIONS: [ActionChoice; 30] = [
    choice("account.log_in", "登录"),
    choice("account.log_out", "退出"),
    choice("document.import", "导入文件"),
    choice("document.export", "导出文件"),
    choice("sheet.save", "保存目标表"),
    choice("sheet.export", "导出目标表"),
    choice("issue.decide", "处理问题"),
    choice("job.order", "提交任务"),
    choice("job.retry", "重新处理任务"),
    choice("job.end", "任务结束"),
    choice("job.interrupted", "任务中断"),
    choice("account.add", "新建账号"),
    choice("account.change", "修改账号"),
    choice("token.revoke", "收回接口令牌"),
    choice("setting.change", "修改设置"),
    choice("year.close", "关闭或打开年度"),
    choice("org.keep", "登记单位"),
    choice("ledger.define", "建立或修改台账"),
    choice("indicator.define", "建立或修改指标"),
    choice("record.enter", "登记台账记录"),
    choice("record.expect", "生成应做记录"),
    choice("record.hold", "列为疑似重复"),
    choice("record.change", "变更台账记录"),
    choice("record.correct", "更正台账记录"),
    choice("record.move", "办理台账记录"),
    choice("record.end", "终止台账记录"),
    choice("record.evidence", "附上佐证"),
    choice("record.reveal", "查看敏感信息"),
    choice("ledger.export", "导出台账"),
    choice("access.refused", "请求被拒绝"),
];

/// The words of an action's code; an unknown code is told as what it is.
pub(crate) fn action_label(code: &str) -> &'static str {
    ACTIONS.iter().find(|action| action.code == code).map_or("其他操作", |action| action.label)
}

/// Characters of a digest that are shown.
const DIGEST_SHOWN: usize = 8;

impl TrailLine {
    /// A line of the trail.
    pub(crate) fn of(entry: &AuditEntry) -> Self {
        let draft = &entry.draft;
        Self {
            number: entry.number,
            at: exact_moment(draft.at_ms),
            actor: draft.actor.clone(),
            role: Role::from_code(&draft.role).map_or("", Role::label),
            address: draft.address.clone(),
            action: action_label(&draft.action),
            object_kind: object_label(&draft.object_kind),
            object: draft.object_id.clone(),
            change: change_label(draft),
            reason: draft.reason.clone(),
            done: draft.done,
            digest: entry.digest.to_string().chars().take(DIGEST_SHOWN).collect(),
        }
    }

    /// The object's key, shortened where it is long; the whole of it is searched for.
    pub(crate) fn short_object(&self) -> &str {
        self.object.rsplit('-').next().unwrap_or(&self.object)
    }
}

/// What an entry says of the change; an order of work is kept as the program reads it.
fn change_label(draft: &AuditDraft) -> String {
    match (draft.action.as_str(), serde_json::from_str::<ImportOrder>(&draft.change)) {
        ("job.order", Ok(order)) => format!(
            "导入《{}》：部门 {} {}，{}年",
            order.file_name, order.department_code, order.department_name, order.fiscal_year
        ),
        _ => draft.change.clone(),
    }
}

fn object_label(kind: &str) -> &'static str {
    match kind {
        "document" => "文件",
        "sheet" => "目标表",
        "issue" => "问题",
        "job" => "任务",
        "account" => "账号",
        "session" => "登录",
        "token" => "令牌",
        "setting" => "设置",
        "year" => "年度",
        "org" => "单位",
        "ledger" => "台账",
        "indicator" => "指标",
        "record" => "台账记录",
        "route" => "页面",
        _ => "其他",
    }
}

/// Entries on one page.
const PAGE: u64 = 50;

/// The routes of the trail.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ReadTrail);
    routes.get("/trail", door, show).post("/trail/verify", door, verify)
}

async fn show(State(app): State<App>, visit: Visit, Query(query): Query<TrailQuery>) -> Answer {
    page(&app, &visit, query, None).await
}

async fn verify(State(app): State<App>, visit: Visit) -> Answer {
    let at = moment(visit.acting.at);
    let verified = match app.store.verify_trail().await {
        Ok(report) => Verification { entries: report.head.number, at, fault: None },
        Err(StoreError::Trail(fault)) => {
            let entries = app.store.trail_head().await?.number;
            Verification { entries, at, fault: Some(fault.to_string()) }
        }
        Err(other) => return Err(other.into()),
    };
    page(&app, &visit, TrailQuery::default(), Some(verified)).await
}

async fn page(
    app: &App,
    visit: &Visit,
    query: TrailQuery,
    verified: Option<Verification>,
) -> Answer {
    let found = app.store.trail(&visit.acting, &filter(&query)).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let last = found.get(shown - 1).filter(|_| found.len() > shown).map(|entry| entry.number);
    let page = TrailPage {
        frame: visit.frame(app, "操作留痕", Section::Trail).await?,
        entries: found.iter().take(shown).map(TrailLine::of).collect(),
        verified,
        next: last.map(|last| query.address(Some(last))),
        start: (!query.before.is_empty()).then(|| query.address(None)),
        query,
    };
    Ok(Html(page.render()?))
}

fn filter(query: &TrailQuery) -> TrailFilter {
    TrailFilter {
        before: query.before.parse().ok(),
        actor: query.person.trim().to_owned(),
        action: query.action.clone(),
        object_id: query.object.trim().to_owned(),
        from: day_start(&query.from, 0),
        until: day_start(&query.to, 1),
        // One more tells whether there is an older page.
        limit: PAGE + 1,
    }
}

impl TrailQuery {
    fn address(&self, before: Option<u64>) -> String {
        fn given(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        let before = before.map(|number| number.to_string());
        with_query(
            "/trail",
            &[
                ("person", given(&self.person)),
                ("from", given(&self.from)),
                ("to", given(&self.to)),
                ("action", given(&self.action)),
                ("object", given(&self.object)),
                ("before", before.as_deref()),
            ],
        )
    }
}
