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
from stemtracker.ui.trouble.mending import in_short

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener
    from stemtracker.ui.widgets.notice import NoticeBar

_MATTER = "file"
_SAVE = (
    "save",
    "Save what is here as a new file …",
    "Everything saved in this window goes into it, and the window goes on with it. What you were typing is kept.",
)
_AGAIN = ("again", "Open it anew", "Shows what is in the file now. What you were typing is kept and offered again.")
_MEND = ("mend", "See what can be done", "Closes the record here and looks for a backup and for what can be rescued.")
#: Then nothing but the open window holds what was saved.
_ONLY_HERE = ("removed", "replaced")
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


def _copy(ws: Workspace, target: Path) -> None:
    from stemtracker.services import workspace

    workspace.close(workspace.save_elsewhere(ws, target))


class Watch(QObject):
    """One per window."""

    def __init__(self, context: AppContext, opener: Opener, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._opener, self._notices = context, opener, notices
        self._trouble: Trouble | None = None
        self._asking = False
        context.dialogs.help_with(self.help)

    def use(self, notices: NoticeBar) -> None:
        """The window was made anew at another size."""
        self._notices = notices
        self._show()

    def words(self) -> str:
        """What is wrong with the file, in short; "" while all is well."""
        return _SHORT[self._trouble.kind] if self._trouble else ""

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
            self._notices.show_notice(self.words(), "What can I do?", self._ask, "risk", matter=_MATTER)
            # What was said of saving before is no longer the whole truth.
            self._context.bus.message.emit("", False)

    def forget(self) -> None:
        """Another record is open."""
        self._trouble = None
        self._notices.drop(_MATTER)

    def last_chance(self, ws: Workspace, *, way_back: bool) -> bool:
        """Before the record is let go: what no file holds any more can still be saved. Whether it may go."""
        if self._trouble is None or self._trouble.kind not in _ONLY_HERE or ws.read_only:
            return True
        title, _ = in_short(self._trouble)
        text = "What was saved in this window is in no file any more, but for its backups."
        options = [_SAVE[:2], ("drop", "Let it go"), *([("cancel", "Go back")] if way_back else [])]
        answer = self._context.dialogs.choose(title, text, options)
        if answer == "cancel":
            return False
        if answer == "save":
            return self._save_copy(ws, self._trouble.kind)
        return True

    def help(self, error: Trouble) -> bool:
        """Offer ways out of trouble with the open record's file; False where it is about something else."""
        ws = self._context.workspace
        if ws is None or error.about != ws.path or error.kind not in _WAYS or ws.read_only:
            return False
        # A page reads in many pieces: damage is asked about once, and stays in the notice.
        told = self._asking or (error.kind == "damaged" == (self._trouble and self._trouble.kind))
        self._trouble = error
        self._show()
        if not told:
            self._ask()
        return True

    def _ask(self) -> None:
        error, ws = self._trouble, self._context.workspace
        if error is None or ws is None:
            return
        title, safe = in_short(error)
        options = [*_WAYS[error.kind], ("cancel", "Not now")]
        self._asking = True
        answer = self._context.dialogs.choose(title, f"{safe} {error.remedy}".strip(), options)
        self._asking = False
        if answer == "save":
            self._save_elsewhere(ws, error.kind)
        elif answer == "again":
            self._opener.reopen()
        elif answer == "mend":
            self._opener.mend(error)

    def _save_elsewhere(self, ws: Workspace, kind: str) -> None:
        target = self._target(ws, kind)
        if target is not None:
            self._context.tasks.record(_save, ws, target, done=self._saved, busy_text="Saving what is here …")

    def _saved(self, ws: Workspace) -> None:
        self.forget()
        self._opener.adopt(ws)

    def _save_copy(self, ws: Workspace, kind: str) -> bool:
        """Queued before the record is closed, by the one worker that does both."""
        target = self._target(ws, kind)
        if target is not None:
            self._context.tasks.record(_copy, ws, target, busy_text="Saving what is here …")
        return target is not None

    def _target(self, ws: Workspace, kind: str) -> Path | None:
        proposal = ws.path
        if kind != "removed":
            now = clock.now().astimezone()
            proposal = ws.path.with_name(f"{ws.path.stem} (conflict {now:%Y-%m-%d %H%M}){ws.path.suffix}")
        if kind in {"away", "read only"}:
            from stemtracker import paths

            proposal = paths.records() / ws.path.name
        return self._context.dialogs.save_file("Save what is here as a new file", proposal, dialogs.RECORDS)
