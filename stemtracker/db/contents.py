"""What a record's file holds, asked without opening the record: no lock, no change, older schemas too.

Plain SQL on columns that every schema has, since a backup is read as it was written. Neighbors: `record` opens
a record for work, `copies` makes the files that are read here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from stemtracker.db import engine, faults
from stemtracker.db.record import look
from stemtracker.db.tables import RECORD
from stemtracker.db.views import Contents, Difference, NounDifference
from stemtracker.errors import Trouble

_COUNTED = ("activity", "evidence", "credential", "series")


def read(path: Path) -> Contents:
    """What is in it. Trouble where it can't be read, is no record, or is newer than this program."""
    with _opened(path) as connection:
        return Contents(
            record_id=_one(connection, "SELECT value FROM meta WHERE name = 'record_id'") or "",
            name=_one(connection, "SELECT name FROM educator") or "",
            counts={noun: int(_one(connection, _count(connection, noun)) or 0) for noun in _COUNTED},
            newest=_newest(connection),
            last_change=_last_change(connection),
        )


def state(path: Path) -> tuple[object, ...]:
    """Where its history stands: two files of a record that answer the same hold the same."""
    with _opened(path) as connection:
        return (
            *connection.execute(
                "SELECT count(*), count(undone_at), max(undone_at), total(cut), max(id) FROM entry"
            ).fetchone(),
            *(connection.execute("SELECT at, label FROM entry ORDER BY id DESC LIMIT 1").fetchone() or ()),
            _one(connection, "SELECT count(*) FROM blob"),
        )


def is_sound(path: Path) -> bool:
    """Whether the whole file can be read and is a record of ours."""
    try:
        with _opened(path) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except Trouble:
        return False


def difference(here: Path, there: Path) -> Difference:
    """What only one of two files holds, and what both hold differently; what is in the bin counts as not held."""
    with _opened(there) as theirs:
        newest_there, changed_there = _newest(theirs), _last_change(theirs)
    with _opened(here, beside=there) as both:
        nouns = tuple(found for noun in RECORD if (found := _differs(both, noun)))
        return Difference(nouns, _newest(both), newest_there, _last_change(both), changed_there)


@contextmanager
def _opened(path: Path, *, beside: Path | None = None) -> Iterator[sqlite3.Connection]:
    """All that is read within belongs to one moment; another file can be read with it as the schema `there`."""
    with faults.told(path):
        look(path)
        with closing(engine.bare(path, read_only=True)) as connection:
            if not {"meta", "entry", "educator", *_COUNTED} <= _tables(connection):
                raise faults.trouble("damaged", path)
            if beside:
                connection.execute("ATTACH ? AS there", (str(beside.absolute()),))  # as read-only as the first
            connection.execute("BEGIN")
            yield connection


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _columns(connection: sqlite3.Connection, noun: str, schema: str = "main") -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{noun}")')]


def _one(connection: sqlite3.Connection, sql: str) -> str | None:
    found = connection.execute(sql).fetchone()
    return None if found is None or found[0] is None else str(found[0])


def _count(connection: sqlite3.Connection, noun: str) -> str:
    kept = " WHERE deleted_at IS NULL" if "deleted_at" in _columns(connection, noun) else ""
    return f'SELECT count(*) FROM "{noun}"{kept}'  # noqa: S608


def _newest(connection: sqlite3.Connection) -> date | None:
    found = _one(connection, "SELECT max(start) FROM main.activity WHERE deleted_at IS NULL")
    return date.fromisoformat(found) if found else None


def _last_change(connection: sqlite3.Connection) -> datetime | None:
    found = _one(connection, "SELECT max(max(at), coalesce(max(undone_at), '')) FROM main.entry")
    return datetime.fromisoformat(found) if found else None


def _differs(connection: sqlite3.Connection, noun: str) -> NounDifference | None:
    mine, theirs = _columns(connection, noun), _columns(connection, noun, "there")
    if not mine or not theirs:
        return None
    common = [name for name in mine if name in theirs and name not in {"id", "row"}]
    kept = "WHERE deleted_at IS NULL" if "deleted_at" in common else ""
    # SQLite's own number of a row is no part of what a person keeps.
    here, there = (f'(SELECT * FROM {schema}."{noun}" {kept})' for schema in ("main", "there"))  # noqa: S608
    unlike = " OR ".join(f'h."{name}" IS NOT t."{name}"' for name in common)
    counts = [
        int(connection.execute(sql).fetchone()[0])
        for sql in (
            f"SELECT count(*) FROM {here} h WHERE h.id NOT IN (SELECT id FROM {there})",  # noqa: S608
            f"SELECT count(*) FROM {there} t WHERE t.id NOT IN (SELECT id FROM {here})",  # noqa: S608
            f"SELECT count(*) FROM {here} h JOIN {there} t USING (id) WHERE {unlike}",  # noqa: S608
        )
    ]
    return NounDifference(noun, *counts) if any(counts) else None
