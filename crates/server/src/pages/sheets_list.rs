//! 项目目标表: the list over all sheets, which is also the answer of the search box.

use super::documents::IssueCounts;
use super::frame::Frame;
use askama::Template;
use vocabulary::{FiscalYear, Money};

/// The list over all sheets, a page at a time.
#[derive(Template)]
#[template(path = "sheets/list.html")]
pub(crate) struct SheetsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The words searched for.
    pub(crate) words: &'a str,
    /// The sheets of this page.
    pub(crate) sheets: Vec<SheetLine>,
    /// How many sheets the query finds in all.
    pub(crate) found: u64,
    /// Number of the first sheet shown, from 1.
    pub(crate) first: u64,
    /// Address of the next page.
    pub(crate) next: Option<String>,
    /// Address of the first page, when this is not it.
    pub(crate) start: Option<String>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct SheetLine {
    /// The sheet.
    pub(crate) id: String,
    /// Its document.
    pub(crate) document_id: String,
    /// 预算年度.
    pub(crate) year: Option<FiscalYear>,
    /// 单位编码.
    pub(crate) unit_code: String,
    /// 项目编码.
    pub(crate) project_code: String,
    /// 项目名称.
    pub(crate) project_name: String,
    /// 预算数; `None` when the text is no amount.
    pub(crate) budget: Option<Money>,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// Open issues.
    pub(crate) counts: IssueCounts,
    /// When it was last changed, printed.
    pub(crate) updated_at: String,
}

impl SheetsPage<'_> {
    /// Number of the last sheet shown.
    pub(crate) fn last(&self) -> u64 {
        let shown = u64::try_from(self.sheets.len()).unwrap_or(u64::MAX);
        (self.first + shown).saturating_sub(1)
    }
}
