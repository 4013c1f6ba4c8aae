"""Telling what the journal holds: entries with their counts, and each change field by field.

Neighbors: `journal` writes, `images` has the rows as they stand.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

from stemtracker.db import images
from stemtracker.db.tables import change, entry
from stemtracker.db.views import FieldChange, LogEntry, RowChange


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
    following = change.alias("following")
    # What stood after a change is what stood before the next one of that row, if there was one.
    next_before = (
        select(following.c.before)
        .where(following.c.noun == change.c.noun, following.c.row_id == change.c.row_id)
        .where(following.c.position > change.c.position, following.c.what != "added")
        .order_by(following.c.position)
        .limit(1)
        .scalar_subquery()
    )
    found = connection.execute(
        select(
            change.c.noun, change.c.row_id, change.c.what, change.c.before, change.c.after, next_before.label("next")
        )
        .where(change.c.entry == number)
        .order_by(change.c.position)
        .limit(limit)
    ).all()
    ids: dict[str, list[str]] = {}
    for row in found:
        ids.setdefault(row.noun, []).append(row.row_id)
    standing = {noun: images.now(connection, noun, some) for noun, some in ids.items()}
    return tuple(
        _told(row.noun, row.row_id, row.what, row.before, row.after or row.next or standing[row.noun].get(row.row_id))
        for row in found
    )


def _told(noun: str, id_: str, what: str, before: str | None, after: str | None) -> RowChange:
    old: dict[str, Any] = json.loads(before) if before and what != "added" else {}
    new: dict[str, Any] = json.loads(after) if after and what != "removed" else {}
    if what == "removed" or (new.get("deleted_at") and not old.get("deleted_at")):
        said = "deleted"
    else:
        said = "added" if what == "added" or (old.get("deleted_at") and not new.get("deleted_at")) else "changed"
    fields = tuple(
        FieldChange(name, _text(old.get(name)), _text(new.get(name)))
        for name in {**old, **new}
        if name not in {"row", "id"} and _text(old.get(name)) != _text(new.get(name))
    )
    named = new or old
    return RowChange(noun, id_, str(named.get("title") or named.get("name") or ""), said, fields)


def _text(value: object) -> str:
    return "" if value is None or value == "[]" else str(value)
