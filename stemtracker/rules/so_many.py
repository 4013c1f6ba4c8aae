"""So many of some things and no more, each wholly or not at all: the sides of a choice among them.

Neighbors: `few_lines` has lines of which some count, `program` activities of which each fills one need; `branch` tries
one side after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from stemtracker.rules.branch import Branch
from stemtracker.rules.demand import ONE
from stemtracker.rules.simplex import Bounded

#: How many of each are taken now, parts of one included, by its variable.
Asked = Mapping[int, Fraction]


def too_many(asked: Asked, most: Fraction | int) -> bool:
    """Whether there would be too many once all that are taken in part are taken wholly."""
    return sum(map(ceil, asked.values())) > most


def sides(asked: Asked, most: Fraction | int) -> Sequence[Branch]:
    """All in part are taken wholly, or one of them less than now: as few of them as it takes to rule out what is asked.

    Room is kept for each of these on all sides but those on which it is taken less.
    """
    found: list[Branch] = []
    kept: tuple[Bounded, ...] = ()
    rest, room, others = sum(asked.values()), Fraction(most), dict.fromkeys(asked, ONE)
    for one in _in_part(asked):
        if rest > room:
            break
        found.append(Branch((*kept, ({one: ONE}, Fraction(floor(asked[one]))))))
        rest, room = rest - asked[one], room - ceil(asked[one])
        del others[one]
        kept = ((dict(others), room),)
    return (Branch(kept), *reversed(found))


def nearest(asked: Asked, most: Fraction | int) -> Branch:
    """As many of each as are taken wholly, and one more of those that are taken most in part."""
    rest = most - sum(map(floor, asked.values()))
    more = set(_in_part(asked)[: int(rest)])
    return Branch(tuple(({one: ONE}, Fraction(floor(amount) + (one in more))) for one, amount in asked.items()))


def as_now(asked: Asked) -> Branch:
    """As many of each as are taken now."""
    return Branch(tuple(({one: ONE}, Fraction(ceil(amount))) for one, amount in asked.items()))


def _in_part(asked: Asked) -> list[int]:
    """Those that are not taken wholly, those that are most of one first."""
    return sorted((one for one in asked if asked[one].denominator > 1), key=lambda one: -(asked[one] % 1))
