"""Every way to deal parts of activities out to needs, in whole quanta: no program, no greed, only counting.

Neighbors: `naive_offer` makes the parts; `naive_engine` says which needs take part and judges each way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from operator import ge

from naive_reading import SOME

Counts = tuple[int, ...]
#: Sets of topics for which an hour may speak at once. (They are numbered after the needs.)
Voices = tuple[frozenset[int], ...]
#: An hour that speaks for nothing and need not.
ALONE: Voices = (frozenset(),)
#: How many ways are kept while lines are dealt out, at most; and how many to deal out one line are looked at.
MOST = 400
MOST_OF_A_LINE = 20_000


class TooLargeError(Exception):
    """More quanta than this engine wants to deal out."""


@dataclass(frozen=True)
class Piece:
    """A part of a line as it is dealt out: its worth, the needs it may count for, the limits it falls under."""

    line: str
    units: Fraction
    needs: frozenset[int]
    limits: frozenset[int]
    voices: Voices = ALONE


@dataclass(frozen=True)
class Table:
    """Who may share an hour: pairs that may not, and groups of which a line serves only one."""

    apart: frozenset[frozenset[int]]
    whole: tuple[frozenset[int], ...]

    def shares(self, needs: frozenset[int]) -> list[frozenset[int]]:
        """The largest sets of these needs that one hour may serve together."""
        found: list[frozenset[int]] = []
        for many in range(len(needs), -1, -1):
            for chosen in subsets(sorted(needs), many):
                one = frozenset(chosen)
                if not any(pair <= one for pair in self.apart) and not any(one <= other for other in found):
                    found.append(one)
        return found


@dataclass(frozen=True)
class Limit:
    """At most so many units, or so many lines."""

    most: Fraction
    lines: bool = False


def subsets(items: Sequence[int], many: int) -> Iterator[tuple[int, ...]]:
    """All choices of so many."""
    if many == 0:
        yield ()
        return
    for index in range(len(items) - many + 1):
        for rest in subsets(items[index + 1 :], many - 1):
            yield (items[index], *rest)


def quantum(pieces: Sequence[Piece], limits: Sequence[Limit], asked: Sequence[Fraction], finer: int) -> Fraction:
    """The largest amount of which everything is a whole multiple, cut finer; for any sliver it is small already."""
    there = [*(p.units for p in pieces), *(limit.most for limit in limits if not limit.lines), *asked]
    below = math.lcm(1, *(n.denominator for n in there))
    above = 1 if SOME in there else math.gcd(*(int(n * below) for n in there))
    return Fraction(above or 1, below * finer)


def ways(
    pieces: Sequence[Piece], most: Sequence[Fraction | None], limits: Sequence[Limit], table: Table, unit: Fraction
) -> list[tuple[Fraction, ...]]:
    """What each need can be counted, for every way that is not worse for all of them than another.

    `most`: beyond which nothing more is of use to a need; none where all of it is to be told.
    """
    room = tuple(int(limit.most if limit.lines else limit.most / unit) for limit in limits)
    full = tuple(None if amount is None else int(amount / unit) for amount in most)
    many = len(full)
    states: set[tuple[Counts, Counts]] = {(room, (0,) * many)}
    for line in dict.fromkeys(piece.line for piece in pieces):
        mine = [piece for piece in pieces if piece.line == line]
        options = line_options(mine, many, limits, table, unit)
        if len(states) * len(options) > MOST * 20:
            raise TooLargeError
        states = {
            (tuple(r - u for r, u in zip(left, usage, strict=True)), added(counts, more, full))
            for left, counts in states
            for usage, more in options
            if all(u <= r for u, r in zip(usage, left, strict=True))
        }
        states = unbeaten(states)
        if len(states) > MOST:
            raise TooLargeError
    return [tuple(n * unit for n in counts) for _left, counts in unbeaten({((), counts) for _left, counts in states})]


def added(counts: Counts, more: Counts, full: Sequence[int | None]) -> Counts:
    """Both together, as far as it is of use."""
    sums = [a + b for a, b in zip(counts, more, strict=True)]
    return tuple(s if most is None else min(s, most) for s, most in zip(sums, full, strict=True))


def unbeaten(states: set[tuple[Counts, Counts]]) -> set[tuple[Counts, Counts]]:
    """Without those that another matches or beats in everything that is left and counted."""
    kept: list[Counts] = []
    for state in sorted((left + counts for left, counts in states), key=lambda s: -sum(s)):
        if not any(all(map(ge, other, state)) for other in kept):
            kept.append(state)
    many = len(next(iter(states))[0])
    return {(state[:many], state[many:]) for state in kept}


def line_options(
    mine: Sequence[Piece], many: int, limits: Sequence[Limit], table: Table, unit: Fraction
) -> set[tuple[Counts, Counts]]:
    """For one line: what it may take from the limits, and what it may count for each need."""
    found: set[tuple[Counts, Counts]] = set()
    for chosen in product(*(sorted(group) for group in table.whole)):
        barred = frozenset(n for group, kept in zip(table.whole, chosen, strict=True) for n in group - {kept})
        each = [list(piece_options(piece, many, table, barred, unit)) for piece in mine]
        if math.prod(map(len, each)) > MOST_OF_A_LINE:
            raise TooLargeError
        for dealt in product(*each):
            usage = [0] * len(limits)
            counts = [0] * many
            for piece, (used, counted) in zip(mine, dealt, strict=True):
                for at in piece.limits:
                    usage[at] = max(usage[at], int(used > 0)) if limits[at].lines else usage[at] + used
                for need, amount in enumerate(counted):
                    counts[need] += amount
            found.add((tuple(usage), tuple(counts)))
    return unspent(found)


def unspent(found: set[tuple[Counts, Counts]]) -> set[tuple[Counts, Counts]]:
    """Without those that take more from the limits and count less."""
    turned = {(tuple(-u for u in usage), counts) for usage, counts in found}
    return {(tuple(-u for u in usage), counts) for usage, counts in unbeaten(turned)}


def piece_options(
    piece: Piece, many: int, table: Table, barred: frozenset[int], unit: Fraction
) -> Iterator[tuple[int, Counts]]:
    """How much of a part is used, and how it is dealt out."""
    whole = int(piece.units / unit)
    kinds = [kind | voice for kind in table.shares(piece.needs - barred) for voice in piece.voices if kind | voice]
    if not kinds:
        yield 0, (0,) * many
        return
    if math.comb(whole + len(kinds), len(kinds)) > MOST_OF_A_LINE:
        raise TooLargeError
    for used in range(whole + 1) if piece.limits else (whole,):
        for dealt in compositions(used, len(kinds)):
            counted = [0] * many
            for kind, amount in zip(kinds, dealt, strict=True):
                for need in kind:
                    counted[need] += amount
            yield used, tuple(counted)


def compositions(total: int, parts: int) -> Iterator[Counts]:
    """All ways to write a number as so many numbers in a row."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def least_more(short: Mapping[int, Fraction], apart: frozenset[frozenset[int]]) -> Fraction:
    """Ideal units that fill all these shortfalls: one serves any needs of which no two stand apart."""
    best = Fraction(0)
    open_ = [need for need, amount in short.items() if amount > 0]
    for at, need in enumerate(open_):
        others = {other: short[other] for other in open_[at + 1 :] if frozenset({need, other}) in apart}
        best = max(best, short[need] + least_more(others, apart))
    return best
