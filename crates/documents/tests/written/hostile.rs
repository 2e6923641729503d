//! Generated documents.

use budget::{BudgetLines, FiledAmount, PlanEntry};
use goals::{DepartmentPart, Document, FormKind, Safeguard, SectionGoal, TargetSheet};
use indicators::{IndicatorRow, Target};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use vocabulary::{AmountUnit, Checkpoint, Confidence, FiledText, Percent, Place};

const NOWHERE: Place = Place::Paragraph { page: None, paragraph: 1 };

fn filed(text: impl Into<String>) -> FiledText {
    FiledText::certain(text, NOWHERE)
}

/// Texts that break careless writers: formulas, markup, quotation marks, characters beyond the
/// basic plane, escapes of spreadsheet files.
const HOSTILE: [&str; 18] = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝1",
    "\"引号\"与'单引号'",
    "<b>&amp;</b>",
    "𠮷野家",
    "_x000D_",
    "%3Cscript%3E",
    "≥95%",
    "{{7*7}}",
    "C:\\路径\\",
    "“全角”《书名》",
    "a  b",
    "é̀ü",
    "👍🏽",
    "‰㎡①",
];

/// One line: an ordinary beginning, which keeps it from being taken for a label, and something
/// hostile before or after it.
fn line() -> impl Strategy<Value = String> {
    ("[一-龥]{2,12}", select(&HOSTILE[..]), 0..3_u8).prop_map(|(word, hostile, kind)| match kind {
        0 => format!("{hostile}甲{word}"),
        1 => format!("甲{word}{hostile}"),
        _ => format!("甲{word}"),
    })
}

/// One to three lines; now and then a very long one.
fn lines() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => vec(line(), 1..4).prop_map(|lines| lines.join("\n")),
        1 => line().prop_map(|line| line.repeat(150)),
    ]
}

fn amount_strategy() -> impl Strategy<Value = Option<FiledAmount>> {
    let printed =
        (0..9_999_999_i64, 0..100_u8).prop_map(|(yuan, part)| format!("{yuan}.{part:02}"));
    option::of(printed.prop_map(|text| FiledAmount::read(filed(text), AmountUnit::WanYuan)))
}

fn indicator() -> impl Strategy<Value = IndicatorRow> {
    let levels = select(vec![
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("效果指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]);
    let target = select(vec!["≥90%", "=8个", "≥9595%及以上", "逐步提高", "1次/月", "-5", ""]);
    (levels, line(), option::of(lines()), target, option::of(line())).prop_map(
        |((level1, level2), name, definition, target, basis)| IndicatorRow {
            level1: Some(filed(level1)),
            level2: Some(filed(level2)),
            name: Some(filed(name)),
            definition: definition.map(filed),
            target: Target::parse(target),
            target_at: None,
            basis: basis.map(filed),
            weight: None,
            actual: None,
            score: None,
            reason: None,
            extra: Vec::new(),
            at: NOWHERE,
            confidence: Confidence::Certain,
        },
    )
}

fn plan() -> impl Strategy<Value = Vec<PlanEntry>> {
    vec(option::of(0..=10_000_u32), 4).prop_map(|shares| {
        [3, 6, 10, 12]
            .into_iter()
            .zip(shares)
            .map(|(month, share)| {
                let raw = share.map(|share| format!("{}.{:02}", share / 100, share % 100));
                PlanEntry {
                    checkpoint: Checkpoint::end_of_month(month).unwrap(),
                    percent: raw.as_deref().map(|raw| Percent::parse(raw).unwrap()),
                    raw: raw.map(filed),
                }
            })
            .collect()
    })
}

fn sheet() -> impl Strategy<Value = TargetSheet> {
    let budget = (amount_strategy(), amount_strategy(), amount_strategy());
    // A colon makes a heading look like a label with its text.
    let name = line().prop_filter("no label", |name| !name.contains(':'));
    let texts = (name, option::of(lines()), vec(line(), 1..4));
    (budget, texts, plan(), vec(indicator(), 1..6)).prop_map(
        |((total, fiscal, other), (name, purpose, goals), payment_plan, indicators)| TargetSheet {
            form: FormKind::HebeiGoalSheet,
            title: Some(filed(format!("{name}绩效目标表"))),
            unit_code: Some(filed("333002")),
            unit_name: Some(filed("秦皇岛市北戴河区住房和城乡建设局")),
            project_code: Some(filed("333-0401-JQN-X0VZ")),
            project_name: Some(filed(name)),
            budget: BudgetLines { total, fiscal, other },
            purpose: purpose.map(filed),
            payment_plan,
            goals: goals.into_iter().map(filed).collect(),
            indicators,
            ..TargetSheet::default()
        },
    )
}

fn department() -> impl Strategy<Value = DepartmentPart> {
    let section =
        ("[一-龥]{2,5}股", lines(), lines()).prop_map(|(name, goal, indicators)| SectionGoal {
            section: filed(name),
            goal: Some(filed(goal)),
            indicators: Some(filed(indicators)),
        });
    let safeguard = ("加强[一-龥]{2,6}", line())
        .prop_map(|(title, text)| Safeguard { title: filed(title), text: filed(text) });
    (lines(), vec(section, 1..3), vec(safeguard, 1..3)).prop_map(
        |(overall, section_goals, safeguards)| DepartmentPart {
            overall_goal: Some(filed(overall)),
            section_goals,
            safeguards,
        },
    )
}

/// A document of Hebei forms whose texts are as hostile as a form can carry.
pub(crate) fn hostile_document() -> impl Strategy<Value = Document> {
    (department(), vec(sheet(), 1..4)).prop_map(|(department, sheets)| Document {
        form: FormKind::HebeiGoalSheet,
        department,
        sheets: sheets
            .into_iter()
            .zip(1..)
            .map(|(sheet, number)| TargetSheet { number: Some(number), ..sheet })
            .collect(),
        ..Document::default()
    })
}
