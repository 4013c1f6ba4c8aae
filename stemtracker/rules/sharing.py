"""Shares the hours of pools among their needs, in each reading, once for all worlds that ask the same.

Neighbors: `evaluate` asks for each way of a world, `pools` and `wanting` state what is there and what is asked,
`share_out` shares, `floors` keeps topics at their thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.closing import cuts_a_line, lifted_by_needs
from stemtracker.rules.floors import Floors, Shape, broken, mended
from stemtracker.rules.ground import Ground
from stemtracker.rules.joined import (
    APART,
    Drawn,
    Path,
    exclusive,
    halves_a_line,
    linked,
    policies,
    prefixed,
    renamed,
    separately,
    surely_apart,
)
from stemtracker.rules.offer import HIGH, LOW, PLAN
from stemtracker.rules.pools import Pool, Row, Sorted, aligned, rows_of, sort_offers
from stemtracker.rules.share_out import Bucket, Shares, Want, share_out
from stemtracker.rules.topic_floor import Label
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
    #: The low counts once the topics that are asked for have reached their thresholds.
    lifted: dict[str, Fraction] = field(default_factory=dict)
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
        """`before` has shared the same hours but for a few doubts: what it worked out may come up again."""
        self.together: dict[tuple[int, ...], list[Row]] = {}
        self.aligned: dict[tuple[int, ...], bool] = {}
        self.sortings: dict[tuple[object, ...], Sorted] = {}
        self.floors: dict[tuple[int, ...], tuple[Sorted, Shares] | None] = {}
        self.shared: dict[tuple[object, ...], Shares] = before.shared if before else {}
        self.hints: dict[Shape, Floors | None] = before.hints if before else {}

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
            together = len(pools) == 1 or (self.part_by_part(pools) and (bool(said & APART) or exclusive(group)))
            if not together:
                sharing.because = "hours that may count once only are split between licenses in a way not yet reckoned"
            for reading in (LOW, HIGH, PLAN):
                self.read(sharing, group, reading)
            self.lift(sharing, group)
            if "whole" in said and halves_a_line(sharing.sorted[LOW], sharing.shares[LOW]):
                sharing.floor = "a whole activity serves one license only, and no way was found to share them so"
            found.append(sharing)
        return tuple(found)

    def read(self, sharing: Sharing, group: Sequence[Drawn], reading: int) -> None:
        """Shares the hours in one reading."""
        wants: list[Want] = []
        several = len(group) > 1
        for purse, (pool, ground, path) in enumerate(group):
            mine = wants_of(pool, ground, reading, path, purse)
            wants += [prefixed(w, purse) for w in mine] if several else mine
        sharing.wants[reading], sharing.sorted[reading] = tuple(wants), self.sorts(sharing.pools, reading)
        sharing.shares[reading] = self.out(sharing, group, reading, sharing.sorted[reading])

    def out(self, sharing: Sharing, group: Sequence[Drawn], reading: int, sorts: Sorted) -> Shares:
        """The shares, worked out once for all worlds that ask the same of the same hours."""
        caps, wants = _caps(group, reading), sharing.wants[reading]
        share = separately if sharing.loose and reading == HIGH else share_out
        key = (share, tuple(sorts.sorts), wants, tuple(sorted(caps.items(), key=repr)))
        if key not in self.shared:
            self.shared[key] = share(sorts.sorts, wants, caps)
        return self.shared[key]

    def lift(self, sharing: Sharing, group: Sequence[Drawn]) -> None:
        """The counts that the gap starts from, and whether thresholds still hold after sharing."""
        labels = lifted_by_needs(sharing.pools, sharing.wants[LOW])
        shares = sharing.shares[LOW]
        sharing.lifted, sharing.caps = shares.counts(), _caps(group, LOW)
        if labels:
            sorts = self.sorts(sharing.pools, LOW, labels)
            sharing.lifted = self.out(sharing, group, LOW, sorts).counts()
        self.mend(sharing, group)
        taken, wants = sharing.shares[LOW], sharing.wants[LOW]
        if any(cuts_a_line(ground, sharing.sorted[LOW], taken, wants) for _p, ground, _path in group):
            sharing.floor = "a whole activity fills one need only, and sharing them out whole is not reckoned yet"

    def mend(self, sharing: Sharing, group: Sequence[Drawn]) -> None:
        """Shares again where a topic was cut below its threshold; where that does not help, a yes is a guess."""
        shares, wants = sharing.shares[LOW], sharing.wants[LOW]
        key = (id(shares), *(id(pool) for pool in sharing.pools))
        if key not in self.floors:
            kept: tuple[Sorted, Shares] | None = (sharing.sorted[LOW], shares)
            if any(broken(sharing.pools, sharing.sorted[LOW], shares)):
                finer = sort_offers(sharing.pools, self.rows(sharing.pools), LOW, by_topic=True)
                finer = renamed(finer) if len(sharing.pools) > 1 else finer
                better = mended(sharing.pools, finer, wants, _caps(group, LOW), shares, hints=self.hints)
                kept = (finer, better) if better else None
            self.floors[key] = kept
        found = self.floors[key]
        if found is None:
            sharing.floor = "limits or another license leave a topic with less than it needs to count"
            return
        sharing.sorted[LOW], sharing.shares[LOW] = found
        if found[1] is not shares and not any(pool.planned for pool in sharing.pools):
            sharing.sorted[PLAN], sharing.shares[PLAN] = found

    def sorts(self, pools: Sequence[Pool], reading: int, lifted: frozenset[Label] = frozenset()) -> Sorted:
        key = (tuple(id(p) for p in pools), reading, lifted)
        if key not in self.sortings:
            found = sort_offers(pools, self.rows(pools), reading, lifted)
            self.sortings[key] = renamed(found) if len(pools) > 1 else found
        return self.sortings[key]

    def rows(self, pools: Sequence[Pool]) -> list[Row]:
        key = tuple(id(p) for p in pools)
        if key not in self.together:
            self.together[key] = rows_of(pools)
        return self.together[key]

    def part_by_part(self, pools: Sequence[Pool]) -> bool:
        key = tuple(id(p) for p in pools)
        if key not in self.aligned:
            self.aligned[key] = aligned(self.rows(pools))
        return self.aligned[key]


def _caps(group: Sequence[Drawn], reading: int) -> dict[Bucket, Fraction | None]:
    """The caps of all limits of a group."""
    caps: dict[Bucket, Fraction | None] = {}
    for pool, ground, _path in group:
        caps |= caps_of(pool, ground, reading)
    return caps
