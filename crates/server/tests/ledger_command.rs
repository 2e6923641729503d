//! `chengxiao ledger` and `chengxiao measure` on real files and a real store.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]
#![expect(clippy::disallowed_methods, reason = "runs the program on files of its own")]

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

#[test]
fn accounts_and_identity_numbers_are_not_taken_until_they_can_be_kept_encrypted() {
    let desk = Desk::open();
    let header = format!("{HEADER},身份证号");
    let row = "333002,R01,张三,人防办,行政,2015-07-01,2021-01-01,130304198001011234";
    let table = desk.file("人员.csv", &format!("{header}\n{row}\n"));
    let told = desk.told(&IMPORT, &[&table]);
    assert!(told.contains("第2行H列“身份证号”：加密保存尚未启用"), "{told}");
    assert!(!told.contains("130304198001011234"), "{told}");
}

#[test]
fn an_empty_table_has_the_labels_as_its_header() {
    let desk = Desk::open();
    let out = desk.path("空表.csv");
    let written = format!("--out={}", out.display());
    desk.said(&["ledger", "template", "人员", &written], &[]);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("\u{feff}单位编码,人员编号,姓名,所在股室,人员类别,"), "{text}");
    assert!(!text.contains("身份证号"), "{text}");
}

#[test]
fn measuring_without_sheets_says_what_to_do() {
    let desk = Desk::open();
    let told = desk.told(&["measure", "--all", "--as-of", "2021-12-31"], &[]);
    assert!(told.contains("库中还没有目标表，请先导入"), "{told}");
    let told = desk.told(&["measure", "--all", "--as-of", "昨天"], &[]);
    assert!(told.contains("“昨天”不是日期"), "{told}");
}
