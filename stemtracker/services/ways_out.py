"""What can be done about a record that does not open: the newest good backup, what can be rescued, a copy elsewhere.

Whatever is done, the file that would not open stays as it is, under its own name or beside it.
Neighbors: `backups` and `salvage` do it; the window offers it with what it would bring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import clock, db, paths
from stemtracker.errors import Refused, Trouble
from stemtracker.services import backups, salvage, workspace

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup, Contents
    from stemtracker.services.salvage import Rescue
    from stemtracker.services.workspace import Workspace

#: Kinds of trouble in which the file itself is gone or broken, so that an older state of it is wanted.
LOST = ("damaged", "missing")


@dataclass(frozen=True)
class Ways:
    """What there is: a backup that proved whole with what it holds, and what can still be read of the file."""

    backup: Backup | None = None
    holds: Contents | None = None
    readable: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rescued:
    """The new record, open, what came into it, and what is lost."""

    workspace: Workspace
    rescue: Rescue


@dataclass(frozen=True)
class PutBack:
    """The record as it was in the backup, open, and where the file lies that would not open."""

    workspace: Workspace
    backup: Backup
    kept: Path | None


def find(path: Path, kind: str) -> Ways:
    """Look for what can be done; this reads backups and the file through, and changes nothing."""
    if kind not in LOST:
        return Ways()
    backup = backups.last_good(path)
    holds = backups.contents(backup.path) if backup else None
    readable: Mapping[str, int] = {}
    if kind == "damaged":
        try:
            readable = salvage.rescuable(path)
        except (Refused, Trouble):
            readable = {}
    return Ways(backup, holds, readable)


def put_back(backup: Backup, path: Path) -> PutBack:
    """The backup in the record's place; the file that was there is kept beside it."""
    target = place_for(path)
    kept = backups.restore(backup.path, target)
    return PutBack(workspace.open_record(target), backup, kept)


def place_for(path: Path) -> Path:
    """Where a record that is put back goes: where it was, or among the user's own where that disk is away."""
    return path if path.parent.is_dir() else free_name(paths.records() / path.name, "brought back")


def rescue(path: Path) -> Rescued:
    """What can be read, as a new record beside the damaged one."""
    done = salvage.rescue(path, free_name(path, f"rescued {clock.today():%Y-%m-%d}"))
    return Rescued(workspace.open_record(done.target), done)


def copy_to_own(path: Path, kind: str) -> Workspace:
    """A copy among the user's own records, where it may be written, open."""
    target = free_name(paths.records() / path.name, "copy")
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "unfinished":
        with db.copies.kept(path, target):  # with what SQLite needs to take the cut-off write back
            return workspace.open_record(target)
    db.copies.copy(path, target)
    return workspace.open_record(target)


def free_name(path: Path, what: str) -> Path:
    """“NAME, WHAT.stemtracker”, with a number where that is taken."""
    number = 1
    while True:
        name = path.with_name(f"{path.stem}, {what}{f' ({number})' if number > 1 else ''}{path.suffix}")
        if not name.exists():
            return name
        number += 1
