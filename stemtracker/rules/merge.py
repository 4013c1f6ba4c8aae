"""What holds over all worlds: each node's verdict, its low and high amounts, and which world shows them.

Neighbors: `evaluate` gives the outcomes, `explain` and `lines` turn this into the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stemtracker.domain.assessment import Verdict
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.judge import Counted, guessed, planned
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


def chosen(ways: Sequence[Outcome], id_: str) -> Outcome:
    """The best way that asks for a need, else the best way."""
    return next((o for o in ways if id_ in o.path), ways[0])


def show(id_: str, worlds: Sequence[Sequence[Outcome]]) -> Shown:
    """A node over all worlds."""
    outcomes = [chosen(ways, id_) for ways in worlds]
    judged = [o.nodes[id_] for o in outcomes]
    pairs = list(zip(outcomes, judged, strict=True))
    applying = [(o, j) for o, j in pairs if j.applies is not False and id_ in o.live]
    if not applying:
        return Shown(id_, None, False, outcomes[0])
    applies: Tri = True if len(applying) == len(judged) and all(j.applies for _o, j in applying) else None
    verdicts = [j.verdict for _o, j in applying if j.verdict is not None]
    verdict = over_worlds(verdicts) if verdicts else None
    counted = [(o, j.counted) for o, j in applying if j.counted is not None]
    if not counted:
        return Shown(id_, verdict, applies, applying[0][0])
    return _amounts(Shown(id_, verdict, applies, applying[0][0]), counted)


def show_year(id_: str, parent: Shown, worlds: Sequence[Sequence[Outcome]], verdicts: Sequence[Verdict]) -> Shown:
    """One year of a yearly need."""
    outcomes = [chosen(ways, parent.id) for ways in worlds]
    counted = [(o, o.counted[id_]) for o in outcomes if id_ in o.counted]
    base = Shown(id_, over_worlds(verdicts), parent.applies, parent.outcome)
    return _amounts(base, counted) if counted else base


def _amounts(base: Shown, counted: Sequence[tuple[Outcome, Counted]]) -> Shown:
    outcome, least = min(counted, key=lambda pair: pair[1].amounts[LOW])
    bounds = counted[0][1].bounds
    for _o, other in counted[1:]:
        bounds = bounds.union(other.bounds)
    return Shown(
        base.id,
        base.verdict,
        base.applies,
        outcome,
        least.amounts[LOW],
        max(c.amounts[HIGH] if c.amounts[HIGH] > c.amounts[LOW] else c.amounts[LOW] for _o, c in counted),
        planned(least),
        bounds,
        next((why for _o, c in counted if (why := guessed(c))), ""),
        least.lacking,
        *_figures([c.bounds for _o, c in counted]),
    )


def _figures(every: Sequence[Bounds]) -> tuple[tuple[Fraction, ...], bool]:
    """The figures that a need may ask, where it is one of several, and whether it may be one that nobody states."""
    exact = tuple(sorted({b.lo for b in every if b.exact and not b.some}))
    unstated = any(not b.exact and not b.lo and not b.some for b in every)
    more = any(b.hi is not None and not b.exact and exact and b.hi > exact[-1] for b in every)
    others = more or any(b.some or (not b.exact and b.lo) for b in every)
    plain = not exact or others or not (len(exact) > 1 or unstated)
    return ((), False) if plain else (exact, unstated)
