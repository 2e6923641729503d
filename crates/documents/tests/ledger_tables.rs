//! Tables of records out and in again, and the empty tables that people fill in.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly when its input is broken"
)]

use documents::rules::shipped_ledgers;
use documents::write::{LedgerFormat, LedgerRow, LedgerTable, csv_table, ledger_template};
use documents::{Limits, Row, read_rows};
use ledgers::{
    Catalogue, Cell, FieldDefinition, FieldKind, Header, LedgerDefinition, MeasureUnit, Name,
    RecordKind, TableColumn,
};
use parquet::data_type::Decimal;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use vocabulary::Day;

const FORMATS: [LedgerFormat; 2] = [LedgerFormat::Xlsx, LedgerFormat::Csv];

fn name(code: &str) -> Name {
    Name::parse(code).unwrap()
}

/// A ledger with a field of each kind that a table holds as something else than text.
fn roads() -> LedgerDefinition {
    let field = |code: &str, label: &str, kind| FieldDefinition::blank(name(code), label, kind);
    let area = FieldKind::Decimal { digits: 3, unit: Some(MeasureUnit::new("㎡")) };
    let states = FieldKind::Choice { options: vec!["可用".into(), "故障".into()], open: false };
    let mut number = field("number", "编号", FieldKind::Text { characters_max: 40 });
    number.required = true;
    LedgerDefinition {
        fields: vec![
            number,
            field("text", "名称", FieldKind::Text { characters_max: 2_000 }),
            field("area", "面积", area),
            field("cost", "造价", FieldKind::Money),
            field("count", "数量", FieldKind::Integer { unit: None }),
            field("on_day", "建成日期", FieldKind::Day),
            field("at", "报修时间", FieldKind::Moment),
            field("works", "可用", FieldKind::YesNo),
            field("state", "状况", states),
        ],
        ..LedgerDefinition::blank(name("road"), "道路", RecordKind::Stock)
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Record {
    cells: BTreeMap<Name, Cell>,
    valid_from: Option<Day>,
    remark: String,
}

fn table(ledger: &LedgerDefinition, format: LedgerFormat, records: &[Record]) -> Vec<u8> {
    let mut table = LedgerTable::begin(ledger, format, Cursor::new(Vec::new())).unwrap();
    for record in records {
        let row = LedgerRow {
            unit_code: "333002",
            cells: &record.cells,
            valid_from: record.valid_from,
            remark: &record.remark,
        };
        table.row(&row).unwrap();
    }
    table.finish().unwrap().into_inner()
}

fn read_back(ledger: &LedgerDefinition, rows: &[Row]) -> Vec<Record> {
    let header = Header::read(ledger, rows[0].texts.iter().map(String::as_str)).unwrap();
    let records = rows[1..].iter().map(|row| {
        let read = header.row(row.number, row.texts.iter().map(String::as_str)).unwrap().unwrap();
        assert_eq!(read.unit_code, "333002");
        let day = read.valid_from.and_then(|day| Day::from_number(i32::try_from(day).unwrap()));
        Record { cells: read.cells, valid_from: day, remark: read.remark }
    });
    records.collect()
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    read_rows(bytes, &Limits::default()).unwrap()
}

/// A part of a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The rows of a file of typed columns, by row group.
fn columnar(bytes: Vec<u8>) -> Vec<Vec<Vec<Field>>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let groups = (0..reader.num_row_groups()).map(|at| {
        let group = reader.get_row_group(at).unwrap();
        let rows = group
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect());
        rows.collect()
    });
    groups.collect()
}

/// A record as the fields that typed columns are to hold.
fn fields(ledger: &LedgerDefinition, record: &Record) -> Vec<Field> {
    let text = |text: &str| if text.is_empty() { Field::Null } else { Field::Str(text.to_owned()) };
    let columns = TableColumn::of(ledger).into_iter().map(|column| match column {
        TableColumn::Unit => text("333002"),
        TableColumn::ValidFrom => {
            record.valid_from.map_or(Field::Null, |day| Field::Date(day.number()))
        }
        TableColumn::Remark => text(&record.remark),
        TableColumn::Field(field) => match (record.cells.get(&field.code), &field.kind) {
            (None, _) => Field::Null,
            (Some(Cell::Text(one)), _) => text(one),
            (Some(Cell::YesNo(flag)), _) => Field::Bool(*flag),
            (Some(Cell::Whole(whole)), FieldKind::Day) => {
                Field::Date(i32::try_from(*whole).unwrap())
            }
            (Some(Cell::Whole(whole)), FieldKind::Moment) => Field::TimestampMillis(whole * 60_000),
            (Some(Cell::Whole(whole)), FieldKind::Money) => decimal(*whole, 2),
            (Some(Cell::Whole(whole)), FieldKind::Decimal { digits, .. }) => {
                decimal(*whole, (*digits).into())
            }
            (Some(Cell::Whole(whole)), _) => Field::Long(*whole),
        },
    });
    columns.collect()
}

fn decimal(whole: i64, scale: i32) -> Field {
    Field::Decimal(Decimal::from_i64(whole, 18, scale))
}

fn whole(cell: Option<&Cell>) -> Option<i64> {
    match cell {
        Some(Cell::Whole(whole)) => Some(*whole),
        _ => None,
    }
}

/// Texts that a spreadsheet could run, or that a reader could mistake.
fn texts() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec![
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "－",
        "＠",
        " =",
        "　＝",
        "\u{feff}=",
        "'=",
        "''-",
        "'",
        "",
        "1,2",
        "\"",
        "_x000D_",
        "001",
        "-5",
    ]);
    (begin, "[a-z0-9字㎡,\"'<&=()]{0,12}").prop_map(|(begin, rest)| format!("{begin}{rest}"))
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    // From 1900 on, before the day that worksheets count wrongly, to 2100.
    let days = -25_560_i64..47_840;
    let numbers = (any::<i64>(), any::<i64>(), any::<i32>(), days.clone(), days, 0_i64..1_440);
    let record = (texts(), numbers, any::<Option<bool>>(), 0_i32..40_000, texts());
    let record = record.prop_map(|(text, numbers, works, from, remark)| {
        let (area, cost, count, on_day, at_day, minute) = numbers;
        let mut cells = BTreeMap::from([
            (name("number"), Cell::Text("A-01".to_owned())),
            (name("area"), Cell::Whole(area)),
            (name("cost"), Cell::Whole(cost % 1_000_000_000_000)),
            (name("count"), Cell::Whole(count.into())),
            (name("on_day"), Cell::Whole(on_day)),
            (name("at"), Cell::Whole(at_day * 1_440 + minute)),
            (name("state"), Cell::Text("可用".to_owned())),
        ]);
        // What is blank is no value; what stands around a text is not kept of any.
        let trimmed = text.trim();
        if !vocabulary::is_blank(trimmed) {
            cells.insert(name("text"), Cell::Text(trimmed.to_owned()));
        }
        cells.extend(works.map(|works| (name("works"), Cell::YesNo(works))));
        let remark = if vocabulary::is_blank(&remark) { "" } else { remark.trim() }.to_owned();
        Record { cells, valid_from: Day::from_number(from), remark }
    });
    prop::collection::vec(record, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_come_back_from_both_kinds_of_file_as_they_were(records in records()) {
        let ledger = roads();
        for format in FORMATS {
            let bytes = table(&ledger, format, &records);
            prop_assert_eq!(read_back(&ledger, &rows(&bytes)), records.clone(), "{:?}", format);
        }
    }

    #[test]
    fn typed_columns_hold_every_value_as_it_was(records in records()) {
        let ledger = roads();
        let wide = |record: &mut Record| {
            let area = record.cells.get_mut(&name("area")).unwrap();
            *area = Cell::Whole(whole(Some(area)).unwrap() % 1_000_000_000_000_000_000);
        };
        let mut records = records;
        records.iter_mut().for_each(wide);
        let bytes = table(&ledger, LedgerFormat::Parquet, &records);
        let expected: Vec<Vec<Field>> = records.iter().map(|one| fields(&ledger, one)).collect();
        prop_assert_eq!(columnar(bytes).concat(), expected);
    }

    #[test]
    fn no_cell_of_a_table_is_ever_a_formula(text in texts()) {
        let ledger = roads();
        let cells = BTreeMap::from([(name("text"), Cell::Text(text.clone()))]);
        let record = Record { cells, valid_from: None, remark: text.clone() };
        let sheet = part(&table(&ledger, LedgerFormat::Xlsx, &[record]), "xl/worksheets/sheet1.xml");
        prop_assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{}", sheet);
        let csv = csv_table([vec!["列".to_owned()], vec![text]]);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
        let written = reader.records().nth(1).unwrap().unwrap()[0].to_owned();
        let first = written.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let is_number = written.parse::<f64>().is_ok();
        prop_assert!(!first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || is_number);
    }
}

#[test]
fn a_long_ledger_is_written_in_groups_and_loses_no_row() {
    let ledger = roads();
    let count = 50_002;
    let records: Vec<Record> = (0..count)
        .map(|at| Record {
            cells: BTreeMap::from([(name("count"), Cell::Whole(at))]),
            valid_from: None,
            remark: String::new(),
        })
        .collect();
    let groups = columnar(table(&ledger, LedgerFormat::Parquet, &records));
    assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [50_000, 2]);
    let counts = groups.concat().into_iter().map(|row| row[5].clone());
    assert!(counts.eq((0..count).map(Field::Long)));
}

#[test]
fn a_number_of_more_digits_than_a_typed_column_holds_is_refused_with_its_column() {
    let ledger = roads();
    let cells = BTreeMap::from([(name("area"), Cell::Whole(i64::MIN))]);
    let out = Cursor::new(Vec::new());
    let mut table = LedgerTable::begin(&ledger, LedgerFormat::Parquet, out).unwrap();
    let row = LedgerRow { unit_code: "333002", cells: &cells, valid_from: None, remark: "" };
    let refused = table.row(&row).unwrap_err().to_string();
    assert!(refused.contains("“面积”列有超过18位的数"), "{refused}");
}

#[test]
fn nobody_is_given_an_empty_table_of_typed_columns() {
    let (catalogue, ledger) = (Catalogue::new([roads()]).unwrap(), roads());
    let refused = ledger_template(&catalogue, &ledger, LedgerFormat::Parquet).unwrap_err();
    assert_eq!(refused.to_string(), "空表只有Excel和CSV两种格式，请换一种格式");
}

#[test]
fn numbers_days_and_texts_are_cells_of_their_kinds() {
    let ledger = roads();
    let cells = BTreeMap::from([
        (name("number"), Cell::Text("001".to_owned())),
        (name("text"), Cell::Text("=1+1".to_owned())),
        (name("area"), Cell::Whole(-1_500)),
        (name("on_day"), Cell::Whole(20_634)),
        (name("at"), Cell::Whole(20_634 * 1_440 + 720)),
        (name("count"), Cell::Whole(1_234_567_890_123_456_789)),
    ]);
    let record = Record { cells, valid_from: Day::from_number(20_634), remark: String::new() };
    let sheet = part(&table(&ledger, LedgerFormat::Xlsx, &[record]), "xl/worksheets/sheet1.xml");
    for cell in ["<v>-1.500</v>", "<v>46203</v>", "<v>46203.5</v>", ">001</t>", ">=1+1</t>"] {
        assert!(sheet.contains(cell), "{cell}: {sheet}");
    }
    assert!(sheet.contains(">1234567890123456789</t>"), "a float would lose its last digits");
}

#[test]
fn a_number_is_read_with_all_that_stands_in_its_cell() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let two = rust_xlsxwriter::Format::new().set_num_format("0.00");
    let percent = rust_xlsxwriter::Format::new().set_num_format("0%");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "面积").unwrap();
    sheet.write_with_format(3, 0, 12.345, &two).unwrap();
    sheet.write_with_format(3, 2, 0.955, &percent).unwrap();
    let read = rows(&book.save_to_buffer().unwrap());
    assert_eq!(
        read[1],
        Row { number: 4, texts: ["12.345", "", "95.5%"].map(str::to_owned).into() }
    );
}

#[test]
fn a_sheet_out_of_sight_is_no_table_of_records() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let hidden = book.add_worksheet();
    hidden.write(0, 0, "隐藏").unwrap();
    hidden.set_hidden(true);
    let seen = book.add_worksheet();
    seen.write(0, 0, "可见").unwrap();
    seen.set_active(true);
    assert_eq!(rows(&book.save_to_buffer().unwrap())[0].texts, ["可见"]);
}

#[test]
fn every_template_reads_back_as_the_header_of_its_ledger() {
    let catalogue = Catalogue::new(shipped_ledgers().unwrap()).unwrap();
    for ledger in catalogue.ledgers() {
        for format in FORMATS {
            let bytes = ledger_template(&catalogue, ledger, format).unwrap();
            let read = rows(&bytes);
            assert_eq!(read.len(), 1, "{}", ledger.code);
            let header = Header::read(ledger, read[0].texts.iter().map(String::as_str));
            assert!(header.is_ok(), "{}: {header:?}", ledger.code);
            assert_eq!(read[0].texts.len(), TableColumn::to_fill(ledger).len());
        }
    }
}

#[test]
fn another_program_opens_a_template_with_its_drop_downs_and_rules() {
    let ledger = roads();
    let catalogue = Catalogue::new([ledger.clone()]).unwrap();
    let bytes = ledger_template(&catalogue, &ledger, LedgerFormat::Xlsx).unwrap();
    let folder = std::env::temp_dir().join(format!("ledger-template-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("template.xlsx");
    std::fs::write(&file, &bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let converted = std::process::Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "fods", "--outdir"])
        .args([&folder, &file])
        .output();
    if converted.is_err() {
        eprintln!("soffice is not installed: not compared with LibreOffice");
        std::fs::remove_dir_all(&folder).unwrap();
        return;
    }
    let opened = std::fs::read_to_string(folder.join("template.fods")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    for piece in [
        "cell-content-is-in-list(&quot;可用&quot;;&quot;故障&quot;)",
        "cell-content-is-in-list(&quot;是&quot;;&quot;否&quot;)",
        "cell-content-is-date()",
        "cell-content-is-whole-number()",
        "cell-content-is-decimal-number()",
        "cell-content-text-length()",
        "table:name=\"填表说明\"",
        ">*编号<",
        "请从下拉选项中选择",
    ] {
        assert!(opened.contains(piece), "{piece}");
    }
}

#[test]
fn a_template_has_drop_downs_rules_marks_and_an_explanation() {
    let mut ledger = roads();
    let long: Vec<String> = (0..60).map(|number| format!("第{number}类设施设备")).collect();
    let kinds = FieldKind::Choice { options: long, open: true };
    ledger.fields.push(FieldDefinition::blank(name("kind"), "类别", kinds));
    ledger.fields[1].hint = Some("写全称".to_owned());
    let catalogue = Catalogue::new([ledger.clone()]).unwrap();
    let bytes = ledger_template(&catalogue, &ledger, LedgerFormat::Xlsx).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        ">*编号</t>",
        ">面积（㎡）</t>",
        "state=\"frozen\"",
        r#"<dataValidation type="list" allowBlank="1" showErrorMessage="1""#,
        "<formula1>&quot;可用,故障&quot;</formula1>",
        "<formula1>&quot;是,否&quot;</formula1>",
        r#"sqref="K2:K1048576"><formula1>&#39;选项&#39;!$A$1:$A$60</formula1>"#,
        r#"type="date""#,
        r#"type="decimal""#,
        r#"type="whole""#,
        r#"type="textLength""#,
        r#"promptTitle="名称" prompt="写全称""#,
    ] {
        assert!(sheet.contains(piece), "{piece}: {sheet}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains(r#"name="选项" sheetId="3" state="hidden""#));
    let guide = part(&bytes, "xl/worksheets/sheet2.xml");
    for piece in ["填表说明", "必填", "写全称", "数字，最多3位小数", "可用、故障", "2026-06-30"]
    {
        assert!(guide.contains(piece), "{piece}");
    }
}
