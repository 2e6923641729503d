//! Workbooks written by another library and read back.

use super::*;
use crate::CellGrid;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn grids(bytes: &[u8]) -> Vec<CellGrid> {
    let source = crate::read(bytes, &Limits::default()).unwrap();
    let grids = source.blocks.into_iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    grids.collect()
}

fn form() -> Vec<u8> {
    book(|workbook| {
        let plain = Format::new();
        let percent = Format::new().set_num_format("0%");
        let sheet = workbook.add_worksheet();
        sheet.set_name("道路维修").unwrap();
        sheet.merge_range(0, 0, 0, 2, "道路维修绩效目标表", &plain).unwrap();
        sheet.merge_range(1, 0, 2, 0, "产出指标", &plain).unwrap();
        sheet.write(1, 1, "完好率>95%").unwrap();
        sheet.write_with_format(1, 2, 0.95, &percent).unwrap();
        sheet.write(2, 2, 836.3).unwrap();
        let hidden = workbook.add_worksheet();
        hidden.set_hidden(true);
        hidden.write(0, 0, "底稿").unwrap();
        workbook.add_worksheet();
    })
}

#[test]
fn merged_areas_percentages_and_addresses_are_kept() {
    let grids = grids(&form());
    assert_eq!(grids.len(), 2, "an empty worksheet is no table");
    let cells: Vec<_> = grids[0]
        .cells
        .iter()
        .map(|c| (c.row, c.column, c.row_span, c.column_span, c.text.as_str()))
        .collect();
    assert_eq!(
        cells,
        [
            (1, 1, 1, 3, "道路维修绩效目标表"),
            (2, 1, 2, 1, "产出指标"),
            (2, 2, 1, 1, "完好率>95%"),
            (2, 3, 1, 1, "95%"),
            (3, 2, 1, 1, ""),
            (3, 3, 1, 1, "836.3"),
        ]
    );
}

#[test]
fn a_worksheet_s_name_goes_before_its_table_and_a_hidden_one_is_said() {
    let source = crate::read(&form(), &Limits::default()).unwrap();
    assert!(matches!(&source.blocks[0], Block::Paragraph(p) if p.text == "道路维修"
        && p.kind == ParagraphKind::SheetName));
    assert!(source.notes[0].contains("隐藏"), "{:?}", source.notes);
}

#[test]
fn text_hidden_by_a_merged_area_is_not_lost() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.merge_range(0, 0, 0, 1, "看得见", &Format::new()).unwrap();
        sheet.write(0, 1, "被遮住").unwrap();
    });
    let texts: Vec<String> = grids(&bytes)[0].cells.iter().map(|c| c.text.clone()).collect();
    assert_eq!(texts, ["看得见", "被遮住"]);
}

#[test]
fn one_cell_at_the_far_end_of_the_sheet_is_refused_without_filling_memory() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "甲").unwrap();
        sheet.write(1_048_575, 900, "乙").unwrap();
    });
    assert!(matches!(crate::read(&bytes, &Limits::default()), Err(ReadError::TooLarge(_))));
}

#[test]
fn a_workbook_of_excel_97_gives_the_same_cells() {
    let xls = crate::read(fixtures::FORM_XLS, &Limits::default()).unwrap();
    let xlsx = crate::read(fixtures::FORM_XLSX, &Limits::default()).unwrap();
    let cells = |source: &Source| -> Vec<_> {
        source
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(grid) => Some(grid.cells.clone()),
                Block::Paragraph(_) => None,
            })
            .collect()
    };
    assert_eq!(xls.format, SourceFormat::Xls);
    assert!(!cells(&xls).is_empty());
    assert_eq!(cells(&xls), cells(&xlsx));
}

#[test]
fn a_workbook_whose_sectors_run_in_a_circle_is_refused() {
    // The sector table says that sector n follows sector n: found by fuzzing as an endless read.
    let mut bytes = fixtures::FORM_XLS.to_vec();
    let fat_sector = u32::from_le_bytes(bytes[76..80].try_into().unwrap());
    let fat = (usize::try_from(fat_sector).unwrap() + 1) * 512;
    for sector in 0..128_u32 {
        let at = fat + usize::try_from(sector).unwrap() * 4;
        bytes[at..at + 4].copy_from_slice(&sector.to_le_bytes());
    }
    assert!(matches!(crate::read(&bytes, &Limits::default()), Err(ReadError::Broken(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_workbooks_are_refused_or_read_never_a_crash(
        old in any::<bool>(),
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = if old { fixtures::FORM_XLS.to_vec() } else { fixtures::FORM_XLSX.to_vec() };
        for (index, byte) in at {
            let position = index.index(bytes.len());
            bytes[position] = byte;
        }
        if let Some(cut) = cut {
            let length = cut.index(bytes.len());
            bytes.truncate(length);
        }
        let _ = crate::read(&bytes, &Limits::default());
    }
}
