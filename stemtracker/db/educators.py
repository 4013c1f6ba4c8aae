"""The educator: one row."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.tables import educator
from stemtracker.domain.educator import Educator

_ID = "educator"
_FIELDS = [field.name for field in fields(Educator)]


def get(connection: Connection) -> Educator:
    """The person the record belongs to; one without a name where nothing was entered yet."""
    found = connection.execute(select(*(educator.c[name] for name in _FIELDS))).first()
    return Educator() if found is None else Educator(**dict(zip(_FIELDS, found, strict=True)))


def put(connection: Connection, person: Educator) -> None:
    """Keep it."""
    values = {name: getattr(person, name) for name in _FIELDS}
    statement = insert(educator).values(id=_ID, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
