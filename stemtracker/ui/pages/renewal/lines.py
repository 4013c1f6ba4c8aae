"""Lines and reasons: the table of what became of each line, every step of the one chosen, and its pin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from stemtracker.domain import explanation
from stemtracker.domain.assessment import Assessment, LineAnswer
from stemtracker.domain.credential import Pin
from stemtracker.ui import theme
from stemtracker.ui.models.line_answers import LineAnswers, Row
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Muted
from stemtracker.ui.widgets.least import Least

BY_RULES = "by rules"
#: The least width at which reasons read as sentences.
_REASONS = 240


class LinesPanel(Least):
    """A table of lines; below it the reasons of the chosen one, with what the holder may decide about it."""

    #: (activity id, need or "" for not at all or None for "let the rules decide").
    pinned = Signal(object, object)
    #: Open that activity in the log.
    opened = Signal(object)
    #: The line (`LineAnswer`) whose explanation is asked for as text.
    copied = Signal(object)

    def __init__(self, empty: str = "") -> None:
        super().__init__()
        #: What is said where there is no line.
        self.empty_text = empty
        self._assessment: Assessment | None = None
        self._line: LineAnswer | None = None
        self._pins: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.XS), 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.empty = Muted(empty)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answers = LineAnswers(self)
        self.table = QTableView()
        self.table.setModel(self.answers)
        shares = (118, 0.42, 150, 88, 0.58)
        # The words on why stand below in full; what was offered is told there too.
        tables.set_up(self.table, shares, "Lines and why they count", compact=True, going=(4, 2))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.doubleClicked.connect(self._open)
        self.table.setMinimumHeight(theme.px(theme.ROW + 2 * theme.ROW_COMPACT + theme.XS))
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, context=Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
        column.addWidget(self.empty)
        column.addWidget(self.table, 1)
        column.addWidget(self._steps(), 0)

    def _steps(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, gap=theme.M)
        self.reasons = QPlainTextEdit()
        self.reasons.setReadOnly(True)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setAccessibleName("Every step of the chosen line")
        self.reasons.setFixedHeight(theme.px(2 * theme.TARGET + theme.XS))
        self.reasons.setMinimumWidth(theme.px(_REASONS))
        row.addWidget(self.reasons)
        label = QLabel("This line counts")
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.pin = Combo([(BY_RULES, "As the rules say")])
        self.pin.setAccessibleName("This line counts")
        self.pin.setMinimumWidth(theme.px(170))
        label.setBuddy(self.pin)
        self.pin.activated.connect(self._pin)
        self.open_button = buttons.link("Open in the log", self._open, "log")
        self.copy_button = buttons.link("Copy", self._copy, "copy")
        self.copy_button.setAccessibleName("Copy the explanation of this activity")
        self.copy_button.setToolTip("Copy the explanation of this activity (Ctrl+C in the table)")
        decide = QWidget()
        side = QGridLayout(decide)
        side.setContentsMargins(0, 0, 0, 0)
        side.setHorizontalSpacing(theme.px(theme.S))
        side.setVerticalSpacing(theme.px(theme.XS))
        side.addWidget(label, 0, 0)
        side.addWidget(self.pin, 0, 1)
        links = QHBoxLayout()
        links.addWidget(self.open_button)
        links.addWidget(self.copy_button)
        links.addStretch(1)
        side.addLayout(links, 1, 0, 1, 2)
        row.addWidget(decide)
        self._holder = holder
        return holder

    def show_rows(self, assessment: Assessment, rows: tuple[Row, ...], pins: Sequence[Pin]) -> None:
        """Show these lines; the line chosen before stays chosen where it still is."""
        before = self.answers.row(self.table.currentIndex())
        self._assessment = assessment
        self._pins = {p.activity_id: p.node for p in pins}
        self.answers.show(rows)
        self.empty.setText(self.empty_text if assessment.lines else "Nothing is logged yet.")
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._holder.setVisible(bool(rows))
        self.pin.set_choices([(BY_RULES, "As the rules say"), *_pin_choices(assessment), ("", "Not for this license")])
        ids = [r.line.id for r in rows]
        at = ids.index(before.line.id) if before and before.line.id in ids else 0
        if rows:
            self.table.setCurrentIndex(self.answers.index(at, 0))
            self._show(rows[at])

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = self.answers.row(current)
        if row:
            self._show(row)

    def _show(self, row: Row) -> None:
        answer = self._assessment
        if answer is None:
            return
        self.reasons.setPlainText("\n".join(explanation.reason(answer, r) for r in row.reasons))
        real = not row.line.synthetic
        self._line = row.line
        self.pin.setEnabled(real)
        self.open_button.setEnabled(real)
        pinned = self._pins.get(row.line.id)
        self.pin.set_value(BY_RULES if pinned is None else "" if pinned in ("", "none") else pinned)

    def _pin(self) -> None:
        row = self.answers.row(self.table.currentIndex())
        if row:
            value = self.pin.value()
            self.pinned.emit(row.line.id, None if value == BY_RULES else value)

    def _open(self) -> None:
        row = self.answers.row(self.table.currentIndex())
        if row and not row.line.synthetic:
            self.opened.emit(row.line.id)

    def _copy(self) -> None:
        if self._line is not None and self.answers.rowCount():
            self.copied.emit(self._line)


def _pin_choices(assessment: Assessment) -> list[tuple[object, str]]:
    return [(n.id, f"Under: {n.title}") for n in assessment.asked if n.unit and n.kind == "amount"]
