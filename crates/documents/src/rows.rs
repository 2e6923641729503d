//! One table as rows of texts: the records of a ledger as people fill them in, in a workbook, in
//! CSV, or pasted from a page.

use crate::text::decode::decode;
use crate::write::as_written;
use crate::{Block, CellGrid, Limits, ReadError, read, spreadsheet};
use csv::{Position, ReaderBuilder, StringRecord};
use std::ops::ControlFlow;

/// A row with its number in the table, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as the program that shows the table counts.
    pub number: usize,
    /// The texts of its columns.
    pub texts: Vec<String>,
}

/// Takes the rows of a table one by one, and says whether it wants more.
pub(crate) type TakeRow<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// Reads the first table of a workbook, or of a text with commas or tabs between its columns.
///
/// # Errors
/// When the file cannot be read, holds no table, or goes beyond a limit.
pub fn read_rows(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, ReadError> {
    let mut rows = Vec::new();
    each_row(bytes, limits, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// Gives the rows of that table as they are read, until `take` has enough: of an .xlsx and of a
/// text no more than one row is kept. Rows without anything in them are passed over in a workbook.
///
/// # Errors
/// As [`read_rows`]; rows may have been given before a fault was met.
pub fn each_row(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::TooLarge(format!("文件大于{}MB", limits.file_bytes >> 20)));
    }
    // Workbooks of both kinds begin with bytes that no text begins with.
    if !bytes.starts_with(b"PK") && !bytes.starts_with(&[0xd0, 0xcf]) {
        return separated(&decode(bytes)?, limits, take);
    }
    if spreadsheet::is_xlsx(bytes) {
        return spreadsheet::each_row(bytes, limits, take);
    }
    let source = read(bytes, limits)?;
    let grid = source
        .blocks
        .iter()
        .find_map(|block| if let Block::Table(grid) = block { Some(grid) } else { None });
    let rows = grid.map(of_grid).ok_or_else(no_table)?;
    let _enough = rows.into_iter().try_for_each(take);
    Ok(())
}

/// The refusal of a file without a table.
pub(crate) fn no_table() -> ReadError {
    ReadError::Broken("文件中没有表格".to_owned())
}

fn of_grid(grid: &CellGrid) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for cell in &grid.cells {
        let number = usize::try_from(cell.row).unwrap_or(usize::MAX);
        if rows.last().is_none_or(|row| row.number != number) {
            rows.push(Row { number, texts: Vec::new() });
        }
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX).saturating_sub(1);
        if let Some(row) = rows.last_mut() {
            // A merged area has one cell; what it covers is empty.
            row.texts.resize(column, String::new());
            row.texts.push(cell.text.clone());
        }
    }
    rows
}

/// CSV (RFC 4180), or the same with tabs, as cells are copied from a worksheet.
fn separated(text: &str, limits: &Limits, take: TakeRow<'_>) -> Result<(), ReadError> {
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains('\t') { b'\t' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let (mut cells, mut any) = (0_usize, false);
    let (mut line, mut counted) = (1_usize, 0_usize);
    loop {
        let more = reader.read_record(&mut record);
        let more = more.map_err(|_| ReadError::Broken(format!("第{line}行的引号没有成对")))?;
        if !more {
            break;
        }
        cells = cells.saturating_add(record.len());
        if cells > limits.table_cells || record.len() > limits.columns {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", limits.table_cells)));
        }
        // Counted by ourselves: the reader ends a line at its CR and counts the LF to the next.
        let start = begin(text, record.position());
        let passed = text.get(counted..start).unwrap_or_default();
        line = line.saturating_add(passed.bytes().filter(|byte| *byte == b'\n').count());
        counted = start;
        any = true;
        let texts = record.iter().map(|text| as_written(text).to_owned()).collect();
        if take(Row { number: line, texts }).is_break() {
            break;
        }
    }
    if any { Ok(()) } else { Err(no_table()) }
}

/// Where a record begins, past the rest of the line end before it.
fn begin(text: &str, position: Option<&Position>) -> usize {
    let at = position.and_then(|position| usize::try_from(position.byte()).ok());
    let at = at.unwrap_or_default();
    let ends =
        text.get(at..).unwrap_or_default().bytes().take_while(|b| matches!(b, b'\r' | b'\n'));
    at.saturating_add(ends.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let rows = read_rows(text.as_bytes(), &Limits::default()).unwrap();
        rows.into_iter().map(|row| (row.number, row.texts)).collect()
    }

    #[test]
    fn commas_and_tabs_separate_and_quotes_hold_together() {
        let two = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert_eq!(
            rows("\u{feff}名称,说明\r\n甲,\"一,二\n三\"\r\n乙,\"引\"\"号\"\r\n"),
            [(1, two("名称", "说明")), (2, two("甲", "一,二\n三")), (4, two("乙", "引\"号"))]
        );
        assert_eq!(
            rows("名称\t说明\n甲\t一,二"),
            [(1, two("名称", "说明")), (2, two("甲", "一,二"))]
        );
    }

    #[test]
    fn what_our_csv_made_harmless_comes_back_as_it_was() {
        let written =
            crate::write::csv_table([vec!["=1+1".to_owned(), "-5".to_owned(), "'字".to_owned()]]);
        let read = read_rows(&written, &Limits::default()).unwrap();
        assert_eq!(read[0].texts, ["=1+1", "-5", "'字"]);
    }

    #[test]
    fn a_workbook_gives_its_first_table_with_the_rows_it_shows() {
        let read = read_rows(fixtures::FORM_XLSX, &Limits::default()).unwrap();
        assert!(read.len() > 5);
        assert!(read.windows(2).all(|pair| pair[0].number < pair[1].number));
    }

    #[test]
    fn an_empty_file_and_a_word_file_without_a_table_are_refused() {
        assert!(read_rows(b"", &Limits::default()).is_err());
        assert!(read_rows(b"PK\x03\x04", &Limits::default()).is_err());
    }
}
