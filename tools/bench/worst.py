"""Records made to be hard: every line a sort of its own, under rules where everything competes with everything.

Measured against one plain pass over the same lines; each figure says whether the answer was proven best.
Neighbors: `judging` measures whole answers on records as they are.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.demand import Bucket, Sort, Topic, Want
from stemtracker.rules.share_out import share_out
from tools.bench.measure import Figure, compare

TOPICS = 24


def lines(count: int, *, whole: bool, held: bool) -> Iterator[Sort]:
    """Lines of odd lengths, each in several needs, under limits that cross, with a topic or two."""
    luck = random.Random(11)  # noqa: S311 - always the same made-up record, no secrets
    for number in range(count):
        hours = Fraction(luck.randrange(10, 400), 60)
        needs = frozenset({"total", *(f"n{n}" for n in range(4) if luck.random() < 0.5)})
        limits: frozenset[Bucket] = frozenset((f"l{n}",) for n in range(6) if luck.random() < 0.3)
        topics = frozenset[Topic]((0, 0, "topic", f"t{luck.randrange(TOPICS)}") for _ in range(luck.randrange(1, 3)))
        yield Sort((hours,), (needs,), (limits,), frozenset({topics}) if held else frozenset(), number if whole else -1)


def worst(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """One sharing of each such record."""
    for count in (30, 100, 300):
        for name, whole, held in (("limits", False, False), ("topics too", False, True), ("whole ones", True, False)):
            yield _sharing(count, name, whole=whole, held=held)


def _sharing(count: int, name: str, *, whole: bool, held: bool) -> Figure:
    wants = [Want("total", 0, Fraction(100))]
    wants += [Want(f"n{n}", 0, Fraction(15), inside="total", group="g", whole=whole) for n in range(4)]
    caps: dict[Bucket, Fraction | None] = {(f"l{n}",): Fraction(8 + n) for n in range(6)}
    least = {(0, 0, "topic", f"t{n}"): Fraction(10) for n in range(TOPICS)}
    sorts = list(lines(count, whole=whole, held=held))
    said = "can't tell" if share_out(sorts, wants, caps, least).unproven else "proven"
    title = f"worst record: {count} lines, no two alike, {name} ({said}) / one plain pass"
    return compare(title, lambda: share_out(sorts, wants, caps, least), lambda: _plain_pass(sorts), aim=None, rounds=1)


def _plain_pass(sorts: list[Sort]) -> dict[object, Fraction]:
    sums: dict[object, Fraction] = defaultdict(Fraction)
    for sort in sorts:
        for key in (*sort.needs[0], *sort.limits[0]):
            sums[key] += sort.offered[0]
    return sums
