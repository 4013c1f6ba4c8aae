"""The next things to do, by deadline; each leads to its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card, line
from stemtracker.ui.widgets.labels import Label, Muted, Strong

if TYPE_CHECKING:
    from stemtracker.services.outlook import NextStep

#: Severity -> (drawing, color, word).
_MARKS = {"late": ("risk", "danger", "Late"), "soon": ("calendar", "warn", "Soon"), "calm": ("calendar", "muted", "")}


def when(step: NextStep) -> str:
    """By when, in words: the day and how far it is."""
    if step.on is None:
        return "When you have a moment"
    left = (step.on - clock.today()).days
    far = "today" if left == 0 else f"{wording.span(-left)} ago" if left < 0 else f"in {wording.span(left)}"
    risk = f" · {step.at_risk} at risk" if step.at_risk and not calm(step) else ""
    return f"{wording.day(step.on)} · {far}{risk}"


def calm(step: NextStep) -> bool:
    """Whether there is time."""
    return str(step.severity) == "calm"


class StepRow(QPushButton):
    """One thing to do: what, for what, by when. Pressing it goes there."""

    asked = Signal(object)

    def __init__(self, step: NextStep) -> None:
        super().__init__()
        self._step = step
        self.setProperty("look", "row")
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        drawing, tint, word = _MARKS[str(step.severity)]
        due = f"{word}: {when(step)}" if word else when(step)
        self.setAccessibleName(f"{step.title}. {step.detail}. {due}")
        self._row = row = QHBoxLayout(self)
        pad = theme.px(theme.S)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(theme.px(theme.M))
        picture = QLabel()
        icons.put(picture, drawing, tint)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        due_label = Label(due, "secondary", tint)
        for label in (Strong(step.title), Muted(step.detail), due_label):
            label.setWordWrap(True)
            column.addWidget(label)
        row.addLayout(column, 1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self.asked.emit(self._step)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.heightForWidth(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.px(240))
        return QSize(theme.px(240), self._row.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(theme.TARGET))


class StepsCard(Card):
    """The list, what may be lost first, or a calm word where nothing presses."""

    asked = Signal(object)
    calendar_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Next things to do")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.rows: list[StepRow] = []
        self.calendar = buttons.plain("Save as calendar …", self.calendar_asked.emit, "calendar")
        self.calendar.setToolTip(
            "All deadlines as a file (.ics) for your calendar. Saved again, it changes its entries."
        )
        foot = QHBoxLayout()
        foot.addWidget(self.calendar)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def show_steps(self, steps: Sequence[NextStep]) -> None:
        """Show these."""
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, QWidget):
                widget.hide()
                widget.deleteLater()
        self.rows = []
        at_risk = [step for step in steps if step.at_risk and not calm(step)]
        others = [step for step in steps if step not in at_risk]
        if not steps:
            self._list.addWidget(Muted("Nothing presses. Log what you do, and deadlines will show here."))
        self._group("Credit at risk" if at_risk else "", at_risk)
        self._group("After that" if at_risk and others else "", others)
        self.calendar.setVisible(any(step.on for step in steps))

    def _group(self, title: str, steps: Sequence[NextStep]) -> None:
        if title:
            if self.rows:
                self._list.addSpacing(theme.px(theme.M))
            self._list.addWidget(Label(title, "secondary", "danger" if not self.rows else "muted"))
        for number, step in enumerate(steps):
            if number:
                self._list.addWidget(line())
            row = StepRow(step)
            row.asked.connect(self.asked)
            self.rows.append(row)
            self._list.addWidget(row)
