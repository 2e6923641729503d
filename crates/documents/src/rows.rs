//! One table as rows of texts: the records of a ledger as people fill them in, in a workbook, in
//! CSV, or pasted from a page.

use crate::text::decode::decode;
use crate::{Block, CellGrid, Limits, ReadError, read};
use csv::{Position, ReaderBuilder, StringRecord};

/// A row with its number in the table, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as the program that shows the table counts.
    pub number: usize,
    /// The texts of its columns.
    pub texts: Vec<String>,
}

/// Reads the first table of a workbook, or of a text with commas or tabs between its columns.
///
/// # Errors
/// When the file cannot be read, holds no table, or goes beyond a limit.
pub fn read_rows(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, ReadError> {
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::TooLarge(format!("文件大于{}MB", limits.file_bytes >> 20)));
    }
    // Workbooks of both kinds begin with bytes that no text begins with.
    if !bytes.starts_with(b"PK") && !bytes.starts_with(&[0xd0, 0xcf]) {
        return separated(&decode(bytes)?, limits);
    }
    let source = read(bytes, limits)?;
    let grid = source
        .blocks
        .iter()
        .find_map(|block| if let Block::Table(grid) = block { Some(grid) } else { None });
    grid.map(of_grid).ok_or_else(no_table)
}

fn no_table() -> ReadError {
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
fn separated(text: &str, limits: &Limits) -> Result<Vec<Row>, ReadError> {
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.contains('\t') { b'\t' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    let mut cells = 0_usize;
    let (mut line, mut counted) = (1_usize, 0_usize);
    loop {
        let more = reader.read_record(&mut record);
        let more = more.map_err(|_| ReadError::Broken(format!("第{line}行的引号没有成对")))?;
        if !more {
            break;
        }
        cells = cells.saturating_add(record.len());
        if cells > limits.cells || record.len() > limits.columns {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", limits.cells)));
        }
        // Counted by ourselves: the reader ends a line at its CR and counts the LF to the next.
        let start = begin(text, record.position());
        let passed = text.get(counted..start).unwrap_or_default();
        line = line.saturating_add(passed.bytes().filter(|byte| *byte == b'\n').count());
        counted = start;
        rows.push(Row { number: line, texts: record.iter().map(plain).collect() });
    }
    if rows.is_empty() { Err(no_table()) } else { Ok(rows) }
}

/// Where a record begins, past the rest of the line end before it.
fn begin(text: &str, position: Option<&Position>) -> usize {
    let at = position.and_then(|position| usize::try_from(position.byte()).ok());
    let at = at.unwrap_or_default();
    let ends =
        text.get(at..).unwrap_or_default().bytes().take_while(|b| matches!(b, b'\r' | b'\n'));
    at.saturating_add(ends.count())
}

/// A text without the sign that our own CSV puts before what looks like a formula.
fn plain(text: &str) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => {
            rest.to_owned()
        }
        _ => text.to_owned(),
    }
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
