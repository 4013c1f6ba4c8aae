"""Column types for STRICT tables: ISO days and moments, exact decimals, flags, words of an enum, JSON lists.

STRICT tables know TEXT, INTEGER and BLOB only, and most of SQLAlchemy's own types are refused there. What
a column may hold is said by the CHECKs of the migrations; these types only carry values across.
Neighbors: `tables` uses them, `migrations` writes the same columns in SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from sqlalchemy.engine import Dialect
from sqlalchemy.types import UserDefinedType

T = TypeVar("T")
Carry = Callable[[Any], Any]


class Carried(UserDefinedType[T], Generic[T]):
    """A value that crosses as text or integer: `out` writes it, `back` reads it, NULL is None."""

    column: ClassVar[str] = "TEXT"
    out: ClassVar[Any]
    back: ClassVar[Any]

    def get_col_spec(self, **_named: object) -> str:
        """The column type in DDL."""
        return self.column

    def bind_processor(self, dialect: Dialect) -> Carry:  # noqa: ARG002 - SQLAlchemy's signature
        """How a value is written."""
        out = type(self).out
        return lambda value: None if value is None else out(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Carry:  # noqa: ARG002
        """How a value is read."""
        back = type(self).back
        return lambda value: None if value is None else back(value)


def decimal_text(value: Decimal) -> str:
    """The decimal without exponent, with the digits it was typed with."""
    text = str(value)  # a fifth of the time that `format` takes
    return format(value, "f") if "E" in text else text


def moment_text(moment: datetime) -> str:
    """The moment in UTC, to the second: "2026-11-22T12:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Day(Carried[date]):
    """A calendar day as ISO text."""

    cache_ok = True
    out = staticmethod(date.isoformat)
    back = staticmethod(date.fromisoformat)


class WallTime(Carried[time]):
    """A time of day as ISO text, without zone."""

    cache_ok = True
    out = staticmethod(time.isoformat)
    back = staticmethod(time.fromisoformat)


class Moment(Carried[datetime]):
    """A moment in UTC as ISO text."""

    cache_ok = True
    out = staticmethod(moment_text)
    back = staticmethod(datetime.fromisoformat)


class Exact(Carried[Decimal]):
    """A decimal as text."""

    cache_ok = True
    out = staticmethod(decimal_text)
    back = staticmethod(Decimal)


class Flag(Carried[bool]):
    """Yes or no as 1 or 0."""

    cache_ok = True
    column = "INTEGER"
    out = staticmethod(int)
    back = staticmethod(bool)


class Word(UserDefinedType[StrEnum]):
    """One word of an enum, as text."""

    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        self.words = words

    def get_col_spec(self, **_named: object) -> str:
        """The column type in DDL."""
        return "TEXT"

    def bind_processor(self, dialect: Dialect) -> Carry:  # noqa: ARG002
        """How a word is written."""
        return lambda value: None if value is None else str(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Carry:  # noqa: ARG002
        """How a word is read."""
        words = self.words
        return lambda value: None if value is None else words(value)


class Listed(UserDefinedType[tuple[Any, ...]]):
    """A tuple of small records as a JSON list; the one shape most rows have, the empty list, is not parsed."""

    cache_ok = True

    def __init__(self, item: Any) -> None:
        self.item = item

    def get_col_spec(self, **_named: object) -> str:
        """The column type in DDL."""
        return "TEXT"

    def bind_processor(self, dialect: Dialect) -> Carry:  # noqa: ARG002
        """How a list is written."""
        return list_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Carry:  # noqa: ARG002
        """How a list is read."""
        decode = msgspec.json.Decoder(tuple[self.item, ...]).decode  # type: ignore[name-defined]
        return lambda value: () if value == "[]" else decode(value)


_encode = msgspec.json.Encoder(decimal_format="string").encode


def list_text(items: tuple[Any, ...]) -> str:
    """The items as a JSON list."""
    return _encode(items).decode() if items else "[]"
