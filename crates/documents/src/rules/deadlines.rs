//! `rules/deadlines.toml` to the limits of regulations.

use super::faults::Faults;
use super::{RuleFileError, toml_faults};
use procedure::{CountingBases, DeadlineRules, Limit, LimitUnit, Retention, StartEvent};
use serde::Deserialize;
use std::num::NonZeroU32;
use vocabulary::{Basis, Day};

const FILE: &str = "rules/deadlines.toml";
const TEXT: &str = include_str!("../../../../rules/deadlines.toml");

/// The limits shipped with the program.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn shipped_deadlines() -> Result<DeadlineRules, RuleFileError> {
    read_deadlines(FILE, TEXT)
}

/// Reads limits from a text. `file` is its name in messages.
///
/// # Errors
/// Everything that is wrong with the text or with its limits, in words.
pub fn read_deadlines(file: &str, text: &str) -> Result<DeadlineRules, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: DeadlineFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let mut faults = Vec::new();
    let limits = entries.limit.into_iter().map(|entry| (entry.code.clone(), entry.typed()));
    let limits = sound(&mut faults, "时限", limits);
    let papers = entries.retention.into_iter().map(|entry| (entry.code.clone(), entry.typed()));
    let retentions = sound(&mut faults, "保存期限", papers);
    let bases = entries.counting.typed().map_err(|own| faults.extend(own)).ok();
    let Some(bases) = bases.filter(|_| faults.is_empty()) else {
        return Err(refused(faults.join("；")));
    };
    DeadlineRules::new(limits, retentions, bases).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        refused(faults.join("；"))
    })
}

/// The entries that could be read; what is wrong with the others is told with their codes.
fn sound<T>(
    faults: &mut Vec<String>,
    what: &str,
    entries: impl Iterator<Item = (String, Result<T, Vec<String>>)>,
) -> Vec<T> {
    let mut read = Vec::new();
    for (code, entry) in entries {
        match entry {
            Ok(entry) => read.push(entry),
            Err(own) => faults.extend(own.into_iter().map(|f| format!("{what}“{code}”：{f}"))),
        }
    }
    read
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineFile {
    #[serde(rename = "in_force_from")]
    _in_force_from: String,
    counting: CountingTable,
    limit: Vec<LimitEntry>,
    #[serde(default)]
    retention: Vec<RetentionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountingTable {
    start_day: String,
    working_days: String,
    holiday_shift: String,
    hours: String,
    clock_stops: String,
    silence: String,
    silence_on_the_spot: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitEntry {
    code: String,
    name: String,
    value: u32,
    unit: String,
    start: String,
    extension: Option<u32>,
    basis: String,
    in_force_from: String,
    uncertain: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetentionEntry {
    code: String,
    name: String,
    years: u32,
    start: String,
    basis: String,
    uncertain: Option<String>,
}

impl CountingTable {
    fn typed(self) -> Result<CountingBases, Vec<String>> {
        let mut faults = Faults::default();
        let bases = CountingBases {
            start_day: basis(&mut faults, "起算", self.start_day),
            working_days: basis(&mut faults, "工作日", self.working_days),
            holiday_shift: basis(&mut faults, "顺延", self.holiday_shift),
            hours: basis(&mut faults, "小时", self.hours),
            clock_stops: basis(&mut faults, "扣除时限", self.clock_stops),
            silence: basis(&mut faults, "逾期不告知", self.silence),
            silence_on_the_spot: basis(&mut faults, "当场告知", self.silence_on_the_spot),
        };
        faults.judge(Some(bases))
    }
}

impl LimitEntry {
    /// The limit, or everything that is wrong with it.
    fn typed(self) -> Result<Limit, Vec<String>> {
        let mut faults = Faults::default();
        let name = filled(&mut faults, "名称", self.name);
        let value = above_zero(&mut faults, "时限", self.value);
        let units = LimitUnit::ALL.map(|unit| (unit.code(), unit));
        let unit = faults.word("时限单位", &self.unit, &units);
        let start = event(&mut faults, &self.start);
        let extension = self.extension.and_then(|days| above_zero(&mut faults, "延长期限", days));
        let basis = basis(&mut faults, "时限", self.basis);
        let day = Day::parse(&self.in_force_from);
        let day = day.map_err(|error| faults.tell(format!("生效日期：{error}"))).ok();
        let typed = |value, unit, start, in_force_from| Limit {
            code: self.code,
            name,
            value,
            unit,
            start,
            extension,
            basis,
            in_force_from,
            doubt: self.uncertain,
        };
        let known = value.zip(unit).zip(start.zip(day));
        faults.judge(known.map(|((value, unit), (start, day))| typed(value, unit, start, day)))
    }
}

impl RetentionEntry {
    fn typed(self) -> Result<Retention, Vec<String>> {
        let mut faults = Faults::default();
        let name = filled(&mut faults, "名称", self.name);
        let years = above_zero(&mut faults, "年限", self.years);
        let start = event(&mut faults, &self.start);
        let basis = basis(&mut faults, "保存期限", self.basis);
        let retention = years.zip(start).map(|(years, start)| Retention {
            code: self.code,
            name,
            years,
            start,
            basis,
            doubt: self.uncertain,
        });
        faults.judge(retention)
    }
}

fn event(faults: &mut Faults, code: &str) -> Option<StartEvent> {
    let events = StartEvent::ALL.map(|event| (event.code(), event));
    faults.word("起算点", code, &events)
}

fn above_zero(faults: &mut Faults, what: &str, number: u32) -> Option<NonZeroU32> {
    let above = NonZeroU32::new(number);
    if above.is_none() {
        faults.tell(format!("{what}应大于零，请核对"));
    }
    above
}

/// A rule without its regulation is none.
fn basis(faults: &mut Faults, what: &str, text: String) -> Basis {
    if text.trim().is_empty() {
        faults.tell(format!("缺少{what}的依据，请填写文件名称和条款"));
    }
    Basis::new(text)
}

fn filled(faults: &mut Faults, what: &str, text: String) -> String {
    if text.trim().is_empty() {
        faults.tell(format!("缺少{what}，请填写"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::shipped_calendar;
    use procedure::{
        ClockStop, Deadline, DeadlineCase, DeadlineClock, Due, Extension, Intake, Moment,
        NoticePeriod,
    };

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// A shipped limit with another number of days.
    fn with_value(code: &str, value: u32) -> Limit {
        let rules = shipped_deadlines().unwrap();
        let limit = rules.limit(code, day("2026-12-31")).unwrap().clone();
        Limit { value: NonZeroU32::new(value).unwrap(), ..limit }
    }

    fn reckoned(limit: &Limit, case: &DeadlineCase) -> Deadline {
        let (calendar, rules) = (shipped_calendar().unwrap(), shipped_deadlines().unwrap());
        DeadlineClock { calendar: &calendar, bases: rules.bases() }.due(limit, case).unwrap()
    }

    #[test]
    fn working_days_across_the_holidays_of_every_year_end_where_they_should() {
        // Beside each, where days counted by weekends alone would end: never the same.
        for (value, start, end, by_weekends) in [
            (10, "2021-02-05", "2021-02-24", "2021-02-19"),
            (10, "2021-09-27", "2021-10-15", "2021-10-11"),
            (7, "2022-01-27", "2022-02-10", "2022-02-07"),
            (10, "2023-09-28", "2023-10-18", "2023-10-12"),
            (10, "2024-02-02", "2024-02-21", "2024-02-16"),
            (20, "2025-01-24", "2025-02-27", "2025-02-21"),
            (10, "2026-02-13", "2026-03-05", "2026-02-27"),
            (5, "2021-04-30", "2021-05-11", "2021-05-07"),
        ] {
            let limit = with_value("permit_decision", value);
            let case = DeadlineCase::started(day(start));
            let deadline = reckoned(&limit, &case);
            assert_eq!(deadline.due, Due::On(day(end)), "{value} from {start}");
            assert!(deadline.certainty.is_certain(), "{value} from {start}");
            let plain = procedure::WorkingCalendar::new([]).unwrap();
            let counted = plain.add_working_days(day(start), value).unwrap().value;
            assert_eq!(counted, day(by_weekends), "{value} from {start}");
        }
    }

    #[test]
    fn the_shipped_limits_are_those_of_the_regulations() {
        let rules = shipped_deadlines().unwrap();
        let shown: Vec<String> = rules
            .limits()
            .iter()
            .filter(|limit| limit.in_force_from <= day("2021-01-01"))
            .map(|limit| format!("{} {limit}", limit.code))
            .collect();
        assert_eq!(
            shown,
            [
                "accident_investigation 提交事故调查报告：自事故发生之日起60个自然日",
                "accident_report_unit 事故单位负责人报告事故：自接到事故报告时起1小时",
                "accident_report_upward 主管部门逐级上报事故（每级）：自接到事故报告时起2小时",
                "audit_opinion 对审计报告提出书面意见：自接到审计组的审计报告之日起10个自然日",
                "challenge_answer 答复供应商质疑：自收到质疑之日起7个工作日",
                "completion_filing 竣工验收备案（建设单位）：自竣工验收合格之日起15个自然日",
                "construction_permit 颁发建筑工程施工许可证：自收到申请之日起7个工作日",
                "permit_decision 作出行政许可决定：自受理之日起20个工作日",
                "permit_delivery 颁发、送达行政许可证件：自作出决定之日起10个工作日",
                "presale_contract_filing 商品房预售合同登记备案（开发企业）：自签订合同之日起30个自然日",
                "presale_permit 作出商品房预售许可决定：自收到申请之日起10个工作日",
                "procurement_award_notice 发出中标、成交通知书并公告结果：\
                 自确定中标、成交供应商之日起2个工作日",
                "procurement_contract 签订政府采购合同：自发出中标、成交通知书之日起30个自然日",
                "procurement_contract_announcement 公告政府采购合同：自签订合同之日起2个工作日",
                "procurement_contract_filing 政府采购合同副本备案：自签订合同之日起7个工作日",
                "query_answer 答复供应商询问：自收到询问之日起3个工作日",
                "registration 办结不动产登记：自受理之日起30个工作日",
                "siren_test_notice 公告防空警报试鸣：防空警报试鸣提前5个自然日",
                "supplement_notice 一次告知补正：自收到申请之日起5个工作日",
                "well_cover_barrier 井盖缺失设置护栏和警示：自接到报告时起2小时",
                "well_cover_restored 井盖缺失修复：自接到报告时起6小时",
            ]
        );
        let kept: Vec<_> = rules.retentions().iter().map(|r| (&*r.code, r.years.get())).collect();
        assert_eq!(kept, [("procurement_file", 15)]);
    }

    #[test]
    fn what_is_uncertain_about_a_limit_is_marked_and_nothing_else() {
        let rules = shipped_deadlines().unwrap();
        let doubtful = rules.limits().iter().filter(|limit| limit.doubt.is_some());
        let doubtful: Vec<&str> = doubtful.map(|limit| limit.code.as_str()).collect();
        let expected =
            ["construction_permit", "presale_permit", "well_cover_barrier", "well_cover_restored"];
        assert_eq!(doubtful, expected);
        assert!(rules.retentions().iter().all(|retention| retention.doubt.is_some()));
        let extended = rules
            .limits()
            .iter()
            .filter_map(|limit| limit.extension.map(|by| (limit.code.as_str(), by.get())));
        let extended: Vec<_> = extended.collect();
        assert_eq!(extended, [("accident_investigation", 60), ("permit_decision", 10)]);
    }

    #[test]
    fn an_event_is_held_to_the_article_in_force_on_its_day() {
        let rules = shipped_deadlines().unwrap();
        let article = |on: &str| rules.limit("audit_opinion", day(on)).unwrap().basis.as_str();
        assert!(article("2021-12-31").ends_with("第四十条"));
        assert!(article("2022-01-01").ends_with("第四十四条"));
        assert_eq!(rules.limit("construction_permit", day("2019-04-22")), None);
    }

    #[test]
    fn a_permit_over_the_spring_festival_is_explained_to_the_end() {
        let limit = with_value("permit_decision", 20);
        let case = DeadlineCase {
            start: day("2025-01-24"),
            stops: vec![ClockStop {
                from: day("2025-02-06"),
                to: Some(day("2025-02-09")),
                reason: "专家评审".to_owned(),
            }],
            extension: Some(Extension {
                granted_on: day("2025-02-27"),
                reason: "需补充论证".to_owned(),
            }),
        };
        let deadline = reckoned(&limit, &case);
        assert_eq!(
            deadline.steps,
            [
                "受理之日为2025年1月24日，当日不计入，自次日起计算\
                 （《中华人民共和国民法典》第二百零一条第一款）。",
                "时限为20个工作日（《中华人民共和国行政许可法》第四十二条第一款）。",
                "2025年2月27日批准延长10个工作日（理由：需补充论证），合计30个工作日。",
                "2025年2月6日至2025年2月9日专家评审，扣除3个工作日\
                 （《中华人民共和国行政许可法》第四十五条）。",
                "期间休息日20天不计入：2025年1月28日至2025年2月4日（春节），\
                 其余星期六、星期日12天（《中华人民共和国行政许可法》第八十二条）。\
                 调休上班的2025年1月26日计入。",
                "到期日为2025年3月18日。",
            ]
        );
        assert!(deadline.calendar.starts_with("2021—2026年工作日历（"));
    }

    #[test]
    fn silence_on_an_incomplete_file_starts_the_limit_at_receipt() {
        let (calendar, rules) = (shipped_calendar().unwrap(), shipped_deadlines().unwrap());
        let clock = DeadlineClock { calendar: &calendar, bases: rules.bases() };
        let received_on = day("2021-02-05");
        let notice = rules.limit("supplement_notice", received_on).unwrap();
        let intake = Intake {
            received_on,
            notified_on: Some(day("2021-02-19")),
            supplemented_on: Some(day("2021-03-01")),
            accepted_on: Some(day("2021-03-01")),
        };
        // The fifth working day is Thursday the 18th: 7, 8, 9, 10, 18 February.
        let period = NoticePeriod::Within(notice);
        let found = clock.accepted(period, &intake, day("2021-03-31")).unwrap();
        assert_eq!(found.acceptance.day(), Some(received_on));
        let limit = rules.limit("permit_decision", received_on).unwrap();
        let deadline = clock.due(limit, &DeadlineCase::started(received_on)).unwrap();
        assert_eq!(deadline.due_on(), Some(day("2021-03-10")));
    }

    #[test]
    fn an_accident_is_reported_within_the_hour_over_midnight() {
        let (calendar, rules) = (shipped_calendar().unwrap(), shipped_deadlines().unwrap());
        let clock = DeadlineClock { calendar: &calendar, bases: rules.bases() };
        let eve = day("2021-12-31");
        let limit = rules.limit("accident_report_unit", eve).unwrap();
        let due = clock.due_at(limit, Moment::new(eve, 23, 20).unwrap()).unwrap();
        assert_eq!(Some(due.due_at), Moment::new(day("2022-01-01"), 0, 20));
    }

    #[test]
    fn every_fault_of_a_text_is_told_with_its_matter() {
        let text = TEXT
            .replacen("value = 20\nunit = \"working_day\"", "value = 0\nunit = \"week\"", 1)
            .replacen("start = \"receipt\"\n", "start = \"dawn\"\n", 1)
            .replacen("years = 15", "years = 0", 1)
            .replacen(
                "clock_stops = \"《中华人民共和国行政许可法》第四十五条\"",
                "clock_stops = \"\"",
                1,
            );
        let problem = read_deadlines("时限.toml", &text).unwrap_err().problem;
        for part in [
            "时限“permit_decision”：时限应大于零，请核对",
            "时限“permit_decision”：时限单位“week”不可用，可用的有：working_day、calendar_day、\
             calendar_day_before、hour",
            "时限“supplement_notice”：起算点“dawn”不可用，可用的有：receipt、acceptance、",
            "保存期限“procurement_file”：年限应大于零，请核对",
            "缺少扣除时限的依据，请填写文件名称和条款",
        ] {
            assert!(problem.contains(part), "{part} not in {problem}");
        }
    }

    #[test]
    fn limits_that_clash_are_refused_with_the_file() {
        let text =
            TEXT.replacen("in_force_from = \"2022-01-01\"", "in_force_from = \"2006-06-01\"", 1);
        let error = read_deadlines("时限.toml", &text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "规则文件时限.toml有误：时限“audit_opinion”重复，请删去一处或更正生效日期"
        );
        let unknown = TEXT.replacen("extension = 10", "extend = 10", 1);
        let problem = read_deadlines("时限.toml", &unknown).unwrap_err().problem;
        assert!(problem.contains("不认识的项目“extend”，请核对拼写"), "{problem}");
    }
}
