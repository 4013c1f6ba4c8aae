"""Why it can't be told whether a line counts: which question to the holder leaves that open, in words.

Neighbors: `traits` has what is to be asked about the line itself; `desk` says why a line counts at best only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import exprs
from stemtracker.rules.ground import Days, Ground
from stemtracker.rules.offer import Offer
from stemtracker.rules.pack import Need

#: Where neither the line nor the holder is to be asked, but the days that count are not known.
DAYS = "which days count is not known"


def asked_of_holder(ground: Ground, days: Days, offer: Offer) -> str:
    """The question that the holder has not answered and the doubt comes from; "" where it comes from no such thing."""
    outside = not days.holds(offer.line, surely=True)
    used = list(_matches(offer))
    if outside:
        used += _window(ground, days)
    return _first_asked(ground, used) or (DAYS if outside else "")


def asked_for_need(ground: Ground, need: Need, offer: Offer) -> str:
    """What is to be answered, about a line or by the holder, to tell whether it fits a need; "" where that is all."""
    about_it = next((text for id_, text in offer.questions if id_ == need.id), "")
    return about_it or _first_asked(ground, [need.match])


def _first_asked(ground: Ground, used: Iterable[Expr | None]) -> str:
    """The first question of the pack that nobody has answered and that these look at."""
    names = _facts(ground, used) & set(ground.setting.unknown)
    env = ground.setting.env() if names else None
    for name, spec in ground.pack.facts.items():
        if env and name in names and (not spec.when or spec.when.truth(env) is not False):
            return spec.ask
    return ""


def _matches(offer: Offer) -> Iterator[Expr | None]:
    for part in offer.parts:
        for refuse, holds in part.traits.refused:
            if holds is None:
                yield from (refuse.when, refuse.match)
        for now, holds in part.traits.earn:
            if holds is None:
                yield from (now.earn.when, now.earn.match)
            for rate in now.earn.give if any(not b.exact for b in now.rates) else ():
                yield from exprs(rate.amount)


def _window(ground: Ground, days: Days) -> Iterator[Expr | None]:
    for name, found in ground.windows.items():
        if found is days:
            for window in ground.pack.windows[name]:
                yield window.when
                for case in window.cases:
                    yield from (case.when, case.start, case.end)


def _facts(ground: Ground, used: Iterable[Expr | None]) -> frozenset[str]:
    """The facts that expressions look at, those of the figures that they name included."""
    found: set[str] = set()
    todo, seen = [e for e in used if e], set[str]()
    while todo:
        here = todo.pop()
        found |= here.facts
        for name in here.figures - seen:
            seen.add(name)
            todo += [e for table in ground.pack.figures.get(name, ()) for e in exprs(table.figure)]
    return frozenset(found)
