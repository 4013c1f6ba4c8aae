"""What every page and dialog gets: the open record, the gate, the bus, backups, the settings, the dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from stemtracker.services.drafts import BEGINNING
from stemtracker.ui.backing_up import BackingUp
from stemtracker.ui.bus import Bus
from stemtracker.ui.drafts import DraftBook
from stemtracker.ui.tasks import Tasks

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.settings import Settings
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.dialogs import Dialogs


class AppContext(QObject):
    """One per window. `workspace` is None until a record is open; pages exist only while one is."""

    def __init__(self, settings: Settings, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Any: pages are only made while a record is open, and asking each time would say nothing.
        self.workspace: Workspace | Any = None
        self.settings = settings
        self.dialogs = dialogs
        self.bus = Bus(self)
        self.tasks = Tasks(self)
        self.backing_up = BackingUp(self)
        self._drafts: DraftBook | None = None
        self._drafts_of: object = None
        self._beginning: DraftBook | None = None
        self.tasks.changed.connect(self._announce)
        self.tasks.trouble.connect(self._show_trouble)

    @property
    def drafts(self) -> DraftBook:
        """What is typed and not saved yet in the open record."""
        if self._drafts is None or self._drafts_of is not self.workspace:
            if self._drafts is not None:
                self._drafts.flush()
                self._drafts.deleteLater()
            self._drafts_of, self._drafts = self.workspace, DraftBook(self.tasks, self.workspace.record_id, self)
        return self._drafts

    @property
    def beginning(self) -> DraftBook:
        """What is typed before there is a record."""
        if self._beginning is None:
            self._beginning = DraftBook(self.tasks, BEGINNING, self)
        return self._beginning

    def gather_drafts(self) -> bool:
        """Bring all that is typed anywhere onto the disk, now; whether all of it is there."""
        kept = [book.gather() for book in self._books()]
        return all(kept)

    def may_let_drafts_go(self) -> bool:
        """Whether all that is typed is on the disk; where it can't be, whoever typed it is asked."""
        return self.gather_drafts() or self.dialogs.ask(
            "What you typed can’t be kept",
            "It is not saved, and the disk with the program’s own data has no room for it or can’t be written to: on "
            "closing, it would be gone. What was saved is safe. Stay, free some space (empty the system’s trash, move "
            "large files away), and save what you typed.",
            "Close anyway",
            "Stay",
            destructive=True,
        )

    def finish_drafts(self) -> None:
        """At exit: what was saved or given up a moment ago is not offered again."""
        for book in self._books():
            book.flush()

    def _books(self) -> list[DraftBook]:
        return [book for book in (self._drafts, self._beginning) if book is not None]

    def _announce(self, changes: Changes) -> None:
        self.bus.changed.emit(changes)
        if changes.label:
            self.bus.message.emit(f"Saved: {changes.label[0].lower()}{changes.label[1:]}.", True)

    def _show_trouble(self, error: BaseException) -> None:
        self.dialogs.show_error(error)
