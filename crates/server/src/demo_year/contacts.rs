//! 客商 and 客商跟进: investors whom the bureau came to know, and what it did to keep in touch.
//!
//! `ledgers.md` 7.2: 110 contacts of which 20 are duplicates on purpose, 260 follow-ups.

use super::Steps;
use super::dates::{Date, FIRST, LAST, Spread, date};
use super::people::INVESTMENT;
use super::places::{credit_code, firm_name, person_name};
use super::row::{Row, Turn, Year, fen, key};

/// Investors known before the year.
const BEFORE: i64 = 20;
/// Investors met in the year.
const MET: i64 = 70;
/// Planted: investors of before who were written down once more, and were not new.
const AGAIN: i64 = 10;
/// Planted: investors of the year who were written down twice.
const TWICE: i64 = 10;
/// Of those so many are marked as suspects and not counted; the others were overlooked.
const SUSPECT: i64 = 6;
/// All records.
const CONTACTS: i64 = BEFORE + MET + AGAIN + TWICE;
/// How often how many investors were followed up: 260 times.
const FOLLOWED: [(i64, i64); 6] = [(0, 8), (1, 12), (2, 20), (3, 24), (4, 19), (5, 12)];
const FOLLOWED_INVESTORS: i64 = 95;
/// By month: the season brings visitors, spring and autumn bring fairs.
const MONTHS: [i64; 12] = [3, 2, 8, 10, 13, 12, 14, 12, 11, 8, 5, 2];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let contacts = (0..CONTACTS).filter_map(move |at| contact(year, at).enter());
    let visits = (0..CONTACTS).flat_map(move |at| {
        (0..followed(year, at)).filter_map(move |visit| follow_up(year, at, visit).enter())
    });
    let changes = (0..CONTACTS).flat_map(move |at| contact(year, at).changes(turns(year, at)));
    Box::new(contacts.chain(visits).chain(changes))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("KS", at + 1, 3)
}

/// Who a record is about: duplicates are about an investor that has another record.
fn investor(at: i64) -> i64 {
    match at {
        _ if at < BEFORE + MET => at,
        _ if at < BEFORE + MET + AGAIN => at - BEFORE - MET,
        // Those of the first months, so that the second record comes later.
        _ => at - MET - AGAIN,
    }
}

fn is_duplicate(at: i64) -> bool {
    at >= BEFORE + MET
}

fn met_on(year: Year<'_>, at: i64) -> Date {
    let mut draw = year.draw("met", at);
    if at < BEFORE {
        return date(draw.between(2018, 2020), draw.between(1, 12), draw.between(1, 28));
    }
    let spread = Spread::by_month_worked(MONTHS);
    match at {
        _ if !is_duplicate(at) => spread.nth(at - BEFORE, MET, &mut draw),
        _ if at < BEFORE + MET + AGAIN => spread.nth(at - BEFORE - MET, AGAIN, &mut draw),
        _ => met_on(year, investor(at)).plus(draw.between(40, 120)).or_next_worked(),
    }
}

fn contact(year: Year<'_>, at: i64) -> Row<'_> {
    let mut who = year.draw("investor", investor(at));
    let mut draw = year.draw("contact", at);
    let met = met_on(year, at);
    let suspect = at >= CONTACTS - SUSPECT;
    let business = who.pick(&["旅游开发", "健康产业", "科技", "装备制造", "农业发展", "商贸物流"]);
    let row = year
        .row("contact", number(year, at))
        .from(met.max(FIRST))
        .evidence(1)
        .remark(if is_duplicate(at) {
            "招商活动现场登记，待与原客商核对"
        } else {
            ""
        })
        .with("number", number(year, at))
        .with("name", firm_name(business, &mut who))
        .with("uscc", credit_code(&mut who))
        .with("contact_person", person_name(&mut who))
        .with("industry", industry(business))
        .with("origin", who.pick(&["北京", "天津", "河北", "辽宁", "上海", "广东", "江苏"]))
        .with("first_met", met)
        .with("channel", draw.weighted(&CHANNELS))
        .with("level", draw.weighted(&LEVELS))
        .with("intent_fen", fen(draw.between(3, 120) * 100_000_000))
        .with("stage", "结识")
        .with("responsible", INVESTMENT.somebody(&mut draw));
    if suspect { row.state("suspect") } else { row }
}

const CHANNELS: [(&str, i64); 5] =
    [("外出招商", 34), ("来访", 30), ("展会", 18), ("线上", 8), ("商会", 10)];
const LEVELS: [(&str, i64); 4] =
    [("中国500强", 4), ("行业龙头", 14), ("规模以上", 42), ("其他", 40)];

fn industry(business: &str) -> &'static str {
    match business {
        "旅游开发" | "健康产业" => "旅游康养",
        "科技" => "高新技术",
        "装备制造" => "装备制造",
        "农业发展" => "现代农业",
        _ => "商贸物流",
    }
}

/// How often an investor is followed up; only by the first record.
fn followed(year: Year<'_>, at: i64) -> i64 {
    if is_duplicate(at) || met_on(year, at) > LAST.plus(-30) {
        return 0;
    }
    let place = year.mixed("followed", FOLLOWED_INVESTORS).place(at);
    super::draw::allotted(&FOLLOWED, place)
}

/// The day of a follow-up: from the first weeks on, at equal distances to the end of the year.
fn followed_on(year: Year<'_>, at: i64, visit: i64) -> Date {
    let first = met_on(year, at).max(FIRST).plus(8);
    let days = LAST.plus(-5).since(first) / followed(year, at).max(1);
    let mut draw = year.draw("follow up", at * 10 + visit);
    first.plus(visit * days + draw.below((days - 5).max(1))).or_next_worked()
}

/// What stage an investor has come to after a follow-up.
fn stage(year: Year<'_>, at: i64, visit: i64) -> &'static str {
    let reaches = year.draw("stage", at).weighted(&[(1_i64, 40), (2, 34), (3, 20), (4, 6)]);
    match (visit + 1).min(reaches) {
        1 => "洽谈",
        2 => "考察",
        3 => "签约",
        _ => "落地",
    }
}

fn follow_up(year: Year<'_>, at: i64, visit: i64) -> Row<'_> {
    let mut draw = year.draw("follow up row", at * 10 + visit);
    year.row("follow_up", format!("{}/{visit}", number(year, at)))
        .evidence(1)
        .with("contact_id", key(number(year, at)))
        .with("followed_on", followed_on(year, at, visit))
        .with("way", draw.weighted(&WAYS))
        .with(
            "outcome",
            draw.pick(&["介绍园区政策和地块情况", "陪同查看选址", "商谈投资意向书条款"]),
        )
        .with("stage_after", stage(year, at, visit))
        .with("person_id", INVESTMENT.somebody(&mut draw))
}

const WAYS: [(&str, i64); 6] = [
    ("登门拜访", 20),
    ("接待来访", 22),
    ("陪同考察", 14),
    ("电话", 28),
    ("线上会议", 10),
    ("函件", 6),
];

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let visits = 0..followed(year, at);
    let turn = |visit| {
        Turn::on(followed_on(year, at, visit), "跟进").with("stage", stage(year, at, visit))
    };
    visits.map(turn).collect()
}
