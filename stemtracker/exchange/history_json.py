"""Closed cycles as JSON: what `stemtracker assess --history` reads, in the words of the archive.

Neighbors: `domain.credential.ClosedCycle` is what the rules take; `archive` keeps the same inside a record.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.errors import Refused
from stemtracker.exchange.holder_json import load


def cycles(data: bytes) -> tuple[ClosedCycle, ...]:
    """The cycles of a history file: a JSON list, oldest first."""
    import msgspec

    raw = load(data, "history")
    try:
        found: tuple[ClosedCycle, ...] = msgspec.convert(
            raw, tuple[ClosedCycle, ...], dec_hook=fraction_in, strict=True
        )
    except msgspec.ValidationError as why:
        raise Refused.at("history", f"The history file: {why}.") from None
    return tuple(sorted(found, key=lambda cycle: (cycle.period, cycle.filed_on)))


def plain_cycles(history: tuple[ClosedCycle, ...]) -> Any:
    """The same as plain values for JSON."""
    import msgspec

    return msgspec.to_builtins(history, enc_hook=fraction_out)


def fraction_out(value: object) -> object:
    """Exact numbers as text."""
    if isinstance(value, Fraction):
        return plain(value)
    raise TypeError(f"{type(value).__name__} has no place in the exchange format")


_FRACTION = re.compile(r"-?\d{1,30}(\.\d{1,30}|/[1-9]\d{0,29})?", re.ASCII)


def fraction_in(wanted: type, value: object) -> object:
    """The exact number from its text (or a whole number)."""
    if wanted is not Fraction:
        raise TypeError(f"{wanted} has no place in the exchange format")
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return Fraction(value)
    raise ValueError(f"“{str(value)[:40]}” is no exact number (write “12.5” or “2/3”)")
