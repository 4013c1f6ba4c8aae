"""A pool: the lines that draw on one account in one window, sorted by what they are to its needs and limits.

Built once for all worlds in which lines are treated alike. Neighbors: `offer` and `groups` make the offers,
`topic_floor` applies thresholds, `share_out` shares the sorted hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from stemtracker.domain.assessment import Role
from stemtracker.rules.ground import AccountNow, Days, Ground
from stemtracker.rules.groups import bucket_of, few_lines, first_rates, same_things, year_of
from stemtracker.rules.offer import HIGH, LOW, PLAN, Desk, Ledger, Offer, Part, offers
from stemtracker.rules.pack import Need
from stemtracker.rules.share_out import Bucket, Sort
from stemtracker.rules.topic_floor import Label, Out, below_floor, labels_of, topical
from stemtracker.rules.traits import Sorter
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
Place = tuple[frozenset[str], frozenset[Bucket]]


@dataclass(slots=True)
class Sorted:
    """The sorts of one reading, and for each the parts of lines in it: (line, part, amount per purse)."""

    sorts: list[Sort] = field(default_factory=list)
    members: list[list[tuple[int, int, tuple[Fraction, ...]]]] = field(default_factory=list)


@dataclass(eq=False)
class Pool:
    """The offers of all lines to one account in one window."""

    account_id: str
    window: str
    account: AccountNow
    needs: tuple[Need, ...]
    offers: list[Offer]
    days: Days
    ground: Ground
    #: Parts that thresholds keep out, by reading: (line, part).
    below: dict[int, Out] = field(default_factory=dict)
    places: dict[tuple[object, ...], Place] = field(default_factory=dict)
    #: Every limit in every period that binds some line.
    buckets: set[Bucket] = field(default_factory=set)
    fitting: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    memo: dict[object, Sorted] = field(default_factory=dict)

    @property
    def bounded(self) -> bool:
        """Whether some line earns at a rate for the first so much, so that readings of that bound matter."""
        return any(offer.firsts for offer in self.offers)

    @cached_property
    def unstated(self) -> bool:
        """Whether some line is worth what nobody states."""
        return any(offer.unstated and offer.amounts[HIGH] for offer in self.offers)

    @cached_property
    def yearly(self) -> bool:
        """Whether some need asks for its amount every year."""
        return any(n.per for n in self.needs)

    def place(self, offer: Offer, part: Part, reading: int) -> Place:
        """The needs that a part fits and the limits that bind it, in one reading."""
        limited = bool(part.traits.limits)
        key = (id(part.traits), offer.only, reading, offer.day if limited or self.yearly else None)
        found = self.places.get(key)
        if found is None:
            found = (self.fits(offer, part, reading), self.bound(offer, part, reading) if limited else frozenset())
            self.places[key] = found
            self.buckets |= found[1]
        return found

    def out(self, number: int, part: int, reading: int, lifted: frozenset[Label] = frozenset()) -> bool:
        """Whether a threshold keeps a part out."""
        below = self.below.get(reading)
        if not below or (number, part) not in below:
            return False
        return below[number, part] not in lifted

    def fits(self, offer: Offer, part: Part, reading: int) -> frozenset[str]:
        traits = part.traits
        fitting = set(traits.maybe if reading == HIGH else traits.sure)
        for need in self.needs:
            if need.kind == "share" and need.at_most:
                fitting ^= {need.id} if need.id in fitting else set()
                if need.id not in (traits.sure if reading == HIGH else traits.maybe):
                    fitting.add(need.id)
            if offer.only is not None and need.id not in offer.only and need.kind != "share":
                fitting.discard(need.id)
        together = frozenset(fitting)
        if together not in self.fitting:
            self.fitting[together] = self.held(together)
        fitted = self.fitting[together]
        if not self.yearly:
            return fitted
        found = set()
        for need in self.needs:
            if need.id in fitted:
                found.add(need.id if need.per is None else f"{need.id}/{year_of(need.per, offer.day, self.ground.env)}")
        return frozenset(found)

    def held(self, fitting: frozenset[str]) -> frozenset[str]:
        """A need fits only where all that it lies inside fit too."""
        kept = fitting
        while True:
            lost = {id_ for id_ in kept if self.within.get(id_, "") in self.within and self.within[id_] not in kept}
            if not lost:
                return kept
            kept = kept - lost

    @cached_property
    def within(self) -> dict[str, str]:
        """What each need lies inside."""
        return {need.id: holder(need) for need in self.needs}

    def bound(self, offer: Offer, part: Part, reading: int) -> frozenset[Bucket]:
        found: set[Bucket] = set()
        for index, now, holds in part.traits.limits:
            limit = now.limit
            if limit.lines or limit.per.kind == "line" or limit.role != Role.REQUIRED:
                continue
            if reading == HIGH and (holds is not True or limit.per.kind not in {"year", "window"}):
                continue
            found.add((self.account_id, self.window, index, bucket_of(limit.per, offer.day, self.ground.env)))
        return frozenset(found)


def holder(need: Need) -> str:
    """The need that this one lies inside; a share lies inside what it is a share of."""
    return need.of if need.kind == "share" else need.inside


def pool_key(ground: Ground, account_id: str, window: str, needs: Sequence[Need]) -> tuple[object, ...]:
    """Worlds with the same key treat every line alike, but for readings of a bound on the first rate."""
    account = ground.accounts[account_id]
    sorter = Sorter(ground, account, needs)
    facts = {f for e in sorter.expressions() for f in e.facts}
    facts |= {p.fact for p in (*(n.per for n in needs), *(now.limit.per for now in account.limits)) if p and p.fact}
    return (
        *(ground.pack.id, account_id, window, ground.windows[window], account.unit),
        *((f, ground.env.facts.get(f)) for f in sorted(facts)),
        *((e.earn.path, id(e.earn), e.rates, e.then, e.applies) for e in account.earn),
        *(
            (n.limit.path, id(n.limit), n.applies, n.cap if n.limit.lines or n.limit.per.kind == "line" else None)
            for n in account.limits
        ),
        *((t.threshold.path, t.at_least, t.applies) for t in account.thresholds),
        *((id(r), applies) for r, applies in account.refuse),
        *((id(s), applies) for s, applies in account.same),
        *(id(need) for need in needs),
    )


def pool_of(ground: Ground, draws: tuple[str, str], needs: Sequence[Need], ledger: Ledger) -> Pool:
    """Stage 5 and 6: every line's offer to an account in a window, then what lines mean for one another."""
    account_id, window = draws
    account, days = ground.accounts[account_id], ground.windows[window]
    sorter = Sorter(ground, account, needs)
    found = offers(Desk(ground, account, days, sorter, ledger))
    same_things(found, ground)
    first_rates(found)
    few_lines(found, ground)
    pool = Pool(account_id, window, account, tuple(needs), found, days, ground)
    if account.thresholds:
        for reading in (LOW, HIGH):
            pool.below[reading] = below_floor(pool.offers, pool.needs, account, reading)
        planned = any(offer.planned for offer in found)
        pool.below[PLAN] = below_floor(pool.offers, pool.needs, account, PLAN) if planned else pool.below[LOW]
    return pool


def sort_offers(
    pools: Sequence[Pool], reading: int, lifted: frozenset[Label] = frozenset(), *, by_topic: bool = False
) -> Sorted:
    """The sorts of one pool, or of several that draw on the same lines (one purse each).

    `lifted` are topics that are taken as having reached their threshold. `by_topic` keeps the topics that a
    threshold tells apart in sorts of their own.
    """
    if reading == PLAN and not any(offer.planned for pool in pools for offer in pool.offers):
        return sort_offers(pools, LOW, lifted, by_topic=by_topic)
    found = Sorted()
    index: dict[object, int] = {}
    sums: list[list[Sum]] = []
    kept: list[tuple[Place | None, ...]] = []
    for number in range(len(pools[0].offers)):
        for part, (amounts, places) in enumerate(_entries(pools, number, reading, lifted)):
            if not any(amounts):
                continue
            key = (places, _ratio(amounts), _topics(pools, number, part) if by_topic else ())
            if key not in index:
                index[key] = len(sums)
                sums.append([Sum() for _ in pools])
                kept.append(places)
                found.members.append([])
            at = index[key]
            for each_sum, amount in zip(sums[at], amounts, strict=True):
                each_sum.add(amount)
            found.members[at].append((number, part, amounts))
    nothing: Place = (frozenset(), frozenset())
    for totals, places in zip(sums, kept, strict=True):
        each = [place or nothing for place in places]
        found.sorts.append(Sort(tuple(t.total() for t in totals), tuple(p[0] for p in each), tuple(p[1] for p in each)))
    return found


def topic_needs(pool: Pool) -> frozenset[str]:
    """The needs that stand for a topic where a threshold tells topics apart."""
    return frozenset(need.id for need in pool.needs if topical(need) and need.kind == "amount")


def _topics(pools: Sequence[Pool], number: int, part: int) -> tuple[object, ...]:
    """The topics that a part speaks for in each purse."""
    offers_ = [pool.offers[number] for pool in pools]
    return tuple(
        labels_of(offer.parts[part], topic_needs(pool), high=False) if part < len(offer.parts) else ()
        for pool, offer in zip(pools, offers_, strict=True)
    )


def _ratio(amounts: Sequence[Fraction]) -> tuple[object, ...]:
    """What the purses take of one another's hours: lines are only alike if this is the same."""
    if len(amounts) == 1:
        return ()
    return tuple(a / amounts[0] for a in amounts[1:]) if all(amounts) else tuple(bool(a) for a in amounts)


def _entries(
    pools: Sequence[Pool], number: int, reading: int, lifted: frozenset[Label]
) -> list[tuple[tuple[Fraction, ...], tuple[Place | None, ...]]]:
    """What each part of a line offers to each purse, and where it fits."""
    if len(pools) == 1 and len(pools[0].offers[number].parts) == 1:
        pool = pools[0]
        offer = pool.offers[number]
        amount = offer.amounts[reading]
        if not amount or pool.out(number, 0, reading, lifted):
            return []
        return [((amount,), (pool.place(offer, offer.parts[0], reading),))]
    offers_ = [pool.offers[number] for pool in pools]
    count = max(len(o.parts) for o in offers_)
    found = []
    for part in range(count):
        amounts: list[Fraction] = []
        places: list[Place | None] = []
        for pool, offer in zip(pools, offers_, strict=True):
            amount = ZERO
            if part < len(offer.parts) and not pool.out(number, part, reading, lifted):
                whole, share = offer.amounts[reading], offer.parts[part].share
                amount = whole if share == 1 else whole * share
            amounts.append(amount)
            places.append(pool.place(offer, offer.parts[part], reading) if amount else None)
        found.append((tuple(amounts), tuple(places)))
    return found


def aligned(pools: Sequence[Pool]) -> bool:
    """Whether the parts of every line are the same in all pools, so that they can be shared part by part."""
    if len(pools) == 1:
        return True
    for offers_ in zip(*(pool.offers for pool in pools), strict=True):
        if len({tuple((p.topics, p.share) for p in o.parts) for o in offers_ if any(o.amounts)}) > 1:
            return False
    return True
