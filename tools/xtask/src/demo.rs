//! The demo: the published document to the official form and the review report, then the pages.

use crate::failure::Failure;
use crate::setup;
use crate::step::{cargo, command, output, root, run, step};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The published document, as laid out in Word and as text.
const SAMPLE: &str = "samples/beidaihe.docx";
const SAMPLE_TEXT: &str = "samples/beidaihe.txt";

/// The official form in each format that it is written in.
const FORMS: [(&str, &str); 4] = [
    ("docx", "绩效目标表.docx"),
    ("xlsx", "绩效目标表.xlsx"),
    ("pdf", "绩效目标表.pdf"),
    ("html", "绩效目标表.html"),
];

/// What the person at the terminal asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Where the files go.
    out: PathBuf,
    /// End after writing, without serving.
    once: bool,
    /// What the server listens on.
    listen: String,
}

impl Wishes {
    /// Reads the words after `demo`.
    pub(crate) fn parse(words: &[String]) -> Result<Self, Failure> {
        let mut wishes =
            Self { out: root().join("out/demo"), once: false, listen: "127.0.0.1:8080".to_owned() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().ok_or_else(|| Failure::new(format!("{word} needs a value")));
            match word.as_str() {
                "--once" => wishes.once = true,
                "--out" => wishes.out = std::env::current_dir()?.join(value()?),
                "--listen" => wishes.listen.clone_from(value()?),
                other => return Err(Failure::new(format!("demo does not know {other}"))),
            }
        }
        Ok(wishes)
    }
}

/// Fetches, builds, writes, and says in Chinese what was found and where it stands.
pub(crate) fn demo(wishes: &Wishes) -> Result<(), Failure> {
    step("set-up", setup::packages)?;
    step("build", || {
        run(&mut command(&cargo(), &["build", "--release", "--locked", "--package", "server"]))
    })?;
    let program = built_executable("release")?;
    std::fs::create_dir_all(&wishes.out)?;
    let intake = step("intake", || answer(&program, &["intake", SAMPLE, "--json"]))?;
    let as_text = answer(&program, &["intake", SAMPLE_TEXT, "--json"])?;
    let review = step("review", || answer(&program, &["review", SAMPLE, "--json"]))?;
    let written = step("write", || write_files(&program, &wishes.out))?;
    println!("\n{}", Account::of(&intake, &as_text, &review)?);
    println!("文件已写入：");
    for path in written {
        println!("  {}", path.display());
    }
    if wishes.once {
        return Ok(());
    }
    println!("\n以下为网页演示，按 Ctrl+C 结束：");
    run(&mut calling(&program, &["demo", "--listen", &wishes.listen]))
}

/// The executable that cargo built, wherever its target folder is.
pub(crate) fn built_executable(profile: &str) -> Result<PathBuf, Failure> {
    let words = ["metadata", "--format-version", "1", "--no-deps", "--locked"];
    let answer: Value = serde_json::from_slice(&output(&mut command(&cargo(), &words))?)?;
    let target = answer.get("target_directory").and_then(Value::as_str).unwrap_or("target");
    let name = format!("chengxiao{}", std::env::consts::EXE_SUFFIX);
    Ok(Path::new(target).join(profile).join(name))
}

/// Runs the executable and reads the JSON it prints.
fn answer(program: &Path, words: &[&str]) -> Result<Value, Failure> {
    Ok(serde_json::from_slice(&output(&mut calling(program, words))?)?)
}

fn calling(program: &Path, words: &[&str]) -> Command {
    let mut call = Command::new(program);
    call.args(words).current_dir(root());
    call
}

/// Writes the forms and the review report; the paths in the order of writing.
fn write_files(program: &Path, out: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (format, name) in FORMS {
        let path = out.join(name);
        run(calling(program, &["report", SAMPLE, "--to", format, "--out"])
            .arg(&path)
            .stdout(Stdio::null()))?;
        written.push(path);
    }
    let (word, excel) = (out.join("审核意见.docx"), out.join("审核意见.xlsx"));
    run(calling(program, &["review", SAMPLE, "--docx"])
        .arg(&word)
        .arg("--xlsx")
        .arg(&excel)
        .stdout(Stdio::null()))?;
    written.extend([word, excel]);
    for path in &written {
        if std::fs::metadata(path).map_or(0, |file| file.len()) == 0 {
            return Err(Failure::new(format!("{} was not written", path.display())));
        }
    }
    Ok(written)
}

/// The main counts of the sample.
#[derive(Debug, PartialEq, Eq)]
struct Account {
    sheets: usize,
    indicators: usize,
    budget_fen: i64,
    unplaced: usize,
    /// Whether the text and the Word file gave the same sheets.
    sources_agree: bool,
    /// Issues by the word of their severity.
    issues: BTreeMap<String, usize>,
    blocking: usize,
}

impl Account {
    /// Counts in the answers of the executable.
    fn of(intake: &Value, as_text: &Value, review: &Value) -> Result<Self, Failure> {
        let sheets = list_at(intake, "/0/sheets");
        if sheets.is_empty() {
            return Err(Failure::new("no target sheet was read from the sample"));
        }
        let mut issues = BTreeMap::new();
        let found = list_at(review, "");
        for issue in found {
            let severity = issue["severity"].as_str().unwrap_or("?").to_owned();
            *issues.entry(severity).or_insert(0) += 1;
        }
        Ok(Self {
            sheets: sheets.len(),
            indicators: sheets.iter().map(|s| list_at(s, "/indicators").len()).sum(),
            budget_fen: sheets
                .iter()
                .filter_map(|sheet| sheet.pointer("/budget_fen/total")?.as_i64())
                .sum(),
            unplaced: list_at(intake, "/0/unplaced").len(),
            sources_agree: sheets
                .iter()
                .map(without_places)
                .eq(list_at(as_text, "/0/sheets").iter().map(without_places)),
            issues,
            blocking: found.iter().filter(|i| i["blocking"] == true).count(),
        })
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let agree = if self.sources_agree { "一致" } else { "不一致" };
        writeln!(
            f,
            "秦皇岛市北戴河区住房和城乡建设局绩效目标：{}张绩效目标表，{}条三级指标，预算{}万元。",
            self.sheets,
            self.indicators,
            wan_yuan(self.budget_fen)
        )?;
        writeln!(
            f,
            "未能归入任何字段的文字：{}处；Word文件与文本文件读出的内容{agree}。",
            self.unplaced
        )?;
        let count = |severity: &str| self.issues.get(severity).copied().unwrap_or(0);
        write!(
            f,
            "审核发现问题{}处：强制{}处，提示{}处，参考{}处；其中{}处须改正后才能送审。",
            self.issues.values().sum::<usize>(),
            count("error"),
            count("warning"),
            count("info"),
            self.blocking
        )
    }
}

/// A value without what differs between two formats of one document: where a text stands and
/// how sure the reader is.
fn without_places(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !["at", "confidence"].contains(&key.as_str()))
            .map(|(key, inner)| (key.clone(), without_places(inner)))
            .collect(),
        Value::Array(items) => items.iter().map(without_places).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// 分 as 万元 with two decimals, rounded half up, thousands set off.
fn wan_yuan(fen: i64) -> String {
    let hundredths = (fen + 5_000).div_euclid(10_000);
    let whole = (hundredths / 100).to_string();
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let _ = write!(grouped, ".{:02}", hundredths % 100);
    grouped
}

/// The list at a JSON pointer; empty when there is none.
fn list_at<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::{Account, Wishes, wan_yuan};
    use serde_json::json;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_files_go_where_they_are_wished() {
        let here = std::env::current_dir().unwrap();
        let wishes = Wishes::parse(&words(&["--once", "--out", "x"])).unwrap();
        assert_eq!(wishes.out, here.join("x"));
        assert!(Wishes::parse(&[]).unwrap().out.ends_with("out/demo"));
        assert!(Wishes::parse(&words(&["--out"])).is_err());
        assert!(Wishes::parse(&words(&["--fast"])).is_err());
    }

    #[test]
    fn fen_are_shown_in_wan_yuan_with_two_decimals() {
        let cases = [
            (1_336_570_000, "1,336.57"),
            (0, "0.00"),
            (9_999, "0.01"),
            (4_999, "0.00"),
            (123_456_789_012_345, "123,456,789.01"),
        ];
        for (fen, shown) in cases {
            assert_eq!(wan_yuan(fen), shown);
        }
    }

    #[test]
    fn the_account_counts_sheets_indicators_money_and_issues() {
        let sheet = |row| {
            json!({"budget_fen": {"total": 21_400_000},
                "indicators": [{"name": "完好率", "at": {"row": row}}]})
        };
        let word = json!([{"sheets": [sheet(1), sheet(2)], "unplaced": [{"text": "x"}]}]);
        let text = json!([{"sheets": [sheet(8), sheet(9)]}]);
        let review = json!([{"severity": "error", "blocking": true}, {"severity": "info"}]);
        let account = Account::of(&word, &text, &review).unwrap();
        assert_eq!((account.sheets, account.indicators), (2, 2));
        assert!(account.sources_agree, "places do not count");
        let said = account.to_string();
        assert!(said.contains("2张绩效目标表，2条三级指标，预算42.80万元"), "{said}");
        assert!(said.contains("强制1处，提示0处，参考1处；其中1处须改正"), "{said}");
    }

    #[test]
    fn a_sample_without_sheets_is_a_failure() {
        assert!(Account::of(&json!([]), &json!([]), &json!([])).is_err());
    }
}
