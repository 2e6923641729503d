//! Records as a table: a header row that names fields, and a row for each record.

mod columns;

pub use columns::TableColumn;

use crate::{Cell, FieldDefinition, FieldKind, LedgerDefinition, Name, read_cell};
use columns::{Column, VALID_FROM, column};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{is_blank, matching_key};

/// What is wrong with a header row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// A column that the ledger has no field for.
    #[error("{column}列“{text}”不是台账的字段，请改成字段名称或删去该列")]
    Unknown {
        /// The letter of the column.
        column: String,
        /// What stands in it.
        text: String,
    },
    /// Two columns of one field.
    #[error("{column}列“{text}”与前面的列重复，请删去一列")]
    Double {
        /// The letter of the column.
        column: String,
        /// What stands in it.
        text: String,
    },
    /// A field that must be filled has no column.
    #[error("缺少必填的列“{0}”，请用最新的模板重新填写")]
    Missing(String),
    /// No column is a field.
    #[error("没有找到表头，第一行应为字段名称，请用模板填写")]
    NoHeader,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("第{row}行{}：{message}", place(column, label))]
pub struct CellFault {
    /// The row of the table, from 1.
    pub row: usize,
    /// The letter of the column.
    pub column: String,
    /// The field.
    pub label: String,
    /// What is wrong and what to write.
    pub message: String,
}

/// `B列“面积”`; what is not known is left out.
fn place(column: &str, label: &str) -> String {
    let column = if column.is_empty() { String::new() } else { format!("{column}列") };
    if label.is_empty() { column } else { format!("{column}“{label}”") }
}

/// A row of a table that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// The filled fields.
    pub cells: BTreeMap<Name, Cell>,
    /// The first day that it holds on, as a number of [`vocabulary::Day`].
    pub valid_from: Option<i64>,
    /// A word of explanation.
    pub remark: String,
    /// The unit that it belongs to; empty when the table does not say.
    pub unit_code: String,
}

/// A header row, matched to the fields of a ledger.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    ledger: &'a LedgerDefinition,
    /// What each column is; none for a column that is empty.
    columns: Vec<Option<Column>>,
    /// Reads the column 生效日期.
    day: FieldDefinition,
}

impl<'a> Header<'a> {
    /// Matches the texts of a header row to fields, by label or code; a star for required fields
    /// and a unit in brackets do not matter.
    ///
    /// # Errors
    /// Everything that does not match.
    pub fn read<'t>(
        ledger: &'a LedgerDefinition,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<Self, Vec<HeaderFault>> {
        let mut columns = Vec::new();
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            if is_blank(text) {
                columns.push(None);
                continue;
            }
            let at = (letter(index), text.trim().to_owned());
            let found = column(ledger, text);
            match found {
                None => faults.push(HeaderFault::Unknown { column: at.0, text: at.1 }),
                Some(found) if !seen.insert(found) => {
                    faults.push(HeaderFault::Double { column: at.0, text: at.1 });
                }
                Some(_) => {}
            }
            columns.push(found);
        }
        if seen.is_empty() {
            return Err(vec![HeaderFault::NoHeader]);
        }
        for (at, field) in ledger.fields.iter().enumerate() {
            // A column that no table may have yet cannot be missing.
            let needed = field.required && field.applies_when.is_none() && !field.sensitive;
            if needed && !seen.contains(&Column::Field(at)) {
                faults.push(HeaderFault::Missing(field.label.clone()));
            }
        }
        let day = FieldDefinition::blank(Name::fixed("valid_from"), VALID_FROM, FieldKind::Day);
        if faults.is_empty() { Ok(Self { ledger, columns, day }) } else { Err(faults) }
    }

    /// Reads a row; none when it is empty.
    ///
    /// # Errors
    /// Every cell that cannot be read.
    pub fn row<'t>(
        &self,
        number: usize,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<Option<TableRow>, Vec<CellFault>> {
        let mut row = TableRow::default();
        let mut faults = Vec::new();
        let mut filled = false;
        for (index, text) in texts.into_iter().enumerate() {
            if is_blank(text) {
                continue;
            }
            filled = true;
            let fault = |label: &str, message: String| CellFault {
                row: number,
                column: letter(index),
                label: label.to_owned(),
                message,
            };
            match self.columns.get(index).copied().flatten() {
                None => faults.push(fault("", "该列没有表头，请补上字段名称或清空此格".to_owned())),
                Some(Column::Remark) => text.trim().clone_into(&mut row.remark),
                Some(Column::Unit) => row.unit_code = matching_key(text),
                Some(Column::ValidFrom) => match read_cell(&self.day, text) {
                    Ok(Some(Cell::Whole(day))) => row.valid_from = Some(day),
                    Ok(_) => {}
                    Err(error) => faults.push(fault(VALID_FROM, error.message)),
                },
                Some(Column::Field(at)) => {
                    let Some(field) = self.ledger.fields.get(at) else { continue };
                    match read_cell(field, text) {
                        Ok(cell) => row.cells.extend(cell.map(|cell| (field.code.clone(), cell))),
                        Err(error) => faults.push(fault(&field.label, error.message)),
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(filled.then_some(row))
    }

    /// The letter of the column of a field, for faults that the records as a whole have.
    pub fn letter_of(&self, field: &Name) -> Option<String> {
        let at = self.ledger.fields.iter().position(|one| one.code == *field)?;
        let column = self.columns.iter().position(|column| *column == Some(Column::Field(at)))?;
        Some(letter(column))
    }

    /// The header of an empty table: what a person fills in.
    pub fn to_fill(ledger: &LedgerDefinition) -> Vec<String> {
        labels(TableColumn::to_fill(ledger))
    }

    /// The header of a table that is taken out: without what is not for everybody.
    pub fn labels(ledger: &LedgerDefinition) -> Vec<String> {
        labels(TableColumn::of(ledger))
    }
}

fn labels(columns: Vec<TableColumn<'_>>) -> Vec<String> {
    columns.into_iter().map(|column| column.label().to_owned()).collect()
}

/// The letter of a column, from 0: `A`, `Z`, `AA`.
fn letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index;
    loop {
        let digit = u8::try_from(rest.checked_rem(26).unwrap_or_default()).unwrap_or_default();
        letters.push(char::from(b'A'.saturating_add(digit)));
        match rest.checked_div(26).and_then(|above| above.checked_sub(1)) {
            Some(above) => rest = above,
            None => return letters.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MeasureUnit, RecordKind};

    fn roads() -> LedgerDefinition {
        let field = |code: &str, label: &str, kind| {
            FieldDefinition::blank(Name::parse(code).unwrap(), label, kind)
        };
        let area = FieldKind::Decimal { digits: 2, unit: Some(MeasureUnit::new("㎡")) };
        let mut name = field("name", "名称", FieldKind::Text { characters_max: 20 });
        name.required = true;
        LedgerDefinition {
            fields: vec![
                name,
                field("area", "面积", area),
                field("on_day", "日期", FieldKind::Day),
            ],
            ..LedgerDefinition::blank(Name::parse("road").unwrap(), "道路", RecordKind::Stock)
        }
    }

    #[test]
    fn a_header_matches_labels_and_codes_with_stars_units_and_any_width() {
        let roads = roads();
        let header = Header::read(&roads, ["* 名 称", "面积（㎡）", "", "on_day", "备注"]).unwrap();
        let row = header.row(2, ["海宁路", "12.5", "", "2021-06-30", "一次"]).unwrap().unwrap();
        let cell = |name: &str| row.cells.get(&Name::parse(name).unwrap());
        assert_eq!(cell("area"), Some(&Cell::Whole(1_250)));
        assert_eq!(cell("on_day"), Some(&Cell::Whole(18_808)));
        assert_eq!(row.remark, "一次");
        assert_eq!(header.row(3, ["", " ", "", "", ""]), Ok(None));
        assert_eq!(header.letter_of(&Name::parse("on_day").unwrap()).as_deref(), Some("D"));
    }

    #[test]
    fn everything_that_is_wrong_with_a_header_is_told() {
        let roads = roads();
        let faults = Header::read(&roads, ["面积", "面积(㎡)", "颜色"]).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "B列“面积(㎡)”与前面的列重复，请删去一列",
                "C列“颜色”不是台账的字段，请改成字段名称或删去该列",
                "缺少必填的列“名称”，请用最新的模板重新填写",
            ]
        );
        assert_eq!(Header::read(&roads, ["", ""]).unwrap_err(), [HeaderFault::NoHeader]);
    }

    #[test]
    fn every_bad_cell_of_a_row_is_told_with_its_address() {
        let roads = roads();
        let header = Header::read(&roads, ["名称", "面积", "日期"]).unwrap();
        let faults = header.row(7, ["路", "十二", "昨天", "多余"]).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "第7行B列“面积”：“十二”不是数值，请填写数字（单位：㎡）");
        assert_eq!(told[1], "第7行C列“日期”：“昨天”不是日期，请写成 2026-06-30 或 2026年6月30日");
        assert_eq!(told[2], "第7行D列：该列没有表头，请补上字段名称或清空此格");
    }

    #[test]
    fn the_labels_of_an_empty_table_are_a_header() {
        let roads = roads();
        let labels = Header::labels(&roads);
        assert_eq!(labels, ["单位编码", "名称", "面积", "日期", "生效日期", "备注"]);
        assert!(Header::read(&roads, labels.iter().map(String::as_str)).is_ok());
    }

    #[test]
    fn the_titles_of_an_empty_table_mark_what_is_required_and_are_a_header() {
        let mut roads = roads();
        roads.fields[1].label = "面积(含人行道)".to_owned();
        let titles: Vec<String> =
            TableColumn::of(&roads).into_iter().map(TableColumn::title).collect();
        let expected = ["单位编码", "*名称", "面积(含人行道)（㎡）", "日期", "生效日期", "备注"];
        assert_eq!(titles, expected);
        let header = Header::read(&roads, titles.iter().map(String::as_str)).unwrap();
        assert_eq!(header.letter_of(&Name::parse("area").unwrap()).as_deref(), Some("C"));
    }

    #[test]
    fn a_star_behind_a_name_and_a_word_in_brackets_do_not_matter() {
        let roads = roads();
        for texts in [["名称*", "面积*（㎡）", "备注（选填）"], ["名称（必填）", "面积", "备注"]]
        {
            assert!(Header::read(&roads, texts).is_ok(), "{texts:?}");
        }
    }

    #[test]
    fn columns_are_lettered_as_in_a_workbook() {
        for (index, text) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(index), text);
        }
    }
}
