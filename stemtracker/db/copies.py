"""A verified copy of a record: through SQLite's own backup, checked, and only then put in place.

Neighbors: `record` for the file, `lock` for whoever has the older one open, `faults` for the words. Backups on a
schedule stand on this.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from stemtracker.db import engine, faults, lock
from stemtracker.errors import Trouble


def copy(source: Path, target: Path) -> None:
    """Copy the record as of this moment, over an older file of that name; the old one stays if anything fails."""
    with faults.told(source), closing(engine.bare(source, read_only=True)) as original:
        copy_open(original, source, target)


def copy_open(original: sqlite3.Connection, source: Path, target: Path) -> None:
    """The same from a connection that is open already: it reaches a file that was taken away meanwhile."""
    target = lock.real(target)
    with faults.told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _nobody_else(target):
            unfinished = target.with_name(f".{uuid4().hex}.part")
            try:
                os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                with faults.told(source):
                    if not original.in_transaction:
                        original.execute("BEGIN")  # what is counted and what is copied is one moment's
                    wanted = _summary(original)
                    with faults.told(target), closing(engine.bare(unfinished)) as made:
                        original.backup(made)
                _verify(unfinished, wanted, target)
                _to_disk(unfinished)
                _end_unfinished_write(target)
                unfinished.replace(target)
                _folder_to_disk(target.parent)
            finally:
                unfinished.unlink(missing_ok=True)


@contextmanager
def _nobody_else(target: Path) -> Iterator[None]:
    """Whoever has the older file open would go on writing into it, where nobody would ever look again."""
    try:
        held = lock.take(target)
    except Trouble as why:
        raise Trouble(
            why.kind,
            f"“{target.name}” is a record that is open elsewhere, or was when a computer went off. It was left alone.",
            "Choose another name for the copy, or close that record first.",
        ) from why
    try:
        yield
    finally:
        held.release()


def _end_unfinished_write(target: Path) -> None:
    """A write into the older file that was cut off is taken back now: else SQLite would do so to the new file."""
    left = target.with_name(target.name + "-journal")
    if left.exists():
        with suppress(sqlite3.DatabaseError), closing(engine.bare(target)):
            pass
        left.unlink(missing_ok=True)


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
    """The name too must survive a pulled plug; Windows and some shares need and know no such call."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
