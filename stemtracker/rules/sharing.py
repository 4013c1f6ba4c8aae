"""Shares the hours of pools among their needs, in each reading, once for all worlds that ask the same.

Neighbors: `evaluate` asks for each way of a world, `sorting` and `wanting` state what is there and what is asked,
`share_out` shares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.branch import Effort
from stemtracker.rules.demand import Bucket, Shares, Want, gap
from stemtracker.rules.ground import Ground
from stemtracker.rules.joined import (
    APART,
    Drawn,
    Path,
    claimed,
    halves_a_line,
    homes,
    in_pack_order,
    linked,
    policies,
    prefixed,
    surely_apart,
)
from stemtracker.rules.offer import HIGH, LOW, PLAN
from stemtracker.rules.pools import Pool
from stemtracker.rules.share_out import Closing, closing, share_out
from stemtracker.rules.sorting import Row, Sorted, Sorting, rows_of
from stemtracker.rules.wanting import caps_of, wants_of

ZERO = Fraction(0)


@dataclass(slots=True)
class Sharing:
    """How the hours of some pools were shared in each reading."""

    pools: tuple[Pool, ...]
    wants: dict[int, tuple[Want, ...]] = field(default_factory=dict)
    shares: dict[int, Shares] = field(default_factory=dict)
    sorted: dict[int, Sorted] = field(default_factory=dict)
    #: The caps of the low reading.
    caps: Mapping[Bucket, Fraction | None] = field(default_factory=dict)
    #: What further hours would have to bring, and the low counts then: topics may have come to count on the way.
    gaps: Mapping[int, Fraction] = field(default_factory=dict)
    lifted: Mapping[str, Fraction] = field(default_factory=dict)
    #: Whether it is open if hours of one pool may count in another as well.
    loose: bool = False
    #: Why any verdict, or a yes, would be a guess.
    because: str = ""
    floor: str = ""

    def prefix(self, purse: int) -> str:
        """What marks the needs of a purse where there are several."""
        return f"{purse}:" if len(self.pools) > 1 else ""


class Sharer:
    """Remembers what was sorted and shared from world to world."""

    def __init__(self, before: Sharer | None = None) -> None:
        """`before` has shared the same hours but for a few doubts or answers: what it worked out may come up again."""
        self.together: dict[tuple[int, ...], list[Row]] = {}
        self.sortings: dict[tuple[object, ...], Sorted] = {}
        #: Sorts that are the same to sharing, under a number.
        self.known: dict[object, int] = before.known if before else {}
        self.shared: dict[tuple[object, ...], Shares] = before.shared if before else {}
        #: Those of which it can't be told what further hours would have to bring: that is tried once.
        self.stuck: set[int] = before.stuck if before else set()
        self.closings: dict[tuple[object, ...], Closing | None] = before.closings if before else {}
        #: What all that took.
        self.effort: Effort = before.effort if before else Effort()

    def share(
        self, grounds: Sequence[Ground], drawn: Sequence[Sequence[Pool]], chosen: Sequence[Path]
    ) -> tuple[Sharing, ...]:
        """Shares every pool; pools of packs whose hours are on top of one another together."""
        every = [
            (pool, ground, path) for ground, pools, path in zip(grounds, drawn, chosen, strict=True) for pool in pools
        ]
        found = []
        for group in linked(every):
            pools = tuple(pool for pool, _g, _p in group)
            sharing = Sharing(pools)
            said = policies(group)
            sharing.loose = bool(said & APART) and not surely_apart(group)
            for reading in (LOW, HIGH, PLAN):
                self.read(sharing, group, reading)
            self.close(sharing, group)
            if "whole" in said and halves_a_line(sharing.sorted[LOW], sharing.shares[LOW], homes(pools)):
                sharing.floor = "a whole activity serves one license only, and no way was found to share them so"
            found.append(sharing)
        return tuple(found)

    def read(self, sharing: Sharing, group: Sequence[Drawn], reading: int) -> None:
        """Shares the hours in one reading."""
        wants: list[Want] = []
        several, purses = len(group) > 1, homes(sharing.pools)
        for purse, (pool, ground, path) in enumerate(group):
            mine = wants_of(pool, ground, reading, path, purse)
            kin = [at for at, home in enumerate(purses) if home == purses[purse]]
            places = {need.id: at for at in kin for need in sharing.pools[at].needs}
            wants += [prefixed(w, purse, purses, places) for w in mine] if several else mine
        if several:
            wants = in_pack_order(wants, group)
        sharing.wants[reading] = tuple(
            claimed(group, wants, loose=sharing.loose and reading == HIGH) if several else wants
        )
        sorts = sharing.sorted[reading] = self.sorts(sharing, reading)
        caps = _caps(group, reading)
        key = self.key(sorts, sharing.wants[reading], caps, reading == HIGH)
        if key not in self.shared:
            asked, aloud = sharing.wants[reading], reading == HIGH
            self.shared[key] = share_out(sorts.sorts, asked, caps, sorts.least, aloud=aloud, effort=self.effort)
        sharing.shares[reading] = self.shared[key]
        if self.shared[key].unproven:
            sharing.because = "there are more ways to share these hours out than can be gone through"

    def close(self, sharing: Sharing, group: Sequence[Drawn]) -> None:
        """What further hours would have to bring: more than is lacking where topics don't count yet."""
        sharing.caps, wants = _caps(group, LOW), sharing.wants[LOW]
        counts = sharing.lifted = sharing.shares[LOW].counts()
        purses = range(len(sharing.pools))
        sharing.gaps = {purse: gap([w for w in wants if w.home == purse], counts) for purse in purses}
        if not any(sharing.gaps.values()) or not any(LOW in pool.floors for pool in sharing.pools):
            return
        sorts = self.sorts(sharing, LOW, lifted=True)
        caps = _caps(group, LOW)  # by now with those that bind only what is below a threshold
        key = self.key(sorts, wants, caps, None)
        if sorts.known in self.stuck:
            return
        if key not in self.closings:
            self.closings[key] = closing(sorts.sorts, wants, caps, sorts.least, counts, effort=self.effort)
        if (found := self.closings[key]) is not None:
            sharing.gaps, sharing.lifted = found.gaps, found.counts
        else:
            self.stuck.add(sorts.known)

    def sorts(self, sharing: Sharing, reading: int, *, lifted: bool = False) -> Sorted:
        """The hours of the pools, sorted once for all worlds that look at them alike."""
        pools = sharing.pools
        groups: dict[str, set[tuple[int, str]]] = {}
        for want in sharing.wants[reading]:
            if want.whole and want.group:
                one = (want.purse, want.id.removeprefix(sharing.prefix(want.purse)))
                groups.setdefault(want.group, set()).add(one)
        wholes = tuple(frozenset(members) for members in groups.values())
        if reading == PLAN and not any(pool.planned for pool in pools):
            reading = LOW
        ids = tuple(id(p) for p in pools)
        key = (ids, reading, lifted, wholes)
        if key not in self.sortings:
            if ids not in self.together:
                self.together[ids] = rows_of(pools)
            found = self.sortings[key] = Sorting(pools, reading, wholes, lifted=lifted).sort(self.together[ids])
            alike = (tuple(found.sorts), tuple(sorted(found.least.items())))
            found.known = self.known.setdefault(alike, len(self.known))
        return self.sortings[key]

    def key(
        self, sorts: Sorted, wants: Sequence[Want], caps: Mapping[Bucket, Fraction | None], how: object
    ) -> tuple[object, ...]:
        """What a sharing depends on."""
        return (sorts.known, tuple(wants), frozenset(caps.items()), how)


def _caps(group: Sequence[Drawn], reading: int) -> dict[Bucket, Fraction | None]:
    """The caps of all limits of a group."""
    caps: dict[Bucket, Fraction | None] = {}
    for pool, ground, _path in group:
        caps |= caps_of(pool, ground, reading)
    return caps
