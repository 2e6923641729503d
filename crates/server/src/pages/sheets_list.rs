//! 项目目标表: the list over all sheets, which is also the answer of the search box.

use super::documents::IssueCounts;
use super::figures::{count, moment};
use super::frame::Frame;
use askama::Template;
use store::SheetSummary;
use vocabulary::Money;

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
    pub(crate) year: i32,
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

impl SheetLine {
    /// A line of the list.
    pub(crate) fn of(summary: &SheetSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            document_id: summary.document.to_string(),
            year: summary.fiscal_year,
            unit_code: summary.unit_code.clone(),
            project_code: summary.project_code.clone(),
            project_name: summary.project_name.clone(),
            budget: summary.budget,
            indicators: count(summary.indicators),
            counts: IssueCounts::of_sheet(summary),
            updated_at: moment(summary.updated_at),
        }
    }
}
