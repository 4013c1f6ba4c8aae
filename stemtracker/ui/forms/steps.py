"""The way to the official record: for each step when it was done, by when it is due, and the amount it names."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from stemtracker.domain.activity import Status
from stemtracker.ui import theme
from stemtracker.ui.forms.draft import StepText
from stemtracker.ui.forms.inputs import Line, day_edit, on_edit, text_of
from stemtracker.ui.style import set_look
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.labels import Body, Label, Strong

#: The steps offered, with what their due date usually is.
STEPS = (
    (Status.ATTENDED, "Attended", "evaluation due"),
    (Status.CLAIMED, "Claimed", "claim due"),
    (Status.POSTED, "Posted", "should be posted by"),
    (Status.REFUSED, "Refused", "appeal due"),
)


class StepsEdit(QWidget):
    """A small grid: one row per step, with done on, due by, amount; the difference is told under it."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(theme.S))
        grid.setVerticalSpacing(theme.px(theme.XS))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 2)
        for place, header in enumerate(("Step", "Done on", "Due by", "Amount")):
            grid.addWidget(Label(header, "secondary", "muted"), 0, place)
        self._rows: dict[Status, tuple[DateEdit, DateEdit, Line]] = {}
        for row, (status, title, due_is) in enumerate(STEPS, 1):
            on, due, amount = day_edit(), day_edit(), Line()
            for day in (on, due):
                # The room is for the day itself; Alt+Down opens the calendar.
                day.button.hide()
                day.line.setPlaceholderText("")
                day.line.setMinimumHeight(theme.px(theme.TARGET))
            amount.setMinimumHeight(theme.px(theme.TARGET))
            on.setAccessibleName(f"{title}: done on")
            due.setAccessibleName(f"{title}: {due_is}")
            amount.setAccessibleName(f"{title}: amount")
            grid.addWidget(Body(title, wrap=False), row, 0)
            for place, editor in enumerate((on, due, amount), 1):
                grid.addWidget(editor, row, place)
                on_edit(editor, self.edited)
            self._rows[status] = (on, due, amount)
        column.addLayout(grid)
        self.difference = Strong(wrap=True)
        self.difference.hide()
        column.addWidget(self.difference)
        self._others: tuple[StepText, ...] = ()
        self.setFocusProxy(self._rows[Status.ATTENDED][0])
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def value(self) -> tuple[StepText, ...]:
        """The steps with anything in them, in their order."""
        shown = (StepText(status, *(text_of(editor) for editor in editors)) for status, editors in self._rows.items())
        return self._others + tuple(step for step in shown if not step.empty)

    def set_value(self, steps: Iterable[StepText]) -> None:
        """Show these; a step that has no row here is kept as it is."""
        by_status = {step.status: step for step in steps}
        self._others = tuple(step for status, step in by_status.items() if status not in self._rows)
        for status, (on, due, amount) in self._rows.items():
            step = by_status.get(status, StepText(status))
            for editor, text in ((on, step.on), (due, step.due)):
                editor.set_value(None)
                editor.line.setText(text)
            amount.setText(step.amount)

    def set_difference(self, words: str) -> None:
        """Tell what was posted against what was claimed."""
        self.difference.setText(words)
        self.difference.setVisible(bool(words))

    def mark(self, names: Iterable[str]) -> None:
        """Mark the editors that problems name ("claimed_on", "posted_amount"); all others are cleared."""
        wrong = set(names)
        for status, editors in self._rows.items():
            for part, editor in zip(("on", "due", "amount"), editors, strict=True):
                target = editor.line if isinstance(editor, DateEdit) else editor
                set_look(target, "invalid" if f"{status}_{part}" in wrong else "")
