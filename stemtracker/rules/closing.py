"""What further hours would have to bring, where topics below a threshold come to count on the way.

An ideal hour in a topic also lifts what is already there. Neighbors: `evaluate` asks, `share_out` has the plain gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations

from stemtracker.rules.ground import Ground
from stemtracker.rules.offer import LOW
from stemtracker.rules.pools import Pool, Sorted
from stemtracker.rules.share_out import Shares, Want, gap
from stemtracker.rules.topic_floor import Label, least_of, topical

ZERO = Fraction(0)
#: Topics without a need of their own that are tried together.
_MOST = 6


def lifted_by_needs(pools: Sequence[Pool], wants: Sequence[Want]) -> frozenset[Label]:
    """Topic needs that the chosen way asks for: closing them brings their topic over its threshold anyway."""
    asked = {want.id.rpartition(":")[2] for want in wants if want.required > 0}
    found = {label for pool in pools for label in pool.below.get(LOW, {}).values() if label is not None}
    return frozenset(label for label in found if label[0] == "need" and label[1] in asked)


def closing_gap(pool: Pool, wants: Sequence[Want], counts: Mapping[str, Fraction], prefix: str) -> Fraction:
    """The gap, where hours may also go into topics that lack little to their threshold."""
    best = gap(wants, counts)
    loose = _loose(pool, prefix)
    if not best or not loose:
        return best
    names = {need.id for need in pool.needs if topical(need)}
    topics = [want for want in wants if want.id.removeprefix(prefix) in names]
    promising = sorted(loose, key=lambda label: (-max(loose[label][1].values(), default=ZERO), label))[:_MOST]
    for chosen in chain.from_iterable(combinations(promising, n) for n in range(1, len(promising) + 1)):
        raised = dict(counts)
        for label in chosen:
            for need, amount in loose[label][1].items():
                raised[need] = raised.get(need, ZERO) + amount
        lift = sum((loose[label][0] for label in chosen), ZERO)
        best = min(best, max(gap(wants, raised), gap(topics, raised) + lift))
    return best


def _loose(pool: Pool, prefix: str) -> dict[Label, tuple[Fraction, dict[str, Fraction]]]:
    """For each such topic: what it lacks, and what its hours would bring to each need."""
    sums: dict[Label, Fraction] = {}
    brings: dict[Label, dict[str, Fraction]] = {}
    for (at, part), label in pool.below.get(LOW, {}).items():
        if label is None or label[0] != "topic":
            continue
        offer = pool.offers[at]
        needs, limits = pool.place(offer, offer.parts[part], LOW)
        if limits:
            continue
        amount = offer.amounts[LOW] * offer.parts[part].share * len(offer.numbers)
        sums[label] = sums.get(label, ZERO) + amount
        for need in needs:
            there = brings.setdefault(label, {})
            there[prefix + need] = there.get(prefix + need, ZERO) + amount
    least = max((least_of(now, high=False) for now in pool.account.thresholds), default=ZERO)
    return {label: (least - amount, brings.get(label, {})) for label, amount in sums.items()}


def cuts_a_line(ground: Ground, found: Sorted, shares: Shares, wants: Sequence[Want]) -> bool:
    """Whether hours of one line went to two needs of a group that takes whole activities only."""
    whole = {member for o in ground.overlaps if o.policy == "whole" for member in o.members}
    names = [want.id for want in wants if want.id.rpartition(":")[2] in whole]
    for index in range(len(found.sorts)) if names else ():
        spans = [span for name in names if (span := shares.spans.get((index, name)))]
        if len(spans) < 2:
            continue
        ends = {ZERO}
        at = ZERO
        for _number, _row, amounts in found.laid(index):
            at += max(amounts)
            ends.add(at)
        if any(end not in ends for span in spans for end in span if end < at):
            return True
    return False
