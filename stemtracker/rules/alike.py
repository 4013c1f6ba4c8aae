"""Lines that are alike to some rules: equal in everything that these rules tell apart about a line.

A record has many lines, but a pack tells few sorts of them apart; what is worked out for one line of a group
holds for all. Neighbors: `traits` says what is told apart, `offer` makes one offer per group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stemtracker.domain.ledger import Line
from stemtracker.rules.expr import Expr
from stemtracker.rules.ground import Days
from stemtracker.rules.scope import NO_LINE, OWN, Env

#: Told apart in any case (or, topics, in a way of their own).
_ALWAYS = frozenset({"topics", "unit", "amount", "status"})

#: For an attribute of a line the sets of words between which it is told apart; None is every value.
Words = frozenset[frozenset[str]] | None
Told = Mapping[str, Words]
_NOTHING: Words = frozenset()


def told_apart(used: Iterable[Expr], env: Env) -> Told:
    """What expressions tell apart about a line in these surroundings, days aside."""
    found: dict[str, Words] = {}
    for expr in used:
        for attribute, fn in expr.held:
            words, before = fn(env), found.get(attribute, _NOTHING)
            found[attribute] = None if before is None or not isinstance(words, frozenset) else before | {words}
        found |= dict.fromkeys(expr.whole - OWN)
    return found


def varies(expr: Expr) -> bool:
    """Whether it may come to something else in another world, the line being the same."""
    return bool(expr.facts or expr.anchors or expr.figures)


def made_of(expr: Expr, env: Env) -> object:
    """What answers, days and figures make of an expression: the same truth for all lines, or what the line decides."""
    if not expr.fields:
        env.line = NO_LINE
        truth = expr.truth(env)
        if truth is not None:
            return truth
    return (
        *((name, env.facts.get(name)) for name in sorted(expr.facts)),
        *((name, env.anchors.get(name)) for name in sorted(expr.anchors)),
        *((name, env.figure(name)) for name in sorted(expr.figures)),
    )


class _Class(dict[object, object]):
    """The class of each value of an attribute, worked out once per value: in which sets of words it is."""

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        self.sets = tuple(sets)

    def __missing__(self, value: object) -> object:
        if isinstance(value, frozenset):
            self[value] = tuple(not words.isdisjoint(value) for words in self.sets)
        else:  # an empty field is no word at all
            self[value] = tuple(value in words for words in self.sets) if value else value
        return self[value]


def classes(told: Told, attribute: str) -> Callable[[object], object]:
    """What a value of an attribute is told apart as."""
    sets = told.get(attribute, _NOTHING)
    return _itself if sets is None else _Class(sets).__getitem__


def _itself(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely lines are told apart: by words, by answers, and by days that count or lie ahead."""

    #: The names under which lines are pinned to the license.
    goes_by: tuple[str, ...]
    told: tuple[tuple[str, Words], ...]
    answers: tuple[str, ...]
    days: Days
    today: date | None


@dataclass(frozen=True, slots=True)
class Alike:
    """Lines that are alike, by their numbers in canonical order."""

    #: What they have in common, topics aside, and what they have of these.
    key: tuple[object, ...]
    tags: object
    splits: tuple[object, ...]
    numbers: list[int]


def alike(lines: Sequence[Line], grain: Grain) -> list[Alike]:
    """The groups of lines, by their first."""
    told = dict(grain.told)
    topics = classes(told, "topics")
    fields = [(name, classes(told, name)) for name in told if name not in _ALWAYS]
    when: dict[tuple[date, date], tuple[bool, ...]] = {}
    groups: dict[tuple[object, ...], Alike] = {}
    for number, line in enumerate(lines):
        span = (line.start, line.end)
        days = when.get(span)
        if days is None:
            days = when[span] = _days(grain, line)
        amount, pins = line.amount, line.pins
        key = (
            *[told_as(getattr(line, name)) for name, told_as in fields],
            *[line.answers.get(name) for name in grain.answers],
            line.unit,
            amount.numerator,
            amount.denominator,
            line.status,
            line.claimed_amount,
            line.posted_amount,
            tuple(pins.get(name) for name in grain.goes_by) if pins else None,
            days,
        )
        tags = topics(line.tags)
        splits = tuple(sorted(line.splits.items())) if line.splits else ()
        group = groups.get((key, tags, splits))
        if group is None:
            groups[key, tags, splits] = Alike(key, tags, splits, [number])
        else:
            group.numbers.append(number)
    return list(groups.values())


def _days(grain: Grain, line: Line) -> tuple[bool, ...]:
    """Whether its days surely count, may count, and lie ahead."""
    return (
        grain.days.holds(line, surely=True),
        grain.days.holds(line, surely=False),
        grain.today is not None and line.end > grain.today,
    )
