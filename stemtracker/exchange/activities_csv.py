"""The program's own activities CSV, read strictly: every mistake is named with its line and column.

`stemtracker assess` reads lines from it without any record; the import takes the program's own export by it.
Neighbors: `columns` has the names, `log_csv` writes the same file, `sheets` reads everybody else's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.activity import problems as activity_problems
from stemtracker.domain.hours import Measure
from stemtracker.domain.ledger import Line, line_of
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.exchange import columns
from stemtracker.exchange.cells import unguard
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.tabular import Grid, Row, read_grid, shorten

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?", re.ASCII)
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
T = TypeVar("T")
_NO_WORDS: tuple[str, ...] = ()
_NO_PINS: tuple[tuple[str, str], ...] = ()
_NO_TOPICS: tuple[TopicShare, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivitiesFile:
    """All rows as drafts (those with problems too), and what was left aside, in words."""

    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...] = ()


class _WrongError(ValueError):
    """What is wrong with one cell, and the remedy, in words."""


@dataclass
class _Cells:
    """Reads the cells of one row after another. Equal cells are understood once: a log repeats itself."""

    header: tuple[str, ...]
    vocabulary: Vocabulary
    units: frozenset[str]
    answers: frozenset[str]
    row: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    line: int = 0
    known: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """What stands there, without the blanks around it."""
        return self.row.get(column, "").strip()

    def bad(self, column: str, words: str) -> None:
        """Note a problem of this row."""
        self.problems.append(Problem(f"line {self.line}, {column}", words))

    def take(self, column: str, read: Callable[[str], T], default: T) -> T:
        """The cell read by `read`, or the default where it is empty or wrong (then a problem is noted)."""
        text = self.cell(column)
        return self.understood((column, text), column, lambda: read(text), default) if text else default

    def understood(self, key: tuple[object, ...], column: str, read: Callable[[], T], default: T) -> T:
        """As `take`, for what depends on more than one cell: `key` names all of it."""
        if key in self.known:
            value: T = self.known[key]
            return value
        try:
            value = self.known[key] = read()
        except _WrongError as why:
            self.bad(column, str(why))
            return default
        return value

    def word(self, column: str, text: str) -> str:
        """An id of the vocabulary."""
        if self.vocabulary.has(column, text):
            return text
        known = ", ".join(term.id for term in self.vocabulary.choices(column)[:12])
        raise _WrongError(f"“{text}” is no {column} that the vocabulary knows (such as {known}).")

    def level(self, text: str) -> str:
        """A level of the vocabulary, or a course's number: packs ask for "100 and above"."""
        return text if text.isascii() and text.isdigit() and len(text) < 10 else self.word("level", text)

    def unit(self) -> str:
        """The unit's id; packs may name units of their own."""
        text = self.cell("unit")
        if text in self.units or self.vocabulary.has("unit", text):
            return text
        known = ", ".join(term.id for term in self.vocabulary.choices("unit"))
        self.bad("unit", f"“{text}” is no unit; use one of {known}." if text else f"Give the unit: one of {known}.")
        return ""


def read(path: Path, vocabulary: Vocabulary, units: Iterable[str] = (), answers: Iterable[str] = ()) -> ActivitiesFile:
    """The file's rows; `units` and `answers` are names that the packs at hand add to the vocabulary's."""
    return drafts(read_grid(path), vocabulary, units, answers)


def lines(file: ActivitiesFile) -> tuple[Line, ...]:
    """The rows as the rules read them; refused with every problem of every row if there is any."""
    wrong = [problem for draft in file.drafts for problem in draft.problems]
    if wrong:
        raise Refused(*shorten(wrong))
    return tuple(
        replace(
            line_of(draft.activity(draft.id or f"line {draft.line}"), draft.evidence, draft.pins), series=draft.series
        )
        for draft in file.drafts
    )


def drafts(
    grid: Grid, vocabulary: Vocabulary, units: Iterable[str] = (), answers: Iterable[str] = ()
) -> ActivitiesFile:
    """The rows of a file that is already cells."""
    header = header_of(grid.rows[0])
    known_answers = frozenset(answers)
    strange = [name for name in header if name and name not in columns.KNOWN and name not in known_answers]
    warnings = tuple(
        f"The column “{name}” is left aside: neither the program nor the chosen packs know it." for name in strange
    )
    cells = _Cells(header, vocabulary, frozenset(units), known_answers)
    found: list[Draft] = []
    ids: dict[str, int] = {}
    for row in grid.rows[1:]:
        draft = _draft(cells, row)
        if draft.id and ids.setdefault(draft.id, row.line) != row.line:
            twice = Problem(
                f"line {row.line}, id", f"“{draft.id}” stands in line {ids[draft.id]} already; ids are unique."
            )
            draft = replace(draft, problems=(*draft.problems, twice))
        found.append(draft)
    return ActivitiesFile(tuple(found), warnings)


def header_of(row: Row) -> tuple[str, ...]:
    """The names of the columns; refused where one that is needed is missing or one stands twice."""
    header = tuple(cell.strip().casefold() for cell in row.cells)
    wrong = [
        Problem(f"line {row.line}", f"The column “{name}” is missing; the first line must name the columns.")
        for name in columns.NEEDED
        if name not in header
    ]
    wrong += [
        Problem(f"line {row.line}", f"The column “{name}” stands twice; keep one of them.")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    if wrong:
        raise Refused(*wrong)
    return header


def is_own(row: Row) -> bool:
    """Whether the first line is that of the program's own export."""
    return tuple(cell.strip() for cell in row.cells[: len(columns.CORE)]) == columns.CORE


def _draft(cells: _Cells, row: Row) -> Draft:
    cells.row, cells.problems, cells.line = dict(zip(cells.header, row.cells, strict=False)), [], row.line
    if any(cell.strip() for cell in row.cells[len(cells.header) :]):
        cells.bad("end of line", "There are more cells than columns; a comma may stand outside quotation marks.")
    present = cells.row.keys()
    values: dict[str, Any] = {
        name: unguard(cells.row[column]) for column, name in columns.TEXT.items() if column in present
    }
    if values.get("level"):
        values["level"] = cells.take("level", cells.level, "")
    _fill_words(cells, values)
    _fill_days(cells, values)
    _fill_amounts(cells, values)
    _fill_approval(cells, values)
    given = tuple(
        (name, unguard(cells.row[name]).strip()) for name in cells.header if name in cells.answers and cells.cell(name)
    )
    if given or any(name in cells.answers for name in cells.header):
        values["answers"] = tuple(sorted(given))
    draft = Draft(
        line=row.line,
        id=unguard(cells.cell("id")),
        values=values,
        evidence=frozenset(cells.take("evidence", lambda text: _evidence(text, cells.vocabulary), _NO_WORDS)),
        pins=dict(cells.take("pin", _pins, _NO_PINS)),
        series=unguard(cells.row.get("series", "")).strip(),
    )
    if not cells.problems:
        for problem in activity_problems(draft.activity("new")):
            cells.bad(columns.COLUMN_OF_FIELD.get(problem.field, problem.field), problem.message)
    return replace(draft, problems=tuple(cells.problems)) if cells.problems else draft


def _fill_words(cells: _Cells, values: dict[str, Any]) -> None:
    values["kind"] = cells.take("kind", lambda text: cells.word("kind", text), "")
    if not cells.cell("kind"):
        known = ", ".join(term.id for term in cells.vocabulary.choices("kind")[:12])
        cells.bad("kind", f"Say what kind of activity it was (such as {known}).")
    for column, default in (("role", "participant"), ("format", "")):
        if column in cells.row:
            values[column] = cells.take(column, lambda text, c=column: cells.word(c, text), default)  # type: ignore[misc]
    if "status" in cells.row:
        values["status"] = cells.take("status", _status, Status.ATTENDED)


def _fill_days(cells: _Cells, values: dict[str, Any]) -> None:
    start = cells.take("date", _date, None)
    if not cells.cell("date"):
        cells.bad("date", "Give the day it took place, as 2026-03-31.")
    values["start"] = start
    values["end"] = cells.take("end_date", _date, start)
    for column in ("start_time", "end_time"):
        if column in cells.row:
            values[column] = cells.take(column, _time, None)
    for column in ("break_minutes", "missed_minutes"):
        if column in cells.row:
            values[column] = cells.take(column, _whole, 0)


def _fill_amounts(cells: _Cells, values: dict[str, Any]) -> None:
    unit = cells.unit()
    text = cells.cell("amount")
    measure: Measure | None = None
    if not text:
        cells.bad("amount", "Give the amount, such as 1.5.")
    else:
        measure = cells.understood(("amount", text, unit), "amount", lambda: Measure.of(_decimal(text), unit), None)
    values["measure"] = measure
    if "topics" in cells.row:
        topics = cells.cell("topics")
        values["topics"] = (
            cells.understood(
                ("topics", topics, unit), "topics", lambda: _topics(topics, unit, cells.vocabulary), _NO_TOPICS
            )
            if topics
            else ()
        )
    if cells.row.keys() & {"claimed_on", "claimed_amount", "posted_on", "posted_amount"}:
        values["steps"] = tuple(
            Step(status, on, None, amount)
            for status in (Status.CLAIMED, Status.POSTED)
            for on in (cells.take(f"{status}_on", _date, None),)
            for amount in (_step_amount(cells, f"{status}_amount", unit),)
            if on is not None or amount is not None
        )
    if "cost" in cells.row:
        values["cost"] = cells.take("cost", _decimal, None)


def _step_amount(cells: _Cells, column: str, unit: str) -> Decimal | None:
    text = cells.cell(column)
    if not text:
        return None
    return cells.understood((column, text, unit), column, lambda: Measure.of(_decimal(text), unit).amount, None)


def _fill_approval(cells: _Cells, values: dict[str, Any]) -> None:
    if "approved_on" in cells.row:
        values["approved_on"] = cells.take("approved_on", _date, None)
    if cells.row.keys() & {"approved", "approved_by", "approved_on"}:
        # Who approved it says that it was approved, unless the file has a column that says so by itself.
        named = "approved" not in cells.row and bool(cells.cell("approved_by") or cells.cell("approved_on"))
        values["approved"] = cells.take("approved", _yes_no, True if named else None)
    if "relevant" in cells.row:
        values["relevant"] = cells.take("relevant", _yes_no, None)


def _date(text: str) -> date | None:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as why:
        raise _WrongError(f"“{text}” is no day of the calendar ({why}).") from None
    raise _WrongError(f"“{text}” is no date; write it as 2026-03-31.")


def _time(text: str) -> time | None:
    try:
        if _TIME.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError as why:
        raise _WrongError(f"“{text}” is no time of day ({why}).") from None
    raise _WrongError(f"“{text}” is no time of day; write it as 15:30.")


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text)
    raise _WrongError(f"“{text}” is no number of minutes; write a whole number.")


def _decimal(text: str) -> Decimal:
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    raise _WrongError(f"“{text}” is no amount; write a number with a point, such as 1.5.")


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        raise _WrongError(f"“{text}” is no status; use one of {', '.join(Status)}.") from None


def _yes_no(text: str) -> bool | None:
    if text.casefold() in _YES_NO:
        return _YES_NO[text.casefold()]
    raise _WrongError(f"“{text}” is neither yes nor no.")


def _topics(text: str, unit: str, vocabulary: Vocabulary) -> tuple[TopicShare, ...]:
    shares: list[TopicShare] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        topic, colon, amount = (piece.strip() for piece in part.partition(":"))
        if not vocabulary.has("topic", topic):
            raise _WrongError(f"“{topic}” is no topic that the vocabulary knows; see “topic” in the vocabulary.")
        shares.append(TopicShare(topic, Measure.of(_decimal(amount), unit).amount if colon else None))
    return tuple(shares)


def _evidence(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    kinds = tuple(filter(None, map(str.strip, text.split(";"))))
    for kind in kinds:
        if not vocabulary.has("evidence", kind):
            known = ", ".join(term.id for term in vocabulary.choices("evidence"))
            raise _WrongError(f"“{kind}” is no kind of evidence; use {known}.")
    return kinds


def _pins(text: str) -> tuple[tuple[str, str], ...]:
    """`total` (any pack), `US-WA.teacher:total;US-TX.teacher:none`."""
    pins: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        pack, colon, node = (piece.strip() for piece in part.rpartition(":"))
        if not node or (colon and not pack) or pack in pins:
            raise _WrongError(f"“{part}” is no pin; write the need, or PACK:need, and “none” for not at all.")
        pins[pack] = node
    return tuple(pins.items())
