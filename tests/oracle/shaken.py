"""Shakes a store: leaves fields empty, swaps values between records, moves records to states that
do not count, ends things, takes entries out of force, adds files of evidence.

A made-up year is too tidy to show what a missing date or an unknown answer does to a formula. The
checks of the ledgers would refuse most of this, so it goes past the program, into the file of the
embedded database; the trail no longer agrees afterwards, and nothing but measuring is done with it.
"""

import random
import sqlite3

import tables

FOREVER = 2_932_896
FIRST, LAST = 18_628, 18_992  # 2021-01-01 and 2021-12-31, in days since 1970
CASE = set(tables.OPENED) | {"incident"}
GRID = {"clean_log", "task", "pay_line", "report_plan"}
STATES = {
    "usual": ["registered", "reviewed", "returned", "suspect", "voided"],
    "reviewed": ["pending", "reviewed", "returned", "suspect", "voided"],
    "case": ["open", "closed", "reviewed", "returned", "withdrawn", "suspect", "voided"],
    "grid": ["expected", "registered", "reviewed", "returned", "exempted", "voided"],
}


def workflow(ledger):
    if ledger in CASE:
        return "case"
    if ledger in GRID:
        return "grid"
    return "reviewed" if ledger in tables.REVIEWED_FIRST else "usual"


def shake(file, ledgers, seed):
    """Shakes the ledgers of a database file."""
    draw = random.Random(seed)
    database = sqlite3.connect(file)
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        if name.startswith("ledger_"):
            database.execute(f"DROP TRIGGER {name}")
    for ledger in sorted(ledgers):
        shake_ledger(database, ledger, draw)
    database.commit()
    database.close()


def shake_ledger(database, ledger, draw):
    table = f"ledger_{ledger}"
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    # A second figure under one key would leave open which is meant.
    fields = [name for name in columns if name.startswith("f_") and ledger != "ref_value"]
    entries = [row[0] for row in database.execute(f"SELECT entry_id FROM {table}")]
    states = STATES[workflow(ledger)]

    def set_to(entry, column, value):
        database.execute(f"UPDATE {table} SET {column} = ? WHERE entry_id = ?", (value, entry))

    for entry in entries:
        for _ in range(2):
            chance = draw.random()
            if fields and chance < 0.10:
                set_to(entry, draw.choice(fields), None)
            elif fields and chance < 0.25:
                field = draw.choice(fields)
                other = database.execute(
                    f"SELECT {field} FROM {table} WHERE entry_id = ?", (draw.choice(entries),))
                set_to(entry, field, other.fetchone()[0])
            elif chance < 0.30:
                set_to(entry, "state", draw.choice(states))
            elif chance < 0.31:
                set_to(entry, "current", False)
            elif chance < 0.33 and ledger in tables.STOCK:
                database.execute(
                    f"UPDATE {table} SET valid_to = ?, ended = 1"
                    " WHERE entry_id = ? AND valid_to = ? AND valid_from <= ?",
                    (draw.randint(FIRST, LAST), entry, FOREVER, FIRST))
        if ledger == "clean_log":
            set_to(entry, "evidence", draw.choice([0, 1, 1, 1, 2]))
