"""However a row is changed within one write, the journal has the way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from stemtracker import db
from stemtracker.db.record import RecordFile
from stemtracker.domain.activity import Activity

DAY = date(2026, 3, 1)
Ask = Callable[[str], list[tuple[Any, ...]]]
DEEDS = {
    "add": "INSERT INTO series VALUES ('s', 'New')",
    "same": "INSERT INTO series VALUES ('s', 'Old')",
    "change": "UPDATE series SET title = 'Other' WHERE id = 's'",
    "back": "UPDATE series SET title = 'Old' WHERE id = 's'",
    "remove": "DELETE FROM series WHERE id = 's'",
}


@pytest.mark.parametrize(
    "deeds",
    [
        "change remove same",
        "change remove add back",
        "remove add change",
        "change remove",
        "remove same change remove",
        "change back",
        "remove same",
    ],
)
def test_a_row_changed_often_in_one_write(record: RecordFile, ask: Ask, deeds: str) -> None:
    with record.write("First") as writer:
        writer.connection.exec_driver_sql(DEEDS["same"])
    with record.write("Often") as writer:
        for deed in deeds.split():
            writer.connection.exec_driver_sql(DEEDS[deed])
    after = ask("SELECT * FROM series")
    if writer.changes.touched:
        record.undo()
        assert ask("SELECT * FROM series") == [("s", "Old")]
        record.redo()
        assert ask("SELECT * FROM series") == after
    record.undo()
    record.undo()
    assert ask("SELECT * FROM series") == [] or not writer.changes.touched


def test_what_of_many_was_added_before_one_failed_is_recorded_if_it_stays(record: RecordFile, ask: Ask) -> None:
    many = [Activity(id=f"m{n}", title="Many", start=DAY, end=DAY, kind="workshop") for n in range(300)]
    with record.write("Many") as writer:
        with suppress(IntegrityError):
            db.activities.add(writer.connection, [*many, many[0]])
        db.activities.add(writer.connection, [Activity(id="one", title="One", start=DAY, end=DAY, kind="workshop")])
    stayed = {row[0] for row in ask("SELECT id FROM activity")}
    assert writer.changes.ids("activity") == stayed
    record.undo()
    assert ask("SELECT id FROM activity") == []


def test_a_disk_that_fills_up_among_many_is_told_as_that(record: RecordFile) -> None:
    from stemtracker.errors import Trouble

    with record.maintain() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    many = [
        Activity(id=f"m{n}", title="Many", start=DAY, end=DAY, kind="workshop", description="x" * 9000)
        for n in range(300)
    ]
    with pytest.raises(Trouble) as caught, record.write("Many") as writer:
        db.activities.add(writer.connection, many)
    assert caught.value.kind == "full"
