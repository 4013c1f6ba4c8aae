"""What became of each line at each need, in steps whose amounts add up (stage 10).

Neighbors: `merge` says which outcome shows a need, `share_out` where its hours lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import LineAnswer, Reason
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.evaluate import Outcome, Sharing
from stemtracker.rules.merge import Shown
from stemtracker.rules.offer import HIGH, LOW, PLAN, Offer
from stemtracker.rules.pools import Pool
from stemtracker.rules.share_out import Bucket, Shares

ZERO = Fraction(0)


class Scribe:
    """Writes the lines of one pack's answer."""

    def __init__(self, outcome: Outcome, shown: Sequence[Shown], lines: Sequence[Line]) -> None:
        self.outcome, self.shown, self.lines = outcome, shown, lines
        self.pack_id = outcome.ground.pack.id
        self.reasons: list[list[Reason]] = [[] for _ in lines]
        self.offered: list[tuple[Fraction, str]] = [(ZERO, "") for _ in lines]
        self.reached: dict[int, Mapping[Bucket, Fraction]] = {}

    def write(self) -> tuple[LineAnswer, ...]:
        """Every line of the ledger, then the synthetic ones."""
        for _sharing, _purse, pool in self.drawn(self.outcome):
            self.steps(pool)
        for node in self.shown:
            self.counted(node)
        for sharing, purse, pool in self.drawn(self.outcome):
            self.left_over(sharing, purse, pool)
        answers = [
            LineAnswer(id=line.id, title=line.title, offered=offered, unit=unit, reasons=tuple(reasons))
            for line, reasons, (offered, unit) in zip(self.lines, self.reasons, self.offered, strict=True)
        ]
        return (*answers, *self.synthetic())

    def drawn(self, outcome: Outcome) -> Iterator[tuple[Sharing, int, Pool]]:
        """This pack's pools in an outcome."""
        for sharing in outcome.sharings:
            for purse, pool in enumerate(sharing.pools):
                if pool.ground.pack.id == self.pack_id:
                    yield sharing, purse, pool

    def steps(self, pool: Pool) -> None:
        """What happened before sharing."""
        node = pool.needs[0].id
        below = pool.below.get(LOW)
        for number, offer in enumerate(pool.offers):
            amount = max(offer.shown(LOW), offer.shown(HIGH), offer.shown(PLAN))
            if not self.offered[number][1] or (amount and not self.offered[number][0]):
                self.offered[number] = (amount, pool.account.unit)
            for step in offer.steps:
                self.reasons[number].append(Reason(node, step.amount, step.step, step.text, step.source))
            if below:
                self.below(number, offer, pool, node)
            self.closed(number, offer)

    def below(self, number: int, offer: Offer, pool: Pool, node: str) -> None:
        """What a threshold keeps out."""
        parts = [p for p in range(len(offer.parts)) if (number, p) in pool.below[LOW]]
        lost = sum((offer.amounts[LOW] * offer.parts[p].share for p in parts), ZERO)
        if not lost:
            return
        least = max((now.at_least.lo for now in pool.account.thresholds), default=ZERO)
        unit = pool.account.unit
        maybe = any((number, p) not in pool.below.get(HIGH, ()) for p in parts)
        if any(offer.parts[p].topics for p in parts):
            text = f"less than {wording.exact(least, unit)} in its topic: not counted"
        else:
            text = f"no topic recorded; a topic counts from {wording.exact(least, unit)} on"
        self.reasons[number].append(Reason(node, lost, "doubtful" if maybe else "floored", text))

    def closed(self, number: int, offer: Offer) -> None:
        """Needs that a refusal of their own closes."""
        for part in offer.parts:
            for need, refuse in part.traits.closed:
                source = refuse.src[0] if refuse.src else ""
                self.reasons[number].append(Reason(need, ZERO, "refused", refuse.reason, source))

    def counted(self, node: Shown) -> None:
        """What of each line counts at a need."""
        tally = node.outcome.tallies.get(node.id)
        if tally is not None:
            chosen = set(tally.counted)
            for number, line in enumerate(self.lines):
                if line.id in chosen:
                    self.reasons[number].append(Reason(node.id, Fraction(1), "counted", "counted once"))
                elif line.id in tally.doubtful:
                    text = "can't tell whether it counts"
                    self.reasons[number].append(Reason(node.id, Fraction(1), "doubtful", text))
            return
        if node.bounds is None:
            return
        for sharing, purse, pool in self.drawn(node.outcome):
            name = f"{purse}:{node.id}" if len(sharing.pools) > 1 else node.id
            for number, amount in _spread(sharing, purse, name).items():
                if node.counted:
                    self.counts(number, amount, pool, sharing, node)
                else:
                    text = "too little in this topic so far: it counts from a certain amount on"
                    self.reasons[number].append(Reason(node.id, amount, "floored", text))

    def counts(self, number: int, amount: Fraction, pool: Pool, sharing: Sharing, node: Shown) -> None:
        unit = pool.account.unit
        whole = pool.offers[number].amounts[LOW]
        text = f"{wording.exact(amount, unit)} counted"
        source = ""
        if amount != whole:
            text = f"{plain(amount)} of {wording.exact(whole, unit)} counted"
            why, source = _why(pool, number, self.full(sharing), node)
            text += f" · {why}" if why else ""
        self.reasons[number].append(Reason(node.id, amount, "counted", text, source))

    def full(self, sharing: Sharing) -> Mapping[Bucket, Fraction]:
        """The limits that are reached, worked out once."""
        if id(sharing) not in self.reached:
            self.reached[id(sharing)] = reached(sharing)
        return self.reached[id(sharing)]

    def left_over(self, sharing: Sharing, purse: int, pool: Pool) -> None:
        """What a limit cut off, or nothing needed."""
        node = pool.needs[0].id
        used = _used(sharing, purse)
        for number, offer in enumerate(pool.offers):
            rest = offer.amounts[LOW] - _below(pool, number) - used.get(number, ZERO)
            if rest <= 0:
                continue
            text, source = _limit_text(pool, number, self.full(sharing))
            unit = pool.account.unit
            if text:
                self.reasons[number].append(
                    Reason(node, rest, "over_cap", f"{wording.exact(rest, unit)} over · {text}", source)
                )
            else:
                self.reasons[number].append(
                    Reason(node, rest, "unused", f"{wording.exact(rest, unit)} counted elsewhere")
                )

    def synthetic(self) -> Iterator[LineAnswer]:
        """Rounding of sums, as lines of their own."""
        for node in self.shown:
            need = node.outcome.ground.needs.get(node.id)
            if need is None or need.rounding is None or node.bounds is None:
                continue
            exact = sum(
                (r.amount for found in self.reasons for r in found if r.node == node.id and r.step == "counted"), ZERO
            )
            difference = node.counted - exact
            if difference:
                text = f"rounded {need.rounding[0]} to {plain(need.rounding[1])}"
                reasons = (
                    Reason(node.id, difference, "rounded", text),
                    Reason(node.id, difference, "counted", text),
                )
                yield LineAnswer(
                    id=f"rounding:{node.id}",
                    title="Rounding of the sum",
                    offered=difference,
                    unit=self.outcome.unit,
                    reasons=reasons,
                    synthetic=True,
                )


def _spread(sharing: Sharing, purse: int, name: str) -> dict[int, Fraction]:
    """The hours of a need by line."""
    found: dict[int, Fraction] = {}
    shares: Shares = sharing.shares[LOW]
    for index, members in enumerate(sharing.sorted[LOW].members):
        span = shares.spans.get((index, name))
        if span is None:
            continue
        at = ZERO
        for number, _part, amounts in members:
            end = at + amounts[purse]
            amount = min(end, span[1]) - max(at, span[0])
            if amount > 0:
                found[number] = found.get(number, ZERO) + amount
            at = end
    return found


def _used(sharing: Sharing, purse: int) -> dict[int, Fraction]:
    """What of each line is used at all."""
    found: dict[int, Fraction] = {}
    shares = sharing.shares[LOW]
    for index, members in enumerate(sharing.sorted[LOW].members):
        at, start = ZERO, ZERO
        for before in range(purse):
            offered = sharing.sorted[LOW].sorts[index].offered[before]
            if offered:
                taken = shares.used.get((index, before), ZERO) / offered
                start += taken * sharing.sorted[LOW].sorts[index].offered[purse]
        stop = start + shares.used.get((index, purse), ZERO)
        for number, _part, amounts in members:
            end = at + amounts[purse]
            amount = min(end, stop) - max(at, start)
            if amount > 0:
                found[number] = found.get(number, ZERO) + amount
            at = end
    return found


def _below(pool: Pool, number: int) -> Fraction:
    below = pool.below.get(LOW)
    if not below:
        return ZERO
    offer = pool.offers[number]
    return sum((offer.amounts[LOW] * p.share for i, p in enumerate(offer.parts) if (number, i) in below), ZERO)


def _limit_text(pool: Pool, number: int, full: Mapping[Bucket, Fraction]) -> tuple[str, str]:
    """The limit that cut a line, where one is reached."""
    offer = pool.offers[number]
    buckets = {b for part in offer.parts for b in pool.place(offer, part, LOW)[1] if b in full}
    for bucket in sorted(buckets, key=lambda b: (full[b], repr(b))):
        if isinstance(bucket[2], int):
            now = pool.account.limits[bucket[2]]
            cap = wording.exact(full[bucket], pool.account.unit)
            title = now.limit.title or f"limit on {now.limit.id.replace('_', ' ')}"
            source = now.limit.src[0] if now.limit.src else ""
            return f"{title} ({cap})", source
    return "", ""


def reached(sharing: Sharing) -> Mapping[Bucket, Fraction]:
    """The limits that are full and cut something off, with how much they let through."""
    shares, found = sharing.shares[LOW], sharing.sorted[LOW]
    through: dict[Bucket, Fraction] = {}
    offered: dict[Bucket, Fraction] = {}
    for index, sort in enumerate(found.sorts):
        for purse, limits in enumerate(sort.limits):
            for bucket in limits:
                through[bucket] = through.get(bucket, ZERO) + shares.used.get((index, purse), ZERO)
                offered[bucket] = offered.get(bucket, ZERO) + sort.offered[purse]
    caps = {bucket: max(cap, ZERO) for bucket, cap in sharing.caps.items() if cap is not None}
    return {b: amount for b, amount in through.items() if amount < offered[b] and amount >= caps.get(b, ZERO)}


def _why(pool: Pool, number: int, full: Mapping[Bucket, Fraction], node: Shown) -> tuple[str, str]:
    """Why a line counts only in part at a need."""
    text, source = _limit_text(pool, number, full)
    if text:
        return text, source
    offer = pool.offers[number]
    if len(offer.parts) > 1:
        return "the part on this topic", ""
    group = next((o for o in node.outcome.ground.overlaps if node.id in o.members), None)
    return (
        ("the rest counts for another need; hours are not counted twice", group.src[0] if group.src else "")
        if group
        else ("", "")
    )
