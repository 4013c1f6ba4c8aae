"""The bin: what was deleted stays for thirty days, and only then leaves the record for good.

Whatever has a moment of deletion can be put there; everything that hangs on it stays and comes back with it. What is
purged leaves the journal's images too; its numbers are never given again.
Neighbors: `journal` keeps the way back for as long, `record` purges on opening.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from stemtracker import clock
from stemtracker.db import journal
from stemtracker.db.tables import RECORD, REFERS, blob, change, entry, evidence
from stemtracker.db.types import Day, list_text
from stemtracker.db.views import BinRow

#: What can be deleted.
BINNED: dict[str, Table] = {noun: table for noun, table in RECORD.items() if "deleted_at" in table.c}
#: What others belong to.
OWNERS = tuple(noun for noun in BINNED if any(to == noun for refers in REFERS.values() for _, to, _ in refers))


def called(noun: str) -> str:
    """The column that says what one of them is called."""
    return "title" if "title" in BINNED[noun].c else "name"


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
    title = table.c[called(noun)]
    found = connection.execute(
        select(table.c.id, title, day, table.c.deleted_at)
        .where(table.c.deleted_at.is_not(None))
        .order_by(table.c.deleted_at.desc(), table.c.id)
    )
    return tuple(BinRow(id_, title, start, at, _days_left(at)) for id_, title, start, at in found)


def is_there(connection: Connection, noun: str, id_: str) -> bool:
    """Whether it is in the record, the bin included: what hangs on something in the bin comes back with it."""
    table = RECORD[noun]
    return connection.execute(select(table.c.id).where(table.c.id == id_)).first() is not None


def _days_left(deleted_at: datetime) -> int:
    return min(max(0, journal.KEPT_DAYS - (clock.now() - deleted_at).days), journal.KEPT_DAYS)


def anything_due(connection: Connection) -> bool:
    """Whether `purge` would find something."""
    limit = journal.horizon()
    return any(_due(connection, BINNED[noun], limit) for noun in _lying(connection, limit))


def purge(connection: Connection, *, before: datetime | None, nouns: Collection[str] = BINNED) -> None:
    """Remove for good what was deleted before then (None: whenever), and what hangs on it.

    Left alone is what a write within the time of undo has touched, since that write may still be taken back.
    """
    gone = {noun: set(_due(connection, table, before)) if noun in nouns else set() for noun, table in BINNED.items()}
    hangs_on, stays = _referring(goes=True), _referring(goes=False)
    for noun, column, to in hangs_on:
        gone.setdefault(noun, set()).update(connection.execute(_refer_to(noun, column, gone[to])).scalars())
    for noun, column, to in stays:
        letting_go = update(RECORD[noun]).values({column: None})
        connection.execute(letting_go.where(_among_column(RECORD[noun].c[column], sorted(gone[to]))))
    first = {noun for noun, _column, _to in hangs_on}
    for noun in sorted(gone, key=lambda noun: noun not in first):
        connection.execute(delete(RECORD[noun]).where(_among(RECORD[noun], sorted(gone[noun]))))


def _referring(*, goes: bool) -> list[tuple[str, str, str]]:
    """What refers to something in the bin and goes for good with it, or stays: the noun, its column, that noun.

    (Evidence stays where a merge takes its activity away, but is nobody's any more once that has left the bin.)
    """
    return [
        (noun, column, to)
        for noun, refers in REFERS.items()
        for column, to, with_it in refers
        if to in BINNED and (with_it or noun == "evidence") == goes
    ]


def _refer_to(noun: str, column: str, ids: Collection[str]) -> Select[str]:
    table = RECORD[noun]
    return select(table.c.id).where(_among_column(table.c[column], sorted(ids)))


def forget_purged(connection: Connection, number: int) -> None:
    """Wipe the images of what that entry removed, in every entry that had one."""
    rows = connection.execute(
        select(change.c.noun, change.c.row_id).where(change.c.entry == number, change.c.what == "removed")
    ).all()
    for noun in {row.noun for row in rows}:
        journal.forget(connection, noun, [row.row_id for row in rows if row.noun == noun])


def forget_removed(connection: Connection) -> None:
    """Wipe the images of what a merge removed for good, once that can't be taken back any more."""
    for noun, table in BINNED.items():
        gone = list(connection.execute(_removed(table)).scalars())
        if gone:
            journal.forget(connection, noun, gone)


def sweep(connection: Connection, *, at_once: bool = False) -> None:
    """Remove bytes that nothing has needed for thirty days (`at_once`: that nothing needs)."""
    needed = blob.c.sha256.in_(_needed())
    now = clock.now()
    connection.execute(update(blob).where(needed, blob.c.unused_since.is_not(None)).values(unused_since=null()))
    connection.execute(update(blob).where(~needed, blob.c.unused_since.is_(None)).values(unused_since=now))
    limit = now + timedelta(seconds=1) if at_once else journal.horizon()
    connection.execute(delete(blob).where(blob.c.unused_since < limit))


def needs_sweep(connection: Connection) -> bool:
    """Whether bytes are not needed any more, are needed again, or have lain unused for long enough; or images are."""
    merged = connection.execute(_merges().limit(1)).first() is not None
    if merged and any(connection.execute(_removed(table).limit(1)).first() for table in BINNED.values()):
        return True
    needed = blob.c.sha256.in_(_needed())
    marked = blob.c.unused_since.is_not(None)
    wrong = or_(and_(needed, marked), and_(~needed, ~marked), blob.c.unused_since < journal.horizon())
    return connection.execute(select(blob.c.sha256).where(wrong).limit(1)).first() is not None


def _merges() -> Select[int]:
    """The entries by which another record was taken in."""
    return select(entry.c.id).where(entry.c.taken != (), entry.c.undone_at.is_(None))


def _removed(table: Table) -> Select[str]:
    """What merges removed and no write within the time of undo touched, and whose images are there still."""
    young = select(entry.c.id).where(journal.within_time(journal.horizon()))
    lately = select(change.c.row_id).where(change.c.noun == table.name, change.c.entry.in_(young))
    return (
        select(change.c.row_id)
        .distinct()
        .where(change.c.entry.in_(_merges()), change.c.noun == table.name, change.c.what == "removed")
        .where(change.c.before.is_not(None), change.c.row_id.not_in(lately), change.c.row_id.not_in(select(table.c.id)))
    )


def _needed() -> Select[tuple[str]]:
    """The bytes that evidence refers to, and those that it will refer to again if its attaching is done again."""
    undone = (
        select(func.json_extract(change.c.after, "$.sha256").label("sha256"))
        .join_from(change, entry)
        .where(change.c.noun == "evidence", change.c.after.is_not(None))
        .where(entry.c.undone_at >= journal.horizon(), entry.c.cut.is_(False))
    )
    there = union(select(evidence.c.sha256), undone).subquery()
    return select(there.c.sha256).where(there.c.sha256.is_not(None))


def _lying(connection: Connection, before: datetime) -> Sequence[str]:
    """The nouns of which something has lain in the bin since before then: one question, asked at every opening."""
    each = (select(literal(noun)).where(exists().where(table.c.deleted_at < before)) for noun, table in BINNED.items())
    return connection.execute(union_all(*each)).scalars().all()


def _due(connection: Connection, table: Table, before: datetime | None) -> list[str]:
    statement = select(table.c.id).where(table.c.deleted_at.is_not(None))
    if before is not None:
        statement = statement.where(table.c.deleted_at < before, table.c.id.not_in(_held(table, before)))
    return list(connection.execute(statement).scalars())


def _held(table: Table, since: datetime) -> Select[tuple[str]]:
    """The rows that a write since then has touched, themselves or in what hangs on them, before or after it."""
    lately = (
        select(change.c.row_id, change.c.noun, change.c.before)
        .join_from(change, entry)
        .where(journal.within_time(since), entry.c.undone_at.is_(None))
        .cte("lately")
    )
    held = [select(lately.c.row_id).where(lately.c.noun == table.name)]
    for noun, refers in ((noun, column) for noun, all_ in REFERS.items() for column, to, _ in all_ if to == table.name):
        one, of_one = RECORD[noun], lately.c.noun == noun
        held.append(select(func.json_extract(lately.c.before, f"$.{refers}")).where(of_one))
        held.append(select(one.c[refers]).join_from(lately, one, lately.c.row_id == one.c.id).where(of_one))
    # "Not among them" is never true of a list with a NULL in it.
    named = union(*held).subquery()
    return select(named.c.row_id).where(named.c.row_id.is_not(None))


def _among(table: Table, ids: Sequence[str]) -> ColumnElement[bool]:
    return _among_column(table.c.id, ids)


def _among_column(column: ColumnElement[str], ids: Sequence[str]) -> ColumnElement[bool]:
    wanted = func.json_each(list_text(tuple(ids))).table_valued("value")
    return column.in_(select(wanted.c.value))
