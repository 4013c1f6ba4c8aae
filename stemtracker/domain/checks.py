"""What must hold of the fields that many records have: titles, texts, days, amounts. Each problem names its field.

Neighbors: `network`, `mentoring`, `leadership`, `goal`, `preparation` say with these what keeps them from being saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from stemtracker.errors import Problem

MAX_TITLE = 300
MAX_TEXT = 20_000
_FIRST_YEAR = 1900
_LARGEST = Decimal(1_000_000_000)
_PLACES = 6


def title(field: str, text: str, what: str) -> Iterator[Problem]:
    """A name that must be there and fit on a line; `what` is asked for: "the name of the network"."""
    if not text.strip():
        yield Problem(field, f"Type {what}.")
    elif len(text) > MAX_TITLE:
        yield Problem(field, f"This has {len(text)} characters; keep it to {MAX_TITLE} and put the rest below.")


def texts(one: object, *fields: str) -> Iterator[Problem]:
    """Longer texts, none of which may be a file."""
    for field in fields:
        if len(getattr(one, field)) > MAX_TEXT:
            yield Problem(field, f"This text is longer than {MAX_TEXT:,} characters; attach it as evidence instead.")


def lines(one: object, *fields: str) -> Iterator[Problem]:
    """Short texts that may be empty."""
    for field in fields:
        if len(getattr(one, field)) > MAX_TITLE:
            yield Problem(field, f"This has more than {MAX_TITLE} characters; shorten it.")


def days(one: object, first: str, last: str) -> Iterator[Problem]:
    """Two days that may be open; the second is not before the first."""
    begun, ended = getattr(one, first), getattr(one, last)
    for field, day in ((first, begun), (last, ended)):
        yield from day_is_sane(field, day)
    if begun and ended and ended < begun:
        yield Problem(last, f"It ends ({ended}) before it begins ({begun}); change one of the dates.")


def day_is_sane(field: str, day: date | None) -> Iterator[Problem]:
    """A year that was typed with four digits."""
    if day is not None and day.year < _FIRST_YEAR:
        yield Problem(field, f"The year {day.year} can’t be right; type the year with four digits.")


def amount(field: str, value: Decimal | int | None, what: str) -> Iterator[Problem]:
    """An amount that may be open; `what` stands before the verb: "The dues"."""
    if value is None:
        return
    if not Decimal(value).is_finite() or value < 0:
        yield Problem(field, f"{what} must be zero or more.")
    elif value >= _LARGEST:
        yield Problem(field, f"{what} can’t be that large; check the number.")
    elif round(Decimal(value), _PLACES) != value:
        yield Problem(field, f"{what} can’t be that exact; round the number.")
