//! How many lines a text takes, near enough for the row heights of a workbook.

use super::grid::{FormTable, Slot};

/// Width of a 五号 character (10.5 pt) in twentieths of a point.
pub(crate) const FORM_CHARACTER: u32 = 210;

/// White space left and right of a cell's text together.
pub(crate) const CELL_PADDING: u32 = 160;

/// How many lines a text takes in a width, for characters of a width; both in twentieths of a
/// point. ASCII characters count half. Never 0.
pub(crate) fn line_count(text: &str, width: u32, character: u32) -> u32 {
    let half = (character / 2).max(1);
    let room = (width / half).max(2);
    let lines = text.split('\n').map(|line| {
        let halves: u32 = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        halves.div_ceil(room).max(1)
    });
    lines.sum::<u32>().max(1)
}

/// How many lines high each row of a form has to be. A merged area that needs more than its rows
/// have gets the rest in its last row.
pub(crate) fn form_row_lines(table: &FormTable) -> Vec<u32> {
    let needs = |slot: &Slot<'_>| {
        let cell = slot.cell();
        let room = table.width(cell).saturating_sub(CELL_PADDING);
        line_count(&cell.text, room, FORM_CHARACTER)
    };
    let slots = table.slots();
    let mut heights: Vec<u32> = slots
        .iter()
        .map(|line| {
            line.iter().filter(|slot| slot.cell().row_span == 1).map(needs).max().unwrap_or(1)
        })
        .collect();
    for (row, line) in slots.iter().enumerate() {
        for slot in line {
            let Slot::Cell(cell) = slot else { continue };
            if cell.row_span > 1 {
                let have: u32 = heights.iter().skip(row).take(cell.row_span).sum();
                let missing = needs(slot).saturating_sub(have);
                if let Some(last) = heights.get_mut(row + cell.row_span - 1) {
                    *last += missing;
                }
            }
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_take_twice_the_room_of_latin_ones() {
        assert_eq!(line_count("五号字五个", 1050, 210), 1);
        assert_eq!(line_count("五号字五个半", 1050, 210), 2);
        assert_eq!(line_count("0123456789", 1050, 210), 1);
        assert_eq!(line_count("一\n二", 1050, 210), 2);
        assert_eq!(line_count("", 0, 210), 1);
    }
}
