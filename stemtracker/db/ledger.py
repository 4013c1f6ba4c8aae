"""Activities as the lines that the rules read, straight from the rows.

An assessment looks at every activity: only what a line holds is read, a text that many rows share is taken
apart once, and equal values are kept once. What comes out is what `domain.ledger.line_of` makes of each
activity. Neighbors: `activities` reads whole ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection

from stemtracker.domain import bulk
from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.ledger import Line, approval

_COLUMNS = (
    *("id", "title", "start", "end", "kind", "role", "format", "provider", "provider_number", "unit", "amount"),
    *("topics", "status", "steps", "level", "grade", "course", "approved", "approved_by", "approved_on", "relevant"),
    *("series_id", "network", "answers"),
)
#: In the order of `activities.everything`. The plus keeps SQLite from walking along the index, see there.
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_LINES = f'SELECT {_NAMES} FROM activity WHERE deleted_at IS NULL ORDER BY +start, start_time, "row"'  # noqa: S608
_PLAIN = ("id", "title", "provider_number")
_SHARED = ("kind", "role", "format", "provider", "unit", "level", "grade", "course", "approved_by", "network")
_T = TypeVar("_T")
_NONE: frozenset[str] = frozenset()
_PORTION = 500
_NO_PINS: Mapping[str, str] = {}

_shares = msgspec.json.Decoder(tuple[TopicShare, ...]).decode
_steps = msgspec.json.Decoder(tuple[Step, ...]).decode
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


class _Approval(NamedTuple):
    approved: bool | None
    approved_by: str
    approved_on: date | None
    provider_number: str


def lines(
    connection: Connection, kinds: Mapping[str, Collection[str]], pins: Mapping[str, Mapping[str, str]]
) -> tuple[Line, ...]:
    """All activities that are not in the bin, oldest first; with the kinds of evidence and the pins of each id."""
    reader = _Reader(kinds, pins)
    # In portions: what equal texts of all rows take at once is more than the lines themselves.
    portions = connection.exec_driver_sql(_LINES).partitions(_PORTION)
    return tuple(chain.from_iterable(map(reader.lines, portions)))


class _Reader:
    """Reads rows as lines; what was read once is known from then on."""

    def __init__(self, kinds: Mapping[str, Collection[str]], pins: Mapping[str, Mapping[str, str]]) -> None:
        self._kinds, self._pins = kinds, pins
        self._known: dict[Callable[[Any], Any], dict[Any, Any]] = {}

    def lines(self, rows: Sequence[Sequence[Any]]) -> list[Line]:
        """The lines of these rows, of which there is one at least."""
        told, each = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)), self._each
        topics, ways = each(_topics, told["topics"]), each(_way, told["steps"])
        approved, approved_on = each(_flag, told["approved"]), each(_day, told["approved_on"])
        approvals = map(_Approval, approved, told["approved_by"], approved_on, told["provider_number"])
        fields = {
            **{name: told[name] for name in _PLAIN},
            **{name: each(_itself, told[name]) for name in _SHARED},
            "start": each(_day, told["start"]),
            "end": each(_day, told["end"]),
            "amount": each(_amount, told["amount"]),
            "tags": [tags for tags, _ in topics],
            "splits": [splits for _, splits in topics],
            "status": each(Status, told["status"]),
            **{name: [way[at] for way in ways] for at, name in enumerate(_WAY)},
            "approved": list(map(approval, approvals)),
            "approved_on": approved_on,
            "relevant": each(_flag, told["relevant"]),
            "evidence": [frozenset(self._kinds.get(id_, _NONE)) for id_ in told["id"]],
            "series": [id_ or "" for id_ in told["series_id"]],
            "answers": each(_answers, told["answers"]),
            "pins": [self._pins.get(id_, _NO_PINS) for id_ in told["id"]],
        }
        return bulk.of_columns(Line, len(rows), fields)

    def _each(self, read: Callable[[Any], _T], texts: Sequence[Any]) -> list[_T]:
        """What `read` makes of each text; equal ones are read once."""
        known: dict[Any, _T] = self._known.setdefault(read, {})
        known.update((text, read(text)) for text in set(texts) - known.keys())
        return list(map(known.__getitem__, texts))


_WAY = ("claimed_on", "claimed_amount", "posted_on", "posted_amount")


def _itself(text: str) -> str:
    return text


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _flag(said: int | None) -> bool | None:
    return None if said is None else bool(said)


def _amount(text: str) -> Fraction:
    return Fraction(Decimal(text))


def _topics(text: str) -> tuple[frozenset[str], Mapping[str, Fraction]]:
    """Topics of the whole line, and of a part of it with that part."""
    shares = _shares(text)
    return (
        frozenset(one.topic for one in shares if one.amount is None),
        {one.topic: Fraction(one.amount) for one in shares if one.amount is not None},
    )


def _way(text: str) -> tuple[date | None, Fraction | None, date | None, Fraction | None]:
    """When and how much was claimed and was posted."""
    steps = {one.status: one for one in reversed(_steps(text))}
    claimed, posted = (steps.get(status, Step(status)) for status in (Status.CLAIMED, Status.POSTED))
    return (claimed.on, _part(claimed), posted.on, _part(posted))


def _part(step: Step) -> Fraction | None:
    return None if step.amount is None else Fraction(step.amount)


def _answers(text: str) -> Mapping[str, str]:
    return dict(_pairs(text))
