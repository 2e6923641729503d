//! 学校班级 and 宣传教育课: junior classes and their lessons of civil defence.
//!
//! `ledgers.md` 7.2: 66 classes with two lessons each, attended by 97 to 100 %; 7.1: 3,280 pupils.
//! Those who leave school in the summer had their lessons in the years before: what the formula
//! counts above the line is then in the register below it. In spring 44 classes are taught, in
//! autumn the 22 new ones.

use super::Steps;
use super::dates::{Date, FIRST, on};
use super::people::DEFENCE;
use super::row::{Row, Turn, Year, key, tenths};

/// Schools and their classes in a grade: 22 together.
const SCHOOLS: [(&str, i64); 4] =
    [("第一初级中学", 7), ("第二初级中学", 6), ("海滨中学", 5), ("牛头崖中学", 4)];
const OF_A_GRADE: i64 = 22;
/// The years in which the cohorts entered; the last enters in the year itself.
const ENTERED: [i64; 4] = [2018, 2019, 2020, 2021];
/// The first day of the school year.
const TERM: Date = on(9, 1);
/// Planted: the class whose lesson was attended by more pupils than it has. It is refused.
const TOO_MANY: i64 = 30;

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let all = OF_A_GRADE * 4;
    let stock = (0..all).filter_map(move |at| class(year, at).enter());
    // The cohort that leaves is not taught any more.
    let lessons = (OF_A_GRADE..all)
        .flat_map(move |at| (0..2).filter_map(move |lesson| taught(year, at, lesson).enter()));
    let refused = if year.is_first() { refused(year) } else { None };
    let changes = (OF_A_GRADE..OF_A_GRADE * 3).flat_map(move |at| {
        let risen = Turn::on(TERM, "升级").with("grade", grade(at) + 1);
        class(year, at).changes(vec![risen])
    });
    let ends = (0..OF_A_GRADE).filter_map(move |at| class(year, at).ends(TERM.plus(-1), "毕业"));
    Box::new(stock.chain(lessons).chain(refused).chain(changes).chain(ends))
}

/// The cohort of a class, from 0 for the one that leaves.
fn cohort(at: i64) -> i64 {
    at / OF_A_GRADE
}

fn entered_year(at: i64) -> i64 {
    usize::try_from(cohort(at)).ok().and_then(|at| ENTERED.get(at)).copied().unwrap_or(0)
}

/// The grade in spring; of the last cohort, in autumn.
fn grade(at: i64) -> i64 {
    if cohort(at) == 3 { 7 } else { 9 - cohort(at) }
}

/// The school of a class and its number there.
fn school(at: i64) -> (&'static str, i64) {
    let place = at % OF_A_GRADE;
    let mut rest = place;
    for (name, classes) in SCHOOLS {
        if rest < classes {
            return (name, rest + 1);
        }
        rest -= classes;
    }
    ("", 0)
}

fn class_key(year: Year<'_>, at: i64) -> String {
    let (school, number) = school(at);
    format!("{}/{}/{number}", year.number(school, entered_year(at), 4), cohort(at))
}

fn enrolled(year: Year<'_>, at: i64) -> i64 {
    year.draw("class", at).between(47, 52)
}

fn class(year: Year<'_>, at: i64) -> Row<'_> {
    let (school, number) = school(at);
    let school = if year.is_first() {
        format!("北戴河区{school}")
    } else {
        format!("{}区{school}", year.number("第", year.copy, 1))
    };
    year.row("school_class", class_key(year, at))
        .from(if cohort(at) == 3 { TERM } else { FIRST })
        .evidence(1)
        .with("school", school)
        .with("stage", "初中")
        .with("grade", grade(at))
        .with("class_no", format!("{number}班"))
        .with("entered_year", entered_year(at))
        .with("enrolled", enrolled(year, at))
        .with("statistics_document", "教育部门在校学生统计表")
}

fn taught(year: Year<'_>, at: i64, lesson: i64) -> Row<'_> {
    let first = if cohort(at) == 3 { on(9, 13) } else { on(3, 15) };
    let day = first.plus(lesson * 35 + at % OF_A_GRADE).or_next_worked();
    let mut draw = year.draw("lesson", at * 2 + lesson);
    let enrolled = enrolled(year, at);
    // One pupil of fifty stays away, seldom none.
    let absent = draw.weighted(&[(0, 40), (1, 60)]);
    let number = year.number("RFK-2021", (at - OF_A_GRADE) * 2 + lesson + 1, 3);
    session(year, at, number)
        .with("held_on", day)
        .with("enrolled", enrolled)
        .with("attended", enrolled - absent)
        .with("teacher", DEFENCE.person(2 + lesson))
}

fn session(year: Year<'_>, at: i64, number: String) -> Row<'_> {
    year.row("edu_session", number.as_str())
        .evidence(2)
        .with("number", number)
        .with("class_id", key(class_key(year, at)))
        .with("stage", "初中")
        .with("topic", "人防")
        .with("hours", tenths(10))
}

fn refused(year: Year<'_>) -> Option<super::Step> {
    let enrolled = enrolled(year, TOO_MANY);
    session(year, TOO_MANY, "RFK-2021-900".to_owned())
        .with("held_on", on(5, 20))
        .with("enrolled", enrolled)
        .with("attended", enrolled + 5)
        .refused()
}
