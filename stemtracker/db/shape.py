"""Whether values can be what a column holds, and whole rows what a table holds, before SQLite is asked.

For rows from outside: an archive, a damaged file, an image in the journal. Neighbors: `whole`, `check`, `rescue`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite

from stemtracker.db import credentials
from stemtracker.db.tables import RECORD
from stemtracker.db.types import Carried
from stemtracker.domain.activity import Step, TopicShare
from stemtracker.domain.preparation import HoursAsked

_DIALECT = sqlite.dialect()
_LARGEST = 2**63
_DIGITS = 60
#: What a row's own id is made of, with a slash between.
MADE_OF = {
    "pin": ("credential_id", "activity_id"),
    "fact": ("credential_id", "name"),
    "vocabulary": ("list", "word"),
}
#: What reading a value raises that is none.
_WRONG = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, RecursionError)


def nouns_in(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What a file has tables for: one of an earlier schema knows fewer nouns."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return tuple(noun for noun in RECORD if noun in tables)


def sane(value: object) -> bool:
    """Whether the exact numbers in it have no more digits than one can write down."""
    if isinstance(value, Decimal):
        return value.is_finite() and -_DIGITS <= value.adjusted() <= _DIGITS and len(value.as_tuple().digits) <= _DIGITS
    if isinstance(value, tuple):
        return all(map(sane, value))
    if isinstance(value, HoursAsked):
        return 0 <= value.minutes < _LARGEST
    return not isinstance(value, (TopicShare, Step)) or sane(value.amount)


def is_row(table: Table, row: Mapping[str, Any], id_: str) -> bool:
    """Whether it is a whole row of the table with that id; an earlier schema may lack what may be open."""
    lacking = [column for column in table.columns if column.name not in row]
    whole = row.keys() <= set(table.columns.keys()) and all(column.nullable for column in lacking)
    return whole and row["id"] == id_ and not wrong(table, row)


def wrong(table: Table, row: Mapping[str, Any]) -> list[str]:
    """The columns whose values can't be what they should be. Columns that only a newer program knows pass."""
    return [column.name for column in table.columns if column.name in row and not holds(column, row[column.name])]


def holds(column: Column[Any], value: Any) -> bool:
    """Whether the column can hold the value and give it back."""
    return _check(column)(value)


@lru_cache(maxsize=1000)
def _check(column: Column[Any]) -> Callable[[Any], bool]:
    nullable = bool(column.nullable)
    kind = column.type.compile(dialect=_DIALECT)
    if kind == "INTEGER":
        return lambda value: nullable if value is None else isinstance(value, int) and -_LARGEST <= value < _LARGEST
    if kind == "BLOB":
        return lambda value: isinstance(value, bytes)
    read = _reader(column)
    # A day or an amount has one way of being written: Python reads others too.
    write = column.type.out if isinstance(column.type, Carried) else None

    def holds_text(value: Any) -> bool:
        if value is None:
            return nullable
        if not isinstance(value, str):
            return False
        try:
            return read is None or (sane(found := read(value)) and (write is None or write(found) == value))
        except _WRONG:
            return False

    return holds_text


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes sense of the text of a column; None where any text will do."""
    special = {("fact", "value"): credentials.fact_from, ("cycle", "closed"): credentials.closed_from}
    read = special.get((column.table.name, column.name))
    return read or column.type.result_processor(_DIALECT, None)
