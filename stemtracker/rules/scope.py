"""What names an expression may use, and the surroundings (`Env`) in which it is worked out.

Neighbors: `expr` compiles trees against a `Scope`; `figures`, `windows`, `offer`, `judge` fill an `Env`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from stemtracker.domain.credential import Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.values import Bounds, Value

#: The days that rules are counted from.
ANCHORS = ("issue", "start", "expiry", "filing", "first_issue", "plan_start", "hire", "today")
#: January 1 of the year in which the license ends.
EXPIRY_YEAR = "expiry_year"
#: Those that only the holder can tell; the first is that of the cycle where nobody asks.
HOLDER_DAYS = ("issue", "first_issue", "plan_start", "hire")
#: Facts that the engine knows itself: the packs renewed together.
BUILT_IN_LISTS = ("renewed_with", "credentials")
#: Kinds of value, as the checker names them.
FACT_KINDS = {"yes/no": "bool", "number": "number", "date": "date", "choice": "word", "list": "list", "dated": "dated"}
STATUSES = ("planned", "attended", "claimed", "posted", "refused")


@dataclass(frozen=True, slots=True)
class LineField:
    """One field of a line: its kind, the vocabulary list of its words, and how it is read."""

    kind: str
    words: str
    read: Callable[[Env], Value]
    #: What of the line it depends on, to tell lines that are alike.
    attribute: str


def _word(attribute: str) -> Callable[[Env], Value]:
    return lambda env: getattr(env.line, attribute) or None


def _role(env: Env) -> Value:
    """Whoever says nothing else took part."""
    return env.line.role or "participant"


def _list(attribute: str) -> Callable[[Env], Value]:
    return lambda env: frozenset({value}) if (value := getattr(env.line, attribute)) else frozenset()


def _plain(attribute: str) -> Callable[[Env], Value]:
    return lambda env: getattr(env.line, attribute)


def _own(attribute: str) -> Callable[[Env], Value]:
    """A day, which nearly every line has of its own: unknown while days are left aside."""
    return lambda env: None if env.undated else getattr(env.line, attribute)


def _level(env: Env) -> Value:
    level = env.line.level
    return Fraction(level) if level.isascii() and level.isdigit() and len(level) < 10 else level or None


def _hours(env: Env) -> Value:
    return env.line.amount / 60 if env.line.unit == "minute" else None


def _relevant(env: Env) -> Value:
    """Empty is taken as yes: the stated default (`Assessment.notes` says so)."""
    return env.line.relevant is not False


FIELDS: Mapping[str, LineField] = {
    **{
        name: LineField("word", name if name in {"kind", "role", "format"} else "", _word(name), name)
        for name in ("kind", "format", "provider", "provider_number", "grade", "course", "approved_by")
    },
    "role": LineField("word", "role", _role, "role"),
    "measure": LineField("word", "unit", _word("unit"), "unit"),
    "unit": LineField("word", "unit", _word("unit"), "unit"),
    "level": LineField("word", "level", _level, "level"),
    "status": LineField("word", "status", _plain("status"), "status"),
    "topic": LineField("list", "topic", lambda env: env.topics, "topics"),
    "evidence": LineField("list", "evidence", lambda env: env.line.evidence, "evidence"),
    "series": LineField("list", "", _list("series"), "series"),
    "network": LineField("list", "", _list("network"), "network"),
    "approved": LineField("bool", "", _plain("approved"), "approved"),
    "relevant": LineField("bool", "", _relevant, "relevant"),
    "approved_on": LineField("date", "", _plain("approved_on"), "approved_on"),
    "start": LineField("date", "", _own("start"), "start"),
    "end": LineField("date", "", _own("end"), "end"),
    "amount": LineField("number", "", _plain("amount"), "amount"),
    "hours": LineField("number", "", _hours, "amount"),
}


def _nobody(_name: str) -> Bounds | None:
    return None


#: Stands for a line of which nothing is known.
NO_LINE = Line(id="", title="", start=date.min, end=date.min, kind="")


#: Attributes of a line that nearly every line has a value of its own in.
OWN = frozenset({"start", "end"})


@dataclass(slots=True)
class Env:
    """Everything an expression may look at. A missing fact is unknown."""

    facts: Mapping[str, Value | tuple[Dated, ...]]
    anchors: Mapping[str, date | None]
    figure: Callable[[str], Bounds | None] = _nobody
    #: Which of several readings is taken, by the id of the table.
    choices: Mapping[str, int] = field(default_factory=dict)
    line: Line = NO_LINE
    topics: frozenset[str] = frozenset()
    #: Leaves days aside, to see whether lines are alike without them.
    undated: bool = False
    #: What it is asked for, where something is asked for each of several.
    item: str = ""


def fact_value(kind: str, value: object, filing: date | None) -> Value | tuple[Dated, ...]:
    """A fact as expressions see it; a value of the wrong type is unknown (never a raise)."""
    if kind == "bool":
        return value if isinstance(value, bool) else None
    if kind == "number":
        if isinstance(value, int) and not isinstance(value, bool):
            return Fraction(value)
        return value if isinstance(value, Fraction) else None
    if kind == "date":
        return value if isinstance(value, date) else None
    if kind == "word":
        return value if isinstance(value, str) and value else None
    if kind == "list":
        return frozenset(str(v) for v in value) if isinstance(value, (tuple, list, frozenset, set)) else None
    if not isinstance(value, tuple):
        return None
    return tuple(v for v in value if isinstance(v, Dated) and (filing is None or v.date <= filing))


@dataclass(slots=True)
class FactKind:
    """A declared fact: its kind and its words (None: any)."""

    kind: str
    words: frozenset[str] | None = None
    #: Of a question about lines: on which it is asked, and what is taken on others where nothing was answered.
    asked: str = ""
    unasked: str = ""


@dataclass(slots=True)
class Scope:
    """The names that are known in a pack."""

    vocabulary: Vocabulary
    facts: Mapping[str, FactKind]
    line_facts: Mapping[str, FactKind]
    figures: frozenset[str]
    #: The names under which the authority's own texts find figures that an overlay changed, and where one wrote.
    meant: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    #: What `item` may be, below what is asked for each of several; None where it means nothing.
    item: FactKind | None = None

    def at(self, path: str) -> Scope:
        """The names as they are meant there."""
        if self.meant and any(path == w or path.startswith((f"{w}.", f"{w}[")) for w in self.written):
            return replace(self, meant={})
        return self

    def words(self, list_: str) -> frozenset[str] | None:
        """The words of a list; None where any word will do."""
        if list_ == "status":
            return frozenset(STATUSES)
        return frozenset(self.vocabulary.terms.get(list_, {})) if list_ else None

    def known(self) -> frozenset[str]:
        """Every name that may stand alone."""
        own = (*self.facts, *self.line_facts, *self.figures)
        return frozenset({*own, *FIELDS, *ANCHORS, EXPIRY_YEAR, *BUILT_IN_LISTS})


def nearest(word: str, among: Iterable[str]) -> str:
    """A hint (“Did you mean …?”) where something is close, else nothing."""
    close = difflib.get_close_matches(word, list(among), n=1)
    return f" Did you mean “{close[0]}”?" if close else ""
