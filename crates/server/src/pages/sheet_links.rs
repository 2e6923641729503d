//! From the number of a sheet in what a person sees of a document to its page.

use super::figures::count;
use store::{SheetId, SheetSummary};

/// The sheets of a document in the viewer's scope, in the order of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct SheetLinks {
    sheets: Vec<SheetLink>,
}

/// One sheet as it is spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetLink {
    /// Its key.
    pub(crate) id: String,
    /// Its number in the whole document.
    pub(crate) position: u64,
    /// 项目名称, or that there is none.
    pub(crate) name: String,
}

impl SheetLinks {
    /// The sheets by their keys, with what lists say of them.
    pub(crate) fn new(ids: &[SheetId], summaries: &[SheetSummary]) -> Self {
        let link = |id: &SheetId| {
            let summary = summaries.iter().find(|summary| summary.id == *id);
            let name = summary.map_or("", |summary| summary.project_name.as_str());
            SheetLink {
                id: id.to_string(),
                position: summary.map_or(0, |summary| count(summary.position)),
                name: if name.is_empty() { "（未填项目名称）" } else { name }.to_owned(),
            }
        };
        Self { sheets: ids.iter().map(link).collect() }
    }

    /// The sheet with a number, counted from 1 in what the viewer sees.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    pub(crate) fn of(&self, number: &u32) -> Option<&SheetLink> {
        let index = usize::try_from(*number).ok()?.checked_sub(1)?;
        self.sheets.get(index)
    }

    /// Every sheet.
    pub(crate) fn all(&self) -> &[SheetLink] {
        &self.sheets
    }
}
