"""A better rate for the first so many hours of a window, given out to the lines in canonical order.

Which lines count may be open, and with it how much of the better rate is gone when a line's turn comes. So each sort
of lines is dealt with by itself: the low reading lets lines of other sorts take all that they may, the high reading
only what they surely take. Neighbors: `groups` has the offers of an account together, `desk` made them at the better
rate throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stemtracker.domain.hours import plain
from stemtracker.rules.ground import EarnNow
from stemtracker.rules.groups import Together
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, First, Offer, Part, Step
from stemtracker.rules.values import Bounds


@dataclass(frozen=True, slots=True)
class _First:
    """The parts of an offer that earn at a better rate first."""

    offer: Offer
    way: First
    #: Whether it surely counts and goes that way, and whether it may.
    surely: bool
    maybe: bool

    def less(self, lost: Fraction, reading: int) -> Fraction:
        """What its worth falls by where so much is lost on that way; another may be worth as much."""
        if self.way.others is None:
            return lost
        high = reading == HIGH
        best, own, other = max if high else min, self.way.own[high], self.way.others[high]
        return best(own, other) - best(own - lost, other)


@dataclass(frozen=True, slots=True)
class _Rates:
    """Units per unit of the line, at first and then, and how much of the line's measure is the first."""

    first: Fraction
    then: Fraction
    bound: Fraction
    #: Whether nobody states what comes later.
    unstated: bool


def first_rates(together: Together) -> None:
    """What lines lose, or win, by earning at the first rate for so much only."""
    groups: dict[str, list[_First]] = {}
    matter = _that_matter(together)
    offers = together.alone([number for number, _o in together.every(lambda o: bool(matter(o)))])
    for offer in offers:
        for way in matter(offer):
            if way.given:
                sure, maybe = offer.amounts[LOW] > 0 and way.others is None, offer.amounts[HIGH] > 0
                groups.setdefault(way.now.earn.path, []).append(_First(offer, way, sure, maybe))
    for members in groups.values():
        for reading in (LOW, PLAN, HIGH):
            rates = _rates(members[0].way.now, reading, together.desk.plenty)
            if rates is not None:
                _give_first(together, members, rates, reading)
    for offer in offers:
        together.desk.per_line(offer)


def _that_matter(together: Together) -> Callable[[Offer], list[First]]:
    """Of the ways of an offer those for which it matters what comes first."""
    plenty = together.desk.plenty
    losing: dict[str, dict[tuple[object, ...], Offer]] = {}
    for offer in (*together.groups, *together.single.values()):
        for way in offer.firsts:
            if not _makes_up(way, plenty):
                losing.setdefault(way.now.earn.path, {}).setdefault(together.sort_of(offer), offer)

    def matter(offer: Offer) -> list[First]:
        found = []
        for way in offer.firsts:
            others = losing.get(way.now.earn.path, {}).values()
            if not _makes_up(way, plenty) or not all(_does(together, offer, other, LOW) for other in others):
                found.append(way)
        return found

    return matter


def _makes_up(way: First, plenty: Fraction) -> bool:
    """Whether a line that may go another way brings as much on this one, and more by all that it takes away here.

    That is so where even the later rate brings as much as the other way, and never more than the first rate.
    """
    least, most = _rates(way.now, LOW, plenty), _rates(way.now, HIGH, plenty)
    if way.others is None or least is None or most is None:
        return False
    at_least = way.own[LOW] - way.given * (least.first - least.then)
    return at_least >= way.others[LOW] and most.then <= least.first


def _rates(now: EarnNow, reading: int, plenty: Fraction) -> _Rates | None:
    """The rates of a reading, `plenty` where what comes later is not stated; None where there is nothing to bound."""
    earn = now.earn
    if not earn.give or earn.give[0].each:
        return None
    first, then = _end(now.rates, reading), _end(now.then, reading) if now.then else ZERO
    if not first:
        return None
    first = first / earn.give[0].per
    bound = earn.first[min(now.first, len(earn.first) - 1)]
    after = plenty if then is None else then / earn.then[0].per if now.then else ZERO
    return _Rates(first, after, bound.amount / first if bound.given else bound.amount, unstated=then is None)


def _end(rates: Sequence[Bounds], reading: int) -> Fraction | None:
    """The rate at the worst, or at best; None where it is unbounded."""
    if reading != HIGH:
        return min(rate.lo for rate in rates)
    highs = [rate.hi for rate in rates if rate.hi is not None]
    return max(highs) if len(highs) == len(rates) else None


def _give_first(together: Together, members: Sequence[_First], rates: _Rates, reading: int) -> None:
    """Takes from each line that counts what it earns less, because it came after the first hours."""
    few = (reading == HIGH) == (rates.first >= rates.then)
    counting = [m.offer.amounts[reading] > 0 for m in members]
    sorts = [together.sort_of(m.offer) for m in members]
    models = {sort: member.offer for sort, member in zip(reversed(sorts), reversed(members), strict=True)}
    lost: list[tuple[_First, Fraction]] = []
    for sort, model in models.items():
        does = {other: _does(together, offer, model, reading) for other, offer in models.items()}
        left = rates.bound
        for member, its, counts in zip(members, sorts, counting, strict=True):
            if its == sort and counts:
                beyond = max(ZERO, member.way.given - left) * (rates.first - rates.then)
                lost.append((member, member.less(beyond, reading)))
            makes_up = does[its] and not (few and member.way.others)  # on another way it brings less, and takes nothing
            takes = counts if makes_up else member.surely if few else member.maybe
            if takes or (reading == PLAN and counts):
                left = max(ZERO, left - member.way.given)
    there = {id(m.offer): m.offer for m, counts in zip(members, counting, strict=True) if counts}
    worth = sum((offer.amounts[reading] for offer in there.values()), ZERO)
    for member, less in lost:
        if less:
            _lower(member, less, reading)
            if rates.unstated:
                member.offer.unstated = True
                member.offer.steps.append(Step("doubtful", ZERO, "can't tell: what comes later is not stated"))
    one_way = all(m.way.others is None for m in members)
    if reading == HIGH and few and one_way and not members[0].way.now.earn.rounding:
        _all_of_them(together, list(there.values()), worth - _beyond(members, rates) * (rates.first - rates.then))


def _beyond(members: Sequence[_First], rates: _Rates) -> Fraction:
    """How much would not come first if all lines counted that may."""
    return max(ZERO, sum((m.way.given for m in members if m.maybe), ZERO) - rates.bound)


def _all_of_them(together: Together, offers: Sequence[Offer], most: Fraction) -> None:
    """Whichever of them count, they bring no more than all together."""
    if sum((offer.amounts[HIGH] for offer in offers), ZERO) > most:
        together.bring(offers, most)


def _does(together: Together, offer: Offer, other: Offer, reading: int) -> bool:
    """Whether an hour of one line, where it counts, does whatever an hour of the other would."""
    if together.sort_of(offer) == together.sort_of(other):
        return True
    if len(offer.parts) != 1 or len(other.parts) != 1 or together.by_topic or offer.only != other.only:
        return False
    mine, its = offer.parts[0].traits, other.parts[0].traits
    more = mine.maybe >= its.maybe if reading == HIGH else mine.sure >= its.sure
    return more and mine.limits == its.limits and together.when(offer) == together.when(other)


def _lower(member: _First, lost: Fraction, reading: int) -> None:
    offer, earn = member.offer, member.way.now.earn
    amount = max(ZERO, offer.amounts[reading] - lost)
    if reading == LOW:
        bound = earn.first[min(member.way.now.first, len(earn.first) - 1)]
        text = f"{member.way.now.said} for the first {bound.text} only: {plain(amount)} in all"
        offer.steps.append(Step("converted", amount, text, earn.src[0] if earn.src else ""))
    if reading != PLAN:  # which has the shares of the low one
        _less(offer, member.way.parts, lost, reading)
    offer.amounts[reading] = amount


def _less(offer: Offer, parts: Sequence[Part], lost: Fraction, reading: int) -> None:
    """Takes what is lost from the parts that lose it, so that the others keep their worth."""
    before = offer.amounts[reading]
    there = sum((p.of(reading) for p in parts), ZERO) * before
    if len(offer.parts) == 1 or lost >= before or not there:
        return
    for part in offer.parts:
        mine = part.of(reading) * before
        worth = mine * (there - lost) / there if any(part is p for p in parts) else mine
        share = worth / (before - lost)
        part.share, part.high = (part.share, share) if reading == HIGH else (share, part.of(HIGH))
