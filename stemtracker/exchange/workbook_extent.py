"""How far the cells of a workbook's sheets reach and how much text fills them, found out before room is made for it.

Two cells in the far corners of a sheet ask for terabytes: whoever reads sheets as tables makes a place for every cell
from the first to the last. So does one long text that many cells share or repeat: each gets a copy. Neighbor:
`workbook` looks at each part with this before it reads any.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.parsers import expat

#: The most cells of one sheet, empty ones between others included: 200,000 rows of 40 columns.
MOST = 8_000_000
#: The end of a sheet as spreadsheet programs know it; nobody keeps cells beyond.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})\Z")


class NoSheetError(Exception):
    """The part can't be read as a sheet."""


def holds_sheet(part: bytes) -> bool:
    """Whether the part of a workbook can hold cells: Excel's or OpenDocument's."""
    return b"sheetData" in part or b"table:table" in part


def holds_texts(part: bytes) -> bool:
    """Whether the part can hold the texts that cells share."""
    return b"sst" in part


def extent(part: bytes) -> Extent:
    """What a sheet will take."""
    found = Extent()
    _go_through(part, found)
    return found


def lengths(part: bytes) -> list[int]:
    """How long each of the texts is that cells share."""
    found = _Texts()
    _go_through(part, found)
    return found.lengths


def _go_through(part: bytes, found: Extent | _Texts) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = found.begin, found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, OverflowError) as why:
        raise NoSheetError from why


def _no_doctype(*_said: object) -> None:
    raise NoSheetError


class Extent:
    """What is known of the sheet so far. Excel names places, OpenDocument counts and repeats."""

    def __init__(self) -> None:
        #: The characters that stand in cells, as often as they do; and how often each shared text stands in one.
        self.characters = 0
        self.shared: Counter[int] = Counter()
        #: What a cell of Excel says that has a shared text: its number.
        self._shares, self._number = False, ""
        self.row = self.column = 0
        self.rows = self.columns = 0
        #: OpenDocument: how often the row and the cell stand there, and whether the row holds anything.
        self.row_times = self.cell_times = 1
        self.filled = self.in_cell = False
        #: All tables of an OpenDocument file: they are read together.
        self.before = 0
        self._known: dict[str, int] = {}

    def cells(self) -> int:
        """The places from the first cell to the last one that holds anything, empty ones included."""
        return self.before + self.rows * self.columns

    def begin(self, name: str, said: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._place(said.get("r", ""))
            self.in_cell = True
            self._shares, self._number = said.get("t") == "s", ""
        elif kind == "row":
            self.row, self.column = int(said.get("r") or self.row + 1), 0
        elif kind in {"table-cell", "covered-table-cell"}:
            self.cell_times = _times(said, "number-columns-repeated")
            self.column += self.cell_times
            self.in_cell = True
            if any(key.endswith(("value-type", "formula")) for key in said):
                self._fill()
        elif kind == "table-row":
            self.row_times, self.column, self.filled = _times(said, "number-rows-repeated"), 0, False
        elif kind == "table":
            self.before, self.row, self.rows, self.columns = self.cells(), 0, 0, 0
        elif self.in_cell:
            self._fill()

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"c", "table-cell", "covered-table-cell"}:
            self.in_cell = False
            if self._number.strip():
                self.shared[int(self._number)] += 1
            self._number = ""
        elif kind == "table-row":
            self.row += self.row_times
            if self.filled:
                self.rows = self.row

    def text(self, words: str) -> None:
        """Characters of a cell, or of something between cells."""
        if self.in_cell and self._shares:
            self._number += words
        elif self.in_cell:
            self.characters += len(words) * self.cell_times * self.row_times

    def _place(self, place: str) -> None:
        if not place:
            self.column += 1
            return
        told = _PLACE.match(place)
        if told is None:
            raise NoSheetError
        letters = told[1].upper()
        column = self._known.get(letters)
        if column is None:
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            self._known[letters] = column
        self.row, self.column = int(told[2]), column

    def _fill(self) -> None:
        """The cell holds something."""
        self.filled = True
        if self.row > _LAST_ROW or self.column > _LAST_COLUMN:
            raise NoSheetError
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


class _Texts:
    """The texts that cells share, each of one or more runs."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def begin(self, name: str, _said: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def end(self, name: str) -> None:
        """Nothing ends but with the next."""

    def text(self, words: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(words)


def _times(said: dict[str, str], name: str) -> int:
    for key, value in said.items():
        if key.endswith(name):
            return max(int(value), 1)
    return 1
