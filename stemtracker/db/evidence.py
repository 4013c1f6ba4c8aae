"""Evidence: what it is about in one table, the bytes in another under their SHA-256, once however often used.

Numbers come from a counter that undo does not turn back, so none is ever given twice.
Neighbors: `trash` for removed pieces and for bytes that nothing refers to any more.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from stemtracker.db.settings import meta_value, set_meta
from stemtracker.db.tables import activity, blob, evidence
from stemtracker.domain.evidence import Evidence
from stemtracker.errors import Trouble

_FIELDS = [field.name for field in fields(Evidence)]
_LAST_NUMBER = "last_evidence_number"


def last_number(connection: Connection) -> int:
    """The highest number ever given."""
    return int(meta_value(connection, _LAST_NUMBER, "0"))


def next_number(connection: Connection) -> int:
    """The next number, given away by this call."""
    number = last_number(connection) + 1
    set_meta(connection, _LAST_NUMBER, str(number))
    return number


def claim_number(connection: Connection, number: int) -> None:
    """Say that a number came with a piece from elsewhere (an archive), so that it is not given again."""
    if number > last_number(connection):
        set_meta(connection, _LAST_NUMBER, str(number))


def keep_bytes(connection: Connection, data: bytes) -> str:
    """Keep the bytes under their SHA-256. Those kept already are written again: a disk may have changed them."""
    digest = hashlib.sha256(data).hexdigest()
    kept = {"bytes": data, "unused_since": None}
    statement = upsert(blob).values(sha256=digest, **kept)
    connection.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=kept))
    return digest


def content(connection: Connection, id_: str) -> bytes | None:
    """The bytes of a piece as they were attached, or Trouble; None where the piece is unknown or has none."""
    found = connection.execute(
        select(evidence.c.number, blob.c.bytes, blob.c.sha256)
        .join_from(evidence, blob)
        .where(evidence.c.id == id_, evidence.c.deleted_at.is_(None))
    ).first()
    if found is None:
        return None
    if hashlib.sha256(found.bytes).hexdigest() != found.sha256:
        raise Trouble(
            "damaged",
            f"E-{found.number:03} is not what was attached: the disk has changed it. Everything else is as it was.",
            "Attach the same file again, or take it from a copy of the record.",
        )
    return bytes(found.bytes)


def add(connection: Connection, piece: Evidence) -> None:
    """A new piece; its bytes are kept already."""
    connection.execute(insert(evidence).values(**_values(piece)))


def change(connection: Connection, piece: Evidence) -> None:
    """What is known about a piece; its number and bytes stay."""
    fixed = {"id", "number", "size", "sha256", "added_at"}
    values = {name: value for name, value in _values(piece).items() if name not in fixed}
    connection.execute(update(evidence).where(evidence.c.id == piece.id).values(**values))


def get(connection: Connection, id_: str) -> Evidence | None:
    """The piece, unless it is unknown or in the bin."""
    found = connection.execute(_kept().where(evidence.c.id == id_)).first()
    return None if found is None else _piece(found)


def of_activity(connection: Connection, activity_id: str) -> tuple[Evidence, ...]:
    """The pieces of one activity, by number."""
    rows = connection.execute(_kept().where(evidence.c.activity_id == activity_id))
    return tuple(_piece(row) for row in rows)


def everything(connection: Connection) -> tuple[Evidence, ...]:
    """All pieces by number, but those in the bin and those of activities in the bin."""
    return tuple(_piece(row) for row in connection.execute(_kept().where(_shown())))


def count(connection: Connection) -> int:
    """How many pieces there are, without the bin."""
    statement = select(func.count()).select_from(evidence).where(evidence.c.deleted_at.is_(None), _shown())
    return connection.execute(statement).scalar_one()


def _shown() -> ColumnElement[bool]:
    """Not what hangs on an activity in the bin."""
    binned = select(activity.c.id).where(activity.c.deleted_at.is_not(None))
    return evidence.c.activity_id.is_(None) | evidence.c.activity_id.not_in(binned)


def _kept() -> Any:
    columns = [evidence.c[name] for name in _FIELDS]
    return select(*columns).where(evidence.c.deleted_at.is_(None)).order_by(evidence.c.number)


def _piece(row: Row[Any]) -> Evidence:
    values = dict(zip(_FIELDS, row, strict=True))
    return Evidence(**{**values, "sha256": values["sha256"] or ""})


def _values(piece: Evidence) -> dict[str, Any]:
    values = {name: getattr(piece, name) for name in _FIELDS}
    return {**values, "sha256": piece.sha256 or None}
