"""Rules that look at several lines at once, before hours are shared out.

The same thing recorded twice, a bound on the first rate, so many lines a year.

Where a choice among lines would matter to needs, the low reading takes one way that is allowed and the high
reading lets all of them: what lies between is "can't tell", never a wrong answer.
Neighbors: `desk` makes the offers, `buckets` the periods, `share_out` comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import Role
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.buckets import bucket_of
from stemtracker.rules.desk import Desk
from stemtracker.rules.ground import EarnNow, LimitNow
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, Offer, Part, Step, canonical
from stemtracker.rules.pack import Same
from stemtracker.rules.scope import FIELDS
from stemtracker.rules.values import Tri

_READINGS = (LOW, PLAN, HIGH)


class Together:
    """The offers of one account, seen together."""

    def __init__(self, desk: Desk, offers: Sequence[Offer], lines: Sequence[Line]) -> None:
        self.groups, self.lines, self.days, self.env = list(offers), lines, desk.days, desk.ground.env
        self.desk = desk
        self.single: dict[int, Offer] = {}
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
        """What has to be the same for one line to do as well as another."""
        return tuple((part.traits, part.topics if self.by_topic else None) for part in offer.parts)


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
        offer.doubtful = True
        offer.steps.append(Step("doubtful", offer.shown(HIGH), "can't tell: whether it may count again"))


def _key(name: str, line: Line) -> object:
    if name in FIELDS:
        attribute = FIELDS[name].attribute
        return line.tags | frozenset(line.splits) if attribute == "topics" else getattr(line, attribute)
    return line.answers.get(name, "")


def _once(together: Together, members: Sequence[tuple[Offer, Same, Tri]]) -> None:
    ordered = sorted(
        members, key=lambda m: (-m[0].amounts[LOW], -m[0].amounts[HIGH], m[0].planned, canonical(m[0].line))
    )
    best = ordered[0][0]
    for offer, same, holds in ordered[1:]:
        before = offer.amounts[LOW]
        offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
        alike = set(together.sort_of(offer)) == set(together.sort_of(best))
        if alike and holds is True and same.policy != "unknown" and offer.amounts[HIGH] == before:
            offer.amounts[HIGH] = ZERO
        source = same.src[0] if same.src else ""
        text = f"the same as “{best.line.title}” of {wording.day(best.line.end)}, which counts instead"
        offer.steps.append(Step("superseded", before, text, source))
        if offer.amounts[HIGH]:
            offer.doubtful = True
            offer.steps.append(Step("doubtful", offer.shown(HIGH), "can't tell: which of the two counts"))


def first_rates(together: Together) -> None:
    """A better rate for the first so much: given out in canonical order."""
    groups: dict[str, list[_First]] = {}
    for offer in together.alone([number for number, _o in together.every(lambda o: bool(o.firsts))]):
        for now, given, parts in offer.firsts:
            if given:
                groups.setdefault(now.earn.path, []).append(_First(offer, now, given, parts))
    for members in groups.values():
        for reading in _READINGS:
            _give_first(members, reading)


@dataclass(frozen=True, slots=True)
class _First:
    """The parts of an offer that earn at a better rate first."""

    offer: Offer
    now: EarnNow
    given: Fraction
    parts: tuple[Part, ...]


def _give_first(members: Sequence[_First], reading: int) -> None:
    now = members[0].now
    earn = now.earn
    bound = earn.first[min(now.first, len(earn.first) - 1)]
    rate = now.rates[0].lo / earn.give[0].per if earn.give else ZERO
    if not rate or earn.give[0].each:
        return
    left = bound.amount / rate if bound.given else bound.amount
    counting = [m for m in members if m.offer.amounts[reading] > 0]
    choice = len({(p.traits.limits, p.traits.maybe) for m in counting for p in m.parts}) > 1
    if reading == HIGH and choice and any(p.traits.limits for m in members for p in m.parts):
        return
    after = now.then[0].lo / earn.then[0].per if now.then else ZERO
    for member in counting:
        offer = member.offer
        at_first = min(left, member.given)
        left -= at_first
        lost = (member.given - at_first) * (rate - after)
        if lost <= 0:
            continue
        amount = max(ZERO, offer.amounts[reading] - lost)
        if reading == LOW:
            text = f"{now.said} for the first {bound.text} only: {plain(amount)} in all"
            offer.steps.append(Step("converted", amount, text, earn.src[0] if earn.src else ""))
            _less(offer, member.parts, lost)
        offer.amounts[reading] = amount


def _less(offer: Offer, parts: Sequence[Part], lost: Fraction) -> None:
    """Takes what is lost from the parts that lose it, so that the others keep their worth."""
    before = offer.amounts[LOW]
    there = sum((p.share for p in parts), ZERO) * before
    if len(offer.parts) == 1 or lost >= before or not there:
        return
    for part in offer.parts:
        mine = part.share * before
        worth = mine * (there - lost) / there if any(part is p for p in parts) else mine
        part.share = worth / (before - lost)


def few_lines(together: Together) -> None:
    """Limits in lines: the largest so many count."""
    groups: dict[tuple[int, object], list[Offer]] = {}
    limits: dict[int, tuple[LimitNow, bool]] = {}
    for offer in together.alone([number for number, _o in together.every(_counts_lines)]):
        for index, now, holds in offer.parts[0].traits.limits:
            if _in_lines(now):
                groups.setdefault((index, bucket_of(now.limit.per, offer.day, together.env)), []).append(offer)
                limits[index] = (now, holds is True and limits.get(index, (now, True))[1])
    for (index, _bucket), members in groups.items():
        now, sure = limits[index]
        _largest(together, members, now, sure=sure)


def _counts_lines(offer: Offer) -> bool:
    return bool(offer.parts) and any(offer.amounts) and any(_in_lines(n) for _i, n, _t in offer.parts[0].traits.limits)


def _in_lines(now: LimitNow) -> bool:
    return now.limit.lines and now.limit.role == Role.REQUIRED


def _largest(together: Together, members: list[Offer], now: LimitNow, *, sure: bool) -> None:
    for reading in _READINGS:
        most = now.cap.hi if reading == HIGH else now.cap.lo
        if most is None:
            continue
        allowed = int(most)
        ordered = sorted((o for o in members if o.amounts[reading]), key=_largest_first(reading))
        dropped = ordered[allowed:]
        alike = len({together.sort_of(o) for o in ordered}) == 1
        if reading == HIGH and not (sure and alike):
            continue
        for offer in dropped:
            if reading == LOW:
                text = f"over the limit of {_lines(allowed)} per {now.limit.per.text}"
                offer.steps.append(
                    Step("over_cap", offer.amounts[LOW], text, now.limit.src[0] if now.limit.src else "")
                )
            offer.amounts[reading] = ZERO
            offer.over.add(reading)
            offer.barred = offer.barred or now.limit.also_count


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _largest_first(reading: int) -> Callable[[Offer], tuple[object, ...]]:
    return lambda offer: (-offer.amounts[reading], canonical(offer.line))
