"""A verified copy of a record: through SQLite's own backup, checked, and only then put in place.

Neighbors: `record` for the file, `faults` for the words. Backups on a schedule stand on this.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from stemtracker.db import engine, faults
from stemtracker.errors import Trouble


def copy(source: Path, target: Path) -> None:
    """Copy the record as of this moment, over an older file of that name; the old one stays if anything fails."""
    with faults.told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
        try:
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with faults.told(source), closing(engine.bare(source, read_only=True)) as original:
                original.execute("BEGIN")  # what is counted and what is copied is one moment's
                wanted = _summary(original)
                with faults.told(target), closing(engine.bare(unfinished)) as made:
                    original.backup(made)
            _verify(unfinished, wanted, target)
            _to_disk(unfinished)
            unfinished.replace(target)
            _folder_to_disk(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)


def _summary(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _verify(made: Path, wanted: dict[str, int], target: Path) -> None:
    with closing(engine.bare(made, read_only=True)) as connection:
        sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        if not sound or _summary(connection) != wanted:
            raise Trouble(
                "damaged",
                f"The copy “{target.name}” did not come out right and was thrown away. The record itself is unchanged.",
                "Try again, in another folder or on another disk.",
            )


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    """The name too must survive a pulled plug; Windows needs and knows no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
