"""The texts of rules that a record keeps: those it goes by, and those that its closed cycles were renewed by.

Neighbors: `credentials` names the packs, and closed cycles the hashes, that these are the texts of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.credentials import closed_from
from stemtracker.db.tables import credential, cycle, rule_text
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.rule_text import StoredText

_COLUMNS = [field.name for field in fields(StoredText)]


def everything(connection: Connection) -> tuple[StoredText, ...]:
    """All texts, by their ids."""
    rows = connection.execute(select(*(rule_text.c[name] for name in _COLUMNS)).order_by(rule_text.c.id))
    return tuple(StoredText(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)


def get(connection: Connection, id_: str) -> StoredText | None:
    """One of them, if it is there."""
    found = connection.execute(select(*(rule_text.c[name] for name in _COLUMNS)).where(rule_text.c.id == id_)).first()
    return None if found is None else StoredText(**dict(zip(_COLUMNS, found, strict=True)))


def put(connection: Connection, one: StoredText) -> None:
    """A new text, or another one under the same id."""
    row = asdict(one)
    others = {name: value for name, value in row.items() if name != "id"}
    statement = insert(rule_text).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=others))


def remove(connection: Connection, ids: Iterable[str]) -> None:
    """Take texts away; the way back is undo."""
    connection.execute(delete(rule_text).where(rule_text.c.id.in_(list(ids))))


def packs_in_use(connection: Connection) -> frozenset[str]:
    """The packs that licenses are renewed by, those in the bin too."""
    return frozenset(connection.execute(select(credential.c.pack_id)).scalars())


def closed_cycles(connection: Connection) -> tuple[ClosedCycle, ...]:
    """What all closed cycles were judged by, of licenses in the bin too."""
    closed = connection.execute(select(cycle.c.closed).where(cycle.c.closed.is_not(None)).order_by(cycle.c.id))
    return tuple(found for text in closed.scalars() if (found := closed_from(text)))


def past_in_use(connection: Connection) -> frozenset[tuple[str, str]]:
    """The texts that closed cycles were judged by, by id and hash."""
    return frozenset(text for one in closed_cycles(connection) for text in one.texts)


def lacking(connection: Connection) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The packs that licenses go by, and the texts of closed cycles, that the record has no text of."""
    rows = connection.execute(select(rule_text.c.id, rule_text.c.pack_id, rule_text.c.hash)).all()
    return (
        packs_in_use(connection) - {row.id for row in rows},
        past_in_use(connection) - {(row.pack_id, row.hash) for row in rows},
    )
