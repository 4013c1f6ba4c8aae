"""Thresholds that keep a topic out of the total until enough was earned in it ("only from 10 points on").

The low reading puts every hour with one topic only, the high reading lets it speak for all its topics; an hour
without any topic is in doubt unless it reaches the threshold by itself. Neighbors: `pools` leaves out what is
found here; needs below a threshold are handled as a larger requirement in `wanting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from stemtracker.rules.ground import AccountNow, ThresholdNow
from stemtracker.rules.offer import HIGH, Offer, Part
from stemtracker.rules.pack import Need
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
Label = tuple[str, str]
#: Parts that are kept out, by offer and part, and the topic that has too little (None: no topic at all).
Out = dict[tuple[int, int], Label | None]


def topical(need: Need) -> bool:
    """Whether a need is about topics."""
    return need.match is not None and "topics" in need.match.fields


def below_floor(offers: Sequence[Offer], needs: Sequence[Need], account: AccountNow, reading: int) -> Out:
    """The parts of offers that a threshold keeps out of everything in this reading."""
    out: Out = {}
    topic_needs = frozenset(n.id for n in needs if topical(n) and n.kind == "amount")
    for index, now in enumerate(account.thresholds):
        scope = now.threshold.scope
        counts = scope == "total too" and (reading != HIGH or now.applies is True)
        if counts or (scope == "unknown" and reading != HIGH):
            out |= _out(offers, topic_needs, now, index, reading)
    return out


def least_of(now: ThresholdNow, *, high: bool) -> Fraction:
    """The threshold in a reading: the stricter one where it must hold surely."""
    return now.at_least.lo if high or now.at_least.hi is None else now.at_least.hi


@dataclass(slots=True)
class _Alike:
    """Parts of lines with the same topics."""

    labels: tuple[Label, ...]
    places: list[tuple[tuple[int, int], Fraction]] = field(default_factory=list)
    sum: Sum = field(default_factory=Sum)


def _out(offers: Sequence[Offer], needs: frozenset[str], now: ThresholdNow, index: int, reading: int) -> Out:
    high = reading == HIGH
    least = least_of(now, high=high)
    groups = _grouped(offers, needs, index, reading)
    sums = _summed(groups)
    if not high:
        for group in groups:  # each hour speaks for one topic only: the one that has most
            group.labels = tuple(sorted(group.labels, key=lambda label: (-sums[label], label))[:1])
        sums = _summed(groups)
    out: Out = {}
    for group in groups:
        label = max(group.labels, key=lambda one: (sums[one], one), default=None)
        for place, amount in group.places:
            if sums[label] < least if label else not high and amount < least:
                out[place] = label
    return out


def _grouped(offers: Sequence[Offer], needs: frozenset[str], index: int, reading: int) -> list[_Alike]:
    """The parts that the threshold looks at, those with the same topics together."""
    high = reading == HIGH
    groups: dict[tuple[int, frozenset[str]], _Alike | None] = {}
    for offer in offers:
        whole = offer.amounts[reading]
        if not whole:
            continue
        for position, part in enumerate(offer.parts):
            key = (id(part.traits), part.topics)
            if key not in groups:
                holds = dict(part.traits.threshold).get(index, False)
                skipped = holds is False or (high and holds is None)
                groups[key] = None if skipped else _Alike(labels_of(part, needs, high=high))
            group = groups[key]
            if group is not None:
                amount = whole if part.share == 1 else whole * part.share
                group.places.append(((offer.at, position), amount))
                group.sum.add(amount, len(offer.numbers))
    return [group for group in groups.values() if group is not None]


def _summed(groups: Sequence[_Alike]) -> dict[Label, Fraction]:
    sums: dict[Label, Sum] = {}
    for group in groups:
        for label in group.labels:
            sums.setdefault(label, Sum()).join(group.sum)
    return {label: amount.total() for label, amount in sums.items()}


def labels_of(part: Part, needs: frozenset[str], *, high: bool) -> tuple[Label, ...]:
    """The topics that a part belongs to: topic needs it fits, and each topic by itself."""
    return _labels((part.traits.maybe if high else part.traits.sure) & needs, part.topics)


@lru_cache(maxsize=4096)
def _labels(needs: frozenset[str], topics: frozenset[str]) -> tuple[Label, ...]:
    return tuple(("need", n) for n in sorted(needs)) + tuple(("topic", t) for t in sorted(topics))
