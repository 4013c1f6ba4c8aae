"""Reads the keys of one TOML table and notes every mistake with its place and remedy, raising nothing.

Neighbors: `read_figures` reads the forms of a figure, `read_tables`, `read_accounts` and `read_needs` say which
keys each table has; `load` walks the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from stemtracker.domain.assessment import Role
from stemtracker.errors import Problem
from stemtracker.rules.expr import Expr, compile_text
from stemtracker.rules.pack import Per, Span
from stemtracker.rules.scope import ANCHORS, HOLDER_DAYS, Env, Scope, nearest
from stemtracker.rules.syntax import SyntaxTrouble
from stemtracker.rules.values import Tri, all3, compare

COMMON = ("id", "title", "when", "from", "until", "src", "mark", "role", "question", "note", "reason", "gap")
MARKS = ("secondary", "inferred", "conflict")
_YEAR = re.compile(r"year from (?:(\d\d)-(\d\d)|([a-z_][a-z0-9_]*))")
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,15})?(/\d{1,15})?")


@dataclass(slots=True)
class Sink:
    """Where problems of one file go."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """One mistake at that place."""
        problem = Problem(f"{self.name}: {path}" if path else self.name, message)
        if problem not in self.problems:
            self.problems.append(problem)


def shown(value: object) -> str:
    """A value as the author wrote it, short."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def in_force(span: Span, env: Env) -> Tri:
    """Whether the text holds on its clock's day."""
    day = env.anchors.get(span.clock)
    return all3(
        compare(op, day, end.value(env)) for op, end in ((">=", span.start), ("<=", span.end)) if end is not None
    )


def exact(value: object) -> Fraction | None:
    """A number written as an integer or as text ("22.5", "2/3"); None where it is neither."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return Fraction(value)
    if isinstance(value, str) and _AMOUNT.fullmatch(value.strip()):
        whole, _, below = value.strip().partition("/")
        if below and not int(below):
            return None
        return Fraction(whole) / int(below or 1)
    return None


@dataclass(frozen=True, slots=True)
class Common:
    """What `Reader.common` read; handed to every `Table`."""

    id: str
    title: str
    when: Expr | None
    span: Span | None
    src: tuple[str, ...]
    mark: str
    role: Role
    question: str
    note: str
    reason: str
    gap: str
    path: str

    def fields(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


class Reader:
    """One table: its raw keys, its place, and the names it may use."""

    def __init__(self, raw: object, path: str, sink: Sink, scope: Scope) -> None:
        self.path, self.sink, self.scope = path, sink, scope
        self.raw: Mapping[str, object] = raw if isinstance(raw, dict) else {}
        self.known: set[str] = set(COMMON)
        if not isinstance(raw, dict):
            self.fault("", f"A table of keys is needed here, not {shown(raw)}.")

    def at(self, key: str) -> str:
        """The place of a key."""
        return f"{self.path}.{key}" if key and self.path else key or self.path

    def fault(self, key: str, message: str) -> None:
        """A mistake at a key."""
        self.sink.add(self.at(key), message)

    def has(self, key: str) -> bool:
        """Whether the key is written; it is then known."""
        self.known.add(key)
        return key in self.raw

    def get(self, key: str, *, needed: bool = False) -> object:
        """The raw value; None (and a mistake, if needed) where it is left out."""
        if not self.has(key):
            if needed:
                self.fault(key, f"“{key}” is missing; add it.")
            return None
        value = self.raw[key]
        if isinstance(value, float):
            self.fault(key, f'{value} is a float, which is not exact; write it in quotes: "{value}".')
            return None
        return value

    def done(self) -> None:
        """Every key that nobody asked for is a mistake."""
        for key in self.raw:
            if key not in self.known:
                self.fault(key, f"“{key}” is no key of this table.{nearest(key, self.known)}")

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        """A text."""
        value = self.get(key, needed=needed)
        if value is None:
            return default
        if not isinstance(value, str) or (needed and not value.strip()):
            self.fault(key, f"Write some text in quotes, not {shown(value)}.")
            return default
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"Write true or false, not {shown(value)}.")
        return value is True

    def whole(self, key: str, default: int) -> int:
        """A small whole number."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000:
            self.fault(key, f"Write a whole number, not {shown(value)}.")
            return default
        return value

    def one_of(self, key: str, options: tuple[str, ...], default: str = "", *, needed: bool = False) -> str:
        """One of several words."""
        value = self.text(key, default, needed=needed)
        if value not in (*options, default):
            self.fault(key, f"“{shown(value)}” is not one of: {', '.join(options)}.{nearest(value, options)}")
            return default
        return value

    def names(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """One name or a list of names."""
        value = self.get(key, needed=needed)
        if value is None:
            return ()
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(v, str) for v in listed):
            self.fault(key, f"Write a name or a list of names in quotes, not {shown(value)}.")
            return ()
        if needed and not listed:
            self.fault(key, "The list is empty; name at least one.")
        if len(set(listed)) < len(listed):
            self.fault(key, "A name stands twice in this list; leave one out.")
        return tuple(dict.fromkeys(listed))

    def number(self, key: str) -> Fraction | None:
        """An exact number."""
        value = self.get(key)
        number = exact(value)
        if value is not None and number is None:
            self.fault(key, f'{shown(value)} is no exact number; write 10 or "2/3".')
        return number

    def compiled(self, key: str, text: str, wants: str, *, line: bool) -> Expr | None:
        """The text as an expression of that kind."""
        try:
            return compile_text(text, self.scope.at(self.at(key)), line=line, wants=wants)
        except SyntaxTrouble as trouble:
            self.fault(key, f"In “{shown(text)}”: {trouble}")
        return None

    def expr(self, key: str, wants: str = "bool", *, line: bool = False, needed: bool = False) -> Expr | None:
        """An expression; days may also be written as TOML dates."""
        value = self.get(key, needed=needed)
        if wants == "date" and isinstance(value, date) and not isinstance(value, datetime):
            value = value.isoformat()
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(key, f"Write an expression in quotes, not {shown(value)}.")
            return None
        return self.compiled(key, value, wants, line=line)

    def day(self, key: str, *, needed: bool = False) -> date | None:
        """A day of the calendar."""
        value = self.get(key, needed=needed)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = shown(value)
        if isinstance(value, datetime) or (value is not None and not isinstance(value, date)):
            self.fault(key, f"Write a day like 2026-11-22, not {shown(value)}.")
            return None
        return value

    def span(self) -> Span | None:
        """`from` and `until` with the clock they name."""
        ends: dict[str, tuple[str, Expr | None]] = {}
        for key in ("from", "until"):
            text = self.text(key)
            if text:
                clock, _, day = text.strip().partition(" ")
                if clock not in ANCHORS:
                    self.fault(key, f"Name the clock first, like “filing 2023-07-01”; clocks are {', '.join(ANCHORS)}.")
                    continue
                ends[key] = (clock, self.compiled(key, day, "date", line=False))
        clocks = {clock for clock, _ in ends.values()}
        if len(clocks) > 1:
            self.fault("until", "“from” and “until” must go by the same clock.")
        if not ends:
            return None
        absent: tuple[str, Expr | None] = ("", None)
        return Span(next(iter(clocks)), ends.get("from", absent)[1], ends.get("until", absent)[1])

    def span_days(self, *, needed: bool = False) -> tuple[Expr | None, Expr | None]:
        """`from` and `to` as days of the calendar or from an anchor."""
        return self.expr("from", "date", needed=needed), self.expr("to", "date", needed=needed)

    def common(self) -> Common:
        """The fields that every table may have."""
        id_ = self.text("id", self.path.rpartition(".")[2] if self.path else "")
        src = self.names("src")
        return Common(
            id=id_,
            title=self.text("title"),
            when=self.expr("when"),
            span=self.span(),
            src=src,
            mark=self.one_of("mark", MARKS),
            role=Role(self.one_of("role", tuple(Role), Role.REQUIRED)),
            question=self.text("question"),
            note=self.text("note"),
            reason=self.text("reason"),
            gap=self.text("gap"),
            path=self.path,
        )

    def per(self, key: str, default: str = "window") -> Per:
        """Over what something runs."""
        text = self.text(key, default)
        if text in {"window", "line", "semester", "career"}:
            return Per(text, text=text)
        found = _YEAR.fullmatch(text)
        if not found:
            self.fault(key, f"“{shown(text)}” is none of: window, line, semester, career, “year from 07-01”.")
            return Per()
        return self.year(key, found, text)

    def years(self, key: str) -> Per | None:
        """“years from 07-01”: the years of that kind in the cycle; None where it says anything else."""
        text = self.get(key)
        found = _YEAR.fullmatch(text.strip().replace("years from", "year from", 1)) if isinstance(text, str) else None
        return self.year(key, found, str(text)) if found else None

    def year(self, key: str, found: re.Match[str], text: str) -> Per:
        """A year that begins on a day of the calendar, with the cycle, or as a fact says."""
        if found[3]:
            if found[3] != "start" and found[3] not in self.scope.facts:
                self.fault(key, f"No fact is called “{found[3]}”.{nearest(found[3], self.scope.facts)}")
            return Per("year", fact=found[3], text=text)
        try:
            date(2001, int(found[1]), int(found[2]))
        except ValueError:
            self.fault(key, f"{found[1]}-{found[2]} is no day of every year.")
            return Per()
        return Per("year", int(found[1]), int(found[2]), text=text)


def conditioned(reader: Reader) -> Expr | None:
    """`when` and the text's dates as one condition."""
    return condition(reader.expr("when"), reader.span())


def condition(when: Expr | None, span: Span | None) -> Expr | None:
    """A condition and a span as one condition."""
    if span is None:
        return when
    parts = [e for e in (when, span.start, span.end) if e]

    def seen(name: str) -> frozenset[str]:
        return frozenset().union(*(getattr(e, name) for e in parts))

    value: Callable[[Env], Tri] = lambda env: all3(  # noqa: E731
        (in_force(span, env), True if when is None else when.truth(env))
    )
    return Expr(
        when.text if when else f"dated by {span.clock}",
        "bool",
        value,
        seen("facts") | ({span.clock} & set(HOLDER_DAYS)),
        figures=seen("figures"),
        anchors=seen("anchors") | {span.clock},
        thresholds=(
            *(t for e in parts for t in e.thresholds),
            *((span.clock, end.value) for end in (span.start, span.end) if end),
        ),
        item=any(e.item for e in parts),
    )
