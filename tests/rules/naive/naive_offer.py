"""What each activity brings into a purse in one world: its parts, each with an amount and the topics it is about.

Neighbors: `naive_reading` reads the pack; `naive_share` deals the parts out to the needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from naive_reading import ENDLESS, Reading, UndecidableError, period_key

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Account, Earn, Need, Rate, Refuse, Same

ORDER = (Status.ATTENDED, Status.CLAIMED, Status.POSTED)


@dataclass(frozen=True)
class Part:
    """A part of an activity: what it is worth in the purse, and what it is about."""

    line: Line
    topics: frozenset[str]
    units: Fraction


def took_place(line: Line, reading: Reading) -> bool:
    """Whether it can count at all: neither refused nor planned nor yet to come."""
    return line.status in ORDER and line.end <= reading.case.today


def pinned(line: Line, pack: str) -> str:
    """The need under which the holder wants it counted; "none" for nowhere."""
    return line.pins.get(pack) or line.pins.get("") or ""


class Offers:
    """The parts that lines bring into one account."""

    def __init__(self, reading: Reading, account: Account) -> None:
        self.reading, self.account = reading, account

    def parts(self, windows: Iterable[str]) -> list[Part]:
        """Every part that counts in one of these windows, after everything but limits and sharing."""
        ledger = sorted(self.reading.case.ledger, key=lambda line: (line.end, line.start, line.id))
        windows = list(windows)
        there = [line for line in ledger if any(self.reading.inside(line, name) for name in windows)]
        there = [line for line in there if self.may_count(line)]
        alone = [part for line in there for part in self.earned(line, {})]
        for rule in self.account.same:
            if self.reading.applies(rule):
                alone = self.once(alone, rule)
        kept = {part.line.id for part in alone}
        used: dict[str, Fraction] = {}  # what is the same as another earns nothing, and takes no better rate either
        return [part for line in there if line.id in kept for part in self.earned(line, used)]

    def may_count(self, line: Line) -> bool:
        """Whether its status lets it count; below the one that is asked, that is open."""
        if not took_place(line, self.reading) or pinned(line, self.reading.pack.id) == "none":
            return False
        if ORDER.index(line.status) >= ORDER.index(Status(self.account.counts_from)):
            return True
        return self.reading.world.choose("status", (self.account.id, line.id), (False, True))

    def earned(self, line: Line, used: dict[str, Fraction]) -> list[Part]:
        """Its parts with their worth; `used` is how much of each better first rate is gone."""
        amount = line.amount
        if line.status == Status.POSTED and line.posted_amount is not None:
            amount = line.posted_amount
        elif line.status == Status.CLAIMED and line.claimed_amount is not None:
            amount = line.claimed_amount
        whole = replace(line, amount=amount)
        found: list[Part] = []
        rest = amount - sum(line.splits.values(), Fraction(0))
        pieces = [(frozenset({*line.tags, topic}), part) for topic, part in line.splits.items()]
        pieces = [*pieces, (line.tags, rest)] if rest > 0 else pieces
        ways = [(topics, piece, self.way(whole, topics)) for topics, piece in pieces if self.taken(whole, topics)]
        better = self.better([(piece, earn) for _topics, piece, earn in ways if earn], used)
        for topics, piece, earn in ways:
            if earn is None and self.own_unit(line):
                found.append(Part(line, topics, piece))
            elif earn is None:
                open_ = self.account.otherwise == "unknown"
                choice = (Fraction(0), ENDLESS) if open_ else (Fraction(0),)
                found.append(Part(line, topics, self.reading.world.choose("worth", (self.account.id, line.id), choice)))
            else:
                found += self.worth(earn, whole, topics, piece, better.get(earn.id, Fraction(0)))
        return [part for part in found if part.units > 0]

    def own_unit(self, line: Line) -> bool:
        """Whether it is measured in what the purse is kept in: then it needs no rate."""
        return line.unit.replace("_", " ").lower() == self.account.unit.lower().rstrip("s")

    def taken(self, line: Line, topics: frozenset[str]) -> bool:
        """Whether the purse refuses none of it."""
        return not any(self.refused(line, topics, rule) for rule in self.account.refuse if not rule.needs)

    def way(self, line: Line, topics: frozenset[str]) -> Earn | None:
        """The first way to earn that fits."""
        return next((earn for earn in self.account.earn if self.matches(earn, line, topics)), None)

    def refused(self, line: Line, topics: frozenset[str], rule: Refuse) -> bool:
        """Whether a refusal hits it."""
        return self.reading.applies(rule) and self.reading.truth(rule.match, line, topics)

    def matches(self, earn: Earn, line: Line, topics: frozenset[str]) -> bool:
        """Whether it earns by this."""
        return self.reading.applies(earn) and self.reading.truth(earn.match, line, topics)

    def worth(self, earn: Earn, line: Line, topics: frozenset[str], piece: Fraction, better: Fraction) -> list[Part]:
        """What a part earns by one way to earn; so much of it comes among the first hours of better worth."""
        if earn.at_least is not None and line.amount < earn.at_least:
            return []
        if earn.step is not None:
            piece = piece // earn.step * earn.step
        give = self.rate(earn, earn.give, "give")
        if give is None:
            units = self.reading.world.choose("worth", (self.account.id, earn.id, "give"), (Fraction(0), ENDLESS))
            return [Part(line, topics, units)] if piece else []
        units = self.at_first(earn, give, piece, better) if earn.first else self.plain(give, piece)
        units = rounded(units, earn.rounding)
        if earn.split and units:
            share = units / sum(earn.split.values(), Fraction(0))
            return [Part(line, frozenset({topic}), part * share) for topic, part in earn.split.items()]
        return [Part(line, topics, units)]

    def rate(self, earn: Earn, rates: tuple[Rate, ...], which: str) -> Rate | None:
        """The rate in this world; none where nobody states one."""
        if not rates:
            return None
        kind = "reading" if earn.give_is_choice else "rate"
        return self.reading.world.choose(kind, (earn.id, which), rates) if len(rates) > 1 else rates[0]

    def plain(self, rate: Rate, piece: Fraction) -> Fraction:
        """So much of a measure at one rate."""
        amount = self.reading.number(rate.amount, ("rate", id(rate)))
        return amount if rate.each else piece / rate.per * amount

    def better(self, pieces: Sequence[tuple[Fraction, Earn]], used: dict[str, Fraction]) -> dict[str, Fraction]:
        """By way to earn, how much of each part of an activity comes first: they share what is left of the first."""
        found: dict[str, Fraction] = {}
        for earn in {earn.id: earn for _piece, earn in pieces if earn.first}.values():
            give = self.rate(earn, earn.give, "give")
            there = sum((piece for piece, by in pieces if by is earn), Fraction(0))
            if give is None or not there:
                continue
            bound = self.reading.world.choose("reading", (earn.id, "first"), earn.first)
            first = bound.amount / self.plain(give, Fraction(1)) if bound.given else bound.amount
            taken = min(there, max(first - used.get(earn.id, Fraction(0)), Fraction(0)))
            used[earn.id] = used.get(earn.id, Fraction(0)) + taken
            found[earn.id] = taken / there
        return found

    def at_first(self, earn: Earn, give: Rate, piece: Fraction, better: Fraction) -> Fraction:
        """The first so much at one rate, the rest at the other."""
        then = self.rate(earn, earn.then, "then")
        rest = piece * (1 - better)
        return self.plain(give, piece - rest) + (self.plain(then, rest) if then else Fraction(0))

    def once(self, parts: list[Part], rule: Same) -> list[Part]:
        """One activity of those that are the same counts: the largest."""
        policy = rule.policy
        if policy == "unknown":
            policy = self.reading.world.choose("same", rule.id, ("best", "add"))
        if policy == "add":
            return parts
        worth: dict[str, Fraction] = {}
        for part in parts:
            worth[part.line.id] = worth.get(part.line.id, Fraction(0)) + part.units
        best: dict[tuple[object, ...], str] = {}
        groups: dict[str, tuple[object, ...]] = {}
        for part in parts:
            key = tuple(getattr(part.line, field) for field in rule.key)
            if "" in key or not self.reading.truth(rule.match, part.line, part.topics):
                continue
            day = self.reading.day(part.line, self.account.window)
            groups[part.line.id] = at = (*key, *period_key(rule.per, day))
            if at in best and best[at] != part.line.id and worth[part.line.id] == worth[best[at]]:
                self.as_good(rule)
            if at not in best or worth[part.line.id] > worth[best[at]]:
                best[at] = part.line.id
        return [p for p in parts if p.line.id not in groups or best[groups[p.line.id]] == p.line.id]

    def as_good(self, rule: Same) -> None:
        """Which of two lines that are worth the same counts; where it matters to others, nothing says."""
        if any(earn.first for earn in self.account.earn):
            raise UndecidableError(rule.id)


def rounded(units: Fraction, rule: tuple[str, Fraction] | None) -> Fraction:
    """Down, up or to the nearest multiple; a half goes up."""
    if rule is None:
        return units
    how, to = rule
    steps = units / to
    whole = {"down": math.floor(steps), "up": math.ceil(steps)}.get(how, math.floor(steps + Fraction(1, 2)))
    return whole * to


def least_before(required: Fraction, rule: tuple[str, Fraction] | None) -> Fraction:
    """The least sum that is rounded to what is required, or to more."""
    if rule is None:
        return required
    how, to = rule
    steps = math.ceil(required / to)
    if how == "up":
        raise UndecidableError("anything above the step before would do: there is no least")
    return steps * to - (to / 2 if how == "nearest" else 0)


def eligible(reading: Reading, account: Account, need: Need, part: Part) -> bool:
    """Whether a part may count for a need, sharing and limits aside."""
    window = need.window or account.window
    if not reading.inside(part.line, window) or not reading.truth(need.match, part.line, part.topics):
        return False
    if need.days and reading.day(part.line, account.window) not in need.days:
        return False
    mine = [rule for rule in account.refuse if {need.id, need.id.partition("/")[0]} & {*rule.needs}]
    return not any(reading.applies(r) and reading.truth(r.match, part.line, part.topics) for r in mine)
