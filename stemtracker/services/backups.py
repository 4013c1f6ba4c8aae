"""Backups of a record: made without asking, verified, thinned, found again, and put back.

Each lies under the record's own id, so that a record keeps its backups wherever it is moved and whatever it is
called: `backups/<id>/<moment reason>.stemtracker` in the program's data, and the same in a second place (a stick, a
synced folder). A backup is a whole record, private notes included, and readable by its owner only.
Neighbors: `backup_plan` says when and which, `backup_files` handles the files, `backup_places` the second place,
`backup_memory` what is remembered; `db.contents` reads what is in a file.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from stemtracker import clock, db, paths
from stemtracker.db.views import Contents, Difference, NounDifference
from stemtracker.errors import Refused, Trouble
from stemtracker.services import backup_files as files
from stemtracker.services import backup_memory as memory
from stemtracker.services import backup_places as places
from stemtracker.services import backup_plan as plan
from stemtracker.services.backup_files import Backup
from stemtracker.services.backup_places import PlaceState
from stemtracker.services.backup_plan import Reason

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "Backup",
    "Contents",
    "Difference",
    "Made",
    "NounDifference",
    "PlaceState",
    "Reach",
    "Reason",
    "all_backups",
    "before_upgrade",
    "choose_place",
    "contents",
    "difference",
    "difference_of",
    "found_in",
    "has_changed",
    "is_due",
    "last_good",
    "make",
    "make_of",
    "place",
    "reach",
    "restore",
]

#: In which places a backup is made.
Where = Literal["both", "here", "outside"]
#: What stood in the way of a backup on this computer, and what helps.
_STOOD = {
    "full": "the disk that holds the backups is full",
    "read only": "nothing may be written where the backups lie",
    "denied": "this account may not write where the backups lie",
    "missing": "the folder for the backups can't be made",
    "disk": "the disk that holds the backups did not answer as it should",
}
_REMEDIES = {
    "full": "Free some space on this computer's disk (empty the system's trash, move large files away).",
    "disk": "Check this computer's disk, and keep a copy of the record on another one.",
}
_OTHERWISE = "Make the folder “{}” writable, or ask whoever manages this computer to."
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a backup: the file on this computer, the second place, and how many older ones went."""

    here: Backup | None
    outside: PlaceState
    thinned: int


class Reach(NamedTuple):
    """How far back backups go, how many there are, and the bytes they take."""

    oldest: datetime | None
    number: int
    taken: int


def contents(path: Path) -> Contents:
    """What a backup, or any record's file, holds; Trouble where it can't be read."""
    return db.contents.read(path)


def difference(ws: Workspace, path: Path) -> Difference:
    """What tells the record from a backup: what putting it back would take away, bring and change."""
    return difference_of(ws.path, path)


def difference_of(record: Path, backup: Path) -> Difference:
    """The same for a record that need not be open."""
    return db.contents.difference(record, backup)


def all_backups(record_id: str | None = None) -> tuple[Backup, ...]:
    """Those of a record, or of all records, in both places, newest first; here before outside."""
    found = list(files.in_root(paths.backups(), record_id, outside=False))
    if second := places.ours():
        found += files.in_root(second, record_id, outside=True)
    return tuple(plan.newest_first(found, clock.now()))


def found_in(folder: Path) -> tuple[Backup, ...]:
    """All backups in a folder that someone points to: a stick, our folder on it, or that of one record."""
    found = files.listed(folder, outside=True)
    for root in (folder, folder / places.FOLDER):
        found += files.in_root(root, None, outside=True)
    return tuple(plan.newest_first(found, clock.now()))


def has_changed(ws: Workspace) -> bool:
    """Whether the record holds anything that its newest readable backup on this computer does not."""
    newest = _newest_readable(_in_place(all_backups(ws.record.record_id()), outside=False))
    return newest is None or newest[1] != db.contents.state(ws.path)


def is_due(ws: Workspace) -> bool:
    """Whether a backup should be made now without asking: none yet, or changes and the last one a day old.

    That is asked of each place: a stick that was away while things changed is due when it is back.
    """
    if ws.read_only:
        return False
    found, state = all_backups(ws.record.record_id()), db.contents.state(ws.path)
    for outside in (False, True) if place(ws).state == "ready" else (False,):
        newest = _newest_readable(_in_place(found, outside=outside))
        if plan.is_due(newest and newest[0], clock.now(), changed=newest is None or newest[1] != state):
            return True
    return False


def make(ws: Workspace, reason: str, *, place: Where = "both") -> Made:
    """Back the record up. Trouble where this computer can't keep it; the second place never stands in the way."""
    return make_of(ws.path, reason, place=place)


def make_of(record: Path, reason: str, *, place: Where = "both") -> Made:
    """The same for a record that need not be open."""
    why, record_id = Reason(reason), db.contents.read(record).record_id
    here: Backup | None = None
    stopped: Trouble | None = None
    thinned = gone = 0
    with _one_at_a_time:
        if place != "outside":
            try:
                here, thinned = files.put(record, files.folder_of(paths.backups(), record_id), why, outside=False)
                memory.remember(record_id, record)
            except Trouble as trouble:
                stopped = _not_backed_up(record, trouble)
        if place == "here":
            outside = places.state(record_id, record.stat().st_size)
        else:
            outside, gone = places.copy_out(here.path if here else record, record, record_id, why)
    if stopped:
        raise stopped
    return Made(here, outside, thinned + gone)


def before_upgrade(record: Path) -> Path:
    """The backup without which no older file is brought up to date, and where it lies."""
    made = make_of(record, Reason.UPGRADE, place="here")
    assert made.here is not None  # noqa: S101 - tells the type: this place was asked for
    return made.here.path


def last_good(record: str | Path) -> Backup | None:
    """The newest backup that proves whole when read through; of a record's id, or of a file that may be damaged."""
    ids = (record,) if isinstance(record, str) else _ids(record)
    backups = [one for id_ in ids for one in all_backups(id_)]
    for backup in plan.newest_first(backups, clock.now()):
        if db.contents.is_sound(backup.path):
            return backup
    return None


def restore(backup: Path, target: Path) -> Path | None:
    """Put a backup in a record's place, or where there is none yet; that record must be closed.

    The file that was there is backed up if it can be read, and kept beside the new one as it was, which is
    answered: putting that one back takes it all back.
    """
    wanted = db.contents.read(backup)
    if target.exists() and backup.samefile(target):
        raise Refused.at("backup", "This is the record itself; choose one of its backups.")
    kept: Path | None = None

    def keep_replaced() -> None:
        nonlocal kept
        if target.exists():
            kept = _free_name(target)
            # First of all: to read a file whose last write was cut off is to take that write back.
            with db.copies.kept(target, kept):
                _back_up_replaced(target, wanted)

    try:
        db.copies.copy(backup, target, before=keep_replaced)
    except Trouble as why:
        if why.kind != "locked" or why.about == backup:
            raise
        raise Trouble(
            "locked",
            f"“{target.name}” is open, or was when a computer went off. Nothing was changed.",
            "Close it first, then put the backup back. If nobody has it open any more, open it once and take it over.",
            about=target,
        ) from why
    return kept


def _back_up_replaced(target: Path, wanted: Contents) -> None:
    """What can't be read can't be backed up either; it is kept as it is."""
    try:
        there = db.contents.read(target)
    except Trouble as unreadable:
        _log.info("the file to be replaced can't be backed up: %s", unreadable.kind)
        return
    if there.record_id != wanted.record_id:
        raise Refused.at(
            "backup",
            f"This is a backup of another record ({wanted.name or 'no name'}). Nothing was changed; put it back under "
            "a name of its own.",
        )
    try:
        make_of(target, Reason.RESTORE, place="here")
    except Trouble as spoiled:
        if spoiled.kind != "damaged":
            raise
        _log.info("the file to be replaced can be read only in part, and not backed up")


def choose_place(folder: Path | None) -> PlaceState:
    """Let backups also go to that folder from now on; None for nowhere. Refused where they can't."""
    return places.choose(folder)


def place(ws: Workspace) -> PlaceState:
    """How it stands with the second place, for this record."""
    return places.state(ws.record.record_id(), ws.path.stat().st_size)


def reach(record_id: str, *, outside: bool = False) -> Reach:
    """How far back the backups on this computer (or those in the second place) go."""
    found = _in_place(all_backups(record_id), outside=outside)
    return Reach(min((one.made_at for one in found), default=None), len(found), sum(one.size for one in found))


def _in_place(found: Iterable[Backup], *, outside: bool) -> list[Backup]:
    return [one for one in found if one.outside == outside]


def _newest_readable(found: Iterable[Backup]) -> tuple[Backup, tuple[object, ...]] | None:
    """With where its history stands; a damaged one backs nothing up."""
    for backup in found:
        try:
            return backup, db.contents.state(backup.path)
        except Trouble as why:
            _log.info("a backup can't be read: %s", why.kind)
    return None


def _not_backed_up(record: Path, why: Trouble) -> Trouble:
    """In words about the backup, where it is the backup's place that stood in the way."""
    stood = _STOOD.get(why.kind)
    if stood is None or why.about is None or why.about == record:
        return why
    message = f"“{record.name}” was not backed up: {stood}. The record itself is safe."
    return Trouble(why.kind, message, _REMEDIES.get(why.kind, _OTHERWISE.format(paths.backups())), about=why.about)


def _ids(record: Path) -> tuple[str, ...]:
    try:
        return (db.contents.read(record).record_id,)
    except Trouble:
        return memory.ids_of(record)


def _free_name(target: Path) -> Path:
    """“NAME, replaced 2026-11-22 1205.stemtracker” beside it, cut to what a disk allows, with a number where taken."""
    said = f", replaced {clock.now().astimezone():%Y-%m-%d %H%M}"
    number = 1
    while True:
        tail = f"{said}{f' ({number})' if number > 1 else ''}{target.suffix}"
        stem = target.stem
        # Its journal and its lock have longer names yet.
        while len(f"{stem}{tail}-journal".encode()) > 255:
            stem = stem[:-1]
        name = target.with_name(f"{stem}{tail}")
        if not name.exists():
            return name
        number += 1
