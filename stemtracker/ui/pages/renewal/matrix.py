"""All credentials beside one another: activities × licenses, the reasons of a cell below, the whole as a table to copy.

Neighbors: `services.matrix` makes it off the UI thread, `models.matrix_model` holds it, `page` shows it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QTableView, QVBoxLayout, QWidget

from stemtracker.domain import explanation
from stemtracker.services import matrix
from stemtracker.services.matrix import Cell, Column, Matrix
from stemtracker.ui import clipboard, theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models.matrix_model import DATE, FIRST, TITLE, MatrixModel
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Muted

#: (date, the least for the activity and for a license); what is left goes to the activities and licenses alike.
_DATE, _LEAST_TITLE, _LEAST_LICENSE = 112, 170, 160


class MatrixView(QWidget):
    """The table and what stands behind its current cell."""

    #: Show one license; its id.
    chosen = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._found: Matrix | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.about = Muted()
        self.about.widen()
        self.answers = MatrixModel(self)
        self.table = QTableView()
        self.table.setModel(self.answers)
        self._dress()
        column.addWidget(self.about)
        column.addWidget(self.table, 1)
        column.addWidget(self._build_reasons())

    def _dress(self) -> None:
        view = self.table
        tables.set_up(view, (), "Activities and what each brings to each license", compact=True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setIconSize(QSize(theme.px(theme.ICON_SMALL), theme.px(theme.ICON_SMALL)))
        view.setMinimumHeight(theme.px(theme.ROW + 3 * theme.ROW_COMPACT))
        view.setItemDelegate(tables.MarkDelegate(view))
        view.setSortingEnabled(True)
        view.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        view.viewport().installEventFilter(self)
        view.selectionModel().currentChanged.connect(self._moved)
        view.activated.connect(self._show_license)
        copy = QShortcut(QKeySequence.StandardKey.Copy, view, context=Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy_cell)

    def _build_reasons(self) -> QWidget:
        self.reasons = QPlainTextEdit()
        self.reasons.setReadOnly(True)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setAccessibleName("Every step of the chosen activity at the chosen license")
        self.reasons.setFixedHeight(theme.px(3 * theme.TARGET))
        self.license_button = buttons.link("Show this license", self._show_license, "renewal")
        self.open_button = buttons.link("Open in the log", self._open, "log")
        self.copy_button = buttons.link("Copy", self._copy_cell, "copy")
        self.copy_button.setAccessibleName("Copy the explanation of this cell")
        self.copy_button.setToolTip("Copy the explanation of this cell (Ctrl+C in the table)")
        self._behind = QWidget()
        row = FlowLayout(self._behind, gap=theme.M)
        row.addWidget(self.reasons)
        links = QWidget()
        side = QVBoxLayout(links)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        for button in (self.license_button, self.open_button, self.copy_button):
            side.addWidget(button)
        row.addWidget(links)
        return self._behind

    # Loading

    def refresh(self) -> None:
        """Work it out anew."""
        self.context.tasks.record(
            matrix.matrix, self.context.workspace, done=self._show, busy_text="Comparing your licenses …"
        )

    def _show(self, found: Matrix) -> None:
        current = self.table.currentIndex()
        before = self.answers.rows[current.row()].id if 0 <= current.row() < len(self.answers.rows) else ""
        column = max(current.column(), FIRST)
        self._found = found
        self.answers.show(found)
        self._spread()
        count = len(found.rows)
        self.about.setText(
            f"{count:,} {'activity' if count == 1 else 'activities'} of the open cycles. Each column counts in the "
            "unit of its own license; columns are never added up."
            if count
            else "No activity lies in the open cycles yet."
        )
        self.table.setVisible(count > 0)
        self._behind.setVisible(count > 0)
        at = self.answers.index(max(self.answers.place_of(before), 0), min(column, self.answers.columnCount() - 1))
        self.table.setCurrentIndex(at)
        self._moved(at, QModelIndex())

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        column, cell = self._at(current)
        for button in (self.license_button, self.copy_button):
            button.setEnabled(cell is not None)
        self.open_button.setEnabled(current.isValid())
        if column is None or cell is None:
            self.reasons.setPlainText("Go to the column of a license to see the reasons.")
            return
        told = [explanation.reason(column.assessment, r) for r in cell.line.reasons]
        first = f"{cell.line.title} at {column.title}: {cell.standing}"
        self.reasons.setPlainText("\n".join([first, *told]))

    def _at(self, index: QModelIndex) -> tuple[Column | None, Cell | None]:
        cell = self.answers.cell(index)
        return (None, None) if cell is None else (self.answers.columns[index.column() - FIRST], cell)

    # Widths

    def _spread(self) -> None:
        """The date as it is, a least width for all others, and what is left shared; beyond that it scrolls."""
        header, licenses = self.table.horizontalHeader(), len(self.answers.columns)
        if not licenses:
            return
        fixed, title, least = theme.px(_DATE), theme.px(_LEAST_TITLE), theme.px(_LEAST_LICENSE)
        free = max(0, self.table.viewport().width() - fixed - title - licenses * least) // (licenses + 1)
        header.resizeSection(DATE, fixed)
        header.resizeSection(TITLE, title + free)
        for place in range(licenses):
            header.resizeSection(FIRST + place, least + free)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._spread()
        return super().eventFilter(watched, event)

    # What the user asks for

    def copy(self) -> None:
        """Put the whole table on the clipboard, in the order shown."""
        if self._found is not None:
            self.context.tasks.pool(matrix.as_table, self._found, self.answers.rows, done=self._put)

    def _put(self, text: str) -> None:
        clipboard.put(text, self.context.bus, f"Copied as a table: {text.count(chr(10)) - 1:,} rows.")

    def _copy_cell(self) -> None:
        column, cell = self._at(self.table.currentIndex())
        if column is not None and cell is not None and self._found is not None:
            text = explanation.of_line(column.assessment, cell.line, self._found.days)
            clipboard.put(text, self.context.bus, f"Copied as text: the explanation of “{cell.line.title}”.")

    def _show_license(self) -> None:
        column, _cell = self._at(self.table.currentIndex())
        if column is not None:
            self.chosen.emit(column.credential_id)

    def _open(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.answers.rows):
            self.context.bus.navigate.emit("log", self.answers.rows[row].id)
