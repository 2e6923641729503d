//! `rules/ledgers/*.toml` to ledger definitions, and back.
//!
//! ```text
//! text ── file ──> LedgerFile ── typed ──> LedgerDefinition ── written ──> text
//!                                            └─ soundness: what must hold of one, and of all
//! ```
//!
//! Everything that is wrong with a file is told at once. Expressions are kept as texts: the
//! language of `ledgers` reads them when the definitions are put together.

mod field;
mod file;
mod placing;
mod shipped;
mod soundness;
mod typed;
mod workflows;
mod written;

use super::{RuleFileError, toml_faults};
use file::LedgerFile;
use ledgers::{LedgerDefinition, Workflow};
use shipped::{LEDGERS, WORKFLOWS, WORKFLOWS_FILE};
use typed::typed_ledger;

pub use placing::PlacedFault;
pub use written::write_ledger;

/// The ledgers shipped with the program, in the order of their codes.
///
/// # Errors
/// When a shipped file is broken, which a test excludes.
pub fn shipped_ledgers() -> Result<Vec<LedgerDefinition>, RuleFileError> {
    read_ledgers(&LEDGERS, &shipped_workflows()?)
}

/// The workflows that a ledger can name.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn shipped_workflows() -> Result<Vec<Workflow>, RuleFileError> {
    workflows::read_workflows(WORKFLOWS_FILE, WORKFLOWS)
}

/// Reads one ledger: a shipped file, or what an administrator wrote. `file` is its name in
/// messages.
///
/// What it says of other ledgers is not looked at: that is known when all are put together.
///
/// # Errors
/// Everything that is wrong with the text, in words.
pub fn read_ledger(file: &str, text: &str) -> Result<LedgerDefinition, RuleFileError> {
    read_with(file, text, &shipped_workflows()?)
}

/// Reads ledgers that belong together, each with the name of its file.
fn read_ledgers(
    files: &[(&str, &str)],
    workflows: &[Workflow],
) -> Result<Vec<LedgerDefinition>, RuleFileError> {
    let mut ledgers = Vec::with_capacity(files.len());
    for (file, text) in files {
        ledgers.push(read_with(file, text, workflows)?);
    }
    let faults = soundness::faults_between(&ledgers);
    if !faults.is_empty() {
        return Err(RuleFileError { file: "ledgers".to_owned(), problem: faults.join("；") });
    }
    Ok(ledgers)
}

/// Reads the text of one ledger for whoever is writing it: every fault with its line.
///
/// # Errors
/// Everything that is wrong with the text.
pub fn look_at_ledger(text: &str) -> Result<LedgerDefinition, Vec<PlacedFault>> {
    let workflows = shipped_workflows()
        .map_err(|error| vec![PlacedFault { line: None, words: error.to_string() }])?;
    let entries: LedgerFile = toml::from_str(text).map_err(|error| {
        let words = toml_faults::fault_in_words(error.message());
        vec![PlacedFault { line: toml_faults::line_of(&error, text), words }]
    })?;
    definition(entries, &workflows)
        .map_err(|faults| faults.into_iter().map(|fault| PlacedFault::find(text, fault)).collect())
}

fn read_with(
    file: &str,
    text: &str,
    workflows: &[Workflow],
) -> Result<LedgerDefinition, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: LedgerFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let label = entries.label.clone();
    definition(entries, workflows)
        .map_err(|faults| refused(format!("台账“{label}”：{}", faults.join("；"))))
}

/// The definition that a file describes, when nothing in it is wrong by itself.
fn definition(
    entries: LedgerFile,
    workflows: &[Workflow],
) -> Result<LedgerDefinition, Vec<String>> {
    let ledger = typed_ledger(entries, workflows)?;
    let faults = soundness::faults_of(&ledger);
    if faults.is_empty() { Ok(ledger) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sound ledger to be spoilt: a plan makes a row for each outfall and day.
    const SOUND: &str = r#"
code = "log"
label = "记录"
purpose = "用于测试。"
owner = "城乡建设股"
kind = "grid"
version = 1
workflow = "grid"
key = ["outfall", "day"]
title = ["outfall", "day"]
suspects = ["note"]
retention_years = 5
groups = [{ label = "水质", applies_when = "done" }]
fields = [
    { code = "outfall", label = "沟口", type = "reference", ledger = "log", required = true },
    { code = "day", label = "日期", type = "day", required = true },
    { code = "done", label = "完成", type = "yes_no" },
    { code = "odour", label = "异味", type = "choice", options = ["无", "有"], group = "水质" },
    { code = "depth", label = "水深", type = "decimal", digits = 2, unit = "m" },
    { code = "note", label = "说明", type = "text", characters = 200 },
    { code = "clean", label = "整洁", type = "computed", expression = "done", gives = "yes_no" },
]
[times]
on = "day"
[[check]]
expression = "not done or odour is not null"
message = "请填写异味"
fields = ["odour"]
[[evidence]]
kind = "照片"
count = 1
[expected]
subjects = "log"
subject_field = "outfall"
day_field = "day"
rhythm = "every_day"
"#;

    fn refusal(from: &str, to: &str) -> String {
        assert_eq!(SOUND.matches(from).count(), 1, "{from}");
        read_ledger("log.toml", &SOUND.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_spoilt_file_is_refused_with_the_place_and_the_remedy() {
        assert_eq!(read_ledger("log.toml", SOUND).unwrap().fields.len(), 7);
        let spoilt = [
            ("version = 1", "version = 1\nspare = 1", "第8行：不认识的项目“spare”，请核对拼写"),
            ("owner = \"城乡建设股\"\n", "", "缺少项目“owner”"),
            ("version = 1", "version = 1\nversion = 2", "第8行：同一项目写了两次"),
            ("version = 1", "version = \"甲\"", "第7行：内容的类型不对"),
            ("version = 1", "version = ", "第7行：书写不合格式"),
            ("code = \"log\"", "code = \"Log\"", "“Log”不能作代码"),
            ("kind = \"grid\"", "kind = \"heap\"", "记录类型“heap”不可用，可用的有：stock、event"),
            ("workflow = \"grid\"", "workflow = \"own\"", "办理流程“own”不存在，可用的有：usual"),
            ("version = 1", "version = 0", "版本和保存年限应大于零"),
            ("label = \"记录\"", "label = \"记录（日）\"", "名称只能用汉字、字母、数字和下划线"),
            ("purpose = \"用于测试。\"", "purpose = \" \"", "用途为空，请填写"),
        ];
        for (from, to, told) in spoilt {
            let refusal = refusal(from, to);
            assert!(refusal.starts_with("规则文件log.toml有误："), "{refusal}");
            assert!(refusal.contains(told), "{to}: {refusal}");
        }
    }

    #[test]
    fn a_spoilt_field_is_named() {
        let spoilt = [
            (
                "完成\", type = \"yes_no\" },",
                "完成\", type = \"tick\" },",
                "字段“完成”：类型“tick”不可用，可用的有：text",
            ),
            (
                "完成\", type = \"yes_no\" },",
                "完成\", type = \"yes_no\", digits = 2 },",
                "“完成”：类型“yes_no”不用填“digits”",
            ),
            ("digits = 2, ", "", "字段“水深”：缺少“digits”"),
            ("digits = 2, ", "digits = 0, ", "字段“水深”：小数位数应在1至9之间"),
            ("characters = 200", "characters = 0", "字段“说明”：字数上限应在1至4000之间"),
            ("[\"无\", \"有\"]", "[]", "字段“异味”：没有选项"),
            ("[\"无\", \"有\"]", "[\"无\", \"无 \"]", "字段“异味”：有相同的选项"),
            ("[\"无\", \"有\"]", "[\"无\", \" \"]", "字段“异味”：有空白选项"),
            ("group = \"水质\"", "group = \"水\"", "字段“异味”：分组“水”没有在groups中列出"),
            ("gives = \"yes_no\"", "gives = \"text\"", "字段“整洁”：gives“text”不可用"),
            ("gives = \"yes_no\"", "gives = \"day\", digits = 2", "只有gives为“number”的计算字段"),
            ("gives = \"yes_no\"", "gives = \"yes_no\", required = true", "不能设为必填或敏感"),
            ("code = \"note\"", "code = \"depth\"", "两个字段的代码都是“depth”"),
            ("label = \"说明\"", "label = \"水深\"", "两个字段的名称都是“水深”，请分别命名"),
            ("code = \"done\"", "code = \"remark\"", "字段“完成”：与每条记录都有的公共栏目同名"),
            ("label = \"说明\"", "label = \"佐证数\"", "与每条记录都有的公共栏目同名"),
            ("label = \"说明\"", "label = \"1号\"", "字段“1号”：名称只能用汉字"),
        ];
        for (from, to, told) in spoilt {
            let refusal = refusal(from, to);
            assert!(refusal.contains(told), "{to}: {refusal}");
        }
    }

    #[test]
    fn keys_times_checks_evidence_and_plan_must_fit_the_fields() {
        let spoilt = [
            ("key = [\"outfall\", \"day\"]", "key = []", "没有主键"),
            ("key = [\"outfall\", \"day\"]", "key = [\"day\", \"day\"]", "主键中有重复的字段"),
            ("key = [\"outfall\", \"day\"]", "key = [\"lost\"]", "主键中的字段“lost”不存在"),
            ("key = [\"outfall\", \"day\"]", "key = [\"day\"]", "主键应恰为对象字段、日期字段"),
            ("key = [\"outfall\", \"day\"]", "key = [\"done\"]", "主键不能用字段“完成”"),
            ("key = [\"outfall\", \"day\"]", "key = [\"note\"]", "主键中的字段“说明”应为必填"),
            ("suspects = [\"note\"]", "suspects = [\"clean\"]", "查重字段不能用字段“整洁”"),
            ("title = [\"outfall\", \"day\"]", "title = []", "没有标题字段"),
            ("on = \"day\"", "on = \"done\"", "时间口径on的字段“完成”不是日期型"),
            ("on = \"day\"", "on = \"lost\"", "时间口径on的字段“lost”不存在"),
            ("on = \"day\"", "due = \"day\"", "应做事项类台账应指定时间口径on"),
            ("on = \"day\"", "on = \"day\"\nopened = \"day\"", "应做事项类台账没有时间口径opened"),
            ("kind = \"grid\"", "kind = \"case\"", "办件类台账应指定时间口径opened"),
            ("kind = \"grid\"", "kind = \"event\"", "事件类台账不能有应做计划"),
            ("on = \"day\"", "on = \"day\"\ndue = \"day\"\nlost = \"day\"", "不认识的项目“lost”"),
            (
                "fields = [\"odour\"]",
                "fields = [\"lost\"]",
                "校验“请填写异味”注明的字段“lost”不存在",
            ),
            ("fields = [\"odour\"]", "fields = []", "校验“请填写异味”没有注明字段"),
            ("message = \"请填写异味\"", "message = \"\"", "有一条校验缺少算式或提示语"),
            ("count = 1", "count = 0", "佐证要求应写明种类，份数至少为1"),
            ("count = 1", "count = 1\n[[evidence]]\nkind = \"照片\"\ncount = 2", "“照片”写了两次"),
            ("subject_field = \"outfall\"", "subject_field = \"note\"", "“note”应引用台账“log”"),
            ("day_field = \"day\"", "day_field = \"done\"", "“done”应与时间口径on相同"),
            ("\"every_day\"", "\"hourly\"", "应做周期“hourly”不可用，可用的有：every_day"),
            (
                "rhythm = \"every_day\"",
                "rhythm = \"every_day\"\ndue = { field = \"day\", days = 3 }",
                "期限字段“day”应与时间口径due相同",
            ),
            (
                "rhythm = \"every_day\"",
                "rhythm = \"every_day\"\neach_of = { field = \"odour\", values = [\"臭\"] }",
                "逐项生成的值应是字段“odour”的选项",
            ),
        ];
        for (from, to, told) in spoilt {
            let refusal = refusal(from, to);
            assert!(refusal.contains(told), "{to}: {refusal}");
        }
    }

    #[test]
    fn stock_has_no_deadline() {
        let spoilt = SOUND
            .replace("kind = \"grid\"", "kind = \"stock\"")
            .replace("on = \"day\"", "due = \"day\"");
        let spoilt = spoilt.split("[expected]").next().unwrap_or_default();
        let refusal = read_ledger("log.toml", spoilt).unwrap_err().problem;
        assert_eq!(refusal, "台账“记录”：存量类台账没有时间口径due，请删去");
    }

    #[test]
    fn all_faults_of_a_file_are_told_at_once() {
        let spoilt = SOUND
            .replace("kind = \"grid\"", "kind = \"heap\"")
            .replace("\"every_day\"", "\"hourly\"")
            .replace("type = \"yes_no\"", "type = \"tick\"");
        let problem = read_ledger("log.toml", &spoilt).unwrap_err().problem;
        assert_eq!(problem.split('；').count(), 3, "{problem}");
    }

    #[test]
    fn whoever_writes_a_ledger_is_told_the_line_of_each_fault() {
        let told = |text: &str| -> Vec<Option<usize>> {
            look_at_ledger(text).unwrap_err().iter().map(|fault| fault.line).collect()
        };
        assert_eq!(told(&SOUND.replace("version = 1", "version = ")), [Some(7)]);
        assert_eq!(told(&SOUND.replace("version = 1", "version = 1\nspare = 1")), [Some(8)]);
        let spoilt = SOUND.replace("digits = 2", "digits = 0").replace("[\"无\", \"有\"]", "[]");
        assert_eq!(told(&spoilt), [Some(18), Some(19)]);
        assert!(look_at_ledger(SOUND).is_ok());
    }

    #[test]
    fn ledgers_must_fit_each_other() {
        let workflows = shipped_workflows().unwrap();
        let other = SOUND.replace("code = \"log\"", "code = \"other\"");
        let cases = [
            (SOUND, "两个台账的代码都是“log”，请分别命名"),
            (other.as_str(), "两个台账的名称都是“记录”，请分别命名"),
        ];
        for (second, told) in cases {
            let error = read_ledgers(&[("a", SOUND), ("b", second)], &workflows).unwrap_err();
            assert!(error.problem.contains(told), "{error}");
        }
        let alone = read_ledgers(&[("b", &other)], &workflows).unwrap_err().problem;
        assert!(alone.contains("台账“记录”的字段“沟口”引用的台账“log”不存在"), "{alone}");
        assert!(alone.contains("应做计划的台账“log”不存在"), "{alone}");
    }
}
