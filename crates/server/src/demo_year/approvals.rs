//! 审批件: applications at the counter, from receipt to delivery.
//!
//! `ledgers.md` 7.2: 5,000 of registration, 60 of property management, 42 construction permits, 35
//! completion filings, 14 presale permits; received on working days, 60 % fewer in the weeks of
//! holidays, 40 % more from March to June; durations of a gamma distribution (3, limit / 7), by
//! which 3 % come late. Limits are those of `rules/deadlines.toml`; the bureau's own limit for
//! completion filings is assumed.

use super::Steps;
use super::dates::{Date, FIRST, LAST, Spread, on};
use super::draw::Draw;
use super::people::PROPERTY;
use super::places::{address, credit_code, firm_name, person_name};
use super::row::{Row, Year, key};

/// An item of the catalogue of services.
struct Item {
    label: &'static str,
    prefix: &'static str,
    /// How many applications in the year.
    count: i64,
    /// The limit, in working days.
    limit: i64,
    /// What the bureau promises, in working days.
    promised: i64,
    /// Whether the limit runs from the receipt; else from the acceptance.
    from_receipt: bool,
    /// What the applicant's line of business is; none for people.
    business: Option<&'static str>,
}

/// 商品房预售.
const PRESALE: Item = item(("商品房预售", "YS", 14), (10, 7), true, Some("房地产开发"));
/// 物业管理.
const PROPERTY_SERVICE: Item = item(("物业管理", "WY", 60), (20, 10), false, Some("物业服务"));

const ITEMS: [Item; 9] = [
    item(("首次登记", "DJS", 420), (30, 15), false, None),
    item(("转移登记", "DJZ", 2_000), (30, 10), false, None),
    item(("变更登记", "DJB", 330), (30, 10), false, None),
    item(("抵押登记", "DJD", 2_150), (30, 7), false, None),
    item(("更正登记", "DJG", 100), (30, 10), false, None),
    PROPERTY_SERVICE,
    item(("施工许可", "SGX", 42), (7, 5), true, Some("建设")),
    item(("竣工备案", "JGB", 35), (15, 7), false, Some("建设")),
    PRESALE,
];

/// How many presale permits are applied for.
pub(super) const PRESALES: i64 = PRESALE.count;

/// Quantiles of a gamma distribution of shape 3, by twentieths, in hundredths. The last is set so
/// that 3 % lie over 7, as in the distribution itself.
const GAMMA: [i64; 21] = [
    0, 82, 110, 133, 154, 173, 191, 210, 229, 248, 267, 288, 311, 335, 362, 392, 428, 472, 532,
    630, 806,
];
/// Applications of a thousand that have to be supplemented.
const SUPPLEMENTED: i64 = 80;
/// Registrations of a thousand that are refused.
const REFUSED: i64 = 3;
/// Registrations of a thousand that have to be corrected by the bureau's own fault.
const CORRECTED: i64 = 4;

/// Planted: the application for property management whose limit is extended.
const EXTENDED: i64 = 7;
/// Planted: received before Spring Festival and decided on the last day but two of the limit. By
/// the calendar alone, and by counting weekdays alone, it looks late.
const TRAP_ON_TIME: i64 = 1;
/// Planted: received on the same day and decided one day late.
const TRAP_LATE: i64 = 2;
/// The day of both.
const TRAP_RECEIVED: Date = on(2, 5);
/// Planted: refused, because too little was invested.
pub(super) const REFUSED_PRESALE: i64 = 5;
/// Planted: withdrawn by the applicant; it leaves both sides of every rate.
const WITHDRAWN: i64 = 8;
/// Planted: an expert review stops the clock; late by the plain limit and on time with the stop.
const STOPPED: i64 = 10;
/// The day on which that was received, and the days that do not count: first, and the one on
/// which counting goes on.
const STOPPED_RECEIVED: Date = on(8, 2);
const STOP: (Date, Date) = (on(8, 5), on(8, 13));
/// Planted: granted, and the check of the file finds a fault.
const FAULTY_FILE: i64 = 3;

const fn item(
    (label, prefix, count): (&'static str, &'static str, i64),
    (limit, promised): (i64, i64),
    from_receipt: bool,
    business: Option<&'static str>,
) -> Item {
    Item { label, prefix, count, limit, promised, from_receipt, business }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let cases = ITEMS.iter().flat_map(move |item| {
        let spread = Spread::new(FIRST, LAST, demand);
        (0..item.count).filter_map(move |at| Case::of(year, item, at, &spread).row(year).enter())
    });
    Box::new(cases.chain(stop(year)))
}

/// How many come on a day, in hundredths of an ordinary one.
fn demand(day: Date) -> i64 {
    if !day.is_worked() {
        return 0;
    }
    let season = if (3..=6).contains(&day.month()) { 140 } else { 100 };
    let workweek = (0..5).map(|at| day.monday().plus(at));
    if workweek.filter(|day| day.is_worked()).count() < 5 { season * 2 / 5 } else { season }
}

fn number(year: Year<'_>, item: &Item, at: i64) -> String {
    year.number(&format!("{}-2021", item.prefix), at + 1, 4)
}

/// The key of an application for a presale permit.
pub(super) fn presale_key(year: Year<'_>, at: i64) -> String {
    number(year, &PRESALE, at)
}

/// What a presale permit is about.
pub(super) struct Presale {
    /// The developer.
    pub(super) developer: String,
    /// The day on which it was granted.
    pub(super) granted_on: Option<Date>,
    /// The number of the permit.
    pub(super) licence_no: Option<String>,
}

/// An application for a presale permit.
pub(super) fn presale(year: Year<'_>, at: i64) -> Presale {
    let case = Case::of(year, &PRESALE, at, &Spread::new(FIRST, LAST, demand));
    let granted_on = case.decided.filter(|_| case.result == "准予");
    let licence_no = granted_on.map(|_| case.licence_no(year));
    Presale { developer: case.applicant(year), granted_on, licence_no }
}

/// An application and what came of it.
struct Case<'i> {
    item: &'i Item,
    at: i64,
    received: Date,
    /// The day on which the supplement was complete.
    supplemented: Option<Date>,
    accepted: Option<Date>,
    /// None while it is not accepted.
    due: Option<Date>,
    decided: Option<Date>,
    /// Empty while it is not decided.
    result: &'static str,
}

impl<'i> Case<'i> {
    fn of(year: Year<'_>, item: &'i Item, at: i64, spread: &Spread) -> Self {
        let mut draw = year.draw(item.label, at);
        let planted = planted(year, item, at);
        let received = match planted {
            Some(TRAP_ON_TIME | TRAP_LATE) => TRAP_RECEIVED,
            Some(STOPPED) => STOPPED_RECEIVED,
            _ => spread.nth(at, item.count, &mut draw),
        };
        let waits = !item.from_receipt && draw.permille(SUPPLEMENTED);
        let wait = draw.between(2, 9);
        let supplemented = if waits { received.plus_worked(wait).if_come() } else { None };
        let accepted = if waits { supplemented } else { Some(received) };
        let worked = (draw.quantile(&GAMMA) * item.limit / 700).max(1);
        let decided = accepted.and_then(|accepted| match planted {
            Some(TRAP_ON_TIME) => Some(on(2, 22)),
            Some(TRAP_LATE) => Some(on(2, 25)),
            Some(STOPPED) => Some(on(8, 18)),
            // Other presale permits are few and come in time.
            _ if item.label == PRESALE.label => received.plus_worked(worked.min(8)).if_come(),
            _ => accepted.plus_worked(worked).if_come(),
        });
        let result = match planted {
            _ if decided.is_none() => "",
            Some(WITHDRAWN) => "撤回",
            Some(REFUSED_PRESALE) => "不予",
            _ if item.business.is_none() && draw.permille(REFUSED) => "不予",
            _ => "准予",
        };
        let due = accepted.map(|accepted| match planted {
            Some(STOPPED) => due_with_stop(item.limit),
            _ => accepted.plus_worked(limit_of(item, at)),
        });
        Self { item, at, received, supplemented, accepted, due, decided, result }
    }

    fn applicant(&self, year: Year<'_>) -> String {
        let mut draw = year.draw("applicant", self.at * 100 + self.item.limit);
        match self.item.business {
            Some(business) => firm_name(business, &mut draw),
            None => person_name(&mut draw),
        }
    }

    fn licence_no(&self, year: Year<'_>) -> String {
        format!("冀秦北{}", number(year, self.item, self.at))
    }

    fn row<'c>(&self, year: Year<'c>) -> Row<'c> {
        let mut draw = year.draw("application", self.at * 100 + self.item.limit);
        let code = self.item.business.map(|_| credit_code(&mut draw));
        let notice = self.supplemented.map(|_| self.received.plus_worked(1));
        let start = if self.item.from_receipt { "收到申请" } else { "受理" };
        let extended = is_extended(self.item, self.at);
        let promised = self.accepted.map(|day| day.plus_worked(self.item.promised));
        let row = year
            .row("approval", number(year, self.item, self.at))
            .state(self.state())
            .with("number", number(year, self.item, self.at))
            .with("item", self.item.label)
            .with("applicant", self.applicant(year))
            .with("applicant_code", code)
            .with("subject", address(&mut draw))
            .with("received_on", self.received)
            .with("supplement_notice_on", notice)
            .with("supplemented_on", self.supplemented)
            .with("accepted_on", self.accepted)
            .with("limit_value", self.item.limit)
            .with("limit_unit", "工作日")
            .with("limit_start", start)
            .with("extended", extended)
            .with("extended_on", extended.then(|| self.received.plus_worked(12)))
            .with("promised_limit", self.item.promised)
            .with("due_on", self.due)
            .with("promised_due_on", promised)
            .with("handler", PROPERTY.somebody(&mut draw));
        self.decided(year, row, &mut draw)
    }

    fn state(&self) -> &'static str {
        match self.result {
            "" => "open",
            "撤回" => "withdrawn",
            _ => "closed",
        }
    }

    fn decided<'c>(&self, year: Year<'c>, row: Row<'c>, draw: &mut Draw) -> Row<'c> {
        let Some(decided) = self.decided else { return row.evidence(1) };
        let delivered = decided.plus_worked(draw.between(0, 5)).if_come();
        let granted = self.result == "准予";
        let presale = self.item.label == PRESALE.label;
        let faulty = match planted(year, self.item, self.at) {
            Some(FAULTY_FILE) => true,
            _ => self.item.business.is_none() && draw.permille(CORRECTED),
        };
        let refused = match (self.result, presale) {
            ("不予", true) => {
                "已投入资金未达到工程建设总投资的25%，不符合《城市房地产管理法》第四十五条"
            }
            ("不予", false) => {
                "申请登记的不动产存在权属争议，依据《不动产登记暂行条例》第二十二条"
            }
            _ => "",
        };
        row.evidence(if delivered.is_some() { 3 } else { 2 })
            .with("decided_on", decided)
            .with("result", self.result)
            .with("refusal_ground", refused)
            .with("delivered_on", delivered)
            .with("licence_no", granted.then(|| self.licence_no(year)))
            .with("eligible", presale.then_some(self.result != "不予"))
            .with("qc", if faulty { "不合格" } else { "合格" })
            .with("sampled", if presale { self.at % 3 == 0 } else { self.at % 50 == 9 })
            .with("rating", draw.weighted(&[(5_i64, 78), (4, 16), (3, 4), (2, 1), (1, 1)]))
    }
}

/// The place of a planted presale application; none for any other application.
fn planted(year: Year<'_>, item: &Item, at: i64) -> Option<i64> {
    (year.is_first() && item.label == PRESALE.label).then_some(at)
}

fn is_extended(item: &Item, at: i64) -> bool {
    item.label == PROPERTY_SERVICE.label && at == EXTENDED
}

/// 行政许可法 42: extended once by ten working days.
fn limit_of(item: &Item, at: i64) -> i64 {
    item.limit + if is_extended(item, at) { 10 } else { 0 }
}

/// The last day on time when the days of the stop are not counted.
fn due_with_stop(limit: i64) -> Date {
    let (stopped, resumed) = STOP;
    let mut day = STOPPED_RECEIVED;
    let mut left = limit;
    while left > 0 {
        day = day.plus(1).or_next_worked();
        left -= i64::from(day < stopped || day >= resumed);
    }
    day
}

fn stop(year: Year<'_>) -> Option<super::Step> {
    let approval = presale_key(year, STOPPED);
    let row = year
        .row("clock_stop", format!("{approval}/{}", STOP.0.number()))
        .evidence(1)
        .with("approval_id", key(approval))
        .with("reason", "专家评审")
        .with("stopped_on", STOP.0)
        .with("resumed_on", STOP.1)
        .with("notified_on", STOP.0)
        .with("notice_no", "扣时告〔2021〕1号");
    if year.is_first() { row.enter() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_traps_of_spring_festival_lie_where_days_are_easily_miscounted() {
        let due = TRAP_RECEIVED.plus_worked(PRESALE.limit);
        assert_eq!(due, on(2, 24));
        // Calendar days, and weekdays alone, end earlier than what is right.
        assert!(TRAP_RECEIVED.plus(10) < on(2, 22) && on(2, 19) < on(2, 22));
    }

    #[test]
    fn the_stop_makes_the_difference_between_late_and_on_time() {
        let plain = STOPPED_RECEIVED.plus_worked(PRESALE.limit);
        assert!(plain < on(8, 18) && on(8, 18) <= due_with_stop(PRESALE.limit));
    }

    #[test]
    fn fewer_come_in_the_weeks_of_holidays_and_more_in_spring() {
        assert_eq!(
            [on(2, 13), on(2, 8), on(4, 28), on(5, 12), on(11, 3)].map(demand),
            [0, 40, 140, 140, 100]
        );
    }
}
