"""Thresholds that keep a topic out of the total until enough was earned in it ("only from 10 points on").

The low reading puts every hour with one topic only, the high reading lets it speak for all its topics; an hour
without any topic is in doubt unless it reaches the threshold by itself. Neighbors: `pools` leaves out what is
found here; needs below a threshold are handled as a larger requirement in `wanting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from stemtracker.rules.ground import AccountNow, ThresholdNow
from stemtracker.rules.offer import HIGH, Offer, Part
from stemtracker.rules.pack import Need

ZERO = Fraction(0)
Label = tuple[str, str]
#: Parts that are kept out, by line and part, and the topic that has too little (None: no topic at all).
Out = dict[tuple[int, int], Label | None]


def topical(need: Need) -> bool:
    """Whether a need is about topics."""
    return need.match is not None and "topics" in need.match.fields


def below_floor(offers: Sequence[Offer], needs: Sequence[Need], account: AccountNow, reading: int) -> Out:
    """The parts of lines, by number, that a threshold keeps out of everything in this reading."""
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


def _out(offers: Sequence[Offer], needs: frozenset[str], now: ThresholdNow, index: int, reading: int) -> Out:
    high = reading == HIGH
    least = least_of(now, high=high)
    parts: list[tuple[tuple[int, int], Fraction, tuple[Label, ...]]] = []
    for number, offer in enumerate(offers):
        whole = offer.amounts[reading]
        if not whole:
            continue
        for position, part in enumerate(offer.parts):
            holds = dict(part.traits.threshold).get(index, False)
            if holds is False or (high and holds is None):
                continue
            labels = labels_of(part, needs, high=high)
            parts.append(((number, position), whole * part.share, labels))
    sums: dict[Label, Fraction] = {}
    for _place, amount, labels in parts:
        for label in labels:
            sums[label] = sums.get(label, ZERO) + amount
    if not high:
        chosen = [(p, a, tuple(sorted(ls, key=lambda x: (-sums[x], x))[:1])) for p, a, ls in parts]
        parts, sums = chosen, {}
        for _place, amount, labels in parts:
            for label in labels:
                sums[label] = sums.get(label, ZERO) + amount
    return {
        place: max(labels, key=lambda label: (sums[label], label), default=None)
        for place, amount, labels in parts
        if (max(sums[label] for label in labels) < least if labels else not high and amount < least)
    }


def labels_of(part: Part, needs: frozenset[str], *, high: bool) -> tuple[Label, ...]:
    """The topics that a part belongs to: topic needs it fits, and each topic by itself."""
    fitting = (part.traits.maybe if high else part.traits.sure) & needs
    return tuple(("need", n) for n in sorted(fitting)) + tuple(("topic", t) for t in sorted(part.topics))
