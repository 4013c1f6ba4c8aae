"""Figures: the one kind of number in a pack, which may be certain, bounded, open or a choice of cases.

`100` · "2/3" · "20 % of total" · an expression · "some" · "unknown" · `{ between }` · `{ one_of }` · cases, each
optionally adjusted. A figure looks at facts and other figures, never at what was counted.
Neighbors: `read` makes figures of TOML, `worlds` lists what they leave open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeGuard

from stemtracker.rules.expr import Expr
from stemtracker.rules.scope import Env
from stemtracker.rules.values import SOME, UNBOUNDED, Bounds, arithmetic, as_bounds


@dataclass(frozen=True, slots=True)
class Plain:
    """A number or an expression."""

    expr: Expr


@dataclass(frozen=True, slots=True)
class Word:
    """`some` (any amount above zero) or `unknown`."""

    word: str


@dataclass(frozen=True, slots=True)
class Between:
    """Somewhere between two numbers."""

    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several readings; `key` names the choice among worlds."""

    key: str
    options: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The first case that holds; no case holding is unknown."""

    cases: tuple[tuple[Expr | None, Figure], ...]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A figure changed step by step: (when, `+ - * /`, by how much)."""

    base: Figure
    steps: tuple[tuple[Expr | None, str, Expr], ...]


Figure = Plain | Word | Between | OneOf | Cases | Adjusted


def is_figure(value: object) -> TypeGuard[Figure]:
    """Whether a field of a table holds a figure."""
    return isinstance(value, (Plain, Word, Between, OneOf, Cases, Adjusted))


def exprs(figure: Figure) -> Iterator[Expr]:
    """Every expression in it."""
    if isinstance(figure, Plain):
        yield figure.expr
    elif isinstance(figure, Between):
        yield from (figure.low, figure.high)
    elif isinstance(figure, OneOf):
        for option in figure.options:
            yield from exprs(option)
    elif isinstance(figure, Cases):
        for when, then in figure.cases:
            if when:
                yield when
            yield from exprs(then)
    elif isinstance(figure, Adjusted):
        yield from exprs(figure.base)
        for when, _op, by in figure.steps:
            if when:
                yield when
            yield by


def mapped(figure: Figure, change: Callable[[Expr], Expr]) -> Figure:
    """The same figure of other expressions."""
    if isinstance(figure, Plain):
        return Plain(change(figure.expr))
    if isinstance(figure, Between):
        return Between(change(figure.low), change(figure.high))
    if isinstance(figure, OneOf):
        return OneOf(figure.key, tuple(mapped(option, change) for option in figure.options))
    if isinstance(figure, Cases):
        return Cases(tuple((when and change(when), mapped(then, change)) for when, then in figure.cases))
    if isinstance(figure, Adjusted):
        steps = tuple((when and change(when), op, change(by)) for when, op, by in figure.steps)
        return Adjusted(mapped(figure.base, change), steps)
    return figure


def facts_behind(used: Iterable[Expr], book: Mapping[str, Figure]) -> set[str]:
    """The facts that expressions look at, figures they name included."""
    todo, facts, seen = list(used), set[str](), set[str]()
    while todo:
        expr = todo.pop()
        facts |= expr.facts
        for name in expr.figures - seen:
            seen.add(name)
            todo += exprs(book[name]) if name in book else ()
    return facts


def choices(figure: Figure) -> Iterator[OneOf]:
    """Every choice of readings in it."""
    if isinstance(figure, OneOf):
        yield figure
        for option in figure.options:
            yield from choices(option)
    elif isinstance(figure, Cases):
        for _when, then in figure.cases:
            yield from choices(then)
    elif isinstance(figure, Adjusted):
        yield from choices(figure.base)


def evaluate(figure: Figure, env: Env) -> Bounds:
    """What it comes to: a point where everything is known, else the bounds it must lie in."""
    if isinstance(figure, Plain):
        return as_bounds(figure.expr.value(env)) or UNBOUNDED
    if isinstance(figure, Word):
        return SOME if figure.word == "some" else UNBOUNDED
    if isinstance(figure, Between):
        low, high = as_bounds(figure.low.value(env)), as_bounds(figure.high.value(env))
        return low.union(high) if low and high else UNBOUNDED
    if isinstance(figure, OneOf):
        chosen = env.choices.get(figure.key)
        if chosen is not None and chosen < len(figure.options):
            return evaluate(figure.options[chosen], env)
        return _union([evaluate(option, env) for option in figure.options])
    if isinstance(figure, Cases):
        return _first_case(figure, env)
    return _adjusted(figure, env)


def _union(options: list[Bounds]) -> Bounds:
    if not options:
        return UNBOUNDED
    result = options[0]
    for option in options[1:]:
        result = result.union(option)
    return result


def _first_case(figure: Cases, env: Env) -> Bounds:
    open_: list[Bounds] = []
    for when, then in figure.cases:
        holds = True if when is None else when.truth(env)
        if holds is not False:
            open_.append(evaluate(then, env))
        if holds is True:
            return _union(open_)
    return UNBOUNDED


def _adjusted(figure: Adjusted, env: Env) -> Bounds:
    value = evaluate(figure.base, env)
    for when, op, by in figure.steps:
        holds = True if when is None else when.truth(env)
        if holds is False:
            continue
        changed = as_bounds(arithmetic(op, value, by.value(env))) or UNBOUNDED
        changed = replace(changed, some=value.some)
        value = changed if holds else value.union(changed)
    return value


@dataclass(slots=True)
class FigureBook:
    """The pack's figures by name, each worked out once in one world."""

    figures: dict[str, Figure]
    env: Env
    known: dict[str, Bounds]

    @classmethod
    def of(cls, figures: dict[str, Figure], env: Env) -> FigureBook:
        """The book for these surroundings; expressions in `env` then find figures in it."""
        book = cls(figures, env, {})
        env.figure = book.value
        return book

    def value(self, name: str) -> Bounds | None:
        """The figure of that name; of a need that is asked for each of several, that of the item at hand."""
        if self.env.item and f"{name}/{self.env.item}" in self.figures:
            name = f"{name}/{self.env.item}"
        if name not in self.known:
            if name not in self.figures:
                return None
            self.known[name] = UNBOUNDED  # stands only while a circle (refused at loading) would turn
            self.known[name] = evaluate(self.figures[name], self.env)
        return self.known[name]


def constant(number: Fraction | int, text: str = "") -> Plain:
    """A figure that is one number."""
    value = Fraction(number)
    return Plain(Expr(text or str(value), "number", lambda _env: value))
