"""Why a line has no part in an answer, where no account tells: the one plain reason that such a line has.

Neighbors: `line_answers` asks here for lines of which nothing was written, `tally` has the needs that count lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from stemtracker.domain import wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Reason
from stemtracker.domain.ledger import Line
from stemtracker.rules.ground import Ground
from stemtracker.rules.pack import Need
from stemtracker.rules.tally import NO_ACCOUNT, ahead_in_words, days_of, lies_ahead, matches_of, timely
from stemtracker.rules.traits import Sorter

ZERO = Fraction(0)


class Silence:
    """The reasons under one pack, in one world."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    @cached_property
    def counting(self) -> list[tuple[Need, Sorter]]:
        """The needs that count lines and are asked."""
        needs = (self.ground.needs[id_] for id_ in self.ground.needs if id_ in self.ground.live)
        return [(need, Sorter(self.ground, NO_ACCOUNT, (need,))) for need in needs if need.kind in {"count", "done"}]

    def reason(self, line: Line) -> Reason:
        """What the holder or the authority said of it, else what a need says, else that no need asks for it."""
        if self.ground.setting.pin(line) == "none":
            return Reason("", ZERO, "pinned", "you decided that it does not count for this license")
        if line.status == Status.REFUSED:
            return Reason("", ZERO, "refused", "it was refused")
        return next(self.of_needs(line), None) or Reason("", ZERO, "unused", self.nobody)

    def of_needs(self, line: Line) -> Iterator[Reason]:
        """What keeps it from a need that counts lines: what lies nearest first."""
        fitting = [(need, sorter) for need, sorter in self.counting if matches_of(sorter, line)[0] is not False]
        for need, _sorter in fitting:
            days = days_of(need, self.ground)
            if timely(need, self.ground, days, line) is False:
                yield Reason(need.id, ZERO, "outside", "outside the days that count")
            elif lies_ahead(line, self.ground):
                yield Reason(need.id, ZERO, "planned", ahead_in_words(line))
            else:
                yield Reason(need.id, ZERO, "unused", "another activity counts in its place")
        for need, sorter in self.counting:
            for name in sorted(need.match.line_facts) if need.match else ():
                if answered := line.answers.get(name):
                    blank = replace(line, answers={k: v for k, v in line.answers.items() if k != name})
                    if matches_of(sorter, blank)[0] is not False:
                        asked = wording.inside(self.ground.pack.line_questions[name].ask)
                        yield Reason(need.id, ZERO, "refused", f"you answered “{answered}” to: {asked}")

    @cached_property
    def nobody(self) -> str:
        """That no need asks for it, in words."""
        if any(self.ground.needs[id_].kind == "amount" for id_ in self.ground.live):
            return "no requirement here asks for such an activity"
        if self.counting:
            return "no hours are asked here, and no requirement asks for such an activity"
        return "neither hours nor activities are asked here"
