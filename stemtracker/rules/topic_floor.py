"""Thresholds that keep a topic out of the total until enough was earned in it ("only from 10 points on").

At worst an hour speaks for one of its topics only, at best for all of them; a line without any topic is in doubt
unless what limits leave of it reaches the threshold by itself. Hours that no topic can bring in are found here; which
topic each other hour speaks for is part of sharing.
Neighbors: `pools` sorts by what is found here, `speaking` holds topics to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from stemtracker.domain.assessment import Role
from stemtracker.rules.demand import ITSELF
from stemtracker.rules.ground import AccountNow, ThresholdNow
from stemtracker.rules.groups import Together
from stemtracker.rules.offer import HIGH, Offer, Part
from stemtracker.rules.pack import Need
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
Label = tuple[str, str]


@dataclass(slots=True)
class Floors:
    """What thresholds mean for the offers of a pool in one reading."""

    #: The parts that are kept out, by offer and part; of these, those without a topic that more hours could lift.
    out: set[tuple[int, int]] = field(default_factory=set)
    mute: set[tuple[int, int]] = field(default_factory=set)
    #: For each threshold that is in force, from where on a topic counts.
    least: dict[int, Fraction] = field(default_factory=dict)
    #: For each threshold, by the labels of a part: those it may speak for; `lifted` once hours are added.
    spoken: dict[int, dict[tuple[Label, ...], frozenset[Label]]] = field(default_factory=dict)
    lifted: dict[int, dict[tuple[Label, ...], frozenset[Label]]] = field(default_factory=dict)


def topical(need: Need) -> bool:
    """Whether a need is about topics."""
    return need.match is not None and "topics" in need.match.fields


def topic_needs(needs: Sequence[Need]) -> frozenset[str]:
    """The needs that stand for a topic where a threshold tells topics apart; what is only advised changes nothing."""
    mine = (need for need in needs if need.kind == "amount" and need.role == Role.REQUIRED)
    return frozenset(need.id for need in mine if topical(need))


def by_themselves(together: Together) -> None:
    """Lines without a topic that limits may cut stand alone where a threshold reaches the total."""

    def cut(part: Part) -> bool:
        return not part.topics and any(not now.limit.lines for _index, now, _holds in part.traits.limits)

    if all(now.threshold.scope == "topic" for now in together.desk.account.thresholds):
        return
    untold = together.every(lambda offer: any(offer.amounts) and any(map(cut, offer.parts)))
    for offer in together.alone([number for number, _offer in untold]):
        offer.parts = tuple(replace(p, itself=offer.line.id) if cut(p) else p for p in offer.parts)


def floors_of(offers: Sequence[Offer], needs: Sequence[Need], account: AccountNow, reading: int) -> Floors:
    """What the thresholds of an account keep out in this reading, and what hours may speak for."""
    found = Floors()
    names = topic_needs(needs)
    for index, now in enumerate(account.thresholds):
        scope = now.threshold.scope
        counts = scope == "total too" and (reading != HIGH or now.applies is True)
        if counts or (scope == "unknown" and reading != HIGH):
            found.least[index] = least_of(now, high=reading == HIGH)
            _look(found, offers, names, index, reading)
    return found


def least_of(now: ThresholdNow, *, high: bool) -> Fraction:
    """The threshold in a reading: the stricter one where it must hold surely."""
    return now.at_least.lo if high or now.at_least.hi is None else now.at_least.hi


@dataclass(slots=True)
class _Alike:
    """Parts of lines with the same topics."""

    labels: tuple[Label, ...]
    places: list[tuple[tuple[int, int], Fraction]] = field(default_factory=list)
    sum: Sum = field(default_factory=Sum)


def _look(found: Floors, offers: Sequence[Offer], names: frozenset[str], index: int, reading: int) -> None:
    """Finds the labels that matter under one threshold, and the parts that none of them can bring in."""
    groups = _grouped(offers, names, index, reading)
    sums: dict[Label, Sum] = {}
    within: dict[Label, frozenset[Label]] = {}
    for group in groups:
        labels = frozenset(group.labels)
        for label in group.labels:
            sums.setdefault(label, Sum()).join(group.sum)
            within[label] = within.get(label, labels) & labels
    # whatever speaks for one label could speak for another that all its hours have as well
    kept = {
        label
        for label, others in within.items()
        if not any(other != label and (label not in within[other] or other < label) for other in others)
    }
    reached = {label for label, amount in sums.items() if amount.total() >= found.least[index]}
    spoken, lifted = found.spoken.setdefault(index, {}), found.lifted.setdefault(index, {})
    for group in groups:
        labels = frozenset(group.labels)
        lifted[group.labels] = frozenset(label for label in labels if label in kept or label[0] == "need")
        spoken[group.labels] = labels & kept & reached
        for place, amount in () if spoken[group.labels] else group.places:
            if group.labels or (reading != HIGH and amount < found.least[index]):
                found.out.add(place)
                if not any(kind != ITSELF for kind, _name in group.labels):
                    found.mute.add(place)


def _grouped(offers: Sequence[Offer], needs: frozenset[str], index: int, reading: int) -> list[_Alike]:
    """The parts that the threshold looks at, those with the same topics together."""
    high = reading == HIGH
    groups: dict[tuple[object, ...], _Alike | None] = {}
    for offer in offers:
        whole = offer.amounts[reading]
        if not whole:
            continue
        for position, part in enumerate(offer.parts):
            key = (id(part.traits), part.topics, part.itself)
            if key not in groups:
                holds = dict(part.traits.threshold).get(index, False)
                skipped = holds is False or (high and holds is None)
                groups[key] = None if skipped else _Alike(labels_of(part, needs, high=high))
            group = groups[key]
            if group is not None:
                share = part.of(reading)
                amount = whole if share == 1 else whole * share
                group.places.append(((offer.at, position), amount))
                group.sum.add(amount, len(offer.numbers))
    return [group for group in groups.values() if group is not None]


def labels_of(part: Part, needs: frozenset[str], *, high: bool) -> tuple[Label, ...]:
    """The topics that a part belongs to: topic needs it fits, and each topic by itself; at worst itself."""
    found = _labels((part.traits.maybe if high else part.traits.sure) & needs, part.topics)
    return found or (((ITSELF, part.itself),) if part.itself and not high else ())


@lru_cache(maxsize=4096)
def _labels(needs: frozenset[str], topics: frozenset[str]) -> tuple[Label, ...]:
    return tuple(("need", n) for n in sorted(needs)) + tuple(("topic", t) for t in sorted(topics))
