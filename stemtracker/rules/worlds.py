"""The ways in which what is unknown may turn out, as far as they select between rules.

Missing facts and `one_of` readings are enumerated, one value per stretch that makes a difference; whatever
only moves an amount up or down stays open and is read low and high in each world. What does not fit
below the bound stays unknown too, and the three-valued tables say "can't tell" a little more often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from stemtracker.rules.contents import pack_tables
from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import choices, exprs
from stemtracker.rules.pack import Account, Clock, FigureTable, Limit, Need, Pack, Table, Threshold, Window
from stemtracker.rules.reader import condition
from stemtracker.rules.setting import Setting
from stemtracker.rules.values import Value

MAX_WORLDS = 64


@dataclass(frozen=True, slots=True)
class World:
    """One way of filling in: facts by name, readings by key."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    choices: Mapping[str, int] = field(default_factory=dict)


def selecting(pack: Pack) -> Iterator[Expr]:
    """Every expression that decides which rule applies or what a figure comes to; not those of fact needs."""
    for table in pack_tables(pack):
        yield from looked_at(table)


def looked_at(table: Table) -> Iterator[Expr]:
    """The expressions of a table that decide so."""
    if table.when:
        yield table.when
    if dated := condition(None, table.span):
        yield dated
    yield from _inner(table)


def _inner(table: Table) -> Iterator[Expr]:
    match = getattr(table, "match", None)
    if isinstance(match, Expr):
        yield match
    if isinstance(table, (Window, Clock)):
        for case in table.cases if isinstance(table, Window) else table.filing:
            yield from (e for e in (case.when, case.start, case.end) if e)
    elif isinstance(table, FigureTable):
        yield from exprs(table.figure)
    elif isinstance(table, Limit):
        yield from exprs(table.at_most)
    elif isinstance(table, Threshold):
        yield from exprs(table.at_least)
    elif isinstance(table, Need) and table.amount:
        yield from exprs(table.amount)
    elif isinstance(table, Account):
        for earn in table.earn:
            for rate in (*earn.give, *earn.then):
                yield from exprs(rate.amount)


def readings(pack: Pack) -> dict[str, int]:
    """Every choice of readings and how many options it has."""
    found: dict[str, int] = {}
    for table in pack_tables(pack):
        figures = [getattr(table, name, None) for name in ("figure", "at_most", "at_least", "amount")]
        for figure in figures:
            if figure is not None and not isinstance(figure, (Fraction, bool, str)):
                found |= {choice.key: len(choice.options) for choice in choices(figure)}
        if isinstance(table, Account):
            for earn in table.earn:
                if earn.give_is_choice and len(earn.give) > 1:
                    found[f"{earn.path}.give"] = len(earn.give)
                if len(earn.first) > 1:
                    found[f"{earn.path}.first"] = len(earn.first)
    return found


def enumerated(settings: Sequence[Setting]) -> tuple[World, ...]:
    """The worlds of packs that are answered together, at most `MAX_WORLDS`."""
    values: dict[str, tuple[Value, ...]] = {}
    options: dict[str, int] = {}
    for setting in settings:
        used = list(selecting(setting.pack))
        for name in setting.unknown:
            spec = setting.pack.facts[name]
            if spec.when is not None and spec.when.truth(setting.env()) is False:
                continue  # not asked of this holder: left unknown, it makes no difference
            found = representatives(name, setting, used)
            if len(found) > 1:
                key = setting.key(name)
                values[key] = tuple(dict.fromkeys((*values.get(key, ()), *found)))
        options |= readings(setting.pack)
    size = 1
    axes: list[list[tuple[str, Value | int, bool]]] = []
    for name, found in values.items():
        if size * len(found) <= MAX_WORLDS:
            size *= len(found)
            axes.append([(name, value, True) for value in found])
    for key, count in options.items():
        if size * count <= MAX_WORLDS:
            size *= count
            axes.append([(key, index, False) for index in range(count)])
    return tuple(_world(combination) for combination in product(*axes))


def _world(combination: Sequence[tuple[str, Value | int, bool]]) -> World:
    return World(
        {name: value for name, value, is_fact in combination if is_fact},  # type: ignore[misc]
        {name: value for name, value, is_fact in combination if not is_fact and isinstance(value, int)},
    )


def representatives(name: str, setting: Setting, used: Sequence[Expr]) -> tuple[Value, ...]:
    """One value of a fact per stretch in which the pack makes no difference; empty if it selects nothing."""
    concerned = [e for e in used if name in e.facts]
    if not concerned or any(name in e.amounts for e in concerned):
        return ()
    type_ = setting.pack.facts[name].type
    if type_ == "yes/no":
        return (False, True)
    env = setting.env()
    every = (*used, *(n.fact for texts in setting.pack.needs.values() for n in texts if n.fact))
    points = {fn(env) for e in every for fact, fn in e.thresholds if fact == name}
    if None in points or any(name in e.amounts for e in every):
        return ()  # held against something that is unknown itself
    if type_ == "choice":
        words = setting.pack.facts[name].choices
        named = [w for w in words if w in points]
        other = next((w for w in words if w not in points), None)
        return tuple(named) if other is None else (*named, other)
    if type_ == "number":
        return _around(sorted(p for p in points if isinstance(p, Fraction)))
    if type_ == "date":
        return _days(sorted(p for p in points if isinstance(p, date)))
    return ()


def _around(points: list[Fraction]) -> tuple[Value, ...]:
    if not points:
        return ()
    found: list[Value] = [points[0] - 1]
    for point, after in zip(points, [*points[1:], points[-1] + 2], strict=True):
        found += [point, (point + after) / 2]
    return tuple(f for f in found if not isinstance(f, Fraction) or f >= 0)


def _days(points: list[date]) -> tuple[Value, ...]:
    found: list[Value] = []
    for point in points:
        found += [point + timedelta(days=shift) for shift in (-1, 0, 1) if date.min < point < date.max]
    return tuple(dict.fromkeys(found))
