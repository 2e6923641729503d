//! What surrounds every page: header, menu, breadcrumb, notices.

use super::figures;
use procedure::{Action, Actor, ObjectState, permit};
use vocabulary::{AmountUnit, FiscalYear, Money};

/// The entry of the menu that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// 工作台.
    Workbench,
    /// 绩效目标文件.
    Documents,
    /// 导入文件.
    Import,
    /// 项目目标表.
    Sheets,
    /// 指标测算.
    Measured,
    /// 业务台账.
    Ledgers,
    /// 指标库.
    Library,
    /// 操作留痕.
    Trail,
    /// 台账定义.
    Definitions,
    /// 账号管理.
    Accounts,
    /// 系统设置.
    Settings,
    /// 操作说明.
    Help,
    /// 修改密码.
    Password,
    /// None of them: log-in, problems.
    Outside,
}

/// One line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MenuEntry {
    /// The words.
    pub(crate) label: &'static str,
    /// Where it leads.
    pub(crate) href: &'static str,
    /// Name of the drawing in `icon.html`.
    pub(crate) icon: &'static str,
    /// Whether the page shown belongs to it.
    pub(crate) current: bool,
}

/// A branch of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MenuGroup {
    /// The words above its entries.
    pub(crate) label: &'static str,
    /// The entries this viewer may use; never empty.
    pub(crate) entries: Vec<MenuEntry>,
}

/// A step of the breadcrumb before the page itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Crumb {
    /// The words.
    pub(crate) label: String,
    /// Where it leads.
    pub(crate) href: String,
}

impl Crumb {
    /// A step.
    pub(crate) fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something was done.
    Done,
    /// Something to look at before going on.
    Caution,
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Caution => "caution",
        }
    }

    /// The word said before the text to those who do not see the colour.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Done => "完成",
            Self::Caution => "注意",
        }
    }
}

/// A sentence above the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// How it is meant.
    pub(crate) tone: Tone,
    /// The sentence.
    pub(crate) text: String,
}

impl Notice {
    /// A sentence above the page.
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// Who looks at the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer<'a> {
    /// The name shown.
    pub(crate) name: &'a str,
    /// The post acted in; decides which menu entries and buttons are shown.
    pub(crate) actor: &'a Actor,
}

impl Viewer<'_> {
    /// The word of the role.
    pub(crate) fn role(&self) -> &'static str {
        self.actor.role.label()
    }

    fn may(&self, action: Action) -> bool {
        permit(self.actor, action, ObjectState::Any).is_ok()
    }
}

/// 预算单位 as a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitChoice {
    /// 单位编码.
    pub(crate) code: String,
    /// 单位名称.
    pub(crate) name: String,
}

/// The year and unit that lists are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outlook {
    /// The year in force; `None` for all.
    pub(crate) year: Option<FiscalYear>,
    /// The years to choose from.
    pub(crate) years: Vec<FiscalYear>,
    /// Code of the unit in force; `None` for all.
    pub(crate) unit: Option<String>,
    /// The units to choose from.
    pub(crate) units: Vec<UnitChoice>,
}

impl Outlook {
    /// Whether this year is in force.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(crate) fn is_year(&self, year: &FiscalYear) -> bool {
        self.year.as_ref() == Some(year)
    }

    /// Whether this unit is in force.
    pub(crate) fn is_unit(&self, code: &str) -> bool {
        self.unit.as_deref() == Some(code)
    }
}

/// What surrounds a page. Every page has one as its field `frame`.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a> {
    /// Title of the page; its only first-level heading.
    pub(crate) title: String,
    /// The menu entry it belongs to.
    pub(crate) section: Section,
    /// Who looks at it; `None` before the log-in.
    pub(crate) viewer: Option<Viewer<'a>>,
    /// The year and unit switch.
    pub(crate) outlook: Outlook,
    /// The address of the page, to return to after a switch.
    pub(crate) path: &'a str,
    /// The token of the session, for every form and script that changes something.
    pub(crate) csrf: &'a str,
    /// Sentences above the page.
    pub(crate) notices: Vec<Notice>,
    /// The steps before the page.
    pub(crate) crumbs: Vec<Crumb>,
    /// The unit that amounts are shown in, by the settings.
    pub(crate) amounts: AmountUnit,
    /// Whether this is the demonstration, which is said on every page.
    pub(crate) demonstration: bool,
}

impl Frame<'_> {
    /// A frame without viewer, switch, notices and steps.
    pub(crate) fn new(title: impl Into<String>, section: Section) -> Self {
        Self {
            title: title.into(),
            section,
            viewer: None,
            outlook: Outlook::default(),
            path: "/",
            csrf: "",
            notices: Vec::new(),
            crumbs: Vec::new(),
            amounts: AmountUnit::WanYuan,
            demonstration: false,
        }
    }

    /// Adds a step before the page.
    #[must_use]
    pub(crate) fn below(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb::new(label, href));
        self
    }

    /// Adds a sentence above the page.
    #[must_use]
    pub(crate) fn saying(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.notices.push(Notice::new(tone, text));
        self
    }

    /// An amount in the unit of the page, without the unit's word.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(crate) fn amount(&self, money: &Money) -> String {
        figures::amount(*money, self.amounts)
    }

    /// Whether the viewer may do `action` at all; pages show exactly the permitted buttons.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.viewer.is_some_and(|viewer| viewer.may(action))
    }

    /// Whether the viewer may bring documents in.
    pub(crate) fn may_import(&self) -> bool {
        self.may(Action::Import)
    }

    /// Whether the viewer may change sheets.
    pub(crate) fn may_edit(&self) -> bool {
        self.may(Action::Edit)
    }

    /// Whether the viewer may decide on issues.
    pub(crate) fn may_decide(&self) -> bool {
        self.may(Action::Decide)
    }

    /// Whether the viewer may take documents out.
    pub(crate) fn may_export(&self) -> bool {
        self.may(Action::Export)
    }

    /// Whether the viewer may see documents, and so the search box.
    pub(crate) fn may_read(&self) -> bool {
        self.may(Action::Read)
    }

    /// The menu, with what this viewer may use.
    pub(crate) fn menu(&self) -> Vec<MenuGroup> {
        let groups = [
            ("绩效目标", &GOALS[..]),
            ("业务数据", &RECORDS[..]),
            ("系统管理", &SYSTEM[..]),
            ("个人与帮助", &PERSONAL[..]),
        ];
        groups
            .into_iter()
            .map(|(label, lines)| MenuGroup { label, entries: self.permitted(lines) })
            .filter(|group| !group.entries.is_empty())
            .collect()
    }

    fn permitted(&self, lines: &[MenuLine]) -> Vec<MenuEntry> {
        let entry = |line: &MenuLine| MenuEntry {
            label: line.label,
            href: line.href,
            icon: line.icon,
            current: line.section == self.section,
        };
        lines
            .iter()
            .filter(|line| line.needs.is_none_or(|action| self.may(action)))
            .map(entry)
            .collect()
    }
}

/// A line of the menu before it is known who looks.
struct MenuLine {
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    section: Section,
    needs: Option<Action>,
}

const fn line(
    section: Section,
    label: &'static str,
    href: &'static str,
    icon: &'static str,
    needs: Option<Action>,
) -> MenuLine {
    MenuLine { label, href, icon, section, needs }
}

static GOALS: [MenuLine; 4] = [
    line(Section::Workbench, "工作台", "/", "desk", None),
    line(Section::Import, "导入文件", "/import", "import", Some(Action::Import)),
    line(Section::Documents, "绩效目标文件", "/documents", "document", Some(Action::Read)),
    line(Section::Sheets, "项目目标表", "/sheets", "sheet", Some(Action::Read)),
];
static RECORDS: [MenuLine; 3] = [
    line(Section::Measured, "指标测算", "/measured", "measured", Some(Action::Read)),
    line(Section::Ledgers, "业务台账", "/ledgers", "ledger", Some(Action::Read)),
    line(Section::Library, "指标库", "/library", "library", Some(Action::Read)),
];
static SYSTEM: [MenuLine; 4] = [
    line(Section::Trail, "操作留痕", "/trail", "trail", Some(Action::ReadTrail)),
    line(Section::Accounts, "账号管理", "/accounts", "account", Some(Action::ManageAccounts)),
    line(Section::Definitions, "台账定义", "/definitions", "ledger", Some(Action::ManageSettings)),
    line(Section::Settings, "系统设置", "/settings", "settings", Some(Action::ManageSettings)),
];
static PERSONAL: [MenuLine; 2] = [
    line(Section::Password, "修改密码", "/password", "key", None),
    line(Section::Help, "操作说明", "/help", "help", None),
];

#[cfg(test)]
mod tests {
    use super::*;
    use procedure::{Role, Scope};

    fn menu_of(role: Role) -> Vec<&'static str> {
        let actor = Actor { account: "a".into(), role, scope: Scope::Everything };
        let mut frame = Frame::new("页", Section::Workbench);
        frame.viewer = Some(Viewer { name: "某人", actor: &actor });
        frame.menu().into_iter().flat_map(|group| group.entries).map(|entry| entry.label).collect()
    }

    #[test]
    fn the_menu_holds_only_what_the_role_may_use() {
        assert_eq!(
            menu_of(Role::Preparer),
            [
                "工作台",
                "导入文件",
                "绩效目标文件",
                "项目目标表",
                "指标测算",
                "业务台账",
                "指标库",
                "修改密码",
                "操作说明"
            ]
        );
        assert_eq!(
            menu_of(Role::Viewer),
            [
                "工作台",
                "绩效目标文件",
                "项目目标表",
                "指标测算",
                "业务台账",
                "指标库",
                "修改密码",
                "操作说明"
            ]
        );
        assert_eq!(
            menu_of(Role::Administrator),
            ["工作台", "操作留痕", "账号管理", "台账定义", "系统设置", "修改密码", "操作说明"]
        );
    }
}
