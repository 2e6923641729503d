//! 权限: the one place that decides who may do what.

/// 角色: what a person's post lets them do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 填报人: imports and mends the documents of the own unit.
    Preparer,
    /// 审核人: decides on issues and reads what the own scope holds.
    Reviewer,
    /// 查阅人: reads.
    Viewer,
    /// 审计员: reads everything in scope, and the audit trail.
    Auditor,
    /// 系统管理员: accounts and settings; no business data is changed.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Preparer, Self::Reviewer, Self::Viewer, Self::Auditor, Self::Administrator];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Preparer => "填报人",
            Self::Reviewer => "审核人",
            Self::Viewer => "查阅人",
            Self::Auditor => "审计员",
            Self::Administrator => "系统管理员",
        }
    }

    /// The word in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Preparer => "preparer",
            Self::Reviewer => "reviewer",
            Self::Viewer => "viewer",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a word in the store.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What can be asked for. Every route of the server names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See documents, sheets, issues.
    Read,
    /// Take documents out as files.
    Export,
    /// Bring a document in.
    Import,
    /// Change a sheet.
    Edit,
    /// Accept, repair or explain an issue.
    Decide,
    /// See the audit trail.
    ReadTrail,
    /// Manage accounts.
    ManageAccounts,
    /// Change settings.
    ManageSettings,
    /// Change indicators of the library, which serve every unit of the department.
    ManageLibrary,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Export,
        Self::Import,
        Self::Edit,
        Self::Decide,
        Self::ReadTrail,
        Self::ManageAccounts,
        Self::ManageSettings,
        Self::ManageLibrary,
    ];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "查看",
            Self::Export => "导出",
            Self::Import => "导入",
            Self::Edit => "修改",
            Self::Decide => "处理问题",
            Self::ReadTrail => "查看留痕",
            Self::ManageAccounts => "管理账号",
            Self::ManageSettings => "修改设置",
            Self::ManageLibrary => "维护指标库",
        }
    }
}

/// 授权范围: the part of the org tree that a person's posts cover. The store turns it into a
/// WHERE; a thing outside is answered like a thing that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Everything,
    /// Units whose code begins with one of these: `333` a department, `333002` a unit.
    Units(Vec<String>),
}

/// A department's code has so many digits, its units' codes go on from there.
const DEPARTMENT_DIGITS: usize = 3;

impl Scope {
    /// Whether every unit of a department lies inside.
    pub fn spans_department(&self) -> bool {
        match self {
            Self::Everything => true,
            Self::Units(prefixes) => prefixes
                .iter()
                .any(|prefix| !prefix.is_empty() && prefix.len() <= DEPARTMENT_DIGITS),
        }
    }

    /// Whether a unit lies inside.
    pub fn covers(&self, unit_code: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Units(prefixes) => {
                prefixes.iter().any(|prefix| !prefix.is_empty() && unit_code.starts_with(prefix))
            }
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: String,
    /// The role acted in.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

/// What the action is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectState<'a> {
    /// A list or a new thing: the store narrows it by the scope.
    Any,
    /// A thing of a unit in an open year.
    Open {
        /// The unit it belongs to.
        unit_code: &'a str,
    },
    /// A thing of a unit in a closed year: read only.
    Closed {
        /// The unit it belongs to.
        unit_code: &'a str,
    },
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not do this.
    #[error("{}没有“{}”权限，请联系系统管理员", .0.label(), .1.label())]
    RoleMayNot(Role, Action),
    /// Outside the scope; shown as not found.
    #[error("没有找到，或不在您的授权范围内")]
    OutOfScope,
    /// The year is closed.
    #[error("该预算年度已关闭，只能查看")]
    YearClosed,
    /// Who did the work would judge it.
    #[error("本人登记或修改过的记录，不能由本人审核，请由其他人员办理")]
    OwnWork,
}

/// Yes, or why not.
pub type Verdict = Result<(), Refusal>;

/// Decides whether `actor` may do `action`. Denied unless allowed here.
///
/// # Errors
/// The reason of the refusal.
pub fn permit(actor: &Actor, action: Action, state: ObjectState<'_>) -> Verdict {
    if !role_may(actor.role, action) {
        return Err(Refusal::RoleMayNot(actor.role, action));
    }
    if action == Action::ManageLibrary && !actor.scope.spans_department() {
        return Err(Refusal::OutOfScope);
    }
    match state {
        ObjectState::Open { unit_code } | ObjectState::Closed { unit_code }
            if !actor.scope.covers(unit_code) =>
        {
            Err(Refusal::OutOfScope)
        }
        ObjectState::Closed { .. } if changes(action) => Err(Refusal::YearClosed),
        ObjectState::Any | ObjectState::Open { .. } | ObjectState::Closed { .. } => Ok(()),
    }
}

/// 岗位分离: decides whether `actor` may judge what others did: check it, confirm it, send it back.
/// `hands` are the accounts of those who did it.
///
/// # Errors
/// [`Refusal::OwnWork`] when the actor is one of them.
pub fn permit_judging<'a>(actor: &Actor, hands: impl IntoIterator<Item = &'a str>) -> Verdict {
    if hands.into_iter().any(|account| account == actor.account) {
        return Err(Refusal::OwnWork);
    }
    Ok(())
}

fn role_may(role: Role, action: Action) -> bool {
    match action {
        Action::Read | Action::Export => role != Role::Administrator,
        Action::Import | Action::Edit => role == Role::Preparer,
        Action::Decide => matches!(role, Role::Preparer | Role::Reviewer),
        Action::ReadTrail => matches!(role, Role::Auditor | Role::Administrator),
        Action::ManageAccounts | Action::ManageSettings => role == Role::Administrator,
        Action::ManageLibrary => role == Role::Reviewer,
    }
}

fn changes(action: Action) -> bool {
    matches!(action, Action::Import | Action::Edit | Action::Decide)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole policy, printed for reading: role by action.
    #[test]
    fn the_policy_is_what_this_table_says() {
        let mut table = String::new();
        for role in Role::ALL {
            let allowed: Vec<&str> = Action::ALL
                .into_iter()
                .filter(|action| role_may(role, *action))
                .map(Action::label)
                .collect();
            table += role.label();
            table += ": ";
            table += &allowed.join(" ");
            table += "\n";
        }
        assert_eq!(
            table,
            "填报人: 查看 导出 导入 修改 处理问题\n\
             审核人: 查看 导出 处理问题 维护指标库\n\
             查阅人: 查看 导出\n\
             审计员: 查看 导出 查看留痕\n\
             系统管理员: 查看留痕 管理账号 修改设置\n"
        );
    }

    #[test]
    fn another_unit_s_document_is_as_good_as_missing_and_a_closed_year_is_read_only() {
        let actor = Actor {
            account: "zhang".into(),
            role: Role::Preparer,
            scope: Scope::Units(vec!["333002".into()]),
        };
        let open = |unit_code| ObjectState::Open { unit_code };
        assert_eq!(permit(&actor, Action::Edit, open("333002")), Ok(()));
        assert_eq!(permit(&actor, Action::Edit, open("333003")), Err(Refusal::OutOfScope));
        let closed = ObjectState::Closed { unit_code: "333002" };
        assert_eq!(permit(&actor, Action::Edit, closed), Err(Refusal::YearClosed));
        assert_eq!(permit(&actor, Action::Read, closed), Ok(()));
    }

    #[test]
    fn the_library_is_kept_by_those_who_see_the_whole_department() {
        let may = |scope| {
            let actor = Actor { account: "li".into(), role: Role::Reviewer, scope };
            permit(&actor, Action::ManageLibrary, ObjectState::Any)
        };
        assert_eq!(may(Scope::Everything), Ok(()));
        assert_eq!(may(Scope::Units(vec!["333".into()])), Ok(()));
        assert_eq!(may(Scope::Units(vec!["333002".into()])), Err(Refusal::OutOfScope));
        assert_eq!(may(Scope::Units(vec![String::new()])), Err(Refusal::OutOfScope));
    }

    #[test]
    fn nobody_judges_what_they_did_themselves() {
        let actor = Actor {
            account: "zhang".into(),
            role: Role::Preparer,
            scope: Scope::Units(vec!["333002".into()]),
        };
        for (hands, verdict) in [
            (vec![], Ok(())),
            (vec!["li"], Ok(())),
            (vec!["zhang2", "zhan"], Ok(())),
            (vec!["zhang"], Err(Refusal::OwnWork)),
            (vec!["li", "zhang"], Err(Refusal::OwnWork)),
        ] {
            assert_eq!(permit_judging(&actor, hands.iter().copied()), verdict, "{hands:?}");
        }
    }

    #[test]
    fn an_empty_scope_covers_nothing() {
        assert!(!Scope::Units(vec![]).covers("333002"));
        assert!(!Scope::Units(vec![String::new()]).covers("333002"));
    }
}
