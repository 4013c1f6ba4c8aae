"""Sorts put together where nothing tells them apart, so that programs stay small.

Activities that are alike are one kind, and so are sorts that differ only in the topics they speak for.
Neighbors: `share_out` works with kinds, `laying` hands to each sort of a kind what is its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stemtracker.rules.demand import ZERO, Sort


@dataclass(frozen=True, slots=True)
class Kind:
    """Some sorts as one, in order; where it stands for activities, each of the members is one of them."""

    sort: Sort
    members: tuple[int, ...]


def fine_kinds(sorts: Sequence[Sort], apart: Collection[int] = ()) -> list[Kind]:
    """Each sort by itself, but for activities whose parts are all alike; activities `apart` are never put together."""
    activities: dict[int, list[int]] = {}
    for index, sort in enumerate(sorts):
        if sort.activity >= 0:
            activities.setdefault(sort.activity, []).append(index)
    alike: dict[object, list[list[int]]] = {}
    for activity, parts in activities.items():
        one = activity if activity in apart else -1
        key = (one, *(replace(sorts[index], activity=-1) for index in parts))
        alike.setdefault(key, []).append(parts)
    found = [Kind(sort, (index,)) for index, sort in enumerate(sorts) if sort.activity < 0]
    found += [_kind(sorts, members) for every in alike.values() for members in zip(*every, strict=True)]
    return sorted(found, key=lambda kind: kind.members[0])


def coarse_kinds(fine: Sequence[Kind]) -> list[Kind]:
    """Sorts that differ in the topics they speak for only, as one."""
    groups: dict[object, list[int]] = {}
    for index, kind in enumerate(fine):
        sort = kind.sort
        whole = sort.activity >= 0 or not sort.held or sort.part_of is not None
        key = index if whole else (sort.needs, sort.limits, _ratio(sort.offered))
        groups.setdefault(key, []).append(index)
    sorts = [kind.sort for kind in fine]
    return [_kind(sorts, tuple(members)) for members in groups.values()]


def _kind(sorts: Sequence[Sort], members: tuple[int, ...]) -> Kind:
    first = sorts[members[0]]
    if len(members) == 1:
        return Kind(first, members)
    offered = tuple(sum((sorts[at].offered[p] for at in members), ZERO) for p in range(len(first.offered)))
    return Kind(replace(first, offered=offered), members)


def _ratio(offered: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """What purses take of one another's hours."""
    unit = next((amount for amount in offered if amount), Fraction(1))
    return tuple(amount / unit for amount in offered)
