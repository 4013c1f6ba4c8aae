"""Opens the line over the pages, and closes it where the record goes. Neighbor: `bar`, made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.quick.bar import QuickBar


class Quick(QObject):
    """One line at a time."""

    def __init__(self, context: AppContext, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._bar: QuickBar | None = None

    @property
    def bar(self) -> QuickBar | None:
        """The panel, while it is open."""
        return self._bar if self._bar is not None and shiboken6.isValid(self._bar) else None

    def open(self) -> None:
        """Show it, or go to its line where it is open."""
        from stemtracker.ui.quick.bar import QuickBar

        if self._context.workspace is not None:
            self._bar = self.bar or QuickBar(self._context, self._window)
            self._bar.closed.connect(self._closed)
            self._bar.open()

    def close(self) -> None:
        """Where the record is closed there is nothing to find."""
        if self.bar is not None:
            self.bar.leave()

    def _closed(self) -> None:
        self._bar = None
