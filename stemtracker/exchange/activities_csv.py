"""The program's own activities CSV, read strictly: every mistake is named with its line and column.

`stemtracker assess` reads lines from it without any record; the import takes the program's own export by it.
Read column by column, since a log repeats itself: each different cell is understood once.
Neighbors: `columns` has the names, `own_cells` the forms, `log_csv` writes the same file, `sheets` reads all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from stemtracker.domain import bulk
from stemtracker.domain.activity import Activity, Status, Step
from stemtracker.domain.activity import problems as activity_problems
from stemtracker.domain.ledger import Line, line_of
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.exchange import columns, own_cells
from stemtracker.exchange.cells import unguard
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.own_cells import WrongError
from stemtracker.exchange.tabular import Grid, Row, read_grid, shorten


@dataclass(frozen=True, slots=True)
class ActivitiesFile:
    """All rows as drafts (those with problems too), and what was left aside, in words."""

    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...] = ()


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
            line_of(draft.activity(), draft.evidence, draft.pins),
            id=draft.id or f"line {draft.line}",
            series=draft.series,
        )
        for draft in file.drafts
    )


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
    """Whether the first line is that of the program's own files, ids or none before it."""
    names = tuple(cell.strip() for cell in row.cells)
    return any(names[: len(wanted)] == wanted for wanted in (columns.CORE, columns.CORE[1:]))


def drafts(
    grid: Grid, vocabulary: Vocabulary, units: Iterable[str] = (), answers: Iterable[str] = ()
) -> ActivitiesFile:
    """The rows of a file that is already cells."""
    header = header_of(grid.rows[0])
    table = _Table(header, grid.rows[1:], vocabulary, frozenset(units), frozenset(answers))
    strange = [name for name in header if name and name not in columns.KNOWN and name not in table.answers]
    warnings = tuple(
        f"The column “{name}” is left aside: neither the program nor the chosen packs know it." for name in strange
    )
    return ActivitiesFile(tuple(table.drafts()), (*warnings, *table.roundings()))


#: So many rounded rows are told one by one.
_ROUNDINGS = 50


def _with_unit(how: Callable[[str, str], Any], unit: str, text: str) -> Any:
    return how(text, unit)


@dataclass
class _Table:
    """The cells by column, and the problems found so far by row."""

    header: tuple[str, ...]
    rows: Sequence[Row]
    vocabulary: Vocabulary
    units: frozenset[str]
    answers: frozenset[str]
    problems: dict[int, list[Problem]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        width = len(self.header)
        padded = []
        for index, row in enumerate(self.rows):
            cells = row.cells
            if len(cells) != width:
                if any(cell.strip() for cell in cells[width:]):
                    words = "There are more cells than columns; a comma may stand outside quotation marks."
                    self.bad(index, "end of line", words)
                cells = (*cells, *("",) * (width - len(cells)))[:width]
            padded.append(cells)
        self.texts = dict(zip(self.header, zip(*padded, strict=True), strict=True)) if padded else {}

    def bad(self, index: int, column: str, words: str) -> None:
        """Note a problem of a row."""
        self.problems.setdefault(index, []).append(Problem(f"line {self.rows[index].line}, {column}", words))

    def has(self, *names: str) -> bool:
        """Whether any of the columns is there."""
        return any(name in self.texts for name in names)

    def read(self, name: str, how: Callable[[str], Any], empty: Any = None, *, needed: bool = False) -> list[Any]:
        """A column's cells read by `how`; an empty one is `empty` unless it is needed. Wrong ones are noted."""
        return self._read(name, self.texts.get(name) or ("",) * len(self.rows), how, empty, needed=needed)

    def read_with(self, name: str, units: list[str], how: Callable[[str, str], Any], empty: Any = None) -> list[Any]:
        """As `read`, for cells that mean something only together with the row's unit."""
        found: list[Any] = [empty] * len(self.rows)
        texts = self.texts.get(name)
        if texts is None:
            return found
        for unit in dict.fromkeys(units):
            at = [index for index, one in enumerate(units) if one == unit]
            read = partial(_with_unit, how, unit)
            some = self._read(name, [texts[i] for i in at], read, empty, needed=name == "amount", at=at)
            for index, value in zip(at, some, strict=True):
                found[index] = value
        return found

    def _read(
        self,
        name: str,
        texts: Sequence[str],
        how: Callable[[str], Any],
        empty: Any,
        *,
        needed: bool,
        at: Sequence[int] | None = None,
    ) -> list[Any]:
        known: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for text in dict.fromkeys(texts):
            bare = text.strip()
            try:
                known[text] = how(bare) if bare or needed else empty
            except WrongError as why:
                known[text], wrong[text] = empty, str(why)
        if wrong:
            for position, text in enumerate(texts):
                if text in wrong:
                    self.bad(position if at is None else at[position], name, wrong[text])
        return [known[text] for text in texts]

    def drafts(self) -> Iterable[Draft]:
        """All rows."""
        if not self.texts:
            return
        fields = {**self._texts(), **self._words(), **self._days(), **self._amounts(), **self._said()}
        evidence = self.read("evidence", lambda text: own_cells.evidence(text, self.vocabulary), frozenset())
        pins = self.read("pin", own_cells.pins, {})
        series = [unguard(text).strip() for text in self.texts.get("series", ("",) * len(self.rows))]
        ids = [unguard(text.strip()) for text in self.texts.get("id", ("",) * len(self.rows))]
        self._unique(ids)
        names = tuple(fields)
        # New ids of one file follow each other: made in no time, and the record's indexes grow in one place.
        run = uuid4().hex[:24]
        new = [id_ or f"{run}{index:08x}" for index, id_ in enumerate(ids)]
        activities = bulk.of_columns(Activity, len(ids), {"id": new, **fields})
        for index, row in enumerate(zip(*fields.values(), strict=True)):
            wrong = index in self.problems
            for problem in () if wrong else activity_problems(activities[index]):
                self.bad(index, columns.COLUMN_OF_FIELD.get(problem.field, problem.field), problem.message)
            yield Draft(
                line=self.rows[index].line,
                id=ids[index],
                values=dict(zip(names, row, strict=True)),
                made=None if wrong else activities[index],
                problems=tuple(self.problems.get(index, ())),
                evidence=evidence[index],
                pins=pins[index],
                series=series[index],
            )

    def _unique(self, ids: list[str]) -> None:
        seen: dict[str, int] = {}
        for index, id_ in enumerate(ids):
            first = seen.setdefault(id_, index) if id_ else index
            if first != index:
                self.bad(index, "id", f"“{id_}” stands in line {self.rows[first].line} already; ids are unique.")

    def _texts(self) -> dict[str, list[Any]]:
        found = {
            name: [unguard(text) for text in self.texts[column]]
            for column, name in columns.TEXT.items()
            if self.has(column) and column != "level"
        }
        if self.has("level"):
            found["level"] = self.read("level", lambda text: own_cells.level(self.vocabulary, text), "")
        return found

    def _words(self) -> dict[str, list[Any]]:
        words = self.vocabulary
        found = {"kind": self.read("kind", lambda text: own_cells.kind(words, text), "", needed=True)}
        for name, empty in (("role", "participant"), ("format", "")):
            if self.has(name):
                found[name] = self.read(name, lambda text, n=name: own_cells.word(words, n, text), empty)  # type: ignore[misc]
        if self.has("status"):
            found["status"] = self.read("status", own_cells.status, Status.ATTENDED)
        return found

    def _days(self) -> dict[str, list[Any]]:
        start = self.read("date", own_cells.first_day, needed=True)
        end = self.read("end_date", own_cells.day)
        found: dict[str, list[Any]] = {"start": start, "end": [e or s for s, e in zip(start, end, strict=True)]}
        readers = {"start_time": own_cells.wall_time, "end_time": own_cells.wall_time}
        found |= {name: self.read(name, how) for name, how in readers.items() if self.has(name)}
        for name in ("break_minutes", "missed_minutes"):
            if self.has(name):
                found[name] = self.read(name, own_cells.whole, 0)
        return found

    def _amounts(self) -> dict[str, list[Any]]:
        units = self.read("unit", lambda text: own_cells.unit(self.vocabulary, self.units, text), "", needed=True)
        found = {"measure": self.read_with("amount", units, own_cells.measure)}
        if self.has("topics"):
            words = self.vocabulary
            found["topics"] = self.read_with(
                "topics", units, lambda text, unit: own_cells.topics(text, unit, words), ()
            )
        if self.has("claimed_on", "claimed_amount", "posted_on", "posted_amount"):
            per_status = [(status, *self._step(status, units)) for status in (Status.CLAIMED, Status.POSTED)]
            found["steps"] = [
                tuple(
                    Step(status, on[i], None, amount[i] and amount[i].amount)
                    for status, on, amount in per_status
                    if on[i] or amount[i]
                )
                for i in range(len(self.rows))
            ]
        if self.has("cost"):
            found["cost"] = self.read("cost", own_cells.decimal)
        return found

    def roundings(self) -> tuple[str, ...]:
        """The rows whose length of time was rounded to whole minutes, in words."""
        pairs = [
            (a.strip(), u.strip())
            for a, u in zip(self.texts.get("amount", ()), self.texts.get("unit", ()), strict=True)
        ]
        said = {pair: own_cells.rounding(*pair) for pair in set(pairs)}
        found = [f"line {row.line}: {said[pair]}." for row, pair in zip(self.rows, pairs, strict=True) if said[pair]]
        more = len(found) - _ROUNDINGS
        return (*found[:_ROUNDINGS], f"… and {more:,} more rows were rounded so.") if more > 0 else tuple(found)

    def _step(self, status: Status, units: list[str]) -> tuple[list[Any], list[Any]]:
        return self.read(f"{status}_on", own_cells.day), self.read_with(f"{status}_amount", units, own_cells.measure)

    def _said(self) -> dict[str, list[Any]]:
        """Approval, relevance, and the answers to what packs ask."""
        found: dict[str, list[Any]] = {}
        if self.has("approved_on"):
            found["approved_on"] = self.read("approved_on", own_cells.day)
        if self.has("approved"):
            found["approved"] = self.read("approved", own_cells.yes_no)
        if self.has("relevant"):
            found["relevant"] = self.read("relevant", own_cells.yes_no)
        asked = sorted(name for name in self.texts if name in self.answers)
        if asked:
            given = [[unguard(text).strip() for text in self.texts[name]] for name in asked]
            found["answers"] = [
                tuple((name, cell) for name, cell in zip(asked, row, strict=True) if cell)
                for row in zip(*given, strict=True)
            ]
        return found
