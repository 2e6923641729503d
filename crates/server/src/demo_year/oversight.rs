//! 监督: audits, visits to projects, disposal of assets, publication, research, and the works planned
//! for the year.
//!
//! `ledgers.md` 4: 5 to 25 findings of audits, 40 to 80 visits, 5 to 20 disposals, 3 to 8 studies;
//! every project is visited once a quarter.

use super::contracts::{disposal_decision, unit_of};
use super::dates::{Date, LAST, on};
use super::hazards::{Hazard, finding};
use super::people::{BUILDING, FINANCE, OFFICE};
use super::row::{BUREAU, Row, Year, fen, hundredths, key};
use super::sirens::{FOR_DISPOSAL, siren_key};
use super::{Step, Steps};

/// Projects of the sample.
pub(super) const PROJECTS: i64 = 14;
/// Planted: a project that nobody visited after the first quarter.
const NOT_VISITED: i64 = 9;

/// A finding of an audit.
#[derive(Clone, Copy)]
struct Audit {
    /// The place of its report in [`REPORTS`].
    report: usize,
    class: &'static str,
    issue: &'static str,
    /// 0 where there is no amount.
    yuan: i64,
    repeated: bool,
    /// How many days after the finding it was put right; none while it is open.
    fixed_after: Option<i64>,
}

const fn found(
    report: usize,
    (class, issue): (&'static str, &'static str),
    yuan: i64,
    repeated: bool,
    fixed_after: Option<i64>,
) -> Audit {
    Audit { report, class, issue, yuan, repeated, fixed_after }
}

/// Findings of audits, due after ninety days. Planted: two are open, one is late, three are repeated.
const AUDITS: [Audit; 12] = [
    found(0, ("预算执行", "上年度公房维修资金年末结余较大"), 86_000, false, Some(70)),
    found(0, ("绩效管理", "部分项目绩效指标与内容关联不紧密"), 0, true, Some(82)),
    found(0, ("财务核算", "往来款项未及时清理"), 42_300, false, Some(55)),
    found(0, ("资产管理", "报废设备未及时核销"), 31_800, true, Some(88)),
    found(1, ("政府采购", "零星采购未执行比价程序"), 57_400, false, Some(60)),
    found(1, ("内部控制", "支付审批表签字不全"), 0, false, Some(24)),
    found(1, ("绩效管理", "满意度调查样本量不足"), 0, false, Some(77)),
    found(2, ("预算执行", "年底集中支付比例偏高"), 230_000, true, None),
    found(2, ("预算编制", "道路维修项目支出测算依据不充分"), 412_000, false, Some(96)),
    found(2, ("财务核算", "会议费列支科目不当"), 18_600, false, Some(41)),
    found(3, ("政府采购", "采购方式变更未经批准"), 96_000, false, None),
    found(3, ("资产管理", "景观设备台账与实物不符"), 64_000, false, Some(33)),
];
/// The reports: number, origin, day.
const REPORTS: [(&str, &str, Date); 4] = [
    ("北审报〔2021〕3号", "审计机关", on(3, 12)),
    ("内审〔2021〕1号", "内部审计", on(4, 28)),
    ("北财监〔2021〕8号", "财政监督", on(6, 25)),
    ("内审〔2021〕2号", "内部审计", on(9, 16)),
];
/// What is disposed of: asset, way, original and net value, proceeds in 元. Planted: of the third
/// not all proceeds are remitted; the fifth is not written off; the sixth was disposed of before
/// the approval.
const DISPOSALS: [(&str, &str, i64, i64, i64); 8] = [
    ("电动警报器", "报废", 24_600, 0, 260),
    ("办公电脑12台", "报废", 62_400, 0, 480),
    ("执法车辆1辆", "出售", 148_000, 9_800, 12_600),
    ("水泵3台", "报废", 16_500, 0, 310),
    ("复印机2台", "报废", 27_800, 0, 120),
    ("测绘仪器1套", "无偿划转", 86_000, 21_000, 0),
    ("旧路灯灯具", "报损", 38_400, 0, 900),
    ("档案密集架", "报废", 19_300, 0, 240),
];
/// A work planned for the year.
#[derive(Clone, Copy)]
struct Work {
    name: &'static str,
    class: &'static str,
    project: &'static str,
    yuan: i64,
    end: Date,
    /// How many days later than planned it was finished; none when it is not.
    later: Option<i64>,
}

const fn work(
    (name, class, project): (&'static str, &'static str, &'static str),
    yuan: i64,
    end: Date,
    later: Option<i64>,
) -> Work {
    Work { name, class, project, yuan, end, later }
}

/// Works planned. Planted: two are finished late and one is not finished.
const WORKS: [Work; 14] = [
    work(("联峰路路面大修", "道路", "P13"), 1_260_000, on(10, 30), Some(-2)),
    work(("海宁路路面大修", "道路", "P13"), 980_000, on(10, 20), Some(-8)),
    work(("育花路路面大修", "道路", "P13"), 760_000, on(9, 30), Some(-5)),
    work(("雨水管网清淤改造", "排水", "P13"), 680_000, on(6, 10), Some(-3)),
    work(("排水泵站检修", "排水", "P13"), 210_000, on(5, 31), Some(-1)),
    work(("西海滩路路灯更新", "照明", "P13"), 180_000, on(6, 20), Some(-4)),
    work(("护栏更换", "交通", "P13"), 90_000, on(7, 31), Some(12)),
    work(("人行道整修", "交通", "P13"), 420_000, on(6, 15), Some(-6)),
    work(("街头绿地提升", "绿化", "P03"), 160_000, on(5, 20), Some(0)),
    work(("景观水景检修", "绿化", "P03"), 120_000, on(4, 25), Some(-1)),
    work(("燃气管段隐患改造", "燃气", "P06"), 60_000, on(9, 30), Some(-10)),
    work(("公房院落排水改造", "污水", "P05"), 80_000, on(6, 5), Some(-7)),
    work(("牛头崖供热管段保温", "热力", "P13"), 150_000, on(10, 31), Some(3)),
    work(("通讯杆线整治", "通讯", "P13"), 70_000, on(11, 30), None),
];
/// What is published: title, kind, approval, and on which day after it (none when it is not yet).
const DISCLOSED: [(&str, &str, Date, Option<i64>); 14] = [
    ("2021年部门预算", "部门预算", on(2, 1), Some(15)),
    ("2021年项目绩效目标", "绩效目标", on(2, 1), Some(15)),
    ("2020年部门决算", "部门决算", on(8, 20), Some(26)),
    ("2020年度项目自评结果", "自评结果", on(5, 10), Some(12)),
    ("2020年度部门整体绩效自评报告", "自评结果", on(5, 10), Some(12)),
    ("道路维修项目评价报告", "评价报告", on(9, 30), Some(18)),
    ("公房维护项目评价报告", "评价报告", on(9, 30), Some(18)),
    ("道路维修一标段招标公告", "采购信息", on(1, 22), Some(2)),
    ("道路维修二标段招标公告", "采购信息", on(2, 5), Some(3)),
    ("沟口保洁服务招标公告", "采购信息", on(1, 15), Some(2)),
    ("道路维修一标段合同", "采购信息", on(3, 10), Some(2)),
    ("政府采购意向", "采购信息", on(3, 1), Some(9)),
    ("老旧公房维修计划", "其他", on(3, 31), Some(7)),
    ("年度重点工作完成情况", "其他", on(12, 20), None),
];
/// Studies: topic, begin, days taken (none while it goes on), proposals and adopted ones.
const STUDIES: [(&str, Date, Option<i64>, i64, i64); 5] = [
    ("老旧公房维修资金需求测算", on(3, 1), Some(70), 3, 2),
    ("暑期市政设施保障能力", on(4, 12), Some(55), 2, 1),
    ("沟口水质变化与排口管理", on(6, 7), Some(90), 3, 0),
    ("人防警报覆盖盲区", on(8, 2), Some(64), 2, 2),
    ("劳务派遣岗位设置", on(11, 1), None, 0, 0),
];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let audits =
        (0_i64..).zip(AUDITS).filter_map(move |(at, found)| audit(year, at, found).enter());
    let visits = (0..PROJECTS * 4).flat_map(move |at| visit(year, at % PROJECTS, at / PROJECTS));
    let disposals =
        (0_i64..).zip(DISPOSALS).filter_map(move |(at, asset)| disposal(year, at, asset).enter());
    let works = (0_i64..).zip(WORKS).filter_map(move |(at, work)| planned(year, at, work).enter());
    let published = (0_i64..)
        .zip(DISCLOSED)
        .filter_map(move |(at, document)| disclosed(year, at, document).enter());
    let studies = (0_i64..).zip(STUDIES).flat_map(move |(at, study)| studied(year, at, study));
    let all = audits.chain(visits).chain(disposals).chain(works).chain(published).chain(studies);
    Box::new(all)
}

/// The code of a project.
pub(super) fn project(at: i64) -> String {
    format!("P{:02}", at + 1)
}

fn audit(year: Year<'_>, at: i64, audit: Audit) -> Row<'_> {
    let (number, origin, found) = REPORTS.get(audit.report).copied().unwrap_or(REPORTS[0]);
    let fixed = audit.fixed_after.and_then(|days| found.plus(days).if_come());
    let before = AUDITS
        .iter()
        .zip(0_i64..)
        .filter(|(other, index)| other.report == audit.report && *index < at);
    let seq = i64::try_from(before.count()).unwrap_or(0) + 1;
    let money = (audit.yuan > 0).then(|| fen(audit.yuan * 100));
    let mut row = year
        .row("audit_finding", format!("{number}/{seq}"))
        .state(if fixed.is_some() { "closed" } else { "open" })
        .evidence(if fixed.is_some() { 2 } else { 1 })
        .with("report_no", number)
        .with("seq", seq)
        .with("origin", origin)
        .with("issue_class", audit.class)
        .with("issue", audit.issue)
        .with("clause", "预算法及其实施条例、内部控制规范相关条款")
        .with("found_on", found)
        .with("response_due_on", found.plus(10))
        .with("responded_on", found.plus(8))
        .with("rectify_due_on", found.plus(90))
        .with("measures", "制定整改方案，明确责任人和时限")
        .with("fixed_on", fixed)
        .with("fixer", key(FINANCE.person(1 + at % 3)))
        .with("repeated", audit.repeated);
    if let Some(money) = money {
        row = row.with("amount_fen", money);
        row = row.with(
            "fixed_fen",
            fen(if fixed.is_some() { audit.yuan * 100 } else { audit.yuan * 40 }),
        );
    }
    match fixed {
        Some(fixed) => {
            row.with("rechecked_by", key(FINANCE.person(0))).with("rechecked_on", fixed.plus(2))
        }
        None => row,
    }
}

/// The visit to a project in a quarter, and what it found.
fn visit(year: Year<'_>, at: i64, quarter: i64) -> Vec<Step> {
    if at == NOT_VISITED && quarter > 0 {
        return Vec::new();
    }
    let day = on(quarter * 3 + 2, 10).plus(at * 3).or_next_worked();
    let mut draw = year.draw("visit", at * 4 + quarter);
    let number = year.number("DD-2021", at * 4 + quarter + 1, 3);
    let issues = draw.weighted(&[(0_i64, 65), (1, 35)]);
    let share = [18, 44, 70, 90].get(usize::try_from(quarter).unwrap_or(0)).copied().unwrap_or(0);
    let project = project(at);
    let row = year
        .row("supervision", number.as_str())
        .evidence(1)
        .with("number", number.as_str())
        .with("project", project.as_str())
        .with("way", if quarter % 2 == 0 { "现场督导" } else { "业务督办" })
        .with("visited_on", day)
        .with("leader", OFFICE.somebody(&mut draw))
        .with("progress", hundredths((share + draw.between(-6, 9)) * 100))
        .with("spending", hundredths((share + draw.between(-12, 4)) * 100))
        .with("goal_progress", "按计划推进，绩效指标数据已按月登记")
        .with("issues", issues)
        .with("opinion", if issues > 0 { "加快支出进度，完善佐证资料" } else { "" });
    let findings = (0..issues).filter_map(|issue| {
        let hazard = Hazard {
            number: format!("{number}-{}", issue + 1),
            source: ("supervision_id", number.clone()),
            subject: None,
            description: draw.pick(&["支出进度低于计划", "佐证资料不全", "台账登记不及时"]),
            found: day,
            section: OFFICE,
            unit: BUREAU,
        };
        finding(year, hazard, at * 4 + quarter).enter()
    });
    let findings: Vec<Step> = findings.collect();
    row.enter().into_iter().chain(findings).collect()
}

fn disposal<'c>(
    year: Year<'c>,
    at: i64,
    (asset, way, original, net, proceeds): (&str, &str, i64, i64, i64),
) -> Row<'c> {
    const NOT_REMITTED: i64 = 2;
    const NOT_WRITTEN_OFF: i64 = 4;
    const BEFORE_APPROVAL: i64 = 5;
    let applied = on(2, 20).plus(at * 26).or_next_worked();
    let approved = applied.plus_worked(15);
    let early = at == BEFORE_APPROVAL;
    let disposed = if early { approved.plus(-6).or_last_worked() } else { approved.plus_worked(8) };
    let written_off = disposed.plus_worked(12);
    let remitted = if at == NOT_REMITTED { proceeds * 60 / 100 } else { proceeds };
    let number = year.number("ZCCZ-2021", at + 1, 2);
    let row = year
        .row("asset_disposal", number.as_str())
        .state(if at == NOT_WRITTEN_OFF { "open" } else { "closed" })
        .evidence(if proceeds > 0 { 2 } else { 1 })
        .remark(if early { "接收单位急用先行移交，已补办批准手续" } else { "" })
        .with("number", number)
        .with("asset", asset)
        .with("way", way)
        .with("original_fen", fen(original * 100))
        .with("net_fen", fen(net * 100))
        .with("applied_on", applied)
        .with("approval_no", format!("北财资〔2021〕{}号", at + 11))
        .with("approved_on", approved)
        .with("disposed_on", disposed)
        .with("proceeds_fen", fen(proceeds * 100))
        .with("remitted_fen", (proceeds > 0).then(|| fen(remitted * 100)))
        .with("remitted_on", (proceeds > 0).then(|| disposed.plus_worked(5)))
        .with("written_off_on", (at != NOT_WRITTEN_OFF).then_some(written_off));
    // The siren that waits for it, and the leadership's decision on the greatest of them.
    match at {
        0 => row.with("facility_id", key(siren_key(year, FOR_DISPOSAL))),
        7 => {
            let (decision, held) = disposal_decision(year);
            let disposed = held.plus_worked(5);
            row.with("decision_id", key(decision))
                .with("approved_on", held.plus_worked(2))
                .with("disposed_on", disposed)
                .with("remitted_on", disposed.plus_worked(3))
                .with("written_off_on", disposed.plus_worked(8))
        }
        _ => row,
    }
}

fn planned(year: Year<'_>, at: i64, work: Work) -> Row<'_> {
    let finished = work.later.and_then(|days| work.end.plus(days).if_come());
    let delayed = finished.is_none_or(|finished| finished > work.end);
    let number = year.number("GCJH-2021", at + 1, 2);
    year.row("works_plan", number.as_str())
        .unit(unit_of(work.project))
        .state(if finished.is_some() { "closed" } else { "open" })
        .evidence(u16::from(finished.is_some()))
        .with("number", number)
        .with("name", work.name)
        .with("utility_class", work.class)
        .with("project", work.project)
        .with("budget_fen", fen(work.yuan * 100))
        .with("planned_start_on", work.end.plus(-75))
        .with("planned_finish_on", work.end)
        .with("finished_on", finished)
        .with("delay_reason", if delayed { "管线迁改协调和材料到货延后" } else { "" })
}

fn disclosed<'c>(
    year: Year<'c>,
    at: i64,
    (document, kind, approved, after): (&str, &str, Date, Option<i64>),
) -> Row<'c> {
    let published = after.and_then(|days| approved.plus(days).if_come());
    let number = year.number("GK-2021", at + 1, 2);
    year.row("disclosure", number.as_str())
        .state(if published.is_some() { "closed" } else { "open" })
        .evidence(u16::from(published.is_some()))
        .with("number", number)
        .with("document", document)
        .with("kind", kind)
        .with("approved_on", approved)
        .with("due_on", approved.plus(20))
        .with("published_on", published)
        .with("medium", if published.is_some() { "区政府门户网站" } else { "" })
}

fn studied(
    year: Year<'_>,
    at: i64,
    (topic, begun, days, proposals, adopted): (&'static str, Date, Option<i64>, i64, i64),
) -> Vec<Step> {
    let number = year.number("DY-2021", at + 1, 2);
    let done = days.and_then(|days| begun.plus(days).if_come());
    let study = year
        .row("research", number.as_str())
        .state(if done.is_some() { "closed" } else { "open" })
        .evidence(u16::from(done.is_some()))
        .with("number", number.as_str())
        .with("topic", topic)
        .with("started_on", begun)
        .with("due_on", begun.plus(90))
        .with("done_on", done)
        .with("places", "区内街道、镇和相关单位")
        .with("leader", key(BUILDING.person(0)))
        .with("summary", if done.is_some() { "形成调研报告并提出建议" } else { "" });
    let proposals = (1..=proposals).filter_map(|seq| {
        let is_adopted = seq <= adopted;
        let row = year
            .row("proposal", format!("{number}/{seq}"))
            .evidence(u16::from(is_adopted))
            .with("research_id", key(number.as_str()))
            .with("seq", seq)
            .with("content", format!("关于{topic}的第{seq}条建议"))
            .with("adopted", is_adopted);
        let adopted_on = done.map(|done| done.plus(21).min(LAST));
        let row = if is_adopted {
            row.with("adopted_on", adopted_on).with("adopted_in", "局长办公会纪要")
        } else {
            row
        };
        row.enter()
    });
    let proposals: Vec<Step> = proposals.collect();
    study.enter().into_iter().chain(proposals).collect()
}
