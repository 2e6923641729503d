"""The ledgers as `chengxiao ledger export --whole` writes them, and what a period sees of them.

Nothing here knows the program: only the table files, and the conventions of measurement by which
the indicators are defined (time modes, states that count, stock as of a day).
"""

import csv
import datetime
from fractions import Fraction
from pathlib import Path

STOCK_FOREVER = datetime.date(9999, 12, 31)

# 存量: records with a validity; all others happen on days of their own.
STOCK = {"person", "facility", "ref_value", "gas_entity", "site", "school_class", "contact"}

# The fields that say when: event day, begin, end, deadline.
ON = {
    "market_batch": "数据月份",
    "inspection": "检查日期",
    "task": "月份",
    "contact": "首次结识日期",
    "follow_up": "跟进日期",
    "edu_session": "授课日期",
    "publicity": "活动日期",
    "training_result": "参训日期",
    "pay_line": "所属月份",
    "clean_log": "保洁日期",
    "approval": "受理日期",
    "incident": "发生日期",
    "report": "印发日期",
}
OPENED = {
    "archive_job": "收件日期",
    "fault": "发生日期",
    "work_order": "报修日期",
    "defect": "发现日期",
    "approval": "收到申请日期",
    "finding": "发现日期",
}
CLOSED = {
    "archive_job": "完成日期",
    "fault": "排除日期",
    "work_order": "完工日期",
    "defect": "修复日期",
    "approval": "决定日期",
    "finding": "整改完成日期",
}
DUE = {
    "approval": "法定到期日",
    "fault": "应排除日期",
    "defect": "应修复日期",
    "report_plan": "应印发日期",
    "finding": "整改期限",
}

# Rows that a plan demands beforehand, and by when each has to be filled in: until then one that
# nobody filled in is no failure.
DEMANDED = {"pay_line": "应发日期"}

# Records of these ledgers count only when a second person has looked at them.
REVIEWED_FIRST = {"ref_value"}
# In these a record that is sent back stays in the workload, else lateness could be sent away.
KEPT_WHEN_RETURNED = {
    "archive_job", "approval", "fault", "work_order", "defect", "finding", "incident",
    "clean_log", "task", "pay_line", "report_plan",
}
# What was withdrawn, excused, cancelled or may be a double counts nowhere.
NEVER = {"疑似重复", "已作废", "已撤回", "已豁免"}


def counts(ledger, state):
    """Whether records of a ledger count in a state."""
    if state in NEVER:
        return False
    if ledger in REVIEWED_FIRST:
        return state == "已审核"
    return state != "退回修改" or ledger in KEPT_WHEN_RETURNED


def day(text):
    """A day; none when the cell is empty."""
    return datetime.date.fromisoformat(text) if text else None


def number(text):
    """An exact number; none when the cell is empty."""
    return Fraction(text) if text else None


class Record:
    """One entry of a record."""

    __slots__ = ("ledger", "cells")

    def __init__(self, ledger, cells):
        self.ledger = ledger
        self.cells = cells

    def __getitem__(self, label):
        return self.cells[label]

    def day(self, label):
        return day(self.cells[label])

    def number(self, label):
        return number(self.cells[label])

    def yes(self, label):
        return self.cells[label] == "是"

    @property
    def key(self):
        return self.cells["记录编号"]

    @property
    def evidence(self):
        return int(self.cells["佐证份数"])

    def on(self):
        return self.day(ON[self.ledger])

    def opened(self):
        return self.day(OPENED[self.ledger])

    def closed(self):
        return self.day(CLOSED[self.ledger])

    def due(self):
        return self.day(DUE[self.ledger])

    def holds_on(self, wanted):
        """Whether the entry is what holds on a day; what is no stock always holds."""
        if self.ledger not in STOCK:
            return True
        last = self.day("有效期至") or STOCK_FOREVER
        return self.day("生效日期") <= wanted <= last


class Tables:
    """All ledgers of a store, read once."""

    def __init__(self, folder):
        self.ledgers = {}
        for file in sorted(Path(folder).glob("*.csv")):
            with open(file, encoding="utf-8-sig", newline="") as lines:
                rows = csv.DictReader(lines)
                self.ledgers[file.stem] = [
                    Record(file.stem, row) for row in rows if row["是否现行"] == "是"
                ]

    def of(self, ledger):
        return self.ledgers[ledger]


class Look:
    """What a period sees: from 1 January to the day that is asked about."""

    def __init__(self, tables, end):
        self.tables = tables
        self.end = end
        self.start = datetime.date(end.year, 1, 1)
        self.cache = {}
        self.keys = {}

    @property
    def days(self):
        return (self.end - self.start).days + 1

    def inside(self, wanted):
        """in_period: whether a day lies in the period; an unknown day does not."""
        return wanted is not None and self.start <= wanted <= self.end

    def past(self, wanted):
        """Whether a day is known and not after the end."""
        return wanted is not None and wanted <= self.end

    def _counting(self, ledger):
        return [
            r for r in self.tables.of(ledger)
            if counts(ledger, r["状态"]) and not self._is_not_due_yet(r)
        ]

    def _is_not_due_yet(self, record):
        label = DEMANDED.get(record.ledger)
        if label is None or record["状态"] != "应做":
            return False
        due = record.day(label)
        return due is not None and due > self.end

    def _make(self, ledger, mode):
        records = self._counting(ledger)
        if mode == "all":
            if ledger in STOCK:
                return [
                    r for r in records
                    if r.day("生效日期") <= self.end
                    and (r["已终止"] == "是" or r.holds_on(self.end))
                ]
            if ledger in ON or ledger in OPENED:
                first = Record.on if ledger in ON else Record.opened
                return [r for r in records if self.past(first(r))]
            return records
        records = [r for r in records if r.holds_on(self.end)]
        if mode == "in":
            return [r for r in records if self.inside(r.on())]
        if mode == "open":
            # 应办量: open at the start, and what came in since.
            return [
                r for r in records
                if self.past(r.opened())
                and (r.closed() is None or r.closed() >= self.start)
            ]
        if mode == "due":
            return [r for r in records if self.inside(r.due())]
        return records

    def _see(self, ledger, mode):
        found = self.cache.get((ledger, mode))
        if found is None:
            found = self.cache[(ledger, mode)] = self._make(ledger, mode)
        return found

    def at_end(self, ledger):
        return self._see(ledger, "end")

    def within(self, ledger):
        return self._see(ledger, "in")

    def open(self, ledger):
        return self._see(ledger, "open")

    def fallen_due(self, ledger):
        return self._see(ledger, "due")

    def ever(self, ledger):
        return self._see(ledger, "all")

    def facilities(self, *kinds):
        """Facilities of some kinds as they stand at the end."""
        return [f for f in self.at_end("facility") if f["设施类别"] in kinds]

    def referred(self, record, label, ledger):
        """The record that a field names, as it stands at the end; none when it is gone."""
        keys = self.keys.get(ledger)
        if keys is None:
            keys = {r.key: r for r in self.tables.of(ledger) if r.holds_on(self.end)}
            self.keys[ledger] = keys
        return keys.get(record[label])

    def keys_of(self, records, label):
        """What records name in a field: for `exists`."""
        return {r[label] for r in records if r[label]}

    def reference(self, code):
        """基准数 at the end; none when nobody registered it."""
        for value in self.tables.of("ref_value"):
            if value["代号"] == code and value.holds_on(self.end):
                return value.number("数值") if counts("ref_value", value["状态"]) else None
        return None
