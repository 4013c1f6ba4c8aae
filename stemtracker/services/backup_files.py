"""The files of backups in a folder: listed, added with room made for them, thinned. What is not ours is not touched.

Neighbors: `backup_plan` knows the names and says which may go, `db.copies` makes the files; `backups` asks.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from stemtracker import clock, db
from stemtracker.services import backup_plan as plan
from stemtracker.services.backup_plan import Reason

#: So much of the record's id names its folder.
_ID_LENGTH = 12
_FOLDER = re.compile(rf"[0-9a-f]{{{_ID_LENGTH}}}", re.ASCII)
#: A disk filled to the last byte serves nobody.
_SPARE = 4 * 1024**2
#: What claims to be this far ahead was made a moment ago, here.
_JUST = timedelta(minutes=1)
#: Seconds after which no backup is still being made.
_LONG = 24 * 3600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup's file. `outside` says that it lies in the second place."""

    path: Path
    made_at: datetime
    size: int
    reason: str
    outside: bool


def folder_of(root: Path, record_id: str) -> Path:
    """Where a record's backups lie under a root."""
    return root / record_id[:_ID_LENGTH]


def in_root(root: Path, record_id: str | None, *, outside: bool) -> Iterator[Backup]:
    """Those of a record, or of all, under a root."""
    if record_id is not None:
        yield from listed(folder_of(root, record_id), outside=outside)
        return
    try:
        folders = sorted(folder for folder in root.iterdir() if _FOLDER.fullmatch(folder.name))
    except OSError:  # not there: nothing is in it
        return
    for folder in folders:
        yield from listed(folder, outside=outside)


def listed(folder: Path, *, outside: bool) -> list[Backup]:
    """The backups in a folder; a file under any other name is not ours, nor is a link."""
    found: list[Backup] = []
    try:
        for file in folder.iterdir():
            said = plan.parse(file.name)
            if said and file.is_file() and not file.is_symlink():
                found.append(Backup(file, said[0], file.stat().st_size, said[1], outside))
    except OSError:  # not there, or pulled out at this moment
        return found
    return found


def put(source: Path, folder: Path, why: Reason, *, outside: bool) -> tuple[Backup, int]:
    """A new backup in that folder, and how many older ones made room for it."""
    now, needed = clock.now(), source.stat().st_size
    before = listed(folder, outside=outside)
    thinned = _make_room(before, folder, needed, now)
    # Several within a second are told apart, and known in their order, by the seconds that follow.
    just = [one.made_at for one in before if now <= one.made_at < now + _JUST]
    made_at = max(just) + timedelta(seconds=1) if just else now
    target = folder / plan.name(made_at, why)
    db.copies.copy(source, target)
    _sweep(folder, now)
    # Another computer's clock may be ahead by hours; what was made this moment stays all the same.
    older = [one for one in listed(folder, outside=outside) if one.path != target]
    made = Backup(target, made_at, target.stat().st_size, why, outside)
    thinned += _remove([one for one in plan.to_remove([made, *older], now) if one is not made])
    return made, thinned


def _make_room(backups: list[Backup], folder: Path, needed: int, now: datetime) -> int:
    """Where the disk gets narrow, older backups go before the new one is written, but never the newest three."""
    try:
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free - needed - _SPARE
    except OSError:  # a folder that can't be looked at can't be written to either, as the copy will say
        return 0
    if free >= 0:
        return 0
    return _remove(plan.to_remove(backups, now, budget=max(0, sum(one.size for one in backups) + free)))


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what backups that were cut off left: the unfinished file, and the lock of the name it would have had."""
    try:
        for file in list(folder.iterdir()):
            name = file.name.removesuffix(".lock")
            ours = db.copies.UNFINISHED.fullmatch(name) or (plan.parse(name) and not (folder / name).exists())
            if ours and now.timestamp() - file.stat().st_mtime > _LONG:
                file.unlink()
    except OSError as error:  # the next backup tries again
        _log.info("what an unfinished backup left could not be removed: %s", error.strerror)


def _remove(backups: list[Backup]) -> int:
    gone = 0
    for backup in backups:
        try:
            backup.path.unlink()
            gone += 1
        except OSError as error:
            _log.warning("an old backup could not be removed: %s", error.strerror)
    return gone
