"""Rules that look at several lines at once, before hours are shared out.

The same thing recorded twice, a bound on the first rate, so many lines a year.

Where a choice among lines would matter to needs, the low reading takes one way that is allowed and the high
reading lets all of them: what lies between is "can't tell", never a wrong answer.
Neighbors: `offer` makes the offers, `buckets` the periods, `share_out` comes next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import Role
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.ground import EarnNow, Ground, LimitNow
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, Offer, Part, Step, canonical
from stemtracker.rules.pack import Per, Same
from stemtracker.rules.scope import FIELDS, Env
from stemtracker.rules.values import Tri

_READINGS = (LOW, PLAN, HIGH)


def year_begins(per: Per, env: Env) -> tuple[int, int]:
    """The month and day on which a year of that kind begins (29 February: 1 March)."""
    begins = (per.month, per.day)
    if per.fact:
        written = env.anchors.get("start") if per.fact == "start" else env.facts.get(per.fact)
        if isinstance(written, date):
            begins = (written.month, written.day)
        elif isinstance(written, str) and len(written) == 5 and written[:2].isdigit() and written[3:].isdigit():
            begins = (int(written[:2]), int(written[3:]))
        else:
            begins = (1, 1)
    return (3, 1) if begins == (2, 29) else begins


def year_of(per: Per, day: date, env: Env) -> int:
    """Which year of that kind a day lies in, named by the calendar year in which it begins."""
    return day.year - ((day.month, day.day) < year_begins(per, env))


def bucket_of(per: Per, day: date, env: Env) -> object:
    """What counts together under a limit; what can't be told apart counts together (the stricter way)."""
    return year_of(per, day, env) if per.kind == "year" else None


def same_things(offers: Sequence[Offer], ground: Ground) -> None:
    """Lines that are one thing count once: the most that one of them is worth."""
    groups: dict[tuple[object, ...], list[tuple[Offer, Same, Tri]]] = {}
    for offer in offers:
        for same, holds in offer.parts[0].traits.same if offer.parts else ():
            if same.policy == "add" or not any(offer.amounts):
                continue
            values = tuple(_key(name, offer.line) for name in same.key)
            if all(values):
                groups.setdefault((same.id, bucket_of(same.per, offer.day, ground.env), values), []).append(
                    (offer, same, holds)
                )
    for members in groups.values():
        if len(members) > 1:
            _once(members)


def _key(name: str, line: Line) -> object:
    if name in FIELDS:
        attribute = FIELDS[name].attribute
        return line.tags | frozenset(line.splits) if attribute == "topics" else getattr(line, attribute)
    return line.answers.get(name, "")


def _once(members: Sequence[tuple[Offer, Same, Tri]]) -> None:
    ordered = sorted(
        members, key=lambda m: (-m[0].amounts[LOW], -m[0].amounts[HIGH], m[0].planned, canonical(m[0].line))
    )
    best = ordered[0][0]
    for offer, same, holds in ordered[1:]:
        before = offer.amounts[LOW]
        offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
        alike = {p.traits for p in offer.parts} == {p.traits for p in best.parts}
        if alike and holds is True and same.policy != "unknown" and offer.amounts[HIGH] == before:
            offer.amounts[HIGH] = ZERO
        source = same.src[0] if same.src else ""
        text = f"the same as “{best.line.title}” of {wording.day(best.line.end)}, which counts instead"
        offer.steps.append(Step("superseded", before, text, source))
        if offer.amounts[HIGH]:
            offer.doubtful = True
            offer.steps.append(Step("doubtful", offer.shown(HIGH), "can't tell: which of the two counts"))


def first_rates(offers: Sequence[Offer]) -> None:
    """A better rate for the first so much: given out in canonical order."""
    groups: dict[str, list[_First]] = {}
    for offer in offers:
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


def few_lines(offers: Sequence[Offer], ground: Ground) -> None:
    """Limits in lines: the largest so many count."""
    groups: dict[tuple[int, object], list[Offer]] = {}
    limits: dict[int, tuple[LimitNow, bool]] = {}
    for offer in offers:
        for index, now, holds in offer.parts[0].traits.limits if offer.parts else ():
            if now.limit.lines and now.limit.role == Role.REQUIRED and any(offer.amounts):
                groups.setdefault((index, bucket_of(now.limit.per, offer.day, ground.env)), []).append(offer)
                sure = holds is True and now.limit.per.kind in {"year", "window", "line"}
                limits[index] = (now, sure and limits.get(index, (now, True))[1])
    for (index, _bucket), members in groups.items():
        now, sure = limits[index]
        _largest(members, now, sure=sure)


def _largest(members: list[Offer], now: LimitNow, *, sure: bool) -> None:
    allowed = int(now.cap.lo)
    for reading in _READINGS:
        ordered = sorted((o for o in members if o.amounts[reading]), key=_largest_first(reading))
        dropped = ordered[allowed:]
        alike = len({tuple(p.traits for p in o.parts) for o in ordered}) == 1
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
