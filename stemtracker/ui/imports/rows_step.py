"""The verdict on every row: what would be taken, what is there already, what can't be read and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services.imports import RowVerdict
from stemtracker.ui import theme
from stemtracker.ui.models.import_model import ACTS, VERDICTS, Act, ImportModel
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.labels import Body, Muted

if TYPE_CHECKING:
    from stemtracker.services.imports import Preview

#: Widths as `tables.ColumnShares` takes them.
WIDTHS = (84, 60, 196, 116, 0.5, 84, 0.5)


class WhyLine(Muted):
    """The whole reason of the row the keyboard is on: a cell has no room for it."""

    def __init__(self, table: QTableView, model: ImportModel) -> None:
        super().__init__()
        self._table, self._model = table, model
        self.setMaximumWidth(theme.px(2 * theme.PROSE))
        self.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        table.selectionModel().currentRowChanged.connect(self._explain)
        model.modelReset.connect(self._explain)

    def _explain(self, *_said: Any) -> None:
        row = self._model.row_at(self._table.currentIndex().row())
        text = "" if row is None else " ".join((row.why, *row.notes)).strip()
        self.setText(f"Line {row.line}: {text}" if row is not None and text else "")


class RowsStep(QWidget):
    """The table, narrowed by verdict, and the whole reason of the row the keyboard is on."""

    changed = Signal()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        self.words = Body()
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        self.only = Combo([("", "All rows")])
        self.only.setAccessibleName("Show rows by verdict")
        self.only.setMinimumWidth(theme.px(260))
        self.only.currentIndexChanged.connect(self._narrow)
        row.addWidget(self.only)
        self.all_button = buttons.link("Take all shown", self._take_all)
        self.fill_button = buttons.link("Fill in all that can", self._fill_all)
        self.none_button = buttons.link("Take none of them", self._take_none)
        row.addWidget(self.all_button)
        row.addWidget(self.fill_button)
        row.addWidget(self.none_button)
        row.addStretch(1)
        column.addLayout(row)
        self.model = ImportModel(vocabulary, self)
        self.model.ticked.connect(self.changed)
        self.table = QTableView()
        self.table.setModel(self.model)
        tables.set_up(self.table, WIDTHS, "Rows of the file", compact=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.installEventFilter(self)
        column.addWidget(self.table, 1)
        self.act = Combo(list(ACTS.items()))
        self.act.setAccessibleName("What becomes of this row")
        self.act.setFixedWidth(theme.px(260))
        self.act.currentIndexChanged.connect(self._chosen)
        self.why = WhyLine(self.table, self.model)
        below = QHBoxLayout()
        below.setSpacing(theme.px(theme.L))
        below.addWidget(self.why, 1)
        below.addWidget(self.act, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        for changed in (self.model.modelReset, self.model.ticked):
            changed.connect(self._offer)

    def show_preview(self, preview: Preview) -> None:
        """Show the rows of a file; new and changed ones are ticked."""
        counts = preview.counts
        parts = [f"{counts[v]:,} {words.lower()}" for v, words in VERDICTS.items() if counts.get(v)]
        rows = f"{len(preview.rows):,} rows: {', '.join(parts)}." if parts else "This file has no rows."
        self.words.setText(f"{rows} {preview.aside}".rstrip())
        self.only.set_choices(
            [
                ("", f"All rows ({len(preview.rows):,})"),
                *((v.value, f"{words} ({counts[v]:,})") for v, words in VERDICTS.items() if counts.get(v)),
            ]
        )
        self.only.setCurrentIndex(0)
        self.model.show_only(None)
        self.model.set_rows(preview.rows, preview.proposed, preview.proposed_to_fill)
        self.fill_button.setVisible(bool(preview.fillable))
        if preview.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def accept(self) -> frozenset[int]:
        """The lines to take."""
        return self.model.accept

    def fill(self) -> frozenset[int]:
        """The lines to fill in."""
        return self.model.fill

    def _offer(self, *_said: Any) -> None:
        """What can become of the row the keyboard is on, where that is more than yes or no."""
        row = self.model.row_at(self.table.currentIndex().row())
        self.act.setVisible(row is not None and bool(row.filling.parts))
        if row is not None:
            self.act.set_value(self.model.act(row))

    def _chosen(self, *_said: Any) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        act = Act(str(self.act.value()))
        if row is not None and row.filling.parts and act is not self.model.act(row):
            self.model.set_act(row, act)

    def _narrow(self, *_said: Any) -> None:
        value = self.only.value()
        self.model.show_only(RowVerdict(str(value)) if value else None)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _take_all(self) -> None:
        self.model.act_on_shown(Act.TAKE)

    def _fill_all(self) -> None:
        self.model.act_on_shown(Act.FILL)

    def _take_none(self) -> None:
        self.model.act_on_shown(Act.LEAVE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and self.table.currentIndex().isValid()
        ):
            self.model.toggle(self.table.currentIndex().row())
            return True
        return super().eventFilter(watched, event)
