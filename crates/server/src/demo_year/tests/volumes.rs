//! How many records of what there are, and when: against `ledgers.md` 7.2.

use super::{Generated, Scale, catalogue, day, entered, generate, text, whole, year};
use std::collections::BTreeMap;

/// How many records of a ledger there are whose field says so.
fn count(ledger: &str, field: &str, says: &[&str]) -> usize {
    rows(ledger).filter(|row| says.contains(&text(row, field))).count()
}

fn rows(ledger: &str) -> impl Iterator<Item = &'static Generated> {
    entered(year()).filter(move |row| row.ledger.as_str() == ledger)
}

fn of_kind(kind: &str) -> usize {
    count("facility", "kind", &[kind])
}

const REGISTRATIONS: [&str; 5] = ["首次登记", "转移登记", "变更登记", "抵押登记", "更正登记"];

#[test]
fn volumes_are_those_of_the_reference_within_a_tenth() {
    let orders_of_houses = rows("work_order").filter(|row| row.key.starts_with("GF")).count();
    let patrols = count("inspection", "kind", &["巡查"]);
    let surveyed = rows("survey_response").filter(|row| !row.key.starts_with("S14")).count();
    let taught = rows("edu_session").count();
    let paid = |project: &str| {
        let people = rows("person").filter(|row| text(row, "project") == project);
        people.count()
    };
    let volumes: [(&str, usize, usize); 32] = [
        ("sirens", of_kind("警报器"), 35),
        ("civil-defence works", of_kind("人防工程"), 24),
        ("civil-defence devices", of_kind("人防工程设备"), 140),
        ("landscape devices", of_kind("景观设备"), 63),
        ("faults", rows("fault").count(), 210),
        ("public houses", of_kind("公房"), 420),
        ("orders of houses", orders_of_houses, 900),
        ("registrations", count("approval", "item", &REGISTRATIONS), 5_000),
        ("property", count("approval", "item", &["物业管理"]), 60),
        ("construction permits", count("approval", "item", &["施工许可"]), 42),
        ("completion filings", count("approval", "item", &["竣工备案"]), 35),
        ("presale permits", count("approval", "item", &["商品房预售"]), 14),
        ("new sales", count("sale", "market", &["新建商品房"]), 1_100),
        ("second-hand sales", count("sale", "market", &["存量房"]), 900),
        ("commercial users", count("gas_entity", "kind", &["餐饮用户", "工业用户"]), 1_100),
        ("sites", rows("site").count(), 34),
        ("patrols", patrols, 727),
        ("lessons", taught, 132),
        ("agency staff", paid("P09"), 28),
        ("dispatched staff", paid("P04"), 13),
        ("road sections", of_kind("道路段"), 180),
        ("sidewalks", of_kind("人行道"), 160),
        ("inlets", of_kind("雨水口"), 3_200),
        ("wells", of_kind("雨水井"), 2_100),
        ("pipe sections", of_kind("雨水管段"), 1_500),
        ("lamps", of_kind("路灯"), 4_200),
        ("damages", rows("defect").count(), 1_400),
        ("outfall days", rows("clean_log").count(), 8_760),
        ("answers", surveyed, 13 * 400),
        ("payments", rows("payment").count(), 300),
        ("contacts", rows("contact").count(), 110),
        ("follow-ups", rows("follow_up").count(), 260),
    ];
    let off = volumes.into_iter().filter(|(_, found, wanted)| {
        let (found, wanted) = (found * 10, wanted * 10);
        found < wanted - wanted / 10 || found > wanted + wanted / 10
    });
    assert_eq!(off.collect::<Vec<_>>(), []);
}

#[test]
fn households_and_pupils_are_as_many_as_are_known() {
    let households: i64 = rows("gas_entity").filter_map(|row| whole(row, "households")).sum();
    assert_eq!(households, 32_000);
    // Those who are there at the end of the year.
    let classes = rows("school_class").filter(|row| whole(row, "entered_year") != Some(2018));
    let enrolled: Vec<i64> = classes.filter_map(|row| whole(row, "enrolled")).collect();
    assert_eq!(enrolled.len(), 66);
    assert!((3_200..=3_360).contains(&enrolled.iter().sum::<i64>()), "{enrolled:?}");
}

/// Shares of records by the month of a day, in thousandths.
fn by_month<'r>(rows: impl Iterator<Item = &'r Generated>, field: &str) -> [usize; 12] {
    let mut months = [0_usize; 12];
    for on in rows.filter_map(|row| day(row, field)).filter(|on| on.year() == 2021) {
        months[usize::try_from(on.month()).unwrap() - 1] += 1;
    }
    let all: usize = months.iter().sum();
    months.map(|count| count * 1_000 / all)
}

#[test]
fn seasons_are_those_of_the_district() {
    let faults = by_month(rows("fault"), "opened_on");
    assert!((660..=740).contains(&faults[4..9].iter().sum::<usize>()), "{faults:?}");

    let orders = rows("work_order").filter(|row| row.key.starts_with("GFWX"));
    let orders = by_month(orders, "opened_on");
    assert!(orders[3..6].iter().sum::<usize>() >= 380, "{orders:?}");

    let potholes = rows("defect").filter(|row| text(row, "type") == "坑槽");
    let potholes = by_month(potholes, "found_on");
    assert!(potholes[2] + potholes[3] >= 480, "{potholes:?}");

    let inlets = rows("defect").filter(|row| text(row, "type") == "雨水口堵塞");
    let inlets = by_month(inlets, "found_on");
    assert!(inlets[6] + inlets[7] >= 490 && inlets[10] > inlets[9], "{inlets:?}");

    let sales = by_month(rows("sale"), "signed_on");
    assert!(sales[3..7].iter().all(|share| *share > sales[0] + sales[1]), "{sales:?}");
    assert!(sales[8] > sales[7] && sales[9] > sales[10], "{sales:?}");

    let paid = by_month(rows("payment"), "paid_on");
    assert!((200..=300).contains(&paid[11]), "{paid:?}");
    assert!([2, 5, 9].iter().all(|month| paid[*month] > paid[*month + 1]), "{paid:?}");

    let visitors = rows("survey_response").filter(|row| row.key.starts_with("S03"));
    let visitors = by_month(visitors, "answered_on");
    assert!((580..=720).contains(&(visitors[6] + visitors[7])), "{visitors:?}");
}

#[test]
fn applications_are_taken_on_working_days_and_seldom_decided_late() {
    let mut late = 0;
    let mut due = 0;
    for row in rows("approval").filter(|row| text(row, "limit_start") == "受理") {
        let received = super::super::dates::Date::from_number(whole(row, "received_on").unwrap());
        assert!(received.is_worked(), "{}", row.key);
        if let (Some(decided), Some(limit)) = (whole(row, "decided_on"), whole(row, "due_on")) {
            due += 1;
            late += i32::from(decided > limit);
        }
    }
    assert!((20..=40).contains(&(late * 1_000 / due)), "{late} of {due}");
}

#[test]
fn hotline_reports_hazards_and_cancelled_sales_have_their_shares() {
    let share = |ledger: &str, field: &str, says: &str| {
        count(ledger, field, &[says]) * 100 / rows(ledger).count()
    };
    assert!((31..=39).contains(&share("defect", "reported_by", "12345热线")));

    let commercial = rows("gas_check").filter(|row| text(row, "by_whom") != "燃气企业入户");
    let hazards: Vec<bool> = commercial.map(|row| whole(row, "hazards") != Some(0)).collect();
    let hazardous = hazards.iter().filter(|found| **found).count() * 100 / hazards.len();
    assert!((13..=17).contains(&hazardous), "{hazardous}");

    let cancelled = rows("sale").filter(|row| day(row, "cancelled_on").is_some()).count();
    assert!((40..=80).contains(&cancelled), "{cancelled}");
}

#[test]
fn several_copies_have_so_many_times_the_events_and_one_bureau() {
    fn counted(scale: Scale) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for step in generate(&catalogue(), 1, scale) {
            if let super::Step::Enter(row) = step {
                *counts.entry(row.ledger.as_str().to_owned()).or_default() += 1;
            }
        }
        counts
    }
    let (one, three) = (counted(Scale::ONE), counted(Scale::times(3)));
    for ledger in ["approval", "clean_log", "defect", "sale", "pay_line", "survey_response"] {
        let (one, three) = (one[ledger] * 3, three[ledger]);
        assert!(three.abs_diff(one) <= one / 50, "{ledger}: {one} and {three}");
    }
    for ledger in ["survey", "decision", "training", "market_batch", "ref_value", "siren_test"] {
        assert_eq!(one[ledger], three[ledger], "{ledger}");
    }
}
