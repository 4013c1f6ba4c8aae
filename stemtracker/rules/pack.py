"""A rule pack as frozen records: what an authority asks, table by table, with its sources.

`load` makes packs of TOML; `assess` only reads them. The tables are those of the language: each has an
id and the fields every table may have (`Table`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from stemtracker.domain.assessment import Role
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import Figure


@dataclass(frozen=True, slots=True)
class Span:
    """When a text is in force: between two days of one clock (an anchor), both included."""

    clock: str
    start: Expr | None = None
    end: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What every table may say of itself."""

    id: str
    title: str = ""
    when: Expr | None = None
    span: Span | None = None
    src: tuple[str, ...] = ()
    mark: str = ""
    role: Role = Role.REQUIRED
    question: str = ""
    note: str = ""
    #: Why an overlay adds it.
    reason: str = ""
    #: A known gap before this text, in words.
    gap: str = ""
    #: Where it stands in the file, for reasons and problems.
    path: str = ""


@dataclass(frozen=True, slots=True)
class PackSource:
    """Where a rule was read."""

    id: str
    kind: str
    title: str
    url: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Per:
    """Over what a limit or a yearly need runs: window, line, year, semester or career."""

    kind: str = "window"
    month: int = 0
    day: int = 0
    #: The fact that says on which day the year begins.
    fact: str = ""
    text: str = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """A question that the pack asks: of the holder, or (`of_line`) of an activity."""

    name: str
    type: str
    ask: str
    why: str = ""
    choices: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    default: object = None
    #: Asked only then: of the holder (facts) or on these lines (`match`).
    when: Expr | None = None
    of_line: bool = False
    match: Expr | None = None
    src: tuple[str, ...] = ()
    #: Its choices are the years of that kind in the cycle.
    years: Per | None = None
    #: Between which a number lies, or how many words of a list are chosen.
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FilingDays:
    """On which days to file, if it applies; without days, on any."""

    when: Expr | None
    start: Expr | None
    end: Expr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Table):
    """How a cycle's dates are proposed; printed dates always win. `none`: it never ends."""

    months: int = 0
    none: str = ""
    #: From which day on the next cycle runs, the first case that holds; the day after the old expiry without any.
    next_start: tuple[tuple[Expr | None, str], ...] = ()
    moves: tuple[tuple[Expr | None, int], ...] = ()
    #: The first case that applies; without any, one files when one likes.
    filing: tuple[FilingDays, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowCase:
    """From when to when, if it applies."""

    when: Expr | None
    start: Expr
    end: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Table):
    """A named span of days: the first case that applies."""

    cases: tuple[WindowCase, ...]
    dated_by: str = "end"


@dataclass(frozen=True, slots=True)
class Rate:
    """What a line earns: `amount` per so much of a unit, or once for the whole line (`each`)."""

    amount: Figure
    #: In the line's own unit (minutes for time).
    per: Fraction = Fraction(1)
    word: str = ""
    each: bool = False

    @property
    def timed(self) -> bool:
        """Whether it needs a line in time."""
        return not self.each and self.word == "min"


@dataclass(frozen=True, slots=True)
class Bound:
    """So much at the first rate: attended (`given` false, in the line's unit) or credited."""

    amount: Fraction
    given: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earn(Table):
    """One way to earn. `give` empty is unknown; several are readings."""

    match: Expr | None = None
    give: tuple[Rate, ...] = ()
    give_text: str = ""
    at_least: Fraction | None = None
    at_least_text: str = ""
    step: Fraction | None = None
    first: tuple[Bound, ...] = ()
    then: tuple[Rate, ...] = ()
    split: Mapping[str, Fraction] = field(default_factory=dict)
    rounding: tuple[str, Fraction] | None = None
    #: Whether several `give` are readings to enumerate (`one_of`) or ends of a range (`between`).
    give_is_choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Table):
    """No more than so much, or so many lines, of what matches."""

    match: Expr | None = None
    at_most: Figure
    at_most_text: str = ""
    lines: bool = False
    per: Per = Per()
    also_count: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Table):
    """Nothing counts in a topic below so much."""

    match: Expr | None = None
    at_least: Figure
    #: "topic", "total too" or "unknown".
    scope: str = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Table):
    """What does not count, and what to ask where that can't be told."""

    match: Expr
    doubt: str = ""
    #: Only at these needs; empty is everywhere.
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Table):
    """Lines that are one thing recorded several times."""

    key: tuple[str, ...]
    match: Expr | None = None
    policy: str = "once"
    per: Per = Per()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry(Table):
    """What an earlier cycle leaves for this one."""

    from_window: str = "previous"
    at_most: Figure | None = None
    only: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Table):
    """A purse: one unit, one window, ways to earn, limits."""

    unit: str
    #: Whether `unit` names the fact that holds it.
    unit_fact: bool = False
    window: str
    counts_from: str = "attended"
    otherwise: str = "none"
    #: Whether what one renewal used up may serve the next one too: "no", "unknown" or (taken so on trial) "yes".
    again: str = "no"
    earn: tuple[Earn, ...] = ()
    limits: tuple[Limit, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    refuse: tuple[Refuse, ...] = ()
    same: tuple[Same, ...] = ()
    carry: tuple[Carry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Table):
    """A node of the tree. `kind` says which of the fields below speak."""

    kind: str
    grants: str = ""
    amount: Figure | None = None
    of: str = ""
    match: Expr | None = None
    window: str = ""
    per: Per | None = None
    inside: str = ""
    on_top: str = ""
    rounding: tuple[str, Fraction] | None = None
    distinct: str = ""
    valid: str = ""
    years: tuple[int, ...] = ()
    defer: bool = False
    fact: Expr | None = None
    evidence: str = ""
    members: tuple[str, ...] = ()
    k: int = 1
    over: str = ""
    #: The kind of year: of those that it is asked for, or of `years`.
    years_over: Per | None = None
    template: str = ""
    #: For each of things that nobody has named yet.
    unlisted: bool = False
    #: A copy for one of the few things that may be meant, where nobody has said which are.
    perhaps: bool = False
    #: Of a copy for one item: the need as the pack has it, and the days of the item, where only these count.
    base: str = ""
    days: Period | None = None
    #: A share: percent of what `of` (a need) requires.
    percent: Fraction | None = None
    at_most: bool = False
    #: The figure that the percent is of, where that is not what `of` requires.
    percent_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Table):
    """Whether one hour may fill several needs of a group."""

    members: tuple[str, ...]
    policy: str = "shared"
    #: It is about whole licenses that are renewed together.
    of_licenses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule(Table):
    """Something due so long after a day of a line or of the cycle."""

    match: Expr | None = None
    of: Expr
    within: tuple[int, str] = (0, "d")
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRule(Table):
    """Something to know: evidence, filing, fee, retention."""

    text: str
    kind: str = ""
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion(Table):
    """What the sources leave open, shown beside the needs it touches."""

    text: str
    touches: tuple[str, ...] = ()
    other_figure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable(Table):
    """A named figure."""

    figure: Figure


@dataclass(frozen=True, kw_only=True, repr=False)
class Pack:
    """One authority's rules for one credential, or an overlay on them (`changes`)."""

    id: str
    title: str
    authority: str
    jurisdiction: str
    checked: date
    confidence: str
    root: str
    hash: str
    changes: str
    vocabulary: Vocabulary
    sources: Mapping[str, PackSource]
    facts: Mapping[str, FactSpec]
    line_questions: Mapping[str, FactSpec]
    clock: Clock
    #: Texts in file order; those of one id follow one another in time (or intersect, for windows).
    windows: Mapping[str, tuple[Window, ...]]
    figures: Mapping[str, tuple[FigureTable, ...]]
    accounts: Mapping[str, tuple[Account, ...]]
    needs: Mapping[str, tuple[Need, ...]]
    overlaps: tuple[Overlap, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    notes: tuple[NoteRule, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    #: As it was written.
    text: str = ""
    #: The needs that overlays changed, where this is an authority's pack with overlays on it.
    touched: frozenset[str] = frozenset()
    #: It is here in the place of rules that can't be had.
    stands_in: bool = False

    def __repr__(self) -> str:
        return f"Pack({self.id!r}, {self.hash[:8]})"

    @property
    def units(self) -> tuple[str, ...]:
        """The units of its accounts, in file order."""
        return tuple(dict.fromkeys(a.unit for texts in self.accounts.values() for a in texts))
