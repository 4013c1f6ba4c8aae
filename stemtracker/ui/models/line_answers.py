"""What became of the lines of the log at one need (or at none): a flat table for the Renewal page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, LineAnswer, Reason
from stemtracker.domain.explanation import telling
from stemtracker.ui import theme

COLUMNS = ("Date", "Activity", "Offered", "Counted", "Why")
DATE, TITLE, OFFERED, COUNTED, WHY = range(5)
ID_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One line with what it brought to the need shown."""

    line: LineAnswer
    on: date | None
    counted: Fraction
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The most telling reason in one sentence."""
        reason = telling(self.reasons) or (self.reasons[-1] if self.reasons else None)
        return reason.text if reason else ""


def counted_rows(assessment: Assessment, node_id: str, days: Mapping[str, date]) -> tuple[Row, ...]:
    """The lines that have to do with that need, newest first: those that count, then those that only touch it."""
    rows = []
    for line in assessment.lines:
        reasons = tuple(r for r in line.reasons if r.node in (node_id, ""))
        if any(r.node == node_id for r in line.reasons):
            rows.append(Row(line, days.get(line.id), line.counted_at(node_id), reasons))
    return tuple(sorted(rows, key=lambda r: (r.counted == 0, -(r.on or date.min).toordinal(), r.line.title)))


def idle_rows(assessment: Assessment, days: Mapping[str, date]) -> tuple[Row, ...]:
    """The lines that count nowhere, newest first."""
    rows = [
        Row(line, days.get(line.id), Fraction(0), line.reasons)
        for line in assessment.lines
        if not any(r.step == "counted" and r.amount for r in line.reasons)
    ]
    return tuple(sorted(rows, key=lambda r: (-(r.on or date.min).toordinal(), r.line.title)))


class LineAnswers(QAbstractTableModel):
    """Read-only table over `Row`s; replaced whole by `show`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: _Index) -> Row | None:
        """The row behind an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return _cell(row, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{COLUMNS[index.column()]}: {_cell(row, index.column())}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.ForegroundRole:
                return theme.color("text" if row.counted else "muted")
            case Qt.ItemDataRole.UserRole:
                return row.line.id
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (OFFERED, COUNTED) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cell(row: Row, column: int) -> str:
    match column:
        case 0:
            return wording.day(row.on) if row.on else ""
        case 1:
            return row.line.title
        case 2:
            return wording.amount(row.line.offered, row.line.unit)
        case 3:
            return wording.short(row.counted)
    return row.why
