"""Units of lines and accounts: in words, and whether two names mean one unit. Neighbor: `offer` converts."""

from __future__ import annotations

from fractions import Fraction

from stemtracker.domain.hours import hours, plain
from stemtracker.domain.ledger import Line


def amount_words(amount: Fraction, unit: str) -> str:
    """An amount in the unit of a line."""
    if unit == "minute":
        return hours(int(amount)) if amount.denominator == 1 else f"{plain(amount)} min"
    return f"{plain(amount)} {_words(unit)}"


def measure_words(line: Line) -> str:
    """What a line is measured in."""
    return "time" if line.unit == "minute" else _words(line.unit)


def same_unit(one: str, other: str) -> bool:
    """Whether a line is measured in what an account is kept in: such hours need no rate."""
    return _plain(one) == _plain(other) != ""


def _plain(unit: str) -> str:
    return _words(unit).casefold().removesuffix("s")


def _words(unit: str) -> str:
    return unit.replace("_", " ")
