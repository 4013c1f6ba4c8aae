"""The engine's answer: where a credential stands, why, and what would decide or close it.

Amounts are exact fractions in the unit named beside them. "Low" readings are what counts whatever the
unknowns turn out to be; "high" readings what could count at best.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from stemtracker.domain.periods import Period


class Verdict(StrEnum):
    """The three answers. A node that does not apply has none of them (see `Node.applies`)."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """Whether a node blocks the renewal; only `required` does."""

    REQUIRED = "required"
    ADVICE = "advice"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read: its kind (agency, statute, regulation, secondary), and when it was last seen."""

    id: str
    kind: str
    title: str
    url: str
    seen: date
    page_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One need of the tree with its sums. `counted` is the low reading, `possible` the high one.

    `required` is None where the need is no amount; `required_text` says it in words always
    ("150", "some", "20 to 30", "not stated").
    """

    id: str
    parent: str
    title: str
    kind: str
    role: Role = Role.REQUIRED
    #: True, False, or None where it can't be told.
    applies: bool | None = True
    verdict: Verdict | None = None
    required: Fraction | None = None
    required_text: str = ""
    counted: Fraction = Fraction(0)
    possible: Fraction = Fraction(0)
    planned: Fraction = Fraction(0)
    over_cap: Fraction = Fraction(0)
    missing: Fraction = Fraction(0)
    unit: str = ""
    #: "" | "secondary" | "inferred" | "conflict"
    mark: str = ""
    sources: tuple[str, ...] = ()
    touched_by_overlay: bool = False
    #: What is to be known about it in words: starts later, window, what it grants …
    note: str = ""
    window: Period | None = None
    #: It lies on another way than the one that the answer takes, and stands here as if one went that way.
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of what became of a line (or of a synthetic line) at a need.

    `step`: offered | converted | floored | capped | outside | refused | doubtful | superseded | status |
    no_rate | counted | over_cap | planned | pinned | unused | carried | waived | rounded.
    The amounts of the `counted` steps at a need sum to what the need counted, always.
    """

    node: str
    amount: Fraction
    step: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """What became of one line. Synthetic lines (carry-in, rounding) have `synthetic` set."""

    id: str
    title: str
    offered: Fraction
    unit: str
    reasons: tuple[Reason, ...]
    synthetic: bool = False

    def counted_at(self, node: str) -> Fraction:
        """How much of it counted at that need."""
        return sum((r.amount for r in self.reasons if r.node == node and r.step == "counted"), Fraction(0))


@dataclass(frozen=True, slots=True)
class Question:
    """Something open: a fact to answer, a line to complete, or a point the sources leave undecided.

    `kind`: fact (key = fact name) | line (key = line id) | source (key = question id).
    """

    kind: str
    key: str
    text: str
    nodes: tuple[str, ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a choice: its first node, where it stands, and what it still lacks, in each unit.

    What is counted by the piece has no unit.
    """

    node: str
    title: str
    verdict: Verdict
    gaps: tuple[tuple[Fraction, str], ...] = ()
    grants: str = ""

    def gap_in(self, unit: str) -> Fraction:
        """What it still lacks in a unit."""
        return next((gap for gap, here in self.gaps if here == unit), Fraction(0))


@dataclass(frozen=True, slots=True)
class Choice:
    """One need that any of several ways meets, the nearest way first."""

    node: Node
    ways: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something is due or changes, in words.

    `kind`: expiry | filing | rule | window | line | completion | ages_out. `key` stays the same when the day moves;
    `line` is the activity that it is about, if it is about one.
    """

    on: date
    title: str
    kind: str
    node: str = ""
    key: str = ""
    line: str = ""
    #: How much is at stake, where that can be said.
    amount: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """The first day on which the verdict becomes another one if one files then."""

    on: date
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Where one credential stands in one cycle on one day."""

    pack: str
    pack_title: str
    pack_hash: str
    credential: str
    cycle: Period
    #: The days in which hours count for the main account, and in which one may file, where known.
    window: Period | None
    filing: Period | None
    as_of: date
    verdict: Verdict
    verdict_with_overlay: Verdict
    #: Least units that ideal further activities must bring; `gap_unit` names them.
    gap: Fraction
    gap_unit: str
    nodes: tuple[Node, ...]
    lines: tuple[LineAnswer, ...]
    decides: tuple[Question, ...] = ()
    #: Whether others may decide as well: of a long record with much open not every point is tried.
    others_may_decide: bool = False
    questions: tuple[Question, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    #: The last day the pack's text was compared with its sources.
    checked: date | None = None
    #: Whether hours can still be earned: the days that count have not ended.
    open: bool = False
    later: Later | None = None

    @property
    def root(self) -> Node:
        """The need whose verdict is the answer; always the first node."""
        return self.nodes[0]

    def node(self, id_: str) -> Node:
        """The node of that id."""
        return next(n for n in self.nodes if n.id == id_)

    def children(self, id_: str) -> tuple[Node, ...]:
        """The nodes right below, in pack order."""
        return tuple(n for n in self.nodes if n.parent == id_)

    @property
    def roles(self) -> dict[str, Role]:
        """What each need is to the renewal: its own role, or that of the need above it that does not block."""
        found: dict[str, Role] = {}
        for node in self.nodes:  # what is above comes first
            above = found.get(node.parent, Role.REQUIRED)
            found[node.id] = node.role if above == Role.REQUIRED else above
        return found

    @property
    def asked(self) -> tuple[Node, ...]:
        """The needs that block the renewal and apply, or may."""
        roles = self.roles
        return tuple(n for n in self.nodes if roles[n.id] == Role.REQUIRED and n.applies is not False)

    def below(self, id_: str) -> tuple[Node, ...]:
        """The node of that id and all that lie below it, but for what does not apply."""
        inside: set[str] = set()
        for node in self.nodes:  # what is above comes first
            if node.applies is not False and (node.id == id_ or node.parent in inside):
                inside.add(node.id)
        return tuple(n for n in self.nodes if n.id in inside)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every need with several ways to it, each with the nearest first."""
        found: dict[str, list[Alternative]] = {}
        for way in self.alternatives:
            found.setdefault(self.node(way.node).parent, []).append(way)
        return tuple(Choice(self.node(id_), tuple(ways)) for id_, ways in found.items() if len(ways) > 1)

    def amount_of(self, way: Alternative) -> Node | None:
        """The largest amount that a way asks, in the unit of its gap if it can be; None where it asks none."""
        amounts = [n for n in self.below(way.node) if n.required is not None]
        same = [n for n in amounts if n.unit == next((unit for _gap, unit in way.gaps), n.unit)]
        return max(same or amounts, key=lambda n: n.required or Fraction(0), default=None)

    def to_do(self, way: Alternative) -> Fraction:
        """What a way still asks at least, in the unit of its amount."""
        amount = self.amount_of(way)
        return way.gap_in(amount.unit) if amount and way.verdict != Verdict.MET else Fraction(0)

    @property
    def on_the_way(self) -> tuple[Node, ...]:
        """The needs that block the renewal, of each choice only those on the way that the answer takes."""
        return tuple(n for n in self.asked if not n.aside)

    @property
    def headline(self) -> Node:
        """The amount need that the verdict sentence is about: the largest one required on the way, else the root.

        Of unlike units that of the gap is taken. Where the first need's figure is still open ("150 or 200",
        "not stated"), it is that one.
        """
        amounts = [n for n in self.on_the_way if n.required is not None or _is_open(n)]
        if amounts and amounts[0].required is None and amounts[0].applies:
            return amounts[0]
        known = [n for n in amounts if n.required is not None]
        same = [n for n in known if n.unit == self.gap_unit]
        return max(same or known, key=lambda n: n.required or Fraction(0), default=self.root)


def _is_open(node: Node) -> bool:
    """Whether it asks an amount whose figure is not known."""
    return bool(node.unit) and node.required is None and node.required_text not in ("", "some")
