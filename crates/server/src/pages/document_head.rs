//! The head of all pages of one document: its facts in a line, and the tabs between its pages.

use super::figures::count;
use store::DocumentSummary;
use vocabulary::{FiscalYear, Money};

/// A page of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentTab {
    /// 概况.
    Overview,
    /// 目标树.
    Tree,
    /// 审核.
    Issues,
    /// 资金.
    Money,
    /// 原件对照.
    Source,
    /// 版本对比.
    Compare,
    /// 打印.
    Print,
}

impl DocumentTab {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Tree,
        Self::Issues,
        Self::Money,
        Self::Source,
        Self::Compare,
        Self::Print,
    ];

    /// The words of the tab.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Overview => "概况",
            Self::Tree => "目标树",
            Self::Issues => "审核",
            Self::Money => "资金",
            Self::Source => "原件对照",
            Self::Compare => "版本对比",
            Self::Print => "打印",
        }
    }

    /// What follows the document's address.
    fn path(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Tree => "/tree",
            Self::Issues => "/issues",
            Self::Money => "/money",
            Self::Source => "/source",
            Self::Compare => "/compare",
            Self::Print => "/print",
        }
    }
}

/// A tab as shown.
pub(crate) struct TabLink {
    /// The words.
    pub(crate) label: &'static str,
    /// Where it leads.
    pub(crate) href: String,
    /// Whether it is the page shown.
    pub(crate) current: bool,
    /// A count beside the words; 0 shows none.
    pub(crate) count: u64,
}

/// What every page of a document shows at its top (`documents/head.html`).
#[derive(Clone, Debug)]
pub(crate) struct DocumentHead {
    /// The document.
    pub(crate) id: String,
    /// Its title; the first-level heading of all its pages.
    pub(crate) title: String,
    /// 部门编码.
    pub(crate) department_code: String,
    /// 部门名称.
    pub(crate) department_name: String,
    /// 预算年度.
    pub(crate) fiscal_year: FiscalYear,
    /// Which form, in words.
    pub(crate) form: &'static str,
    /// Number of target sheets.
    pub(crate) sheets: u64,
    /// Number of third-level indicators.
    pub(crate) indicators: u64,
    /// 预算合计.
    pub(crate) total: Money,
    /// Open 强制 issues.
    pub(crate) errors: u64,
    /// Open 提示 issues.
    pub(crate) warnings: u64,
    /// Number of the newest revision.
    pub(crate) revision: u64,
    /// The page shown.
    pub(crate) tab: DocumentTab,
}

impl DocumentHead {
    /// The head of one page of a document.
    pub(crate) fn of(summary: &DocumentSummary, tab: DocumentTab) -> Self {
        Self {
            id: summary.id.to_string(),
            title: summary.title.clone(),
            department_code: summary.department_code.clone(),
            department_name: summary.department_name.clone(),
            fiscal_year: summary.fiscal_year,
            form: summary.form.label(),
            sheets: count(summary.sheets),
            indicators: count(summary.indicators),
            total: summary.total,
            errors: count(summary.errors),
            warnings: count(summary.warnings),
            revision: count(summary.revision),
            tab,
        }
    }

    /// The tabs in order.
    pub(crate) fn tabs(&self) -> Vec<TabLink> {
        DocumentTab::ALL
            .into_iter()
            .map(|tab| TabLink {
                label: tab.label(),
                href: format!("/documents/{}{}", self.id, tab.path()),
                current: tab == self.tab,
                count: if tab == DocumentTab::Issues { self.errors + self.warnings } else { 0 },
            })
            .collect()
    }
}
