//! 对比: what is different between two documents or two states of one sheet.
//!
//! ```text
//! documents(before, after) -> DocumentComparison { department: FieldPair…, sheets: SheetPair… }
//! sheets(before, after)    -> SheetComparison    { fields: FieldPair…, rows: RowPair… }
//! characters(before, after) -> Piece…            what changed within one text
//! ```
//!
//! Both sides are shown whole, changed or not, so that a page can set them side by side. The
//! comparison is the same for versions of a sheet, revisions of a document and a file imported
//! again.

mod characters;
mod fields;
mod pairing;
#[cfg(test)]
mod tests;

pub use characters::{Piece, characters};

use crate::review::wording::bare;
use crate::{Document, TargetSheet};
use indicators::IndicatorRow;
use pairing::{Item, pair};
use vocabulary::{FiledText, matching_key};

/// What happened to something between two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The same on both sides.
    Same,
    /// On both sides, with other contents.
    Changed,
    /// Only on the later side.
    Added,
    /// Only on the earlier side.
    Removed,
}

impl Change {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "未变",
            Self::Changed => "修改",
            Self::Added => "新增",
            Self::Removed => "删除",
        }
    }

    /// The word in JSON and style sheets.
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// One field on both sides; an empty text is an empty cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPair {
    /// The label of the form, `预算数`.
    pub label: String,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
}

impl FieldPair {
    /// What happened to the field.
    pub fn change(&self) -> Change {
        match (self.before.is_empty(), self.after.is_empty()) {
            _ if self.before == self.after => Change::Same,
            (true, _) => Change::Added,
            (_, true) => Change::Removed,
            _ => Change::Changed,
        }
    }
}

/// One indicator row on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPair {
    /// Its number before, from 1.
    pub before: Option<u32>,
    /// Its number after, from 1.
    pub after: Option<u32>,
    /// Whether it stands in another order among the rows that both sides have.
    pub moved: bool,
    /// Its cells.
    pub fields: Vec<FieldPair>,
}

impl RowPair {
    /// What happened to the row; a row that was only moved is the same.
    pub fn change(&self) -> Change {
        change(self.before, self.after, self.fields.iter().any(is_changed))
    }
}

/// Two states of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetComparison {
    /// The fields above the indicators, and those of 预算执行 and without a field of ours.
    pub fields: Vec<FieldPair>,
    /// The indicator rows in the order of the later side; removed ones after their predecessor.
    pub rows: Vec<RowPair>,
}

impl SheetComparison {
    /// Whether anything is different.
    pub fn is_changed(&self) -> bool {
        self.changes() > 0
    }

    /// How many things are different: fields outside the rows, and rows.
    pub fn changes(&self) -> usize {
        let fields = self.fields.iter().filter(|field| is_changed(field)).count();
        let rows = self.rows.iter().filter(|row| row.moved || row.change() != Change::Same);
        fields.saturating_add(rows.count())
    }
}

/// One sheet of two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetPair {
    /// Its position before, from 1.
    pub before: Option<u32>,
    /// Its position after, from 1.
    pub after: Option<u32>,
    /// Whether it stands in another order among the sheets that both sides have.
    pub moved: bool,
    /// The project's name, as the later side has it.
    pub name: String,
    /// The project's code, as the later side has it.
    pub code: String,
    /// What is different.
    pub comparison: SheetComparison,
}

impl SheetPair {
    /// What happened to the sheet.
    pub fn change(&self) -> Change {
        change(self.before, self.after, self.comparison.is_changed())
    }
}

/// Two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentComparison {
    /// The department part and the fiscal year.
    pub department: Vec<FieldPair>,
    /// The sheets in the order of the later document; removed ones after their predecessor.
    pub sheets: Vec<SheetPair>,
}

impl DocumentComparison {
    /// How many sheets there are of a kind.
    pub fn count(&self, change: Change) -> usize {
        self.sheets.iter().filter(|sheet| sheet.change() == change).count()
    }

    /// Whether anything is different.
    pub fn is_changed(&self) -> bool {
        self.department.iter().any(is_changed)
            || self.sheets.iter().any(|sheet| sheet.moved || sheet.change() != Change::Same)
    }
}

/// Compares two documents. Sheets are one when their project codes are, else when their names
/// are.
pub fn documents(before: &Document, after: &Document) -> DocumentComparison {
    let items = |document: &Document| document.sheets.iter().map(sheet_item).collect::<Vec<_>>();
    let empty = TargetSheet::default();
    let pairs = pair(&items(before), &items(after)).into_iter().map(|pair| {
        let earlier = pair.before.and_then(|index| before.sheets.get(index));
        let later = pair.after.and_then(|index| after.sheets.get(index));
        let shown = later.or(earlier).unwrap_or(&empty);
        SheetPair {
            before: number(pair.before),
            after: number(pair.after),
            moved: pair.moved,
            name: text(shown.project_name.as_ref().or(shown.title.as_ref())),
            code: text(shown.project_code.as_ref()),
            comparison: sheets(earlier.unwrap_or(&empty), later.unwrap_or(&empty)),
        }
    });
    DocumentComparison { sheets: pairs.collect(), department: fields::department(before, after) }
}

/// Compares two states of a sheet. Indicator rows are one when their names and definitions are,
/// else when their names are, else when they are much alike, else when both stand at the same
/// place under the same levels.
pub fn sheets(before: &TargetSheet, after: &TargetSheet) -> SheetComparison {
    let items = |sheet: &TargetSheet| sheet.indicators.iter().map(row_item).collect::<Vec<_>>();
    let rows = pair(&items(before), &items(after)).into_iter().map(|pair| RowPair {
        before: number(pair.before),
        after: number(pair.after),
        moved: pair.moved,
        fields: fields::row(
            pair.before.and_then(|index| before.indicators.get(index)),
            pair.after.and_then(|index| after.indicators.get(index)),
        ),
    });
    SheetComparison { rows: rows.collect(), fields: fields::sheet(before, after) }
}

fn sheet_item(sheet: &TargetSheet) -> Item {
    let name = sheet.project_name.as_ref().or(sheet.title.as_ref());
    Item {
        keys: vec![matching_key(&text(sheet.project_code.as_ref())), bare(&text(name))],
        ..Item::default()
    }
}

fn row_item(row: &IndicatorRow) -> Item {
    let name = bare(&text(row.name.as_ref()));
    let all = format!("{name}{}", bare(&text(row.definition.as_ref())));
    let levels = format!("{}/{}", text(row.level1.as_ref()), text(row.level2.as_ref()));
    Item { keys: vec![all.clone(), name], text: all, slot: matching_key(&levels) }
}

fn text(filed: Option<&FiledText>) -> String {
    filed.map(|filed| filed.text.clone()).unwrap_or_default()
}

fn is_changed(field: &FieldPair) -> bool {
    field.change() != Change::Same
}

fn change(before: Option<u32>, after: Option<u32>, is_changed: bool) -> Change {
    match (before, after) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        _ if is_changed => Change::Changed,
        _ => Change::Same,
    }
}

fn number(index: Option<usize>) -> Option<u32> {
    u32::try_from(index?).ok()?.checked_add(1)
}
