"""Closed cycles as JSON: what `stemtracker assess --history` reads, in the words of the archive.

Neighbors: `domain.credential.ClosedCycle` is what the rules take; `archive` keeps the same inside a record.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any, get_type_hints

from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.errors import Problem, Refused
from stemtracker.exchange.holder_json import load

#: The fields of a closed cycle, and how each is written.
_FIELDS = {
    "pack_id": "the pack's id, as “US-TX.teacher”",
    "pack_hash": "the pack's hash as text (“” where it is not known)",
    "period": "{“start”: “2016-01-01”, “end”: “2020-12-31”}",
    "filed_on": "a day, as “2020-11-01”",
    "verdict": "one of “met”, “not_met”, “unknown”",
    "consumed": "a list of [activity, need, amount], the amount as “12.5” or “2/3”",
    "carried": "a list of [account, amount], the amount as “12.5” or “2/3”",
    "career": "a list of [limit, amount], the amount as “2” or “12.5”",
}
_OPTIONAL = ("consumed", "carried", "career")
#: What an archive says of a closed cycle beside them: the rules take nothing of it.
_PASSED_OVER = ("basis",)


def cycles(data: bytes, packs: Collection[str] | None = None) -> tuple[ClosedCycle, ...]:
    """The cycles of a history file: a JSON list, oldest first. `packs`: the ids there are, where they are known."""
    raw = load(data, "history")
    if not isinstance(raw, list):
        raise Refused.at("history", "The history file must be a JSON list of closed cycles: [{…}, …].")
    wrong: list[Problem] = []
    found = [cycle for number, item in enumerate(raw, 1) if (cycle := _cycle(item, f"history {number}", packs, wrong))]
    if wrong:
        raise Refused(*wrong)
    return tuple(sorted(found, key=lambda cycle: (cycle.period, cycle.filed_on)))


def _cycle(item: object, where: str, packs: Collection[str] | None, wrong: list[Problem]) -> ClosedCycle | None:
    """One closed cycle; what is wrong with it goes to `wrong`, by field."""
    before = len(wrong)

    def bad(name: str, words: str) -> None:
        wrong.append(Problem(f"{where}, {name}" if name else where, f"The history file: {words}"))

    if not isinstance(item, dict):
        bad("", "each closed cycle is one JSON object {…}.")
        return None
    for name in item:
        if name not in {*_FIELDS, *_PASSED_OVER}:
            bad(name, f"“{name}” is no field of a closed cycle; use {', '.join(_FIELDS)}.")
    values: dict[str, Any] = {}
    for name, form in _FIELDS.items():
        if name in item:
            try:
                values[name] = _field(name, item[name])
            except ValueError:
                bad(name, f"“{name}” is written as {form}.")
        elif name not in _OPTIONAL:
            bad(name, f"“{name}” is missing; give {form}.")
    if "period" in values and values["period"].end < values["period"].start:
        bad("period", "the period ends before it starts; mend its days.")
    if packs is not None and "pack_id" in values and values["pack_id"] not in packs:
        bad("pack_id", f"no rule pack is called “{values['pack_id']}”; use one of {', '.join(sorted(packs))}.")
    return ClosedCycle(**values) if len(wrong) == before else None


def _field(name: str, value: object) -> Any:
    """A field's value by the type that the closed cycle gives it; ValueError where it is none."""
    import msgspec

    if name == "period" and isinstance(value, dict) and set(value) - {"start", "end"}:
        raise ValueError(name)
    try:
        found = msgspec.convert(value, get_type_hints(ClosedCycle)[name], dec_hook=fraction_in, strict=True)
    except msgspec.ValidationError:
        raise ValueError(name) from None
    if name == "verdict":
        return Verdict(found).value
    return found


def plain_cycles(history: tuple[ClosedCycle, ...]) -> Any:
    """The same as plain values for JSON."""
    import msgspec

    plain: list[dict[str, Any]] = msgspec.to_builtins(history, enc_hook=fraction_out)
    return [{name: value for name, value in cycle.items() if name not in _PASSED_OVER} for cycle in plain]


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
