"""What became of each line at each need, in steps whose amounts add up (stage 10).

Neighbors: `merge` says which outcome shows a need, `share_out` where its hours lie, `spread` on which lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from stemtracker.domain import wording
from stemtracker.domain.assessment import LineAnswer, Reason
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.demand import Bucket, in_lines
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.in_doubt import asked_for_need
from stemtracker.rules.merge import Shown
from stemtracker.rules.offer import HIGH, LOW, PLAN, Offer
from stemtracker.rules.pools import Pool
from stemtracker.rules.sharing import Sharing
from stemtracker.rules.silent import Silence
from stemtracker.rules.sorting import Row
from stemtracker.rules.spread import taken_of
from stemtracker.rules.tally import Tally
from stemtracker.rules.traits import Sorter, pieces

ZERO = Fraction(0)
#: What a limit counts that does not count hours.
LINE = "line"


@dataclass(slots=True)
class _Layer:
    """Steps in the order in which they are told: for all lines of a row, or for a line by itself."""

    #: The row of each line.
    of: Sequence[int]
    rows: dict[int, list[Reason]] = field(default_factory=dict)
    lines: dict[int, list[Reason]] = field(default_factory=dict)

    def row(self, index: int) -> list[Reason]:
        return self.rows.setdefault(index, [])

    def line(self, number: int) -> list[Reason]:
        return self.lines.setdefault(number, [])


class Scribe:
    """Writes the lines of one pack's answer; what holds for all lines that are alike is written once."""

    def __init__(self, outcome: Outcome, shown: Sequence[Shown], lines: Sequence[Line], real: int) -> None:
        """`real` of the lines are activities; the others stand for hours that came over from the last renewal."""
        self.outcome, self.shown, self.lines, self.real = outcome, shown, lines, real
        self.pack_id = outcome.ground.pack.id
        self.layers: list[_Layer] = []
        #: Steps in accounts none of whose needs would take the line: told only where there is nothing else to tell.
        self.beside: list[_Layer] = []
        self.places: dict[int, list[int]] = {}
        self.reached: dict[int, Mapping[Bucket, Fraction]] = {}

    def write(self) -> tuple[LineAnswer, ...]:
        """Every line of the ledger, then the synthetic ones."""
        for sharing, purse, pool in self.drawn(self.outcome):
            self.steps(sharing, purse, pool)
        for node in self.shown:
            self.counted(node)
        for sharing, purse, pool in self.drawn(self.outcome):
            self.left_over(sharing, purse, pool)
        answers = tuple(self.answers())
        return (*answers, *self.synthetic(answers))

    def answers(self) -> Iterator[LineAnswer]:
        """The lines, each with what was written about it."""
        single = {number for layer in self.layers for number in layer.lines}
        places = list({id(layer.of): layer.of for layer in (*self.layers, *self.beside)}.values())
        written: dict[object, tuple[tuple[Reason, ...], Fraction, str]] = {}
        silence = Silence(self.outcome.ground)
        for number, line in enumerate(self.lines):
            key = number if number in single else tuple([of[number] for of in places])
            if key not in written:
                told = _steps(self.layers, number) or _steps(self.beside, number)
                written[key] = (told, *self.offered(number))
            reasons, offered, unit = written[key]
            synthetic = number >= self.real
            if not reasons and not synthetic:
                reasons = (silence.reason(line),)
            if reasons or not synthetic:
                yield LineAnswer(
                    id=line.id, title=line.title, offered=offered, unit=unit, reasons=reasons, synthetic=synthetic
                )

    def offered(self, number: int) -> tuple[Fraction, str]:
        """What a line offers, in the first account to which it offers anything; the most of what readings say."""
        account, amount, unit = "", ZERO, ""
        for sharing, purse, pool in self.told:
            offer = _rows(sharing)[self.rows(sharing)[number]].offers[purse]
            here = max(offer.shown(LOW), offer.shown(HIGH), offer.shown(PLAN))
            if not unit or (here and not amount):
                account, amount, unit = pool.account_id, here, pool.account.unit
            elif pool.account_id == account:
                amount = max(amount, here)
        return amount, unit

    @cached_property
    def told(self) -> list[tuple[Sharing, int, Pool]]:
        """The pools of all outcomes that anything is told of, those of the main one first."""
        every = (self.outcome, *(node.outcome for node in self.shown if node.bounds is not None))
        entries = (entry for outcome in every for entry in self.drawn(outcome))
        return list({id(pool): (sharing, purse, pool) for sharing, purse, pool in entries}.values())

    @cached_property
    def asked(self) -> frozenset[str]:
        """The needs that apply, or may."""
        return frozenset(node.id for node in self.shown if node.applies is not False)

    def rows(self, sharing: Sharing) -> Sequence[int]:
        """The row of each line, worked out once."""
        rows = _rows(sharing)
        if id(rows) not in self.places:
            found = self.places[id(rows)] = [0] * len(self.lines)
            for index, row in enumerate(rows):
                for number in row.numbers:
                    found[number] = index
        return self.places[id(rows)]

    def layer(self, sharing: Sharing | None) -> _Layer:
        """A new layer over the rows of a sharing."""
        self.layers.append(_Layer(self.rows(sharing) if sharing else self.nothing))
        return self.layers[-1]

    @cached_property
    def nothing(self) -> Sequence[int]:
        """Rows for steps that are told line by line only."""
        return [-1] * len(self.lines)

    def drawn(self, outcome: Outcome) -> Iterator[tuple[Sharing, int, Pool]]:
        """This pack's pools in an outcome."""
        for sharing in outcome.sharings:
            for purse, pool in enumerate(sharing.pools):
                if pool.ground.pack.id == self.pack_id:
                    yield sharing, purse, pool

    def steps(self, sharing: Sharing, purse: int, pool: Pool) -> None:
        """What happened before sharing."""
        node = pool.needs[0].id
        layer, beside = self.layer(sharing), _Layer(self.rows(sharing))
        self.beside.append(beside)
        sorter = Sorter(pool.ground, pool.account, pool.needs)
        for index, row in enumerate(_rows(sharing)):
            offer = row.offers[purse]
            reasons = (layer if _concerned(offer, sorter) else beside).row(index)
            reasons += [Reason(node, step.amount, step.step, step.text, step.source) for step in offer.steps]
            reasons += _below(offer, pool, node)
            reasons += _unsure(offer, pool, self.asked)
            for part in offer.parts:  # needs that a refusal of their own closes
                for need, refuse in part.traits.closed:
                    source = refuse.src[0] if refuse.src else ""
                    reasons.append(Reason(need, ZERO, "refused", refuse.reason, source))

    def counted(self, node: Shown) -> None:
        """What of each line counts at a need."""
        tally = node.outcome.tallies.get(node.id)
        if tally is not None:
            self.tallied(node, tally)
        elif node.bounds is not None:
            for sharing, purse, pool in self.drawn(node.outcome):
                name = f"{purse}:{node.id}" if len(sharing.pools) > 1 else node.id
                self.spread(sharing, purse, pool, node, name)

    def tallied(self, node: Shown, tally: Tally) -> None:
        """Lines that are counted themselves."""
        chosen, open_ = set(tally.counted), set(tally.doubtful)
        layer = self.layer(None)
        for number, line in enumerate(self.lines):
            if line.id in chosen:
                said = "begun now, to be shown at the next renewal" if tally.deferred else "counted once"
                layer.line(number).append(Reason(node.id, Fraction(1), "counted", said))
            elif line.id in open_:
                asked = wording.inside(tally.asked.get(line.id, "whether it counts"))
                layer.line(number).append(Reason(node.id, Fraction(1), "doubtful", f"can't tell yet: {asked}"))

    def spread(self, sharing: Sharing, purse: int, pool: Pool, node: Shown, name: str) -> None:
        """The hours of lines that went to a need."""
        layer, rows = self.layer(sharing), _rows(sharing)
        shares = sharing.shares[LOW]
        spans = {index: span for (index, id_), span in shares.spans.items() if id_ == name}
        taken = taken_of(sharing, purse, spans)
        for index, amount in taken.rows.items():
            layer.row(index).append(self.reason(rows[index].offers[purse], amount, pool, sharing, node))
        for number, amount in taken.lines.items():
            offer = rows[layer.of[number]].offers[purse]
            layer.line(number).append(self.reason(offer, amount, pool, sharing, node))

    def reason(self, offer: Offer, amount: Fraction, pool: Pool, sharing: Sharing, node: Shown) -> Reason:
        """What of a line went to a need, in words."""
        if not node.counted:
            return Reason(
                node.id, amount, "floored", "too little in this topic so far: it counts from a certain amount on"
            )
        unit, whole = pool.account.unit, offer.amounts[LOW]
        counted = "counted if you go this way" if node.elsewhere else "counted"
        if amount == whole:
            return Reason(node.id, amount, "counted", f"{wording.exact(amount, unit)} {counted}")
        why, source = _why(pool, offer, self.full(sharing), node)
        text = f"{plain(amount)} of {wording.exact(whole, unit)} {counted}" + (f" · {why}" if why else "")
        return Reason(node.id, amount, "counted", text, source)

    def full(self, sharing: Sharing) -> Mapping[Bucket, Fraction]:
        """The limits that are reached, worked out once."""
        if id(sharing) not in self.reached:
            self.reached[id(sharing)] = reached(sharing)
        return self.reached[id(sharing)]

    def left_over(self, sharing: Sharing, purse: int, pool: Pool) -> None:
        """What a limit cut off, or nothing needed."""
        node = pool.needs[0].id
        layer = self.layer(sharing)
        used = taken_of(sharing, purse, _used(sharing, purse))
        for index, row in enumerate(_rows(sharing)):
            offer = row.offers[purse]
            whole = offer.amounts[LOW] - pool.lost(offer)
            if whole <= 0:
                continue
            if index not in used.apart:
                layer.row(index).extend(self.rest(offer, whole - used.rows.get(index, ZERO), pool, sharing, node))
                continue
            for number in row.numbers:
                layer.line(number).extend(self.rest(offer, whole - used.lines.get(number, ZERO), pool, sharing, node))

    def rest(self, offer: Offer, rest: Fraction, pool: Pool, sharing: Sharing, node: str) -> Iterator[Reason]:
        """What is left of a line, and why."""
        if rest <= 0:
            return
        said = wording.exact(rest, pool.account.unit)
        text, source = _limit_text(pool, offer, self.full(sharing))
        if text:
            yield Reason(node, rest, "over_cap", f"{said} over · {text}", source)
        elif not any(pool.held(part, LOW, lifted=False) for part in offer.parts):
            yield Reason(node, rest, "unused", f"{said} counted elsewhere")
        else:
            short = f"less than {_least(pool)} in its topic"
            alone = len(sharing.pools) == 1
            text = f"{said} left out: {short}" if alone else f"{said} counted elsewhere or left out: {short}"
            yield Reason(node, rest, "floored" if alone else "unused", text)

    def synthetic(self, answers: Sequence[LineAnswer]) -> Iterator[LineAnswer]:
        """Rounding of sums, as lines of their own."""
        for node in self.shown:
            need = node.outcome.ground.needs.get(node.id)
            if need is None or need.rounding is None or node.bounds is None:
                continue
            exact = sum((answer.counted_at(node.id) for answer in answers), ZERO)
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


def _steps(layers: Sequence[_Layer], number: int) -> tuple[Reason, ...]:
    """All steps of one line."""
    rows = (step for layer in layers for step in (*layer.rows.get(layer.of[number], ()), *layer.lines.get(number, ())))
    return tuple(rows)


def _concerned(offer: Offer, sorter: Sorter) -> bool:
    """Whether some need would take hours of a line, were they to count at all."""
    if any(offer.amounts):
        return True
    itself = (sorter.traits(offer.line, topics) for topics, _share in pieces(offer.line))
    every = (*(part.traits for part in offer.parts), *itself)
    return any(traits.maybe or traits.closed for traits in every)


def _rows(sharing: Sharing) -> Sequence[Row]:
    return sharing.sorted[LOW].rows


def _below(offer: Offer, pool: Pool, node: str) -> Iterator[Reason]:
    """What a threshold keeps out."""
    lost = pool.lost(offer)
    if not lost:
        return
    parts = [p for p in range(len(offer.parts)) if pool.out(offer, p, LOW)]
    least = _least(pool)
    maybe = any(not pool.out(offer, p, HIGH) for p in parts)
    if any(offer.parts[p].topics for p in parts):
        text = f"less than {least} in its topic: not counted"
    else:
        text = f"no topic recorded; a topic counts from {least} on"
    yield Reason(node, lost, "doubtful" if maybe else "floored", text)


def _unsure(offer: Offer, pool: Pool, asked: frozenset[str]) -> Iterator[Reason]:
    """What may fit a need, and which answer would tell."""
    for need in pool.needs if offer.shown(HIGH) else ():
        if need.id not in asked or need.kind == "share":
            continue
        high, low = ([p for p in offer.parts if need.id in pool.fits(offer, p, reading)] for reading in (HIGH, LOW))
        share = sum((part.of(HIGH) for part in high if part not in low), ZERO)
        if share:
            why = asked_for_need(pool.ground, need, offer) or "not all is known about it"
            text = f"can't tell yet: {wording.inside(why)}"
            yield Reason(need.id, offer.shown(HIGH) * share, "doubtful", text)


def _least(pool: Pool) -> str:
    """From where on a topic counts."""
    return wording.exact(max((now.at_least.lo for now in pool.account.thresholds), default=ZERO), pool.account.unit)


def _used(sharing: Sharing, purse: int) -> dict[int, tuple[Fraction, Fraction]]:
    """Where along the hours of each sort those lie that a purse takes."""
    places = sharing.shares[LOW].places
    sorts = range(len(sharing.sorted[LOW].sorts))
    return {index: places.get((index, purse), (ZERO, ZERO)) for index in sorts}


def _limit_text(pool: Pool, offer: Offer, full: Mapping[Bucket, Fraction]) -> tuple[str, str]:
    """The limit that cut a line, where one is reached."""
    buckets = {b for part in offer.parts for b in pool.place(offer, part, LOW)[1] if b in full}
    for bucket in sorted(buckets, key=lambda b: (full[b], repr(b))):
        if isinstance(bucket[2], int):
            now = pool.account.limits[bucket[2]]
            cap = wording.exact(full[bucket], LINE if in_lines(bucket) else pool.account.unit)
            title = now.limit.title or f"limit on {now.limit.id.replace('_', ' ')}"
            source = now.limit.src[0] if now.limit.src else ""
            asked = next((t for part in offer.parts for at, t in part.traits.beside if at == bucket[2]), "")
            return f"{title} ({cap})" + (f"; can't tell yet: {wording.inside(asked)}" if asked else ""), source
    return "", ""


def reached(sharing: Sharing) -> Mapping[Bucket, Fraction]:
    """The limits that are full and cut something off, with how much they let through."""
    shares, found = sharing.shares[LOW], sharing.sorted[LOW]
    through: dict[Bucket, Fraction] = {}
    offered: dict[Bucket, Fraction] = {}
    for index, sort in enumerate(found.sorts):
        for bucket in frozenset[Bucket]().union(*sort.limits):
            # windows of one account take the same hours, which fall under its limits once
            purses = [purse for purse, limits in enumerate(sort.limits) if bucket in limits]
            used = _covered(shares.places[index, purse] for purse in purses if (index, purse) in shares.places)
            whole = max(sort.offered[purse] for purse in purses)
            if in_lines(bucket):
                used, whole = Fraction(bool(used)), Fraction(1)
            through[bucket] = through.get(bucket, ZERO) + used
            offered[bucket] = offered.get(bucket, ZERO) + whole
    caps = {bucket: max(cap, ZERO) for bucket, cap in sharing.caps.items() if cap is not None}
    return {b: amount for b, amount in through.items() if amount < offered[b] and amount >= caps.get(b, ZERO)}


def _covered(spans: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """How much lies in any of some spans."""
    found = end = ZERO
    for start, stop in sorted(spans):
        found += max(ZERO, stop - max(start, end))
        end = max(end, stop)
    return found


def _why(pool: Pool, offer: Offer, full: Mapping[Bucket, Fraction], node: Shown) -> tuple[str, str]:
    """Why a line counts only in part at a need."""
    text, source = _limit_text(pool, offer, full)
    if text:
        return text, source
    if len(offer.parts) > 1:
        return "the part on this topic", ""
    group = next((o for o in node.outcome.ground.overlaps if node.id in o.members), None)
    return (
        ("the rest counts for another need; hours are not counted twice", group.src[0] if group.src else "")
        if group
        else ("", "")
    )
