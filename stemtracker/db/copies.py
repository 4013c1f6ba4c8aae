"""A verified copy of a record: through SQLite's own backup, checked, and only then put in place.

Neighbors: `record` for the file, `lock` for whoever has the older one open, `faults` for the words. Backups on a
schedule stand on this.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from stemtracker.db import engine, faults, lock
from stemtracker.errors import Trouble

#: What a copy is called until it is whole. One that was cut off leaves it behind.
UNFINISHED = re.compile(r"\.[0-9a-f]{32}\.part")
#: Pages that are copied at a time, while others wait to write.
_PORTION = 1024
_GENTLE_ATTEMPTS = 3


class _WrittenMeanwhileError(Exception):
    """The copy would not be of one moment."""


def copy(source: Path, target: Path, *, before: Callable[[], None] = lambda: None) -> None:
    """Copy the record as of this moment, over an older file of that name; the old one stays if anything fails.

    `before` is called once the copy has proved whole and nobody else can have the older file, which it may keep.
    """
    with faults.told(source), closing(engine.bare(source, read_only=True)) as original:
        copy_open(original, source, target, before=before)


def copy_open(
    original: sqlite3.Connection, source: Path, target: Path, *, before: Callable[[], None] = lambda: None
) -> None:
    """The same from a connection that is open already: it reaches a file that was taken away meanwhile."""
    with faults.told(target):
        target = lock.real(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _nobody_else(target):
            unfinished = target.with_name(f".{uuid4().hex}.part")
            try:
                os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                wanted = _transfer(original, source, unfinished, target)
                _to_disk(unfinished)
                if not _is_as_wanted(unfinished, wanted):
                    raise _spoiled(original, source, target)
                before()
                _end_unfinished_write(target)
                unfinished.replace(target)
                _folder_to_disk(target.parent)
            finally:
                unfinished.unlink(missing_ok=True)


def _transfer(original: sqlite3.Connection, source: Path, unfinished: Path, target: Path) -> dict[str, int]:
    """Fill the unfinished file; what is in it, by table, is answered. Both are of one moment."""
    with _blamed(source, target), closing(engine.bare(unfinished)) as made:
        # Nobody needs this file before it is whole: it is written straight, and brought to the disk at the end.
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_spill = ON"):
            made.execute(f"PRAGMA {pragma}").fetchone()
        if not original.in_transaction:
            for _attempt in range(_GENTLE_ATTEMPTS):
                wanted = _gently(original, made)
                if wanted is not None:
                    return wanted
            original.execute("BEGIN")
        wanted = _summary(original)
        original.backup(made)
        return wanted


@contextmanager
def _blamed(source: Path, target: Path) -> Iterator[None]:
    """SQLite does not say on which side of a copy the trouble was; its kind does."""
    try:
        yield
    except sqlite3.Error as error:
        with faults.told(source if faults.kind_of(error) in {"damaged", "locked"} else target):
            raise


def _gently(original: sqlite3.Connection, made: sqlite3.Connection) -> dict[str, int] | None:
    """Copy in portions, so that no write has to wait for the whole; None where one came between."""
    moment, wanted = _moment(original), _summary(original)

    def stop_if_written(_status: int, _remaining: int, _total: int) -> None:
        if _moment(original) != moment:
            raise _WrittenMeanwhileError

    try:
        original.backup(made, pages=_PORTION, progress=stop_if_written)
    except _WrittenMeanwhileError:
        return None
    return wanted


def _moment(connection: sqlite3.Connection) -> int:
    """Differs once another connection has written."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


@contextmanager
def kept(record: Path, name: Path) -> Iterator[None]:
    """Keep a file that is to be replaced, byte for byte, with what SQLite needs to take a cut-off write in it back.

    Where the block fails it is not replaced, and so not kept either. No record of this process may be open on it.
    """
    record = lock.real(record)
    journal = _journal(record)
    try:
        with faults.told(name):
            if journal.exists():
                _duplicate(journal, _journal(name))
                _duplicate(record, name)
            elif not _linked(record, name):
                _duplicate(record, name)
            _folder_to_disk(name.parent)
        yield
    except BaseException:
        name.unlink(missing_ok=True)
        _journal(name).unlink(missing_ok=True)
        raise


def _linked(record: Path, kept: Path) -> bool:
    """A second name takes no room and no time, where the disk knows such a thing."""
    try:
        os.link(record, kept)
    except OSError:
        return False
    return True


def _duplicate(source: Path, target: Path) -> None:
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(source, target)
        _to_disk(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


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
            about=target,
        ) from why
    try:
        yield
    finally:
        held.release()


def _end_unfinished_write(target: Path) -> None:
    """A write into the older file that was cut off is taken back now: else SQLite would do so to the new file."""
    left = _journal(target)
    if left.exists():
        with suppress(sqlite3.DatabaseError), closing(engine.bare(target)):
            pass
        left.unlink(missing_ok=True)


def _journal(record: Path) -> Path:
    return record.with_name(record.name + "-journal")


def _summary(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _is_as_wanted(made: Path, wanted: dict[str, int]) -> bool:
    with closing(engine.bare(made, read_only=True)) as connection:
        try:
            return _is_sound(connection) and _summary(connection) == wanted
        except sqlite3.DatabaseError:
            return False


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _spoiled(original: sqlite3.Connection, source: Path, target: Path) -> Trouble:
    """What is damaged copies as damaged: then it is the record that is in trouble, and not the copy."""
    try:
        sound = _is_sound(original)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        return faults.trouble("damaged", source)
    return Trouble(
        "spoiled",
        f"The copy “{target.name}” did not come out right and was thrown away. The record itself is unchanged.",
        "Try again, in another folder or on another disk.",
        about=target,
    )


def _to_disk(path: Path) -> None:
    """What is read after this comes from the disk, where the system can be told so, and not from its memory."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
