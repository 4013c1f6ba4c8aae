"""Makes the offer of a line to an account, step by step (stage 5).

Neighbors: `traits` says how a line is treated, `batch` brings lines that are alike, `groups` then looks at
lines together (same thing twice, so many lines a year, a bound on the first rate).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Role
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.behind import Brought, takes_any
from stemtracker.rules.ground import AccountNow, Days, EarnNow, Ground
from stemtracker.rules.in_doubt import asked_of_holder
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, First, Offer, Part, Step
from stemtracker.rules.pack import Rate
from stemtracker.rules.tally import ahead_in_words, lies_ahead
from stemtracker.rules.traits import Sorter, pieces, plainly
from stemtracker.rules.units import amount_words, measure_words, same_unit
from stemtracker.rules.values import Tri

#: So little that any recorded amount reaches it.
ANY = Fraction(1, 60)
NOT_STATED = "what it is worth here is not stated"
_BEYOND = 10_000
_ORDER = {Status.ATTENDED: 0, Status.CLAIMED: 1, Status.POSTED: 2}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of single lines: what earlier renewals used of them, and doubts taken as settled, well or not."""

    used: Mapping[str, Fraction]
    settled: Mapping[str, bool]
    #: What may be used up besides.
    maybe: Mapping[str, Fraction] = field(default_factory=dict)
    #: Hours that came over from the last renewal of some license.
    brought: tuple[Brought, ...] = ()
    #: The days of earlier renewals: what these did not use up never counted.
    told: tuple[Period, ...] = ()


class Desk:
    """Takes lines one by one for one account, one window and the needs that draw on them."""

    def __init__(self, ground: Ground, account: AccountNow, days: Days, sorter: Sorter, known: Known) -> None:
        self.ground, self.account, self.days, self.sorter, self.known = ground, account, days, sorter, known
        #: More than all needs of all licenses together can ask: what a line may be worth that nobody has a rate for.
        self.plenty = _BEYOND * (sum((b.hi or b.lo for b in ground.amounts.values()), ZERO) + 1)
        self.whole_units = ground.pack.vocabulary.terms.get("unit", {})

    def offer(self, line: Line) -> Offer:
        """What the line offers; never raises, whatever stands in it."""
        cut = pieces(line)
        parts = tuple(Part(topics, share, self.sorter.traits(line, topics)) for topics, share in cut)
        offer = Offer(line, self.days.day(line), [ZERO, ZERO, ZERO], parts)
        offer.planned = lies_ahead(line, self.ground)
        if self.shut(offer):
            return offer
        self.convert(offer)
        self.doubts(offer)
        self.spent(offer)
        if not offer.firsts:  # else once it is known what of it comes first
            self.per_line(offer)
        self.status(offer)
        return offer

    def over(self, line: Line) -> bool:
        """Whether a line lies before the days that count."""
        possible = self.days.possible
        attended = line.status not in {Status.PLANNED, Status.REFUSED}
        return attended and possible is not None and self.days.day(line) < possible.start

    def counted(self, line: Line) -> Tri:
        """Whether a line counted for an earlier renewal."""
        if line.id in self.known.used:
            return True
        if not self.known.told and not self.ground.setting.untold:
            return False  # nothing lies behind this cycle
        return False if any(line.end in period for period in self.known.told) else None

    def bring(self, brought: Brought, number: int) -> Offer:
        """What came over from the last renewal: for every need that asks for nothing in particular."""
        mine = (brought.license, brought.account) == (self.ground.pack.id, self.account.account.id)
        needs = [n.id for n in self.sorter.needs if mine and takes_any(n, self.account.account.window)]
        offer = Offer(brought.line, brought.line.end, [ZERO, ZERO, ZERO], (), (number,))
        if needs:
            amount = brought.line.amount
            offer.amounts = [amount, amount, amount]
            offer.parts = (Part(frozenset(), Fraction(1), plainly(needs)),)
            offer.steps.append(Step("carried", amount, f"{wording.exact(amount, self.account.unit)} carried over"))
        return offer

    def shut(self, offer: Offer) -> bool:
        """Whether the line is out for good: pinned away, refused, outside the window."""
        line, days = offer.line, self.days
        pin = self.ground.setting.pin(line)
        if pin == "none":
            offer.steps.append(Step("pinned", ZERO, "you decided that it does not count for this license"))
            return True
        if pin:
            offer.only = _chain(self.ground, pin) or None  # a need of another text of the rules binds nobody here
            if not offer.only and line.pins.get("") != pin:
                said = f"you put it under “{pin}”, which is no need of these rules: ignored"
                offer.steps.append(Step("pinned", ZERO, said))
        if line.status == Status.REFUSED:
            offer.steps.append(Step("refused", ZERO, "it was refused"))
            return True
        if min(line.amount, line.claimed_amount or ZERO, line.posted_amount or ZERO) < 0:
            offer.steps.append(Step("refused", ZERO, "its amount is below zero: correct it in the log"))
            return True
        if self.refused(offer):
            return True
        if not days.holds(line, surely=False):
            span = days.possible
            text = f"outside {wording.days(span)}, the days that count" if span else "no day counts here"
            offer.steps.append(Step("outside", ZERO, text))
            return True
        return False

    def refused(self, offer: Offer) -> bool:
        """Takes out the parts that a rule refuses; whether nothing is left."""
        kept = []
        for part in offer.parts:
            refuse = next((r for r, t in part.traits.refused if t is True), None)
            if refuse is None:
                kept.append(part)
            elif (step := Step("refused", ZERO, refuse.reason, _first(refuse.src))) not in offer.steps:
                offer.steps.append(step)
        offer.parts = tuple(kept)
        return not kept

    def convert(self, offer: Offer) -> None:
        """The line's amount in units of the account, by the first way to earn that applies to each part."""
        alike = self.by_parts(offer, self.recorded(offer))
        offer.steps = [
            replace(s, amount=offer.amounts[LOW]) if s.step == "pinned" and s.amount else s for s in offer.steps
        ]
        split = offer.earn.earn.split if offer.earn and alike == 1 else None
        if split:
            offer.parts = self.divided(offer.line, split)

    def by_parts(self, offer: Offer, amount: Fraction) -> int:
        """Converts parts that earn alike together; in how many ways they earn."""
        alike: dict[tuple[int, ...], list[Part]] = {}
        for part in offer.parts:
            alike.setdefault(tuple(id(now) for now, _t in part.traits.earn), []).append(part)
        worth: dict[int, tuple[Fraction, Fraction]] = {}
        for parts in alike.values():
            share = sum((part.share for part in parts), ZERO)
            low, high = self.converted(offer, tuple(parts), amount, amount * share)
            for part in parts:
                worth[id(part)] = (low * part.share / share, high * part.share / share)
        low = sum((w[LOW] for w in worth.values()), ZERO)
        high = sum((w[HIGH] for w in worth.values()), ZERO)
        offer.amounts = [low, high, low]
        for part in offer.parts if high else ():
            of_low, of_high = worth[id(part)]
            part.share, part.high = of_low / low if low else of_high / high, of_high / high
        return len(alike)

    def converted(
        self, offer: Offer, parts: tuple[Part, ...], whole: Fraction, amount: Fraction
    ) -> tuple[Fraction, Fraction]:
        """Low and high units of parts that earn alike."""
        traits = parts[0].traits
        lows: list[Fraction] = []
        highs: list[Fraction] = []
        for now, holds in traits.earn:
            low, high, steps = self.rate(now, offer.line, whole, amount)
            lows.append(low)
            highs.append(high)
            if holds is True or len(traits.earn) == 1:
                offer.steps += steps
                offer.earn = now
            offer.unstated |= bool(high) and (not now.earn.give or any(b.hi is None for b in now.rates))
        if not traits.earns_surely:
            lows.append(ZERO)
            unknown = self.account.account.otherwise == "unknown"
            highs.append(self.plenty if unknown else ZERO)
            offer.unstated |= unknown
        for at, (now, _holds) in enumerate(traits.earn):
            if now.earn.first:
                rest = (min(lows[:at] + lows[at + 1 :]), max(highs[:at] + highs[at + 1 :])) if len(lows) > 1 else None
                offer.firsts.append(First(now, amount, parts, (lows[at], highs[at]), rest))
        if not traits.earn and same_unit(offer.line.unit, self.account.unit):
            offer.unstated = False
            said = f"{wording.exact(amount, self.account.unit)} as recorded"
            offer.steps.append(Step("converted", amount, said))
            return amount, amount
        if not traits.earn:
            rate = NOT_STATED if highs[0] else f"{measure_words(offer.line)} earns nothing here"
            offer.steps.append(Step("no_rate", ZERO, rate))
        return min(lows), max(highs)

    def recorded(self, offer: Offer) -> Fraction:
        """The amount that counts: posted before claimed before recorded."""
        line = offer.line
        if line.status == Status.POSTED and line.posted_amount is not None:
            amount, said = line.posted_amount, "posted"
        elif line.status in {Status.POSTED, Status.CLAIMED} and line.claimed_amount is not None:
            amount, said = line.claimed_amount, "claimed"
        else:
            return line.amount
        if amount != line.amount:
            text = f"{said} as {amount_words(amount, line.unit)} instead of {amount_words(line.amount, line.unit)}"
            offer.steps.append(Step("pinned", amount, text))
        return amount

    def rate(
        self, now: EarnNow, line: Line, whole: Fraction, amount: Fraction
    ) -> tuple[Fraction, Fraction, list[Step]]:
        """Low and high units by one way to earn, and its steps; `whole` is the line, `amount` what goes this way."""
        earn, source = now.earn, _first(now.earn.src)
        unit = self.account.unit
        first = earn.give[0] if earn.give else None
        if first and not self.fits(first, line):
            return ZERO, ZERO, [Step("no_rate", ZERO, f"{measure_words(line)} does not go with “{now.said}”", source)]
        if earn.at_least is not None and whole < earn.at_least:
            least = amount_words(earn.at_least, "minute" if earn.at_least_text == "min" else line.unit)
            return ZERO, ZERO, [Step("floored", ZERO, f"less than {least}: nothing counts", source)]
        steps: list[Step] = []
        if earn.step:
            full = amount - amount % earn.step
            if full != amount:
                text = f"only full steps of {amount_words(earn.step, line.unit)} count: {amount_words(full, line.unit)}"
                steps.append(Step("floored", full, text, source))
            amount = full
        if first is None:
            return ZERO, self.plenty, [Step("no_rate", ZERO, NOT_STATED, source)]
        quantity = Fraction(1) if first.each else amount / first.per
        low = min(b.lo for b in now.rates) * quantity
        ends = [self.plenty if b.hi is None else b.hi * quantity for b in now.rates]
        high = max(ends)
        if not low and any(b.hi is None for b in now.rates):
            return low, high, [*steps, Step("no_rate", ZERO, NOT_STATED, source)]
        if earn.rounding:
            rounded = round_to(low, earn.rounding)
            if rounded != low:
                steps.append(Step("rounded", rounded - low, f"rounded {_rounding(earn.rounding)}", source))
            low, high = rounded, round_to(high, earn.rounding)
        said = f"{amount_words(amount, line.unit)} at {now.said}" if not first.each else f"a flat {now.said}"
        steps.append(Step("converted", low, f"{said} = {wording.exact(low, unit)}", source))
        return low, high, steps

    def fits(self, rate: Rate, line: Line) -> bool:
        """Whether the line is measured in what the rate is for."""
        if rate.each or rate.timed or line.unit == "minute":
            return rate.each or (rate.timed and line.unit == "minute")
        return rate.word not in self.whole_units or line.unit in {rate.word, "each"}

    def divided(self, line: Line, split: Mapping[str, Fraction]) -> tuple[Part, ...]:
        """A flat award falls into the topics that the rule names."""
        whole = sum(split.values(), ZERO)
        return tuple(
            Part(frozenset({topic}), part / whole, self.sorter.traits(line, frozenset({topic})))
            for topic, part in sorted(split.items())
        )

    def doubts(self, offer: Offer) -> None:
        """A line whose eligibility can't be told counts in the high reading only."""
        offer.questions = tuple(dict.fromkeys(q for part in offer.parts for q in part.traits.questions))
        unsure = any(t is None for part in offer.parts for _r, t in part.traits.refused)
        unsure = unsure or not self.days.holds(offer.line, surely=True)
        sure = offer.amounts[LOW]
        if unsure:
            offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
        if offer.line.id in self.known.settled:
            _settle(offer, sure, good=self.known.settled[offer.line.id])
        if offer.amounts[HIGH] > offer.amounts[LOW]:
            offer.doubtful = True
            text = f"can't tell yet: {wording.inside(self.in_doubt(offer))}"
            offer.steps.append(Step("doubtful", offer.shown(HIGH) - offer.amounts[LOW], text))

    def in_doubt(self, offer: Offer) -> str:
        """What is missing: an answer about the line, an answer of the holder, or a word of the authority."""
        about_it = next((text for need, text in offer.questions if not need), "")
        unknown = "its worth is not stated" if offer.unstated else "not all is known about it"
        return about_it or asked_of_holder(self.ground, self.days, offer) or unknown

    def spent(self, offer: Offer) -> None:
        """What an earlier renewal used up is gone."""
        gone = self.known.used.get(offer.line.id)
        if gone:
            left = [max(ZERO, amount - gone) for amount in offer.amounts]
            offer.steps.append(Step("refused", left[LOW], f"{plain(gone)} already went into an earlier renewal"))
            offer.amounts = left
        perhaps = self.known.maybe.get(offer.line.id)
        if perhaps and offer.amounts[HIGH]:
            offer.amounts[LOW], offer.amounts[PLAN] = (max(ZERO, offer.amounts[r] - perhaps) for r in (LOW, PLAN))
            said = "it went into another renewal; whether it may serve both is not stated"
            offer.steps.append(Step("doubtful", offer.shown(HIGH) - offer.amounts[LOW], said))

    def per_line(self, offer: Offer) -> None:
        """Limits on a single line; one in parts is cut where that is best."""
        if len(offer.parts) > 1:
            limits = (entry for part in offer.parts for entry in part.traits.limits)
            offer.cut = frozenset(
                index
                for index, now, _t in limits
                if now.limit.per.kind == "line" and not now.limit.lines and max(offer.amounts) > now.cap.lo
            )
            return
        for _index, now, holds in offer.parts[0].traits.limits:
            if now.limit.per.kind != "line" or now.limit.lines or now.limit.role != Role.REQUIRED:
                continue
            before = offer.amounts[LOW]
            offer.amounts[LOW] = min(before, now.cap.lo)
            offer.amounts[PLAN] = min(offer.amounts[PLAN], now.cap.lo)
            if holds is True and now.cap.hi is not None:
                offer.amounts[HIGH] = min(offer.amounts[HIGH], now.cap.hi)
            if offer.amounts[LOW] < before:
                most = f"at most {wording.exact(now.cap.lo, self.account.unit)} for one activity"
                text = most if now.cap.exact else "how much of one activity counts can't be told"
                offer.steps.append(Step("capped", offer.amounts[LOW], text, _first(now.limit.src)))

    def status(self, offer: Offer) -> None:
        """Planned lines count in the plan only; lines not yet far enough in the high reading only."""
        status, needed = offer.line.status, Status(self.account.account.counts_from)
        if offer.planned:
            offer.amounts[LOW] = offer.amounts[HIGH] = ZERO
            offer.steps.append(Step("planned", offer.amounts[PLAN], ahead_in_words(offer.line)))
        elif _ORDER[status] < _ORDER[needed]:
            offer.steps.append(Step("status", offer.shown(HIGH), f"{status}: counts only once {needed}"))
            settled = self.known.settled.get(offer.line.id)
            if settled is False:
                offer.amounts[HIGH] = ZERO
            if not settled:
                offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
                offer.questions = (("", f"Has it been {needed}?"), *offer.questions)
                offer.doubtful = True


def _settle(offer: Offer, sure: Fraction, *, good: bool) -> None:
    """As if everything open about the line were answered, for or against it; a rate that is open stays so."""
    one_rate = all(part.traits.earns_surely and len(part.traits.earn) == 1 for part in offer.parts)
    best = offer.amounts[HIGH if good else LOW]
    least = sure if good and (offer.unstated or one_rate) else best
    offer.amounts = [least, best, least]
    for part in offer.parts:
        part.traits = part.traits.settled(good=good)


def _chain(ground: Ground, need: str) -> frozenset[str]:
    """The need (of one that is asked for each of several, all of these) and those it lies inside."""
    found: set[str] = set()
    todo = [one.id for one in ground.needs.values() if need in {one.id, one.base}]
    while todo:
        here = todo.pop()
        if here in ground.needs and here not in found:
            found.add(here)
            todo.append(ground.needs[here].inside)
    return frozenset(found)


def round_to(amount: Fraction, rounding: tuple[str, Fraction]) -> Fraction:
    """Down, up or to the nearest multiple (half up)."""
    way, unit = rounding
    shift = {"down": ZERO, "nearest": unit / 2, "up": unit}[way]
    whole = amount + shift
    result = whole - whole % unit
    return amount if way == "up" and amount % unit == 0 else result


def least_before(required: Fraction, rounding: tuple[str, Fraction] | None) -> Fraction:
    """The least sum that is rounded to what is required, or to more; "up" takes next to anything above a step."""
    if rounding is None or required <= 0:
        return required
    way, unit = rounding
    full = -(-required // unit) * unit
    return full - {"down": ZERO, "nearest": unit / 2, "up": unit - min(unit, ANY)}[way]


def _rounding(rounding: tuple[str, Fraction]) -> str:
    return f"{rounding[0]} to {plain(rounding[1])}"


def _first(sources: Sequence[str]) -> str:
    return sources[0] if sources else ""
