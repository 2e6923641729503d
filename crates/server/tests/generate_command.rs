//! `chengxiao generate` on a real store, and what the indicators say when there is nothing to
//! measure.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]
#![expect(clippy::disallowed_methods, reason = "runs the program on files of its own")]

use procedure::{Role, Scope};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};
use store::{Acting, DatabaseAddress, NewAccount, PasswordHash, Store, StorePlaces};
use tempfile::TempDir;

/// A data folder of its own.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With so many rows of the year.
    fn with_rows(rows: &str, seed: &str) -> Self {
        let place = Self::new();
        place.said(&["generate", "--rows", rows, "--seed", seed]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chengxiao"));
        command.args(words).arg("--data").arg(self.path("data")).output().unwrap()
    }

    /// What a successful command says.
    fn said(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command complains of.
    fn told(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// A ledger as a table.
    fn table(&self, ledger: &str, more: &[&str]) -> String {
        let out = format!("--out={}", self.path("出.csv").display());
        self.said(&[&["ledger", "export", ledger, &out], more].concat());
        std::fs::read_to_string(self.path("出.csv")).unwrap()
    }

    /// The rows of the published sample, measured.
    fn measured(&self, as_of: &str) -> Vec<Value> {
        let text = self.said(&["measure", "--all", "--json", "--as-of", as_of]);
        let whole: Value = serde_json::from_str(&text).unwrap();
        whole.get("rows").and_then(Value::as_array).unwrap().clone()
    }
}

#[test]
fn a_part_of_the_year_is_entered_sealed_and_measured() {
    let place = Place::new();
    let said = place.said(&["generate", "--rows", "400", "--seed", "3"]);
    assert!(said.contains("演示年度已生成：记录400条，"), "{said}");
    assert!(!said.contains("与校验不符"), "{said}");
    assert!(place.said(&["verify"]).starts_with("核验通过"));
    let rows = place.measured("2021-12-31");
    assert_eq!(rows.len(), 52, "the published sample is there to be measured");
    let sirens = &rows[5];
    assert_eq!(sirens["indicator"], "siren_sound");
    assert_eq!(sirens["literal"]["status"], "value", "{sirens}");
}

#[test]
fn the_same_seed_gives_the_same_records_and_another_seed_others() {
    let [one, same, other] = [("300", "5"), ("300", "5"), ("300", "6")]
        .map(|(rows, seed)| Place::with_rows(rows, seed).table("人员", &["--as-of=2021-06-30"]));
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[test]
fn a_year_is_entered_once_and_never_among_real_records() {
    let place = Place::with_rows("5", "1");
    let told = place.told(&["generate", "--rows", "5"]);
    assert!(told.contains("台账中已有记录"), "{told}");

    let real = Place::new();
    let places = StorePlaces {
        data: real.path("data"),
        keys: real.path("data.keys"),
        database: DatabaseAddress::Embedded,
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(&places, 1).await.unwrap();
        let account = NewAccount {
            login: "zhang".into(),
            name: "张敏".into(),
            password: PasswordHash("-".into()),
            role: Role::Preparer,
            scope: Scope::Units(vec!["333".into()]),
            must_change: false,
            demonstration: false,
        };
        store.add_account(&Acting::program(1), account).await.unwrap();
        store.close().await.unwrap();
    });
    let told = real.told(&["generate", "--rows", "5"]);
    assert!(told.contains("数据目录中有正式账号"), "{told}");
}

#[test]
fn a_ledger_is_taken_out_whole_with_every_entry_and_where_it_stands() {
    let place = Place::with_rows("850", "1");
    let text = place.table("设施设备", &["--whole"]);
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let wanted = "\u{feff}记录编号,第几次登记,是否现行,状态,有效期至,已终止,佐证份数,来源,登记日期,单位编码,";
    assert!(header.starts_with(wanted), "{header}");
    let entries: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let later = entries.iter().find(|cells| cells[1] == "2").unwrap();
    let first = entries.iter().find(|cells| cells[0] == later[0] && cells[1] == "1").unwrap();
    assert!(!first[4].is_empty(), "the first entry ends where the second begins: {first:?}");
    assert!(entries.iter().all(|cells| cells[7] == "演示" || cells[7] == "更正"));
}

#[test]
fn without_records_there_is_a_reason_and_never_nought_hundred_or_no_number() {
    let place = Place::with_rows("0", "1");
    let mut valued = Vec::new();
    for (index, row) in place.measured("2021-06-30").iter().enumerate() {
        for way in ["literal", "corrected"] {
            let value = &row[way];
            if value.is_null() {
                continue;
            }
            let shown = value["value"].as_str();
            assert!(!value.to_string().contains("NaN"), "{row}");
            match value["status"].as_str().unwrap() {
                "none" => {
                    assert_eq!(shown, None, "{row}");
                    assert!(!value["reason"].as_str().unwrap().is_empty(), "{row}");
                    assert!(value["met"].is_null(), "{row}");
                }
                status => {
                    valued.push((index + 1, way, status.to_owned(), shown.unwrap().to_owned()));
                }
            }
        }
    }
    let expected = [
        // Decided in the library with a reason: nothing fell due, nothing was left undone.
        (9, "corrected", "full_without_events", "100"),
        // A number of accidents or of people met is nought when there was none.
        (19, "corrected", "value", "0"),
        (20, "corrected", "value", "0"),
        (38, "literal", "value", "0"),
        // A week without a visit is a week with none: what was to be done was not done.
        (41, "literal", "value", "0"),
        (44, "literal", "full_without_events", "100"),
        (44, "corrected", "full_without_events", "100"),
        (48, "literal", "full_without_events", "100"),
        (48, "corrected", "full_without_events", "100"),
    ]
    .map(|(row, way, status, value)| (row, way, status.to_owned(), value.to_owned()));
    assert_eq!(valued, expected);
}
