"""What can still be read of a damaged record, taken into a new one. The damaged file is never changed.

Neighbors: `checking` says what is wrong with a file, `backups` may hold a better copy; `db.rescue` does the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stemtracker import db
from stemtracker.db.findings import Rescue
from stemtracker.db.lock import real
from stemtracker.errors import Refused
from stemtracker.services import checking

__all__ = ["Rescue", "rescuable", "rescue"]


def rescuable(damaged: Path) -> Mapping[str, int]:
    """How many rows of which noun ("file": files of evidence) can be read; nothing is written."""
    return db.rescue.counts(damaged)


def rescue(damaged: Path, target: Path) -> Rescue:
    """A new record of all rows that can be read; Trouble where there are none, Refused where the target exists."""
    if real(damaged) == real(target):
        raise Refused.at("path", "What is rescued can't take the place of the damaged file; choose another name.")
    label = f"Rescue what could be read of {damaged.name}"
    return db.rescue.rescue(damaged, target, label, checking.shipped_words())
