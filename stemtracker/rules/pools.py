"""A pool: the lines that draw on one account in one window, sorted by what they are to its needs and limits.

Built once for all worlds in which lines are treated alike. Neighbors: `offer` and `groups` make the offers,
`topic_floor` applies thresholds, `share_out` shares the sorted hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from stemtracker.domain.assessment import Role
from stemtracker.rules.alike import made_of
from stemtracker.rules.batch import Batch, Ledger
from stemtracker.rules.buckets import bucket_of, year_of
from stemtracker.rules.desk import Desk, Known
from stemtracker.rules.ground import AccountNow, Days, Ground
from stemtracker.rules.groups import Together, few_lines, first_rates, same_things
from stemtracker.rules.offer import HIGH, LOW, PLAN, Offer, Part
from stemtracker.rules.pack import Need
from stemtracker.rules.share_out import Bucket, Sort
from stemtracker.rules.topic_floor import Label, Out, below_floor, labels_of, topical
from stemtracker.rules.traits import Sorter, line_expressions
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
Place = tuple[frozenset[str], frozenset[Bucket]]


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that are alike in every pool: their numbers, and what each of them offers there."""

    numbers: Sequence[int]
    offers: tuple[Offer, ...]


@dataclass(slots=True)
class Sorted:
    """The sorts of one reading, and for each the parts of rows in it: (row, part, amount of one line per purse)."""

    rows: Sequence[Row]
    sorts: list[Sort] = field(default_factory=list)
    members: list[list[tuple[int, int, tuple[Fraction, ...]]]] = field(default_factory=list)

    def laid(self, index: int) -> list[tuple[int, int, tuple[Fraction, ...]]]:
        """The lines of a sort one after the other, in canonical order, each with its row and amounts."""
        members = (
            (row, part, amounts, number)
            for row, part, amounts in self.members[index]
            for number in self.rows[row].numbers
        )
        ordered = sorted(members, key=lambda member: (member[3], member[1]))
        return [(number, row, amounts) for row, _part, amounts, number in ordered]


@dataclass(eq=False)
class Pool:
    """The offers of all lines to one account in one window, those of lines that are alike as one."""

    account_id: str
    window: str
    account: AccountNow
    needs: tuple[Need, ...]
    offers: list[Offer]
    days: Days
    ground: Ground
    #: Parts that thresholds keep out, by reading: (offer, part).
    below: dict[int, Out] = field(default_factory=dict)
    places: dict[tuple[object, ...], Place] = field(default_factory=dict)
    #: Every limit in every period that binds some line.
    buckets: set[Bucket] = field(default_factory=set)
    fitting: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def planned(self) -> bool:
        """Whether some line still lies ahead."""
        return any(offer.planned for offer in self.offers)

    @cached_property
    def bounded(self) -> bool:
        """Whether some line earns at a rate for the first so much, so that readings of that bound matter."""
        return any(offer.firsts for offer in self.offers)

    @cached_property
    def unstated(self) -> bool:
        """Whether some line is worth what nobody states."""
        return any(offer.unstated and offer.amounts[HIGH] for offer in self.offers)

    @cached_property
    def yearly(self) -> bool:
        """Whether some need asks for its amount every year, or of one year only."""
        return any(n.per or n.days for n in self.needs)

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

    def out(self, offer: Offer, part: int, reading: int, lifted: frozenset[Label] = frozenset()) -> bool:
        """Whether a threshold keeps a part out."""
        below = self.below.get(reading)
        if not below or (offer.at, part) not in below:
            return False
        return below[offer.at, part] not in lifted

    def lost(self, offer: Offer) -> Fraction:
        """What thresholds keep out of a line."""
        below = self.below.get(LOW)
        if not below:
            return ZERO
        parts = (part.share for index, part in enumerate(offer.parts) if (offer.at, index) in below)
        return offer.amounts[LOW] * sum(parts, ZERO)

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
            if need.days is not None and offer.day not in need.days:
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
            if reading == HIGH and holds is not True:
                continue
            found.add((self.account_id, self.window, index, bucket_of(limit.per, offer.day, self.ground.env)))
        return frozenset(found)


def holder(need: Need) -> str:
    """The need that this one lies inside; a share lies inside what it is a share of."""
    return need.of if need.kind == "share" else need.inside


def pool_key(ground: Ground, account_id: str, window: str, needs: Sequence[Need]) -> tuple[object, ...]:
    """Worlds with the same key treat every line alike, but for readings of a bound on the first rate."""
    account = ground.accounts[account_id]
    facts = {p.fact for p in (*(n.per for n in needs), *(now.limit.per for now in account.limits)) if p and p.fact}
    return (
        *(ground.pack.id, account_id, window, ground.windows[window], account.unit),
        *((f, ground.env.facts.get(f)) for f in sorted(facts)),
        *(made_of(e, ground.env) for e in line_expressions(account, needs) if e.facts),
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


def pool_of(ground: Ground, draws: tuple[str, str], needs: Sequence[Need], ledger: Ledger, known: Known) -> Pool:
    """Stage 5 and 6: what lines offer to an account in a window, then what they mean for one another."""
    account_id, window = draws
    account, days = ground.accounts[account_id], ground.windows[window]
    desk = Desk(ground, account, days, Sorter(ground, account, needs), known)
    offers = Batch(desk, ledger).offers()
    offers += [desk.bring(brought, len(ledger.lines) + at) for at, brought in enumerate(known.brought)]
    together = Together(desk, offers, ledger.lines)
    same_things(together)
    first_rates(together)
    few_lines(together)
    pool = Pool(account_id, window, account, tuple(needs), together.offers(), days, ground)
    if account.thresholds:
        for reading in (LOW, HIGH):
            pool.below[reading] = below_floor(pool.offers, pool.needs, account, reading)
        pool.below[PLAN] = below_floor(pool.offers, pool.needs, account, PLAN) if pool.planned else pool.below[LOW]
    return pool


def rows_of(pools: Sequence[Pool]) -> list[Row]:
    """The lines in rows, by their first."""
    if len(pools) == 1:
        return [Row(offer.numbers, (offer,)) for offer in pools[0].offers]
    there: list[list[Offer]] = [[] for offer in pools[0].offers for _number in offer.numbers]
    for pool in pools:
        for offer in pool.offers:
            for number in offer.numbers:
                there[number].append(offer)
    found: dict[tuple[int, ...], tuple[list[int], tuple[Offer, ...]]] = {}
    for number, offers in enumerate(there):
        found.setdefault(tuple(o.at for o in offers), ([], tuple(offers)))[0].append(number)
    return [Row(numbers, offers) for numbers, offers in found.values()]


def sort_offers(
    pools: Sequence[Pool],
    rows: Sequence[Row],
    reading: int,
    lifted: frozenset[Label] = frozenset(),
    *,
    by_topic: bool = False,
) -> Sorted:
    """The sorts of one pool, or of several that draw on the same lines (one purse each).

    `lifted` are topics that are taken as having reached their threshold. `by_topic` keeps the topics that a
    threshold tells apart in sorts of their own.
    """
    if reading == PLAN and not any(pool.planned for pool in pools):
        return sort_offers(pools, rows, LOW, lifted, by_topic=by_topic)
    found = Sorted(rows)
    index: dict[object, int] = {}
    sums: list[list[Sum]] = []
    kept: list[tuple[Place | None, ...]] = []
    for number, row in enumerate(rows):
        for part, amounts, places in _entries(pools, row, reading, lifted):
            key = (places, _ratio(amounts), _topics(pools, row, part) if by_topic else ())
            if key not in index:
                index[key] = len(sums)
                sums.append([Sum() for _ in pools])
                kept.append(places)
                found.members.append([])
            at = index[key]
            for each_sum, amount in zip(sums[at], amounts, strict=True):
                each_sum.add(amount, len(row.numbers))
            found.members[at].append((number, part, amounts))
    nothing: Place = (frozenset(), frozenset())
    for totals, places in zip(sums, kept, strict=True):
        each = [place or nothing for place in places]
        found.sorts.append(Sort(tuple(t.total() for t in totals), tuple(p[0] for p in each), tuple(p[1] for p in each)))
    return found


def topic_needs(pool: Pool) -> frozenset[str]:
    """The needs that stand for a topic where a threshold tells topics apart."""
    return frozenset(need.id for need in pool.needs if topical(need) and need.kind == "amount")


def _topics(pools: Sequence[Pool], row: Row, part: int) -> tuple[object, ...]:
    """The topics that a part speaks for in each purse."""
    return tuple(
        labels_of(offer.parts[part], topic_needs(pool), high=False) if part < len(offer.parts) else ()
        for pool, offer in zip(pools, row.offers, strict=True)
    )


def _ratio(amounts: Sequence[Fraction]) -> tuple[object, ...]:
    """What the purses take of one another's hours: lines are only alike if this is the same."""
    if len(amounts) == 1:
        return ()
    return tuple(a / amounts[0] for a in amounts[1:]) if all(amounts) else tuple(bool(a) for a in amounts)


def _entries(
    pools: Sequence[Pool], row: Row, reading: int, lifted: frozenset[Label]
) -> Iterator[tuple[int, tuple[Fraction, ...], tuple[Place | None, ...]]]:
    """The parts of a line that offer something: what to each purse, and where they fit."""
    if len(pools) == 1:
        pool, offer = pools[0], row.offers[0]
        whole = offer.amounts[reading]
        for index, part in enumerate(offer.parts if whole else ()):
            if part.share and not pool.out(offer, index, reading, lifted):
                yield index, (whole if part.share == 1 else whole * part.share,), (pool.place(offer, part, reading),)
        return
    for index in range(max(len(offer.parts) for offer in row.offers)):
        amounts: list[Fraction] = []
        places: list[Place | None] = []
        for pool, offer in zip(pools, row.offers, strict=True):
            amount = ZERO
            if index < len(offer.parts) and not pool.out(offer, index, reading, lifted):
                amount = offer.amounts[reading] * offer.parts[index].share
            amounts.append(amount)
            places.append(pool.place(offer, offer.parts[index], reading) if amount else None)
        if any(amounts):
            yield index, tuple(amounts), tuple(places)


def aligned(rows: Sequence[Row]) -> bool:
    """Whether the parts of every line are the same in all pools, so that they can be shared part by part."""
    return all(
        len({tuple((p.topics, p.share) for p in offer.parts) for offer in row.offers if any(offer.amounts)}) < 2
        for row in rows
    )
