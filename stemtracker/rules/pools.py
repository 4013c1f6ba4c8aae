"""A pool: the lines that draw on one account in one window, sorted by what they are to its needs and limits.

Built once for all worlds in which lines are treated alike. Neighbors: `offer` and `groups` make the offers,
`topic_floor` applies thresholds, `share_out` shares the sorted hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from stemtracker.domain.assessment import Role
from stemtracker.rules.alike import made_of, varies
from stemtracker.rules.batch import Batch, Ledger
from stemtracker.rules.buckets import bucket_of, year_of
from stemtracker.rules.demand import LINES, Bucket
from stemtracker.rules.desk import Desk, Known
from stemtracker.rules.first_hours import first_rates
from stemtracker.rules.ground import AccountNow, Days, Ground, LimitNow
from stemtracker.rules.groups import Together, cut_lines, few_lines, same_things
from stemtracker.rules.offer import HIGH, LOW, PLAN, Offer, Part
from stemtracker.rules.pack import Need
from stemtracker.rules.topic_floor import Floors, Label, by_themselves, floors_of, labels_of, topic_needs
from stemtracker.rules.traits import Sorter, line_expressions
from stemtracker.rules.windows import Own, view_of

ZERO = Fraction(0)
Place = tuple[frozenset[str], frozenset[Bucket]]


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
    #: What thresholds mean for the offers, by reading.
    floors: dict[int, Floors] = field(default_factory=dict)
    places: dict[tuple[object, ...], Place] = field(default_factory=dict)
    #: Every limit in every period that binds some line.
    buckets: set[Bucket] = field(default_factory=set)
    fitting: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    #: What lines of which only some count may bring between them in the high reading.
    among: Mapping[Bucket, Fraction] = field(default_factory=dict)

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
        limited = bool(part.traits.limits or offer.among)
        apart = offer.at if offer.cut or any(offer.few) else None
        day = offer.day if limited or self.yearly else None
        key = (id(part.traits), offer.only, offer.among, reading, day, apart)
        found = self.places.get(key)
        if found is None:
            found = (self.fits(offer, part, reading), self.bound(offer, part, reading) if limited else frozenset())
            self.places[key] = found
            self.buckets |= found[1]
        return found

    def out(self, offer: Offer, part: int, reading: int, *, lifted: bool = False) -> bool:
        """Whether thresholds keep a part out, whatever is shared (`lifted`: and whatever is added)."""
        floors = self.floors.get(reading)
        return floors is not None and (offer.at, part) in (floors.mute if lifted else floors.out)

    def lost(self, offer: Offer) -> Fraction:
        """What thresholds keep out of a line."""
        parts = (part.share for index, part in enumerate(offer.parts) if self.out(offer, index, LOW))
        return offer.amounts[LOW] * sum(parts, ZERO)

    def held(self, part: Part, reading: int, *, lifted: bool) -> tuple[tuple[int, frozenset[Label]], ...]:
        """The labels that a part has to speak for one of, for each threshold that looks at it."""
        floors = self.floors.get(reading)
        if floors is None:
            return ()
        labels = labels_of(part, self.names, high=reading == HIGH)
        looks = {index for index, holds in part.traits.threshold if holds or reading != HIGH}
        every = floors.lifted if lifted else floors.spoken
        found = ((index, every[index].get(labels, frozenset())) for index in sorted(looks & every.keys()))
        return tuple((index, spoken) for index, spoken in found if spoken)

    @cached_property
    def names(self) -> frozenset[str]:
        """The needs that stand for a topic."""
        return topic_needs(self.needs)

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
            self.fitting[together] = self.nested(together)
        fitted = self.fitting[together]
        if not self.yearly:
            return fitted
        found = set()
        for need in self.needs:
            if need.id in fitted:
                found.add(need.id if need.per is None else f"{need.id}/{year_of(need.per, offer.day, self.ground.env)}")
        return frozenset(found)

    def nested(self, fitting: frozenset[str]) -> frozenset[str]:
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
        found: set[Bucket] = set(offer.among if reading == HIGH else ())
        for index, now, holds in part.traits.limits:
            limit = now.limit
            single = limit.per.kind == "line"
            if limit.lines and index in offer.few[reading == HIGH]:
                found.add((*self.named(offer, index, now), LINES))
            if limit.lines or (single and index not in offer.cut) or limit.role != Role.REQUIRED:
                continue
            if reading == HIGH and holds is not True:
                continue
            found.add(self.named(offer, index, now))
        return frozenset(found)

    def named(self, offer: Offer, index: int, now: LimitNow) -> Bucket:
        """The limit in the period in which an offer lies."""
        single = now.limit.per.kind == "line"
        period = offer.numbers[0] if single else bucket_of(now.limit.per, offer.day, self.ground.env)
        return (self.account_id, self.ground.pack.id, index, period)


def holder(need: Need) -> str:
    """The need that this one lies inside; a share lies inside what it is a share of."""
    return need.of if need.kind == "share" else need.inside


def pool_key(ground: Ground, account_id: str, window: str, needs: Sequence[Need]) -> tuple[object, ...]:
    """Worlds with the same key treat every line alike, but for readings of a bound on the first rate."""
    account = ground.accounts[account_id]
    view = view_of(ground, account_id, window, needs)
    own, needs = tuple(need.id for need in needs), view.needs
    facts = {p.fact for p in (*(n.per for n in needs), *(now.limit.per for now in account.limits)) if p and p.fact}
    return (
        *(ground.pack.id, account_id, window, ground.windows[window], account.unit, view.days, own),
        *((f, ground.env.facts.get(f)) for f in sorted(facts)),
        *(made_of(e, ground.env) for e in line_expressions(account, needs) if varies(e)),
        *((e.earn.path, id(e.earn), e.rates, e.then, e.applies) for e in account.earn),
        *(
            (n.limit.path, id(n.limit), n.applies, n.cap if n.limit.lines or n.limit.per.kind == "line" else None)
            for n in account.limits
        ),
        # Which lines the holder would choose depends on what is asked.
        *(ground.amounts.get(need.id) for need in needs if any(now.limit.lines for now in account.limits)),
        *((t.threshold.path, t.at_least, t.applies) for t in account.thresholds),
        *((id(r), applies) for r, applies in account.refuse),
        *((id(s), applies) for s, applies in account.same),
        *(id(need) for need in needs),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What lines offer one by one, before doubts are taken as settled and before they are seen together."""

    account_id: str
    window: str
    sorter: Sorter
    offers: Sequence[Offer]
    #: What offers come to where their doubts are settled, well or not, by their place.
    settled: dict[tuple[int, bool], Offer] = field(default_factory=dict)


def draft_of(ground: Ground, draws: tuple[str, str], needs: Sequence[Need], ledger: Ledger, known: Known) -> Draft:
    """Stage 5: what lines offer to an account in a window."""
    account, view = ground.accounts[draws[0]], view_of(ground, *draws, needs)
    sorter = Sorter(ground, account, view.needs)
    desk = Desk(ground, account, view.days, sorter, replace(known, settled={}))
    return Draft(*draws, sorter, Batch(desk, ledger).offers())


def _settled(draft: Draft, desk: Desk, ledger: Ledger) -> Iterator[Offer]:
    """The offers of a draft; lines whose doubts are settled are taken out and offered anew."""
    good = {number: settled for id_, settled in desk.known.settled.items() for number in ledger.numbers.get(id_, ())}
    for at, offer in enumerate(draft.offers):
        if good.keys().isdisjoint(offer.numbers):
            yield replace(offer)
            continue
        apart: dict[bool | None, list[int]] = {}
        for number in offer.numbers:
            apart.setdefault(good.get(number), []).append(number)
        for settled, numbers in apart.items():
            line = ledger.lines[numbers[0]]
            if settled is None:
                yield replace(offer, line=line, day=desk.days.day(line), numbers=numbers)
                continue
            model = draft.settled.get((at, settled))
            if model is None or model.firsts:
                model = draft.settled[at, settled] = desk.offer(line)
                yield replace(model, numbers=numbers)
            else:
                yield model.like(line, desk.days.day(line), numbers)


def pool_of(ground: Ground, draft: Draft, needs: Sequence[Need], ledger: Ledger, known: Known) -> Pool:
    """Stage 6: what lines that were drafted mean for one another."""
    account, days = ground.accounts[draft.account_id], ground.windows[draft.window]
    view = view_of(ground, draft.account_id, draft.window, needs)
    desk = Desk(ground, account, view.days, draft.sorter, known)
    offers = list(_settled(draft, desk, ledger))
    offers += [desk.bring(brought, len(ledger.lines) + at) for at, brought in enumerate(known.brought)]
    together = Together(desk, offers, ledger.lines)
    same_things(together)
    first_rates(together)
    few_lines(together)
    cut_lines(together)
    by_themselves(together)
    found = together.offers()
    if view.wide:
        found = Own(ground, days, needs, ledger.lines).offers(found)
    pool = Pool(draft.account_id, draft.window, account, tuple(needs), found, days, ground, among=together.among)
    if account.thresholds:
        for reading in (LOW, HIGH):
            pool.floors[reading] = floors_of(pool.offers, pool.needs, account, reading)
        pool.floors[PLAN] = floors_of(pool.offers, pool.needs, account, PLAN) if pool.planned else pool.floors[LOW]
    return pool
