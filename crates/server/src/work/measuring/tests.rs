//! The published sample, measured from a few records.

use super::*;
use documents::rules::FormLabels;
use documents::{Limits, read, recognise::recognise};
use ledgers::{Cell, Name, read_cell};
use procedure::{Actor, Role, Scope};
use store::{
    Acting, DatabaseAddress, Entering, ImportDraft, NewRecord, Recorded, SheetFilter, StorePlaces,
};
use tempfile::TempDir;
use vocabulary::{Day, FiscalYear, Ratio};

fn clerk() -> Acting {
    let scope = Scope::Units(vec!["333".into()]);
    let actor = Actor { account: "clerk".into(), role: Role::Preparer, scope };
    Acting { actor, name: "张敏".into(), address: String::new(), at: 1 }
}

async fn with_the_sample() -> (TempDir, Store, Book) {
    let folder = tempfile::tempdir().unwrap();
    let places = StorePlaces {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        database: DatabaseAddress::Embedded,
    };
    let store = Store::open(&places, 1).await.unwrap();
    let source = read(fixtures::SAMPLE_DOCX, &Limits::default()).unwrap();
    let document = recognise(&source, &FormLabels::shipped().unwrap()).document;
    let draft = ImportDraft {
        document: &document,
        issues: &[],
        department_code: "333".into(),
        department_name: "住房和城乡建设局".into(),
        fiscal_year: FiscalYear::new(2021).unwrap(),
        file_name: "目标.docx".into(),
        digest: store.put_file(fixtures::SAMPLE_DOCX.to_vec()).await.unwrap(),
    };
    store.import(&clerk(), &draft).await.unwrap();
    let book = Book::open(&store, 1).await.unwrap();
    (folder, store, book)
}

async fn sheets(store: &Store) -> Vec<StoredSheet> {
    let wanted = SheetFilter { limit: 50, ..SheetFilter::default() };
    let mut sheets = Vec::new();
    for summary in store.sheets(&clerk(), &wanted).await.unwrap() {
        sheets.push(store.sheet(&clerk(), summary.id).await.unwrap());
    }
    sheets.sort_by_key(|sheet| sheet.summary.position);
    sheets
}

fn year() -> Period {
    Period::year(FiscalYear::new(2021).unwrap()).unwrap()
}

/// Enters a record from `label=value` lines; they have to be without fault.
async fn enter(store: &Store, book: &Book, ledger: &str, lines: &[&str]) {
    let ledger = book.catalogue.ledger(ledger).unwrap();
    let mut records = Vec::new();
    for line in lines {
        let cells = line.split_whitespace().map(|pair| {
            let (label, value) = pair.split_once('=').unwrap();
            let field = ledger.field_called(label).unwrap_or_else(|| panic!("{label}"));
            (field.code.clone(), read_cell(field, value).unwrap().unwrap())
        });
        records.push(NewRecord {
            unit_code: "333002".into(),
            valid_from: Day::new(2021, 1, 1),
            cells: cells.collect(),
            remark: "试".into(),
        });
    }
    let entering = Entering {
        catalogue: &book.catalogue,
        ledger,
        records: &records,
        origin: "录入",
        today: Day::new(2021, 12, 31).unwrap(),
        client_key: None,
        only_check: false,
    };
    let entered = store.enter_records(&clerk(), entering).await.unwrap();
    assert!(matches!(entered, Recorded::Entered(_)), "{entered:?}");
}

const SIRENS: [&str; 3] = [
    "设施类别=警报器 设施编号=A-1 设施名称=东山警报器 业务领域=人防 新型设备=是 运行状态=可用 \
     状态日期=2021-12-01 标准数量=1 标准单位=台 警报器类型=电声 安装方式=固定 坐标=119.49,39.82 \
     音响覆盖半径=1000 半径来源=登记",
    "设施类别=警报器 设施编号=A-2 设施名称=西山警报器 业务领域=人防 新型设备=否 运行状态=可用 \
     状态日期=2021-03-01 标准数量=1 标准单位=台 警报器类型=电动 安装方式=固定 坐标=119.49,39.82 \
     音响覆盖半径=1000 半径来源=登记",
    "设施类别=警报器 设施编号=A-3 设施名称=戴河警报器 业务领域=人防 新型设备=否 运行状态=故障 \
     状态日期=2021-11-01 标准数量=1 标准单位=台 警报器类型=电动 安装方式=固定 坐标=119.49,39.82 \
     音响覆盖半径=1000 半径来源=登记",
];

#[tokio::test]
async fn every_row_of_the_sample_has_an_indicator_and_says_why_it_has_no_value() {
    let (_folder, store, book) = with_the_sample().await;
    let mut rows = 0;
    for sheet in sheets(&store).await {
        for row in measure_sheet(&store, &book, &sheet, year()).await.unwrap() {
            rows += 1;
            let project = sheet.summary.position;
            let entry = row.entry.unwrap_or_else(|| panic!("{project} {}", row.name));
            let serves = |served: &indicators::ServedRow| i32::from(served.project) == project;
            assert!(entry.definition.serves.iter().any(serves), "{project} {}", row.name);
            let literal = row.literal.unwrap();
            let nothing = matches!(literal.measured.outcome, Outcome::None(_));
            // Counts of nothing are 0; a share of nothing is none, or full for a reason.
            let counted = literal.measured.value() == Some(Ratio::whole(0));
            let full = literal.measured.outcome == Outcome::FullWithoutEvents;
            assert!(nothing || counted || full, "{project} {}", row.name);
        }
    }
    assert_eq!(rows, 52);
}

#[tokio::test]
async fn records_make_values_that_are_compared_with_the_published_targets() {
    let (_folder, store, book) = with_the_sample().await;
    enter(&store, &book, "facility", &SIRENS).await;
    let sheets = sheets(&store).await;
    let rows = measure_sheet(&store, &book, &sheets[1], year()).await.unwrap();
    let sound = &rows[1];
    assert_eq!(
        (sound.name.as_str(), sound.target.raw.as_str()),
        ("保障人防工程设施完好率", "≥90%")
    );
    let literal = sound.literal.as_ref().unwrap();
    assert_eq!(literal.measured.value(), Some(Ratio::new(200, 3).unwrap()));
    assert_eq!(literal.met, Some(false));
    // A status that is older than a quarter is not taken for one any more.
    let corrected = sound.corrected.as_ref().unwrap();
    assert_eq!(corrected.measured.value(), Some(Ratio::new(100, 3).unwrap()));
    let share = &corrected.measured.shares[0];
    assert_eq!((share.numerator, share.denominator), (Ratio::whole(1), Ratio::whole(3)));
}

#[tokio::test]
async fn what_is_counted_in_something_else_is_not_compared_with_the_target() {
    let (_folder, store, book) = with_the_sample().await;
    let sheets = sheets(&store).await;
    let rows = measure_sheet(&store, &book, &sheets[5], year()).await.unwrap();
    assert_eq!(rows[0].name, "排除安全生产事故率");
    let accidents = rows[0].corrected.as_ref().unwrap();
    assert_eq!(accidents.measured.value(), Some(Ratio::whole(0)), "no accident");
    assert_eq!(accidents.met, None, "a number of accidents is no share");
}

#[tokio::test]
async fn what_a_group_of_the_form_demands_is_demanded_of_its_kind_only() {
    let (_folder, store, book) = with_the_sample().await;
    let ledger = book.catalogue.ledger("facility").unwrap();
    let name = |text: &str| Name::parse(text).unwrap();
    let cell = |text: &str| Cell::Text(text.to_owned());
    let record = NewRecord {
        unit_code: "333002".into(),
        valid_from: Day::new(2021, 1, 1),
        cells: [(name("kind"), cell("警报器")), (name("number"), cell("A-9"))].into(),
        remark: String::new(),
    };
    let entering = Entering {
        catalogue: &book.catalogue,
        ledger,
        records: &[record],
        origin: "录入",
        today: Day::new(2021, 12, 31).unwrap(),
        client_key: None,
        only_check: true,
    };
    let found = store.enter_records(&clerk(), entering).await.unwrap();
    let Recorded::Refused(faults) = found else { panic!("{found:?}") };
    let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert!(told.contains(&"请填写“警报器类型”"), "{told:?}");
    assert!(!told.contains(&"请填写“工程类别”"), "{told:?}");
}
