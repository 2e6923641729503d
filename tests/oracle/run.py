#!/usr/bin/env python3
"""Makes demonstration years, has the program measure them on many days, and compares.

    run.py --program target/debug/chengxiao [--quick]

A whole run compares at least 10,000 cases over two years of the demonstration, one of them cut off
after some thousand rows so that many indicators have nothing to measure. Each is measured as it
was made, and then with its records shaken. Then one formula is broken on purpose, and the run
fails if nobody notices.
"""

import argparse
import datetime
import subprocess
import sys
import tempfile
from pathlib import Path

import shaken
import tables

ORACLE = Path(__file__).with_name("oracle.py")
LEDGERS = sorted(
    tables.STOCK | set(tables.ON) | set(tables.OPENED) | set(tables.DUE) | {"report_source"})
CASES_MIN = 10_000
# Seed, rows (none for the whole year), how many days are asked about: as made, and at each shaking.
WHOLE = [(1, None, [40, 30, 30]), (7, 3000, [20, 20])]
QUICK = [(7, 6000, [5, 9])]


def days(how_many):
    """Days of the year and of the next: its edges, the checkpoints, and others evenly between."""
    first = datetime.date(2021, 1, 1)
    edges = [
        "2021-01-01", "2021-01-03", "2021-01-10", "2021-03-31", "2021-06-30", "2021-10-31",
        "2021-12-31", "2022-01-01", "2022-02-28",
    ]
    others = max(how_many - len(edges), 1)
    evenly = {
        (first + datetime.timedelta(days=5 + n * 355 // others)).isoformat()
        for n in range(others)
    }
    return sorted(evenly.union(edges))


def run(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stderr or done.stdout}")
    return done.stdout


def make(program, data, seed, rows):
    """A store with a year in it."""
    some = ["--rows", rows] if rows else []
    told = run(program, "generate", "--data", data, "--seed", seed, *some)
    print(next(line for line in told.splitlines() if line.startswith("演示年度")))


def answers(program, folder, data, how_many):
    """Takes the tables out and measures; gives the answers."""
    out = folder / "tables"
    out.mkdir(parents=True)
    for ledger in LEDGERS:
        file = out / f"{ledger}.csv"
        run(program, "ledger", "export", ledger, "--whole", "--data", data, "--out", file)
    files = []
    for day in days(how_many):
        file = folder / f"{day}.json"
        file.write_text(run(program, "measure", "--all", "--json", "--as-of", day, "--data", data))
        files.append(file)
    return files


def compare(folder, files, *more):
    """Has the oracle compare; gives its exit status and its last line."""
    words = [sys.executable, ORACLE, "--tables", folder / "tables", *more, *files]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(done.stderr)
    return done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    asked = cases = values = 0
    failed = False
    first = None
    with tempfile.TemporaryDirectory() as place:
        for seed, rows, rounds in QUICK if options.quick else WHOLE:
            data = Path(place) / f"{seed}"
            make(options.program, data, seed, rows)
            for shaking, how_many in enumerate(rounds):
                if shaking:
                    shaken.shake(data / "chengxiao.sqlite", LEDGERS, seed + shaking)
                folder = Path(place) / f"{seed}-{shaking}"
                files = answers(options.program, folder, data, how_many)
                first = first or (folder, files)
                status, told = compare(folder, files)
                failed |= status != 0
                print(f"seed {seed}, shaken {shaking} times, {len(files)} days: {told}", end="")
                words = told.splitlines()[-1].split()
                asked += len(files)
                cases += int(words[0])
                values += int(words[2])
        status, told = compare(*first, "--plant")
        noticed = told.splitlines()[-1].split()[4]
    print(
        f"B3: {asked} days, {cases} cases, {values} with a value; "
        f"planted wrong formula: noticed on {noticed} of {len(first[1])} days")
    if status == 0:
        sys.exit("the planted formula was not noticed")
    if cases < CASES_MIN and not options.quick:
        sys.exit(f"fewer than {CASES_MIN} cases")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
