"""The file of the open record, watched: when the window comes to the front, and when a write was refused.

Moved, deleted, replaced, protected or taken over meanwhile: a notice stays above the page as long as it is so, and
what is here can be saved as a new file with which the window goes on.
Neighbors: `db.record` refuses each write by itself; `dialogs` asks here before it tells of trouble in words only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stemtracker import clock
from stemtracker.errors import Trouble
from stemtracker.ui import dialogs

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener
    from stemtracker.ui.widgets.notice import NoticeBar

_MATTER = "file"
_SAVE = (
    "save",
    "Save what is here as a new file …",
    "Everything that was saved in this window goes into it, and the window goes on with it.",
)
_AGAIN = ("again", "Open it anew", "Shows what is in the file now.")
_MEND = ("mend", "See what can be done", "Closes the record here and looks for a backup and for what can be rescued.")
_SHORT = {
    "removed": "The file of this record was moved or deleted. Nothing can be saved in it.",
    "away": "The disk or folder of this record is gone. Nothing can be saved there.",
    "replaced": "Another file was put in the place of this record. Nothing is saved over it.",
    "overwritten": "Another program wrote into this record. Open it anew to go on.",
    "read only": "The file of this record was write-protected. Nothing can be saved in it.",
    "taken over": "This record was taken over elsewhere. Nothing more is saved from here.",
    "damaged": "This record is damaged: parts of it can't be read.",
}
_WAYS: dict[str, tuple[dialogs.Option, ...]] = {
    "removed": (_SAVE,),
    "away": (_AGAIN, _SAVE),
    "replaced": (_SAVE,),
    "overwritten": (_AGAIN,),
    "read only": (_SAVE,),
    "taken over": (_AGAIN,),
    "damaged": (_MEND,),
}


def _look(ws: Workspace) -> tuple[Workspace, Trouble | None]:
    from stemtracker.services import workspace

    return ws, workspace.trouble_with(ws)


def _save(ws: Workspace, target: Path) -> Workspace:
    from stemtracker.services import workspace

    return workspace.save_elsewhere(ws, target)


class Watch(QObject):
    """One per window."""

    def __init__(self, context: AppContext, opener: Opener, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._opener, self._notices = context, opener, notices
        self._trouble: Trouble | None = None
        context.dialogs.help_with(self.help)

    def use(self, notices: NoticeBar) -> None:
        """The window was made anew at another size."""
        self._notices = notices
        self._show()

    def look(self) -> None:
        """See whether the file is still there and ours; what is read only anyway is not asked."""
        ws = self._context.workspace
        if ws is not None and not ws.read_only:
            self._context.tasks.record(_look, ws, done=self._seen)

    def _seen(self, seen: tuple[Workspace, Trouble | None]) -> None:
        ws, trouble = seen
        if ws is self._context.workspace:
            self._trouble = trouble
            self._show()

    def _show(self) -> None:
        if self._trouble is None:
            self._notices.drop(_MATTER)
        else:
            self._notices.show_notice(_SHORT[self._trouble.kind], "What can I do?", self._ask, "risk", matter=_MATTER)

    def forget(self) -> None:
        """Another record is open."""
        self._trouble = None
        self._notices.drop(_MATTER)

    def help(self, error: Trouble) -> bool:
        """Offer ways out of trouble with the open record's file; False where it is about something else."""
        ws = self._context.workspace
        if ws is None or error.about != ws.path or error.kind not in _WAYS or ws.read_only:
            return False
        self._trouble = error
        self._show()
        self._ask()
        return True

    def _ask(self) -> None:
        error, ws = self._trouble, self._context.workspace
        if error is None or ws is None:
            return
        options = [*_WAYS[error.kind], ("cancel", "Not now")]
        answer = self._context.dialogs.choose(error.message, error.remedy, options)
        if answer == "save":
            self._save_elsewhere(ws, error.kind)
        elif answer == "again":
            self._opener.reopen()
        elif answer == "mend":
            self._opener.mend(error)

    def _save_elsewhere(self, ws: Workspace, kind: str) -> None:
        proposal = ws.path
        if kind != "removed":
            now = clock.now().astimezone()
            proposal = ws.path.with_name(f"{ws.path.stem} (conflict {now:%Y-%m-%d %H%M}){ws.path.suffix}")
        if kind in {"away", "read only"}:
            from stemtracker import paths

            proposal = paths.records() / ws.path.name
        target = self._context.dialogs.save_file("Save what is here as a new file", proposal, dialogs.RECORDS)
        if target is not None:
            self._context.tasks.record(_save, ws, target, done=self._opener.adopt, busy_text="Saving what is here …")
