"""Activities × licenses as a Qt model: what of each activity counts where, in words and with a mark.

Neighbors: `services.matrix` makes the rows, `pages.renewal.matrix` shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemtracker.domain import wording
from stemtracker.services.matrix import Cell, Column, Matrix, Row, Standing
from stemtracker.ui import icons, theme

DATE, TITLE, FIRST = range(3)
_HEADERS = ("Date", "Activity")
#: A standing as a mark: a shape of its own, and a color.
_MARKS = {
    Standing.COUNTS: ("met", "ok"),
    Standing.PART: ("self-kept", "ok"),
    Standing.PLANNED: ("calendar", "accent"),
    Standing.OPEN: ("unknown", "unknown"),
    Standing.NOT: ("minus", "muted"),
}
_ORDER = {standing: place for place, standing in enumerate(Standing)}

_Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """Read-only; replaced whole by `show`, and sorted here since all rows are at hand."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._sorted = (DATE, Qt.SortOrder.DescendingOrder)

    def show(self, found: Matrix) -> None:
        """Show that matrix, in the order chosen before."""
        self.beginResetModel()
        self.columns, self.rows = found.columns, found.rows
        if self._sorted[0] >= self.columnCount():
            self._sorted = (DATE, Qt.SortOrder.DescendingOrder)
        self._put_in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; the cell one is at stays the same one."""
        if not 0 <= column < self.columnCount():
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [(self.rows[index.row()].id, index.column()) for index in before]
        self._sorted = (column, order)
        self._put_in_order()
        places = {row.id: place for place, row in enumerate(self.rows)}
        self.changePersistentIndexList(before, [self.index(places[id_], column) for id_, column in ids])
        self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        column, order = self._sorted
        self.rows = tuple(sorted(self.rows, key=_key(column), reverse=order == Qt.SortOrder.DescendingOrder))

    def cell(self, index: _Index) -> Cell | None:
        """The cell of a license behind an index."""
        if not index.isValid() or index.column() < FIRST or index.row() >= len(self.rows):
            return None
        return self.rows[index.row()].cells[index.column() - FIRST]

    def place_of(self, activity_id: str) -> int:
        """The row of an activity, -1 where it is not shown."""
        return next((place for place, row in enumerate(self.rows) if row.id == activity_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else FIRST + len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _HEADERS[section] if section < FIRST else self.columns[section - FIRST].title
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        row, cell = self.rows[index.row()], self.cell(index)
        if cell is None:
            text = wording.day(row.on) if index.column() == DATE else row.title
            return text if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (cell.text, cell.why) if part and part != cell.text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.columns[index.column() - FIRST].title}: {cell.text}"
            case Qt.ItemDataRole.DecorationRole:
                return icons.icon(*_MARKS[cell.standing])
            case Qt.ItemDataRole.ForegroundRole:
                return theme.color("text" if cell.amount else "muted")
        return None


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _key(column: int) -> Callable[[Row], Any]:
    if column == DATE:
        return lambda row: (row.on, row.title, row.id)
    if column == TITLE:
        return lambda row: (row.title.casefold(), row.on, row.id)
    return lambda row: (
        -_ORDER[row.cells[column - FIRST].standing],
        row.cells[column - FIRST].amount,
        row.on,
        row.id,
    )
