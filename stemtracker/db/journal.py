"""The one journal: who changed what, once, for undo, redo, the change log and `Changes`.

Every connection carries triggers of its own on every table of the record. They write one row of `change`
per row touched: the noun, its id, what happened, and the whole row before as JSON. What stands after is in
the table, or in the image before the next change; it is written down when an undo takes it away. The file's
own triggers refuse any change while no entry is open (`pen`), so no write can pass the journal by, whoever
makes it.

Why the recording triggers are not in the file: with `trusted_schema` off, SQLite before 3.42 refuses JSON
functions there. A connection's own triggers it trusts, and they always fit the columns as they are.

Undo puts the images before back, newest entry first; redo those after. Neither writes new history: the
entry is marked undone, and the next ordinary write cuts off what could have been redone.
Neighbors: `record` opens and ends entries, `images` reads and puts whole rows, `search` follows the
changes, `trash` ends what is beyond undo, `history` tells them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from stemtracker import clock
from stemtracker.db import images
from stemtracker.db.tables import RECORD, change, entry, pen
from stemtracker.domain.changes import Changes
from stemtracker.errors import Refused

#: How long deleted things and the way back are kept.
KEPT_DAYS = 30
_WHAT = {"INSERT": "added", "UPDATE": "changed", "DELETE": "removed"}


def attach(connection: sqlite3.Connection) -> None:
    """Give the connection its recording triggers."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for noun in tables & set(RECORD):
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{noun}")')]
        for statement in _triggers(noun, columns):
            connection.execute(statement)


@contextmanager
def recording_at_once(connection: Connection, noun: str) -> Iterator[None]:
    """What is added to the noun meanwhile, whose rows SQLite numbers, is recorded by one statement at the end.

    The trigger takes four times as long over ten thousand rows, but is the quicker one for a few. What was added
    before one failed is recorded too: whoever asked may go on with it.
    """
    last = connection.exec_driver_sql(f'SELECT coalesce(max("row"), 0) FROM "{noun}"').scalar_one()  # noqa: S608
    connection.exec_driver_sql(f'DROP TRIGGER temp."{noun}_added_recorded"')
    try:
        yield
    finally:
        # A full disk ends the transaction by itself, and that brings the trigger back too.
        if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql(
                "INSERT INTO change (entry, noun, row_id, what) SELECT (SELECT entry FROM pen), ?, id, 'added' "  # noqa: S608
                f'FROM "{noun}" WHERE "row" > ? ORDER BY "row"',
                (noun, last),
            )
            connection.exec_driver_sql(_triggers(noun, [])[0])


def _triggers(noun: str, columns: list[str]) -> list[str]:
    before = images.expression(columns, "OLD")
    return [
        f'CREATE TEMP TRIGGER "{noun}_{what}_recorded" AFTER {deed} ON main."{noun}" BEGIN '  # noqa: S608
        'INSERT INTO change (entry, noun, row_id, what, "before") VALUES ((SELECT entry FROM pen), '
        f"'{noun}', {'NEW' if what == 'added' else 'OLD'}.id, '{what}', {'NULL' if what == 'added' else before}); END"
        for deed, what in _WHAT.items()
    ]


def open_entry(connection: Connection, label: str, kind: str) -> int:
    """Begin an entry; from here to `end_entry` the record may be changed. The kinds are those of `record`."""
    result = connection.execute(insert(entry).values(at=clock.now(), label=label, kind=kind, undone_at=None, cut=False))
    number = int(result.lastrowid)
    _hold_pen(connection, number)
    return number


def end_entry(connection: Connection, number: int) -> bool:
    """End the entry; False, and nothing of it stays, where no row came out different and nothing was merged."""
    _hold_pen(connection, None)
    _keep_first(connection, number)
    for (noun,) in connection.execute(_CHANGED_NOUNS, {"entry": number}).all():
        now = images.expression(images.columns(connection, noun), "now")
        connection.exec_driver_sql(
            "DELETE FROM change WHERE entry = :entry AND noun = :noun AND what = 'changed' "  # noqa: S608
            f'AND "before" = (SELECT {now} FROM "{noun}" AS now WHERE now.id = change.row_id) AND NOT EXISTS ('
            "SELECT 1 FROM change AS other WHERE other.entry = :entry AND other.noun = :noun "
            "AND other.row_id = change.row_id AND other.what = 'removed')",
            {"entry": number, "noun": noun},
        )
    changed = select(change.c.position).where(change.c.entry == entry.c.id).exists()
    if connection.execute(delete(entry).where(entry.c.id == number, ~changed, entry.c.taken == ())).rowcount:
        return False
    connection.execute(update(entry).where(entry.c.undone_at.is_not(None)).values(cut=True))
    return True


_CHANGED_NOUNS = (
    select(change.c.noun).distinct().where(change.c.entry == bindparam("entry"), change.c.what == "changed")
)


def _keep_first(connection: Connection, number: int) -> None:
    """Of several changes of one row in one entry, the first has the image that undo needs."""
    connection.exec_driver_sql(
        "DELETE FROM change WHERE entry = :entry AND what = 'changed' AND EXISTS ("
        "SELECT 1 FROM change AS first WHERE first.entry = :entry AND first.noun = change.noun "
        "AND first.row_id = change.row_id AND first.position < change.position AND first.what <> 'removed')",
        {"entry": number},
    )


def _hold_pen(connection: Connection, number: int | None) -> None:
    connection.execute(update(pen).values(entry=number))


def changes_of(connection: Connection, number: int) -> Changes:
    """What an entry touched."""
    label = connection.execute(select(entry.c.label).where(entry.c.id == number)).scalar_one()
    rows = connection.execute(
        select(change.c.noun, change.c.row_id).where(change.c.entry == number).order_by(change.c.noun)
    ).all()
    touched = {noun: frozenset(row[1] for row in found) for noun, found in groupby(rows, key=lambda row: row[0])}
    return Changes(label, touched)


class Candidate(NamedTuple):
    """The entry that the next undo or redo is about."""

    id: int
    label: str


def to_undo(connection: Connection) -> Candidate | None:
    """The newest entry that still stands, if it can be taken back. The purge of old bins is passed over."""
    forgotten = select(change.c.position).where(change.c.entry == entry.c.id, change.c.what != "added")
    whole = ~forgotten.where(change.c.before.is_(None)).exists()
    found = connection.execute(
        select(entry.c.id, entry.c.label, entry.c.kind == "write", within_time(horizon()), whole)
        .where(entry.c.undone_at.is_(None), entry.c.kind != "purge")
        .order_by(entry.c.id.desc())
        .limit(1)
    ).first()
    return Candidate(*found[:2]) if found and all(found[2:]) else None


def to_redo(connection: Connection) -> Candidate | None:
    """The entry undone last, unless something was written since."""
    found = connection.execute(
        select(entry.c.id, entry.c.label, entry.c.undone_at >= horizon())
        .where(entry.c.undone_at.is_not(None), entry.c.cut.is_(False))
        .order_by(entry.c.id)
        .limit(1)
    ).first()
    return Candidate(*found[:2]) if found and found[2] else None


def horizon() -> datetime:
    """The moment before which nothing is kept for taking back."""
    return clock.now() - timedelta(days=KEPT_DAYS)


def within_time(since: datetime) -> ColumnElement[bool]:
    """Whether an entry is of that moment or later. One that follows another is later, though a clock denied it."""
    young = entry.alias("young")
    return entry.c.id >= select(func.min(young.c.id)).where(young.c.at >= since).scalar_subquery()


def apply(connection: Connection, number: int, *, back: bool) -> None:
    """Put the images of an entry in place: those before (undo) or those after (redo)."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    order = change.c.position.desc() if back else change.c.position
    rows = connection.execute(
        select(change.c.position, change.c.noun, change.c.row_id, change.c.what, change.c.before, change.c.after)
        .where(change.c.entry == number)
        .order_by(order)
    ).all()
    with unrecorded(connection, number, {row.noun for row in rows}):
        for (noun, what), run in groupby(rows, key=lambda row: (row.noun, row.what)):
            changes = list(run)
            ids = [row.row_id for row in changes]
            if back and what != "removed":
                _keep_after(connection, noun, [row.position for row in changes])
            if what == ("added" if back else "removed"):
                images.remove(connection, noun, ids)
            else:
                kept = [row.before if back else row.after for row in changes]
                if None in kept:
                    raise Refused.at("undo", "This can't be brought back: part of it was removed for good.")
                images.put(connection, noun, kept)
    if not back:
        connection.execute(update(change).where(change.c.entry == number).values(after=None))
    connection.execute(update(entry).where(entry.c.id == number).values(undone_at=clock.now() if back else None))


def _keep_after(connection: Connection, noun: str, positions: list[int]) -> None:
    """Write down what stands now, before it is taken away."""
    now = images.expression(images.columns(connection, noun), "now")
    connection.exec_driver_sql(
        f'UPDATE change SET "after" = (SELECT {now} FROM "{noun}" AS now WHERE now.id = change.row_id) '  # noqa: S608
        "WHERE position = ?",
        [(position,) for position in positions],
    )


@contextmanager
def unrecorded(connection: Connection, number: int, nouns: Collection[str]) -> Iterator[None]:
    """Rows of these nouns are written as an entry that is there already tells, which is not told again."""
    _hold_pen(connection, number)
    for noun in nouns:
        for what in _WHAT.values():
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS temp."{noun}_{what}_recorded"')
    yield
    _hold_pen(connection, None)
    for noun in nouns:
        for statement in _triggers(noun, images.columns(connection, noun)):
            connection.exec_driver_sql(statement)


def forget(connection: Connection, noun: str, ids: list[str]) -> None:
    """Wipe the images of rows that left the record for good; that they were there stays in the log."""
    connection.execute(
        update(change)
        .where(change.c.noun == noun, change.c.row_id == bindparam("gone"))
        .values(before=None, after=None),
        [{"gone": id_} for id_ in ids],
    )
