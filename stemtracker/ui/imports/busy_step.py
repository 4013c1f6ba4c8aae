"""What the import is doing now and how far it is, in rows.

Neighbors: `window` shows it between the steps; the work tells its progress to its `Task`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets.labels import Muted, Strong

if TYPE_CHECKING:
    from stemtracker.ui.tasks import Task

#: How often it looks (milliseconds).
TICK = 80


class BusyStep(QWidget):
    """A sentence, a bar that fills, and the rows done so far."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.S))
        column.addStretch(1)
        self.words = Strong("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(400))
        self.bar.setAccessibleName("Progress")
        self.count = Muted("", wrap=False)
        for widget in (self.words, self.bar, self.count):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._task: Task | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK)
        self._tick.timeout.connect(self.look)

    def follow(self, words: str, task: Task) -> None:
        """Show how far this is, until `rest`."""
        self.words.setText(words)
        self._task = task
        self.look()
        self._tick.start()

    def rest(self) -> None:
        """Nothing is followed any more."""
        self._tick.stop()
        self._task = None

    def look(self) -> None:
        """Show what the task has told by now."""
        done, total = self._task.progress if self._task is not None else (0, 0)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        # A file that is being opened does not say its rows yet; the line keeps its room.
        self.count.setText(f"{done:,} of {total:,} rows" if total else " ")
