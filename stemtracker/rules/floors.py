"""Keeps topics at their thresholds after sharing: what is left of a topic must still be enough to count.

A topic that a license takes hours of needs its threshold there too, or none of it counts. Where the plain
sharing cuts a topic too short, ways that keep it are tried, and only one that meets just as much is taken.
Neighbors: `evaluate` asks, `share_out` shares under what is held here, `topic_floor` knows the thresholds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from stemtracker.rules.pools import Pool, Sorted, topic_needs
from stemtracker.rules.share_out import Bucket, Floor, Shares, Want, share_out
from stemtracker.rules.topic_floor import Label, labels_of, least_of
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
Floors = tuple[Floor, ...]
Shape = tuple[tuple[object, object], ...]
#: How many ways are tried before the answer stays open, and how many sorts all tries together may look at: a way
#: costs the more the more sorts there are, and a teacher waits for it.
_MOST_TRIES = 48
_MOST_SORTS = 2_000


def broken(pools: Sequence[Pool], found: Sorted, shares: Shares) -> Iterator[tuple[Floor, Fraction]]:
    """Topics of which sharing left less than their threshold, with how much that is."""
    for purse, pool in enumerate(pools):
        if any(now.threshold.scope != "topic" for now in pool.account.thresholds):
            yield from _broken(pool, purse, found, shares)


def _broken(pool: Pool, purse: int, found: Sorted, shares: Shares) -> Iterator[tuple[Floor, Fraction]]:
    taken = (shares.used.get((index, purse), ZERO) for index in range(len(found.sorts)))
    cut = {index for index, used in enumerate(taken) if used < found.sorts[index].offered[purse]}
    if not cut:
        return  # all hours are taken, so none of a topic was cut off
    least = max(least_of(now, high=False) for now in pool.account.thresholds)
    offered = _by_topic(pool, purse, found, cut)
    for label in sorted(offered):
        whole = {index: amount.total() for index, amount in offered[label].items()}
        used = sum((amount * _rate(shares, found, index, purse) for index, amount in whole.items()), ZERO)
        if sum(whole.values(), ZERO) >= least and ZERO < used < least:
            yield Floor(purse, frozenset(whole), least), used


def _by_topic(pool: Pool, purse: int, found: Sorted, cut: Collection[int]) -> dict[Label, dict[int, Sum]]:
    """What the topics of the sorts that were cut offer, sort by sort."""
    names = topic_needs(pool)
    spoken: dict[tuple[int, frozenset[str]], tuple[Label, ...]] = {}

    def labels(row: int, part: int) -> tuple[Label, ...]:
        parts = found.rows[row].offers[purse].parts
        if part >= len(parts):
            return ()
        key = (id(parts[part].traits), parts[part].topics)
        if key not in spoken:
            spoken[key] = labels_of(parts[part], names, high=False)
        return spoken[key]

    short = {label for index in cut for row, part, _a in found.members[index] for label in labels(row, part)}
    offered: dict[Label, dict[int, Sum]] = {}
    for index, members in enumerate(found.members):
        for row, part, amounts in members:
            if amounts[purse]:
                for label in labels(row, part):
                    if label in short:
                        there = offered.setdefault(label, {}).setdefault(index, Sum())
                        there.add(amounts[purse], len(found.rows[row].numbers))
    return offered


def _rate(shares: Shares, found: Sorted, index: int, purse: int) -> Fraction:
    whole = found.sorts[index].offered[purse]
    return shares.used.get((index, purse), ZERO) / whole if whole else ZERO


def mended(
    pools: Sequence[Pool],
    found: Sorted,
    wants: Sequence[Want],
    caps: Mapping[Bucket, Fraction | None],
    plain: Shares,
    *,
    hints: dict[Shape, Floors | None],
) -> Shares | None:
    """A sharing that meets as much as the plain one and cuts no topic too short; None where none was found.

    `found` are sorts by topic. `hints` are what helped in other worlds where the hours lie alike, tried first;
    where nothing did (None), nothing is tried again.
    """
    counts = plain.counts()
    asked = {w.id: min(w.required, counts.get(w.id, ZERO)) for w in wants if w.required}
    shape = tuple((sort.needs, sort.limits) for sort in found.sorts)
    ways: list[Floors] = [()]
    if (hint := hints.get(shape, ())) is None:
        return None
    ways += [hint] if hint else []
    for _try in range(min(_MOST_TRIES, _MOST_SORTS // max(1, len(found.sorts)))):
        if not ways:
            break
        floors = ways.pop()
        shares = share_out(found.sorts, wants, caps, floors)
        counts = shares.counts()
        if any(counts.get(id_, ZERO) < amount for id_, amount in asked.items()):
            continue
        cut = next(broken(pools, found, shares), None)
        if cut is None:
            hints[shape] = floors
            return shares
        floor, used = cut
        nothing = Floor(floor.purse, floor.sorts, None)
        if floor in floors or nothing in floors:
            continue
        likely = (nothing, floor) if floor.least is not None and used * 2 >= floor.least else (floor, nothing)
        ways += [(*floors, one) for one in likely]
    hints[shape] = None
    return None
