"""The needs that no hours go into: a fact, a number of activities, something done.

Neighbors: `naive_offer` says what a purse takes; `naive_engine` asks, along each way.
"""

from __future__ import annotations

from datetime import date

from naive_offer import Offers, pinned, took_place
from naive_reading import Reading, UndecidableError

from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import add_months
from stemtracker.rules.pack import Need


class Plain:
    """Says in one world whether such a need is met."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def met(self, need: Need) -> bool:
        """A fact, a number of activities, or something done."""
        if need.kind == "fact":
            return self.reading.truth(need.fact)
        lines = [line for line in self.reading.case.ledger if took_place(line, self.reading)]
        lines = [line for line in lines if pinned(line, self.reading.pack.id) != "none"]
        there = [line for line in lines if self.reading.truth(need.match, line, self.topics(line))]
        there = [line for line in there if not need.days or line.end in need.days]
        if need.of:
            there = [line for line in there if self.drawn_on(need.of, need.window, line)]
        if need.kind == "count":
            there = [line for line in there if not need.window or self.reading.inside(line, need.window)]
            many = len({getattr(line, need.distinct) for line in there} if need.distinct else there)
            return many >= self.reading.number(need.amount, need.id) if need.amount else bool(many)
        return any(self.valid(need.valid, line.end) for line in there)

    def drawn_on(self, of: str, window: str, line: Line) -> bool:
        """Whether a purse takes an activity that is only counted: in its days, and not refused."""
        account = self.reading.in_force(self.reading.pack.accounts[of])
        if account is None or not self.reading.inside(line, window or account.window):
            return False
        offers = Offers(self.reading, account)
        refused = [rule for rule in account.refuse if not rule.needs]
        return offers.may_count(line) and not any(offers.refused(line, self.topics(line), rule) for rule in refused)

    def topics(self, line: Line) -> frozenset[str]:
        """All topics of a line."""
        return frozenset({*line.tags, *line.splits})

    def valid(self, valid: str, day: date) -> bool:
        """Whether what was done on a day still holds on the day of filing."""
        filing = self.reading.anchors["filing"]
        assert filing is not None
        words = valid.split()
        if valid == "once ever":
            return True
        if words[:1] == ["every"]:
            months = int(words[1]) * {"y": 12, "mo": 1}[words[2]]
            return add_months(filing, -months) <= day
        if words[:1] == ["within"]:
            hire = self.reading.anchors["hire"]
            months = int(words[1]) * {"y": 12, "mo": 1}[words[2]]
            if hire is None:
                raise UndecidableError("hire")
            return hire <= day <= add_months(hire, months)
        raise UndecidableError(valid)
