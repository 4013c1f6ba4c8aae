"""What is found in a record or among the facts, as an expression needs it: a truth, a number, a day, words.

Neighbors: `expr` compiles expressions of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from stemtracker.domain.credential import Dated
from stemtracker.domain.periods import add_days, add_months, add_years
from stemtracker.rules.scope import Env
from stemtracker.rules.values import Tri, Value


def words_in(value: Value) -> frozenset[str] | None:
    """A word or a list as words; None for anything else."""
    if isinstance(value, str):
        return frozenset({value})
    return value if isinstance(value, frozenset) else None


def wide(words: frozenset[str], narrower: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The words that count as one of several."""
    if not narrower:
        return words
    return frozenset().union(*(narrower.get(w, frozenset({w})) for w in words))


def truth_of(value: Value) -> Tri:
    value = latest(value)
    return value if isinstance(value, bool) else None


def plain_value(value: object) -> Value:
    return None if isinstance(value, tuple) else value  # type: ignore[return-value]


def latest(value: object) -> Value:
    """A dated fact stands for its latest value."""
    if not isinstance(value, tuple):
        return value  # type: ignore[return-value]
    last = max((v for v in value if isinstance(v, Dated)), key=lambda v: v.date, default=None)
    return None if last is None else plain_value(last.value)


def number_in(value: object) -> Value:
    number = latest(value)
    return number if isinstance(number, Fraction) else None


def expiry_year(env: Env) -> Value:
    expiry = env.anchors.get("expiry")
    return expiry.replace(month=1, day=1) if expiry else None


def answered(kind: str, text: str) -> Value:
    """What was answered about a line; anything that can't be read is unknown."""
    if not text:
        return None
    if kind == "bool":
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(text.lower())
    try:
        if kind == "number":
            return Fraction(text) if len(text) < 20 and "e" not in text.lower() else None
        return date.fromisoformat(text) if kind == "date" else text
    except (ValueError, ZeroDivisionError):
        return None


def unless_answered(id_: str, asked: Callable[[Env], Value], taken: Callable[[Env], Value]) -> Callable[[Env], Value]:
    """What was answered about a line; where the question is not asked of it, what is taken without an answer."""

    def value(env: Env) -> Value:
        found = answered("bool", env.line.answers.get(id_, ""))
        return taken(env) if found is None and asked(env) is False else found

    return value


def years_of(value: object, until: date | None) -> Value:
    """Whole years since a day, or in how many years a dated fact held."""
    if isinstance(value, tuple):
        return Fraction(len({v.date.year for v in value if isinstance(v, Dated) and v.value not in {False, "no"}}))
    if not isinstance(value, date) or until is None:
        return None
    return Fraction(until.year - value.year - ((until.month, until.day) < (value.month, value.day)))


def shifted(day: Value, count: int, unit: str) -> date | None:
    """The day so much later; unknown where the calendar ends."""
    if not isinstance(day, date):
        return None
    move = {"d": add_days, "mo": add_months, "y": add_years}[unit]
    try:
        return move(day, count)
    except (ValueError, OverflowError):
        return None
