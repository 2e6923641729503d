//! 操作留痕: who did what, when, from where, and whether the trail is whole.

use super::figures::exact_moment;
use super::frame::Frame;
use askama::Template;
use procedure::{AuditEntry, Role};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
static ACTIONS: [ActionChoice; 17] = [
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
            change: draft.change.clone(),
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
        _ => "其他",
    }
}

impl TrailPage<'_> {
    /// The actions to choose from.
    pub(crate) fn actions(&self) -> &'static [ActionChoice] {
        &ACTIONS
    }
}
