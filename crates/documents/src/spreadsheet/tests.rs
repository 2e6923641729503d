//! Workbooks written by another library and read back.

use super::*;
use crate::CellGrid;
use proptest::prelude::*;
use rust_xlsxwriter::{Chart, ChartType, Format, Formula, Workbook};
use std::io::{Cursor, Write};

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

/// What forms hold in their cells, as its user sees it. `tools/fixtures/files/numbers.xls` is the
/// same workbook saved by an office program as Excel 97-2003.
fn numbers() -> Vec<u8> {
    book(|workbook| {
        let with = |code: &str| Format::new().set_num_format(code);
        let sheet = workbook.add_worksheet();
        sheet.write_with_format(0, 0, 18.0, &with("0.00")).unwrap();
        sheet.write_with_format(0, 1, 0.955, &with("0.00%")).unwrap();
        sheet.write_with_format(0, 2, 0.25, &with("0%")).unwrap();
        sheet.write_with_format(0, 3, 1336.57, &with("#,##0.00")).unwrap();
        sheet.write_with_format(1, 0, 10.0, &with("0\"次\"")).unwrap();
        sheet.write_with_format(1, 1, 44_561.0, &with("yyyy\\-mm\\-dd")).unwrap();
        sheet.write_formula(1, 2, Formula::new("=0.1+0.2").set_result("0.3")).unwrap();
        sheet.write_boolean(1, 3, true).unwrap();
        sheet.merge_range(2, 0, 3, 1, "保障人防工程设施完好率", &Format::new()).unwrap();
        sheet.write(2, 2, 21.4).unwrap();
        sheet.write(3, 3, "≥90%\n且不低于上年").unwrap();
    })
}

#[test]
fn numbers_of_both_formats_are_shown_as_their_user_sees_them() {
    let expected = [
        "18.00",
        "95.50%",
        "25%",
        "1336.57",
        "10次",
        "2021-12-31",
        "0.3",
        "是",
        "保障人防工程设施完好率*2×2",
        "21.4",
        "",
        "",
        "≥90%\n且不低于上年",
    ];
    for bytes in [numbers().as_slice(), fixtures::NUMBERS_XLS] {
        let cells = grids(bytes).remove(0).cells;
        let texts = cells.into_iter().map(|cell| match (cell.row_span, cell.column_span) {
            (1, 1) => cell.text,
            (rows, columns) => format!("{}*{rows}×{columns}", cell.text),
        });
        assert_eq!(texts.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_sheet_of_a_chart_is_said_and_passed_over() {
    let bytes = book(|workbook| {
        workbook.add_worksheet().write(0, 0, 1).unwrap();
        let mut chart = Chart::new(ChartType::Column);
        chart.add_series().set_values("Sheet1!$A$1:$A$1");
        workbook.add_chartsheet().insert_chart(0, 0, &chart).unwrap();
    });
    let source = crate::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(source.blocks.len(), 2);
    assert!(source.notes[0].contains("图表"), "{:?}", source.notes);
}

/// The .xlsx with a part's text replaced.
fn replaced(bytes: &[u8], part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).unwrap();
        let mut text = Vec::new();
        std::io::copy(&mut entry, &mut text).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name == part {
            let whole = String::from_utf8(text).unwrap();
            assert!(whole.contains(old), "{whole}");
            text = whole.replace(old, new).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&text).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_part_that_claims_more_texts_than_it_has_bytes_is_refused() {
    let part = "xl/sharedStrings.xml";
    let claims = |number: &str| replaced(&form(), part, "uniqueCount=\"4\"", number);
    assert!(crate::read(&claims("uniqueCount=\"4\""), &Limits::default()).is_ok());
    let spaces = format!("uniqueCount{}=\"9\"", " ".repeat(500));
    for claim in ["uniqueCount=\"99999999999\"", "uniqueCount = '99999999999'", &spaces] {
        let refused = crate::read(&claims(claim), &Limits::default());
        assert!(matches!(refused, Err(ReadError::Broken(_))), "{claim}: {refused:?}");
    }
}

#[test]
fn a_document_type_is_refused_wherever_it_stands() {
    let late = format!("<!--{}--><!DOCTYPE x []><sst ", " ".repeat(70_000));
    for new in ["<!DOCTYPE x []><sst ", &late] {
        let bytes = replaced(&form(), "xl/sharedStrings.xml", "<sst ", new);
        let refused = crate::read(&bytes, &Limits::default());
        assert!(matches!(&refused, Err(ReadError::Broken(why)) if why.contains("DOCTYPE")));
    }
}

#[test]
fn merged_areas_laid_over_one_another_end_in_a_refusal_not_a_hang() {
    let areas: String = "<mergeCell ref=\"A1:D400\"/>".repeat(20_000);
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.merge_range(0, 0, 399, 3, "甲", &Format::new()).unwrap();
        sheet.write(399, 4, "乙").unwrap();
    });
    let bytes =
        replaced(&bytes, "xl/worksheets/sheet1.xml", "<mergeCell ref=\"A1:D400\"/>", &areas);
    assert!(matches!(crate::read(&bytes, &Limits::default()), Err(ReadError::Broken(_))));
}

/// An .xls of one sheet with these records: kind and body.
fn old_workbook(own: &[(u16, Vec<u8>)], sheet: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record = |(kind, body): &(u16, Vec<u8>)| {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), body.as_slice()].concat()
    };
    let begin = (0x0809, [&[0, 6, 5, 0], [0; 12].as_slice()].concat());
    let name = |at: u32| (0x0085, [&at.to_le_bytes(), [0, 0, 1, 0, b'A'].as_slice()].concat());
    let head = |at| {
        let records = [std::slice::from_ref(&begin), own, &[name(at), (10, Vec::new())]].concat();
        records.iter().flat_map(record).collect::<Vec<u8>>()
    };
    let at = u32::try_from(head(0).len()).unwrap();
    let sheet = [std::slice::from_ref(&begin), sheet, &[(10, Vec::new())]].concat();
    let stream = [head(at), sheet.iter().flat_map(record).collect()].concat();
    compound::with_stream(stream).unwrap()
}

/// A record of a number: row, column, first cell format.
fn number_at(row: u16, column: u16, number: f64) -> (u16, Vec<u8>) {
    let position = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
    (0x0203, [position, number.to_le_bytes().to_vec()].concat())
}

#[test]
fn an_old_workbook_that_claims_an_endless_sheet_takes_no_memory() {
    let claim: Vec<u8> = [0, u32::MAX].iter().flat_map(|row| row.to_le_bytes()).collect();
    let claim = (0x0200, [claim, vec![0, 0, 0xff, 0xff, 0, 0]].concat());
    let bytes = old_workbook(&[], &[claim, number_at(0, 0, 21.4)]);
    assert_eq!(grids(&bytes)[0].cells[0].text, "21.4");
    let apart = old_workbook(&[], &[number_at(0, 0, 1.0), number_at(u16::MAX, u16::MAX, 1.0)]);
    assert!(matches!(crate::read(&apart, &Limits::default()), Err(ReadError::TooLarge(_))));
}

#[test]
fn an_old_workbook_with_a_password_is_said_to_have_one() {
    // By a strong method, and by the old one whose number is 0.
    for method in [1, 0] {
        let password = (0x002f, vec![method, 0, 0, 0, 0, 0]);
        let bytes = old_workbook(&[password], &[number_at(0, 0, 1.0)]);
        assert_eq!(crate::read(&bytes, &Limits::default()), Err(ReadError::Encrypted));
    }
}

#[test]
fn figures_of_a_chart_in_an_old_sheet_are_no_cells() {
    let begin = (0x0809, vec![0, 6, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let sheet = [
        number_at(0, 0, 1.0),
        begin,
        number_at(0, 0, 77.0),
        (10, Vec::new()),
        number_at(0, 1, 2.0),
    ];
    let cells = grids(&old_workbook(&[], &sheet)).remove(0).cells;
    let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(texts, ["1", "2"]);
}

#[test]
fn a_word_file_with_a_workbook_inside_is_no_workbook() {
    assert!(!is_xls(fixtures::SAMPLE_DOC));
    // The name of the stream somewhere in the bytes, as in an embedded object.
    let mut bytes = fixtures::SAMPLE_DOC.to_vec();
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes.extend(name);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    assert!(!is_xls(&bytes));
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
    fn damaged_records_are_refused_or_read_never_a_crash(
        formatted in any::<bool>(),
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
    ) {
        let file = if formatted { fixtures::NUMBERS_XLS } else { fixtures::FORM_XLS };
        let mut stream = compound::workbook_stream(file).unwrap();
        for (index, byte) in at {
            let position = index.index(stream.len());
            stream[position] = byte;
        }
        let _ = crate::read(&compound::with_stream(stream).unwrap(), &Limits::default());
    }

    #[test]
    fn damaged_workbooks_are_refused_or_read_never_a_crash(
        file in 0..3_usize,
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let files = [fixtures::FORM_XLS, fixtures::FORM_XLSX, fixtures::NUMBERS_XLS];
        let mut bytes = files[file].to_vec();
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
