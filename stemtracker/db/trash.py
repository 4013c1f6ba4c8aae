"""The bin: what was deleted stays for thirty days, and only then leaves the record for good.

Activities, evidence and credentials get a moment of deletion; everything that hangs on them stays and comes
back with them. What is purged leaves the journal's images too; its numbers are never given again.
Neighbors: `journal` keeps the way back for as long, `record` purges on opening.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, and_, delete, func, literal, null, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from stemtracker import clock
from stemtracker.db import journal
from stemtracker.db.tables import activity, blob, change, credential, cycle, entry, evidence, fact, pin
from stemtracker.db.types import Day, list_text
from stemtracker.db.views import BinRow

BINNED: dict[str, Table] = {"activity": activity, "evidence": evidence, "credential": credential}


def put_in(connection: Connection, noun: str, ids: Sequence[str]) -> int:
    """Delete; how many of the ids were there to delete."""
    table = BINNED[noun]
    statement = update(table).where(_among(table, ids), table.c.deleted_at.is_(None)).values(deleted_at=clock.now())
    return connection.execute(statement).rowcount


def take_out(connection: Connection, noun: str, ids: Sequence[str]) -> int:
    """Have them back; how many of the ids were in the bin."""
    table = BINNED[noun]
    statement = update(table).where(_among(table, ids), table.c.deleted_at.is_not(None)).values(deleted_at=None)
    return connection.execute(statement).rowcount


def rows(connection: Connection, noun: str) -> tuple[BinRow, ...]:
    """What is in the bin, deleted last first."""
    table = BINNED[noun]
    day: ColumnElement[object] = table.c.start if noun == "activity" else literal(None, Day)
    found = connection.execute(
        select(table.c.id, table.c.title, day, table.c.deleted_at)
        .where(table.c.deleted_at.is_not(None))
        .order_by(table.c.deleted_at.desc(), table.c.id)
    )
    return tuple(BinRow(id_, title, start, at, _days_left(at)) for id_, title, start, at in found)


def _days_left(deleted_at: datetime) -> int:
    return max(0, journal.KEPT_DAYS - (clock.now() - deleted_at).days)


def anything_due(connection: Connection) -> bool:
    """Whether `purge` would find something."""
    limit = journal.horizon()
    due = [select(table.c.id).where(table.c.deleted_at < limit).limit(1) for table in BINNED.values()]
    return any(connection.execute(statement).first() for statement in due)


def purge(connection: Connection, *, before: datetime | None, nouns: Collection[str] = BINNED) -> None:
    """Remove for good what was deleted before then (None: whenever), and what hangs on it.

    Left alone is what a write within the time of undo has touched, since that write may still be taken back.
    """
    gone = {noun: _due(connection, table, before) if noun in nouns else [] for noun, table in BINNED.items()}
    pieces = select(evidence.c.id).where(_among_column(evidence.c.activity_id, gone["activity"]))
    gone["evidence"] = sorted({*gone["evidence"], *connection.execute(pieces).scalars()})
    hangs_on = (
        ("pin", pin, _among_column(pin.c.activity_id, gone["activity"])),
        ("pin", pin, _among_column(pin.c.credential_id, gone["credential"])),
        ("fact", fact, _among_column(fact.c.credential_id, gone["credential"])),
        ("cycle", cycle, _among_column(cycle.c.credential_id, gone["credential"])),
    )
    for noun, table, condition in hangs_on:
        gone.setdefault(noun, []).extend(connection.execute(select(table.c.id).where(condition)).scalars())
        connection.execute(delete(table).where(condition))
    for noun in ("evidence", "activity", "credential"):
        connection.execute(delete(BINNED[noun]).where(_among(BINNED[noun], gone[noun])))


def forget_purged(connection: Connection, number: int) -> None:
    """Wipe the images of what that entry removed, in every entry that had one."""
    rows = connection.execute(
        select(change.c.noun, change.c.row_id).where(change.c.entry == number, change.c.what == "removed")
    ).all()
    for noun in {row.noun for row in rows}:
        journal.forget(connection, noun, [row.row_id for row in rows if row.noun == noun])


def sweep(connection: Connection, *, at_once: bool = False) -> None:
    """Remove bytes that no evidence has referred to for thirty days (`at_once`: has ever since)."""
    used = select(evidence.c.sha256).where(evidence.c.sha256.is_not(None))
    now = clock.now()
    connection.execute(
        update(blob).where(blob.c.sha256.in_(used), blob.c.unused_since.is_not(None)).values(unused_since=null())
    )
    connection.execute(
        update(blob).where(blob.c.sha256.not_in(used), blob.c.unused_since.is_(None)).values(unused_since=now)
    )
    limit = now + timedelta(seconds=1) if at_once else journal.horizon()
    connection.execute(delete(blob).where(blob.c.unused_since < limit))


def needs_sweep(connection: Connection) -> bool:
    """Whether bytes are not used any more, are used again, or have lain unused for long enough."""
    used = blob.c.sha256.in_(select(evidence.c.sha256).where(evidence.c.sha256.is_not(None)))
    marked = blob.c.unused_since.is_not(None)
    wrong = or_(and_(used, marked), and_(~used, ~marked), blob.c.unused_since < journal.horizon())
    return connection.execute(select(blob.c.sha256).where(wrong).limit(1)).first() is not None


def _due(connection: Connection, table: Table, before: datetime | None) -> list[str]:
    statement = select(table.c.id).where(table.c.deleted_at.is_not(None))
    if before is not None:
        may_be_undone = (
            select(change.c.row_id)
            .join_from(change, entry)
            .where(change.c.noun == table.name, change.c.row_id == table.c.id)
            .where(entry.c.at >= before, entry.c.undone_at.is_(None))
        )
        statement = statement.where(table.c.deleted_at < before, ~may_be_undone.exists())
    return list(connection.execute(statement).scalars())


def _among(table: Table, ids: Sequence[str]) -> ColumnElement[bool]:
    return _among_column(table.c.id, ids)


def _among_column(column: ColumnElement[str], ids: Sequence[str]) -> ColumnElement[bool]:
    wanted = func.json_each(list_text(tuple(ids))).table_valued("value")
    return column.in_(select(wanted.c.value))
