"""Sorts the hours of pools by what they are to needs, limits and thresholds, for one reading (stage 6).

Lines that are alike in all pools are one row, and all that is alike to the sharing is one sort.
Neighbors: `pools` has the offers, `share_out` shares what is sorted here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.demand import Sort, Topic
from stemtracker.rules.offer import HIGH, Offer, Part
from stemtracker.rules.pools import Place, Pool
from stemtracker.rules.traits import pieces
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
NOTHING: Place = (frozenset(), frozenset())
#: Groups of needs (each with its purse) that take whole activities.
Wholes = Sequence[frozenset[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """Lines that are alike in every pool: their numbers, and what each of them offers there."""

    numbers: Sequence[int]
    offers: tuple[Offer, ...]


@dataclass(slots=True)
class Sorted:
    """The sorts of one reading, and for each the parts of rows in it: (row, part, amount of one line per purse)."""

    rows: Sequence[Row]
    sorts: list[Sort] = field(default_factory=list)
    members: list[list[tuple[int, int, tuple[Fraction, ...]]]] = field(default_factory=list)
    #: From where on the topics count that hours of some sort speak for.
    least: dict[Topic, Fraction] = field(default_factory=dict)
    #: The number under which all go that are the same to sharing.
    known: int = -1

    def laid(self, index: int) -> list[tuple[int, int, tuple[Fraction, ...]]]:
        """The lines of a sort one after the other, in canonical order, each with its row and amounts."""
        members = (
            (row, part, amounts, number)
            for row, part, amounts in self.members[index]
            for number in self.rows[row].numbers
        )
        ordered = sorted(members, key=lambda member: (member[3], member[1]))
        return [(number, row, amounts) for row, _part, amounts, number in ordered]


@dataclass(frozen=True, slots=True)
class _What:
    """What hours are to each purse."""

    places: tuple[Place, ...]
    held: frozenset[frozenset[Topic]]
    activity: int
    part_of: tuple[int, Fraction] | None


#: Parts of a row that are the same hours: what they offer to each purse, and the number of what they are to it.
_Entry = tuple[tuple[Fraction, ...], int]


def rows_of(pools: Sequence[Pool]) -> list[Row]:
    """The lines in rows, by their first."""
    if len(pools) == 1:
        return [Row(offer.numbers, (offer,)) for offer in pools[0].offers]
    there: list[list[Offer]] = [[] for offer in pools[0].offers for _number in offer.numbers]
    for pool in pools:
        for offer in pool.offers:
            for number in offer.numbers:
                there[number].append(offer)
    found: dict[tuple[int, ...], tuple[list[int], tuple[Offer, ...]]] = {}
    for number, offers in enumerate(there):
        found.setdefault(tuple(o.at for o in offers), ([], tuple(offers)))[0].append(number)
    return [Row(numbers, offers) for numbers, offers in found.values()]


class Sorting:
    """Sorts the rows of one pool, or of several that draw on the same lines (one purse each)."""

    def __init__(self, pools: Sequence[Pool], reading: int, wholes: Wholes, *, lifted: bool) -> None:
        """`lifted` lets in what thresholds keep out, as if hours could be added to any topic."""
        self.pools, self.reading, self.wholes, self.lifted = pools, reading, wholes, lifted
        self.keys: dict[tuple[object, ...], frozenset[frozenset[Topic]]] = {}
        #: What hours are, each once, and its number by all that it depends on.
        self.whats: dict[_What, int] = {}
        self.numbers: dict[tuple[object, ...], int] = {}

    def sort(self, rows: Sequence[Row]) -> Sorted:
        """The rows as sorts."""
        rows = self.single(rows) if self.wholes else rows
        found = Sorted(rows)
        index: dict[object, int] = {}
        sums: list[list[Sum]] = []
        kept: list[int] = []
        for number, row in enumerate(rows):
            for part, (amounts, what) in enumerate(self.entries(number, row)):
                at = index.setdefault((what, _ratio(amounts)), len(sums))
                if at == len(sums):
                    sums.append([Sum() for _ in self.pools])
                    kept.append(what)
                    found.members.append([])
                for each_sum, amount in zip(sums[at], amounts, strict=True):
                    each_sum.add(amount, len(row.numbers))
                found.members[at].append((number, part, amounts))
        whats = list(self.whats)
        found.sorts = [self.finished(totals, whats[what]) for totals, what in zip(sums, kept, strict=True)]
        for topic in frozenset[Topic]().union(*(topics for sort in found.sorts for topics in sort.held)):
            found.least[topic] = self.pools[topic[0]].floors[self.reading].least[topic[1]]
        return found

    def finished(self, totals: Sequence[Sum], what: _What) -> Sort:
        """A sort whose needs carry the mark of their purse where there are several."""
        marks = [f"{purse}:" if len(self.pools) > 1 else "" for purse in range(len(self.pools))]
        return Sort(
            tuple(total.total() for total in totals),
            tuple(frozenset(mark + id_ for id_ in place[0]) for mark, place in zip(marks, what.places, strict=True)),
            tuple(place[1] for place in what.places),
            what.held,
            what.activity,
            what.part_of,
        )

    def single(self, rows: Sequence[Row]) -> list[Row]:
        """Rows in which lines stand alone that several needs of a group want whole."""
        found: list[Row] = []
        for row in rows:
            alone = len(row.numbers) > 1 and self.contested(row)
            found += [Row((number,), row.offers) for number in row.numbers] if alone else [row]
        return sorted(found, key=lambda row: row.numbers[0])

    def contested(self, row: Row) -> bool:
        """Whether several needs of a group want such a line whole."""
        needs: set[tuple[int, str]] = set()
        for purse, (pool, offer) in enumerate(zip(self.pools, row.offers, strict=True)):
            for part in offer.parts if offer.amounts[self.reading] else ():
                needs.update((purse, id_) for id_ in pool.place(offer, part, self.reading)[0])
        return any(len(needs & group) > 1 for group in self.wholes)

    def few(self, row: Row) -> bool:
        """Whether it is one of several lines of which only some count."""
        high = self.reading == HIGH
        return any(offer.few[high] and offer.amounts[self.reading] for offer in row.offers)

    def entries(self, number: int, row: Row) -> Iterator[_Entry]:
        """The hours of a row, those apart that are not the same to every pool."""
        one = self.few(row) or (bool(self.wholes) and self.contested(row))
        activity = row.numbers[0] if one else -1
        if len(self.pools) == 1:
            offer = row.offers[0]
            for part in range(len(offer.parts) if offer.amounts[self.reading] else 0):
                if entry := self.entry(row, (part,), activity):
                    yield entry
            return
        matched = _matched(row)
        if matched is not None:
            for parts in matched:
                if entry := self.entry(row, parts, activity):
                    yield entry
            return
        for purse, offer in enumerate(row.offers):
            for part in range(len(offer.parts)):
                alone = tuple(part if at == purse else None for at in range(len(self.pools)))
                portion = offer.parts[part].share / sum((p.share for p in offer.parts), ZERO)
                if entry := self.entry(row, alone, activity, (number, portion)):
                    yield entry

    def entry(
        self,
        row: Row,
        parts: Sequence[int | None],
        activity: int,
        part_of: tuple[int, Fraction] | None = None,
    ) -> _Entry | None:
        """What one part of each pool (None: no part) offers and is; nothing where nothing is offered."""
        amounts: list[Fraction] = []
        tokens: list[object] = []
        for pool, offer, index in zip(self.pools, row.offers, parts, strict=True):
            amount = ZERO
            if index is not None and not pool.out(offer, index, self.reading, lifted=self.lifted):
                amount, share = offer.amounts[self.reading], offer.parts[index].of(self.reading)
                if share != 1:
                    amount *= share
            amounts.append(amount)
            tokens.append(_token(pool, offer, offer.parts[index]) if amount and index is not None else None)
        if not any(tokens):
            return None
        key = (*tokens, activity, part_of)
        if key not in self.numbers:
            kept = [index if token else None for index, token in zip(parts, tokens, strict=True)]
            what = _What(*self.what(row, kept), activity, part_of)
            self.numbers[key] = self.whats.setdefault(what, len(self.whats))
        return tuple(amounts), self.numbers[key]

    def what(self, row: Row, parts: Sequence[int | None]) -> tuple[tuple[Place, ...], frozenset[frozenset[Topic]]]:
        """What parts of a row are to each purse, and what they have to speak for."""
        places: list[Place] = []
        held: set[frozenset[Topic]] = set()
        for purse, (pool, offer, index) in enumerate(zip(self.pools, row.offers, parts, strict=True)):
            places.append(NOTHING if index is None else pool.place(offer, offer.parts[index], self.reading))
            held |= self.topics(purse, pool, offer, index) if index is not None else frozenset()
        return tuple(places), frozenset(held)

    def topics(self, purse: int, pool: Pool, offer: Offer, index: int) -> frozenset[frozenset[Topic]]:
        """What a part has to speak for in a purse."""
        part = offer.parts[index]
        if self.reading not in pool.floors:
            return frozenset()
        key = (purse, id(part.traits), part.topics, part.itself)
        if key not in self.keys:
            mark = f"{purse}:" if len(self.pools) > 1 else ""
            self.keys[key] = frozenset(
                frozenset((purse, at, kind, mark + name if kind == "need" else name) for kind, name in labels)
                for at, labels in pool.held(part, self.reading, lifted=self.lifted)
            )
        return self.keys[key]


def _token(pool: Pool, offer: Offer, part: Part) -> tuple[object, ...]:
    """What decides what a part is to a pool."""
    day = offer.day if part.traits.limits or offer.among or pool.yearly else None
    apart = offer.at if offer.cut or any(offer.few) else None
    return (id(part.traits), part.topics, part.itself, offer.only, offer.among, day, apart)


def _matched(row: Row) -> list[tuple[int | None, ...]] | None:
    """The parts of a line that are the same hours in all pools; None where pools divide it in different ways."""
    offers = [offer for offer in row.offers if any(offer.amounts)]
    if all(len(offer.parts) == 1 and not offer.line.splits for offer in offers):
        # undivided everywhere; the lines that stand for it may differ in topics from pool to pool
        return [tuple(0 if any(offer.amounts) else None for offer in row.offers)] if offers else []
    whole = {topics for topics, _share in pieces(row.offers[0].line)}
    same = len({tuple((part.topics, part.share, part.of(HIGH)) for part in offer.parts) for offer in offers}) < 2
    if not same and any(part.topics not in whole for offer in offers for part in offer.parts):
        return None
    every = dict.fromkeys(part.topics for offer in offers for part in offer.parts)
    found = []
    for topics in every:
        at = [next((i for i, part in enumerate(offer.parts) if part.topics == topics), None) for offer in row.offers]
        found.append(tuple(at))
    return found


def _ratio(amounts: Sequence[Fraction]) -> tuple[object, ...]:
    """What the purses take of one another's hours: lines are only alike if this is the same."""
    if len(amounts) == 1:
        return ()
    return tuple(a / amounts[0] for a in amounts[1:]) if all(amounts) else tuple(bool(a) for a in amounts)
