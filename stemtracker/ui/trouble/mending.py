"""A record that won't open: what happened, what is safe, and each way on with what it would bring.

The file stays as it is, whatever is chosen. Neighbors: `opening` asks for help here and goes on with what was chosen;
`services.ways_out` looks for the ways and goes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stemtracker.domain import nouns, wording
from stemtracker.errors import Trouble

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup
    from stemtracker.services.ways_out import PutBack, Rescued, Ways
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.dialogs import Option

#: Of these a person says how many there were; the rest goes along.
_TOLD = ("activity", "evidence", "credential")
#: Where the window can do more than words for any place could say.
_REMEDIES = {
    "older": "A copy of it in a folder of your own can be brought up to date.",
    "unfinished": "In a copy in a folder of your own it can be.",
}


@dataclass(frozen=True)
class Found:
    """The trouble with a file, and the ways out that were found."""

    error: Trouble
    ways: Ways


def _find(path: Path, error: Trouble) -> Found:
    from stemtracker.services import ways_out

    return Found(error, ways_out.find(path, error.kind))


def _put_back(backup: Backup, path: Path) -> PutBack:
    from stemtracker.services import ways_out

    return ways_out.put_back(backup, path)


def _rescue(path: Path) -> Rescued:
    from stemtracker.services import ways_out

    return ways_out.rescue(path)


def _copy(path: Path, kind: str) -> Workspace:
    from stemtracker.services import ways_out

    return ways_out.copy_to_own(path, kind)


#: A first sentence, whatever full stops the names in it have.
_FIRST = re.compile(r"((?:“[^”]*”|[^“.]|\.(?! ))*\.) (.*)", re.DOTALL)


def in_short(error: Trouble) -> tuple[str, str]:
    """What happened, and what else there is to say of it."""
    parts = _FIRST.fullmatch(error.message)
    return (parts[1], parts[2]) if parts else (error.message, "")


def counted(counts: Mapping[str, int]) -> str:
    """As in "214 activities, 31 pieces of evidence and 2 licenses"."""
    said = [nouns.counted(noun, counts[noun]) for noun in _TOLD if counts.get(noun)]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said) or "nothing yet"


class Mending(QObject):
    """Asks what to do about one file at a time."""

    #: A record is open again (`Workspace`).
    opened = Signal(object)
    #: Something to know about it from then on, and the file that it is about.
    told = Signal(str, object)
    #: Open the file once more: read only, or taken over.
    wanted_again = Signal(bool, bool)
    #: Another record is to be picked, or begun.
    wanted_other = Signal()
    gave_up = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._path = Path()
        self._read_only = False
        self._ways: Ways | None = None

    def help(self, path: Path, error: Trouble, *, read_only: bool) -> None:
        """Say what is wrong with that file and offer what can be done; `read_only`: even reading it was tried."""
        self._path, self._read_only = path, read_only
        self._context.tasks.pool(
            _find, path, error, done=self._ask, failed=self._failed, busy_text="Looking for what can be done …"
        )

    def _ask(self, found: Found) -> None:
        self._ways = found.ways
        error = found.error
        title, safe = in_short(error)
        text = f"{safe} {_REMEDIES.get(error.kind, error.remedy)}".strip()
        answer = self._context.dialogs.choose(title, text, self._options(error.kind, found.ways))
        work = self._context.tasks.record
        if answer == "backup":
            words = "Bringing the backup back …"
            work(_put_back, found.ways.backup, self._path, done=self._is_back, failed=self._failed, busy_text=words)
        elif answer == "rescue":
            words = "Rescuing what can be read …"
            work(_rescue, self._path, done=self._is_rescued, failed=self._failed, busy_text=words)
        elif answer == "copy":
            work(
                _copy,
                self._path,
                error.kind,
                done=self._is_copied,
                failed=self._failed,
                busy_text="Copying the record …",
            )
        elif answer in {"read", "take"}:
            self.wanted_again.emit(answer == "read", answer == "take")
        elif answer == "other":
            self.wanted_other.emit()
        else:
            self.gave_up.emit()

    def _options(self, kind: str, ways: Ways) -> list[Option]:
        options: list[Option] = []
        if ways.backup is not None and ways.holds is not None:
            made = ways.backup.made_at.astimezone()
            newest = f"; its newest activity is of {wording.day(ways.holds.newest)}" if ways.holds.newest else ""
            kept = " The damaged file is kept beside it." if kind == "damaged" else ""
            words = f"Go on from the backup of {wording.day(made.date())}, {made:%H:%M}"
            options.append(("backup", words, f"It holds {counted(ways.holds.counts)}{newest}.{kept}"))
        if any(ways.readable.get(noun) for noun in _TOLD):
            readable = counted(ways.readable)
            words = f"{readable} can still be read. They go into a new record; the damaged file stays as it is."
            options.append(("rescue", "Rescue what can be read", words))
        if kind in {"older", "unfinished"}:
            words = "The file here stays as it is."
            options.append(("copy", "Copy it to my Documents and open the copy", words))
        if kind == "locked":
            options.append(
                ("read", "Open for reading only", "Look at it, search it, print from it. Nothing is changed anywhere.")
            )
            words = "Only if nobody has it open any more. What would still be typed there could not be saved."
            options.append(("take", "Take it over", words))
        elif ways.readable and not self._read_only:
            options.append(("read", "Open for reading only", "See for yourself what is left. Nothing is changed."))
        if options:
            options.append(("other", "Open another record …"))
        else:
            words = "A copy of it on this computer or on a stick, or another file."
            options.append(("other", "Open another record …", words))
        if self._context.workspace is None and kind != "locked":
            options.append(("begin", "Begin a new record"))
        return [*options, ("cancel", "Cancel")]

    def _is_back(self, done: PutBack) -> None:
        self.opened.emit(done.workspace)
        made = done.backup.made_at.astimezone()
        words = f"This is the record as it was on {wording.day(made.date())}, {made:%H:%M}."
        if done.kept is not None:
            words = f"{words} The damaged file is kept as “{done.kept.name}”."
        self.told.emit(words, done.kept or done.workspace.path)

    def _is_rescued(self, done: Rescued) -> None:
        from stemtracker.ui.trouble.rescue_report import RescueReport

        self.opened.emit(done.workspace)
        self._context.dialogs.run(RescueReport(self._path, done.rescue))

    def _is_copied(self, ws: Workspace) -> None:
        self.opened.emit(ws)
        self.told.emit(f"This is a copy of “{self._path.name}”. That file stays as it is.", ws.path)

    def _failed(self, error: BaseException) -> None:
        self._context.dialogs.show_error(error)
        self.gave_up.emit()
