"""Copies of the open record that a sync service left beside it because two computers had changed it.

Each service has its own way to name them: "Ada (1)", "Ada (Ben's conflicted copy 2026-11-20)", "Ada-STAFFROOM",
"Ada.sync-conflict-20261120-081500-K3VQ2TD". A name only makes a file worth looking at; what counts is that it is the
same record and holds what is not here. Neighbors: `db.contents` looks into the file, `siblings` knows how two copies
went apart and brings them together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.errors import Refused, Trouble
from stemtracker.services import siblings

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

#: So many files are looked into at most, those changed last first.
_MOST = 20
_CONFLICT = r"(conflict|konflikt|conflit|conflicto|конфликт|冲突|衝突|競合)"
_SURE = re.compile(
    rf"(\s*\(\d+\)"  # downloads, Google Drive
    rf"|[\s._-]*[(\[][^)\]]*{_CONFLICT}[^)\]]*[)\]]"  # Dropbox, Nextcloud, Seafile, pCloud
    rf"|[._ -]+(sync-)?{_CONFLICT}[\w .-]*"  # Syncthing, Resilio, ownCloud
    rf")+",
    re.IGNORECASE,
)
#: OneDrive adds the computer's name, iCloud a number: only to be told from a name of one's own by what is inside.
_MAYBE = re.compile(r"-[^\W_][\w-]{1,30}|\s\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A copy beside the record that holds what is not here."""

    path: Path
    last_change: datetime | None


def with_news(ws: Workspace) -> tuple[Neighbor, ...]:
    """Copies of this record beside it that hold what is not here, the one changed last first."""
    alike = named_alike(ws.path)[:_MOST]
    here = ws.record.record_id() if alike else ""
    found = []
    for path in alike:
        try:
            there = db.contents.read(path)
            if there.record_id == here and _has_news(ws, path):
                found.append(Neighbor(path, there.last_change))
        except (Refused, Trouble):
            continue  # nothing to compare with: opening it says why
    return tuple(sorted(found, key=lambda one: one.last_change.timestamp() if one.last_change else 0, reverse=True))


def named_alike(record: Path) -> tuple[Path, ...]:
    """Records in the same folder whose names a sync service may have made from this one's, or the other way around."""
    mine = _plain(record.stem)
    base = _base(mine)
    try:
        files = [path for path in record.parent.iterdir() if path.suffix == record.suffix and path.is_file()]
        alike = [path for path in files if _plain(path.stem) != mine and _says_so(_plain(path.stem), {mine, base})]
        return tuple(sorted(alike, key=lambda path: path.stat().st_mtime, reverse=True))
    except OSError:  # a folder that may not be listed, or a file that went meanwhile
        return ()


def _has_news(ws: Workspace, path: Path) -> bool:
    return siblings.kinship(ws, path).kind in {"behind", "diverged"}


def _says_so(name: str, bases: set[str]) -> bool:
    return name in bases or any(
        name.startswith(base) and (_SURE.fullmatch(rest := name[len(base) :]) or _MAYBE.fullmatch(rest))
        for base in bases
    )


def _base(name: str) -> str:
    """The name without what a sync service added for sure."""
    for start in range(1, len(name)):
        if _SURE.fullmatch(name, start):
            return name[:start]
    return name


def _plain(name: str) -> str:
    """Disks write one letter in two ways."""
    return unicodedata.normalize("NFC", name)
