"""What holds over all worlds: each node's verdict, its low and high amounts, and which world shows them.

Neighbors: `evaluate` gives the outcomes, `explain` and `lines` turn this into the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stemtracker.domain.assessment import Verdict
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.judge import guessed, planned
from stemtracker.rules.offer import HIGH, LOW
from stemtracker.rules.pack import Pack
from stemtracker.rules.values import Bounds, Tri

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A node as the answer shows it; `outcome` is the one its lines are taken from."""

    id: str
    verdict: Verdict | None
    applies: Tri
    outcome: Outcome
    counted: Fraction = ZERO
    possible: Fraction = ZERO
    planned: Fraction = ZERO
    bounds: Bounds | None = None
    because: str = ""
    lacking: Fraction | None = None
    #: The figures that worlds ask for, where they differ; `unstated` where one of them has none.
    asked: tuple[Fraction, ...] = ()
    unstated: bool = False
    #: Whether it lies on another way than the answer's in every world, and how much of it counts elsewhere on that one.
    aside: bool = False
    elsewhere: Fraction = ZERO


def over_worlds(verdicts: Iterable[Verdict]) -> Verdict:
    """Met in all, not met in all, else can't tell."""
    found = set(verdicts)
    return found.pop() if len(found) == 1 else Verdict.UNKNOWN


def order(pack: Pack) -> list[tuple[str, str]]:
    """Every need with its parent, the root first, each once."""
    found: dict[str, str] = {}

    def walk(id_: str, parent: str) -> None:
        if id_ in found or id_ not in pack.needs:
            return
        found[id_] = parent
        for need in pack.needs[id_]:
            for member in need.members:
                walk(member, id_)

    walk(pack.root, "")
    return list(found.items())


def place(ways: Sequence[Outcome], id_: str) -> int:
    """Which way shows a need: the best through it, or through others that ask the same; 0 is the answer's."""
    through = (at for at, outcome in enumerate(ways) if id_ in outcome.way.all)
    beside = (at for at, outcome in enumerate(ways) if id_ in outcome.way.beside)
    return next(through, next(beside, 0))


def chosen(ways: Sequence[Outcome], id_: str) -> Outcome:
    """The way that shows a need."""
    return ways[place(ways, id_)]


def show(id_: str, worlds: Sequence[Sequence[Outcome]]) -> Shown:
    """A node over all worlds."""
    found = [(ways, outcome, outcome.nodes[id_]) for ways in worlds for outcome in [chosen(ways, id_)]]
    applying = [one for one in found if one[2].applies is not False and id_ in one[1].live]
    if not applying:
        return Shown(id_, None, False, found[0][1])
    verdicts = [j.verdict for _w, _o, j in applying if j.verdict is not None]
    asked = len(verdicts) or len(applying)  # of needs that all drop out nothing is left in that world
    applies: Tri = True if asked == len(found) and all(j.applies for _w, _o, j in applying) else None
    aside = all(id_ not in ways[0].way.all for ways, _o, _j in applying)
    base = Shown(id_, over_worlds(verdicts) if verdicts else None, applies, applying[0][1], aside=aside)
    counted = [(ways, outcome) for ways, outcome, judged in applying if judged.counted is not None]
    return _amounts(base, counted) if counted else base


def show_year(id_: str, parent: Shown, worlds: Sequence[Sequence[Outcome]], verdicts: Sequence[Verdict]) -> Shown:
    """One year of a yearly need."""
    counted = [(ways, o) for ways in worlds for o in [chosen(ways, parent.id)] if id_ in o.counted]
    base = Shown(id_, over_worlds(verdicts), parent.applies, parent.outcome, aside=parent.aside)
    return _amounts(base, counted) if counted else base


def _amounts(base: Shown, worlds: Sequence[tuple[Sequence[Outcome], Outcome]]) -> Shown:
    """With the amounts; lines are taken from the world in which least counts."""
    counted = [outcome.counted[base.id] for _ways, outcome in worlds]
    least, (ways, outcome) = min(zip(counted, worlds, strict=True), key=lambda pair: pair[0].amounts[LOW])
    bounds = counted[0].bounds
    for other in counted[1:]:
        bounds = bounds.union(other.bounds)
    taken = ways[0].counted[base.id].amounts[LOW] if base.aside and base.id in ways[0].counted else least.amounts[LOW]
    figures, unstated = _figures([c.bounds for c in counted])
    return replace(
        base,
        outcome=outcome,
        counted=least.amounts[LOW],
        possible=max(max(c.amounts[HIGH], c.amounts[LOW]) for c in counted),
        planned=planned(least),
        bounds=bounds,
        because=next((why for c in counted if (why := guessed(c))), ""),
        lacking=least.lacking,
        elsewhere=max(ZERO, least.amounts[LOW] - taken),
        asked=figures,
        unstated=unstated,
    )


def _figures(every: Sequence[Bounds]) -> tuple[tuple[Fraction, ...], bool]:
    """The figures that a need may ask, where it is one of several, and whether it may be one that nobody states."""
    exact = tuple(sorted({b.lo for b in every if b.exact and not b.some}))
    unstated = any(not b.exact and not b.lo and not b.some for b in every)
    more = any(b.hi is not None and not b.exact and exact and b.hi > exact[-1] for b in every)
    others = more or any(b.some or (not b.exact and b.lo) for b in every)
    plain = not exact or others or not (len(exact) > 1 or unstated)
    return ((), False) if plain else (exact, unstated)
