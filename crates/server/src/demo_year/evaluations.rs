//! 绩效评价: evaluations of the year before, by the units themselves, and of two projects by others;
//! who was asked to make them, and what they advised.
//!
//! `ledgers.md` 4: 2 to 6 experts and agencies a year.

use super::Steps;
use super::dates::{Date, date, on};
use super::oversight::{PROJECTS, project};
use super::row::{Row, Year, fen, hundredths, key, tenths};

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let others = [(12, "第三方机构"), (4, "专家")];
    let engaged = others.into_iter().filter_map(move |(at, by)| engagement(year, at, by).enter());
    let own = (0..PROJECTS).filter_map(move |at| {
        // Planted: one self-evaluation came late.
        let done = on(3, 10).plus(at * 2).plus(if at == 10 { 30 } else { 0 });
        let score = year.draw("self score", at).between(8_450, 9_820);
        task(year, at, ("单位自评", "本单位"), (on(4, 10), Some(done)), Some(score)).enter()
    });
    let by_others = others.into_iter().filter_map(move |(at, by)| {
        let score = year.draw("score", at).between(7_800, 8_900);
        task(year, at, ("部门评价", by), (on(9, 30), Some(on(9, 16))), Some(score))
            .with("engagement_id", key(engagement_key(at)))
            .enter()
    });
    // Planted: the evaluation by the finance department is due and not done.
    let open = task(year, 2, ("财政评价", ""), (on(11, 30), None), None).enter();
    let advice = (0..8).filter_map(move |at| recommended(year, at, others).enter());
    Box::new(engaged.chain(own).chain(by_others).chain(open).chain(advice))
}

fn engagement_key(at: i64) -> String {
    format!("WT-2021-{}", project(at))
}

fn engagement<'c>(year: Year<'c>, at: i64, by: &str) -> Row<'c> {
    let agency = by == "第三方机构";
    year.row("engagement", engagement_key(at))
        .state("closed")
        .evidence(2)
        .with("number", engagement_key(at))
        .with("kind", by)
        .with(
            "party",
            if agency {
                "河北衡信绩效评价有限公司"
            } else {
                "市级绩效评价专家组"
            },
        )
        .with("task", "绩效评价")
        .with("project", project(at))
        .with("conflict_declared", true)
        .with("started_on", on(6, 21))
        .with("due_on", on(9, 20))
        .with("draft_on", on(8, 30))
        .with("final_on", on(9, 16))
        .with("fee_fen", fen(if agency { 4_800_000 } else { 1_200_000 }))
        .with("quality_score", tenths(if agency { 885 } else { 910 }))
        .with("conclusion", "项目管理较规范，支出进度和成本测算有待改进")
}

fn task<'c>(
    year: Year<'c>,
    at: i64,
    (kind, by): (&str, &str),
    (due, done): (Date, Option<Date>),
    score: Option<i64>,
) -> Row<'c> {
    let grade = score.map(|score| match score {
        9_000.. => "优",
        8_000.. => "良",
        6_000.. => "中",
        _ => "差",
    });
    year.row("evaluation_task", format!("{}/{kind}/2020", project(at)))
        .state(if done.is_some() { "registered" } else { "expected" })
        .evidence(u16::from(done.is_some()))
        .with("project", project(at))
        .with("kind", kind)
        .with("year", 2020_i64)
        .with("planned_on", on(1, 15))
        .with("due_on", due)
        .with("done_on", done)
        .with("by_whom", by)
        .with("score", score.map(hundredths))
        .with("grade", grade)
}

fn recommended<'c>(year: Year<'c>, at: i64, others: [(i64, &str); 2]) -> Row<'c> {
    let of = others.get(usize::try_from(at % 2).unwrap_or(0)).map_or(0, |(of, _)| *of);
    // Those of the last two are due next year.
    let due = if at < 6 { on(11, 30) } else { date(2022, 3, 31) };
    let implemented = match at {
        0..4 => Some(on(10, 20).plus(at * 9)),
        // Planted: late.
        4 => Some(on(12, 14)),
        _ => None,
    };
    let number = year.number("PJJY-2021", at + 1, 2);
    let content = [
        "细化道路维修支出标准",
        "建立公房维修验收影像档案",
        "按季度公开病害修复情况",
        "提高满意度调查样本量",
        "压实支出进度责任",
        "完善设备台账和盘点制度",
        "将维修需求纳入项目库",
        "优化绩效指标设置",
    ];
    let content = content.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default();
    year.row("recommendation", number.as_str())
        .state(if implemented.is_some() { "closed" } else { "open" })
        .evidence(u16::from(implemented.is_some()))
        .with("number", number)
        .with("engagement_id", key(engagement_key(of)))
        .with("evaluation_id", key(format!("{}/部门评价/2020", project(of))))
        .with("content", content)
        .with("raised_on", on(9, 16))
        .with("due_on", due)
        .with("implemented_on", implemented)
        .with("result", if implemented.is_some() { "已落实并形成制度文件" } else { "" })
        .with("budget_effect", if at % 2 == 0 { "维持" } else { "优先保障" })
}
