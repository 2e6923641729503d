//! 培训 and 宣传: courses with their results, and public events of civil defence and others.
//!
//! `ledgers.md` 4: 6 to 15 courses a year; 3, P8 #26: with nine people, one who does not excel is
//! enough to miss 95 %. #28: sums over events count people more than once and reach 77 %.

use super::Steps;
use super::dates::{Date, on};
use super::people::{BUILDING, DEFENCE, PROPERTY, SITES, Section, backbone};
use super::row::{BUREAU, Row, Year, fen, key, tenths};

/// A course and who takes it.
struct Course {
    topic: &'static str,
    title: &'static str,
    on: Date,
    hours: i64,
    section: Option<Section>,
}

/// Those without a section are for 业务骨干 of all.
const COURSES: [Course; 9] = [
    course("人防", "人防业务知识春季培训", on(4, 14), 16, Some(DEFENCE)),
    course("人防", "人防指挥通信和法规培训", on(9, 23), 12, Some(DEFENCE)),
    course("预算绩效", "绩效目标设定与审核培训", on(3, 24), 8, None),
    course("预算绩效", "绩效监控和自评培训", on(10, 19), 8, None),
    course("安全", "建设工程安全监管培训", on(3, 30), 12, Some(SITES)),
    course("安全", "燃气安全检查实务培训", on(5, 18), 8, Some(BUILDING)),
    course("业务", "不动产登记收件规范培训", on(6, 8), 6, Some(PROPERTY)),
    course("业务", "房产测绘成果审核培训", on(8, 26), 6, Some(PROPERTY)),
    course("安全", "扬尘防治和应急处置培训", on(11, 10), 6, Some(SITES)),
];
/// Planted: of 人防办, the one who does not excel in either course.
const NOT_EXCELLENT: i64 = 6;
/// 业务骨干 who miss both courses of performance budgeting: two of forty.
const MISSING: [&str; 2] = ["SZ-05", "GC-04"];

const fn course(
    topic: &'static str,
    title: &'static str,
    on: Date,
    hours: i64,
    section: Option<Section>,
) -> Course {
    Course { topic, title, on, hours, section }
}

/// Public events: of the law of civil defence, and others.
const LAW_EVENTS: i64 = 22;
const OTHER_EVENTS: i64 = 20;

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let courses = COURSES.iter().zip(1_i64..).flat_map(move |(course, at)| held(year, course, at));
    let events = (0..LAW_EVENTS).filter_map(move |at| of_law(year, at).enter());
    let others = (0..OTHER_EVENTS).filter_map(move |at| other(year, at).enter());
    Box::new(courses.chain(events).chain(others))
}

fn held(year: Year<'_>, course: &Course, at: i64) -> Vec<super::Step> {
    let number = year.number("PX-2021", at, 2);
    let people: Vec<String> = match course.section {
        Some(section) => (0..section.people()).map(|at| section.person(at)).collect(),
        None => backbone().filter(|person| !MISSING.contains(&person.as_str())).collect(),
    };
    let (unit, planned) = match course.section {
        Some(section) => (section.unit(), section.people()),
        None => (BUREAU, i64::try_from(backbone().count()).unwrap_or(0)),
    };
    let training = year
        .row("training", number.as_str())
        .unit(unit)
        .evidence(2)
        .with("number", number.as_str())
        .with("topic", course.topic)
        .with("title", course.title)
        .with("held_on", course.on)
        .with("hours", tenths(course.hours * 10))
        .with("trainer", "外聘专家")
        .with("venue", "机关会议室")
        .with("planned_people", planned)
        .with("cost_fen", fen(course.hours * 30_000));
    let results = people.into_iter().zip(0_i64..).filter_map(|(person, index)| {
        let mut draw = year.draw("training result", at * 100 + index);
        let excels = course.topic == "人防" && index != NOT_EXCELLENT;
        let score = match course.topic {
            "人防" if excels => draw.between(905, 985),
            "人防" => draw.between(840, 885),
            _ => draw.between(720, 980),
        };
        year.row("training_result", format!("{number}/{person}"))
            .unit(unit)
            .evidence(1)
            .with("training_id", key(number.as_str()))
            .with("person_id", key(person))
            .with("topic", course.topic)
            .with("trained_on", course.on)
            .with("attended_h", tenths(course.hours * 10))
            .with("score", tenths(score))
            .with("grade", grade(score))
            .enter()
    });
    training.enter().into_iter().chain(results).collect()
}

/// The grade of a score in tenths.
fn grade(score: i64) -> &'static str {
    match score {
        900.. => "优秀",
        800.. => "良好",
        600.. => "合格",
        _ => "不合格",
    }
}

/// An event of the law of civil defence, where people are counted.
fn of_law(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("law event", at);
    let channel = draw.pick(&["现场活动", "集中授课", "入户发放", "社区宣讲"]);
    let day = on(1, 12).plus(at * 16).or_next_worked();
    let basis = if channel == "集中授课" { "签到" } else { "实数" };
    event(year, ("人防法规", channel, day), at + 1)
        .evidence(2)
        .with("title", format!("人防法规宣传{channel}"))
        .with("distinct_people", draw.between(3_600, 4_770))
        .with("people_basis", basis)
        .with("materials", draw.between(2_000, 6_000))
}

/// An event of another topic, or one where people can only be estimated.
fn other(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("other event", at);
    let topic = draw.pick(&["人防知识", "预算绩效", "燃气安全", "房产政策", "人防法规"]);
    let channel = draw.pick(&["广播电视", "网络新媒体", "展板横幅"]);
    let day = on(2, 3).plus(at * 16).or_next_worked();
    event(year, (topic, channel, day), LAW_EVENTS + at + 1)
        .evidence(1)
        .with("title", format!("{topic}宣传（{channel}）"))
        .with("people_basis", "估计")
        .with("reach_estimate", draw.between(20, 400) * 100)
}

fn event<'c>(year: Year<'c>, (topic, channel, day): (&str, &str, Date), number: i64) -> Row<'c> {
    let number = year.number("XCHD-2021", number, 3);
    year.row("publicity", number.as_str())
        .with("number", number)
        .with("topic", topic)
        .with("channel", channel)
        .with("held_on", day)
        .with("venue", "区内街道、社区和公共场所")
}
