//! Large lists and large documents stay quick (issue 3, section 5).

use crate::place::{Place, clerk, issue, text};
use fixtures::builder::{SheetBuilder, document};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::time::{Duration, Instant};
use store::{SheetFilter, SheetId, SheetSummary};

crate::on_both_databases! {
    a_page_of_a_hundred_thousand_sheets_comes_at_once,
    a_document_of_a_thousand_sheets_is_imported_and_saved_in_reason,
}

/// The limit of issue 3 with the room that an unoptimised build and a busy machine need.
const PAGE_MAX: Duration = Duration::from_millis(300);
const IMPORT_MAX: Duration = Duration::from_secs(20);
const SAVE_MAX: Duration = Duration::from_secs(5);

#[expect(clippy::disallowed_methods, reason = "the test takes the time")]
fn clock() -> Instant {
    Instant::now()
}

async fn page(place: &Place, filter: SheetFilter) -> (Vec<SheetSummary>, Duration) {
    let started = clock();
    let found = place.store.sheets(&clerk("333"), &filter).await.unwrap();
    (found, started.elapsed())
}

async fn a_page_of_a_hundred_thousand_sheets_comes_at_once(place: &Place) {
    let done =
        place.import(&document([SheetBuilder::new(1, "城区警报器维护").code("A-1")]), &[]).await;
    let raw = place.raw().await;
    let (numbers, pad) = if raw.get_database_backend() == DbBackend::Sqlite {
        (
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)",
            "printf('%012d', i)",
        )
    } else {
        ("WITH n(i) AS (SELECT generate_series(2, 100000))", "lpad(i::text, 12, '0')")
    };
    let insert = format!(
        "{numbers} INSERT INTO target_sheets SELECT '0190a000-0000-7000-8000-' || {pad}, \
         document_id, fiscal_year, i, '333002', 'B-' || i, '路灯电费', 'b-' || i || ' 路灯电费 lddf', \
         100, 1, 0, 0, 0, 1, removed, 5 FROM target_sheets, n WHERE document_id = '{}'",
        done.id
    );
    // PostgreSQL wants the WITH behind the INSERT, SQLite takes both.
    let insert = format!(
        "INSERT INTO target_sheets {}",
        insert.replacen(" INSERT INTO target_sheets ", " ", 1)
    );
    let statement = Statement::from_string(raw.get_database_backend(), insert);
    raw.execute_raw(statement).await.unwrap();
    raw.execute_unprepared("ANALYZE").await.unwrap();
    let limit = |filter: SheetFilter| SheetFilter { limit: 50, ..filter };
    let middle: SheetId = "0190a000-0000-7000-8000-000000050000".parse().unwrap();
    let words = |words: &str| SheetFilter { words: words.into(), ..SheetFilter::default() };
    let cases = [
        ("first", limit(SheetFilter::default()), 50),
        ("middle", limit(SheetFilter { after: Some(middle), ..SheetFilter::default() }), 50),
        ("year", limit(SheetFilter { fiscal_year: Some(2021), ..SheetFilter::default() }), 50),
        (
            "another year",
            limit(SheetFilter { fiscal_year: Some(2020), ..SheetFilter::default() }),
            0,
        ),
        ("unit", limit(SheetFilter { unit_code: "333002".into(), ..SheetFilter::default() }), 50),
        ("errors", limit(SheetFilter { with_errors: true, ..SheetFilter::default() }), 0),
        ("initials", limit(words("lddf")), 50),
        ("the last one", limit(words("b-99999")), 1),
        ("the first one", limit(words("cqjbq")), 1),
        ("none", limit(words("没有这样的项目")), 0),
    ];
    for (what, filter, count) in cases {
        let (found, took) = page(place, filter).await;
        assert_eq!(found.len(), count, "{what}");
        assert!(took < PAGE_MAX, "{what}: {took:?}");
    }
}

async fn a_document_of_a_thousand_sheets_is_imported_and_saved_in_reason(place: &Place) {
    let sheets = (1..=1_000).map(|number| {
        SheetBuilder::new(number, &format!("项目{number}"))
            .code(&format!("333-{number}"))
            .budget("12.5", "12.5", "")
            .indicator(["产出", "数量", "数量", "完成数量", "≥95%"])
    });
    let given = document(sheets);
    let found: Vec<_> =
        (1..=1_000).flat_map(|n| [issue(n, "≥9595%"), issue(n, "≥90%"), issue(n, "缺")]).collect();
    let started = clock();
    let done = place.import(&given, &found).await;
    assert!(started.elapsed() < IMPORT_MAX, "{:?}", started.elapsed());
    let started = clock();
    let again = place.import(&given, &found).await;
    assert!(started.elapsed() < IMPORT_MAX, "{:?}", started.elapsed());
    assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
    let id = place.sheet_ids(done.id).await[500];
    let owner = place.store.document(&clerk("333"), done.id).await.unwrap();
    let mut content = given.sheets[500].clone();
    content.purpose = Some(text("改了"));
    let change = store::SheetChange {
        id,
        base_version: 1,
        content: &content,
        origin: store::Origin::Edit,
        note: String::new(),
    };
    let reviewed = (done.id, owner.summary.version, &owner.document, &found[..]);
    let started = clock();
    place.store.save_sheets(&clerk("333"), &[change], reviewed).await.unwrap();
    let took = started.elapsed();
    assert!(took < SAVE_MAX, "{took:?}");
}
