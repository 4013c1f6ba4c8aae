"""The quiet line under the page: what was just done, with Undo; also told to screen readers."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from stemtracker.ui import theme
from stemtracker.ui.tasks import Task
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Elided, Label

_STAYS = 12_000
_LONGEST = 90


def announce(widget: QWidget, text: str) -> None:
    """Tell a screen reader, without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class MessageLine(QWidget):
    """One line of text and, where it can be taken back, Undo. It fades out by itself; Undo stays in the menu."""

    undo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Messages")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.XL), theme.px(theme.XS), theme.px(theme.XL), theme.px(theme.XS))
        row.setSpacing(theme.px(theme.S))
        self._text = Elided("", "secondary", "muted")
        self.undo_button = buttons.link("Undo", self.undo, "undo")
        row.addWidget(self._text)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS)
        self._timer.timeout.connect(self.clear)
        self.clear()

    def show_message(self, text: str, undoable: bool = False) -> None:  # noqa: FBT001 - a Qt slot
        """Show and announce it."""
        self._text.show_text(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
        self.undo_button.setVisible(undoable)
        self._timer.start()
        announce(self, text)

    def text(self) -> str:
        """What is shown."""
        return self._text.whole

    def clear(self) -> None:
        """Show nothing; the line keeps its room so that the page does not jump."""
        if self.undo_button.hasFocus():
            self._timer.start()
            return
        self._timer.stop()
        self._text.show_text("")
        self.undo_button.hide()


class BusyLine(QWidget):
    """What is being done, how far it is, and Cancel; shows itself only when the work takes a while."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.XL), theme.px(theme.XS), theme.px(theme.XL), theme.px(theme.XS))
        row.setSpacing(theme.px(theme.M))
        self._text = Label("", "secondary")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(240))
        self.bar.setAccessibleName("Progress")
        self.cancel_button = buttons.plain("Cancel", self._cancel)
        row.addWidget(self._text)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        self._task: Task | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(800)
        self._patience.timeout.connect(self._appear)
        self._tick = QTimer(self)
        self._tick.setInterval(150)
        self._tick.timeout.connect(self._update)
        self.hide()

    def follow(self, task: object) -> None:
        """Watch that task, or none."""
        self._task = task if isinstance(task, Task) else None
        if self._task is None:
            self._patience.stop()
            self._tick.stop()
            self.hide()
        elif not self.isVisible():
            self._patience.start()

    def _appear(self) -> None:
        if self._task is not None:
            self._update()
            self._tick.start()
            self.show()
            announce(self, self._task.busy_text)

    def _update(self) -> None:
        if self._task is None:
            return
        done, total = self._task.progress
        self._text.setText(self._task.busy_text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.cancel_button.setVisible(self._task.can_cancel)
        self.cancel_button.setEnabled(not self._task.cancelled)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._update()
