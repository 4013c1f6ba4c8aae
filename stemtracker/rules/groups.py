"""Rules that look at several lines at once, before hours are shared out.

The same thing recorded twice, so many lines a year.

Where a choice among lines would matter to needs, the low reading takes one way that is allowed and the high reading
all of them, but no more hours than the largest so many lines have: what lies between is "can't tell", never a wrong
answer. Neighbors: `desk` makes the offers, `first_hours` gives out a better first rate, `buckets` has the periods.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import Role
from stemtracker.domain.ledger import Line
from stemtracker.rules.buckets import bucket_of, by_period
from stemtracker.rules.demand import Bucket
from stemtracker.rules.desk import Desk
from stemtracker.rules.ground import LimitNow
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, Offer, Step, canonical
from stemtracker.rules.pack import Same
from stemtracker.rules.scope import FIELDS
from stemtracker.rules.values import Tri
from stemtracker.rules.windows import AnyOf

_READINGS = (LOW, HIGH, PLAN)
#: With more lines than this that compete for a limit in lines, not every choice among them is tried.
_CHOICES = 16


class Together:
    """The offers of one account, seen together."""

    def __init__(self, desk: Desk, offers: Sequence[Offer], lines: Sequence[Line]) -> None:
        self.groups, self.lines, self.days, self.env = list(offers), lines, desk.days, desk.ground.env
        self.desk = desk
        self.single: dict[int, Offer] = {}
        #: How much several lines may bring between them in the high reading, by the mark that they bear.
        self.among: dict[Bucket, Fraction] = {}
        #: Whether topics make a difference beyond the needs that lines fit.
        self.by_topic = bool(desk.account.thresholds)

    def alone(self, numbers: Collection[int]) -> list[Offer]:
        """Takes lines out of their groups, each into an offer of its own that may change by itself."""
        taken = {number for number in numbers if number not in self.single}
        for index, offer in enumerate(self.groups if taken else ()):
            picked = [number for number in offer.numbers if number in taken]
            for number in picked:
                line = self.lines[number]
                self.single[number] = offer.alone(number, line, self.days.day(line))
            if picked:
                self.groups[index] = self.without(offer, taken)
        return [self.single[number] for number in sorted(numbers)]

    def without(self, offer: Offer, taken: Container[int]) -> Offer:
        """What is left of a group."""
        numbers = tuple(number for number in offer.numbers if number not in taken)
        return replace(offer, numbers=numbers)

    def offers(self) -> list[Offer]:
        """All offers, by their first line."""
        found = sorted((o for o in (*self.groups, *self.single.values()) if o.numbers), key=lambda o: o.numbers[0])
        for at, offer in enumerate(found):
            offer.at = at
        return found

    def every(self, wanted: Callable[[Offer], bool]) -> list[tuple[int, Offer]]:
        """Each line of the wanted offers, in order."""
        offers = [offer for offer in (*self.groups, *self.single.values()) if wanted(offer)]
        return sorted(((n, o) for o in offers for n in o.numbers), key=lambda entry: entry[0])

    def sort_of(self, offer: Offer) -> tuple[object, ...]:
        """What has to be the same for an hour of one line to do as well as one of another."""
        return (
            offer.only,
            self.when(offer),
            *((part.traits, part.share, part.of(HIGH), part.topics if self.by_topic else None) for part in offer.parts),
        )

    def when(self, offer: Offer) -> tuple[object, ...]:
        """What needs and limits tell apart about its day."""
        needs, limits = self.desk.sorter.needs, self.desk.account.limits
        spans = (need.per for need in needs if need.per)
        periods = (*spans, *(now.limit.per for now in limits if by_period(now.limit.per)))
        windows = self.desk.days.each if isinstance(self.desk.days, AnyOf) else ()
        return (
            *((days.holds(offer.line, surely=False), days.holds(offer.line, surely=True)) for days in windows),
            *(bucket_of(per, offer.day, self.env) for per in periods),
            *(offer.day in need.days for need in needs if need.days),
        )

    def at_most(self, offers: Sequence[Offer], lines: int) -> None:
        """Whichever so many of these lines count: they bring no more than the largest, of each sort and in all."""
        sorts: dict[object, list[Offer]] = {}
        for offer in offers:
            sorts.setdefault(self.sort_of(offer), []).append(offer)
        for members in (offers, *(alike for alike in sorts.values() if 1 < len(alike) < len(offers))):
            amounts = sorted((offer.amounts[HIGH] for offer in members), reverse=True)
            if len(amounts) > lines:
                self.bring(members, sum(amounts[:lines], ZERO))

    def bring(self, offers: Sequence[Offer], most: Fraction) -> None:
        """Bounds what some lines may bring between them in the high reading."""
        mark = (self.desk.account.account.id, self.desk.ground.pack.id, self.desk.days, len(self.among))
        self.among[mark] = most
        for offer in offers:
            offer.among |= {mark}


def same_things(together: Together) -> None:
    """Lines that are one thing count once: the most that one of them is worth."""
    groups: dict[tuple[object, ...], list[tuple[int, Same, Tri]]] = {}
    for number, offer in together.every(lambda o: bool(o.parts and o.parts[0].traits.same and any(o.amounts))):
        line = together.lines[number]
        for same, holds in offer.parts[0].traits.same:
            if same.policy == "add":
                continue
            values = tuple(_key(name, line) for name in same.key)
            if all(values):
                period = bucket_of(same.per, together.days.day(line), together.env)
                groups.setdefault((same.id, period, values), []).append((number, same, holds))
    for members in groups.values():
        if len(members) > 1:
            offers = together.alone([number for number, _s, _h in members])
            _once(together, [(o, same, holds) for o, (_n, same, holds) in zip(offers, members, strict=True)])
    if any(same.per.kind == "career" for same, _applies in together.desk.account.same):
        _again(together)


def _again(together: Together) -> None:
    """What is the same as something of an earlier cycle does not count again, where that counted."""
    before: dict[tuple[object, ...], list[Line]] = {}
    for line in together.lines:
        if together.desk.over(line):
            for same, _holds in together.desk.sorter.traits(line, line.tags).same:
                values = tuple(_key(name, line) for name in same.key)
                if same.per.kind == "career" and same.policy != "add" and all(values):
                    before.setdefault((same.id, values), []).append(line)
    for number, offer in together.every(
        lambda o: bool(before and o.parts and o.parts[0].traits.same and any(o.amounts))
    ):
        line = together.lines[number]
        for same, holds in offer.parts[0].traits.same:
            for past in before.get((same.id, tuple(_key(name, line) for name in same.key)), ()):
                counted = together.desk.counted(past)
                if counted is not False and past.id != line.id:
                    sure = counted is True and holds is True and _settled(same, past, line)
                    _superseded(together.alone([number])[0], past, same, sure=sure)


def _settled(same: Same, past: Line, line: Line) -> bool:
    """Whether it is certain that the earlier one is the one that counts."""
    return same.policy == "once" or (same.policy == "best" and past.unit == line.unit and past.amount >= line.amount)


def _superseded(offer: Offer, past: Line, same: Same, *, sure: bool) -> None:
    before = offer.amounts[LOW]
    offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
    if sure:
        offer.amounts[HIGH] = ZERO
    text = f"the same as “{past.title}” of {wording.day(past.end)}, which counted before"
    if sure or before:
        offer.steps.append(Step("superseded", before, text, same.src[0] if same.src else ""))
    if offer.amounts[HIGH]:
        offer.steps.append(Step("doubtful", offer.shown(HIGH), "can't tell: whether it may count again"))


def _key(name: str, line: Line) -> object:
    if name in FIELDS:
        attribute = FIELDS[name].attribute
        return line.tags | frozenset(line.splits) if attribute == "topics" else getattr(line, attribute)
    return line.answers.get(name, "")


def _once(together: Together, members: Sequence[tuple[Offer, Same, Tri]]) -> None:
    """The most valuable counts; where that is open, one of those that it may be."""
    ordered = sorted(
        members, key=lambda m: (-m[0].amounts[LOW], -m[0].amounts[HIGH], m[0].planned, canonical(m[0].line))
    )
    best, _same, in_group = ordered[0]
    least = best.amounts[LOW] if in_group is True else ZERO
    rivals: list[Offer] = []
    for offer, same, holds in ordered[1:]:
        before = offer.amounts[LOW]
        beaten = _never_more(offer, best, least) or together.sort_of(offer) == together.sort_of(best)
        offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
        if holds is True and same.policy != "unknown":
            if beaten and offer.amounts[HIGH] <= best.amounts[HIGH]:
                offer.amounts[HIGH] = ZERO
            rivals += [offer] if offer.amounts[HIGH] else []
        source = same.src[0] if same.src else ""
        text = f"the same as “{best.line.title}” of {wording.day(best.line.end)}, which counts instead"
        offer.steps.append(Step("superseded", before, text, source))
        if offer.amounts[HIGH]:
            offer.steps.append(Step("doubtful", offer.shown(HIGH), "can't tell: which of the two counts"))
    if rivals and in_group is True:
        together.at_most([best, *rivals], 1)
    least = best.amounts[LOW]
    better = (offer for offer, _s, _h in ordered[1:] if offer.amounts[HIGH] and not _never_more(offer, best, least))
    if any(not _serves(together, offer, best) for offer in better):
        best.amounts[LOW] = best.amounts[PLAN] = ZERO
        best.steps.append(Step("doubtful", best.shown(HIGH), "can't tell: which of the two counts"))


def _never_more(offer: Offer, best: Offer, least: Fraction) -> bool:
    """Whether a line is surely not the most valuable; of lines of the same worth it is the first."""
    most = best.amounts[HIGH] if least and _in_step(offer, best) else least
    if offer.amounts[HIGH] == most:
        return bool(least) and canonical(best.line) < canonical(offer.line)
    return offer.amounts[HIGH] < most


def _in_step(one: Offer, other: Offer) -> bool:
    """Whether only the rate is open, and it is one rate for both: whatever it is, the longer one is worth more."""
    now = one.earn
    if now is None or now is not other.earn or now.earn.rounding or now.earn.first:
        return False
    if any(len(part.traits.earn) != 1 for part in (*one.parts, *other.parts)):
        return False
    least, most = min(rate.lo for rate in now.rates), [rate.hi for rate in now.rates if rate.hi is not None]
    stated = len(most) == len(now.rates)
    return stated and all(0 < o.amounts[LOW] * max(most) == o.amounts[HIGH] * least for o in (one, other))


def _serves(together: Together, offer: Offer, other: Offer) -> bool:
    """Whether any hour of one line surely does what any hour of the other does."""
    if together.sort_of(offer) == together.sort_of(other):
        return True
    if together.by_topic or offer.only is not None or together.when(offer) != together.when(other):
        return False
    needs = frozenset[str]().union(*(part.traits.sure for part in other.parts))
    limits = {index for part in other.parts for index, _now, _t in part.traits.limits}
    return all(
        part.traits.sure >= needs and limits >= {index for index, _now, _t in part.traits.limits}
        for part in offer.parts
    )


def cut_lines(together: Together) -> None:
    """Lines in parts that a limit on a single line cuts stand alone."""
    together.alone([number for number, _o in together.every(lambda o: bool(o.cut and any(o.amounts)))])


def few_lines(together: Together) -> None:
    """Limits in lines: of lines that are alike the largest count; which of the others do, sharing says."""
    groups: dict[tuple[int, object], list[Offer]] = {}
    limits: dict[int, tuple[LimitNow, bool]] = {}
    for offer in together.alone([number for number, _o in together.every(lambda o: any(o.amounts) and bool(_few(o)))]):
        for index, (now, holds) in _few(offer).items():
            groups.setdefault((index, bucket_of(now.limit.per, offer.day, together.env)), []).append(offer)
            limits[index] = (now, holds is True and limits.get(index, (now, True))[1])
    for (index, _bucket), members in groups.items():
        _largest_alike(together, members, *limits[index])
    open_ = sum(len(members) for members in groups.values())
    for (index, _bucket), members in groups.items():
        now, sure = limits[index]
        if now.limit.also_count or open_ > _CHOICES:
            _largest(together, members, now, sure=sure)
        else:
            _left_to_sharing(members, index, now, sure=sure)


def _few(offer: Offer) -> dict[int, tuple[LimitNow, Tri]]:
    """The limits in lines that some part of a line falls under, or may."""
    found: dict[int, tuple[LimitNow, Tri]] = {}
    for part in offer.parts:
        for index, now, holds in part.traits.limits:
            if now.limit.lines and now.limit.role == Role.REQUIRED:
                found[index] = (now, holds if found.get(index, (now, True))[1] else None)
    return found


def _all_of_it(offer: Offer, now: LimitNow) -> bool:
    """Whether all parts of a line fall under a limit."""
    return all(any(here is now for _i, here, _t in part.traits.limits) for part in offer.parts)


def _allowed(now: LimitNow, reading: int, *, sure: bool) -> int | None:
    """How many lines may count; None where that bounds nothing."""
    most = now.cap.hi if reading == HIGH else now.cap.lo
    return None if most is None or (reading == HIGH and not sure) else int(most)


def _largest_alike(together: Together, members: Sequence[Offer], now: LimitNow, sure: bool) -> None:  # noqa: FBT001
    """Of lines that do the same, no more than the limit lets through can ever be of use: the largest."""
    sorts: dict[object, list[Offer]] = {}
    for offer in members:
        if _all_of_it(offer, now):
            sorts.setdefault(together.sort_of(offer), []).append(offer)
    for reading in _READINGS:
        allowed = None if reading == HIGH and now.limit.also_count else _allowed(now, reading, sure=sure)
        for alike in sorts.values() if allowed is not None else ():
            there = sorted(
                (o for o in alike if o.amounts[reading]), key=lambda o: (-o.amounts[reading], canonical(o.line))
            )
            for offer in there[allowed:]:
                _over(offer, now, reading, allowed or 0)


def _left_to_sharing(members: Sequence[Offer], index: int, now: LimitNow, *, sure: bool) -> None:
    """Marks lines of which only some count, where there are more of them."""
    low, high = (_allowed(now, reading, sure=sure) for reading in (LOW, HIGH))
    there = [sum(1 for offer in members if offer.amounts[reading]) for reading in _READINGS]
    for offer in members:
        least, best = offer.few
        if low is not None and max(there[LOW], there[PLAN]) > low:
            least |= {index}
        if high is not None and there[HIGH] > high:
            best |= {index}
        offer.few = (least, best)


def _largest(together: Together, members: list[Offer], now: LimitNow, *, sure: bool) -> None:
    """One way to choose at worst, all ways at best: where lines are too many to try them, or are counted themselves."""
    for reading in _READINGS:
        allowed = _allowed(now, reading, sure=sure)
        if allowed is None:
            continue
        if reading == HIGH:
            if not now.limit.also_count and all(_all_of_it(offer, now) for offer in members):
                together.at_most(members, allowed)
            continue
        kept = {id(offer) for offer in _chosen(together, members, allowed, reading)}
        for offer in (o for o in members if o.amounts[reading] and id(o) not in kept):
            _over(offer, now, reading, allowed)


def _over(offer: Offer, now: LimitNow, reading: int, allowed: int) -> None:
    """A line that does not count for there are others."""
    if reading == LOW:
        text = f"over the limit of {_lines(allowed)} per {now.limit.per.text}"
        offer.steps.append(Step("over_cap", offer.amounts[LOW], text, now.limit.src[0] if now.limit.src else ""))
    offer.amounts[reading] = ZERO
    offer.over.add(reading)
    offer.barred = offer.barred or now.limit.also_count


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _chosen(together: Together, members: Sequence[Offer], lines: int, reading: int) -> list[Offer]:
    """The holder chooses, one line after the other: what leaves least lacking at any need, then the largest."""
    amounts, wanted = together.desk.ground.amounts, together.desk.sorter.needs
    asked = {n.id: (b.hi or b.lo) for n in wanted if n.role == Role.REQUIRED and (b := amounts.get(n.id))}
    choice = {id(offer) for offer in members}
    for offer in together.offers():
        if id(offer) not in choice:
            for id_, amount in _brings(offer, reading).items():
                asked[id_] = asked.get(id_, ZERO) - amount * len(offer.numbers)
    kept: list[Offer] = []
    open_ = sorted((o for o in members if o.amounts[reading]), key=lambda o: (-o.amounts[reading], canonical(o.line)))
    while open_ and len(kept) < lines:
        lacking = [_lacking(asked, _brings(offer, reading)) for offer in open_]
        best = open_.pop(lacking.index(min(lacking)))
        kept.append(best)
        for id_, amount in _brings(best, reading).items():
            asked[id_] = asked.get(id_, ZERO) - amount
    return kept


def _brings(offer: Offer, reading: int) -> dict[str, Fraction]:
    """What a line brings for sure to each need that it fits, in the low or the plan reading."""
    found: dict[str, Fraction] = {}
    for part in offer.parts:
        for id_ in part.traits.sure:
            if offer.only is None or id_ in offer.only:
                found[id_] = found.get(id_, ZERO) + offer.amounts[reading] * part.share
    return found


def _lacking(asked: Mapping[str, Fraction], more: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """What would be lacking still: the most at one need, and in all."""
    short = [max(ZERO, amount - more.get(id_, ZERO)) for id_, amount in asked.items()]
    return max(short, default=ZERO), sum(short, ZERO)
