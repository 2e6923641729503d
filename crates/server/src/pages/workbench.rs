//! 工作台: what waits, what came in, and the figures of the year.

use super::frame::Frame;
use super::jobs::state_class;
use askama::Template;
use store::JobState;
use vocabulary::Money;

/// The first page after the log-in.
#[derive(Template)]
#[template(path = "workbench/page.html")]
pub(crate) struct WorkbenchPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The figures over the documents in view; `None` for those who do not see documents.
    pub(crate) figures: Option<Figures>,
    /// Units with open issues, the worst first.
    pub(crate) units: Vec<UnitTask>,
    /// Whether there are more units than are shown.
    pub(crate) units_cut: bool,
    /// The viewer's sheets with changes that are not saved.
    pub(crate) drafts: Vec<DraftTask>,
    /// Imports that did not end well.
    pub(crate) failures: Vec<ImportLine>,
    /// The last imports.
    pub(crate) imports: Vec<ImportLine>,
}

/// The figures over the documents in view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Number of documents.
    pub(crate) documents: u64,
    /// Number of target sheets.
    pub(crate) sheets: u64,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// 资金合计.
    pub(crate) total: Money,
    /// Open 强制 issues.
    pub(crate) errors: u64,
    /// Open 提示 issues.
    pub(crate) warnings: u64,
    /// Issues decided on.
    pub(crate) decided: u64,
}

/// The open issues of one unit in one document.
#[derive(Clone, Debug)]
pub(crate) struct UnitTask {
    /// 单位编码.
    pub(crate) unit_code: String,
    /// 单位名称.
    pub(crate) unit_name: String,
    /// Of which year.
    pub(crate) year: i32,
    /// Number of its target sheets with open 强制 issues.
    pub(crate) sheets: u64,
    /// Open 强制 issues.
    pub(crate) errors: u64,
    /// Where they are dealt with.
    pub(crate) href: String,
}

/// A sheet with changes that are not saved.
#[derive(Clone, Debug)]
pub(crate) struct DraftTask {
    /// The sheet.
    pub(crate) sheet_id: String,
    /// 项目编码.
    pub(crate) project_code: String,
    /// 项目名称.
    pub(crate) project_name: String,
    /// When the draft was kept, printed.
    pub(crate) saved_at: String,
}

/// An import.
#[derive(Clone, Debug)]
pub(crate) struct ImportLine {
    /// The job.
    pub(crate) job_id: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// How it stands.
    pub(crate) state: JobState,
    /// What happened, in words.
    pub(crate) message: String,
    /// Who.
    pub(crate) by: String,
    /// When, printed.
    pub(crate) at: String,
    /// The document that came of it.
    pub(crate) document_id: Option<String>,
}

impl ImportLine {
    /// The class of its tag.
    pub(crate) fn class(&self) -> &'static str {
        state_class(self.state)
    }
}

impl WorkbenchPage<'_> {
    /// How many things wait.
    pub(crate) fn waiting(&self) -> usize {
        self.units.len() + self.drafts.len() + self.failures.len()
    }
}
