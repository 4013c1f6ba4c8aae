"""The migrated file and the tables that the program works with say the same, and hold what they should."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from stemtracker.db import columns, engine, tables
from stemtracker.db.record import RecordFile

Ask = Callable[[str], list[tuple[Any, ...]]]


def _shape(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    columns = [
        (name, kind, bool(required), bool(key))
        for _, name, kind, required, _, key, _ in connection.execute(f'PRAGMA table_xinfo("{table}")')
    ]
    foreign = sorted((row[2], row[3], row[4]) for row in connection.execute(f'PRAGMA foreign_key_list("{table}")'))
    unique = sorted(
        tuple(column[2] for column in connection.execute(f'PRAGMA index_info("{row[1]}")'))
        for row in connection.execute(f'PRAGMA index_list("{table}")')
        if row[3] == "u"
    )
    strict = connection.execute("SELECT strict FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    return {"columns": columns, "foreign": foreign, "unique": unique, "strict": strict}


def test_migrated_schema_is_what_tables_say(record: RecordFile, path: Path, tmp_path: Path) -> None:
    made = tmp_path / "of tables.db"
    by_tables = create_engine(f"sqlite:///{made}")
    columns.metadata.create_all(by_tables)
    by_tables.dispose()
    with closing(sqlite3.connect(made)) as ours, closing(sqlite3.connect(path)) as theirs:
        for name in columns.metadata.tables:
            assert _shape(theirs, name) == _shape(ours, name), name


def test_no_table_is_missing_in_tables(record: RecordFile, path: Path) -> None:
    by_migration = create_engine(f"sqlite:///{path}")
    names = set(inspect(by_migration).get_table_names())
    by_migration.dispose()
    assert {name for name in names if not name.startswith("search")} == set(columns.metadata.tables)


def test_what_others_refer_to_stands_before_them() -> None:
    order = list(tables.RECORD)
    for noun, refers in tables.REFERS.items():
        foreign = {key.parent.name: key.column.table.name for key in tables.RECORD[noun].foreign_keys}
        assert {column: to for column, to, _ in refers} == {c: to for c, to in foreign.items() if to != "blob"}
        assert all(order.index(to) < order.index(noun) for _, to, _ in refers)


def test_header_names_the_program_and_the_version(record: RecordFile, ask: Ask) -> None:
    assert ask("PRAGMA application_id") == [(engine.APPLICATION_ID,)]
    assert ask("PRAGMA user_version") == [(1003,)]


def test_connections_are_told_what_sqlite_does_not_do(record: RecordFile) -> None:
    wanted = {"foreign_keys": 1, "synchronous": 3, "trusted_schema": 0, "journal_mode": "delete", "cache_spill": 0}
    with record.read() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert told == wanted


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO series VALUES ('s', 'By hand')", "UPDATE activity SET title = ''", "DELETE FROM activity"],
)
def test_nothing_bypasses_the_journal(record: RecordFile, add: Any, path: Path, statement: str) -> None:
    add("a")
    with closing(sqlite3.connect(path)) as stranger, pytest.raises(sqlite3.IntegrityError, match="journal"):
        stranger.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("start", "2026-02-30"),
        ("start", "soon"),
        ("amount", "1e5"),
        ("amount", "-3"),
        ("status", "maybe"),
        ("topics", "x"),
        ("approved", 2),
        ("break_minutes", -1),
        ("deleted_at", "yesterday"),
        ("title", None),
        ("end", "1999-01-01"),
    ],
)
def test_checks_hold_against_a_bug(record: RecordFile, add: Any, column: str, value: object) -> None:
    from sqlalchemy.exc import IntegrityError

    add("a")
    with pytest.raises(IntegrityError), record.write("Spoil it") as writer:
        writer.connection.exec_driver_sql(f'UPDATE activity SET "{column}" = ?', (value,))  # noqa: S608
