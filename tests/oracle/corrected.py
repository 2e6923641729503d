"""The corrected variants, where the definition of the published row says what should be measured
instead and needs neither a survey nor a boundary to do so. By the same row numbers."""

import datetime

from results import FullWithoutEvents, Missing, Plain, Share
from published import (
    REGISTRATION, agency_lines, counted_incidents, is_clean, needed, newly_met, presales,
    road_defects, unpaid,
)

ROWS = {}


def row(*numbers):
    def file(function):
        for number in numbers:
            ROWS[number] = function
        return function
    return file


@row(1)
def archive_quality(look):
    checked = [
        j for j in look.open("archive_job") if look.past(j.day("完成日期")) and j["质检结果"]
    ]
    return Share(sum(j["质检结果"] == "合格" for j in checked), len(checked))


@row(2)
def reports_on_time(look):
    planned = look.fallen_due("report_plan")
    on_time = 0
    for plan in planned:
        report = look.referred(plan, "对应报告", "report")
        issued = report.day("印发日期") if report is not None else None
        on_time += issued is not None and issued <= plan.due()
    return Share(on_time, len(planned))


@row(3)
def registered_rightly(look):
    due = [a for a in look.fallen_due("approval") if a["审批事项"] in REGISTRATION]
    good = [
        a for a in due
        if look.past(a.day("决定日期")) and a["审批结果"] in ("准予", "不予")
        and a["卷宗质检"] == "合格"
    ]
    return Share(len(good), len(due))


def known_usable(look, *kinds):
    """A status older than 95 days is unknown, and unknown is not usable."""
    oldest = look.end - datetime.timedelta(days=95)
    facilities = look.facilities(*kinds)
    good = [
        f for f in facilities
        if f["运行状态"] == "可用" and f["状态日期"] and f.day("状态日期") >= oldest
    ]
    return Share(len(good), len(facilities))


@row(6)
def sirens_known_usable(look):
    return known_usable(look, "警报器")


@row(23)
def defence_known_usable(look):
    return known_usable(look, "人防工程设备", "警报器")


def renewed_when_due(look, kind):
    """Of what is due for replacement in the year, what was replaced in it. What was replaced for
    good before its day is no longer due."""
    due = []
    for facility in look.facilities(kind):
        on, replaced = facility.day("应更新日期"), facility.day("更新日期")
        if look.past(on) and (replaced is None or replaced < on or look.inside(replaced)):
            due.append(facility)
    return Share(sum(look.inside(f.day("更新日期")) for f in due), len(due))


@row(7)
def sirens_renewed_when_due(look):
    return renewed_when_due(look, "警报器")


@row(24)
def defence_renewed_when_due(look):
    return renewed_when_due(look, "人防工程设备")


def landscape_faults(look, faults):
    found = []
    for fault in faults:
        facility = look.referred(fault, "故障设备", "facility")
        if facility is not None and facility["设施类别"] == "景观设备":
            found.append(fault)
    return found


@row(9)
def faults_fixed_on_time(look):
    due = landscape_faults(look, look.fallen_due("fault"))
    fixed = [f for f in due if f["排除日期"] and f.day("排除日期") <= f.due()]
    return FullWithoutEvents(len(fixed), len(due))


@row(10)
def availability(look):
    planned = needed(look, "landscape_planned_hours")
    begun = [f for f in look.at_end("fault") if look.inside(f.opened())]
    stopped = [f for f in landscape_faults(look, begun) if not f.yes("计划停机")]
    return Share(planned - sum(f.number("停机时长") or 0 for f in stopped), planned)


@row(16)
def house_area_sound(look):
    houses = look.facilities("公房")
    sound = [h for h in houses if h["完损等级"] in ("完好", "基本完好")]
    return Share(
        sum(h.number("建筑面积") or 0 for h in sound),
        sum(h.number("建筑面积") or 0 for h in houses))


@row(17)
def reported_and_repaired(look):
    orders = [o for o in look.open("work_order") if o["维修级别"] in ("日常", "大修")]
    repaired = [o for o in orders if o.yes("验收合格") and look.past(o.day("完工日期"))]
    wanted = look.keys_of(orders, "维修对象")
    done = look.keys_of(repaired, "维修对象")
    houses = look.facilities("公房")
    return Share(sum(h.key in done for h in houses), sum(h.key in wanted for h in houses))


@row(19, 20)
def accidents(look):
    return Plain(len(counted_incidents(look)))


@row(30)
def work_done_capped(look):
    tasks = [t for t in look.within("task") if t["预算项目"] == "P09"]
    # What was done beyond one plan does not hide what was not done of another.
    done = sum(
        min(t.number("完成工作量") or 0, t.number("计划工作量") or 0) for t in tasks)
    return Share(done, sum(t.number("计划工作量") or 0 for t in tasks))


@row(31)
def paid_in_full_and_on_time(look):
    lines = agency_lines(look)
    short = set()
    for line in look.within("pay_line"):
        late = line["发放日期"] and line["应发日期"] and line.day("发放日期") > line.day("应发日期")
        if unpaid(line) or late:
            short.add(line["人员"])
    people = {p["人员"] for p in lines if p["人员"]}
    return Share(len(people - short), len(people))


@row(34)
def presale_files_good(look):
    sampled = [a for a in presales(look, look.within("approval")) if a.yes("列入卷宗抽查")]
    return Share(sum(a["卷宗质检"] == "合格" for a in sampled), len(sampled))


@row(38)
def contacts_of_plan(look):
    # One investor counts once, by its code.
    met = {c["客商识别码"] for c in newly_met(look) if c["客商识别码"]}
    return Share(len(met), needed(look, "plan_new_contacts"))


@row(42)
def hazards_rectified(look):
    due = []
    for finding in look.fallen_due("finding"):
        patrol = look.referred(finding, "来源检查", "inspection")
        if patrol is not None and patrol["检查类别"] == "巡查":
            due.append(finding)
    on_time = [f for f in due if f["整改完成日期"] and f.day("整改完成日期") <= f.due()]
    return Share(len(on_time), len(due))


@row(44, 48)
def defects_repaired_on_time(look):
    due = road_defects(look)
    good = [
        d for d in due
        if d["修复日期"] and d.day("修复日期") <= d.due() and d.yes("验收合格")
    ]
    return FullWithoutEvents(len(good), len(due))


ROAD_WEIGHTS = {
    "道路段": "weight_road",
    "人行道": "weight_sidewalk",
    "雨水口": "weight_inlet",
    "雨水井": "weight_well",
    "雨水管段": "weight_pipe",
}
MUNICIPAL_WEIGHTS = {
    **ROAD_WEIGHTS,
    "路灯": "weight_lamp",
    "护栏": "weight_railing",
    "井盖": "weight_cover",
    "桥涵": "weight_bridge",
    "交通设施": "weight_traffic",
}


def weighted(look, weights):
    """Each kind in its own unit, put together by the registered weights."""
    total = 0
    weighed = 0
    for kind, code in weights.items():
        weight = needed(look, code)
        facilities = look.facilities(kind)
        usable = sum(f.number("标准数量") or 0 for f in facilities if f["运行状态"] == "可用")
        whole = sum(f.number("标准数量") or 0 for f in facilities)
        total += weight * Share(usable, whole).value()
        weighed += weight
    if weighed == 0:
        raise Missing("分母为零")
    return Plain(total / weighed)


@row(45, 49)
def roads_weighted(look):
    return weighted(look, ROAD_WEIGHTS)


@row(46, 50)
def municipal_weighted(look):
    return weighted(look, MUNICIPAL_WEIGHTS)


@row(52)
def clean_outfall_days(look):
    logs = look.within("clean_log")
    return Share(sum(is_clean(c) and c.evidence > 0 for c in logs), len(logs))
