"""Brings the lines of a ledger to a desk, those that are alike together: one offer for each group.

Neighbors: `alike` makes the groups, `desk` the offers, `pools` keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from stemtracker.domain.ledger import Line
from stemtracker.rules.alike import Alike, Grain, alike
from stemtracker.rules.buckets import bucket_of, by_period
from stemtracker.rules.desk import Desk
from stemtracker.rules.offer import Offer
from stemtracker.rules.traits import pieces


class Ledger:
    """Lines in canonical order, and the groups that rules have asked for: the same for rules that tell apart alike."""

    def __init__(self, lines: Sequence[Line], *, by_topic: bool = False) -> None:
        """`by_topic` tells every topic apart: several packs look at the same parts of lines."""
        self.lines, self.by_topic = lines, by_topic
        self.groups: dict[Grain, list[Alike]] = {}

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """Where each line stands."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            found.setdefault(line.id, []).append(number)
        return found

    def alike(self, grain: Grain) -> list[Alike]:
        """The lines in groups."""
        if grain not in self.groups:
            self.groups[grain] = alike(self.lines, grain)
        return self.groups[grain]


class Batch:
    """Takes all lines of a ledger to one desk."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self.desk, self.ledger = desk, ledger
        self.models: dict[object, Offer] = {}
        self.dated: dict[object, tuple[bool, bool]] = {}
        #: Needs that are due every year, and every kind of year or semester that rules run over.
        self.due = [need.per for need in desk.sorter.needs if need.per]
        self.spans = tuple(dict.fromkeys(need.days for need in desk.sorter.needs if need.days))
        limited = (now.limit.per for now in desk.account.limits if by_period(now.limit.per))
        self.years = tuple(dict.fromkeys((*self.due, *limited)))

    def offers(self) -> list[Offer]:
        """The offers of all lines."""
        ground, sorter = self.desk.ground, self.desk.sorter
        told = dict(sorter.told)
        if self.ledger.by_topic or self.desk.account.thresholds:
            told["topics"] = None
        today = ground.env.anchors.get("today")
        grain = Grain(ground.setting.goes_by, tuple(sorted(told.items())), sorter.answers, self.desk.days, today)
        groups = self.ledger.alike(grain)
        return [self.like(group, what, numbers) for group in groups for what, numbers in self.told_apart(group)]

    def key(self, group: Alike) -> tuple[object, ...]:
        """What of a group the desk looks at: topics that nobody asks for are left aside."""
        return (
            group.key,
            group.tags if group.splits else self.desk.sorter.topics(self.ledger.lines[group.numbers[0]].tags),
            group.splits,
        )

    def told_apart(self, group: Alike) -> Iterable[tuple[object, Sequence[int]]]:
        """Lines of a group apart where days matter, or what was used before."""
        known = self.desk.known
        key = self.key(group)
        if key not in self.dated:
            self.dated[key] = self.by_day(self.ledger.lines[group.numbers[0]])
        dated, yearly = self.dated[key]
        if not (dated or yearly or self.spans or known.used or known.maybe):
            return ((None, group.numbers),)
        apart: dict[object, list[int]] = {}
        for number in group.numbers:
            line = self.ledger.lines[number]
            day = self.desk.days.day(line)
            what = (
                self.desk.sorter.when(line) if dated else (),
                tuple(bucket_of(per, day, self.desk.ground.env) for per in self.years) if yearly else (),
                tuple(day in span for span in self.spans),
                known.used.get(line.id),
                known.maybe.get(line.id),
            )
            apart.setdefault(what, []).append(number)
        return apart.items()

    def by_day(self, line: Line) -> tuple[bool, bool]:
        """Whether the days of such a line matter, and the year in which it lies."""
        sorter = self.desk.sorter
        topics = [topics for topics, _share in pieces(line)]
        earned = (now.earn for one in topics for now, _t in sorter.traits(line, one).earn)
        topics += [frozenset({topic}) for earn in earned for topic in earn.split]
        limits = (now.limit for one in topics for _i, now, _t in sorter.traits(line, one).limits)
        dated = any(sorter.by_day(line, one) for one in topics)
        return dated, bool(self.due) or (bool(self.years) and any(by_period(limit.per) for limit in limits))

    def like(self, group: Alike, what: object, numbers: Sequence[int]) -> Offer:
        """The offer of lines that are alike, made of that of others that differ in topics nobody asks for only."""
        line = self.ledger.lines[numbers[0]]
        key = (self.key(group), what)
        model = self.models.get(key)
        if model is None or model.firsts:
            model = self.models[key] = self.desk.offer(line)
            model.numbers = numbers
            return model
        return model.like(line, self.desk.days.day(line), numbers)
