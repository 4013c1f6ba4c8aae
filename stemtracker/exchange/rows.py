"""The rows of somebody's spreadsheet as drafts of activities, read by the mapping that the user confirmed.

Nothing is guessed in silence: a word that was read as another says so, a word nobody knows is kept in the
description, a cell that can be read in two ways refuses its row. Neighbors: `sheets` has sheet and mapping,
`values` and `words` read single cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, TopicShare, worked_minutes
from stemtracker.domain.activity import problems as activity_problems
from stemtracker.domain.hours import HOUR, MINUTE, Measure
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem
from stemtracker.exchange import activities_csv, columns, values
from stemtracker.exchange.cells import unguard
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.sheets import ColumnMapping, Sheet
from stemtracker.exchange.tabular import Grid, Row
from stemtracker.exchange.values import WrongCellError
from stemtracker.exchange.words import Words
from stemtracker.exchange.words import status as status_of

T = TypeVar("T")
_TEXT = ("provider", "provider_number", "place", "grade", "course", "network")
_LISTED = re.compile(r"\s*[;,/|\n]\s*")
_MONEY = re.compile(r"[$€£\s]")


def drafts(
    sheet: Sheet,
    mapping: ColumnMapping,
    vocabulary: Vocabulary,
    answers: Iterable[str] = (),
    seen: Callable[[Iterable[Row]], Iterable[Row]] = iter,
) -> tuple[Draft, ...]:
    """A draft per row; `answers` are the names of what packs ask about a line, for the program's own files.

    The rows are read one by one through `seen`, for whoever counts them; the program's own files go by columns.
    """
    if sheet.own:
        grid = Grid(sheet.name, sheet.encoding, sheet.delimiter, (Row(1, sheet.header), *sheet.rows))
        return activities_csv.drafts(grid, vocabulary, answers=answers).drafts
    reader = _Reader(sheet, mapping, vocabulary, Words(vocabulary), clock.today())
    return tuple(reader.draft(row) for row in seen(sheet.rows))


@dataclass
class _Reader:
    """Reads one row after another; equal cells are understood once."""

    sheet: Sheet
    mapping: ColumnMapping
    vocabulary: Vocabulary
    words: Words
    today: date
    known: dict[tuple[object, ...], Any] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    line: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    #: How new ids of this file begin; they follow each other, so that a record's indexes grow in one place.
    run: str = field(default_factory=lambda: uuid4().hex[:24])

    def __post_init__(self) -> None:
        self._at = {name: i for i, name in reversed(list(enumerate(self.mapping.fields))) if name}
        self._topic_columns = [(i, n[6:]) for i, n in enumerate(self.mapping.fields) if n.startswith("topic:")]

    def cell(self, name: str) -> str:
        """What stands in the column of that field."""
        return self.at(self._at.get(name, -1))

    def at(self, index: int) -> str:
        """What stands in that column."""
        return unguard(self.cells[index].strip()) if 0 <= index < len(self.cells) else ""

    def bad(self, name: str, words: str) -> None:
        """Note why the row can't be taken."""
        self.problems.append(Problem(f"line {self.line}, {name}", words))

    def keep(self, name: str, text: str) -> None:
        """Keep a word that nobody knows in the description, and say so."""
        self.kept.append(f"{name}: {text}")
        self.notes.append(f"{name} “{text}” is not known here; it is kept in the description.")

    def read(self, name: str, key: tuple[object, ...], how: Callable[[], T]) -> T | None:
        """The value of a cell, None with a problem where it can't be read."""
        if key in self.known:
            value: T = self.known[key]
            return value
        try:
            value = self.known[key] = how()
        except WrongCellError as why:
            self.bad(name, str(why))
            return None
        return value

    def draft(self, row: Row) -> Draft:
        """One row."""
        self.cells, self.line = row.cells, row.line
        self.problems, self.notes, self.kept, self.values = [], [], [], {}
        self.values["title"] = " ".join(self.cell("title").split())
        if not self.values["title"]:
            self.bad("title", "There is no title in this row.")
        self._days()
        self._amount()
        self._named()
        self._texts()
        made = None
        if not self.problems:
            made = Activity(id=self.cell("id") or f"{self.run}{row.line:08x}", **self.values)
            for problem in activity_problems(made):
                self.bad(columns.COLUMN_OF_FIELD.get(problem.field, problem.field), problem.message)
        return Draft(
            line=row.line,
            id=self.cell("id"),
            values=self.values,
            notes=tuple(self.notes),
            problems=tuple(self.problems),
            made=made,
        )

    def _days(self) -> None:
        order, first, last = self.mapping.date_order, self.cell("date"), self.cell("end_date")
        if not first:
            self.bad("date", "There is no date in this row.")
            return
        days = self.read("date", ("span", first), lambda: values.span(first, order))
        end = self.read("end_date", ("span", last), lambda: values.span(last, order)) if last else days
        if days and end:
            self.values["start"], self.values["end"] = days[0], end[1]
        approved = self.cell("approved_on")
        if approved:
            self.values["approved_on"] = self.read(
                "approved_on", ("day", approved), lambda: values.day(approved, order)
            )
        for name in ("start_time", "end_time"):
            text = self.cell(name)
            if text:
                self.values[name] = self.read(name, ("time", text), lambda t=text: values.clock_time(t))  # type: ignore[misc]
        if self.cell("break_minutes"):
            pause = self.read_amount("break_minutes", self.cell("break_minutes"), MINUTE)
            self.values["break_minutes"] = int(pause.amount) if pause and pause.is_time else 0

    def read_amount(self, name: str, text: str, unit: str) -> Measure | None:
        """The amount in a cell."""
        return self.read(name, ("amount", text, unit), lambda: values.amount(text, unit, self.mapping.decimal))

    def _amount(self) -> None:
        unit = self._unit()
        found: list[tuple[int, Measure]] = []
        before = len(self.problems)
        for index in self.mapping.amounts():
            text = self.at(index)
            _, colon, own_unit = self.mapping.fields[index].partition(":")
            measure = self.read_amount("amount", text, own_unit if colon else unit) if text else None
            if measure:
                found.append((index, measure))
        if len(self.problems) > before:
            return
        worth = [(index, measure) for index, measure in found if measure.amount] or found[:1]
        for index, _ in worth[1:]:
            self.keep(self.sheet.header[index], self.at(index))
        if worth:
            self.values["measure"] = worth[0][1]
            _, colon, own_unit = self.mapping.fields[worth[0][0]].partition(":")
            self._topics(own_unit if colon else unit)
            return
        start, end = self.values.get("start_time"), self.values.get("end_time")
        if start and end:
            minutes = worked_minutes(start, end, self.values.get("break_minutes", 0))
            self.values["measure"] = Measure.minutes(max(minutes, 0))
            self.notes.append("The amount is worked out from the times of day.")
            self._topics(HOUR)
        else:
            self.bad("amount", "There is no amount in this row.")

    def _unit(self) -> str:
        text = self.cell("unit")
        if not text:
            return self.mapping.unit
        term = self.words.term("unit", text)
        unit = term.id if term else values.unit_of_words(text)
        if not unit:
            self.bad("unit", f"“{text}” is no unit that is known here; write hours, minutes, CEU …")
        return unit

    def _topics(self, unit: str) -> None:
        measure: Measure = self.values["measure"]
        shares: dict[str, TopicShare] = {}
        for name in filter(None, _LISTED.split(self.cell("topics"))):
            term = self.words.term("topic", name)
            if term:
                shares[term.id] = TopicShare(term.id)
            else:
                self.keep("Topic", name)
        for index, topic in self._topic_columns:
            text = self.at(index)
            part = self.read_amount(f"topic {topic}", text, unit or measure.unit) if text else None
            if not part or not part.amount:
                continue
            if part.unit != measure.unit:
                self.bad(f"topic {topic}", "The part for a topic must be counted in the unit of the whole.")
            elif part.amount != measure.amount:
                shares[topic] = TopicShare(topic, part.amount)
            else:
                shares[topic] = TopicShare(topic)
        self.values["topics"] = tuple(shares.values())

    def _named(self) -> None:
        for sort in ("kind", "role", "format", "level"):
            text = self.cell(sort)
            term = self.words.term(sort, text) if text else None
            if term:
                self.values[sort] = term.id
                if term.said:
                    self.notes.append(term.said)
            elif text:
                self.keep(sort.capitalize(), text)
        if "kind" not in self.values:
            self.values["kind"] = self.mapping.kind
            if not self.mapping.kind:
                text = self.cell("kind")
                self.bad("kind", f"“{text}” is no kind that is known here; choose one for such rows." if text else
                         "Nothing says what kind of activity it was; choose a kind for such rows.")  # fmt: skip
        text = self.cell("status")
        status = status_of(text) if text else None
        if text and not status:
            self.keep("Status", text)
        start = self.values.get("start")
        if status:
            self.values["status"] = status
        elif start and start > self.today:
            self.values["status"] = Status.PLANNED
            self.notes.append("It lies ahead, so it is taken as planned.")

    def _texts(self) -> None:
        for name in _TEXT:
            text = self.cell(name)
            if text:
                self.values[name] = text
        if self.cell("approved_by"):
            self.values["approved_by"] = self.cell("approved_by")
        if self.cell("approved_by") or self.cell("approved_on"):
            self.values["approved"] = True
        cost = _MONEY.sub("", self.cell("cost"))
        if cost:
            try:
                self.values["cost"] = values.number(cost, self.mapping.decimal or ".")
            except WrongCellError:
                self.keep("Cost", self.cell("cost"))
        parts = [self.at(i) for i, name in enumerate(self.mapping.fields) if name == "description" and self.at(i)]
        parts += [
            f"{self.sheet.header[i]}: {self.at(i)}"
            for i, name in enumerate(self.mapping.fields)
            if name == "note" and self.at(i)
        ]
        if parts or self.kept:
            self.values["description"] = "\n".join([*parts, *self.kept])
        private = [self.at(i) for i, name in enumerate(self.mapping.fields) if name == "private_notes" and self.at(i)]
        if private:
            self.values["private_notes"] = "\n".join(private)
