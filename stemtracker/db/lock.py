"""The lock file beside an open record: who has it, where, since when.

`NAME.lock` holds those words as JSON, and the process that owns it holds a lock of the operating system on
it. On the same computer that lock tells the living from the dead: it goes with its process, however that
ends. From another computer (a share, a synced folder) only the words can be read; then the person decides.
Computers are told apart by a number of their own: schools give many the same name, and laptops change theirs.
Neighbors: `record` takes it on opening, asks before each write, and gives it back on closing.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

import msgspec

from stemtracker import clock, paths
from stemtracker.domain import wording
from stemtracker.errors import Trouble

#: Where the locked byte lies: far behind the words, which Windows would otherwise keep others from reading.
_FAR = 1 << 30


class Owner(msgspec.Struct, frozen=True):
    """Who holds a record."""

    user: str = ""
    host: str = ""
    pid: int = 0
    since: datetime | None = None
    #: The number of the computer; "" in locks of programs that had none.
    machine: str = ""

    def is_here(self) -> bool:
        """Whether that is this computer."""
        mine = _machine()
        return self.machine == mine if self.machine and mine else self.host == platform.node()

    def words(self) -> str:
        """Who it is, where and since when, as in "ana on staffroom-pc, since Nov 20, 2026, 08:15"."""
        where = "this computer, in another window" if self.is_here() else self.host or "another computer"
        if not self.is_here() and self.host == platform.node():
            where = f"another computer that is called {self.host} too"
        since = self.since and self.since.astimezone()
        when = f", since {wording.day(since.date())}, {since:%H:%M}" if since else ""
        return f"{self.user or 'someone'} on {where}{when}"


@dataclass
class Lock:
    """A lock that is held. `was_left` says that its last owner ended without giving it back."""

    path: Path
    was_left: bool = False
    file: IO[bytes] | None = field(default=None, repr=False)

    def is_ours(self) -> bool:
        """Whether nobody took it over meanwhile."""
        return self.file is not None and _same_file(self.file, self.path)

    def hold_on(self, record: Path) -> None:
        """Make sure that the record is ours still; Trouble("taken over") where somebody else has it now.

        Where only the file was tidied away, it is made again: nobody took anything over.
        """
        if self.is_ours():
            return
        try:
            again = take(record)
        except Trouble as why:
            raise Trouble(
                "taken over",
                f"“{record.name}” was taken over by {_holder(record).words()}. "
                "Nothing more is saved from here; everything saved before is in the file.",
                "Close this window and go on where the record is open now.",
                about=record,
            ) from why
        if self.file is not None:
            self.file.close()
        self.file = again.file

    def release(self, *, in_order: bool = True) -> None:
        """Give it back; harmless when it was taken over by someone else. Not in order: the next owner is told."""
        if self.file is None:
            return
        file, self.file = self.file, None
        ours = in_order and _same_file(file, self.path)
        # Where the disk is gone or sealed, the file stays: it then tells of an end that was not in order.
        with contextlib.suppress(OSError):
            if ours and sys.platform != "win32":
                # While it is still held, so that nobody can be in between.
                self.path.unlink(missing_ok=True)
        file.close()
        with contextlib.suppress(OSError):
            if ours and sys.platform == "win32":
                # Windows removes no open file. Whoever opened it meanwhile owns it now and keeps it.
                self.path.unlink(missing_ok=True)


def real(record: Path) -> Path:
    """The file itself where a link leads to it: what lies beside a record lies beside that."""
    return record.resolve() if record.is_symlink() else record


def lock_path(record: Path) -> Path:
    """The lock file of a record."""
    beside = real(record)
    return beside.with_name(beside.name + ".lock")


def take(record: Path, *, take_over: bool = False) -> Lock:
    """Take the record for this process, or raise Trouble("locked") naming who has it.

    A lock left by a dead process of this computer is taken without asking. `take_over` also takes one that
    names another computer, or a process here that lives; only a person can answer for that.
    """
    path = lock_path(record)
    taken_over = False
    while True:
        existed = path.exists()
        file = path.open("a+b")
        free = _os_lock(file)
        if not _same_file(file, path):
            file.close()  # it was given back between opening and locking; look again
            continue
        owner = read_owner(file) if existed else None
        here = owner is None or owner.is_here()
        if free is None:  # a disk that knows no locks: the words alone tell
            free = owner is None or not owner.is_here() or not _lives(owner.pid)
        if not free or not here:
            file.close()
            if not take_over:
                raise _held(record, owner)
            _remove(path, record, owner)
            taken_over = True
            continue
        try:
            _write_owner(file)
        except OSError:
            # A full disk: nothing is held then, and no file without words stays to be taken for a lock.
            with contextlib.suppress(OSError):
                Lock(path, file=file).release(in_order=owner is None)
            raise
        return Lock(path, was_left=taken_over or owner is not None, file=file)


def read_owner(file: IO[bytes]) -> Owner | None:
    """Whom the lock file names; an owner without a name where the words are unreadable, None for an empty file."""
    file.seek(0)
    words = file.read(10_000)
    if not words.strip():
        return None
    try:
        return msgspec.json.decode(words, type=Owner)
    except msgspec.MsgspecError:
        return Owner()


def _holder(record: Path) -> Owner:
    """Whom the lock beside a record names."""
    try:
        with lock_path(record).open("rb") as file:
            return read_owner(file) or Owner()
    except OSError:  # it went meanwhile
        return Owner()


def _write_owner(file: IO[bytes]) -> None:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this account: the lock holds without
        user = ""
    file.seek(0)
    file.truncate()
    file.write(msgspec.json.encode(Owner(user, platform.node(), os.getpid(), clock.now(), _machine())))
    file.flush()


def _held(record: Path, owner: Owner | None) -> Trouble:
    owner = owner or Owner()
    days = (clock.now() - owner.since).days if owner.since else 0
    ago = f" That was {wording.span(days)} ago." if days else ""
    return Trouble(
        "locked",
        f"“{record.name}” is open: {owner.words()}.{ago}",
        "Two writers at a time would lose entries. Close it there and open it again, or open it here to read only. "
        "Take it over only if nobody has it open any more, because that computer was switched off or broke down.",
        about=record,
    )


def _machine() -> str:
    """The number of this computer, thrown once; "" where none can be kept.

    Not the system's own: computers that were set up as copies of one another share that too.
    """
    path = paths.data() / "computer"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), path.open("x", encoding="ascii") as file:
            file.write(uuid4().hex)
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):  # then the name of the computer has to do
        return ""


def _remove(path: Path, record: Path, owner: Owner | None) -> None:
    """A new file instead of new words in the old one: then the other owner sees that the lock is gone."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:  # Windows, while the other program lives
        raise _held(record, owner) from error


def _same_file(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:  # it was removed, or the disk with it
        return False


if sys.platform == "win32":
    import msvcrt

    def _os_lock(file: IO[bytes]) -> bool | None:
        """Whether the process could be given the byte."""
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _lives(pid: int) -> bool:  # noqa: ARG001 - asking Windows by signal would end that program
        """Not to be known: the person decides."""
        return True

else:
    import fcntl

    def _os_lock(file: IO[bytes]) -> bool | None:
        """Whether the process could be given the file; None on a disk that knows no locks."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True

    def _lives(pid: int) -> bool:
        """Whether a program with that number runs here."""
        if pid <= 0:
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # another account's
            return True
        return True
