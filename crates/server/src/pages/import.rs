//! 导入文件: choosing a file, and checking what was recognised before it is stored.

use super::figures;
use super::frame::Frame;
use askama::Template;
use vocabulary::{FiscalYear, Money};

/// Where a file is chosen.
#[derive(Template)]
#[template(path = "import/choose.html")]
pub(crate) struct ImportPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The largest file taken, in bytes.
    pub(crate) bytes_max: u64,
    /// Why the last file was not taken.
    pub(crate) failure: Option<&'a str>,
}

impl ImportPage<'_> {
    /// The largest file taken, for people.
    pub(crate) fn size_max(&self) -> String {
        figures::file_size(self.bytes_max)
    }
}

/// Something to confirm before a file is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ImportDoubt {
    /// The very same bytes are stored already.
    SameFile {
        /// Title of that document.
        title: String,
        /// Its address.
        href: String,
        /// When it was brought in, printed.
        at: String,
    },
    /// The year of the file is not the year in force.
    OtherYear {
        /// What the file says.
        filed: FiscalYear,
        /// The year in force.
        in_force: FiscalYear,
    },
    /// The file names no year.
    NoYear,
    /// The file names no department.
    NoDepartment,
    /// No target sheet was found.
    NoSheets,
}

/// What was recognised, with year and department to correct, before it is stored.
#[derive(Template)]
#[template(path = "import/check.html")]
pub(crate) struct ImportCheckPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Digest of the uploaded bytes, to go on with.
    pub(crate) upload: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Which form, in words.
    pub(crate) form: &'static str,
    /// Number of target sheets.
    pub(crate) sheets: usize,
    /// Number of indicators.
    pub(crate) indicators: usize,
    /// 预算合计.
    pub(crate) total: Money,
    /// Number of texts that found no field.
    pub(crate) unplaced: usize,
    /// Year, as guessed or corrected.
    pub(crate) year: String,
    /// 部门编码, as guessed or corrected.
    pub(crate) department_code: String,
    /// 部门名称, as guessed or corrected.
    pub(crate) department_name: String,
    /// Title of the document that this becomes a new revision of.
    pub(crate) replaces: Option<(String, u64)>,
    /// What has to be confirmed.
    pub(crate) doubts: Vec<ImportDoubt>,
    /// What is wrong with the corrections.
    pub(crate) failure: Option<&'a str>,
}

impl ImportCheckPage<'_> {
    /// The size for people.
    pub(crate) fn size_label(&self) -> String {
        figures::file_size(self.size)
    }

    /// Whether the person has to say that it is meant so.
    pub(crate) fn needs_confirmation(&self) -> bool {
        self.doubts.iter().any(|doubt| {
            matches!(doubt, ImportDoubt::SameFile { .. } | ImportDoubt::OtherYear { .. })
                || *doubt == ImportDoubt::NoSheets
        })
    }
}
