"""Bringing a record file to the schema this program writes: all the steps it lacks, or none of them.

Each step is a module `mNNNN_…` of raw SQL that imports nothing of ours and is never edited once released. They
run in one transaction, with foreign keys off from before BEGIN (SQLite ignores the switch inside). It is committed
only when after each step the foreign keys held and no row, no trigger and no index got lost on the way, and the
file is sound at the end. So whatever goes wrong, the file stays one that the program before could open.

`user_version` is major * 1000 + minor: a newer minor may be opened, a newer major is refused.
Neighbors: `upgrades` runs this on opening, and tells what went wrong; `tables` is the result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType

from stemtracker.db.migrations import (
    m0001_the_record,
    m0002_names_of_writes,
    m0003_texts_of_rules,
    m0004_networks_and_leadership,
)

#: In order; the last one's version is what this program writes.
STEPS: tuple[ModuleType, ...] = (
    m0001_the_record,
    m0002_names_of_writes,
    m0003_texts_of_rules,
    m0004_networks_and_leadership,
)
#: What a step has to hand on by name, unless it says so.
_KEPT = {"trigger": "triggers", "index": "indexes"}


class MigrationError(Exception):
    """A step did not keep what it had to keep; nothing was committed."""


def newest() -> int:
    """The version that this program writes."""
    return int(STEPS[-1].VERSION)


def is_newer(version: int) -> bool:
    """Whether a file of that version is beyond this program."""
    return version // 1000 > newest() // 1000


def upgrade(
    connection: sqlite3.Connection, before_first: Callable[[], object], steps: Sequence[ModuleType] | None = None
) -> int:
    """Run the steps the file lacks; `before_first` is called once before anything changes. Says how many ran.

    The connection must be in autocommit (`isolation_level=None`) and outside a transaction.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    missing = [step for step in (STEPS if steps is None else steps) if version < step.VERSION]
    if not missing:
        return 0
    before_first()
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        _all_or_none(connection, missing)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return len(missing)


def _all_or_none(connection: sqlite3.Connection, steps: Sequence[ModuleType]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            _run(connection, step)
        # Reads every row: also what a CHECK or NOT NULL of the new tables says of what is in them.
        if (found := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            message = f"step {steps[-1].VERSION}: not sound: {found}"
            raise MigrationError(message)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has ended the transaction already; where going back fails too, SQLite does it on next opening.
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


def _run(connection: sqlite3.Connection, step: ModuleType) -> None:
    rows, kept = _row_counts(connection), _kept(connection)
    step.run(connection.execute)
    connection.execute(f"PRAGMA user_version = {int(step.VERSION)}")
    _compare(connection, step, rows, kept)


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _kept(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """What hangs on tables and goes with them unasked: triggers and indexes, but those that SQLite makes itself."""
    found = connection.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(row[0], row[1]) for row in found if row[0] in _KEPT}


def _compare(
    connection: sqlite3.Connection, step: ModuleType, rows: dict[str, int], kept: set[tuple[str, str]]
) -> None:
    """What a step may drop (tables, what hangs on them) it names in `DROPS`; what it fills or thins in `RECOUNTS`."""
    drops, recounts = set(step.DROPS), set(step.RECOUNTS)
    if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
        message = f"step {step.VERSION}: foreign keys broken in {sorted({row[0] for row in broken})}"
        raise MigrationError(message)
    after = _row_counts(connection)
    lost = {name for name, count in rows.items() if after.get(name) != count} - drops - recounts
    if lost:
        message = f"step {step.VERSION}: row counts changed in {sorted(lost)}"
        raise MigrationError(message)
    for kind, name in sorted(kept - _kept(connection)):
        if name not in drops:
            message = f"step {step.VERSION}: {_KEPT[kind]} lost: {name}"
            raise MigrationError(message)
