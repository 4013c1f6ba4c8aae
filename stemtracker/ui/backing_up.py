"""Backups without asking: soon after opening if one is due, some minutes after a change, and before closing.

All of it runs beside the work. What stands in the way is a quiet line here and a sentence on Home and under
Record, Backups, never a dialog. Neighbors: `services.backups` does it; `restoring` brings one back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from stemtracker import paths
from stemtracker.domain import wording
from stemtracker.errors import Refused, Trouble

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.backups import PlaceState
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

#: Home has its verdicts before anything is looked at.
SOON = 3_000
#: So long a change waits for those that follow it.
LATER = 10 * 60_000

_NOT_THIS_RECORD = ("removed", "away", "replaced")

OPENED, CHANGED, CLOSED, ASKED = "on opening", "after changes", "on closing", "asked for"


def last_copy(days: int | None) -> str:
    """The line about the second place: "Last copy outside this computer: 3 days ago."."""
    if days is None:
        return "No copy outside this computer yet."
    when = {0: "today", 1: "yesterday"}.get(days, f"{wording.span(days)} ago")
    return f"Last copy outside this computer: {when}."


@dataclass(frozen=True)
class Outcome:
    """What came of a look or a backup: how the second place stands, or what stood in the way."""

    workspace: Workspace
    place: PlaceState | None = None
    made: bool = False
    trouble: Refused | Trouble | None = None


def _where(place: PlaceState) -> str:
    """What a person who asked for a backup is told."""
    if place.folder is None:
        return "Backed up."
    if place.state == "ready":
        return "Backed up, also outside this computer."
    return f"Backed up on this computer. “{place.folder.name or place.folder}” took no copy."


def _look(ws: Workspace) -> Outcome:
    """On opening: a backup if one is due, else only how the second place stands."""
    from stemtracker.services import backups

    return _make(ws, OPENED) if backups.is_due(ws) else Outcome(ws, backups.place(ws))


def _make(ws: Workspace, reason: str) -> Outcome:
    from stemtracker.services import backups, workspace

    # What lies in the place of a file that was moved or replaced meanwhile is not what is open here.
    why = workspace.trouble_with(ws)
    if why is not None and why.kind in _NOT_THIS_RECORD:
        return Outcome(ws, trouble=why)
    try:
        return Outcome(ws, backups.make(ws, reason).outside, made=True)
    except (Refused, Trouble) as why:
        return Outcome(ws, trouble=why)


class BackingUp(QObject):
    """Watches the open record, and knows how its backups stand."""

    #: How the backups stand was learned anew: `place`, `trouble`.
    learned = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._watched: Workspace | None = None
        #: The second place as last looked at; None before the first look.
        self.place: PlaceState | None = None
        #: Why the last backup on this computer could not be made; None once one could.
        self.trouble: Refused | Trouble | None = None
        self._changed = self._busy = False
        self.look_soon, self.back_up_later = QTimer(self), QTimer(self)
        for timer, wait, slot in (
            (self.look_soon, SOON, self.look),
            (self.back_up_later, LATER, self._back_up_changes),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(slot)
        context.bus.changed.connect(self._note)

    def watch(self, ws: Workspace) -> None:
        """Look after that record from now on; one that is only read, or the sample, needs no backups."""
        is_own = ws.path.parent != paths.data()
        self._watched = ws if is_own and not ws.read_only else None
        self.place = self.trouble = None
        self._changed = self._busy = False
        self.back_up_later.stop()
        self.look_soon.stop()
        if self._watched is not None:
            self.look_soon.start()

    def is_watching(self) -> bool:
        """Whether the open record is backed up."""
        return self._watched is not None

    def look(self) -> None:
        """Make a backup if one is due, and see how the second place stands."""
        if self._watched is not None and not self._busy:
            self._busy = True
            self._context.tasks.pool(_look, self._watched, done=self._done, failed=self._failed)

    def now(self) -> None:
        """Make a backup because the user asks for it."""
        if self._watched is not None and not self._busy:
            self._begin()
            work = self._context.tasks.pool
            work(_make, self._watched, ASKED, done=self._told, failed=self._failed, busy_text="Backing up …")

    def finish(self, ws: Workspace) -> None:
        """Before that record is closed: what changed since the last backup. Queued before the closing itself."""
        self.look_soon.stop()
        self.back_up_later.stop()
        if ws is self._watched and self._changed:
            self._changed = False
            self._context.tasks.record(
                _make, ws, CLOSED, done=self._done, failed=self._failed, busy_text="Backing up …"
            )
        if ws is self._watched:
            self._watched = None

    def _note(self, changes: Changes) -> None:  # noqa: ARG002 - any change counts
        self._changed = True
        if self._watched is not None and not self.back_up_later.isActive():
            self.back_up_later.start()

    def _back_up_changes(self) -> None:
        if self._watched is None or not self._changed:
            return
        if self._busy:
            self.back_up_later.start()
        else:
            self._begin()
            self._context.tasks.pool(_make, self._watched, CHANGED, done=self._done, failed=self._failed)

    def _begin(self) -> None:
        # What is changed from here on is not surely in this backup.
        self._busy, self._changed = True, False
        self.back_up_later.stop()

    def _told(self, outcome: Outcome) -> None:
        self._done(outcome)
        if outcome.trouble is None and outcome.place is not None:
            self._context.bus.message.emit(_where(outcome.place), False)

    def _done(self, outcome: Outcome) -> None:
        if outcome.trouble is not None:
            name = outcome.workspace.path.stem
            self._context.bus.message.emit(f"“{name}” could not be backed up. Record, Backups says why.", False)
        if outcome.workspace is not self._watched:
            return
        self._busy = False
        self.trouble = outcome.trouble
        if outcome.trouble is None:
            self.place = outcome.place
        else:
            self._changed = True
        self.learned.emit()

    def _failed(self, error: BaseException) -> None:
        self._busy, self._changed = False, True
        self._context.dialogs.show_error(error)
