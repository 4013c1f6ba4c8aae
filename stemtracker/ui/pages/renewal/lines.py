"""Lines and reasons: the table of what became of each line, every step of the one chosen, and its pin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPlainTextEdit, QTableView, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Node, Reason, Role
from stemtracker.domain.credential import Pin
from stemtracker.ui import theme
from stemtracker.ui.models.line_answers import LineAnswers, Row
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.labels import Muted

BY_RULES = "by rules"


class LinesPanel(QWidget):
    """A table of lines; below it the reasons of the chosen one, with what the holder may decide about it."""

    #: (activity id, need or "" for not at all or None for "let the rules decide").
    pinned = Signal(object, object)
    #: Open that activity in the log.
    opened = Signal(object)

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty_text = empty
        self._assessment: Assessment | None = None
        self._pins: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.empty = Muted(empty)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answers = LineAnswers(self)
        self.table = QTableView()
        self.table.setModel(self.answers)
        tables.set_up(self.table, (118, 0.42, 120, 88, 0.58), "Lines and why they count", compact=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.doubleClicked.connect(self._open)
        column.addWidget(self.empty)
        column.addWidget(self.table, 1)
        column.addWidget(self._steps(), 0)

    def _steps(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.M))
        self.reasons = QPlainTextEdit()
        self.reasons.setReadOnly(True)
        self.reasons.setTabChangesFocus(True)
        self.reasons.setAccessibleName("Every step of the chosen line")
        self.reasons.setFixedHeight(theme.px(76))
        row.addWidget(self.reasons, 1)
        side = QVBoxLayout()
        side.setSpacing(theme.px(theme.XS))
        label = QLabel("This line counts")
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.pin = Combo([(BY_RULES, "As the rules say")])
        self.pin.setAccessibleName("This line counts")
        self.pin.setMinimumWidth(theme.px(210))
        label.setBuddy(self.pin)
        self.pin.activated.connect(self._pin)
        self.open_button = buttons.link("Open in the log", self._open, "log")
        for widget in (label, self.pin, self.open_button):
            side.addWidget(widget)
        side.addStretch(1)
        row.addLayout(side)
        self._holder = holder
        return holder

    def show_rows(self, assessment: Assessment, rows: tuple[Row, ...], pins: Sequence[Pin]) -> None:
        """Show these lines; the line chosen before stays chosen where it still is."""
        before = self.answers.row(self.table.currentIndex())
        self._assessment = assessment
        self._pins = {p.activity_id: p.node for p in pins}
        self.answers.show(rows)
        self.empty.setText(self._empty_text if assessment.lines else "Nothing is logged yet.")
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
        self.reasons.setPlainText("\n".join(reason_line(answer, r) for r in row.reasons))
        real = not row.line.synthetic
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


def _pin_choices(assessment: Assessment) -> list[tuple[object, str]]:
    return [
        (n.id, f"Under: {n.title}")
        for n in assessment.nodes
        if n.unit and n.role == Role.REQUIRED and n.applies is not False and n.kind == "amount"
    ]


def reason_line(assessment: Assessment, reason: Reason) -> str:
    """One reason with the need it belongs to and its source: what · need · where it is written."""
    parts = [reason.text]
    node: Node | None = next((n for n in assessment.nodes if n.id == reason.node), None)
    if node is not None:
        parts.append(node.title)
    source = next((s for s in assessment.sources if s.id == reason.source), None)
    if source:
        parts.append(f"{source.title}, seen {wording.day(source.seen)}")
    return " · ".join(parts)
