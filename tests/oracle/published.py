"""The 52 published indicators, each as its definition says, worked out by hand.

The number is the row of the published tables, from 1 to 52; the text is the printed name, so that
a row that moved is noticed.
"""

import datetime
from collections import Counter

from results import (
    FullWithoutEvents, Missing, Plain, Share,
    NO_COVERAGE, NO_REFERENCE, NO_SURVEY, NO_WEEK,
)

REGISTRATION = ("首次登记", "转移登记", "变更登记", "抵押登记", "更正登记")
ROADS = ("道路段", "人行道", "雨水口", "雨水井", "雨水管段")
ROWS = {}


def row(numbers, name):
    """Files a function under the rows that print its name."""
    def file(function):
        for number in numbers:
            ROWS[number] = (name, function)
        return function
    return file


def needed(look, code):
    """基准数 that has to be registered."""
    value = look.reference(code)
    if value is None:
        raise Missing(NO_REFERENCE)
    return value


def survey(numbers, name):
    """A satisfaction row: without a finished survey it has no value."""
    def none(_look):
        raise Missing(NO_SURVEY)
    row(numbers, name)(none)


# P1

@row([1], "负责全区测绘及房产档案的管理完成率")
def archive_done(look):
    jobs = look.open("archive_job")
    done = [j for j in jobs if look.past(j.day("完成日期")) and j["质检结果"] == "合格"]
    return Share(len(done), len(jobs))


@row([2], "提出全区房产经济运行分析报告和专项分析报告完成率")
def batches_analysed(look):
    batches = look.within("market_batch")
    cited = set()
    for source in look.ever("report_source"):
        report = look.referred(source, "报告", "report")
        if report is not None and look.past(report.day("印发日期")):
            cited.add(source["引用批次"])
    return Share(sum(b.key in cited for b in batches), len(batches))


@row([3], "负责全区各类房屋产权登记管理业务的规定、流程的制定及实施工")
def registered_well(look):
    received = [a for a in look.within("approval") if a["审批事项"] in REGISTRATION]
    good = [a for a in received if a["审批结果"] == "准予" and a["卷宗质检"] == "合格"]
    return Share(len(good), len(received))


survey([4], "群众满意度")


# P2 and P7

@row([5, 22], "保障人防工程设施覆盖率")
def covered(_look):
    raise Missing(NO_COVERAGE)


def usable(look, *kinds):
    facilities = look.facilities(*kinds)
    return Share(sum(f["运行状态"] == "可用" for f in facilities), len(facilities))


def renewed(look, kind):
    facilities = look.facilities(kind)
    new = [f for f in facilities if f.yes("新型设备") and f["更新日期"]]
    # An unknown state is not known to be another one.
    used = [f for f in facilities if f["运行状态"] not in ("", "停用")]
    return Share(len(new), len(used))


@row([6], "保障人防工程设施完好率")
def sirens_usable(look):
    return usable(look, "警报器")


@row([7], "保障人防工程设施更新率")
def sirens_renewed(look):
    return renewed(look, "警报器")


survey([8, 25], "群众满意度")


@row([23], "保障人防工程设施完好率")
def defence_usable(look):
    return usable(look, "人防工程设备", "警报器")


@row([24], "保障人防工程设施更新率")
def defence_renewed(look):
    return renewed(look, "人防工程设备")


# P3

@row([9], "排除设备故障率")
def devices_repaired(look):
    devices = look.facilities("景观设备")
    faults = look.open("fault")
    broken = look.keys_of(faults, "故障设备")
    still = look.keys_of([f for f in faults if not look.past(f.day("排除日期"))], "故障设备")
    return Share(sum(d.key in broken and d.key not in still for d in devices), len(devices))


@row([10], "设备运行完好率")
def devices_usable(look):
    return usable(look, "景观设备")


survey([11], "游客满意度")


# P4

@row([12, 13], "保障下放行政审批事项办结率、监督管理率")
def decided_and_watched(look):
    items = (*REGISTRATION, "物业管理", "施工许可", "竣工备案")
    cases = [a for a in look.fallen_due("approval") if a["审批事项"] in items]
    decided = Share(sum(look.past(a.day("决定日期")) for a in cases), len(cases))
    sites = look.at_end("site")
    visits = [v for v in look.within("inspection") if v["检查类别"] in ("安全", "稽查")]
    visited = look.keys_of(visits, "被检查工程")
    watched = Share(sum(s.key in visited for s in sites), len(sites))
    # Each has to have a value; the lower one decides.
    return min((decided, watched), key=Share.value)


survey([14, 15], "群众满意度")


# P5

@row([16], "老旧公房完好率")
def houses_normal(look):
    houses = look.facilities("公房")
    return Share(sum(h["使用状况"] == "正常使用" for h in houses), len(houses))


@row([17], "老旧公房维护率")
def houses_maintained(look):
    houses = look.facilities("公房")
    orders = [
        o for o in look.ever("work_order")
        if o["维修级别"] in ("日常", "大修") and o.yes("验收合格") and look.inside(o.day("完工日期"))
    ]
    maintained = look.keys_of(orders, "维修对象")
    return Share(sum(h.key in maintained for h in houses), len(houses))


survey([18], "老旧公房住户满意度")


# P6

def counted_incidents(look):
    """责任事故 of the grade 一般事故 and above."""
    grades = ("一般事故", "较大事故", "重大事故", "特别重大事故")
    return [
        i for i in look.within("incident")
        if i["责任认定"] == "责任" and i["事故等级"] in grades
    ]


@row([19, 20], "排除安全生产事故率")
def without_accident(look):
    entities = look.at_end("gas_entity")
    struck = look.keys_of(counted_incidents(look), "事故单位")
    return Share(sum(e.key not in struck for e in entities), len(entities))


survey([21], "群众满意度")


# P8

@row([26], "干部培训优秀率")
def cadres_excellent(look):
    excellent = set()
    for result in look.within("training_result"):
        if result["培训主题"] == "人防" and result["成绩等次"] == "优秀":
            person = look.referred(result, "参训人员", "person")
            if person is not None and person["所在股室"] == "人防办":
                excellent.add(result["参训人员"])
    staff = [p for p in look.at_end("person") if p["所在股室"] == "人防办"]
    return Share(len(excellent), len(staff))


@row([27], "初级中学人防宣传教育覆盖率;")
def pupils_reached(look):
    # Of each class the best attended lesson, never the sum of its lessons.
    best = {}
    for lesson in look.within("edu_session"):
        if lesson["学段"] == "初中" and lesson["主题"] == "人防" and lesson["班级"]:
            attended = lesson.number("到课人数")
            if attended is not None:
                best[lesson["班级"]] = max(best.get(lesson["班级"], attended), attended)
    classes = [c for c in look.at_end("school_class") if c["学段"] == "初中"]
    return Share(sum(best.values()), sum(c.number("在籍人数") or 0 for c in classes))


@row([28], "开展人防法规制度建设全民覆盖率")
def people_reached(look):
    events = [p for p in look.within("publicity") if p["宣传主题"] == "人防法规"]
    people = sum(p.number("参加人数") or 0 for p in events)
    return Share(people, needed(look, "resident_population"))


survey([29], "受益对象满意度(%)")


# P9

@row([30], "人事代理工作完成率")
def work_done(look):
    tasks = [t for t in look.within("task") if t["预算项目"] == "P09"]
    done = sum(t.number("完成工作量") or 0 for t in tasks)
    return Share(done, sum(t.number("计划工作量") or 0 for t in tasks))


def agency_lines(look):
    """The lines of people who are paid by the project. A line that nobody filled in does not say
    so itself and must be in the denominator all the same: the list of staff decides."""
    lines = []
    for line in look.within("pay_line"):
        person = look.referred(line, "人员", "person")
        if person is not None and person["经费项目"] == "P09":
            lines.append(line)
    return lines


def unpaid(line):
    """A line that nobody paid, or paid too little of."""
    if not line["发放日期"]:
        return True
    paid, due = line.number("实发金额"), line.number("应发金额")
    return paid is not None and due is not None and paid < due


@row([31], "人事代理人员工资待遇保障率")
def paid_in_full(look):
    # Of a person every line has to be paid, whatever project it is filed under.
    short = {p["人员"] for p in look.within("pay_line") if unpaid(p)}
    people = {p["人员"] for p in agency_lines(look) if p["人员"]}
    return Share(len(people - short), len(people))


survey([32, 33], "群众满意度")


# P10

def presales(look, records):
    return [a for a in records if a["审批事项"] == "商品房预售"]


@row([34], "合格率")
def presale_good(look):
    eligible = [a for a in presales(look, look.within("approval")) if a.yes("符合申请条件")]
    good = [a for a in eligible if a["审批结果"] == "准予" and a["卷宗质检"] == "合格"]
    return Share(len(good), len(eligible))


@row([35], "及时率")
def presale_on_time(look):
    cases = presales(look, look.fallen_due("approval"))
    on_time = [a for a in cases if a["决定日期"] and a.day("决定日期") <= a.due()]
    return Share(len(on_time), len(cases))


@row([36], "办结率")
def presale_decided(look):
    cases = [a for a in presales(look, look.fallen_due("approval")) if a.yes("符合申请条件")]
    return Share(sum(look.past(a.day("决定日期")) for a in cases), len(cases))


survey([37], "群众满意度")


# P11

def newly_met(look):
    known = {
        c["客商识别码"] for c in look.ever("contact")
        if c["客商识别码"] and c.on() is not None and c.on() < look.start
    }
    return [c for c in look.within("contact") if c["客商识别码"] not in known]


@row([38], "新结识客商数")
def contacts_met(look):
    return Plain(len(newly_met(look)))


@row([39], "可持续性服务")
def contacts_followed(look):
    contacts = look.at_end("contact")
    followed = look.keys_of(look.within("follow_up"), "客商")
    return Share(sum(c.key in followed for c in contacts), len(contacts))


survey([40], "群众满意度")


# P12

def patrols(look):
    return [v for v in look.within("inspection") if v["检查类别"] == "巡查"]


@row([41], "每周对建设工程巡查次数")
def weekly_patrols(look):
    weeks = []
    monday = look.start + datetime.timedelta(days=-look.start.weekday() % 7)
    while monday + datetime.timedelta(days=6) <= look.end:
        weeks.append(monday)
        monday += datetime.timedelta(days=7)
    if not weeks:
        raise Missing(NO_WEEK)
    made = Counter(v.on() - datetime.timedelta(days=v.on().weekday()) for v in patrols(look))
    return Plain(min(made[week] for week in weeks))


@row([42], "建设工程巡查发现问题率")
def patrols_with_findings(look):
    made = patrols(look)
    return Share(sum((v.number("发现问题数") or 0) > 0 for v in made), len(made))


survey([43], "群众满意度")


# P13 and P14

def road_defects(look):
    found = []
    for defect in look.fallen_due("defect"):
        facility = look.referred(defect, "所在设施", "facility")
        if facility is not None and facility["设施类别"] in ROADS:
            found.append(defect)
    return found


@row([44, 48], "城市道路、雨水排放设施修复完好率")
def defects_repaired(look):
    due = road_defects(look)
    return FullWithoutEvents(
        sum(bool(d["修复日期"]) and d.yes("验收合格") for d in due), len(due))


def quantity_usable(facilities):
    usable = sum(f.number("标准数量") or 0 for f in facilities if f["运行状态"] == "可用")
    return Share(usable, sum(f.number("标准数量") or 0 for f in facilities))


@row([45, 49], "实现城市道路、雨水排放设施完好率")
def roads_usable(look):
    return quantity_usable(look.facilities(*ROADS))


@row([46, 50], "实现城市市政设施完好率")
def municipal_usable(look):
    return quantity_usable([f for f in look.at_end("facility") if f["业务领域"] == "市政"])


survey([47], "民众满意度")


@row([51], "沟口保洁率")
def outfalls_cleaned(look):
    logs = look.within("clean_log")
    return Share(sum(c.yes("已完成保洁") for c in logs), len(logs))


def is_clean(log):
    """The standard: cleaned, nothing floating, no litter, clean walls, no smell."""
    return log.yes("已完成保洁") and (
        log["漂浮物"], log["地表垃圾"], log["沟体设施"], log["异味"]) == ("无", "无", "干净", "无")


@row([52], "沟口维护程度")
def clean_days(look):
    clean = Counter(
        c.on() for c in look.within("clean_log") if is_clean(c) and c.evidence > 0)
    wanted = needed(look, "outfall_count")
    every = (look.start + datetime.timedelta(days=n) for n in range(look.days))
    return Share(sum(clean[one] >= wanted for one in every), look.days)
