//! The explanation of a deadline, step by step, as an official would write it down.

use super::case::{ClockStop, DeadlineCase};
use super::clock::{DeadlineClock, Due, Found};
use super::hours::Moment;
use super::limit::{Limit, LimitUnit};
use super::rules::CountingBases;
use super::standing::days_after;
use crate::DaysOff;
use vocabulary::Day;

/// `2021年7月7日`.
pub(super) fn in_words(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day_of_month())
}

/// One day, or from a day to a day.
fn range_in_words(from: Day, to: Day) -> String {
    if from == to { in_words(from) } else { format!("{}至{}", in_words(from), in_words(to)) }
}

/// The steps of a limit in days after an event.
pub(super) fn of_days(
    clock: &DeadlineClock<'_>,
    limit: &Limit,
    case: &DeadlineCase,
    found: &Found,
) -> Vec<String> {
    let start = in_words(case.start);
    let (event, bases) = (limit.start.label(), clock.bases);
    let mut steps = vec![
        format!("{event}之日为{start}，当日不计入，自次日起计算（{}）。", bases.start_day),
        length_of(limit),
    ];
    steps.extend(extension(limit, case, found));
    steps.extend(standstills(limit, case, found, bases));
    if limit.unit == LimitUnit::WorkingDay {
        steps.extend(days_off(clock, case, found));
    }
    steps.extend(end(limit, found, bases));
    if !found.certainty.is_certain() {
        steps.push(format!("{}；通知登记后到期日可能变动。", found.certainty));
    }
    steps.extend(doubt(limit));
    steps
}

/// The steps of a limit in days before an event.
pub(super) fn of_days_before(limit: &Limit, event: Day, due: Day) -> Vec<String> {
    let label = limit.start.label();
    let mut steps = vec![
        format!("{label}之日为{}，当日不计入，向前计算。", in_words(event)),
        length_of(limit),
        format!("最迟应于{}办理；提前的时限不因节假日顺延。", in_words(due)),
    ];
    steps.extend(doubt(limit));
    steps
}

/// The steps of a limit in hours.
pub(super) fn of_hours(
    limit: &Limit,
    start: Moment,
    due: Moment,
    bases: &CountingBases,
) -> Vec<String> {
    let event = limit.start.label();
    let mut steps = vec![
        format!("{event}的时刻为{start}，自该时刻起连续计算（{}）。", bases.hours),
        length_of(limit),
        format!("到期时刻为{due}。"),
    ];
    steps.extend(doubt(limit));
    steps
}

fn length_of(limit: &Limit) -> String {
    format!("时限为{}（{}）。", limit.unit.counted(limit.value.get()), limit.basis)
}

fn extension(limit: &Limit, case: &DeadlineCase, found: &Found) -> Option<String> {
    let extension = case.extension.as_ref()?;
    let granted = in_words(extension.granted_on);
    Some(match found.extended_by {
        Some(more) => format!(
            "{granted}批准延长{}（理由：{}），合计{}。",
            limit.unit.counted(more),
            extension.reason,
            limit.unit.counted(limit.value.get().saturating_add(more)),
        ),
        None => format!("{granted}批准延期时原时限已满，延期不计入。"),
    })
}

fn standstills(
    limit: &Limit,
    case: &DeadlineCase,
    found: &Found,
    bases: &CountingBases,
) -> Vec<String> {
    let mut steps = Vec::new();
    for (stop, left_out) in &found.settled.held {
        let range = range_in_words(stop.from, stop.to.unwrap_or(stop.from));
        let reasons = stop.reasons.join("、");
        let left_out = match left_out {
            0 => "其间没有工作日，不影响时限".to_owned(),
            days => format!("扣除{}", limit.unit.counted(*days)),
        };
        steps.push(format!("{range}{reasons}，{left_out}（{}）。", bases.clock_stops));
    }
    let without_effect = |stop: &&ClockStop| {
        let before_start = stop.to.is_some_and(|to| to <= case.start);
        let after_end = matches!(found.settled.due, Due::On(due) if due < stop.from);
        before_start || after_end
    };
    for stop in case.stops.iter().filter(without_effect) {
        let range = range_in_words(stop.from, stop.to.unwrap_or(stop.from));
        steps.push(format!("{range}{}不在计算期间之内，不扣除。", stop.reason));
    }
    steps
}

/// Which days were passed over because nobody works on them, and which weekend days were not.
fn days_off(clock: &DeadlineClock<'_>, case: &DeadlineCase, found: &Found) -> Option<String> {
    let until = match found.settled.due {
        Due::On(due) => due,
        Due::Suspended { .. } => found.settled.last_counted,
    };
    let calendar = clock.calendar;
    let working = calendar.working_days_between(case.start, until).value;
    let off = days_after(case.start, until).saturating_sub(working);
    let holidays = calendar.days_off_after(case.start, until);
    let in_holidays = holidays.iter().flat_map(DaysOff::days).count();
    let weekend_days = off.saturating_sub(u32::try_from(in_holidays).unwrap_or(u32::MAX));
    let mut parts: Vec<String> = holidays
        .iter()
        .map(|off| format!("{}（{}）", range_in_words(off.from, off.to), off.name))
        .collect();
    if weekend_days > 0 {
        let other = if parts.is_empty() { "" } else { "其余" };
        parts.push(format!("{other}星期六、星期日{weekend_days}天"));
    }
    let worked: Vec<String> = calendar
        .weekends_worked_after(case.start, until)
        .into_iter()
        .filter(|day| !found.settled.held.iter().any(|(stop, _)| stop.holds(*day)))
        .map(in_words)
        .collect();
    let mut sentences = Vec::new();
    if !parts.is_empty() {
        let basis = &clock.bases.working_days;
        sentences.push(format!("期间休息日{off}天不计入：{}（{basis}）。", parts.join("，")));
    }
    if !worked.is_empty() {
        sentences.push(format!("调休上班的{}计入。", worked.join("、")));
    }
    (!sentences.is_empty()).then(|| sentences.concat())
}

fn end(limit: &Limit, found: &Found, bases: &CountingBases) -> Vec<String> {
    let last = found.settled.last_counted;
    match found.settled.due {
        Due::On(due) if due == last => vec![format!("到期日为{}。", in_words(due))],
        Due::On(due) => vec![
            format!(
                "最后一日{}为休息日，顺延至{}（{}）。",
                in_words(last),
                in_words(due),
                bases.holiday_shift
            ),
            format!("到期日为{}。", in_words(due)),
        ],
        Due::Suspended { since, left: 0 } => {
            vec![format!("自{}起暂停计时，恢复计时后即到期。", in_words(since))]
        }
        Due::Suspended { since, left } => vec![format!(
            "自{}起暂停计时，恢复计时后尚余{}。",
            in_words(since),
            limit.unit.counted(left)
        )],
    }
}

fn doubt(limit: &Limit) -> Option<String> {
    limit.doubt.as_ref().map(|doubt| format!("该时限尚待确认：{doubt}。"))
}
