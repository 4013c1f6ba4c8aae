"""What lines offer to an account, with the steps that led there: one offer for all lines that are alike.

Low is what a line is worth whatever the unknowns turn out to be, high what it may be worth, plan what it is
worth once planned lines are attended. Neighbors: `desk` makes offers, `groups` looks at lines together,
`pools` sorts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from stemtracker.domain.ledger import Line
from stemtracker.rules.ground import EarnNow
from stemtracker.rules.traits import Traits

ZERO = Fraction(0)
LOW, HIGH, PLAN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what became of a line, before it is shared among needs."""

    step: str
    amount: Fraction
    text: str
    source: str = ""


@dataclass(slots=True)
class Part:
    """The part of an offer that has certain topics."""

    topics: frozenset[str]
    share: Fraction
    traits: Traits
    #: Its share of the high amount where that is another: parts may earn in ways of which one is open.
    high: Fraction | None = None
    #: The line, where it has no topic and what limits leave of it has to reach a threshold by itself.
    itself: str = ""

    def of(self, reading: int) -> Fraction:
        """Its share of the amount of a reading."""
        return self.share if reading != HIGH or self.high is None else self.high


@dataclass(frozen=True, slots=True)
class First:
    """A way with a better rate for the first so much, and how much of a line may go that way, in its own unit."""

    now: EarnNow
    given: Fraction
    parts: tuple[Part, ...]
    #: What that is worth at the better rate throughout, low and high.
    own: tuple[Fraction, Fraction]
    #: The least and the most that it is worth by other ways, where it is open which one it goes.
    others: tuple[Fraction, Fraction] | None


@dataclass(slots=True)
class Offer:
    """What each of some lines that are alike offers to an account."""

    #: The first of them, which stands for all.
    line: Line
    day: date
    #: In units of the account: low, high, plan.
    amounts: list[Fraction]
    parts: tuple[Part, ...]
    #: Which lines of the ledger they are, ascending.
    numbers: Sequence[int] = ()
    #: Where the offer stands among those of its pool.
    at: int = 0
    steps: list[Step] = field(default_factory=list)
    #: The way it earned, where it is one.
    earn: EarnNow | None = None
    #: Ways with a bound on the first rate.
    firsts: list[First] = field(default_factory=list)
    #: Only these needs, where the holder has decided; None is any.
    only: frozenset[str] | None = None
    questions: tuple[tuple[str, str], ...] = ()
    doubtful: bool = False
    #: Nobody says what it is worth: its high amount stands for "any number" and is never shown.
    unstated: bool = False
    #: Whether it still lies ahead: planned, or dated after today.
    planned: bool = False
    #: Marks of lines of which only some count: what these may bring between them in the high reading is bounded.
    among: frozenset[tuple[object, ...]] = frozenset()
    #: Limits on how many lines count that more lines fall under, in the low and plan readings and in the high one:
    #: sharing says which of them count.
    few: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    #: Limits on a single line that its parts share, so that sharing says which of them are cut.
    cut: frozenset[int] = frozenset()
    #: Over a limit in lines, by reading; `barred` where that also keeps it out of needs that count lines.
    over: set[int] = field(default_factory=set)
    barred: bool = False

    def like(self, line: Line, day: date, numbers: Sequence[int]) -> Offer:
        """The same of other lines, which differ from these in topics that nobody asks for and days at most."""
        parts = self.parts
        if len(parts) == 1 and parts[0].topics is self.line.tags:
            parts = (Part(line.tags, parts[0].share, parts[0].traits),)
        return replace(self, line=line, day=day, parts=parts, numbers=numbers)

    def alone(self, number: int, line: Line, day: date) -> Offer:
        """The offer of one of the lines, free to change by itself."""
        own = {id(p): replace(p, topics=line.tags if p.topics is self.line.tags else p.topics) for p in self.parts}
        return replace(
            self,
            line=line,
            day=day,
            amounts=list(self.amounts),
            parts=tuple(own[id(p)] for p in self.parts),
            numbers=(number,),
            steps=list(self.steps),
            firsts=[replace(first, parts=tuple(own[id(p)] for p in first.parts)) for first in self.firsts],
            over=set(self.over),
        )

    def shown(self, reading: int) -> Fraction:
        """The amount as the answer may show it: what nobody stated is not made up."""
        return self.amounts[LOW] if self.unstated and reading == HIGH else self.amounts[reading]


def canonical(line: Line) -> tuple[object, ...]:
    """The stated order of lines: end date, start date, content."""
    return (line.end, line.start, line.title, line.kind, line.unit, line.amount, line.id)
