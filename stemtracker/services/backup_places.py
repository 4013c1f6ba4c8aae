"""The second place for backups: chosen, looked at, copied to. It may be away, full or sealed, and never is in the way.

Neighbors: `backup_memory` knows which folder it is, `backup_files` writes into it; `backups` asks.
"""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from stemtracker import clock, paths
from stemtracker.errors import Refused, Trouble
from stemtracker.services import backup_files as files
from stemtracker.services import backup_memory as memory
from stemtracker.services import backup_plan as plan
from stemtracker.services.backup_plan import Reason

#: The folder of a second place that is ours. It is made when the place is chosen and never again: a mount point
#: without its stick, or another stick under the same letter, does not have it.
FOLDER = "STEM Tracker backups"
State = Literal["none", "ready", "away", "full", "read only", "failed"]
_BY_TROUBLE: dict[str, State] = {"full": "full", "read only": "read only", "denied": "read only", "missing": "away"}
_GO_ON = "Backups on this computer go on."
_WORDS: dict[State, str] = {
    "none": "",
    "ready": "",
    "away": f"“{{place}}” is not there just now. {_GO_ON} Plug the stick or drive in when you can.",
    "full": f"“{{place}}” is too full for another backup. {_GO_ON} Make room there, or choose another place.",
    "read only": f"“{{place}}” takes nothing new. {_GO_ON} Remove its write protection, or choose another place.",
    "failed": f"“{{place}}” did not answer as it should. {_GO_ON} Check the stick or drive, or choose another place.",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlaceState:
    """How it stands with the second place; `message` is for the user, "" where there is nothing to say."""

    folder: Path | None
    state: State
    #: When this record was last copied there (or to another second place), and how many days ago.
    last: datetime | None
    days: int | None
    message: str


def ours() -> Path | None:
    """The folder that holds the backups there, whether it is there or not."""
    folder = memory.second_place()
    return folder / FOLDER if folder else None


def choose(folder: Path | None) -> PlaceState:
    """Let backups also go to that folder from now on; None for nowhere. Refused where they can't."""
    if folder is not None:
        here = paths.backups().absolute()
        if here in (folder.absolute(), *folder.absolute().parents):
            raise _refused(f"“{_label(folder)}” is where the backups of this computer lie")
        if not folder.is_dir():
            raise _refused(f"there is no folder “{folder}”")
        try:
            (folder / FOLDER).mkdir(exist_ok=True)
        except OSError as why:
            raise _refused(f"nothing can be written to “{_label(folder)}”") from why
        if not os.access(folder / FOLDER, os.W_OK):
            raise _refused(f"nothing can be written to “{_label(folder)}”")
    memory.remember_place(folder)
    return _told(folder, "ready" if folder else "none", None)


def state(record_id: str, needed: int) -> PlaceState:
    """How it stands for a record that takes so many bytes."""
    folder, last = memory.second_place(), memory.last_outside(record_id)
    if folder is None:
        return _told(None, "none", last)
    try:
        if not (folder / FOLDER).is_dir():
            return _told(folder, "away", last)
        found = files.listed(files.folder_of(folder / FOLDER, record_id), outside=True)
        last = max((*(one.made_at for one in found), *([last] if last else [])), default=None)
        if not os.access(folder / FOLDER, os.W_OK):
            return _told(folder, "read only", last)
        spared = sum(one.size for one in plan.newest_first(found, clock.now())[plan.ALWAYS_KEPT :])
        room = shutil.disk_usage(folder / FOLDER).free + spared
    except OSError:
        return _told(folder, "failed", last)
    return _told(folder, "ready" if room >= needed else "full", last)


def copy_out(source: Path, record: Path, record_id: str, why: Reason) -> tuple[PlaceState, int]:
    """A backup in the second place, if it can be had; and how many older ones made room for it."""
    before = state(record_id, 0)
    if before.folder is None or before.state == "away":
        return before, 0
    try:
        made, thinned = files.put(source, files.folder_of(before.folder / FOLDER, record_id), why, outside=True)
    except (Trouble, OSError) as trouble:
        kind = trouble.kind if isinstance(trouble, Trouble) else "disk"
        _log.info("no backup in the second place: %s", kind)
        return _told(before.folder, _BY_TROUBLE.get(kind, "failed"), before.last), 0
    memory.remember(record_id, record, outside=made.made_at)
    return _told(before.folder, "ready", made.made_at), thinned


def _told(folder: Path | None, state: State, last: datetime | None) -> PlaceState:
    message = _WORDS[state].format(place=_label(folder)) if folder else ""
    # Calendar days, as a person counts them.
    days = None if last is None else max(0, (clock.today() - last.astimezone().date()).days)
    return PlaceState(folder, state, last, days, message)


def _label(folder: Path) -> str:
    """What a person calls it; the root of a drive has no name but its letter."""
    return folder.name or str(folder)


def _refused(why: str) -> Refused:
    return Refused.at("folder", f"Backups can't go there: {why}. Plug the stick or drive in, or choose another folder.")
