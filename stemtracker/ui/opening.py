"""Opening, making and closing records off the UI thread.

Neighbors: `services.workspace` does it, `trouble.mending` helps where it won't open; `main_window` shows the rest.
"""

from __future__ import annotations

import linecache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stemtracker import paths
from stemtracker.errors import Trouble
from stemtracker.ui import dialogs
from stemtracker.ui.trouble.mending import Mending

if TYPE_CHECKING:
    from stemtracker.services.settings import Settings
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


def _open(path: Path, take_over: bool, read_only: bool) -> Workspace:  # noqa: FBT001 - called through the gate
    from stemtracker.services import workspace

    return workspace.open_record(path, take_over=take_over, read_only=read_only)


def _close(ws: Workspace) -> None:
    from stemtracker.services import workspace

    workspace.close(ws)


def _sample(path: Path) -> Workspace:
    from stemtracker.services import sample

    path.parent.mkdir(parents=True, exist_ok=True)
    return sample.build(path)


def _remember(path: Path) -> Settings:
    from stemtracker.services import settings

    return settings.remember(path)


class Opener(QObject):
    """Opens one record at a time; the one open before is closed once the next one is there."""

    #: A record is open (`Workspace`).
    opened = Signal(object)
    #: The list of records opened lately changed.
    remembered = Signal()
    #: Something to know about the record that was just opened, and the file that it is about.
    told = Signal(str, object)
    #: The record that was open (`Workspace`) will be closed now that another one is.
    letting_go = Signal(object)
    #: The open record is being closed, and no other is there yet.
    leaving = Signal()
    #: The user was asked and opened nothing.
    gave_up = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._path = Path()
        self._read_only = False
        self._mending = Mending(context, self)
        self._mending.opened.connect(self.adopt)
        self._mending.told.connect(self.told)
        self._mending.wanted_again.connect(self._open_again)
        self._mending.wanted_other.connect(self.ask_and_open)
        self._mending.gave_up.connect(self._give_up)

    def open(self, path: Path, *, take_over: bool = False, read_only: bool = False) -> None:
        """Open that record; `opened` or a question follows."""
        self._path, self._read_only = path, read_only
        self._context.tasks.record(
            _open,
            path,
            take_over,
            read_only,
            done=self.adopt,
            failed=self._refused,
            busy_text=f"Opening {path.stem} …",
        )

    def sample_path(self) -> Path:
        """Where the program keeps the sample record: not among the user's own."""
        return paths.data() / "Sample record.stemtracker"

    def open_sample(self) -> None:
        """Open the sample record, made anew the first time."""
        path = self.sample_path()
        if path.exists():
            self.open(path)
            return
        self._path = path
        self._context.tasks.record(
            _sample, path, done=self.adopt, failed=self._refused, busy_text="Making the sample record …"
        )

    def ask_and_open(self) -> None:
        """Let the user pick a record."""
        folder = paths.records()
        path = self._context.dialogs.open_file("Open a record", dialogs.RECORDS, folder if folder.exists() else None)
        if path is not None:
            self.open(path)
        elif self._context.workspace is None:
            self.gave_up.emit()

    def adopt(self, ws: Workspace) -> None:
        """Take a workspace that was just opened or created as the one to work on."""
        # PySide looks for its own name in the source of every module imported after it, which leaves all of
        # SQLAlchemy's lines in this cache: 15 MB that nobody asks for again.
        linecache.clearcache()
        before, self._context.workspace = self._context.workspace, ws
        if before is not None and before is not ws:
            self.letting_go.emit(before)
            self._let_go(before)
        if ws.path != self.sample_path():
            self._context.tasks.pool(_remember, ws.path, done=self._remembered)
        self._context.backing_up.watch(ws)
        self.opened.emit(ws)

    def _remembered(self, settings: Settings) -> None:
        self._context.settings = settings
        self.remembered.emit()

    def close(self) -> None:
        """At exit: release the record."""
        ws, self._context.workspace = self._context.workspace, None
        if ws is not None:
            self._let_go(ws)

    def _let_go(self, ws: Workspace) -> None:
        self._context.backing_up.finish(ws)
        self._context.tasks.record(_close, ws)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Trouble):
            self._mending.help(self._path, error, read_only=self._read_only)
        else:
            self._context.dialogs.show_error(error)
            self._give_up()

    def _open_again(self, read_only: bool, take_over: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.open(self._path, read_only=read_only, take_over=take_over)

    def reopen(self) -> None:
        """Close the open record and open its file as it is now."""
        path = self._context.workspace.path
        self._leave()
        self.open(path)

    def mend(self, error: Trouble) -> None:
        """Close the open record, whose file is damaged, and offer what can be done about it."""
        self._path, self._read_only = self._context.workspace.path, False
        self._leave()
        self._mending.help(self._path, error, read_only=False)

    def _leave(self) -> None:
        self.close()
        self.leaving.emit()

    def _give_up(self) -> None:
        if self._context.workspace is None:
            self.gave_up.emit()
