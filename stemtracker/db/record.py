"""A record file: created, opened, read, written, closed.

`read()` and `write(label)` are the only ways in. Each thread reads on a connection of its own; one thread
at a time writes. Within a block, what is called further down joins the block's own transaction.
Neighbors: `engine`, `lock`, `whereabouts`, `migrations`, `journal`, `search`; the query modules take the connection.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from stemtracker import __version__, clock
from stemtracker.db import copies, engine, faults, journal, lock, migrations, search, trash, upgrades, wreck
from stemtracker.db.settings import meta_value, set_meta
from stemtracker.db.types import moment_text
from stemtracker.db.whereabouts import Whereabouts, writable
from stemtracker.domain.changes import Changes
from stemtracker.errors import Problem, Refused, Trouble


class Writer:
    """One write under way. `changes` is set once it is committed."""

    def __init__(self, connection: Connection, label: str) -> None:
        self.connection = connection
        self.changes = Changes(label)


class RecordFile:
    """An open record."""

    def __init__(self, path: Path, held: lock.Lock | None, *, unclean: bool) -> None:
        self.path = path
        self.read_only = held is None
        #: The last program that had it open did not end in order; the file was checked for that.
        self.unclean = unclean
        self._lock = held
        self._place = Whereabouts(path)
        self._engine = engine.make(path, read_only=self.read_only, guard=self._place.require_same)
        self._here = threading.local()
        self._one_writer = threading.Lock()
        self._committed = 0
        #: The newest entry as this program found or left it.
        self._newest: object = None

    @classmethod
    def create(cls, path: Path) -> RecordFile:
        """Make a new record; refused where the file exists already."""
        with faults.told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                # Readable by its owner only, and never over another file.
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                raise Refused.at("path", f"“{path.name}” exists already. Open it, or choose another name.") from None
            with ExitStack() as made:
                made.callback(path.unlink, missing_ok=True)
                held = lock.take(path)
                made.callback(held.release)
                with closing(engine.bare(path)) as connection:
                    migrations.upgrade(connection, before_first=_nothing_to_keep)
                record = cls(path, held, unclean=False)
                made.callback(record.close)
                with record.maintain() as c:
                    set_meta(c, "record_id", uuid4().hex)
                    set_meta(c, "created_at", moment_text(clock.now()))
                    set_meta(c, "created_with", __version__)
                made.pop_all()
        return record

    @classmethod
    def open(
        cls, path: Path, *, take_over: bool = False, read_only: bool = False, before_upgrade: Callable[[], Path | None]
    ) -> RecordFile:
        """Open a record. `before_upgrade` keeps a copy before an older file is brought up to date, and says where.

        A record that lies where nothing may be written is opened to read only.
        """
        with faults.told(path):
            crashed = _hot_journal(path)
            version = look(path)
            held = None if read_only else _lock_if_writable(path, take_over=take_over)
            unclean = crashed or bool(held and held.was_left)
            try:
                _first_touch(path, read_only=held is None)
                if held is None and version < migrations.newest():
                    raise Trouble(
                        "older",
                        f"“{path.name}” was written by an earlier version and has to be brought up to date, which "
                        "can't be done while it is opened to read only. It was not changed.",
                        "Open it in the window once. Where nothing may be written, copy it into a folder of your own, "
                        "such as Documents, first.",
                    )
                if held and unclean:
                    _thorough_look(path)
                if held and version < migrations.newest():
                    upgrades.bring_up_to_date(path, before_upgrade)
                record = cls(path, held, unclean=unclean)
                if held:
                    record.learn_state()
                return record
            except BaseException:
                if held:
                    held.release(in_order=not unclean)
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on which everything read belongs to one moment."""
        joined: Connection | None = getattr(self._here, "connection", None)
        if joined is not None:
            yield joined
            return
        with faults.told(self.path, by_sqlite_only=True), self._engine.connect() as connection:
            self._here.connection = connection
            try:
                yield connection
            finally:
                self._here.connection = None

    @contextmanager
    def write(self, label: str, *, kind: str = "write") -> Iterator[Writer]:
        """One transaction and one entry of the journal; nothing of it stays if the block raises.

        Kinds: "write"; "fixed", which nobody takes back, nor anything before it; "purge", which undo passes over.
        """
        with self.maintain() as connection, _whole_characters():
            number = journal.open_entry(connection, label, kind)
            writer = Writer(connection, label)
            yield writer
            if journal.end_entry(connection, number):
                search.follow(connection, number)
                changes = journal.changes_of(connection, number)
                if kind != "write":
                    trash.forget_purged(connection, number)
            else:
                changes = Changes(label)
        writer.changes = changes

    @contextmanager
    def maintain(self) -> Iterator[Connection]:
        """A transaction that may write what serves the record (index, settings of the file), not the record."""
        if getattr(self._here, "connection", None) is not None:
            message = "a write begins its own transaction; it cannot begin within another"
            raise RuntimeError(message)
        with faults.told(self.path, by_sqlite_only=True), self._one_writer:
            self.require_ours()
            if self._place.was_written():
                self._engine.dispose()  # no page remembered from before may mix with what was written by others
            with self._engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
                self._require_known(connection)
                self._here.connection = connection
                try:
                    yield connection
                    newest = _newest_entry(connection)
                finally:
                    self._here.connection = None
            self._committed += 1
            self._newest = newest
            self._place.was_written()

    def undo(self) -> Changes | None:
        """Take back the newest entry that stands; None where there is none that can be."""
        return self._apply(back=True)

    def redo(self) -> Changes | None:
        """Do again the entry undone last; None where there is none."""
        return self._apply(back=False)

    def _apply(self, *, back: bool) -> Changes | None:
        candidate: journal.Candidate | None = None
        try:
            with self.maintain() as connection:
                candidate = journal.to_undo(connection) if back else journal.to_redo(connection)
                if candidate is None:
                    return None
                journal.apply(connection, candidate.id, back=back)
                search.follow(connection, candidate.id)
                return journal.changes_of(connection, candidate.id)
        except IntegrityError as error:
            word = "taken back" if back else "done again"
            label = candidate.label if candidate else "This change"
            message = f"“{label}” can't be {word} any more: part of it was removed for good."
            raise Refused(Problem("undo", message)) from error

    def close(self) -> None:
        """End all connections and give the lock back, once a write that is under way has ended."""
        with self._one_writer:
            self._engine.dispose()
            if self._lock:
                self._lock.release()

    def revision(self) -> tuple[int, int]:
        """Differs once anything may have been written since: what was worked out from the record is stale.

        The file itself is not opened to learn that: closing it again would take away the locks that SQLite
        holds on it in this process.
        """
        with faults.told(self.path):
            return self._committed, self.path.stat().st_mtime_ns

    def created_at(self) -> str:
        """When the record was begun, as ISO text."""
        with self.read() as connection:
            return meta_value(connection, "created_at")

    def record_id(self) -> str:
        """The record's own id, the same in every copy."""
        with self.read() as connection:
            return meta_value(connection, "record_id")

    def copy_to(self, target: Path) -> None:
        """A verified copy of what is open here, even if the file was taken away or replaced meanwhile.

        It may go where the file was taken away from; then the lock is let go, for whoever opens the copy.
        """
        if self._lock and lock.real(target) == lock.real(self.path) and not target.exists():
            self._lock.release()
        with self.read() as connection:
            opened = connection.connection.driver_connection
            assert isinstance(opened, sqlite3.Connection)  # noqa: S101 - tells the type
            copies.copy_open(opened, self.path, target)

    def require_ours(self) -> None:
        """Trouble where nothing can be saved in the file now: it was moved, replaced, protected or taken over."""
        with faults.told(self.path):
            self._place.require_same()
            if self._lock is None:
                raise faults.trouble("read only", self.path)
            self._place.require_writable()
            self._lock.hold_on(self.path)

    def learn_state(self) -> None:
        """Take what is in the file as what this program goes on from."""
        try:
            with self.read() as connection:
                self._newest = _newest_entry(connection)
        except BaseException:
            self._engine.dispose()
            raise

    def _require_known(self, connection: Connection) -> None:
        """Nobody else writes while the lock is held; a sync that does would bring a history that isn't this one's."""
        if self._newest is not None and _newest_entry(connection) != self._newest:
            raise faults.trouble("overwritten", self.path)


@contextmanager
def _whole_characters() -> Iterator[None]:
    """Halves of a character, which a broken paste can hold, are no text that a file could keep."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise Refused.at(
            "text", f"A text holds a broken character after “{error.object[max(0, error.start - 20) : error.start]}”."
        ) from error


def _newest_entry(connection: Connection) -> object:
    """What tells one history from another."""
    found = connection.exec_driver_sql(
        "SELECT (SELECT value FROM meta WHERE name = 'record_id'), id, at, label FROM entry ORDER BY id DESC LIMIT 1"
    ).first()
    return tuple(found) if found else ()


def _nothing_to_keep() -> None:
    """A new file holds nothing that a copy could save."""


def look(path: Path) -> int:
    """The schema's version; Trouble where the file is no record, or one that this program can't open.

    Read through SQLite, though the file's header has it too: see `RecordFile.revision`.
    """
    if not path.exists():
        raise faults.trouble("missing", path)
    if path.is_dir():
        raise _not_ours(path, "is a folder")
    if path.stat().st_size == 0:
        raise Trouble(
            "damaged",
            f"“{path.name}” is empty (0 bytes): a copy or a sync was most likely cut short. It was left as it is.",
            "Look for another copy of it, or open your newest backup.",
        )
    try:
        # A write that was cut off is taken back here, which needs a connection that may write.
        with closing(engine.bare(path, read_only=not (_hot_journal(path) and writable(path)))) as connection:
            application, version = (
                int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("application_id", "user_version")
            )
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
            raise _not_read_as_ours(path, "is another kind of file") from error
        raise
    if application != engine.APPLICATION_ID:
        raise _not_read_as_ours(path, "belongs to another program")
    if migrations.is_newer(version):
        raise Trouble(
            "newer",
            f"“{path.name}” was written by a newer version of STEM Tracker. It is safe and was not changed.",
            "Install the newer version on this computer to open it.",
        )
    return version


def _not_read_as_ours(path: Path, what: str) -> Trouble:
    """A broken first page makes a record look like another kind of file."""
    return faults.trouble("damaged", path) if wreck.looks_ours(path) else _not_ours(path, what)


def _not_ours(path: Path, what: str) -> Trouble:
    return Trouble(
        "not ours",
        f"“{path.name}” {what}, not a STEM Tracker record. It was not changed.",
        "Choose a file that ends in .stemtracker, or bring your spreadsheet in with Import.",
    )


def _hot_journal(path: Path) -> bool:
    """Whether a write was cut off; SQLite takes it back by itself when the file is first read."""
    beside = lock.real(path)
    left = beside.with_name(beside.name + "-journal")
    return left.exists() and left.stat().st_size > 0


def _lock_if_writable(path: Path, *, take_over: bool) -> lock.Lock | None:
    """The lock, or None where neither file nor folder can be written."""
    if not writable(path):
        return None
    try:
        return lock.take(path, take_over=take_over)
    except OSError as error:
        if faults.kind_of(error) in {"denied", "read only"}:
            return None
        raise


def _thorough_look(path: Path) -> None:
    """Read the whole file: what is damaged is not written to, or the damage would grow unseen from copy to copy."""
    with closing(engine.bare(path, read_only=True)) as connection:
        try:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        except sqlite3.DatabaseError as error:
            if faults.kind_of(error) != "damaged":
                raise
            sound = False
    if not sound:
        raise faults.trouble("damaged", path)


def _first_touch(path: Path, *, read_only: bool) -> None:
    """Read the schema and count the pages, so that gross damage shows before anything is written."""
    with closing(engine.bare(path, read_only=read_only)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if path.stat().st_size < pages * size or not {"meta", "pen", "activity"} <= tables:
            raise faults.trouble("damaged", path)
