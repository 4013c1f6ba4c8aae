"""A record file in the test's own folder, and what the tests of the file need to look into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stemtracker import db
from stemtracker.db.record import RecordFile
from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure

Add = Callable[..., Activity]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Ana Lucía’s record.stemtracker"


@pytest.fixture
def record(path: Path) -> Iterator[RecordFile]:
    made = RecordFile.create(path)
    yield made
    made.close()


@pytest.fixture
def add(record: RecordFile) -> Add:
    """Write an activity into the record."""

    def add_one(id_: str, **fields: Any) -> Activity:
        day = date(2026, 3, 1)
        fields = {"title": f"Activity {id_}", "start": day, "end": day, "kind": "workshop", **fields}
        one = Activity(id=id_, measure=Measure.minutes(60), **fields)
        with record.write(f"Add {id_}") as writer:
            db.activities.add(writer.connection, [one])
        return one

    return add_one


@pytest.fixture
def ask(path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """What another program reads from the file."""

    def answer(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()

    return answer
