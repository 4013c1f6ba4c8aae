"""What SQLite and the disk report, in words for the teacher: what happened, what is safe, what to do.

The one place that does so. What is not listed here is a bug and passes through as it is.
Neighbors: `record` and `copies` wrap their work in `told`.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from stemtracker.errors import Trouble

_BY_CODE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read only",
    sqlite3.SQLITE_PERM: "denied",
    sqlite3.SQLITE_AUTH: "denied",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FORMAT: "damaged",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "disk",
    sqlite3.SQLITE_TOOBIG: "too big",
    sqlite3.SQLITE_NOMEM: "memory",
}
#: Where the second part of the code tells more than the first.
_BY_WHOLE_CODE = {
    sqlite3.SQLITE_READONLY_DBMOVED: "removed",
    sqlite3.SQLITE_READONLY_ROLLBACK: "unfinished",
    sqlite3.SQLITE_READONLY_CANTLOCK: "unfinished",
}
_BY_ERRNO = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "read only",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "name",
    errno.EINVAL: "name",
    errno.EIO: "disk",
    errno.ENODEV: "disk",
}
_NO_TEXT = "Could not decode to UTF-8"
_WORDS = {
    "full": (
        "The disk with “{name}” is full, so this change could not be saved. Everything saved before is safe.",
        "Free some space (empty the system's trash, move large files away), then try again.",
    ),
    "locked": (
        "Another program (a sync, a backup, a virus scanner) is using “{name}” at this moment. Nothing is lost.",
        "Wait a moment and try again.",
    ),
    "read only": (
        "“{name}” lies where nothing may be written, or is write-protected. What is in it is safe.",
        "Remove the write protection, or save a copy in your Documents folder and work on that.",
    ),
    "denied": (
        "This account may not use “{name}” or its folder. Nothing was changed.",
        "Ask whoever manages this computer for access, or choose a folder of your own, such as Documents.",
    ),
    "damaged": (
        "“{name}” is damaged: parts of it can't be read. The file was left as it is.",
        "Keep it, and open your newest backup or copy instead.",
    ),
    "disk": (
        "The disk with “{name}” did not answer as it should. What was saved before is most likely safe.",
        "Check that the stick or drive is plugged in and that the folder still exists, then open the record again.",
    ),
    "missing": (
        "“{name}” is not where it was.",
        "Plug in the stick or drive it is on, or look for the file where you moved it.",
    ),
    "unfinished": (
        (
            "The last write into “{name}” was cut off, and that can't be taken back where nothing may be written. "
            "What was saved before is safe."
        ),
        "Copy the file and the one beside it that ends in -journal into a folder of your own, and open the copy there.",
    ),
    "removed": (
        (
            "“{name}” was moved or deleted while it was open here, so nothing can be saved in it. "
            "What was saved before is still in this window."
        ),
        "Save what is here as a new file now, or put the file back in its place.",
    ),
    "away": (
        (
            "The folder with “{name}” is gone: its stick or drive was unplugged, or the folder was moved. "
            "Nothing can be saved there now; what was saved before is on that disk."
        ),
        "Plug it in again or put the folder back, then open the record again.",
    ),
    "replaced": (
        (
            "Another file was put in the place of “{name}” while it was open here, by a sync or by hand. "
            "Nothing is saved over it, and what was saved before is still in this window."
        ),
        "Save what is here as a new file now. Then open the other one and compare the two.",
    ),
    "overwritten": (
        (
            "Another program wrote into “{name}” while it was open here, most likely a sync. "
            "Your last change was not saved, so that nothing is mixed up."
        ),
        "Open the record anew to see what is in it now, then make the change again.",
    ),
    "name": (
        "“{name}” can't be the name of a file here: it is longer than allowed, or has a sign that is not allowed.",
        "Choose a short name of letters and digits.",
    ),
    "too big": (
        "This is more than the record can hold in one place. Nothing was changed.",
        "Attach smaller files, or split the text.",
    ),
    "memory": (
        "The computer ran out of memory, so this change was not saved. Everything saved before is safe.",
        "Close other programs and try again.",
    ),
}


def trouble(kind: str, path: Path) -> Trouble:
    """The words for one kind of trouble with one file."""
    message, remedy = _WORDS[kind]
    return Trouble(kind, message.format(name=path.name), remedy, about=path)


def kind_of(error: BaseException | None) -> str | None:
    """Which trouble an error is; None for a bug."""
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None:
            return _BY_WHOLE_CODE.get(code) or _BY_CODE.get(code & 0xFF)
        # Python itself found letters that are none: no program wrote those.
        return "damaged" if _NO_TEXT in str(error) else None
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, "disk")
    return "memory" if isinstance(error, MemoryError) else None


def said(error: Exception) -> str:
    """What SQLite says of an error, without what stands in the row that it is about."""
    return str(error).partition(" with text ")[0]


_ALL: tuple[type[Exception], ...] = (DBAPIError, sqlite3.Error, OSError, MemoryError)
_OF_SQLITE: tuple[type[Exception], ...] = (DBAPIError, sqlite3.Error)


@contextmanager
def told(path: Path, *, by_sqlite_only: bool = False) -> Iterator[None]:
    """Turn what the disk and SQLite report about that file into `Trouble`.

    Where the block runs what others wrote, only SQLite is known to speak of this file.
    """
    known = _OF_SQLITE if by_sqlite_only else _ALL
    try:
        yield
    except known as error:
        kind = kind_of(error)
        if kind is None:
            raise
        raise trouble(kind, path) from error
