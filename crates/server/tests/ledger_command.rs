//! `chengxiao ledger` and `chengxiao measure` on real files and a real store.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]
#![expect(clippy::disallowed_methods, reason = "runs the program on files of its own")]

use documents::{Limits, read_rows};
use procedure::{Role, Scope};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::{Acting, DatabaseAddress, NewAccount, PasswordHash, Store, StorePlaces};
use tempfile::TempDir;

/// A data folder with a clerk and a viewer.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = StorePlaces {
            data: folder.path().join("data"),
            keys: folder.path().join("data.keys"),
            database: DatabaseAddress::Embedded,
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = Store::open(&places, 1).await.unwrap();
            for (login, role) in [("zhang", Role::Preparer), ("chen", Role::Viewer)] {
                let account = NewAccount {
                    login: login.into(),
                    name: login.into(),
                    password: PasswordHash("-".into()),
                    role,
                    scope: Scope::Units(vec!["333".into()]),
                    must_change: false,
                    demonstration: false,
                };
                store.add_account(&Acting::program(1), account).await.unwrap();
            }
            store.close().await.unwrap();
        });
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, words: &[&str], paths: &[&Path]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chengxiao"));
        command.args(words).args(["--data"]).arg(self.path("data")).args(paths);
        command.output().unwrap()
    }

    /// What a successful command says.
    fn said(&self, words: &[&str], paths: &[&Path]) -> String {
        let output = self.run(words, paths);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Takes a table out into a file of this name.
    fn export(&self, name: &str) -> PathBuf {
        let out = self.path(name);
        let written = format!("--out={}", out.display());
        self.said(&["ledger", "export", "person", "--as-of", "2021-06-30", &written], &[]);
        out
    }

    /// What a command complains of.
    fn told(&self, words: &[&str], paths: &[&Path]) -> String {
        let output = self.run(words, paths);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

const IMPORT: [&str; 5] = ["ledger", "import", "--account", "zhang", "人员"];
const HEADER: &str = "单位编码,人员编号,姓名,所在股室,人员类别,到岗日期,生效日期";

impl Desk {
    /// A table of staff under a header.
    fn staff(&self, rows: &[&str]) -> PathBuf {
        self.file("人员.csv", &format!("{HEADER}\n{}\n", rows.join("\n")))
    }
}

#[test]
fn a_table_goes_in_and_comes_out_as_it_went() {
    let desk = Desk::open();
    let table = desk.staff(&[
        "333002,R01,张三,人防办,行政,2015-07-01,2021-01-01",
        "333002,R02,李四,人防办,事业,2018年3月5日,2021-01-01",
    ]);
    assert_eq!(desk.said(&[&IMPORT[..], &["--check"]].concat(), &[&table]), "可以登记2条\n");
    assert_eq!(desk.said(&IMPORT, &[&table]), "已登记2条\n");
    let out = desk.path("出.csv");
    let words = ["ledger", "export", "person", "--as-of", "2021-06-30", "--out"];
    // The option takes what follows it.
    let output = Command::new(env!("CARGO_BIN_EXE_chengxiao"))
        .args(words)
        .arg(&out)
        .arg("--data")
        .arg(desk.path("data"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("333002,R02,李四,人防办,事业,"), "{text}");
    assert!(text.contains(",2018-03-05,"), "{text}");
    let told = desk.told(&IMPORT, &[&out]);
    assert!(told.contains("与另一条有效记录相同"), "what is there is not entered twice: {told}");
}

#[test]
fn one_bad_cell_keeps_the_whole_table_out_and_every_one_is_named() {
    let desk = Desk::open();
    let table = desk.staff(&[
        "333002,R01,张三,人防办,行政,2015-07-01,2021-01-01",
        "333002,R02,李四,人防办,行证,昨天,2021-01-01",
        "333002,,王五,人防办,行政,2015-07-01,2021-01-01",
    ]);
    let told = desk.told(&IMPORT, &[&table]);
    for words in [
        "第3行E列“人员类别”：“行证”不在选项中，是否为“行政”",
        "第3行F列“到岗日期”：“昨天”不是日期",
        "第4行B列“人员编号”：请填写“人员编号”",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let export = ["ledger", "export", "人员", "--as-of", "2021-06-30"];
    let out = format!("--out={}", desk.path("出.csv").display());
    assert!(desk.said(&[&export[..], &[&out]].concat(), &[]).starts_with("已把0条记录"));
    let output = desk.run(&[&IMPORT[..], &["--good-rows"]].concat(), &[&table]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "已登记1条\n");
    assert_eq!(output.status.code(), Some(2), "the others are still told");
}

#[test]
fn a_wrong_header_a_wrong_ledger_and_a_wrong_account_are_told() {
    let desk = Desk::open();
    let table = desk.file("错.csv", "单位编码,颜色\n333002,红\n");
    let told = desk.told(&IMPORT, &[&table]);
    assert!(told.contains("B列“颜色”不是台账的字段"), "{told}");
    assert!(told.contains("缺少必填的列“姓名”"), "{told}");
    let good = desk.staff(&["333002,R01,张三,人防办,行政,2015-07-01,2021-01-01"]);
    let told = desk.told(&["ledger", "import", "--account", "zhang", "人事"], &[&good]);
    assert!(told.contains("没有台账“人事”，现有："), "{told}");
    let told = desk.told(&["ledger", "import", "--account", "wang", "人员"], &[&good]);
    assert!(told.contains("没有登录名为“wang”的可用账号"), "{told}");
    let told = desk.told(&["ledger", "import", "--account", "chen", "人员"], &[&good]);
    assert!(told.contains("没有“修改”权限"), "{told}");
    let elsewhere = desk.staff(&["444001,R01,张三,人防办,行政,2015-07-01,2021-01-01"]);
    desk.told(&IMPORT, &[&elsewhere]);
}

/// Every byte of a folder.
fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { bytes_of(&path) } else { std::fs::read(&path).unwrap() });
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn accounts_and_identity_numbers_lie_encrypted_wherever_they_are_kept() {
    const SECRET: &str = "130304198001011234";
    let desk = Desk::open();
    let header = format!("{HEADER},身份证号");
    let row = format!("333002,R01,张三,人防办,行政,2015-07-01,2021-01-01,{SECRET}");
    let table = desk.file("人员.csv", &format!("{header}\n{row}\n"));
    assert_eq!(desk.said(&IMPORT, &[&table]), "已登记1条\n");
    std::fs::remove_file(&table).unwrap();
    let out = desk.path("出.csv");
    let to = |path: &Path| format!("--out={}", path.display());
    desk.said(&["ledger", "export", "person", "--as-of", "2021-06-30", &to(&out)], &[]);
    let backup = desk.path("备份.zip");
    desk.said(&["backup", &to(&backup)], &[]);
    let other = desk.path("恢复");
    let restored = Command::new(env!("CARGO_BIN_EXE_chengxiao"))
        .arg("restore")
        .arg("--data")
        .arg(other.join("data"))
        .arg("--from")
        .arg(&backup)
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let everything = bytes_of(desk.folder.path());
    assert!(!holds(&everything, SECRET));
    // What is for everybody is found in the same bytes: the search finds what is there.
    assert!(holds(&everything, "张三"));
    assert!(holds(&bytes_of(&other), "1303**********1234"));
    assert!(!std::fs::read_to_string(&out).unwrap().contains("身份证号"));
}

#[test]
fn an_empty_table_has_the_labels_as_its_header() {
    let desk = Desk::open();
    let out = desk.path("空表.csv");
    let written = format!("--out={}", out.display());
    desk.said(&["ledger", "template", "人员", &written], &[]);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("\u{feff}单位编码,人员编号,姓名,身份证号,所在股室,"), "{text}");
}

#[test]
fn an_empty_workbook_marks_what_is_required_and_is_read_back_filled() {
    let desk = Desk::open();
    let out = desk.path("空表.xlsx");
    let written = format!("--out={}", out.display());
    desk.said(&["ledger", "template", "人员", &written], &[]);
    let rows = read_rows(&std::fs::read(&out).unwrap(), &Limits::default()).unwrap();
    assert_eq!(rows.len(), 1);
    let titles = rows[0].texts.join(",");
    assert!(titles.starts_with("单位编码,*人员编号,*姓名,"), "{titles}");
    assert!(titles.contains(",身份证号,"), "{titles}");
    assert_eq!(desk.said(&[&IMPORT[..], &["--check"]].concat(), &[&out]), "可以登记0条\n");
}

#[test]
fn a_workbook_goes_out_and_comes_in_elsewhere_the_same() {
    let desk = Desk::open();
    let table = desk.staff(&[
        "333002,001,=1+1,人防办,行政,2015-07-01,2021-01-01",
        "333002,R02,李四,人防办,事业,2018年3月5日,2021-01-01",
    ]);
    desk.said(&IMPORT, &[&table]);
    let workbook = desk.export("出.xlsx");
    assert!(std::fs::read(&workbook).unwrap().starts_with(b"PK"));
    let other = Desk::open();
    assert_eq!(other.said(&IMPORT, &[&workbook]), "已登记2条\n");
    let text = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let lines = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let (ours, theirs) = (lines(text(desk.export("出.csv"))), lines(text(other.export("出.csv"))));
    assert_eq!(ours, theirs);
    assert!(ours.iter().any(|line| line.starts_with("333002,001,'=1+1,")), "{ours:?}");
    let named = format!("--out={}", desk.path("出.txt").display());
    desk.said(&["ledger", "export", "person", "--format", "xlsx", &named], &[]);
    assert!(std::fs::read(desk.path("出.txt")).unwrap().starts_with(b"PK"));
    assert!(!desk.path("出.xlsx.part").exists());
    let typed = std::fs::read(desk.export("出.parquet")).unwrap();
    assert!(typed.starts_with(b"PAR1") && typed.ends_with(b"PAR1"));
    let named = format!("--out={}", desk.path("空.parquet").display());
    let told = desk.told(&["ledger", "template", "person", &named], &[]);
    assert!(told.contains("空表只有Excel和CSV两种格式"), "{told}");
    assert!(!desk.path("空.parquet").exists());
}

/// Rows over several batches: number 1500 is bad in itself, 2000 has the number of row 3.
fn many() -> Vec<String> {
    let rows = 2..=2_501;
    let row = |row: usize| match row {
        1_500 => format!("333002,R{row},张三,人防办,行证,2015-07-01,2021-01-01"),
        2_000 => "333002,R3,张三,人防办,行政,2015-07-01,2021-01-01".to_owned(),
        _ => format!("333002,R{row},张三,人防办,行政,2015-07-01,2021-01-01"),
    };
    rows.map(row).collect()
}

#[test]
fn faults_of_a_long_table_are_told_at_once_with_the_rows_they_stand_in() {
    let desk = Desk::open();
    let rows = many();
    let table = desk.staff(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let told = desk.told(&IMPORT, &[&table]);
    let places: Vec<&str> =
        told.lines().filter_map(|line| line.split_once("第")?.1.split('行').next()).collect();
    assert_eq!(places, ["3", "1500", "2000"], "{told}");
    let output = desk.run(&[&IMPORT[..], &["--good-rows"]].concat(), &[&table]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "已登记2497条\n");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), told, "and nothing twice");
}

#[test]
fn measuring_without_sheets_says_what_to_do() {
    let desk = Desk::open();
    let told = desk.told(&["measure", "--all", "--as-of", "2021-12-31"], &[]);
    assert!(told.contains("库中还没有目标表，请先导入"), "{told}");
    let told = desk.told(&["measure", "--all", "--as-of", "昨天"], &[]);
    assert!(told.contains("“昨天”不是日期"), "{told}");
}

/// B8: from Niue to Kiritimati there are always two days at once, and the bureau lives in one.
#[test]
fn today_is_the_day_in_beijing_wherever_the_machine_thinks_it_is() {
    const SIRENS: &str = "单位编码,设施类别,设施编号,设施名称,业务领域,新型设备,运行状态,状态日期,标准数量,标准单位,生效日期";
    let desk = Desk::open();
    let today = || {
        let seconds = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() + 8 * 3_600;
        i32::try_from(seconds / 86_400).unwrap()
    };
    let siren = |day: i32| {
        let day = vocabulary::Day::from_number(day).unwrap();
        let row = format!("333,道路段,D-1,第1段,市政,否,可用,{day},1.5,㎡,2021-01-01");
        desk.file("设施.csv", &format!("{SIRENS}\n{row}\n"))
    };
    let check = |zone: &str, table: PathBuf| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chengxiao"));
        command.args(["ledger", "import", "--check", "--account", "zhang", "--data"]);
        command.arg(desk.path("data")).arg("设施设备").arg(table).env("TZ", zone);
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (output.status.success(), told)
    };
    for zone in ["UTC", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Niue"] {
        let (day, of_today, of_tomorrow) = loop {
            let day = today();
            let of_today = check(zone, siren(day));
            let of_tomorrow = check(zone, siren(day + 1));
            // A midnight in between would make both answers right.
            if day == today() {
                break (day, of_today, of_tomorrow);
            }
        };
        assert!(of_today.0, "{zone}, day {day}: {}", of_today.1);
        assert!(!of_tomorrow.0 && of_tomorrow.1.contains("状态日期晚于今天"), "{zone}, day {day}");
    }
}
