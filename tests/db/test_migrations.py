"""The runner of schema steps: all of them or none, a copy first, no row, trigger or index lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from stemtracker.db import engine, migrations

Run = Callable[[Callable[[str], object]], None]


def _step(version: int, run: Run, drops: tuple[str, ...] = (), recounts: tuple[str, ...] = ()) -> ModuleType:
    step = ModuleType(f"m{version}")
    step.VERSION, step.run, step.DROPS, step.RECOUNTS = version, run, drops, recounts  # type: ignore[attr-defined]
    return step


def _first(execute: Callable[[str], object]) -> None:
    execute("CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT")
    execute("CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id)) STRICT")
    execute("CREATE INDEX of_parent ON child (parent)")
    execute("CREATE TRIGGER watch AFTER INSERT ON child BEGIN SELECT 1; END")
    execute("INSERT INTO parent VALUES (1), (2)")
    execute("INSERT INTO child VALUES (10, 1), (20, 2)")


FIRST = _step(1000, _first)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = engine.bare(tmp_path / "file.db", may_create=True)
    migrations.upgrade(connection, lambda: None, [FIRST])
    yield connection
    connection.close()


def _rows(file: sqlite3.Connection) -> list[tuple[int, int]]:
    return file.execute("SELECT * FROM child ORDER BY id").fetchall()


def test_a_copy_is_made_before_the_first_change_and_only_once(file: sqlite3.Connection) -> None:
    said: list[int] = []

    def look() -> None:
        said.append(file.execute("PRAGMA user_version").fetchone()[0])

    steps = [FIRST, *(_step(n, lambda execute: execute("SELECT 1")) for n in (1001, 1002))]
    assert migrations.upgrade(file, look, steps) == 2
    assert migrations.upgrade(file, look, steps) == 0
    assert said == [1000]
    assert file.execute("PRAGMA user_version").fetchone() == (1002,)


def test_a_rebuilt_parent_keeps_its_children(file: sqlite3.Connection) -> None:
    def rebuild(execute: Callable[[str], object]) -> None:
        execute("CREATE TABLE next (id INTEGER PRIMARY KEY, name TEXT) STRICT")
        execute("INSERT INTO next (id) SELECT id FROM parent")
        execute("DROP TABLE parent")
        execute("ALTER TABLE next RENAME TO parent")

    migrations.upgrade(file, lambda: None, [FIRST, _step(1001, rebuild)])
    assert _rows(file) == [(10, 1), (20, 2)]
    assert file.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM child WHERE id = 10", "row counts"),
        ("DROP TABLE child", "row counts"),
        ("DROP TRIGGER watch", "triggers lost: watch"),
        ("DROP INDEX of_parent", "indexes lost: of_parent"),
        ("UPDATE child SET parent = 9", "foreign keys"),
    ],
)
def test_what_gets_lost_unsaid_is_taken_back(file: sqlite3.Connection, statement: str, what: str) -> None:
    with pytest.raises(migrations.MigrationError, match=what):
        migrations.upgrade(file, lambda: None, [FIRST, _step(1001, lambda execute: execute(statement))])
    assert _rows(file) == [(10, 1), (20, 2)]
    assert file.execute("PRAGMA user_version").fetchone() == (1000,)


def test_what_a_step_names_may_go(file: sqlite3.Connection) -> None:
    step = _step(1001, lambda execute: execute("DROP TABLE child"), drops=("child", "watch", "of_parent"))
    migrations.upgrade(file, lambda: None, [FIRST, step])
    fewer = _step(1002, lambda execute: execute("DELETE FROM parent WHERE id = 2"), recounts=("parent",))
    migrations.upgrade(file, lambda: None, [FIRST, step, fewer])
    assert file.execute("SELECT id FROM parent").fetchall() == [(1,)]


def test_a_later_step_that_fails_takes_the_earlier_ones_back(file: sqlite3.Connection) -> None:
    good = _step(1001, lambda execute: execute("ALTER TABLE parent ADD COLUMN name TEXT"))
    bad = _step(1002, lambda execute: execute("DELETE FROM child"))
    with pytest.raises(migrations.MigrationError, match="step 1002"):
        migrations.upgrade(file, lambda: None, [FIRST, good, bad])
    assert file.execute("PRAGMA user_version").fetchone() == (1000,)
    assert [row[1] for row in file.execute("PRAGMA table_info(parent)")] == ["id"]
    assert _rows(file) == [(10, 1), (20, 2)]


def test_rows_that_the_new_tables_do_not_allow_are_no_record(file: sqlite3.Connection) -> None:
    def narrow(execute: Callable[[str], object]) -> None:
        execute("CREATE TABLE next (id INTEGER PRIMARY KEY CHECK (id < 2)) STRICT")
        execute("PRAGMA ignore_check_constraints = ON")
        execute("INSERT INTO next SELECT id FROM parent")
        execute("PRAGMA ignore_check_constraints = OFF")

    with pytest.raises(migrations.MigrationError, match="not sound: CHECK constraint failed in next"):
        migrations.upgrade(file, lambda: None, [FIRST, _step(1001, narrow)])
    assert _rows(file) == [(10, 1), (20, 2)]


def test_a_step_that_breaks_off_leaves_nothing(file: sqlite3.Connection) -> None:
    def halfway(execute: Callable[[str], object]) -> None:
        execute("CREATE TABLE half (id INTEGER) STRICT")
        execute("CREATE NONSENSE")

    with pytest.raises(sqlite3.OperationalError):
        migrations.upgrade(file, lambda: None, [FIRST, _step(1001, halfway)])
    names = {row[0] for row in file.execute("SELECT name FROM sqlite_schema")}
    assert "half" not in names
    assert not file.in_transaction


def test_nothing_is_changed_where_the_copy_fails(file: sqlite3.Connection) -> None:
    def full() -> None:
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        migrations.upgrade(file, full, [FIRST, _step(1001, lambda execute: execute("DROP TABLE child"))])
    assert _rows(file) == [(10, 1), (20, 2)]


def test_minor_versions_open_and_major_ones_do_not() -> None:
    assert not migrations.is_newer(migrations.newest() + 1)
    assert migrations.is_newer(migrations.newest() + 1000)
