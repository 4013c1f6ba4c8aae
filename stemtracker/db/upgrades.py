"""Bringing an earlier record up to date when it is opened: a copy first, then all steps or none, and words if it fails.

Whatever stands in the way, the record stays as it was, the program that wrote it can open it, and the copy that was
made before is named. Neighbors: `migrations` has the steps, `record` calls this, `faults` knows what a disk reports.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from stemtracker.db import engine, faults, migrations
from stemtracker.errors import Trouble

_log = logging.getLogger(__name__)
#: What stood in the way, and what to do about it.
_WAYS = {
    "full": (
        "the disk has no room for it",
        "Free some space (empty the system's trash, move large files away), then open the record again.",
    ),
    "locked": (
        "another program (a sync, a backup, a virus scanner) is using the file",
        "Wait a moment, then open the record again.",
    ),
    "memory": ("the computer ran out of memory", "Close other programs, then open the record again."),
    "damaged": (
        "parts of the file can't be read",
        "Keep the file, and open your newest backup or copy instead.",
    ),
}
_DISK = (
    "the disk did not answer as it should",
    "Check that the stick or drive is plugged in, then open the record again.",
)
_FAULTY = "Go on with the version of STEM Tracker that you used before, and report this one as faulty."


def bring_up_to_date(path: Path, keep_a_copy: Callable[[], Path | None]) -> None:
    """Run the steps that the record lacks. `keep_a_copy` makes one before anything changes, and says where it lies."""
    kept: Path | None = None

    def first() -> None:
        nonlocal kept
        try:
            kept = keep_a_copy()
        except Trouble as why:
            raise Trouble(
                why.kind,
                f"“{path.name}” has to be brought up to date, and the copy that is made before that failed. "
                f"The record was not changed. {why.message}",
                why.remedy,
                about=path,
            ) from why

    try:
        with closing(engine.bare(path)) as connection:
            migrations.upgrade(connection, first)
    except Trouble:
        raise
    except Exception as error:
        raise _failed(path, kept, error) from error


def _failed(path: Path, kept: Path | None, error: Exception) -> Trouble:
    kind = faults.kind_of(error)
    if kind is None:
        _log.error("a record was not brought up to date (%s)", type(error).__name__)
        own = isinstance(error, migrations.MigrationError)
        kind, why, remedy = "not upgraded", str(error) if own else f"a step failed ({type(error).__name__})", _FAULTY
    else:
        why, remedy = _WAYS.get(kind, _DISK)
    copy = f" The copy made before lies in “{kept}”." if kept else ""
    return Trouble(
        kind,
        f"“{path.name}” could not be brought up to date. It was left as it was.{copy} What stood in the way: {why}.",
        remedy,
        about=path,
    )
