//! 测绘与档案: surveying results checked and files of real property archived.
//!
//! `ledgers.md` 4: 4,000 to 6,000 a year; 3, P1 #1: surveying and files differ 1 to 100 in number.
//! Forty were carried over from the year before.

use super::Steps;
use super::dates::{Date, Spread, date};
use super::people::PROPERTY;
use super::places::address;
use super::row::{Row, Year, hundredths};

/// What is done, how often in the year, within how many working days, and by which month.
struct Work {
    kind: &'static str,
    prefix: &'static str,
    count: i64,
    due_days: i64,
}

const WORKS: [Work; 6] = [
    work("面积预测绘", "CHY", 14, 15),
    work("实测绘", "CHS", 20, 15),
    work("变更测绘", "CHB", 16, 10),
    work("新档归档", "DAX", 3_600, 10),
    work("旧档数字化", "DAJ", 900, 20),
    work("查档", "DAC", 450, 1),
];
/// How many of the new files were received before the year.
const CARRIED_OVER: i64 = 40;
/// By month, as registrations come.
const MONTHS: [i64; 12] = [8, 5, 11, 11, 10, 11, 8, 8, 8, 6, 8, 8];
/// Jobs of a thousand whose result is not in order, and that are sent back for good.
const FAULTY: i64 = 6;
const SENT_BACK: i64 = 3;
/// Jobs of a thousand that come late.
const LATE: i64 = 25;

const fn work(kind: &'static str, prefix: &'static str, count: i64, due_days: i64) -> Work {
    Work { kind, prefix, count, due_days }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let jobs = WORKS.iter().flat_map(move |work| {
        let spread = Spread::by_month_worked(MONTHS);
        (0..work.count).filter_map(move |at| job(year, work, at, &spread).enter())
    });
    Box::new(jobs)
}

fn job<'c>(year: Year<'c>, work: &Work, at: i64, spread: &Spread) -> Row<'c> {
    let mut draw = year.draw(work.kind, at);
    let carried = work.kind == "新档归档" && at < CARRIED_OVER;
    let received = if carried {
        date(2020, 12, 21).plus(at / 4).or_next_worked()
    } else {
        spread.nth(at, work.count, &mut draw)
    };
    let late = draw.permille(LATE);
    let worked = if late { draw.between(1, 4) } else { -draw.between(0, work.due_days - 1) };
    let done = received.plus_worked(work.due_days + worked).if_come();
    let number = year.number(&format!("{}-2021", work.prefix), at + 1, 4);
    let surveyed = work.kind.ends_with("测绘");
    let row = year
        .row("archive_job", number.as_str())
        .state(if done.is_some() { "closed" } else { "open" })
        .with("number", number)
        .with("kind", work.kind)
        .with("subject", format!("{}{}室", address(&mut draw), draw.between(101, 2_604)))
        .with("area_m2", surveyed.then(|| hundredths(draw.between(60_000, 1_800_000))))
        .with("surveyor", if surveyed { "秦皇岛房地产测绘队" } else { "" })
        .with("received_on", received)
        .with("due_on", received.plus_worked(work.due_days))
        .with("handler", PROPERTY.somebody(&mut draw));
    finished(year, row, (work, at, done))
}

fn finished<'c>(
    year: Year<'c>,
    row: Row<'c>,
    (work, at, done): (&Work, i64, Option<Date>),
) -> Row<'c> {
    let Some(done) = done else { return row };
    let mut draw = year.draw("archive quality", at * 10 + work.due_days);
    let quality = draw.weighted(&[
        ("合格", 1_000 - FAULTY - SENT_BACK),
        ("不合格", FAULTY),
        ("退回", SENT_BACK),
    ]);
    let filed = work.kind.contains('档') && work.kind != "查档";
    row.evidence(u16::from(work.kind != "查档"))
        .with("done_on", done)
        .with("qc", quality)
        .with("archive_no", filed.then(|| year.number(&format!("档{}", work.prefix), at + 1, 4)))
        .with("pages", filed.then(|| draw.between(12, 160)))
}
