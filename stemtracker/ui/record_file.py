"""What can be done with the file of the open record: copy it, compare it with a copy, show where it lies.

For the menu and the Record page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stemtracker.ui import dialogs

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


def _copy(ws: Workspace, target: Path) -> Path:
    from stemtracker.services import workspace

    workspace.save_copy(ws, target)
    return target


class RecordFileActions(QObject):
    """The slots behind the buttons and menu entries."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def save_copy(self) -> None:
        """Write the whole record to another file."""
        path = self._context.workspace.path
        proposal = path.with_name(f"{path.stem} – copy{path.suffix}")
        target = self._context.dialogs.save_file("Save a copy of the record", proposal, dialogs.RECORDS)
        if target is not None:
            work = self._context.tasks.record
            work(_copy, self._context.workspace, target, done=self._copied, busy_text="Saving a copy …")

    def _copied(self, target: Path) -> None:
        self._context.bus.message.emit(f"Copy saved as {target.name}.", False)

    def compare(self) -> None:
        """Ask for another copy of the record, show what differs, and merge them if that is wanted."""
        found = self._context.dialogs.open_file("Compare with a copy of this record", dialogs.RECORDS)
        if found is not None:
            from stemtracker.ui.merging.window import compare_with

            compare_with(self._context, found)

    def reveal(self) -> None:
        """Show the folder that the record lies in."""
        self._context.dialogs.reveal(self._context.workspace.path)
