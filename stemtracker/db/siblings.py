"""Two copies of one record side by side: what both know, in which rows they differ, and what stood there before.

The other copy is only read, also where its schema is older: it is then brought up to date in memory. Rows are plain
values by column, without SQLite's own number, which every file gives out for itself.
Neighbors: `journal` wrote the histories, `images` puts rows in place, `services.siblings` merges.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from stemtracker.db import engine, evidence, faults, images, migrations
from stemtracker.db.record import look
from stemtracker.db.tables import RECORD, entry, pen
from stemtracker.db.types import list_text
from stemtracker.errors import Trouble

#: A row of the record by its noun and id.
Key = tuple[str, str]
Row = dict[str, Any]
#: One of the two files, to read from.
Reading = sqlite3.Connection


class Lost(Enum):
    """That it can't be known any more what stood somewhere."""

    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a history; `taken` are those of another copy that it merged."""

    number: int
    uid: str
    stands: bool
    taken: frozenset[str]

    @property
    def uids(self) -> frozenset[str]:
        """Its own name and those of what it merged."""
        return self.taken | {self.uid}


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Another copy, to read: all of it belongs to one moment, and nothing is written there."""
    with faults.told(path):
        version = look(path)
        with closing(engine.bare(path, read_only=True)) as connection:
            connection.execute("BEGIN")
            if version >= migrations.newest():
                _require_tables(connection, path)
                yield connection
                return
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as brought_up:
                connection.backup(brought_up)
                _bring_up(brought_up, path)
                _require_tables(brought_up, path)
                yield brought_up


def _require_tables(connection: sqlite3.Connection, path: Path) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"meta", "entry", "change", *RECORD} <= tables:
        raise faults.trouble("damaged", path)


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    try:
        migrations.upgrade(connection, lambda: None)
    except (migrations.MigrationError, sqlite3.DatabaseError) as error:
        raise faults.trouble("damaged", path) from error


def of_file(connection: Connection) -> sqlite3.Connection:
    """The connection to the file itself."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)  # noqa: S101 - tells the type
    return found


def record_id(connection: sqlite3.Connection) -> str:
    """The id that all copies have in common."""
    return _meta(connection, "record_id")


def last_number(connection: sqlite3.Connection) -> int:
    """The highest number of evidence that this copy has given."""
    return int(_meta(connection, "last_evidence_number") or 0)


def _meta(connection: sqlite3.Connection, name: str) -> str:
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else ""


def history(connection: sqlite3.Connection) -> tuple[Write, ...]:
    """All writes, oldest first."""
    found = connection.execute("SELECT id, uid, undone_at IS NULL, taken FROM entry ORDER BY id")
    return tuple(Write(id_, uid, bool(stands), frozenset(json.loads(taken))) for id_, uid, stands, taken in found)


def differing(here: sqlite3.Connection, there: sqlite3.Connection) -> dict[Key, tuple[Row | None, Row | None]]:
    """The rows that are not the same in both, as they are in each, in the order they were entered there."""
    found: dict[Key, tuple[Row | None, Row | None]] = {}
    for noun in RECORD:
        theirs = _columns(there, noun)
        both = [name for name in _columns(here, noun) if name in theirs and name != "row"]
        mine = dict(_images(here, noun, both))
        for id_, image in _images(there, noun, both):
            known = mine.pop(id_, None)
            if known != image:
                found[noun, id_] = (None if known is None else json.loads(known), json.loads(image))
        found.update({(noun, id_): (json.loads(image), None) for id_, image in mine.items()})
    return found


def _columns(connection: sqlite3.Connection, noun: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{noun}")')]


def _images(connection: sqlite3.Connection, noun: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    image = images.expression(columns, "now")
    yield from connection.execute(f'SELECT now.id, {image} FROM "{noun}" AS now ORDER BY now.rowid')  # noqa: S608


def before(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[Key, Row | Lost | None]:
    """What stood in the rows that these writes touched before the first of them: None where no row was."""
    found: dict[Key, Row | Lost | None] = {}
    for noun, id_, what, image in connection.execute(
        'SELECT noun, row_id, what, "before" FROM change WHERE entry IN (SELECT value FROM json_each(?)) '
        "ORDER BY position",
        (json.dumps(list(numbers)),),
    ):
        if (noun, id_) not in found:
            stood = None if what == "added" else Lost.LOST if image is None else json.loads(image)
            if isinstance(stood, dict):
                stood.pop("row", None)
            found[noun, id_] = stood
    return found


def there_are(connection: sqlite3.Connection, noun: str) -> set[str]:
    """The ids of all rows of a noun."""
    return {row[0] for row in connection.execute(f'SELECT id FROM "{noun}"')}  # noqa: S608


def numbers(connection: sqlite3.Connection) -> dict[int, str]:
    """Which piece of evidence has which number."""
    return dict(connection.execute("SELECT number, id FROM evidence"))


def put(connection: Connection, rows: Mapping[Key, Row | None], there: sqlite3.Connection) -> None:
    """Have these rows as they are given, None not at all; bytes of evidence come from the other copy."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for noun in RECORD:
        gone = [id_ for (of, id_), row in rows.items() if of == noun and row is None]
        if gone:
            images.remove(connection, noun, gone)
    for noun in RECORD:
        new = [row for (of, _), row in rows.items() if of == noun and row is not None]
        if noun == "evidence":
            _bring_bytes(connection, {row["sha256"] for row in new if row["sha256"]}, there)
        if new:
            images.put(connection, noun, [json.dumps(row) for row in new])


def _bring_bytes(connection: Connection, wanted: Collection[str], there: sqlite3.Connection) -> None:
    kept = connection.exec_driver_sql(
        "SELECT sha256 FROM blob WHERE sha256 IN (SELECT value FROM json_each(?))", (list_text(tuple(wanted)),)
    )
    for sha256 in sorted(set(wanted) - set(kept.scalars())):
        found = there.execute("SELECT bytes FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        if found is None or hashlib.sha256(found[0]).hexdigest() != sha256:
            raise Trouble(
                "damaged",
                "A file attached in the copy is not what was attached: a disk has changed it. Nothing was merged.",
                "Look at the evidence in the copy itself, and attach again there what can't be read.",
            )
        evidence.keep_bytes(connection, found[0])


def take(connection: Connection, uids: Collection[str], uid: str | None) -> None:
    """The write that is open brings in these writes of another copy; with a uid, it is the same as that one there."""
    values: dict[str, Any] = {"taken": tuple(sorted(uids))}
    if uid is not None:
        values["uid"] = uid
    connection.execute(update(entry).where(entry.c.id == select(pen.c.entry).scalar_subquery()).values(**values))


def name(connection: Connection, uid: str) -> None:
    """The write that is open is the same in each copy that came to it by itself; unless there is one of that name."""
    here = entry.c.id == select(pen.c.entry).scalar_subquery()
    connection.execute(update(entry).prefix_with("OR IGNORE").where(here).values(uid=uid))
