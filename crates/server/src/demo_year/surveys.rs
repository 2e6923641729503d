//! 满意度调查: thirteen surveys of satisfaction, one on what people know of the law, their answers.
//!
//! `ledgers.md` 7.2: 400 answers each, 46 / 38 / 9 / 3 / 1 / 3 %; tourists a little higher, tenants
//! lower; visitors are asked in July and August for 60 %. Shares come out exactly, so that it is
//! known which targets are met. The interval of some holds the target: of 400 answers, 85 % are
//! good for 81.2 to 88.8 % (4.4).

use super::Steps;
use super::dates::{Date, Spread, VISITORS, of_month, on};
use super::draw::allotted;
use super::row::{Row, Year, key};

/// A survey of the year.
struct Survey {
    number: &'static str,
    title: &'static str,
    project: &'static str,
    population: &'static str,
    /// How many people there are, and how many are asked.
    frame: i64,
    sample: i64,
    method: &'static str,
    from: Date,
    to: Date,
    /// Of a thousand that said something: very content, and content.
    content: (i64, i64),
    /// Who they are.
    group: &'static str,
}

/// The method of a survey where everybody is asked.
const CENSUS: &str = "普查";
/// The survey whose denominator is everybody who was asked.
const OF_ALL: &str = "S08";
/// The survey on what people know.
const INFORMED: &str = "S14";
/// Of a thousand answers so many say nothing.
const SILENT: i64 = 30;
/// Of a thousand answers so many are not valid.
const INVALID: i64 = 20;
/// Of a thousand people so many know of the law of civil defence.
const KNOWS: i64 = 795;

#[rustfmt::skip]
const SURVEYS: [Survey; 14] = [
    survey(("S01", "房产服务窗口满意度调查", "P01"), ("本年度到窗口办理业务的群众", "居民"), (5_000, 400), ("窗口拦访", on(5, 10), on(9, 30)), (474, 392)),
    survey(("S02", "警报设施群众满意度调查", "P02"), ("全区居民", "居民"), (118_897, 400), ("电话", on(8, 2), on(9, 17)), (470, 394)),
    survey(("S03", "景观游客满意度调查", "P03"), ("景观现场游客", "游客"), (2_000_000, 400), ("街头拦访", on(5, 1), on(10, 7)), (520, 380)),
    survey(("S04", "审批和监管服务满意度调查", "P04"), ("本年度办理审批事项的群众和企业", "企业"), (5_100, 400), ("电话", on(6, 1), on(9, 30)), (540, 364)),
    survey(("S05", "老旧公房住户满意度调查", "P05"), ("公房承租户", "住户"), (420, 400), ("入户", on(7, 5), on(8, 27)), (410, 383)),
    survey(("S06", "燃气监管群众满意度调查", "P06"), ("燃气用户", "居民"), (33_100, 400), ("电话", on(6, 15), on(8, 31)), (480, 398)),
    survey(("S07", "人防工程群众满意度调查", "P07"), ("人防工程所在地居民和使用单位", "居民"), (9_600, 400), ("入户", on(8, 2), on(9, 17)), (490, 388)),
    survey(("S08", "人防宣传培训受益对象调查", "P08"), ("参加宣传、培训的人员", "学生家长"), (3_280, 400), ("网络", on(10, 8), on(10, 29)), (478, 390)),
    survey(("S09", "人事代理服务满意度调查", "P09"), ("接受人事代理人员服务的群众", "居民"), (4_800, 400), ("窗口拦访", on(6, 1), on(9, 30)), (560, 370)),
    survey(("S10", "预售审批满意度调查", "P10"), ("申请预售的企业和购房人", "企业"), (1_114, 400), ("电话", on(9, 1), on(10, 22)), (610, 352)),
    survey(("S11", "招商服务满意度调查", "P11"), ("本年度接洽的客商", "企业"), (90, 86), (CENSUS, on(9, 6), on(10, 27)), (640, 316)),
    survey(("S12", "工程建设管理满意度调查", "P12"), ("工地周边居民和施工人员", "居民"), (6_400, 400), ("入户", on(7, 12), on(9, 10)), (500, 410)),
    survey(("S13", "道路维修民众满意度调查", "P13"), ("全区市民", "居民"), (118_897, 400), ("街头拦访", on(7, 1), on(8, 31)), (530, 402)),
    survey((INFORMED, "人防法规知晓情况调查", "P08"), ("全区居民", "居民"), (118_897, 400), ("电话", on(9, 13), on(10, 22)), (470, 394)),
];

const fn survey(
    (number, title, project): (&'static str, &'static str, &'static str),
    (population, group): (&'static str, &'static str),
    (frame, sample): (i64, i64),
    (method, from, to): (&'static str, Date, Date),
    content: (i64, i64),
) -> Survey {
    Survey { number, title, project, population, frame, sample, method, from, to, content, group }
}

/// The surveys themselves.
pub(super) fn surveys(year: Year<'_>) -> Steps<'_> {
    Box::new(SURVEYS.iter().filter_map(move |survey| plan(year, survey).enter()))
}

/// The answers.
pub(super) fn responses(year: Year<'_>) -> Steps<'_> {
    Box::new(SURVEYS.iter().flat_map(move |survey| {
        let spread = spread(survey);
        (0..survey.sample).filter_map(move |at| response(year, survey, at, &spread).enter())
    }))
}

/// Visitors are asked when they are there.
fn spread(survey: &Survey) -> Spread {
    let visitors = survey.group == "游客";
    Spread::new(survey.from, survey.to, move |day| {
        if visitors { of_month(&VISITORS, day) } else { i64::from(day.is_worked()) }
    })
}

fn plan<'c>(year: Year<'c>, survey: &Survey) -> Row<'c> {
    let mut draw = year.draw(survey.number, -2);
    let refused =
        if survey.method == CENSUS { survey.frame - survey.sample } else { draw.between(70, 160) };
    let [a, b, c, d] = std::array::from_fn(|_| draw.below(i64::MAX));
    year.row("survey", survey.number)
        .state("reviewed")
        .evidence(3)
        .with("number", survey.number)
        .with("year", 2021_i64)
        .with("title", survey.title)
        .with("project", survey.project)
        .with("population", survey.population)
        .with("frame_size", survey.frame)
        .with("method", survey.method)
        .with("started_on", survey.from)
        .with("ended_on", survey.to)
        .with("planned_sample", if survey.method == CENSUS { survey.frame } else { survey.sample })
        .with("contacted", survey.sample + refused)
        .with("refused", refused)
        .with("called_back", survey.sample / 10 + 2)
        .with("denominator", if survey.number == OF_ALL { "全部调研对象" } else { "有效答卷" })
        .with("questionnaire", format!("{}-2021-1", survey.number))
        .with("agency", "秦皇岛民生调查咨询有限公司")
        .with("data_hash", format!("{a:016x}{b:016x}{c:016x}{d:016x}"))
}

/// The answers of a survey by their numbers, in tenths of a thousandth of the sample.
fn answers(survey: &Survey) -> [(&'static str, i64); 7] {
    let (very, content) = survey.content;
    let said = 1_000 - SILENT;
    let rest = (1_000 - very - content) * said;
    let discontent = [rest * 9 / 13, rest * 3 / 13];
    [
        ("很满意", very * said),
        ("满意", content * said),
        ("一般", discontent[0]),
        ("不满意", discontent[1]),
        ("很不满意", rest - discontent[0] - discontent[1]),
        ("不清楚", SILENT * 600),
        ("未答", SILENT * 400),
    ]
}

fn response<'c>(year: Year<'c>, survey: &Survey, at: i64, spread: &Spread) -> Row<'c> {
    let mut draw = year.draw(survey.number, at);
    // Places in a mixed order, so that the shares are exact and their order is not told.
    let place = year.mixed(survey.number, survey.sample).place(at);
    let answer = allotted(&answers(survey), (place * 2 + 1) * 500_000 / survey.sample);
    let invalid = (place * 37 + 11) % survey.sample * 1_000 < INVALID * survey.sample;
    let knows = year.mixed("knows", survey.sample).place(at) * 1_000 < KNOWS * survey.sample;
    let number = year.number("D", at + 1, 4);
    let row = year
        .row("survey_response", format!("{}/{number}", survey.number))
        .with("survey_id", key(survey.number))
        .with("response_no", number)
        .with("answered_on", spread.nth(at, survey.sample, &mut draw))
        .with("used_service", true)
        .with("answer", answer)
        .with("informed", (survey.number == INFORMED).then_some(knows))
        .with("valid", !invalid)
        .with("area", super::places::somewhere(&mut draw).town)
        .with("resident", survey.group)
        .with("age_band", draw.weighted(&AGES))
        .with("device_hash", format!("{:016x}{:016x}", draw.below(i64::MAX), draw.below(i64::MAX)));
    if invalid {
        return row.with("seconds", draw.between(8, 20)).with("invalid_reason", "用时过短");
    }
    row.with("seconds", draw.between(60, 260))
}

const AGES: [(&str, i64); 5] =
    [("18岁以下", 3), ("18至34岁", 29), ("35至59岁", 45), ("60岁以上", 21), ("未答", 2)];
