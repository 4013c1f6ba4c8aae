"""A backup in place of the open record: what is typed is saved or dropped first, the record closed, exchanged, opened.

The file that was replaced is kept, and the window says where. Neighbors: `services.backups` exchanges the files;
the Record page asks for it by `bus.navigate("restore", backup)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stemtracker.errors import Refused

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.main_window import MainWindow
    from stemtracker.ui.opening import Opener


@dataclass(frozen=True)
class Restored:
    """The record as it was in the backup, open again, and where the file lies that it replaced."""

    workspace: Workspace
    backup: Backup
    kept: Path | None


def _restore(ws: Workspace, backup: Backup) -> Restored:
    from stemtracker.services import backups, workspace

    workspace.close(ws)
    kept = backups.restore(backup.path, ws.path)
    return Restored(workspace.open_record(ws.path), backup, kept)


class Restoring(QObject):
    """Exchanges the open record for one of its backups."""

    def __init__(self, context: AppContext, opener: Opener, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._opener, self._window = context, opener, window
        self._path = Path()

    def restore(self, backup: Backup) -> None:
        """Begin; nothing happens where the user goes on editing."""
        if not self._window.may_let_go():
            return
        self._context.tasks.drain()  # a backup that is under way still reads the file
        ws, self._context.workspace = self._context.workspace, None
        self._path = ws.path
        self._window.show_nothing()
        self._context.tasks.record(
            _restore, ws, backup, done=self._restored, failed=self._failed, busy_text="Bringing the backup back …"
        )

    def _restored(self, outcome: Restored) -> None:
        from stemtracker.ui.models.backup_rows import moment

        self._opener.adopt(outcome.workspace)
        words = f"The record is as it was on {moment(outcome.backup.made_at)}."
        if outcome.kept is not None:
            words = f"{words} The file it replaced is kept beside it as “{outcome.kept.name}”."
        self._opener.told.emit(words, outcome.kept or outcome.workspace.path)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self._context.dialogs.warn("Nothing was changed", "\n".join(p.message for p in error.problems))
        else:
            self._context.dialogs.show_error(error)
        self._opener.open(self._path)
