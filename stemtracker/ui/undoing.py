"""Undo and redo of saved changes for the whole window, and what they would do next.

Neighbors: `services.history` does it; `main_window` gives them keys and a place in the menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stemtracker.domain.changes import Changes

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


# In a list, so that the gate does not announce them as something newly saved.
def _undo(ws: Workspace) -> list[Changes | None]:
    from stemtracker.services import history

    return [history.undo(ws)]


def _redo(ws: Workspace) -> list[Changes | None]:
    from stemtracker.services import history

    return [history.redo(ws)]


def _labels(ws: Workspace) -> tuple[str, str]:
    from stemtracker.services import history

    return history.undo_label(ws), history.redo_label(ws)


class History(QObject):
    """The window's undo and redo."""

    #: What Undo and what Redo would do now; "" for nothing.
    learned = Signal(str, str)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        context.bus.changed.connect(self._changed)

    def undo(self) -> None:
        """Take back the last saved change."""
        if self._context.workspace is not None:
            self._context.tasks.record(_undo, self._context.workspace, done=self._undone)

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._context.workspace is not None:
            self._context.tasks.record(_redo, self._context.workspace, done=self._redone)

    def learn(self) -> None:
        """Ask what they would do next."""
        if self._context.workspace is not None:
            self._context.tasks.record(_labels, self._context.workspace, done=self._told)

    def _told(self, labels: tuple[str, str]) -> None:
        self.learned.emit(*labels)

    def _changed(self, changes: Changes) -> None:  # noqa: ARG002
        self.learn()

    def _undone(self, outcome: list[Changes | None]) -> None:
        self._tell(outcome[0], "Taken back", "There is nothing to undo.")

    def _redone(self, outcome: list[Changes | None]) -> None:
        self._tell(outcome[0], "Done again", "There is nothing to redo.")

    def _tell(self, changes: Changes | None, words: str, nothing: str) -> None:
        if changes is None:
            self._context.bus.message.emit(nothing, False)
            return
        self._context.bus.changed.emit(changes)
        self._context.bus.message.emit(f"{words}: {changes.label}", False)
