"""Many new activities in one write are in the journal as surely as a single one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from stemtracker import db
from stemtracker.db.record import RecordFile
from stemtracker.domain.activity import Activity
from stemtracker.domain.changes import Changes

DAY = date(2026, 3, 1)
MANY = [f"many-{number:04d}" for number in range(500)]


def write(record: RecordFile, ids: Sequence[str]) -> Changes:
    with record.write("Many") as writer:
        made = [Activity(id=id_, title=f"Activity {id_}", start=DAY, end=DAY, kind="workshop") for id_ in ids]
        db.activities.add(writer.connection, made)
    return writer.changes


def count(record: RecordFile) -> int:
    with record.read() as connection:
        return db.activities.count(connection)


def test_all_of_them_are_recorded_and_taken_back_as_one(record: RecordFile, add: Any) -> None:
    add("before")
    assert write(record, MANY).ids("activity") == set(MANY)
    undone = record.undo()
    assert undone is not None
    assert undone.ids("activity") == set(MANY)
    assert count(record) == 1
    record.redo()
    assert count(record) == 501


def test_after_a_write_that_failed_single_changes_are_recorded_as_ever(record: RecordFile, add: Any) -> None:
    with pytest.raises(IntegrityError):
        write(record, [*MANY, MANY[0]])
    assert count(record) == 0
    add("after")
    record.undo()
    assert count(record) == 0
    assert write(record, MANY).ids("activity") == set(MANY)
