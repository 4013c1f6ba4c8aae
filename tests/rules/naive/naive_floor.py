"""Thresholds that reach the total: an hour counts only where a topic that it speaks for comes to enough.

A need's topics together count as one, every other topic by itself. At worst an hour speaks for one of its topics, at
best for all. Hours without a topic are in doubt, unless an activity has enough of them by itself.
Neighbors: `naive_engine` says which needs there are, `naive_share` deals out hours and what they speak for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product

from naive_offer import Part, eligible
from naive_reading import Reading
from naive_share import ALONE, Voices

from stemtracker.rules.pack import Account, Need, Threshold

#: A rule, and a need, a topic, or an activity that has none.
Label = tuple[str, str, str]
ITSELF = "activity"


@dataclass(frozen=True)
class Reached:
    """Some topics that come to enough, and what each part may speak for then."""

    least: tuple[Fraction, ...]
    voices: tuple[Voices, ...]
    #: Topics of which an hour speaks for one only.
    apart: frozenset[frozenset[int]]
    #: Those that nothing can be added to.
    alone: frozenset[int]


class Floors:
    """The thresholds of a purse that reach the total, in one world."""

    def __init__(self, reading: Reading, account: Account, needs: Sequence[Need], parts: Sequence[Part]) -> None:
        self.reading, self.account, self.needs, self.parts = reading, account, needs, parts
        self.rules = {rule.id: rule for rule in account.thresholds if self.total_too(rule)}
        self.least = {id_: reading.number(rule.at_least, id_) for id_, rule in self.rules.items()}
        self.labels = [{id_: self.spoken(part, rule) for id_, rule in self.rules.items()} for part in parts]

    def total_too(self, rule: Threshold) -> bool:
        """Whether it is in force and reaches the total."""
        if not self.reading.applies(rule):
            return False
        unknown = rule.scope == "unknown"
        return self.reading.world.choose("scope", rule.id, (True, False)) if unknown else rule.scope == "total too"

    def spoken(self, part: Part, rule: Threshold) -> tuple[Label, ...] | None:
        """What a part may speak for; None where the rule does not look at it, or lets it pass without."""
        if not self.reading.truth(rule.match, part.line, part.topics):
            return None
        mine = [need.id for need in self.needs if eligible(self.reading, self.account, need, part)]
        found = (*((rule.id, "need", id_) for id_ in mine), *((rule.id, "topic", t) for t in sorted(part.topics)))
        if found:
            return found
        if part.units < self.least[rule.id] or self.account.limits:  # what limits leave of it has to be enough
            doubt = self.reading.world.choose("floor", part.line.id, (True, False))
            return ((rule.id, ITSELF, part.line.id),) if doubt else None
        return None

    def ways(self, after: int) -> Iterator[Reached]:
        """Every set of topics that may be reached; they are numbered after the needs."""
        worth = self.worth_telling()
        at_once = {id_: self.at_once(id_, worth) for id_ in self.rules}
        for chosen in chain.from_iterable(combinations(worth, many) for many in range(len(worth) + 1)):
            number = {label: after + at for at, label in enumerate(chosen)}
            pairs = (pair for pair in combinations(chosen, 2) if pair[0][0] == pair[1][0] and not at_once[pair[0][0]])
            yield Reached(
                tuple(self.least[label[0]] for label in chosen),
                tuple(self.voices(labels, number, at_once) for labels in self.labels),
                frozenset(frozenset(number[label] for label in pair) for pair in pairs),
                frozenset(number[label] for label in chosen if label[1] == ITSELF),
            )

    def at_once(self, rule: str, worth: Sequence[Label]) -> bool:
        """Whether an hour speaks for all of its topics: where it has several, nobody says so."""
        several = any(len({*worth} & {*(labels[rule] or ())}) > 1 for labels in self.labels)
        return several and self.reading.world.choose("spoken", rule, (False, True))

    def worth_telling(self) -> list[Label]:
        """Without topics of which each hour could as well speak for another one."""
        held: dict[Label, set[int]] = {}
        for at, labels in enumerate(self.labels):
            for label in chain.from_iterable(found or () for found in labels.values()):
                held.setdefault(label, set()).add(at)
        return [
            label
            for label, parts in held.items()
            if label[1] == "need"
            or not any(
                label[0] == other[0] and (parts < there or (parts == there and other < label))
                for other, there in held.items()
            )
        ]

    def voices(
        self, labels: dict[str, tuple[Label, ...] | None], number: dict[Label, int], at_once: dict[str, bool]
    ) -> Voices:
        """What an hour may speak for together, under each rule for one topic or for all of them."""
        found = []
        for id_, mine in labels.items():
            if mine is None:
                continue
            there = [number[label] for label in mine if label in number]
            found.append([frozenset(there)] if there and at_once[id_] else [frozenset({label}) for label in there])
        return tuple(frozenset().union(*chosen) for chosen in product(*found)) if found else ALONE
