"""Whole rows as JSON objects, as the journal keeps them: made by SQLite, put back under the columns of today.

Neighbors: `journal` says when, `history` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from stemtracker.db.types import list_text


def columns(connection: Connection, noun: str) -> list[str]:
    """The columns a table has in this file; a newer program may have given it more than `tables` knows."""
    return [row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{noun}")')]


def expression(names: Sequence[str], row: str) -> str:
    """The SQL that makes the image of a row."""
    return "json_object(" + ", ".join(f"'{name}', {row}.\"{name}\"" for name in names) + ")"


def now(connection: Connection, noun: str, ids: Sequence[str]) -> dict[str, str]:
    """The images of those rows as they stand."""
    image = expression(columns(connection, noun), "now")
    found = connection.exec_driver_sql(
        f'SELECT now.id, {image} FROM json_each(?) JOIN "{noun}" AS now ON now.id = json_each.value',  # noqa: S608
        (list_text(tuple(ids)),),
    )
    return {row[0]: row[1] for row in found}


def put(connection: Connection, noun: str, kept: Sequence[str]) -> None:
    """Insert or overwrite whole rows. Columns that the table no longer has are left out."""
    rows: list[dict[str, Any]] = [json.loads(image) for image in kept]
    known = columns(connection, noun)
    there = [name for name in rows[0] if name in known]
    names = ", ".join(f'"{name}"' for name in there)
    values = ", ".join(f":{name}" for name in there)
    assign = ", ".join(f'"{name}" = excluded."{name}"' for name in there)
    connection.exec_driver_sql(
        f'INSERT INTO "{noun}" ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {assign}',  # noqa: S608
        rows,
    )


def remove(connection: Connection, noun: str, ids: Sequence[str]) -> None:
    """Take rows away."""
    connection.exec_driver_sql(f'DELETE FROM "{noun}" WHERE id = ?', [(id_,) for id_ in ids])  # noqa: S608
