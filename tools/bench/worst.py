"""Records made to be hard: every line a sort of its own, under rules where everything competes with everything.

`python -m tools.bench.worst` prints processor seconds for one answer, and whether it was proven best.
Neighbors: `work` measures records as they are.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from fractions import Fraction

from stemtracker.rules.demand import Bucket, Sort, Topic, Want
from stemtracker.rules.share_out import share_out

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


def worst(count: int, *, whole: bool = False, held: bool = False) -> tuple[float, bool]:
    """Seconds for one answer, and whether it was proven."""
    wants = [Want("total", 0, Fraction(100))]
    wants += [Want(f"n{n}", 0, Fraction(15), inside="total", group="g", whole=whole, topical=True) for n in range(4)]
    caps: dict[Bucket, Fraction | None] = {(f"l{n}",): Fraction(8 + n) for n in range(6)}
    least = {(0, 0, "topic", f"t{n}"): Fraction(10) for n in range(TOPICS)}
    sorts = list(lines(count, whole=whole, held=held))
    start = time.process_time()
    shares = share_out(sorts, wants, caps, least)
    return time.process_time() - start, not shares.unproven


def main() -> None:
    """Prints one row for each record."""
    for count in (30, 100, 300):
        for name, whole, held in (("limits", False, False), ("topics too", False, True), ("whole", True, False)):
            taken, proven = worst(count, whole=whole, held=held)
            print(f"{count:5d} lines, {name:12s} {taken:7.2f} s  {'proven' if proven else 'can not tell'}", flush=True)


if __name__ == "__main__":
    main()
