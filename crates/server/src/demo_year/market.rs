//! 房产监测: batches of data, reports on them, what was planned and what came of suggestions.
//!
//! `ledgers.md` 4: 72 batches (twelve months of six groups) and 12 to 18 reports. The data of
//! December are in the report of the year, all but one group, which is not pulled in time.

use super::Steps;
use super::dates::{Date, LAST, date, on};
use super::people::PROPERTY;
use super::row::{Row, Year, key};

const GROUPS: [&str; 6] = ["供应", "新房成交", "二手成交", "价格", "库存", "抵押投诉"];
/// Suggestions in the year.
const SUGGESTIONS: i64 = 24;
/// Planted: the monthly report that was issued four days late, by its month.
const LATE_REPORT: i64 = 7;

/// A report and what was planned of it.
struct Report {
    /// What it is called and by what its number begins.
    title: String,
    prefix: &'static str,
    kind: &'static str,
    from: Date,
    to: Date,
    due: Date,
    issued: Date,
    /// Months whose data it cites, the first and the last.
    months: (i64, i64),
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let batches = (1..=12).flat_map(move |month| {
        GROUPS.iter().zip(0_i64..).filter_map(move |(group, at)| batch(year, month, (group, at)))
    });
    let reports = reports().into_iter().zip(1_i64..);
    let reports = reports.flat_map(move |(report, at)| issued(year, &report, at));
    let suggestions = (0..SUGGESTIONS).filter_map(move |at| suggestion(year, at).enter());
    Box::new(batches.chain(reports).chain(suggestions))
}

fn batch_key(month: i64, group: &str) -> String {
    format!("2021-{month:02}/{group}")
}

/// The data of a group of a month; those of December are pulled before the year ends.
fn batch(year: Year<'_>, month: i64, (group, at): (&str, i64)) -> Option<super::Step> {
    let pulled = if month < 12 { on(month + 1, 3).or_next_worked() } else { on(12, 27) };
    let mut draw = year.draw("batch", month * 10 + at);
    let [a, b, c, d] = std::array::from_fn(|_| draw.below(i64::MAX));
    year.row("market_batch", batch_key(month, group))
        .evidence(1)
        .with("month", on(month, 1))
        .with("data_group", group)
        .with("pulled_on", pulled)
        .with("row_count", draw.between(40, 260))
        .with("snapshot_hash", format!("{a:016x}{b:016x}{c:016x}{d:016x}"))
        .enter()
}

/// The first day of a month of the year or the next one.
fn first_of(month: i64) -> Date {
    if month > 12 { date(2022, month - 12, 1) } else { on(month, 1) }
}

/// Eighteen reports: twelve monthly ones from the one on December before, four quarterly ones,
/// one on the season and one on the year.
fn reports() -> Vec<Report> {
    let monthly = (0..12).map(|month| {
        let (from, to) =
            (if month == 0 { date(2020, 12, 1) } else { on(month, 1) }, first_of(month + 1));
        let due = on(month + 1, 15);
        let issued =
            if month == LATE_REPORT { due.plus(4) } else { on(month + 1, 12).or_next_worked() };
        let title =
            if month == 0 { "2020年12月".to_owned() } else { format!("2021年{month}月") };
        let title = format!("{title}房地产经济运行分析报告");
        Report {
            title,
            prefix: "YB",
            kind: "月报",
            from,
            to: to.plus(-1),
            due,
            issued,
            months: (month, month),
        }
    });
    let quarterly = (0..4).map(|quarter| {
        let first = quarter * 3 - 2;
        let from = if quarter == 0 { date(2020, 10, 1) } else { on(first, 1) };
        let title = if quarter == 0 {
            "2020年第4季度".to_owned()
        } else {
            format!("2021年第{quarter}季度")
        };
        let title = format!("{title}房地产市场分析报告");
        let (to, due) = (on(quarter * 3 + 1, 1).plus(-1), on(quarter * 3 + 1, 25));
        Report {
            title,
            prefix: "JB",
            kind: "季报",
            from,
            to,
            due,
            issued: due.plus(-4),
            months: (first, first + 2),
        }
    });
    let special = |title: &str, (from, to), issued, months| Report {
        title: title.to_owned(),
        prefix: "ZX",
        kind: "专项",
        from,
        to,
        due: LAST.min(to.plus(30)),
        issued,
        months,
    };
    let season = special("暑期住房租售市场专项分析报告", (on(6, 1), on(8, 31)), on(9, 17), (6, 8));
    let annual =
        special("2021年房地产经济运行年度分析报告", (on(1, 1), on(12, 30)), on(12, 30), (12, 12));
    monthly.chain(quarterly).chain([season, annual]).collect()
}

/// A report, its row of the plan, and the data that it cites.
fn issued(year: Year<'_>, report: &Report, at: i64) -> Vec<super::Step> {
    let number = year.number(&format!("{}-2021", report.prefix), at, 2);
    let mut draw = year.draw("report", at);
    let row = year
        .row("report", number.as_str())
        .evidence(2)
        .with("number", number.as_str())
        .with("title", report.title.as_str())
        .with("kind", report.kind)
        .with("period_from", report.from)
        .with("period_to", report.to)
        .with("due_on", report.due)
        .with("issued_on", report.issued)
        .with("receivers", "区政府办公室、区统计局、区自然资源和规划分局")
        .with("author", PROPERTY.somebody(&mut draw));
    let planned = year
        .row("report_plan", report.title.as_str())
        .state("registered")
        .with("title", report.title.as_str())
        .with("kind", report.kind)
        .with("planned_on", on(1, 4))
        .with("due_on", report.due)
        .with("report_id", key(number.as_str()));
    let (first, last) = report.months;
    let months = (first..=last).filter(|month| *month >= 1);
    let cited = months.flat_map(|month| GROUPS.iter().map(move |group| (month, *group)));
    // 抵押投诉 of December comes from another office, and comes later.
    let cited = cited.filter(|cited| *cited != (12, "抵押投诉"));
    let cited = cited.filter_map(|(month, group)| {
        year.row("report_source", format!("{number}/{}", batch_key(month, group)))
            .with("report_id", key(number.as_str()))
            .with("batch_id", key(batch_key(month, group)))
            .with("section", group)
            .enter()
    });
    row.enter().into_iter().chain(planned.enter()).chain(cited).collect()
}

fn suggestion(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("suggestion", at);
    let day = on(1, 20).plus(at * 14).or_next_worked();
    let adopted = at % 8 < 5;
    let number = year.number("JY-2021", at + 1, 2);
    let topic = draw.pick(&[
        "优化二手房交易网签流程",
        "加强预售资金监管账户核查",
        "引导开发企业合理安排推盘节奏",
        "完善老旧小区房产档案补录",
        "规范暑期短租房屋登记",
    ]);
    let row = year
        .row("suggestion", number.as_str())
        .evidence(u16::from(adopted))
        .with("number", number.as_str())
        .with("submitted_on", day)
        .with("content", format!("关于{topic}的建议（第{}号）", at + 1))
        .with("addressee", "区政府")
        .with("adopted", adopted);
    if !adopted {
        return row;
    }
    row.with("adopted_by", "区政府办公室")
        .with("adopted_on", day.plus(draw.between(10, 30)).if_come().unwrap_or(LAST))
        .with("adopted_in", format!("领导批示〔2021〕{}号", at + 1))
}
