//! 操作留痕: who did what, when, from where, and whether the trail is whole.

use super::frame::Frame;
use askama::Template;

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
    /// Words of the object or change.
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
    pub(crate) role: String,
    /// From where.
    pub(crate) address: String,
    /// What, in words.
    pub(crate) action: &'static str,
    /// On what.
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
static ACTIONS: [ActionChoice; 18] = [
    choice("session.login", "登录"),
    choice("session.logout", "退出"),
    choice("session.refused", "登录未成功"),
    choice("document.import", "导入文件"),
    choice("document.export", "导出文件"),
    choice("sheet.edit", "修改目标表"),
    choice("sheet.restore", "恢复目标表"),
    choice("sheet.remove", "删除目标表"),
    choice("issue.decide", "处理问题"),
    choice("account.create", "新建账号"),
    choice("account.change", "修改账号"),
    choice("account.disable", "停用账号"),
    choice("account.reset", "重置密码"),
    choice("account.password", "修改密码"),
    choice("setting.change", "修改设置"),
    choice("store.backup", "备份"),
    choice("store.restore", "恢复备份"),
    choice("store.migrate", "升级数据"),
];

/// The words of an action's code; an unknown code is told as what it is.
pub(crate) fn action_label(code: &str) -> &'static str {
    ACTIONS.iter().find(|action| action.code == code).map_or("其他操作", |action| action.label)
}

impl TrailPage<'_> {
    /// The actions to choose from.
    pub(crate) fn actions(&self) -> &'static [ActionChoice] {
        &ACTIONS
    }
}
