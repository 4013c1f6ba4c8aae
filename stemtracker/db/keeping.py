"""Whatever is one class of `domain` and one table of `network_tables`: all of it, one of it, a new or changed one.

Neighbors: `trash` deletes and has back, `services.keeping` is who asks.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, literal_column, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.network_tables import KEPT

T = TypeVar("T")


def noun(kind: type) -> str:
    """What the class is called in `Changes`, which is the name of its table."""
    return KEPT[kind].name


def everything(connection: Connection, kind: type[T]) -> tuple[T, ...]:
    """All that is not in the bin, in the order it was entered."""
    table = KEPT[kind]
    entered: ColumnElement[int] = literal_column(f'"{table.name}".rowid')
    names = _names(kind)
    rows = connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.deleted_at.is_(None)).order_by(entered)
    )
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in rows)


def get(connection: Connection, kind: type[T], id_: str) -> T | None:
    """That one, unless it is unknown or in the bin."""
    table, names = KEPT[kind], _names(kind)
    found = connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.id == id_, table.c.deleted_at.is_(None))
    ).first()
    return None if found is None else kind(**dict(zip(names, found, strict=True)))


def in_bin(connection: Connection, kind: type, id_: str) -> bool:
    """Whether it lies in the bin."""
    table = KEPT[kind]
    return bool(
        connection.execute(select(table.c.id).where(table.c.id == id_, table.c.deleted_at.is_not(None))).first()
    )


def put(connection: Connection, one: Any) -> None:
    """A new one, or a change of one."""
    table: Table = KEPT[type(one)]
    row = {name: getattr(one, name) for name in _names(type(one))}
    others = {name: value for name, value in row.items() if name != "id"}
    connection.execute(insert(table).values(row).on_conflict_do_update(index_elements=["id"], set_=others))


def _names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]
