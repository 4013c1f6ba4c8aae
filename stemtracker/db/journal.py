"""The one journal: who changed what, once, for undo, redo, the change log and `Changes`.

Every connection carries triggers of its own on every table of the record. They write one row of `change`
per row touched: the noun, its id, the whole row before and after as JSON. The file's own triggers refuse
any change while no entry is open (`pen`), so no write can pass the journal by, whoever makes it.

Why the recording triggers are not in the file: with `trusted_schema` off, SQLite before 3.42 refuses JSON
functions there. A connection's own triggers it trusts, and they always fit the columns as they are.

Undo puts the images before back, newest entry first; redo the images after. Neither writes new history:
the entry is marked undone, and the next ordinary write cuts off what could have been redone.
Neighbors: `record` opens and ends entries, `search` follows the changes, `trash` ends what is beyond undo.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from stemtracker import clock
from stemtracker.db.tables import change, entry, pen
from stemtracker.db.views import FieldChange, LogEntry, RowChange
from stemtracker.domain.changes import Changes

#: How long deleted things and the way back are kept.
KEPT_DAYS = 30


def attach(connection: sqlite3.Connection) -> None:
    """Give the connection its recording triggers."""
    nouns = [
        row[0][: -len("_insert_through_journal")]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE name LIKE '%\\_insert\\_through\\_journal' ESCAPE '\\'"
        )
    ]
    for noun in nouns:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{noun}")')]
        old, new = (
            "json_object(" + ", ".join(f"'{name}', {row}.\"{name}\"" for name in columns) + ")"
            for row in ("OLD", "NEW")
        )
        for what, id_, before, after in (
            ("INSERT", "NEW.id", "NULL", new),
            ("UPDATE", "NEW.id", old, new),
            ("DELETE", "OLD.id", old, "NULL"),
        ):
            connection.execute(
                f'CREATE TEMP TRIGGER "{noun}_{what.lower()}_recorded" AFTER {what} ON main."{noun}" '  # noqa: S608
                "WHEN (SELECT applying FROM pen) = 0 BEGIN "
                'INSERT INTO change (entry, noun, row_id, "before", "after") '
                f"VALUES ((SELECT entry FROM pen), '{noun}', {id_}, {before}, {after}); END"
            )


def open_entry(connection: Connection, label: str, kind: str) -> int:
    """Begin an entry; from here to `end_entry` the record may be changed. The kinds are those of `record`."""
    result = connection.execute(insert(entry).values(at=clock.now(), label=label, kind=kind, undone_at=None, cut=False))
    number = int(result.lastrowid)
    _hold_pen(connection, number)
    return number


def end_entry(connection: Connection, number: int) -> bool:
    """End the entry; False, and nothing of it stays, where no row came out different from before."""
    connection.execute(delete(change).where(change.c.entry == number, change.c.before == change.c.after))
    _hold_pen(connection, None)
    if connection.execute(select(change.c.position).where(change.c.entry == number).limit(1)).first() is None:
        connection.execute(delete(entry).where(entry.c.id == number))
        return False
    connection.execute(update(entry).where(entry.c.undone_at.is_not(None)).values(cut=True))
    return True


def _hold_pen(connection: Connection, number: int | None, *, applying: bool = False) -> None:
    connection.execute(update(pen).values(entry=number, applying=applying))


def changes_of(connection: Connection, number: int) -> Changes:
    """What an entry touched."""
    label = connection.execute(select(entry.c.label).where(entry.c.id == number)).scalar_one()
    rows = connection.execute(
        select(change.c.noun, change.c.row_id).where(change.c.entry == number).order_by(change.c.noun)
    )
    touched = {noun: frozenset(row[1] for row in found) for noun, found in groupby(rows, key=lambda row: row[0])}
    return Changes(label, touched)


class Candidate(NamedTuple):
    """The entry that the next undo or redo is about."""

    id: int
    label: str


def to_undo(connection: Connection) -> Candidate | None:
    """The newest entry that still stands, if it can be taken back. The purge of old bins is passed over."""
    found = connection.execute(
        select(entry.c.id, entry.c.label, entry.c.kind, entry.c.at)
        .where(entry.c.undone_at.is_(None), entry.c.kind != "purge")
        .order_by(entry.c.id.desc())
        .limit(1)
    ).first()
    if found is None or found.kind != "write" or found.at < horizon():
        return None
    return Candidate(found.id, found.label)


def to_redo(connection: Connection) -> Candidate | None:
    """The entry undone last, unless something was written since."""
    found = connection.execute(
        select(entry.c.id, entry.c.label)
        .where(entry.c.undone_at >= horizon(), entry.c.cut.is_(False))
        .order_by(entry.c.id)
        .limit(1)
    ).first()
    return None if found is None else Candidate(found.id, found.label)


def horizon() -> datetime:
    """The moment before which nothing is kept for taking back."""
    return clock.now() - timedelta(days=KEPT_DAYS)


def apply(connection: Connection, number: int, *, back: bool) -> None:
    """Put the images of an entry in place: those before (undo) or those after (redo)."""
    order = change.c.position.desc() if back else change.c.position
    rows = connection.execute(
        select(change.c.noun, change.c.row_id, change.c.before, change.c.after)
        .where(change.c.entry == number)
        .order_by(order)
    ).all()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    _hold_pen(connection, number, applying=True)
    steps = [(row.noun, row.row_id, row.before if back else row.after) for row in rows]
    for (noun, gone), run in groupby(steps, key=lambda step: (step[0], step[2] is None)):
        if gone:
            connection.exec_driver_sql(f'DELETE FROM "{noun}" WHERE id = ?', [(step[1],) for step in run])  # noqa: S608
        else:
            _put(connection, noun, [json.loads(step[2] or "") for step in run])
    _hold_pen(connection, None)
    connection.execute(update(entry).where(entry.c.id == number).values(undone_at=clock.now() if back else None))


def _put(connection: Connection, noun: str, images: list[dict[str, Any]]) -> None:
    """Insert or overwrite whole rows. Columns that the table no longer has are left out."""
    known = {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{noun}")')}
    columns = [name for name in images[0] if name in known]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f":{name}" for name in columns)
    assign = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{noun}" ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {assign}',  # noqa: S608
        images,
    )


def forget(connection: Connection, noun: str, ids: list[str]) -> None:
    """Wipe the images of rows that left the record for good; that they were there stays in the log."""
    connection.execute(
        update(change)
        .where(change.c.noun == noun, change.c.row_id == bindparam("gone"))
        .values(before=None, after=None),
        [{"gone": id_} for id_ in ids],
    )


def entries(connection: Connection, limit: int, offset: int) -> tuple[LogEntry, ...]:
    """The change log, newest first."""
    found = connection.execute(select(entry).order_by(entry.c.id.desc()).limit(limit).offset(offset)).all()
    counts: dict[int, dict[str, int]] = {row.id: {} for row in found}
    for number, noun, count in connection.execute(
        select(change.c.entry, change.c.noun, func.count(change.c.row_id.distinct()))
        .where(change.c.entry.in_(list(counts)))
        .group_by(change.c.entry, change.c.noun)
    ):
        counts[number][noun] = count
    return tuple(LogEntry(row.id, row.at, row.label, counts[row.id], row.undone_at is not None) for row in found)


def rows_of(connection: Connection, number: int, limit: int) -> tuple[RowChange, ...]:
    """What an entry did, field by field."""
    found = connection.execute(
        select(change.c.noun, change.c.row_id, change.c.before, change.c.after)
        .where(change.c.entry == number)
        .order_by(change.c.position)
        .limit(limit)
    )
    return tuple(_row_change(*row) for row in found)


def _row_change(noun: str, id_: str, before: str | None, after: str | None) -> RowChange:
    old: dict[str, Any] = json.loads(before) if before else {}
    new: dict[str, Any] = json.loads(after) if after else {}
    what = "deleted" if not new or _binned(old, new) else "changed" if old and not _binned(new, old) else "added"
    named = new or old
    fields = tuple(
        FieldChange(name, _text(old.get(name)), _text(new.get(name)))
        for name in (new or old)
        if name not in {"row", "id"} and _text(old.get(name)) != _text(new.get(name))
    )
    return RowChange(noun, id_, str(named.get("title") or named.get("name") or ""), what, fields)


def _binned(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return bool(old) and not old.get("deleted_at") and bool(new.get("deleted_at"))


def _text(value: object) -> str:
    return "" if value is None or value == "[]" else str(value)
