//! 绩效目标文件: the list of documents and the overview of one.

use super::document_head::DocumentHead;
use super::frame::Frame;
use askama::Template;
use vocabulary::{FiscalYear, Money};

/// The list of documents.
#[derive(Template)]
#[template(path = "documents/list.html")]
pub(crate) struct DocumentsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The words searched for.
    pub(crate) words: &'a str,
    /// The documents.
    pub(crate) documents: Vec<DocumentLine>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct DocumentLine {
    /// The document.
    pub(crate) id: String,
    /// 部门编码.
    pub(crate) department_code: String,
    /// 预算年度.
    pub(crate) year: Option<FiscalYear>,
    /// Its title.
    pub(crate) title: String,
    /// Number of target sheets.
    pub(crate) sheets: u64,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// 预算合计.
    pub(crate) total: Money,
    /// Open issues.
    pub(crate) counts: IssueCounts,
    /// Number of the newest revision.
    pub(crate) revision: u64,
    /// When it was brought in, printed.
    pub(crate) imported_at: String,
    /// By whom.
    pub(crate) imported_by: String,
}

/// Open issues by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IssueCounts {
    /// 强制.
    pub(crate) errors: u64,
    /// 提示.
    pub(crate) warnings: u64,
    /// 参考.
    pub(crate) infos: u64,
}

/// The overview of a document.
#[derive(Template)]
#[template(path = "documents/overview.html")]
pub(crate) struct OverviewPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// Its target sheets.
    pub(crate) sheets: Vec<OverviewSheet>,
    /// Issues of the department part and the document as a whole.
    pub(crate) general: IssueCounts,
    /// Issues decided on.
    pub(crate) decided: u64,
    /// The department's overall goal, as printed.
    pub(crate) overall_goal: Option<&'a str>,
    /// Number of section goals and of safeguards.
    pub(crate) department_parts: (usize, usize),
    /// Number of texts that found no field.
    pub(crate) unplaced: usize,
    /// What a person should know of the reading.
    pub(crate) notes: &'a [String],
    /// The revisions, the newest first.
    pub(crate) revisions: Vec<RevisionLine>,
}

/// A target sheet in the overview.
#[derive(Clone, Debug)]
pub(crate) struct OverviewSheet {
    /// The sheet.
    pub(crate) id: String,
    /// Its number in the document, from 1.
    pub(crate) position: u64,
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
    /// Number of its newest version.
    pub(crate) version: u64,
}

/// A revision of a document.
#[derive(Clone, Debug)]
pub(crate) struct RevisionLine {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Name of the file.
    pub(crate) file_name: String,
    /// Start of the digest of its bytes.
    pub(crate) digest: String,
    /// When, printed.
    pub(crate) imported_at: String,
    /// By whom.
    pub(crate) imported_by: String,
}

impl DocumentsPage<'_> {
    /// 资金合计 of the documents listed.
    pub(crate) fn total(&self) -> Money {
        self.documents.iter().map(|document| document.total).sum()
    }

    /// Sheets and indicators of the documents listed.
    pub(crate) fn sheets_and_indicators(&self) -> (u64, u64) {
        self.documents.iter().fold((0, 0), |(sheets, indicators), document| {
            (sheets + document.sheets, indicators + document.indicators)
        })
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_narrowed(&self) -> bool {
        let outlook = &self.frame.outlook;
        !self.words.is_empty() || outlook.year.is_some() || outlook.unit.is_some()
    }
}

/// A form in which a document is taken out.
pub(crate) struct ExportChoice {
    /// What follows `to=`.
    pub(crate) code: &'static str,
    /// The words.
    pub(crate) label: &'static str,
}

/// What a document can be taken out as.
pub(crate) const EXPORTS: [ExportChoice; 8] = [
    ExportChoice { code: "docx", label: "目标表 Word（.docx）" },
    ExportChoice { code: "xlsx", label: "目标表 Excel（.xlsx）" },
    ExportChoice { code: "pdf", label: "目标表 PDF" },
    ExportChoice { code: "html", label: "目标表网页（公开用）" },
    ExportChoice { code: "review_docx", label: "审核意见 Word（.docx）" },
    ExportChoice { code: "review_xlsx", label: "审核意见 Excel（.xlsx）" },
    ExportChoice { code: "csv", label: "指标清单 CSV" },
    ExportChoice { code: "json", label: "结构化数据 JSON" },
];

impl OverviewPage<'_> {
    /// The forms offered.
    pub(crate) fn exports(&self) -> &'static [ExportChoice] {
        &EXPORTS
    }

    /// Open issues of everything.
    pub(crate) fn all_counts(&self) -> IssueCounts {
        self.sheets.iter().fold(self.general, |sum, sheet| IssueCounts {
            errors: sum.errors + sheet.counts.errors,
            warnings: sum.warnings + sheet.counts.warnings,
            infos: sum.infos + sheet.counts.infos,
        })
    }

    /// 预算合计 of the sheets whose amount could be read.
    pub(crate) fn total(&self) -> Money {
        self.sheets.iter().filter_map(|sheet| sheet.budget).sum()
    }
}
