//! The command line as its users call it: the built executable on real files.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the tests lay out files for the executable and stop at the first surprise"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

fn chengxiao(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chengxiao")).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("standard output is JSON")
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The document without what may differ between formats: the file's name, places, confidence and
/// notes on the reading.
fn comparable(mut document: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for key in ["at", "confidence", "file", "notes"] {
                    fields.remove(key);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    strip(&mut document);
    document
}

#[test]
fn the_sample_as_text_and_word_gives_the_same_document() {
    let files = ["beidaihe.txt", "beidaihe.docx", "beidaihe.doc"].map(sample);
    let mut arguments = vec!["intake", "--json"];
    arguments.extend(files.iter().map(|file| path(file)));
    let output = chengxiao(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let documents = json(&output);
    let documents = documents.as_array().unwrap();
    assert_eq!(documents.len(), files.len());
    let first = comparable(documents[0].clone());
    let sheets = first["sheets"].as_array().unwrap();
    let rows: usize = sheets.iter().map(|s| s["indicators"].as_array().unwrap().len()).sum();
    let fen: i64 = sheets.iter().map(|s| s["budget_fen"]["total"].as_i64().unwrap()).sum();
    assert_eq!((sheets.len(), rows, fen), (14, 52, 1_336_570_000));
    assert_eq!(first["unplaced"], Value::Array(vec![]));
    assert_eq!(first["department"]["section_goals"].as_array().unwrap().len(), 4);
    assert_eq!(first["department"]["safeguards"].as_array().unwrap().len(), 6);
    for (file, document) in files.iter().zip(documents).skip(1) {
        assert_eq!(comparable(document.clone()), first, "{}", file.display());
    }
}

/// The sample's PDF was cut when it was made: of sheet 8 it prints the first row alone, no reader
/// finds more in it. The other 13 sheets and the department part are those of the text.
#[test]
fn the_sample_as_pdf_gives_the_same_document_and_says_which_sheet_it_cuts() {
    let (text, pdf) = (sample("beidaihe.txt"), sample("beidaihe.pdf"));
    let documents = json(&chengxiao(&["intake", "--json", path(&text), path(&pdf)]));
    let notes = documents[1]["notes"].to_string();
    assert!(notes.contains("第5页末尾的表格只有一行"), "{notes}");
    let (text, pdf) = (comparable(documents[0].clone()), comparable(documents[1].clone()));
    assert_eq!(pdf["department"], text["department"]);
    assert_eq!(pdf["unplaced"], text["unplaced"]);
    let sheets = |document: &Value| document["sheets"].as_array().unwrap().clone();
    assert_eq!(sheets(&pdf).len(), 14);
    for (position, (pdf, text)) in sheets(&pdf).iter().zip(&sheets(&text)).enumerate() {
        if position == 7 {
            assert_eq!(pdf["title"], text["title"]);
        } else {
            assert_eq!(pdf, text, "sheet {}", position + 1);
        }
    }
}

#[test]
fn a_damaged_target_keeps_its_text_and_gets_no_number() {
    let file = sample("beidaihe.txt");
    let documents = json(&chengxiao(&["intake", path(&file), "--json"]));
    let target = &documents[0]["sheets"][12]["indicators"][0]["target"];
    assert_eq!(
        *target,
        serde_json::json!({"raw": "≥9595%及以上", "operator": "≥", "value": null, "unit": "%"})
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_still_printed() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("坏文件.docx");
    std::fs::write(&broken, b"PK\x03\x04 not a document").unwrap();
    let missing = folder.path().join("没有.doc");
    let good = sample("beidaihe.txt");
    let output = chengxiao(&["intake", path(&broken), path(&good), path(&missing), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(json(&output).as_array().unwrap().len(), 1);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(complaints.contains("坏文件.docx：") && complaints.contains("没有.doc：找不到文件"));
}

#[test]
fn the_review_prints_every_issue_with_place_explanation_and_basis() {
    let file = sample("beidaihe.docx");
    let output = chengxiao(&["review", path(&file), "--json"]);
    assert!(output.status.success());
    let issues = json(&output);
    let issues = issues.as_array().unwrap();
    for issue in issues {
        assert!(issue["rule"].as_str().unwrap().starts_with('R'));
        assert_eq!(issue["blocking"], issue["severity"] == "error");
        assert!(!issue["explanation"].as_str().unwrap().is_empty());
        assert!(!issue["basis"].as_str().unwrap().is_empty());
    }
    let doubled: Vec<_> = issues.iter().filter(|issue| issue["rule"] == "R50").collect();
    assert_eq!(doubled.len(), 12, "the sample prints twelve numbers twice");
    assert!(doubled.iter().any(|i| i["sheet"] == 13 && i["row"] == 1 && i["repair"] == "≥95%"));
}

#[test]
fn every_report_format_is_written_and_reads_back_as_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    let source = sample("beidaihe.docx");
    let original = json(&chengxiao(&["intake", path(&source), "--json"]));
    for format in ["docx", "xlsx", "html"] {
        let out = folder.path().join(format!("目标表.{format}"));
        let output = chengxiao(&["report", path(&source), "--to", format, "--out", path(&out)]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let back = json(&chengxiao(&["intake", path(&out), "--json"]));
        let (original, back) = (comparable(original[0].clone()), comparable(back[0].clone()));
        for (sheet, again) in
            original["sheets"].as_array().unwrap().iter().zip(back["sheets"].as_array().unwrap())
        {
            assert_eq!(sheet["indicators"], again["indicators"], "{format}");
            assert_eq!(sheet["goals"], again["goals"], "{format}");
            assert_eq!(sheet["budget_fen"], again["budget_fen"], "{format}");
            assert_eq!(sheet["project_code"], again["project_code"], "{format}");
        }
        assert_eq!(back["sheets"].as_array().unwrap().len(), 14, "{format}");
    }
}

#[test]
fn a_report_into_a_missing_folder_says_so_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("没有的文件夹/表.docx");
    let source = sample("beidaihe.docx");
    let output = chengxiao(&["report", path(&source), "--to", "docx", "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("找不到文件或文件夹"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
