"""Anybody's spreadsheet: where its header is, and what its columns seem to be.

What is guessed here is shown to the user before anything is taken; what can't be known is asked once per file
(`open_questions`). Neighbors: `tabular` makes cells of the bytes, `headings` knows what people call their columns,
`rows` turns the rows into drafts by the mapping that the user confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.exchange import activities_csv, columns, headings, values
from stemtracker.exchange.tabular import Grid, Row, read_grid

_SEARCHED = 25
_SAMPLED = 400


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns and rows, and how it was written. `above` are the lines left aside over the header."""

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()
    #: Whether it is the program's own export, whose columns need no mapping.
    own: bool = False
    #: The sheet of a workbook that this is, and all that it has.
    part: str = ""
    parts: tuple[str, ...] = ()

    def column(self, index: int, most: int | None = None) -> list[str]:
        """The cells of one column that hold anything."""
        cells = (row.cells[index].strip() for row in self.rows[:most] if index < len(row.cells))
        return [cell for cell in cells if cell]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each column is (ids of `headings.FIELDS`, "" to leave it out), and what the cells do not say."""

    fields: tuple[str, ...]
    #: One of `values.ORDERS`, "" while it must be asked.
    date_order: str = ""
    #: One of `values.DECIMALS`, "" while it must be asked.
    decimal: str = ""
    #: Unit of amounts that name none, "" while it must be asked.
    unit: str = ""
    #: Kind of rows that name none or one that nobody knows, "" while it must be asked.
    kind: str = ""

    def index(self, field: str) -> int | None:
        """The column that is this field."""
        return self.fields.index(field) if field in self.fields else None

    def amounts(self) -> tuple[int, ...]:
        """All columns that hold an amount."""
        return tuple(i for i, name in enumerate(self.fields) if name == "amount" or name.startswith("amount:"))

    def assign(self, column: int, field: str) -> ColumnMapping:
        """The same with one column read otherwise; another column that was this field is left out then."""
        single = field in headings.SINGLE
        fields = tuple(
            field if i == column else "" if single and name == field else name for i, name in enumerate(self.fields)
        )
        return replace(self, fields=fields)


def read(path: Path, part: str = "") -> Sheet:
    """The sheet in a file; of a workbook the one of that name, or the first that has anything."""
    return sheet_of(read_grid(path, part))


def sheet_of(grid: Grid) -> Sheet:
    """The sheet in a file that is already cells."""
    found = _sheet_of(grid)
    return replace(found, part=grid.part, parts=grid.parts)


def _sheet_of(grid: Grid) -> Sheet:
    rows = grid.rows
    if not rows:
        raise Refused.at("sheet", f"The sheet “{grid.part}” of “{grid.name}” is empty; choose another.")
    if activities_csv.is_own(rows[0]):
        header = tuple(cell.strip() for cell in rows[0].cells)
        return Sheet(grid.name, grid.encoding, grid.delimiter, header, rows[1:], own=True)
    at = _header_at(rows)
    width = max(len(row.cells) for row in rows[at if at is not None else 0 :])
    names = rows[at].cells if at is not None else ()
    header = tuple((" ".join(names[i].split()) if i < len(names) else "") or f"Column {i + 1}" for i in range(width))
    above = tuple(" ".join(filter(None, map(str.strip, row.cells))) for row in rows[: at or 0])
    body = rows[at + 1 :] if at is not None else rows
    return Sheet(grid.name, grid.encoding, grid.delimiter, header, body, above)


def _header_at(rows: Sequence[Row]) -> int | None:
    """The row that names the columns: the one with most words known as headings, else the first without a value."""
    best, choice = 1, None
    for index, row in enumerate(rows[:_SEARCHED]):
        known = sum(1 for cell in row.cells if headings.field_of(cell) and not _is_value(cell))
        if known > best:
            best, choice = known, index
    if choice is None and not any(_is_value(cell) for cell in rows[0].cells):
        return 0
    return choice


def _is_value(cell: str) -> bool:
    return bool(re.match(r"\s*[\d.,$-]+\s*\Z", cell)) or values.looks_like_day(cell)


def guess(sheet: Sheet, vocabulary: Vocabulary) -> ColumnMapping:
    """What the columns seem to be, by their names and what stands in them."""
    if sheet.own:
        return ColumnMapping(sheet.header, "ymd", ".")
    fields = _fields(sheet, vocabulary)
    mapping = ColumnMapping(tuple(fields))
    return replace(
        mapping,
        date_order=_order(_cells(sheet, mapping, headings.DATES)),
        decimal=_decimal(sheet, mapping),
        unit=_unit(sheet, mapping),
    )


def _fields(sheet: Sheet, vocabulary: Vocabulary) -> list[str]:
    fields = [""] * len(sheet.header)
    samples = [sheet.column(index, _SAMPLED) for index in range(len(sheet.header))]
    scored = [
        (score, -index, field)
        for index, name in enumerate(sheet.header)
        for field, score in headings.candidates(name, vocabulary)
        if samples[index] and _fits(field, samples[index])
    ]
    taken: set[str] = set()
    for _score, negative, field in sorted(scored, reverse=True):
        if not fields[-negative] and not (field in headings.SINGLE and field in taken):
            fields[-negative] = field
            taken.add(field)
    if "date" not in taken:
        days = [i for i, cells in enumerate(samples) if not fields[i] and cells and _fits("date", cells)]
        if days:
            fields[days[0]] = "date"
    return ["note" if not field and samples[index] else field for index, field in enumerate(fields)]


def _fits(field: str, cells: list[str]) -> bool:
    """Whether most cells can be what the heading promises."""
    if field in headings.DATES:
        good = sum(map(values.looks_like_day, cells))
    elif field == "amount" or field.startswith(("amount:", "topic:")):
        good = sum(1 for cell in cells if any(sign.isdigit() or sign in "½¼¾" for sign in cell) and len(cell) < 40)
    else:
        return True
    return good * 2 >= len(cells)


def _cells(sheet: Sheet, mapping: ColumnMapping, fields: Iterable[str]) -> list[str]:
    return [cell for i, name in enumerate(mapping.fields) if name in fields for cell in sheet.column(i)]


def _order(cells: list[str]) -> str:
    shown, is_open = values.orders_shown(cells)
    if len(shown) == 1:
        return shown.pop()
    return "" if shown or is_open else "ymd"


def _decimal(sheet: Sheet, mapping: ColumnMapping) -> str:
    cells = [cell for index in mapping.amounts() for cell in sheet.column(index)]
    shown = values.decimals_shown(cells)
    return shown.pop() if len(shown) == 1 else ""


def _unit(sheet: Sheet, mapping: ColumnMapping) -> str:
    """The unit that the heading of the amount names; hours where every cell names its own."""
    index = mapping.index("amount")
    return values.unit_of_words(sheet.header[index]) if index is not None else ""


def left_aside(sheet: Sheet, answers: Collection[str]) -> str:
    """Which columns of the program's own file are not taken in, and why; of other files the mapping says it."""
    told = [
        f"{name}, because {columns.NOT_TAKEN.get(name, 'neither the program nor a rule pack knows it')}"
        for index, name in enumerate(sheet.header if sheet.own else ())
        if (name in columns.NOT_TAKEN or name not in {*columns.KNOWN, *answers}) and sheet.column(index)
    ]
    many = f"{len(told)} columns are" if len(told) > 1 else "1 column is"
    return f"{many} not taken in: {'; '.join(told)}." if told else ""


def open_questions(sheet: Sheet, mapping: ColumnMapping) -> tuple[Problem, ...]:
    """What must be asked before the rows can be read; `field` is the mapping's attribute or "columns"."""
    if sheet.own:
        return ()
    asked: list[Problem] = []
    if mapping.index("title") is None:
        asked.append(Problem("columns", "Which column has the title of the activity?"))
    if mapping.index("date") is None:
        asked.append(Problem("columns", "Which column has the date?"))
    has_times = mapping.index("start_time") is not None and mapping.index("end_time") is not None
    if not mapping.amounts() and not has_times:
        asked.append(Problem("columns", "Which column has the hours or credits?"))
    days = _cells(sheet, mapping, headings.DATES)
    shown, is_open = values.orders_shown(days)
    if not mapping.date_order and (is_open or len(shown) > 1):
        example = next(cell for cell in days if values.orders_shown([cell]) != (set(), False))
        asked.append(Problem("date_order", f"Dates such as “{example}”: does the month or the day come first?"))
    if not mapping.decimal and not _decimal(sheet, mapping):
        asked.append(Problem("decimal", "Is the comma in the amounts for thousands, or does it stand before parts?"))
    if mapping.index("amount") is not None and not mapping.unit and _needs_unit(sheet, mapping):
        asked.append(Problem("unit", "What are the amounts counted in: hours, minutes, credits …?"))
    if mapping.index("kind") is None and not mapping.kind:
        asked.append(Problem("kind", "What kind of activity are they? The file does not say."))
    return tuple(asked)


def _needs_unit(sheet: Sheet, mapping: ColumnMapping) -> bool:
    index, named = mapping.index("amount"), mapping.index("unit")
    for row in sheet.rows:
        cells = row.cells
        cell = cells[index].strip() if index is not None and index < len(cells) else ""
        if not cell or (named is not None and named < len(cells) and cells[named].strip()):
            continue
        try:
            values.amount(cell, "", mapping.decimal or ".")
        except values.WrongCellError as why:
            if "counted in" in str(why):
                return True
    return False
