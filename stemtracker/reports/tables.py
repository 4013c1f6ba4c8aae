"""Tables set line by line: column widths, wrapped cells, headers repeated on every page, tall rows split.

Cells are measured with the face's own widths and placed directly, which is what keeps a transcript of a
thousand lines quick. Neighbors: `text` breaks the lines, `pages` takes them, `layout` calls `place`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from stemtracker.reports import style
from stemtracker.reports.blocks import Cell, Content, Para, Row, Table
from stemtracker.reports.pages import Flow, Stroke
from stemtracker.reports.style import Type
from stemtracker.reports.text import Line, broken, width_of

#: A column that takes the width of its content may take up to this part of the page.
_FIT_LIMIT = 0.3
#: A table of so few rows and so small a part of the page is not parted.
_SMALL_ROWS, _SMALL_SHARE = 24, 0.5
_STYLES = {"body": "td", "group": "td-group", "total": "td-total"}


class _Set(NamedTuple):
    """A line of a cell with the style it is set in."""

    line: Line
    type: Type


@dataclass(slots=True)
class _Place:
    """Where a column stands."""

    x: float
    width: float
    right: bool


def place(flow: Flow, table: Table) -> None:
    """Set the whole table from where the flow stands."""
    _Setter(flow, table).run()


def least(flow: Flow, table: Table) -> float:
    """The height that the header and the first rows need, so that a heading stays with them."""
    return _Setter(flow, table).start()


class _Setter:
    def __init__(self, flow: Flow, table: Table) -> None:
        self._flow = flow
        self._table = table
        self._types = flow.types
        self._places = _places(flow, table)
        head = self._types["th"]
        self._header = [
            [_Set(line, head) for line in broken(c.title, head, p.width)]
            for c, p in zip(table.columns, self._places, strict=True)
        ]
        self._above = style.CELL_ABOVE * flow.scale**2
        self._below = style.CELL_BELOW * flow.scale**2
        self._measured: dict[int, list[list[_Set]]] = {}

    def run(self) -> None:
        rows = self._table.rows
        self._flow.need(self.start())
        self._flow.space(self._above)
        self._put_header()
        for i, row in enumerate(rows):
            height = self._height(self._cells(i))
            if self.together(i) > self._flow.room:
                fits_page = height + self.header_height() <= self._flow.capacity
                if fits_page or self._flow.room < self._flow.capacity / 4:
                    self._turn()
            self._put(row, self._measured.pop(i))
        self._flow.y += self._below

    def header_height(self) -> float:
        return self._height(self._header) if any(self._header) else 0.0

    def start(self) -> float:
        """What must stand on the first page: a small table whole, else the header with the first rows."""
        rows, capacity = self._table.rows, self._flow.capacity
        height = self.header_height()
        if len(rows) <= _SMALL_ROWS and not self._table.parted:
            whole = height + self._above + sum(self._height(self._cells(i)) for i in range(len(rows)))
            if whole <= capacity * _SMALL_SHARE:
                return whole
        return min(height + self._above + (self.together(0) if rows else 0), capacity)

    def together(self, i: int) -> float:
        """The height of row i with what must not be parted from it: a group's first row, a last row's total."""
        rows = self._table.rows
        height = self._height(self._cells(i))
        if i + 1 < len(rows) and (rows[i].kind == "group" or (rows[i + 1].kind == "total" and rows[i].kind == "body")):
            height += self.together(i + 1)
        return height if height + self.header_height() <= self._flow.capacity else self._height(self._cells(i))

    def _cells(self, i: int) -> list[list[_Set]]:
        if i not in self._measured:
            self._measured[i] = self._measure(self._table.rows[i])
        return self._measured[i]

    def _measure(self, row: Row) -> list[list[_Set]]:
        usual = self._types[_STYLES[row.kind]]
        if row.kind == "group":
            return [self._lines(row.cells[0], usual, self._flow.sheet.body)]
        cells = []
        for n, (cell, where) in enumerate(zip(row.cells, self._places, strict=True)):
            width = where.width - (row.indent * style.INDENT if n == 0 else 0)
            cells.append(self._lines(cell, usual, max(width, 20)))
        return cells

    def _lines(self, cell: Content | Cell, usual: Type, width: float) -> list[_Set]:
        if not isinstance(cell, Cell):
            return [_Set(line, usual) for line in broken(cell, usual, width)]
        return [
            _Set(line, self._types[p.style])
            for p in cell.paras
            for line in broken(p.content, self._types[p.style], width)
        ]

    def _height(self, cells: list[list[_Set]]) -> float:
        tallest = max((sum(s.type.leading for s in cell) for cell in cells), default=0.0)
        return tallest + self._above + self._below

    def _turn(self) -> None:
        self._flow.turn()
        self._put_header()

    def _put_header(self) -> None:
        if not any(self._header):
            return
        flow = self._flow
        height = self._height(self._header)
        for lines, where in zip(self._header, self._places, strict=True):
            # Titles of several lines stand on the rule, so that short and long ones share a base line.
            y = flow.y + height - self._below - sum(s.type.leading for s in lines)
            self._draw(lines, where, y, 0)
        flow.y += height
        self._line("outline", 0.8)

    def _line(self, ink: str, width: float) -> None:
        flow = self._flow
        right = flow.sheet.left + flow.sheet.body
        flow.page.shapes.append(Stroke(flow.sheet.left, flow.y, right, flow.y, width, ink))

    def _draw(self, lines: list[_Set], where: _Place, y: float, indent: float) -> None:
        page = self._flow.page
        for line, kind in lines:
            x = where.x + where.width - line.width if where.right else where.x + indent
            page.put(line, kind, x, y)
            y += kind.leading

    def _put(self, row: Row, cells: list[list[_Set]]) -> None:
        """Draw a row; what does not fit goes on under the header of the next page."""
        flow = self._flow
        if row.kind == "total":
            self._line("outline", style.HAIRLINE)
        places = self._places if row.kind != "group" else [_Place(flow.sheet.left, flow.sheet.body, False)]
        rest = cells
        while True:
            room = flow.room - self._above - self._below
            part, rest = _cut(rest, room)
            for n, (lines, where) in enumerate(zip(part, places, strict=True)):
                self._draw(lines, where, flow.y + self._above, row.indent * style.INDENT if n == 0 else 0)
            flow.y += self._height(part)
            self._line("outline" if row.kind == "group" else "hairline", style.HAIRLINE)
            if not any(rest):
                return
            self._turn()


def _cut(cells: list[list[_Set]], room: float) -> tuple[list[list[_Set]], list[list[_Set]]]:
    """What fits into the height, and the rest; at least one line of each cell is taken, so it always ends."""
    part: list[list[_Set]] = []
    rest: list[list[_Set]] = []
    for cell in cells:
        height, count = 0.0, 0
        for one in cell:
            height += one.type.leading
            if height > room and count:
                break
            count += 1
        part.append(cell[:count])
        rest.append(cell[count:])
    return part, rest


def _places(flow: Flow, table: Table) -> list[_Place]:
    """The columns' places: a share of 0 takes the width of its content, the others share what is left."""
    sheet = flow.sheet
    gaps = style.CELL_GAP * (len(table.columns) - 1)
    fitted = {n: _fit(flow, table, n) for n, c in enumerate(table.columns) if c.share == 0}
    left = max(sheet.body - gaps - sum(fitted.values()), sheet.body * 0.2)
    total = sum(c.share for c in table.columns) or 1
    places: list[_Place] = []
    x = sheet.left
    for n, column in enumerate(table.columns):
        width = fitted[n] if n in fitted else left * column.share / total
        places.append(_Place(x, width, column.align == "right"))
        x += width + style.CELL_GAP
    return places


def _fit(flow: Flow, table: Table, n: int) -> float:
    head, column = flow.types["th"], table.columns[n]
    widest = max((width_of(word, head) for word in column.title.split()), default=0.0)
    limit = flow.sheet.body * _FIT_LIMIT
    for row in table.rows:
        if row.kind == "group":
            continue
        for para in _paras(row.cells[n], _STYLES[row.kind]):
            widest = max(widest, width_of(para.content, flow.types[para.style]))
        if widest >= limit:
            return limit
    return widest + 0.1


def _paras(cell: Content | Cell, usual: str) -> tuple[Para, ...]:
    return cell.paras if isinstance(cell, Cell) else (Para(cell, usual),)
