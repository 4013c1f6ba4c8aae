"""A new record of what can be read of a damaged one, row by row, with its change log where that can be read.

What stands is told by the rows. Where the change log tells it differently, since parts of either are lost, one
last entry says so, so that the new record is a record like any other: with the same id, related to its backups,
whole to every check. Neighbors: `wreck` reads, `mending` makes rows whole, `journal` and `record` end it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from stemtracker import __version__, clock
from stemtracker.db import engine, faults, journal, search, wreck
from stemtracker.db.findings import Rescue
from stemtracker.db.loss import Loss
from stemtracker.db.mending import Mended, mend
from stemtracker.db.record import RecordFile
from stemtracker.db.tables import RECORD
from stemtracker.db.types import moment_text
from stemtracker.db.untold import Untold
from stemtracker.db.wreck import Found, Keys, Wreck
from stemtracker.domain import nouns
from stemtracker.domain.rule_text import TextKind, text_hash
from stemtracker.errors import Refused, Trouble

_SERVING = ("meta", "blob", "entry", "change")
_MOST_NOTES = 40
#: So many lost activities are named one by one.
_MOST_LOST = 20
#: What has a row for each thing that a person knows of, beside the nouns.
_COUNTED = {"blob": "file", "change": "change"}


def counts(damaged: Path) -> dict[str, int]:
    """How many rows of which noun can be read."""
    with faults.told(damaged), wreck.opened(damaged) as old:
        _refuse_others(damaged, old)
        read = {_COUNTED.get(name, name): _readable(old, name) for name in ("blob", *RECORD) if name in old.tables}
    return {name: number for name, number in read.items() if number}


def _readable(old: Wreck, name: str) -> int:
    whole = name == "blob"
    return sum(1 for found in old.rows(name) if not (whole and found.broken) and mend(name, found))


def rescue(damaged: Path, target: Path, label: str, shipped: Mapping[str, Collection[str]]) -> Rescue:
    """Make the record; the label is that of the entry which tells what differs from the change log.

    `shipped` are the words of each list by their ids.
    """
    if target.exists():
        raise Refused.at("path", f"“{target.name}” exists already; choose another name for what is rescued.")
    with faults.told(target), _unfinished(target) as made:
        with faults.told(damaged), wreck.opened(damaged) as old:
            _refuse_others(damaged, old)
            work = _Salvage(old)
            with faults.told(target), closing(engine.bare(made)) as connection:
                work.fill(connection, shipped)
            if not work.anything:
                raise Trouble(
                    "damaged",
                    f"Nothing of “{damaged.name}” could be read. The file was left as it is.",
                    "Keep it, and open your newest backup or copy instead.",
                )
            notes = _notes(old, work)
        taken = _tell(made, work.untold, label)
        made.replace(target)
    return Rescue(target, taken, work.loss.counts(), tuple(notes))


def _notes(old: Wreck, work: _Salvage) -> list[str]:
    """What a person should know of what was lost, the most important first."""
    loss = work.loss
    gone = old.lost_activities(loss.lost["activity"])
    told = [f"Lost: the activity of {which}." for which in gone[:_MOST_LOST]]
    told += [f"Lost: {len(gone) - _MOST_LOST:,} more activities."] if len(gone) > _MOST_LOST else []
    pieces = ", ".join(f"E-{number:03}" for number in old.lost_evidence(work.lost_pieces))
    told += [f"Lost: {pieces}."] if pieces else []
    told += loss.notes
    if len(told) > _MOST_NOTES:
        told[_MOST_NOTES:] = [f"… and {len(told) - _MOST_NOTES} more."]
    if loss.unsure:
        told.insert(0, "More may be lost than is known: what tells of it is damaged too.")
    if old.unreadable:
        told.insert(0, f"Pages of the file that are missing or can't be read any more: {old.unreadable}.")
    return told


def _refuse_others(damaged: Path, old: Wreck) -> None:
    """Where the header can be read, it says whose file it is; where it can't, what looks like ours is ours."""
    if old.pages.is_database and old.pages.application != engine.APPLICATION_ID and not old.is_ours():
        raise Trouble(
            "not ours",
            f"“{damaged.name}” belongs to another program, so there is no record in it. It was not changed.",
            "Choose a file that ends in .stemtracker.",
        )


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A place beside the target for a record that is not done yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".{uuid4().hex}.part")
    made.touch(mode=0o600, exist_ok=False)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)
        made.with_name(made.name + "-journal").unlink(missing_ok=True)


def _tell(made: Path, untold: Untold, label: str) -> dict[str, int]:
    """Bring the new file up to date, tell in one entry what differs from its change log, and count what it holds."""
    record = RecordFile.open(made, before_upgrade=lambda: None)
    try:
        with record.maintain() as connection:
            number = journal.open_entry(connection, label, "fixed")
            if changes := [(number, *one) for one in untold.changes()]:
                connection.exec_driver_sql(
                    "INSERT INTO change (entry, noun, row_id, what) VALUES (?, ?, ?, ?)", changes
                )
            journal.end_entry(connection, number)
            search.rebuild(connection)
            counted = {
                _COUNTED.get(name, name): connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608
                for name in (*_COUNTED, *RECORD)
            }
    finally:
        record.close()
    return {name: count for name, count in counted.items() if count}


class _Salvage:
    """Rows on their way from the damaged file to the new one."""

    def __init__(self, old: Wreck) -> None:
        self._old = old
        self.loss = Loss()
        self.untold = Untold(self.loss)
        self.anything = False
        #: The row numbers of evidence that was lost.
        self.lost_pieces: set[int] = set()
        self._named: set[tuple[str, str]] = set()
        #: Bytes of evidence that are not those which were attached, under the name they have now.
        self._changed_bytes: dict[str, str] = {}

    def fill(self, connection: sqlite3.Connection, shipped: Mapping[str, Collection[str]]) -> None:
        """Put all that can be read into an empty file, in one transaction."""
        wreck.fresh(connection, self._old.version)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA cache_spill = ON")  # nobody reads beside this, and it may be large
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE pen SET entry = 1")
        for name in (*_SERVING, *RECORD):
            if name in self._old.tables:
                self._take(connection, name)
        self.untold.settle(connection, shipped)
        self._identify(connection)
        connection.execute("UPDATE pen SET entry = NULL")
        connection.execute("COMMIT")

    def _take(self, connection: sqlite3.Connection, name: str) -> None:
        keys = self._old.keys(name)
        rows, ids = set[int](), set[Any]()
        for found in self._old.rows(name):
            mended = self._mended(name, found, keys.rows.get(found.rowid))
            if mended and _insert(connection, name, found.rowid, mended.row):
                rows.add(found.rowid)
                ids.add(mended.row.get("id"))
                self._note(name, mended)
        if name in RECORD:
            self.anything = self.anything or bool(rows)
        if name == "change":
            self._named = set(connection.execute("SELECT DISTINCT noun, row_id FROM change"))
        missing = {row: id_ for row, id_ in keys.rows.items() if row not in rows and id_ not in ids}
        self._miss(name, keys, missing)

    def _miss(self, name: str, keys: Keys, missing: dict[int, Any]) -> None:
        """What an index says was there, and was not found."""
        loss = self.loss
        if name == "change":
            loss.changes = len(missing)
        elif name == "blob":
            loss.files = {str(sha256) for sha256 in missing.values()}
        elif name in RECORD:
            loss.lost[name] = {str(id_) for id_ in missing.values()}
            loss.unsure = loss.unsure or not keys.whole
            if keys.whole:
                loss.indexed[name] = {str(id_) for id_ in keys.rows.values()}
            if name == "evidence":
                self.lost_pieces = set(missing)

    def _mended(self, name: str, found: Found, indexed: Any) -> Mended | None:
        if name == "blob":
            return self._bytes(found)
        id_ = found.row.get("id")
        if (name, indexed) in self._named and (name, id_) not in self._named:
            # Row and index have different ids, and the log knows only the one of the index.
            found = Found(found.rowid, {**found.row, "id": indexed}, found.broken - {"id"})
        mended = mend(name, found)
        if mended and name == "evidence" and mended.row["sha256"] in self._changed_bytes:
            row = {**mended.row, "sha256": self._changed_bytes[mended.row["sha256"]]}
            return Mended(row, (*mended.columns, "sha256"))
        return _text(mended) if mended and name == "rule_text" else mended

    def _bytes(self, found: Found) -> Mended | None:
        """Bytes are kept under their own SHA-256 even where the disk changed some: most viewers still show them."""
        data = found.row["bytes"]
        if found.broken & {"bytes", "sha256"} or not isinstance(data, bytes):
            return None
        digest = hashlib.sha256(data).hexdigest()
        if digest != found.row["sha256"]:
            self._changed_bytes[str(found.row["sha256"])] = digest
        return mend("blob", Found(found.rowid, {**found.row, "sha256": digest}, found.broken))

    def _note(self, name: str, mended: Mended) -> None:
        if name not in RECORD or not mended.columns:
            return
        self.loss.mended.add((name, mended.row["id"]))
        if name == "evidence" and mended.row["sha256"] in self._changed_bytes.values():
            self.loss.notes.append(
                f"E-{mended.row['number']:03}: the disk has changed the file. It was kept; look at it."
            )
        else:
            fields = ", ".join(column.replace("_", " ") for column in mended.columns)
            self.loss.notes.append(
                f"The {nouns.named(name, title(mended.row))}: not all of it could be read ({fields})."
            )

    def _identify(self, connection: sqlite3.Connection) -> None:
        """Be the same record; where its id is lost, a new one."""
        number, moment = "coalesce((SELECT max(number) FROM evidence), 0)", moment_text(clock.now())
        for name, value in {"record_id": uuid4().hex, "created_at": moment, "created_with": __version__}.items():
            added = connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", (name, value))
            if added.rowcount and name == "record_id":
                self.loss.notes.append("Which record it was can't be read: this is a new one to its backups.")
        connection.execute(
            f"INSERT INTO meta (name, value) VALUES ('last_evidence_number', {number}) "  # noqa: S608
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value "
            "WHERE CAST(excluded.value AS INTEGER) > CAST(meta.value AS INTEGER)"
        )


def _text(mended: Mended) -> Mended | None:
    """A text of rules that the disk changed: what its owner wrote is kept to be looked at, what others wrote is not."""
    digest = text_hash(mended.row["toml"])
    if digest == mended.row["hash"]:
        return mended
    if mended.row["kind"] not in {TextKind.OWN, TextKind.OVERLAY}:
        return None
    return Mended({**mended.row, "hash": digest}, tuple({*mended.columns, "toml"}))


def title(row: dict[str, Any]) -> str:
    """What a person would call it."""
    return str(row.get("title") or row.get("file_name") or row.get("name") or row["id"])


def _insert(connection: sqlite3.Connection, name: str, rowid: int, row: dict[str, Any]) -> bool:
    """Whether the new file takes it; a row that is there already under that id is another reading of the same."""
    values = row if {"row", "position"} & row.keys() or name == "entry" else {"rowid": rowid, **row}
    names = ", ".join(f'"{column}"' for column in values)
    places = ", ".join("?" * len(values))
    try:
        connection.execute(f'INSERT INTO "{name}" ({names}) VALUES ({places})', tuple(values.values()))  # noqa: S608
    except sqlite3.IntegrityError:
        return False
    return True
