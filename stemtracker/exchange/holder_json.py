"""What the holder answers to a pack's questions, as JSON: typed by the pack, every mistake named by its fact.

Neighbors: the packs' fact specifications come from `rules`, which this room does not know: it asks only for a
name, a type and the choices. `history_json` reads the closed cycles that may stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NoReturn, Protocol

from stemtracker.domain.credential import Dated, FactValue
from stemtracker.domain.hours import plain
from stemtracker.errors import Problem, Refused

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,12})?|-?\d{1,15}/[1-9]\d{0,14}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"(not )?(\d{4})(?:[-/–](\d{2}|\d{4}))?", re.ASCII)


#: What is divided by, or would make a license without an end.
_ABOVE_ZERO = frozenset({"hours_per_unit", "cycle_years", "total"})
_DIGITS = 1000
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Years(Protocol):
    """Years that begin on a day of the calendar, or on the one that a fact names."""

    @property
    def month(self) -> int:
        """The month; 0 where a fact says it."""

    @property
    def day(self) -> int:
        """The day of the month."""

    @property
    def fact(self) -> str:
        """The fact that says on which day they begin."""


class Spec(Protocol):
    """What is to be known of a fact to read its value."""

    @property
    def name(self) -> str:
        """The name the pack asks it under."""

    @property
    def type(self) -> str:
        """yes/no, number, date, choice, list or dated."""

    @property
    def choices(self) -> Sequence[str]:
        """What may be answered; empty where anything may."""

    @property
    def years(self) -> Years | None:
        """That what may be answered are years of this kind."""


class _WrongError(ValueError):
    """What is wrong with a value, and the remedy, in words."""


def facts(data: bytes, specs: Iterable[Spec]) -> tuple[dict[str, FactValue], tuple[str, ...]]:
    """The facts of a holder file, and warnings for those that no pack asks. An empty value (null) is no answer."""
    raw = load(data, "holder")
    if not isinstance(raw, dict):
        raise Refused.at("holder", "The holder file must be one JSON object: {“fact name”: value, …}.")
    known: dict[str, Spec] = {}
    for spec in specs:
        known.setdefault(spec.name, spec)
    values: dict[str, FactValue] = {}
    wrong: list[Problem] = []
    for name, value in raw.items():
        if name not in known or value is None:
            continue
        try:
            values[name] = _sensible(name, value_of(value, known[name]))
        except _WrongError as why:
            wrong.append(Problem(name, f"The fact “{name}”: {why}"))
    if wrong:
        raise Refused(*wrong)
    strange = tuple(f"The fact “{name}” is left aside: no chosen pack asks it." for name in raw if name not in known)
    return values, strange


def load(data: bytes, what: str) -> Any:
    """JSON as plain values, numbers exact."""
    import json

    try:
        return json.loads(
            data.decode("utf-8-sig"), parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_each_once
        )
    except UnicodeDecodeError:
        raise Refused.at(what, f"The {what} file is no UTF-8 text; save it as UTF-8.") from None
    except RecursionError:
        raise Refused.at(what, f"The {what} file is nested too deeply to be read.") from None
    except json.JSONDecodeError as why:
        raise Refused.at(what, f"The {what} file is no JSON: {why.msg} in line {why.lineno}.") from None
    except ValueError as why:
        raise Refused.at(what, f"The {what} file can't be read: {why}.") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"“{name}” stands twice in it; keep one")
        found[name] = value
    return found


def _exact(text: str) -> Decimal:
    """The decimal; none whose exponent stands for more digits than anyone writes, since reckoning writes them all."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return _no_constant(text)
    return found if -_DIGITS <= found.adjusted() <= _DIGITS and len(text) <= _DIGITS else _no_constant(text)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name[:40]} is no number that can be counted with")


def value_of(value: object, spec: Spec) -> FactValue:
    """One value as the type its pack asks for."""
    if spec.type == "dated":
        return _dated(value, spec)
    if spec.type == "list":
        if not isinstance(value, list):
            raise _WrongError(f"it is a list; write [{_example(spec)}, …].")
        return tuple(_year(item, spec.years) if spec.years else _choice(item, spec) for item in value)
    return _single(value, spec)


def _year(value: object, years: Years) -> str:
    """A year by the name that the program gives it: “2025-2026” and “2025/26” are what it calls “2025-26”."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    found = _YEAR.fullmatch(str(value).strip()) if whole or isinstance(value, str) else None
    if found:
        meant, first, last = found.groups(default="")
        after = str(int(first) + 1)
        if last in {after, after[-2:]} and not _of_calendar(years):
            return f"{meant}{first}-{after[-2:]}"
        if not last and (years.fact or _of_calendar(years)):
            return f"{meant}{first}"
    kind = "year" if _of_calendar(years) else "school year"
    raise _WrongError(f"{_shown(value)} is no {kind}; write “{year_example(years)}”.")


def _of_calendar(years: Years) -> bool:
    return not years.fact and (years.month, years.day) == (1, 1)


def year_example(years: Years) -> str:
    """How such a year is written."""
    return "2025" if _of_calendar(years) else "2025-26"


def example(spec: Spec) -> object:
    """An answer as it may stand in a holder file."""
    if spec.type == "list":
        return [year_example(spec.years)] if spec.years else list(spec.choices[:1])
    word = spec.choices[0] if spec.choices else "…"
    if spec.type == "dated":
        return [{"date": "2026-03-31", "value": word}]
    return {"yes/no": True, "number": 1, "date": "2026-03-31"}.get(spec.type, word)


def _sensible(name: str, value: FactValue) -> FactValue:
    """Numbers are amounts, of which none is below zero; days lie in a lifetime."""
    if isinstance(value, Fraction):
        if name in _ABOVE_ZERO and value <= 0:
            raise _WrongError(f"{name} must be more than zero.")
        if value < 0:
            raise _WrongError(f"{name} can't be below zero.")
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _WrongError(f"“{value}” is no day of a license; check the year.")
    return value


def _single(value: object, spec: Spec) -> bool | Fraction | date | str:
    if spec.type == "yes/no":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().casefold() in {"yes", "no"}:
            return value.strip().casefold() == "yes"
        raise _WrongError(f"{_shown(value)} is neither true nor false.")
    if spec.type == "number":
        return _number(value)
    if spec.type == "date":
        return _date(value)
    return _choice(value, spec)


def _number(value: object) -> Fraction:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        if not -(10**15) < value < 10**15:
            raise _WrongError(f"{_shown(value)} is larger than anything that is counted.")
        return Fraction(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Fraction(value.strip())
    raise _WrongError(f"{_shown(value)} is no number; write 12, 12.5 or “2/3”.")


def _date(value: object) -> date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as why:
        raise _WrongError(f"“{value}” is no day of the calendar ({why}).") from None
    raise _WrongError(f"{_shown(value)} is no date; write “2026-03-31”.")


def _choice(value: object, spec: Spec) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"{_shown(value)} is no text; write {_example(spec)}.")
    if spec.choices and value not in spec.choices:
        raise _WrongError(f"“{value}” is none of the choices: {', '.join(spec.choices)}.")
    return value


def _dated(value: object, spec: Spec) -> tuple[Dated, ...]:
    if not isinstance(value, list):
        raise _WrongError("it is kept by date; write [{“date”: “2026-03-31”, “value”: …}, …].")
    found: list[Dated] = []
    for item in value:
        if not isinstance(item, Mapping) or set(item) != {"date", "value"}:
            raise _WrongError("each entry has exactly “date” and “value”.")
        found.append(Dated(_date(item["date"]), _any(item["value"], spec)))
    return tuple(sorted(found, key=lambda d: d.date))


def _any(value: object, spec: Spec) -> FactValue:
    """A dated fact's value, whose type the pack does not name: by what it looks like."""
    if spec.choices:
        return _choice(value, spec)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal)) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return _number(value)
    if isinstance(value, str):
        return _date(value) if _DATE.fullmatch(value) else value
    raise _WrongError(f"{_shown(value)} can't be a fact's value.")


def plain_value(value: FactValue) -> object:
    """The value as it stands in JSON."""
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [
            {"date": item.date.isoformat(), "value": plain_value(item.value)} if isinstance(item, Dated) else item
            for item in value
        ]
    return value


def _as_written(value: object) -> str:
    """As it stands in the file."""
    import json

    return json.dumps(value, ensure_ascii=False, default=str)


def _example(spec: Spec) -> str:
    return f"“{spec.choices[0]}”" if spec.choices else "“…”"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else _as_written(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
