#!/usr/bin/env python3
"""A second reckoning of the published indicators, compared with what the program measured.

    oracle.py --tables DIR ANSWER.json...

DIR holds the ledgers as `chengxiao ledger export --whole` writes them, one file a ledger by its
code; an answer is what `chengxiao measure --all --as-of DAY --json` printed. Prints every
difference and how much was compared; the exit status is 1 when something differs.

`--plant` breaks one of the formulas here, to show that a wrong one is noticed.
"""

import argparse
import datetime
import json
import sys

import corrected
import published
from results import Missing, Share, printed
from tables import Look, Tables

DIFFERENCES_SHOWN = 40


def expected(function, look):
    """What the answer has to say: status, value, numerator, denominator, part of the reason."""
    try:
        result = function(look)
        value = result.value()
    except Missing as missing:
        return {"status": "none", "value": None, "reason": str(missing)}
    return {
        "status": result.status(),
        "value": printed(value),
        "numerator": printed(result.above),
        "denominator": printed(result.below),
    }


def differences(wanted, answer):
    """The keys in which an answer differs."""
    if answer is None:
        return ["answer"]
    wrong = [key for key in wanted if key != "reason" and wanted[key] != answer[key]]
    if wanted["status"] == "none" and wanted["reason"] not in (answer["reason"] or ""):
        wrong.append("reason")
    return wrong


def compare(tables, answer):
    """Compares one answer; gives how many cases there were, how many values, and what differs."""
    look = Look(tables, datetime.date.fromisoformat(answer["as_of"]))
    cases = values = 0
    wrong = []
    if answer["from"] != look.start.isoformat():
        wrong.append(f"{answer['as_of']}: measured from {answer['from']}")
    if len(answer["rows"]) != len(published.ROWS):
        wrong.append(f"{answer['as_of']}: {len(answer['rows'])} rows, not {len(published.ROWS)}")
    for number, row in enumerate(answer["rows"], start=1):
        name, function = published.ROWS[number]
        if row["name"] != name:
            wrong.append(f"#{number}: the row is called {row['name']}, not {name}")
        for way, worked_out in (("literal", function), ("corrected", corrected.ROWS.get(number))):
            if worked_out is None:
                continue
            cases += 1
            wanted = expected(worked_out, look)
            values += wanted["value"] is not None
            keys = differences(wanted, row[way])
            if keys:
                wrong.append(f"{answer['as_of']} #{number} {way} {keys}: {wanted} / {row[way]}")
    return cases, values, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", required=True)
    parser.add_argument("--plant", action="store_true")
    parser.add_argument("answers", nargs="+")
    options = parser.parse_args()
    if options.plant:
        # The house that is being repaired counts as in normal use.
        def wrong(look):
            houses = look.facilities("公房")
            normal = [h for h in houses if h["使用状况"] in ("正常使用", "维修中")]
            return Share(len(normal), len(houses))
        published.ROWS[16] = (published.ROWS[16][0], wrong)
    tables = Tables(options.tables)
    cases = values = 0
    wrong = []
    for file in options.answers:
        with open(file, encoding="utf-8") as text:
            more = compare(tables, json.load(text))
        cases, values, wrong = cases + more[0], values + more[1], wrong + more[2]
    for line in wrong[:DIFFERENCES_SHOWN]:
        print(line)
    print(f"{cases} cases, {values} values, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
