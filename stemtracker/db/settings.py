"""Small named values: settings of the record (journaled), and what the file says of itself (not journaled)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.tables import meta, setting


def meta_value(connection: Connection, name: str, default: str = "") -> str:
    """What the file says of itself under that name (record_id, created_at, created_with)."""
    found = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
    return default if found is None else found


def set_meta(connection: Connection, name: str, value: str) -> None:
    """Set it."""
    statement = insert(meta).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def value(connection: Connection, name: str, default: str) -> str:
    """A setting of the record."""
    found = connection.execute(select(setting.c.value).where(setting.c.id == name)).scalar()
    return default if found is None else found


def put(connection: Connection, name: str, text: str | None) -> None:
    """Set it; None removes it."""
    if text is None:
        connection.execute(delete(setting).where(setting.c.id == name))
        return
    statement = insert(setting).values(id=name, value=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"value": text}))
