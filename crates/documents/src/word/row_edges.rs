//! Aligns the cell borders of the rows of Word 97-2003 tables before they are read.
//!
//! A .doc has no table grid: every row states the positions of its own cell borders in twips
//! (1/1440 inch), and programs round them row by row, so that borders that are one line on paper
//! differ by a twip or two. `office_oxide` 0.1.16 counts such a border as two when it works out
//! how many columns a cell spans, which moves the rest of the row one column to the right. Here the
//! positions are made equal in the file's bytes first.

use super::properties::Row;

/// Borders nearer than this are one line (0.7 mm): no column of text is that narrow.
const SAME_LINE_TWIPS: i32 = 40;
/// Where a row really has such narrow cells only rounding is undone.
const ROUNDING_TWIPS: i32 = 4;

/// Aligns the borders of the rows of these tables in the bytes of their file. Tells whether all
/// rows of each table now begin at one line.
pub(super) fn align(bytes: &mut [u8], tables: &[Vec<Row>]) -> bool {
    let mut flush = true;
    for rows in tables {
        let lines = lines_of(rows);
        let mut starts =
            rows.iter().filter_map(|row| Some(line_for(&lines, *row.borders.first()?)));
        let first = starts.next();
        flush &= starts.all(|start| Some(start) == first);
        for row in rows {
            write_borders(bytes, row, &lines);
        }
    }
    flush
}

fn write_borders(bytes: &mut [u8], row: &Row, lines: &[i32]) {
    for (border, places) in row.borders.iter().zip(&row.places) {
        let line = i16::try_from(line_for(lines, *border)).unwrap_or_default();
        for (place, byte) in places.iter().zip(line.to_le_bytes()) {
            if let Some(field) = bytes.get_mut(*place) {
                *field = byte;
            }
        }
    }
}

/// The lines that the borders of a table lie on, in order.
fn lines_of(rows: &[Row]) -> Vec<i32> {
    let mut borders: Vec<i32> = rows.iter().flat_map(|row| row.borders.clone()).collect();
    borders.sort_unstable();
    let within = |tolerance: i32| {
        let mut lines: Vec<i32> = Vec::new();
        for border in &borders {
            if lines.last().is_none_or(|line| border - line > tolerance) {
                lines.push(*border);
            }
        }
        lines
    };
    let wide = within(SAME_LINE_TWIPS);
    let collapses = rows.iter().any(|row| {
        row.borders
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if line_for(&wide, *a) == line_for(&wide, *b)))
    });
    if collapses { within(ROUNDING_TWIPS) } else { wide }
}

/// The line a border lies on: the last that is not right of it.
fn line_for(lines: &[i32], border: i32) -> i32 {
    let after = lines.partition_point(|line| *line <= border);
    let line = after.checked_sub(1).and_then(|index| lines.get(index));
    line.copied().unwrap_or(border)
}

#[cfg(test)]
mod tests {
    use super::{line_for, lines_of};
    use crate::word::properties::Row;

    fn aligned(rows: &[&[i32]]) -> Vec<Vec<i32>> {
        let rows: Vec<Row> = rows
            .iter()
            .map(|borders| Row { borders: borders.to_vec(), places: Vec::new() })
            .collect();
        let lines = lines_of(&rows);
        let moved = |row: &Row| row.borders.iter().map(|b| line_for(&lines, *b)).collect();
        rows.iter().map(moved).collect()
    }

    #[test]
    fn borders_of_one_line_get_one_position() {
        assert_eq!(
            aligned(&[&[-108, 1178, 7606], &[-113, 7605]]),
            [vec![-113, 1178, 7605], vec![-113, 7605]]
        );
    }

    #[test]
    fn a_narrow_cell_is_not_squeezed_to_nothing() {
        assert_eq!(aligned(&[&[0, 20, 1000], &[0, 1001]]), [vec![0, 20, 1000], vec![0, 1000]]);
    }
}
