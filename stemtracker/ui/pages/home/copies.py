"""The line on Home that says how safe the record is: the last copy outside this computer, or what is in the way.

It asks nothing of the disk: `ui.backing_up` knows, some seconds after Home has its verdicts.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.ui.app_context import AppContext
from stemtracker.ui.backing_up import last_copy
from stemtracker.ui.widgets.notice import Notice

#: So many activities in, there is something to lose: before that nobody is asked for a second place.
FIRST_ENTRIES = 3


class CopiesLine(QWidget):
    """Hidden where nothing is to be said."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._entries = 0
        self.notice: Notice | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()
        context.backing_up.learned.connect(self.tell)

    def know_entries(self, count: int) -> None:
        """How many activities the record holds."""
        self._entries = count
        self.tell()

    def tell(self) -> None:
        """Say it anew."""
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
        text, action, drawing = self._words()
        self.setVisible(bool(text))
        if text:
            self.notice = Notice(text, action, self._go, drawing)
            self._column.addWidget(self.notice)

    def _words(self) -> tuple[str, str, str]:
        backing_up = self._context.backing_up
        if backing_up.trouble is not None:
            return "The last backup could not be made. Your record itself is safe.", "See why", "risk"
        place = backing_up.place
        if place is None or (place.folder is None and self._entries < FIRST_ENTRIES):
            return "", "", ""
        if place.folder is None:
            words = "Your record and its backups are on this computer only. Keep a copy on a stick or elsewhere."
            return words, "Choose a place …", "copy"
        told = last_copy(place.days)
        if place.state == "ready":
            return told, "Backups", "copy"
        name = place.folder.name or str(place.folder)
        return f"{told} “{name}” can’t take one just now.", "See why", "info"

    def _go(self) -> None:
        self._context.bus.navigate.emit("record", "backups")
