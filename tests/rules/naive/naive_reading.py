"""Expressions, figures and texts of a pack in one world: everything comes out as one value, nothing as bounds.

Neighbors: `naive_world` answers what is unknown; `naive_offer`, `naive_share` and `naive_engine` read through here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from naive_world import World

from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period, add_years
from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import Adjusted, Between, Cases, Figure, OneOf, Plain, Word
from stemtracker.rules.pack import Pack, Per, Table, Window
from stemtracker.rules.scope import FACT_KINDS, FIELDS, NO_LINE, Env, fact_value
from stemtracker.rules.setting import Case
from stemtracker.rules.values import Bounds, Value

#: Stands for "as much as you like"; more than any small case asks or brings.
ENDLESS = Fraction(10_000)
#: Stands for "some": met by any amount above zero.
SOME = Fraction(-1)
Row = TypeVar("Row", bound=Table)


class UndecidableError(Exception):
    """Nothing is left to fill in, and yet there is no value: this engine does not judge such a case."""


def expressions(found: object) -> Iterator[Expr]:
    """Every expression in a pack, wherever it stands."""
    if isinstance(found, Expr):
        yield found
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        for field in dataclasses.fields(found):
            yield from expressions(getattr(found, field.name))
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from expressions(value)
    elif isinstance(found, (tuple, list)):
        for value in found:
            yield from expressions(value)


class Reading:
    """One pack for one holder in one world."""

    def __init__(self, pack: Pack, case: Case, world: World, told: Sequence[Expr]) -> None:
        self.pack, self.case, self.world, self.told = pack, case, world, told
        self.cycle = case.cycles[pack.id]
        #: With those for each of several, once they are written out.
        self.needs = dict(pack.needs)
        self.facts: dict[str, object] = {}
        for name, spec in pack.facts.items():
            kind = FACT_KINDS[spec.type]
            given = fact_value(kind, case.facts.get(name), None)
            self.facts[name] = fact_value(kind, spec.default, None) if given is None else given
        self.facts["renewed_with"] = frozenset(p.id for p in case.packs)
        self.named: dict[str, Fraction] = {}
        #: What this world fills in, by line.
        self.seen: dict[str, list[tuple[str, str]]] = {}
        days = {name: self.facts.get(name) for name in ("issue", "first_issue", "plan_start", "hire")}
        self.anchors: dict[str, date | None] = {n: d if isinstance(d, date) else None for n, d in days.items()}
        self.anchors["issue"] = self.anchors["issue"] or self.cycle.start
        self.anchors |= {"start": self.cycle.start, "expiry": self.cycle.end, "today": case.today}
        self.anchors["filing"] = self.filing()

    def filing(self) -> date:
        """The day of filing: today or the day that is given, moved into the days in which one may file."""
        found = next((days for days in self.pack.clock.filing if self.truth(days.when)), None)
        env = Env(self.facts, self.anchors)  # type: ignore[arg-type]
        since = found.start.day(env) if found and found.start else None
        until = found.end.day(env) if found and found.end else None
        if since is None or until is None:
            return self.case.filing or max(self.case.today, self.cycle.start)
        return min(max(self.case.filing or self.case.today, since), max(since, until))

    # expressions

    def value(self, expr: Expr, line: Line = NO_LINE, topics: frozenset[str] = frozenset()) -> Value:
        """What it comes to; whatever is unknown in it is filled in, one thing after the other."""
        for _try in range(20):
            env = Env(self.facts, self.anchors, figure=self._figure, line=self.filled(line), topics=topics)  # type: ignore[arg-type]
            found = expr.value(env)
            if isinstance(found, Bounds) and found.exact:
                return found.lo
            if found is not None and not isinstance(found, Bounds):
                return found
            if not self._fill(expr, env.line):
                raise UndecidableError(expr.text)
        raise UndecidableError(expr.text)

    def truth(self, expr: Expr | None, line: Line = NO_LINE, topics: frozenset[str] = frozenset()) -> bool:
        """Whether it holds; nothing said holds."""
        return expr is None or self.value(expr, line, topics) is True

    def filled(self, line: Line) -> Line:
        """The line with what this world fills in."""
        ours = {
            name: self.world.choose(kind, (line.id, name), self._words(name))
            for kind, name in self.seen.get(line.id, ())
        }
        answers = {name[1:]: str(word) for name, word in ours.items() if name.startswith("?")}
        fields = {name: word for name, word in ours.items() if not name.startswith("?")}
        return replace(line, answers={**line.answers, **answers}, **fields) if ours else line  # type: ignore[arg-type]

    def _words(self, attribute: str) -> Sequence[object]:
        if attribute == "approved":
            return (False, True)
        if attribute.startswith("?"):
            return ("no", "yes")
        return tuple(self.pack.vocabulary.terms[FIELDS[attribute].words])

    def _fill(self, expr: Expr, line: Line) -> bool:
        for name in sorted(expr.facts):
            if self.facts.get(name) is None:
                answers = self._answers(name)
                if not answers:
                    raise UndecidableError(name)
                self.facts[name] = self.world.choose("fact", name, answers)
                return True
        for name in sorted(expr.fields):
            if name in ("approved", "kind", "format", "level") and getattr(line, name) in (None, ""):
                kind = "approval" if name == "approved" else "word"
                self.seen.setdefault(line.id, []).append((kind, name))
                return True
        for name in sorted(expr.line_facts):
            if name not in line.answers:
                self.seen.setdefault(line.id, []).append(("word", f"?{name}"))
                return True
        return False

    def _answers(self, name: str) -> Sequence[object]:
        """Values of a fact of which each leads elsewhere: around each number it is compared with."""
        spec = self.pack.facts[name]
        if spec.type == "yes/no":
            return (False, True)
        if spec.type == "choice":
            return spec.choices
        if spec.type != "number":
            raise UndecidableError(name)
        env = Env({}, self.anchors)
        held = {fn(env) for expr in self.told for fact, fn in expr.thresholds if fact == name}
        near = [v + d for v in held if isinstance(v, Fraction) for d in (Fraction(-1, 2), Fraction(0), Fraction(1, 2))]
        return sorted({v for v in near if v >= 0}) or [Fraction(0)]

    # figures

    def _figure(self, name: str) -> Bounds | None:
        value = self.figure_named(name)
        return None if value is None else Bounds(value, value)

    def figure_named(self, name: str) -> Fraction | None:
        """A figure of the pack, or what an amount need asks."""
        if name not in self.named:
            table = self.in_force(self.pack.figures.get(name, ()))
            need = self.in_force(self.needs.get(name, ()))
            figure = table.figure if table else need.amount if need else None
            if figure is None:
                return None
            self.named[name] = self.number(figure, name, asked=True)
        return self.named[name]

    def number(self, figure: Figure, key: Hashable, *, asked: bool = False) -> Fraction:
        """One number in this world, the worst first; `SOME` for any amount above zero."""
        if isinstance(figure, Plain):
            found = self.value(figure.expr)
            if not isinstance(found, Fraction):
                raise UndecidableError(figure.expr.text)
            return found
        if isinstance(figure, Word):
            if figure.word == "some":
                return SOME
            steps = [Fraction(n) for n in range(1, 13)] if key in self.held_against() else []
            return self.world.choose("figure", key, (ENDLESS, Fraction(0), *steps) if asked else (Fraction(0), ENDLESS))
        if isinstance(figure, Between):
            ends = [self.number(Plain(end), key) for end in (figure.low, figure.high)]
            if asked and key in self.held_against():  # what is good for a limit is bad for the total: no end is best
                between = [min(ends) + (max(ends) - min(ends)) * n / 8 for n in range(1, 8)]
                return self.world.choose("figure", key, (max(ends), min(ends), *between))
            return self.world.choose("figure", key, (max(ends), min(ends)) if asked else (min(ends), max(ends)))
        if isinstance(figure, OneOf):
            at = self.world.choose("reading", figure.key, range(len(figure.options)))
            return self.number(figure.options[at], (key, at), asked=asked)
        if isinstance(figure, Cases):
            for index, (when, then) in enumerate(figure.cases):
                if self.truth(when):
                    return self.number(then, (key, index), asked=asked)
            raise UndecidableError("no case holds")
        return self._adjusted(figure, key, asked=asked)

    def held_against(self) -> frozenset[str]:
        """What other figures are a part of."""
        return frozenset[str]().union(*(expr.figures for expr in self.told))

    def _adjusted(self, figure: Adjusted, key: Hashable, *, asked: bool) -> Fraction:
        number = self.number(figure.base, key, asked=asked)
        for when, op, by in figure.steps:
            if self.truth(when):
                other = self.number(Plain(by), key)
                number = {"+": number + other, "-": number - other, "*": number * other}.get(op) or number / other
        return number

    # texts and days

    def in_force(self, texts: Sequence[Row]) -> Row | None:
        """The text whose days hold the day of its clock."""
        return next((text for text in texts if self.holds(text)), None)

    def holds(self, table: Table) -> bool:
        """Whether a text is in force."""
        if table.span is None:
            return True
        day = self.anchors[table.span.clock]
        since = self.value(table.span.start) if table.span.start else date.min
        until = self.value(table.span.end) if table.span.end else date.max
        return day is not None and since <= day <= until  # type: ignore[operator]

    def applies(self, table: Table) -> bool:
        """Whether it is in force and its condition holds."""
        return self.holds(table) and self.truth(table.when)

    def day(self, line: Line, windows: str) -> date:
        """By which day a line is dated."""
        dated_by = self.pack.windows[windows][0].dated_by
        return line.start if dated_by == "start" else line.end

    def inside(self, line: Line, windows: str) -> bool:
        """Whether a line lies in a window: in every text of it that is in force."""
        return all(self._within(line, text) for text in self.pack.windows[windows] if self.applies(text))

    def _within(self, line: Line, window: Window) -> bool:
        for case in window.cases:
            if self.truth(case.when):
                day = line.start if window.dated_by == "start" else line.end
                return self.value(case.start) <= day <= self.value(case.end)  # type: ignore[operator]
        return False

    def span(self, windows: str) -> Period | None:
        """The days that lie in a window; None where there is none."""
        first, last = date.min, date.max
        for text in self.pack.windows[windows]:
            if self.applies(text):
                case = next((one for one in text.cases if self.truth(one.when)), None)
                if case is None:
                    return None
                since, until = self.value(case.start), self.value(case.end)
                assert isinstance(since, date)
                assert isinstance(until, date)
                first, last = max(first, since), min(last, until)
        return Period(first, last) if first <= last else None

    def days(self, windows: str, own: Period | None, year: tuple[date, date] | None) -> Period | None:
        """The days on which an activity may count for what is asked."""
        first, last = year or (date.min, date.max)
        for span in (self.span(windows), own):
            first, last = (max(first, span.start), min(last, span.end)) if span else (first, last)
        return Period(first, last) if first <= last else None

    def years(self, per: Per) -> list[Period]:
        """The whole years of that kind within the cycle."""
        month, day = per.month, per.day
        if per.fact:
            month, day = (int(n) for n in str(self.facts[per.fact]).split("-"))
        first = date(self.cycle.start.year, month, day)
        found = [add_years(first, n) for n in range(self.cycle.end.year - self.cycle.start.year + 2)]
        spans = [Period(one, after - timedelta(days=1)) for one, after in pairwise(found)]
        return [p for p in spans if p.start >= self.cycle.start and p.end <= self.cycle.end]


def meet(one: Period | None, other: Period | None) -> bool:
    """Whether some day lies in both."""
    return one is not None and other is not None and max(one.start, other.start) <= min(one.end, other.end)


def period_key(per: Per, day: date) -> tuple[object, ...]:
    """Which window, year or half year a day falls in, for a limit or for what is the same."""
    if per.kind == "year":
        return ("year", day.year - ((day.month, day.day) < (per.month, per.day)))
    if per.kind == "semester":
        return ("semester", day.year, day.month > 6)
    return ()
