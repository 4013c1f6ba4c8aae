"""Keeps topics at their thresholds after sharing: what is left of a topic must still be enough to count.

A topic that a license takes hours of needs its threshold there too, or none of it counts. Where the plain
sharing cuts a topic too short, ways that keep it are tried, and only one that meets just as much is taken.
Neighbors: `evaluate` asks, `share_out` shares under what is held here, `topic_floor` knows the thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from stemtracker.rules.pools import Pool, Sorted, topic_needs
from stemtracker.rules.share_out import Bucket, Floor, Shares, Want, share_out
from stemtracker.rules.topic_floor import Label, labels_of, least_of

ZERO = Fraction(0)
#: How many ways are tried before the answer stays open.
_MOST_TRIES = 48


def broken(pools: Sequence[Pool], found: Sorted, shares: Shares) -> Iterator[tuple[Floor, Fraction]]:
    """Topics of which sharing left less than their threshold, with how much that is."""
    for purse, pool in enumerate(pools):
        if any(now.threshold.scope != "topic" for now in pool.account.thresholds):
            yield from _broken(pool, purse, found, shares)


def _broken(pool: Pool, purse: int, found: Sorted, shares: Shares) -> Iterator[tuple[Floor, Fraction]]:
    left = (sort.offered[purse] - shares.used.get((i, purse), ZERO) for i, sort in enumerate(found.sorts))
    if not any(left):
        return  # all hours are taken, so none of a topic was cut off
    least = max(least_of(now, high=False) for now in pool.account.thresholds)
    names = topic_needs(pool)
    offered: dict[Label, Fraction] = {}
    used: dict[Label, Fraction] = {}
    where: dict[Label, set[int]] = {}
    for index, members in enumerate(found.members):
        whole = found.sorts[index].offered[purse]
        rate = shares.used.get((index, purse), ZERO) / whole if whole else ZERO
        for number, part, amounts in members:
            offer = pool.offers[number]
            if part >= len(offer.parts) or not amounts[purse]:
                continue
            for label in labels_of(offer.parts[part], names, high=False):
                offered[label] = offered.get(label, ZERO) + amounts[purse]
                used[label] = used.get(label, ZERO) + amounts[purse] * rate
                where.setdefault(label, set()).add(index)
    for label in sorted(offered):
        if offered[label] >= least and ZERO < used[label] < least:
            yield Floor(purse, frozenset(where[label]), least), used[label]


def mended(
    pools: Sequence[Pool],
    found: Sorted,
    wants: Sequence[Want],
    caps: Mapping[Bucket, Fraction | None],
    plain: Shares,
) -> Shares | None:
    """A sharing that meets as much as the plain one and cuts no topic too short; None where none was found.

    `found` are sorts by topic.
    """
    counts = plain.counts()
    asked = {w.id: min(w.required, counts.get(w.id, ZERO)) for w in wants if w.required}
    ways: list[tuple[Floor, ...]] = [()]
    for _try in range(_MOST_TRIES):
        if not ways:
            break
        floors = ways.pop()
        shares = share_out(found.sorts, wants, caps, floors)
        counts = shares.counts()
        if any(counts.get(id_, ZERO) < amount for id_, amount in asked.items()):
            continue
        cut = next(broken(pools, found, shares), None)
        if cut is None:
            return shares
        floor, used = cut
        nothing = Floor(floor.purse, floor.sorts, None)
        if floor in floors or nothing in floors:
            continue
        likely = (nothing, floor) if floor.least is not None and used * 2 >= floor.least else (floor, nothing)
        ways += [(*floors, one) for one in likely]
    return None
