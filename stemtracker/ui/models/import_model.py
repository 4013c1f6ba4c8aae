"""The rows of a file with their verdicts, and which of them are to be taken.

Neighbors: `services.imports` judges the rows, `imports.rows_step` shows this model.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services.imports import RowVerdict
from stemtracker.ui.forms.amounts import show
from stemtracker.ui.widgets import dates

if TYPE_CHECKING:
    from stemtracker.services.imports import PreviewRow

Index = QModelIndex | QPersistentModelIndex

HEADERS = ("Take", "Line", "Verdict", "Date", "Title", "Amount", "Why")
VERDICTS = {
    RowVerdict.NEW: "New",
    RowVerdict.CHANGED: "Changed",
    RowVerdict.NEAR: "Looks like one you have",
    RowVerdict.FILLS: "Adds to one you have",
    RowVerdict.DUPLICATE: "Already there",
    RowVerdict.REFUSED: "Can’t be read",
}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Act(StrEnum):
    """What becomes of a row."""

    LEAVE = "leave"
    FILL = "fill"
    TAKE = "take"


ACTS = {
    Act.LEAVE: "Leave it out",
    Act.FILL: "Fill in what is missing",
    Act.TAKE: "Take as a new activity",
}


class ImportModel(QAbstractTableModel):
    """One line per row of the file; the first column is ticked where the row will be taken or filled in."""

    #: Which rows are taken has changed.
    ticked = Signal()

    def __init__(self, vocabulary: Vocabulary, parent: QObject | None = None, *, ticks: bool = True) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._all: tuple[PreviewRow, ...] = ()
        self._shown: tuple[PreviewRow, ...] = ()
        self._verdict: RowVerdict | None = None
        self._accept: set[int] = set()
        self._fill: set[int] = set()
        self._ticks = ticks

    def set_rows(
        self, rows: Sequence[PreviewRow], accept: frozenset[int] = frozenset(), fill: frozenset[int] = frozenset()
    ) -> None:
        """Show these; `accept` holds the lines that are taken, `fill` those that are filled in."""
        self.beginResetModel()
        self._all, self._accept, self._fill = tuple(rows), set(accept), set(fill)
        self._narrow()
        self.endResetModel()
        self.ticked.emit()

    def show_only(self, verdict: RowVerdict | None) -> None:
        """Show the rows of one verdict, or all."""
        self.beginResetModel()
        self._verdict = verdict
        self._narrow()
        self.endResetModel()

    def _narrow(self) -> None:
        self._shown = tuple(r for r in self._all if self._verdict is None or r.verdict is self._verdict)

    @property
    def accept(self) -> frozenset[int]:
        """The lines to take."""
        return frozenset(self._accept)

    @property
    def fill(self) -> frozenset[int]:
        """The lines to fill in where the log has their activity."""
        return frozenset(self._fill)

    def act(self, row: PreviewRow) -> Act:
        """What becomes of the row."""
        return Act.TAKE if row.line in self._accept else Act.FILL if row.line in self._fill else Act.LEAVE

    def set_act(self, row: PreviewRow, act: Act) -> None:
        """Let that become of the row."""
        if row.activity is None or (act is Act.FILL and not row.filling.parts):
            return
        self._accept.discard(row.line)
        self._fill.discard(row.line)
        if act is not Act.LEAVE:
            (self._accept if act is Act.TAKE else self._fill).add(row.line)
        if row in self._shown:
            place = self._shown.index(row)
            self.dataChanged.emit(self.index(place, 0), self.index(place, 0))
        self.ticked.emit()

    def act_on_shown(self, act: Act) -> None:
        """Let that become of all rows that are shown and can; what only fills in is not taken as new by the way."""
        for row in self._shown:
            if row.activity is None or (act is Act.FILL and not row.filling.parts):
                continue
            self._accept.discard(row.line)
            self._fill.discard(row.line)
            if act is Act.FILL or (act is Act.TAKE and row.verdict is RowVerdict.FILLS):
                self._fill.add(row.line)
            elif act is Act.TAKE:
                self._accept.add(row.line)
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))
        self.ticked.emit()

    def toggle(self, place: int) -> None:
        """Take a row, or what it knows, or leave it out."""
        row = self._shown[place]
        ticked = Act.FILL if row.verdict is RowVerdict.FILLS else Act.TAKE
        self.set_act(row, ticked if self.act(row) is Act.LEAVE else Act.LEAVE)

    def row_at(self, place: int) -> PreviewRow | None:
        """The row shown in that place."""
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = self.row_at(index.row()) if index.isValid() else None
        if self._ticks and row is not None and index.column() == 0 and row.activity is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            taken = {Act.TAKE: "yes", Act.FILL: "fills in what is missing", Act.LEAVE: "no"}[self.act(row)]
            return f"{HEADERS[column]}: {taken if column == 0 else self._text(row, column) or 'none'}"
        if role == Qt.ItemDataRole.CheckStateRole and column == 0 and self._ticks and row.activity is not None:
            return Qt.CheckState.Unchecked if self.act(row) is Act.LEAVE else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (1, 5) else _LEFT
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row_at(index.row()) if index.isValid() else None
        if role != Qt.ItemDataRole.CheckStateRole or row is None or row.activity is None or index.column() != 0:
            return False
        if (Qt.CheckState(value) == Qt.CheckState.Checked) != (self.act(row) is not Act.LEAVE):
            self.toggle(index.row())
        return True

    def _text(self, row: PreviewRow, column: int) -> str:
        activity = row.activity
        return (
            "fill in" if row.line in self._fill else "",
            str(row.line),
            VERDICTS[row.verdict],
            dates.short(activity.start) if activity else "",
            row.title,
            show(activity.measure, self._vocabulary) if activity else "",
            " ".join((row.why, *row.notes)).strip(),
        )[column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(HEADERS):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (1, 5) else _LEFT
        return None
