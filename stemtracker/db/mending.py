"""Rows from a damaged file made whole: what can't be read is left open where the record may leave it open.

Neighbors: `wreck` finds the rows, `shape` says what a column can hold, `rescue` puts them into a new record.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from stemtracker import clock
from stemtracker.db.columns import metadata
from stemtracker.db.shape import MADE_OF, holds, wrong
from stemtracker.db.tables import RECORD
from stemtracker.db.types import Exact, Flag, Listed, Word, moment_text
from stemtracker.db.wreck import Found


@dataclass(frozen=True)
class Mended:
    """A row that can be kept, and the columns of it that could not be read whole."""

    row: dict[str, Any]
    columns: tuple[str, ...]


def mend(name: str, found: Found) -> Mended | None:
    """The row with what can be kept of it; None where what makes it a row can't be read."""
    table = metadata.tables[name]
    row = dict(found.row)
    hurt = {column for column in (*wrong(table, row), *found.broken) if column in table.columns}
    for column in hurt:
        row[column] = _without(table.columns[column], row)
    if {"start", "end"} <= row.keys() and not table.columns["end"].nullable:
        hurt |= _mend_days(row)
    if name in MADE_OF:
        hurt |= _mend_parts(row, MADE_OF[name])
    if name == "change":
        _drop_broken_images(row)
    return None if wrong(table, row) else Mended(row, tuple(sorted(hurt)))


def _without(column: Column[Any], row: dict[str, Any]) -> Any:
    """What a column holds where its value can't be read; a value that can't be one stays where nothing else can."""
    read = row[column.name]
    if column.primary_key or column.name in {"id", "row_id", "noun", "what"} or column.foreign_keys:
        return None if column.nullable else read
    if column.name == "deleted_at":
        return moment_text(clock.now())
    if not isinstance(column.type, (Listed, Word, Exact, Flag)) and holds(column, read) and read is not None:
        return read  # the beginning of a text is better than nothing
    if column.nullable:
        return None
    if isinstance(column.type, Word):
        return str(next(iter(column.type.words)))
    if isinstance(column.type, Listed):
        return "[]"
    if isinstance(column.type, Exact):
        return "0"
    return 0 if holds(column, 0) else ""


def _mend_days(row: dict[str, Any]) -> set[str]:
    """Of a first and a last day, the one that can be read stands for both."""
    if _is_day(row["start"]) and (not _is_day(row["end"]) or row["end"] < row["start"]):
        row["end"] = row["start"]
        return {"end"}
    if not _is_day(row["start"]) and _is_day(row["end"]):
        row["start"] = row["end"]
        return {"start"}
    return set()


def _mend_parts(row: dict[str, Any], parts: tuple[str, str]) -> set[str]:
    """The id says twice what two columns say, and the table's index has it too."""
    said = str(row["id"]).split("/", 1)
    if len(said) < len(parts) or "/".join(str(row[part]) for part in parts) == row["id"]:
        return set()
    hurt = {part for part, value in zip(parts, said, strict=True) if row[part] != value}
    row.update(zip(parts, said, strict=True))
    return hurt


def _is_day(value: Any) -> bool:
    return holds(metadata.tables["activity"].columns["start"], value)


def _drop_broken_images(row: dict[str, Any]) -> None:
    """An image that is no row can't be put back, and is not kept."""
    for side in ("before", "after"):
        table = RECORD.get(row["noun"])
        if row.get(side) is not None and (table is None or not is_image(table, row[side], row["row_id"])):
            row[side] = None


def is_image(table: Table, text: str, id_: str, also: Collection[str] = ()) -> bool:
    """Whether that text is the image of a row. Columns that it lacks were added since; `also` names more of them."""
    try:
        image = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(image, dict) or image.get("id") != id_ or wrong(table, image):
        return False
    return all(name in table.columns or name in also for name in image)
