"""A pack as if its authority had stated what its sources leave open: at the worst for the holder, or at the best.

What a question is about are the tables that it touches, and the one that asks it. Neighbors: `trials` tries the packs
made here, `questions` asks which question decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TypeVar

from stemtracker.rules.contents import again_of, pack_tables
from stemtracker.rules.figures import Adjusted, Between, Cases, Figure, OneOf, Plain, Word, constant
from stemtracker.rules.pack import (
    Account,
    Earn,
    FigureTable,
    Limit,
    Need,
    OpenQuestion,
    Overlap,
    Pack,
    Rate,
    Same,
    Table,
    Threshold,
)

_T = TypeVar("_T", bound=Table)
#: The end at which a table stands, by its path: False is the worse for the holder.
Ends = Mapping[str, bool]
#: More than anybody is asked for, and less than anything is worth.
_MUCH, _LITTLE = Fraction(1_000_000), Fraction(1, 1_000_000)
#: With more tables than this, all stand at the same end.
_APART = 2


def ends_of(pack: Pack, question: OpenQuestion) -> tuple[Ends, ...]:
    """The ways in which what a question is about may be stated, the worst first and the best last."""
    paths = list(dict.fromkeys(_open_paths(pack, question)))
    if not paths:
        return ()
    if len(paths) > _APART:
        return tuple(dict.fromkeys(paths, good) for good in (False, True))
    return tuple(dict(zip(paths, ends, strict=True)) for ends in product((False, True), repeat=len(paths)))


def _open_paths(pack: Pack, question: OpenQuestion) -> Iterator[str]:
    """The tables that leave something open."""
    for table in pack_tables(pack):
        about = table.id in question.touches or table.path == question.id
        if about and table.path and not isinstance(table, OpenQuestion) and _stated(table, {table.path: True}) != table:
            yield table.path
        if isinstance(table, Account) and table.again == "unknown" and again_of(table) in question.touches:
            yield f"{table.path}.again"


def stated(pack: Pack, ends: Ends) -> Pack:
    """The pack with these tables stated."""
    return replace(
        pack,
        figures={id_: tuple(_stated(table, ends) for table in texts) for id_, texts in pack.figures.items()},
        needs={id_: tuple(_stated(table, ends) for table in texts) for id_, texts in pack.needs.items()},
        accounts={id_: tuple(_account(table, ends) for table in texts) for id_, texts in pack.accounts.items()},
        overlaps=tuple(_stated(table, ends) for table in pack.overlaps),
    )


def _account(account: Account, ends: Ends) -> Account:
    """An account with the tables inside it."""
    inside = replace(
        account,
        earn=tuple(_stated(table, ends) for table in account.earn),
        limits=tuple(_stated(table, ends) for table in account.limits),
        thresholds=tuple(_stated(table, ends) for table in account.thresholds),
        same=tuple(_stated(table, ends) for table in account.same),
    )
    again = ends.get(f"{account.path}.again")
    return _stated(inside if again is None else replace(inside, again="yes" if again else "no"), ends)


def _stated(table: _T, ends: Ends) -> _T:
    """A table at its end; itself where it has none, or leaves nothing open."""
    good = ends.get(table.path)
    if good is None:
        return table
    changed: Table = table
    if isinstance(table, FigureTable):
        changed = replace(table, figure=_figure(table.figure, high=not good))
    elif isinstance(table, Need) and table.amount is not None:
        changed = replace(table, amount=_figure(table.amount, high=not good))
    elif isinstance(table, Limit):
        changed = replace(table, at_most=_figure(table.at_most, high=good))
    elif isinstance(table, Earn):
        changed = replace(table, give=_rates(table, good=good))
    elif isinstance(table, Threshold):
        scope = {"unknown": "topic" if good else "total too"}.get(table.scope, table.scope)
        changed = replace(table, at_least=_figure(table.at_least, high=not good), scope=scope)
    elif isinstance(table, Same) and table.policy == "unknown":
        changed = replace(table, policy="add" if good else "once")
    elif isinstance(table, Overlap) and table.policy == "unknown":
        changed = replace(table, policy="shared" if good else "split")
    elif isinstance(table, Account) and table.otherwise == "unknown":
        rest = (Earn(id="otherwise", give=(Rate(constant(_MUCH), each=True),)),) if good else ()
        changed = replace(table, otherwise="none", earn=(*table.earn, *rest))
    return changed  # type: ignore[return-value]


def _figure(figure: Figure, *, high: bool) -> Figure:
    """A figure at one end; a number or an expression stays, and so does "some", which is an answer."""
    if isinstance(figure, Word):
        return figure if figure.word == "some" else constant(_MUCH if high else 0)
    if isinstance(figure, Between):
        return Plain(figure.high if high else figure.low)
    if isinstance(figure, OneOf):
        return _figure(figure.options[-1 if high else 0], high=high)
    if isinstance(figure, Cases):
        return Cases(tuple((when, _figure(then, high=high)) for when, then in figure.cases))
    if isinstance(figure, Adjusted):
        return replace(figure, base=_figure(figure.base, high=high))
    return figure


def _rates(earn: Earn, *, good: bool) -> tuple[Rate, ...]:
    """What a way to earn gives at one end; where nobody states it, that is anything above zero."""
    if not earn.give:
        return (Rate(constant(_MUCH if good else _LITTLE), each=True),)
    rate = earn.give[-1 if good else 0]
    return (replace(rate, amount=_figure(rate.amount, high=good)),)
