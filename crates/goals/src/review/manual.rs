//! The catalogue of checks as a page for people, `docs/review-checks.md`.

use super::checks::REGISTER;
use super::rules::{CheckRule, ReviewRules};
use super::score::{Grade, Group};
use std::fmt::Write as _;
use vocabulary::{RuleCode, Severity};

/// The page, in Markdown: how the score is made, then every check with its reason, basis and
/// remedy. It is generated so that it cannot differ from what the program does.
pub fn manual(rules: &ReviewRules) -> String {
    let mut page = String::from(
        "# 审核规则目录\n\n\
         本页由 `rules/review.toml` 生成，与程序实际执行的检查一致。\
         强制：不改正不能送审；提示：改正或说明理由；参考：仅供参考。\
         所列修改只是建议，不会自动改动原文。\n\n",
    );
    page.push_str(&scoring_section(rules));
    page.push_str("## 一览\n\n| 编号 | 问题 | 级别 | 方式 | 扣分归入 |\n|---|---|---|---|---|\n");
    for (code, rule) in entries(rules) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| {code} | {} | {} | {} | {} |",
            rule.title,
            levels(rule),
            rule.kind.label(),
            rule.group.label()
        );
    }
    page.push_str("\n## 逐条说明\n");
    for (code, rule) in entries(rules) {
        let _ = write!(
            page,
            "\n### {code} {}\n\n- 级别：{}（{}）\n- 检查：{}\n- 理由：{}\n- 依据：{}\n- 修改：{}\n",
            rule.title,
            levels(rule),
            rule.kind.label(),
            rule.checks,
            rule.why,
            rule.basis,
            rule.mend
        );
    }
    page
}

fn entries(rules: &ReviewRules) -> impl Iterator<Item = (RuleCode, &CheckRule)> {
    REGISTER.into_iter().filter_map(|(code, _)| rules.checks.get(&code).map(|rule| (code, rule)))
}

fn levels(rule: &CheckRule) -> String {
    match rule.milder {
        Some(milder) => format!("{}（较轻时为{}）", rule.severity.label(), milder.label()),
        None => rule.severity.label().to_owned(),
    }
}

fn scoring_section(rules: &ReviewRules) -> String {
    let scoring = &rules.scoring;
    let points = |severity| scoring.deductions.get(&severity).copied().unwrap_or_default();
    let groups: Vec<String> = Group::ALL
        .into_iter()
        .map(|group| {
            let full = scoring.full.get(&group).copied().unwrap_or_default();
            format!("{}{full}分", group.label())
        })
        .collect();
    let bands: Vec<String> = scoring
        .bands
        .iter()
        .map(|band| format!("{}分（含）以上{}", band.from, band.grade.label()))
        .collect();
    let basis = scoring.basis.as_ref().map_or("", |basis| basis.as_str());
    format!(
        "## 审核得分\n\n每张表满分100分：{}。每发现一处强制问题扣{}分，提示问题扣{}分，\
         参考问题扣{}分；各组扣完为止。同一条规则在一张表内最多按{}处扣分：\
         每行都犯的同一毛病是一种习惯，不应把整组扣完。{}，其余为{}。依据：{basis}。\n\n",
        groups.join("、"),
        points(Severity::Error),
        points(Severity::Warning),
        points(Severity::Info),
        scoring.counted_at_most,
        bands.join("，"),
        Grade::Poor.label(),
    )
}
