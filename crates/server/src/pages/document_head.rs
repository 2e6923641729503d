//! The head of all pages of one document: its facts in a line, and the tabs between its pages.

use super::figures::count;
use store::StoredDocument;
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
    /// Whether the viewer sees the whole document, and so its original and its versions.
    pub(crate) whole: bool,
    /// The page shown.
    pub(crate) tab: DocumentTab,
}

/// Sums over the sheets that the viewer sees.
struct Seen {
    sheets: u64,
    indicators: u64,
    total: Money,
}

impl Seen {
    fn of(stored: &StoredDocument) -> Self {
        let sheets = &stored.document.sheets;
        let indicators: usize = sheets.iter().map(|sheet| sheet.indicators.len()).sum();
        Self {
            sheets: u64::try_from(sheets.len()).unwrap_or(u64::MAX),
            indicators: u64::try_from(indicators).unwrap_or(u64::MAX),
            total: sheets.iter().filter_map(|sheet| sheet.budget.total.as_ref()?.money).sum(),
        }
    }
}

impl DocumentHead {
    /// The head of one page of a document. A person of some of its units is told the sums of
    /// those units only, and no count of issues, which is one of the whole.
    pub(crate) fn of(stored: &StoredDocument, tab: DocumentTab) -> Self {
        let summary = &stored.summary;
        let seen = Seen::of(stored);
        Self {
            id: summary.id.to_string(),
            title: summary.title.clone(),
            department_code: summary.department_code.clone(),
            department_name: summary.department_name.clone(),
            fiscal_year: summary.fiscal_year,
            form: summary.form.label(),
            sheets: seen.sheets,
            indicators: seen.indicators,
            total: seen.total,
            errors: if stored.whole { count(summary.errors) } else { 0 },
            warnings: if stored.whole { count(summary.warnings) } else { 0 },
            revision: count(summary.revision),
            whole: stored.whole,
            tab,
        }
    }

    /// The tabs in order.
    pub(crate) fn tabs(&self) -> Vec<TabLink> {
        let needs_whole = |tab| matches!(tab, DocumentTab::Source | DocumentTab::Compare);
        DocumentTab::ALL
            .into_iter()
            .filter(|tab| self.whole || !needs_whole(*tab))
            .map(|tab| TabLink {
                label: tab.label(),
                href: format!("/documents/{}{}", self.id, tab.path()),
                current: tab == self.tab,
                count: if tab == DocumentTab::Issues { self.errors + self.warnings } else { 0 },
            })
            .collect()
    }
}
