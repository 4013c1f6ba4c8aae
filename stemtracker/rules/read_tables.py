"""Reads the tables around the needs: sources, facts, clock, windows, overlaps, deadlines, notes, questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from stemtracker.domain.vocabulary import Term, Vocabulary
from stemtracker.rules.expr import Expr
from stemtracker.rules.pack import (
    Clock,
    DeadlineRule,
    FactSpec,
    FilingDays,
    NoteRule,
    OpenQuestion,
    Overlap,
    PackSource,
    Window,
    WindowCase,
)
from stemtracker.rules.reader import Reader, conditioned, exact, shown
from stemtracker.rules.scope import FACT_KINDS, FactKind, nearest
from stemtracker.rules.syntax import UNITS

_STARTS = ("old expiry", "filing", "day after filing", "approval")
_UNDER = re.compile(r"topic under (.+)")
_DURATION = re.compile(r"([+-]?)\s*(\d{1,4})\s*([a-z]+)")


def duration(text: str) -> tuple[int, str] | None:
    """`"5 y"`, `"+ 6 mo"`, `"- 30 d"` as a count and a unit."""
    found = _DURATION.fullmatch(text.strip())
    if not found or found[3] not in UNITS:
        return None
    return int(found[2]) * (-1 if found[1] == "-" else 1), UNITS[found[3]]


def read_source(reader: Reader) -> PackSource:
    """Where a rule was read."""
    id_ = reader.common().id
    kind = reader.one_of("kind", ("agency", "statute", "regulation", "secondary"), needed=True)
    title = reader.text("title", needed=True)
    url = reader.text("url", needed=True)
    day = reader.get("date")
    if day is not None and not isinstance(day, (str, date)):
        reader.fault("date", f"Write a day or a text like “current through 2024-09-20”, not {shown(day)}.")
    if url and not url.startswith(("https://", "http://")):
        reader.fault("url", "A web address begins with https:// or http://.")
    reader.done()
    return PackSource(id_, kind, title, url, str(day) if day is not None else "")


def declared(raw: object, vocabulary: Vocabulary) -> FactKind | None:
    """The kind and words of a fact from its raw table, before anything is compiled."""
    if not isinstance(raw, dict):
        return None
    kind = FACT_KINDS.get(str(raw.get("type")), "any")
    choices = raw.get("choices")
    if isinstance(choices, str):
        terms = _terms(choices, vocabulary)
        words = None if terms is None else frozenset(terms)  # of years anything: they are those of a cycle
    elif isinstance(choices, (list, dict)):
        words = frozenset(str(c) for c in choices)
    else:
        words = None
    asked, unasked = (str(raw.get(key, "")) for key in ("match", "unasked"))
    return FactKind(kind, words, asked, unasked if kind == "bool" else "")


def read_fact(reader: Reader) -> FactSpec:
    """A question of the pack."""
    common = reader.common()
    type_ = reader.one_of("type", tuple(FACT_KINDS), "yes/no", needed=True)
    ask = reader.text("ask", needed=True)
    of_line = reader.one_of("of", ("line", "holder"), "holder") == "line"
    years = reader.years("choices") if type_ == "list" else None
    choices, titles = ((), {}) if years else _choices(reader)
    match = reader.expr("match", line=True) if of_line else None
    if of_line and reader.expr("unasked", line=True) and (type_ != "yes/no" or match is None):
        reader.fault("unasked", "It says what is taken where a yes/no question is not asked; “match” says where it is.")
    if type_ == "choice" and not choices:
        reader.fault("choices", "A choice needs “choices”: a list, or the name of a vocabulary list.")
    default = _default(reader, type_, choices)
    if of_line and default is not None:
        reader.fault("default", "A question about an activity has none: what nobody answers is not known.")
    spec = FactSpec(
        name=common.id,
        type=type_,
        ask=ask,
        why=reader.text("why"),
        choices=choices,
        titles=titles,
        default=default,
        when=common.when,
        of_line=of_line,
        match=match,
        src=common.src,
        years=years,
        at_least=_bound(reader, "at_least", type_),
        at_most=_bound(reader, "at_most", type_),
    )
    if spec.at_least is not None and spec.at_most is not None and spec.at_least > spec.at_most:
        reader.fault("at_most", "Nothing lies between these two.")
    reader.done()
    return spec


def _bound(reader: Reader, key: str, type_: str) -> Fraction | None:
    raw = reader.get(key)
    if raw is None:
        return None
    value = exact(raw)
    if value is None or value < 0:
        reader.fault(key, f"Write a number, not {shown(raw)}.")
    elif type_ not in {"number", "list"}:
        reader.fault(key, "Only a number, or how many words of a list are chosen, can be bounded.")
    return value


def _above(text: str) -> tuple[str, ...]:
    """Of “topic under A, B” the topics that are named."""
    found = _UNDER.fullmatch(text.strip())
    return tuple(word.strip() for word in found[1].split(",")) if found else ()


def _terms(text: str, vocabulary: Vocabulary) -> Mapping[str, Term] | None:
    """The words of a list, or of “topic under A, B” those topics and every narrower one; None where there are none."""
    if not (above := _above(text)):
        return vocabulary.terms.get(text)
    here = frozenset().union(*(vocabulary.narrower.get(word, frozenset()) for word in above))
    return {id_: term for id_, term in vocabulary.terms["topic"].items() if id_ in here}


def _choices(reader: Reader) -> tuple[tuple[str, ...], dict[str, str]]:
    raw = reader.get("choices")
    if isinstance(raw, str):
        vocabulary = reader.scope.vocabulary
        terms = _terms(raw, vocabulary)
        if terms is None:
            reader.fault("choices", f"The vocabulary has no list “{shown(raw)}”.")
            return (), {}
        for word in _above(raw):
            if not vocabulary.has("topic", word):
                reader.fault("choices", f"No topic is called “{word}”.{nearest(word, vocabulary.terms['topic'])}")
        return tuple(terms), {id_: term.title for id_, term in terms.items()}
    if isinstance(raw, dict) and all(isinstance(v, str) for v in raw.values()):
        return tuple(raw), dict(raw)
    if isinstance(raw, list) and all(isinstance(v, str) for v in raw):
        return tuple(raw), {}
    if raw is not None:
        reader.fault("choices", f"Write a list of words, not {shown(raw)}.")
    return (), {}


def _default(reader: Reader, type_: str, choices: tuple[str, ...]) -> object:
    raw = reader.get("default")
    if raw is None:
        return None
    if type_ == "number":
        value: object = exact(raw)
    elif type_ == "yes/no":
        value = raw if isinstance(raw, bool) else None
    elif type_ == "choice":
        value = raw if raw in choices else None
    elif type_ == "list":
        value = tuple(raw) if isinstance(raw, list) and all(isinstance(v, str) for v in raw) else None
    else:
        value = raw if isinstance(raw, date) else None
    if value is None:
        reader.fault("default", f"{shown(raw)} is no answer to a {type_} question.")
    return value


def read_clock(reader: Reader) -> Clock:
    """How a cycle's dates are proposed."""
    common = reader.common()
    none = reader.one_of("none", ("lifetime", "permanent"))
    length = reader.text("length")
    span = duration(length) if length else None
    if not none and (span is None or span[0] <= 0 or span[1] == "d"):
        reader.fault("length", 'Write how long a cycle lasts (“5 y”, “18 mo”), or none = "lifetime".')
    reader.one_of("end", ("printed expiry",), "printed expiry")
    reader.one_of("start", ("printed issue", "old expiry"), "old expiry")
    next_start = _next_start(reader)
    moves = []
    raw_moves = reader.get("moves")
    for index, raw in enumerate(raw_moves if isinstance(raw_moves, list) else []):
        row = Reader(raw, f"{reader.at('moves')}[{index + 1}]", reader.sink, reader.scope)
        when = conditioned(row)
        by = duration(row.text("by", needed=True))
        row.done()
        if by is None or by[1] == "d":
            row.fault("by", "Write by how much the end moves: “+ 2 y” or “+ 6 mo”.")
        else:
            moves.append((when, by[0] * (12 if by[1] == "y" else 1)))
    filing = _filing(reader)
    reader.done()
    months = (span[0] * (12 if span[1] == "y" else 1)) if span else 0
    return Clock(
        **common.fields(),
        months=months,
        none=none,
        next_start=next_start,
        moves=tuple(moves),
        filing=filing,
    )


def _next_start(reader: Reader) -> tuple[tuple[Expr | None, str], ...]:
    """Where the next cycle begins: a word, or several by case."""
    raw = reader.get("next_start")
    if not isinstance(raw, list):
        return ((None, reader.one_of("next_start", _STARTS, "old expiry")),)
    found = []
    for index, row in enumerate(raw):
        case = Reader(row, f"{reader.at('next_start')}[{index + 1}]", reader.sink, reader.scope)
        found.append((case.expr("when"), case.one_of("is", _STARTS, needed=True)))
        case.done()
    return tuple(found)


def _filing(reader: Reader) -> tuple[FilingDays, ...]:
    """The days to file on: one table, or several by case."""
    raw = reader.get("filing")
    rows = raw if isinstance(raw, list) else [] if raw is None else [raw]
    found = []
    for index, row in enumerate(rows):
        at = reader.at("filing") + (f"[{index + 1}]" if isinstance(raw, list) else "")
        case = Reader(row, at, reader.sink, reader.scope)
        start, end = case.span_days()
        days = FilingDays(case.expr("when"), start, end)
        case.done()
        if (start is None) != (end is None):
            case.fault("to" if start else "from", "Write both “from” and “to”, or neither where any day will do.")
        for key, expr in (("when", days.when), ("from", start), ("to", end)):
            if expr and "filing" in expr.anchors:
                case.fault(key, "The days to file on can't be told from the day of filing.")
        found.append(days)
    return tuple(found)


def read_window(reader: Reader) -> Window | None:
    """A named span of days."""
    common = reader.common()
    dated_by = reader.one_of("dated_by", ("start", "end", "session"), "end")
    raw = reader.get("cases", needed=True)
    cases = []
    for index, row in enumerate(raw if isinstance(raw, list) else []):
        case = Reader(row, f"{reader.at('cases')}[{index + 1}]", reader.sink, reader.scope)
        start, end = case.span_days(needed=True)
        when = case.expr("when")
        case.done()
        if start and end:
            cases.append(WindowCase(when, start, end))
    if raw is not None and (not isinstance(raw, list) or not raw):
        reader.fault("cases", 'Write at least one case: cases = [ { from = "issue", to = "expiry" } ].')
    reader.done()
    return Window(**common.fields(), cases=tuple(cases), dated_by=dated_by) if cases else None


def read_overlap(reader: Reader) -> Overlap:
    """Whether one hour may fill several needs."""
    common = reader.common()
    members = reader.names("members", needed=True)
    policy = reader.one_of("policy", ("shared", "split", "whole", "unknown"), "unknown", needed=True)
    reader.done()
    return Overlap(**common.fields(), members=members, policy=policy)


def read_deadline(reader: Reader) -> DeadlineRule | None:
    """Something due."""
    common = reader.common()
    match = reader.expr("match", line=True)
    of = reader.expr("of", "date", line=match is not None, needed=True)
    within = duration(reader.text("within", "0 d"))
    if within is None:
        reader.fault("within", "Write how long: “30 d”, “6 mo” or “1 y”.")
    late = reader.text("late")
    reader.done()
    return DeadlineRule(**common.fields(), match=match, of=of, within=within or (0, "d"), late=late) if of else None


def read_note(reader: Reader) -> NoteRule:
    """Something to know."""
    common = reader.common()
    text = reader.text("text", needed=True)
    kinds = ("evidence", "filing", "fee", "retention", "duty", "employer duty", "other")
    kind = reader.one_of("kind", kinds)
    touches = reader.names("touches")
    reader.done()
    return NoteRule(**common.fields(), text=text, kind=kind, touches=touches)


def read_question(reader: Reader) -> OpenQuestion:
    """What the sources leave open."""
    common = reader.common()
    text = reader.text("text", needed=True)
    touches = reader.names("touches")
    other = reader.get("other_figure")
    reader.done()
    return OpenQuestion(
        **common.fields(), text=text, touches=touches, other_figure="" if other is None else shown(other)
    )
