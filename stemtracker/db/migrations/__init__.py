"""Bringing a record file to the schema this program writes, step by step, or not at all.

Each step is a module `mNNNN_…` of raw SQL that imports nothing of ours and is never edited once released.
It runs in one transaction, with foreign keys off from before BEGIN (SQLite ignores the switch inside), and
is committed only when foreign keys hold and no row and no trigger got lost on the way.

`user_version` is major * 1000 + minor: a newer minor may be opened, a newer major is refused.
Neighbors: `record` runs this on opening and hands in what keeps a copy first; `tables` is the result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from types import ModuleType

from stemtracker.db.migrations import m0001_the_record, m0002_names_of_writes

#: In order; the last one's version is what this program writes.
STEPS: tuple[ModuleType, ...] = (m0001_the_record, m0002_names_of_writes)


class MigrationError(Exception):
    """A step did not keep what it had to keep; nothing of it was committed."""


def newest(steps: Sequence[ModuleType] = STEPS) -> int:
    """The version that this program writes."""
    return int(steps[-1].VERSION)


def is_newer(version: int, steps: Sequence[ModuleType] = STEPS) -> bool:
    """Whether a file of that version is beyond this program."""
    return version // 1000 > newest(steps) // 1000


def upgrade(
    connection: sqlite3.Connection, before_first: Callable[[], None], steps: Sequence[ModuleType] = STEPS
) -> int:
    """Run the steps the file lacks; `before_first` is called once before anything changes. Says how many ran.

    The connection must be in autocommit (`isolation_level=None`) and outside a transaction.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    missing = [step for step in steps if version < step.VERSION]
    if not missing:
        return 0
    before_first()
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for step in missing:
            _run(connection, step)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return len(missing)


def _run(connection: sqlite3.Connection, step: ModuleType) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        rows, triggers = _row_counts(connection), _triggers(connection)
        step.run(connection.execute)
        connection.execute(f"PRAGMA user_version = {int(step.VERSION)}")
        _compare(connection, step, rows, triggers)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _triggers(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}


def _compare(connection: sqlite3.Connection, step: ModuleType, rows: dict[str, int], triggers: set[str]) -> None:
    """What a step may drop it names in `DROPS` (tables and triggers); tables it fills or thins in `RECOUNTS`."""
    drops, recounts = set(step.DROPS), set(step.RECOUNTS)
    if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
        message = f"step {step.VERSION}: foreign keys broken in {sorted({row[0] for row in broken})}"
        raise MigrationError(message)
    after = _row_counts(connection)
    lost = {name for name, count in rows.items() if after.get(name) != count} - drops - recounts
    if lost:
        message = f"step {step.VERSION}: row counts changed in {sorted(lost)}"
        raise MigrationError(message)
    if gone := triggers - _triggers(connection) - drops:
        message = f"step {step.VERSION}: triggers lost: {sorted(gone)}"
        raise MigrationError(message)
