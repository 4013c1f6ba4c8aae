"""What a record says, in one word to compare by, and whether its file is sound.

What is compared is read by SQLite alone, not through the program that is on trial; its own check comes on top.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from stemtracker.services import checking

#: What a person entered; the rest of the file serves it.
NOUNS = (
    *("educator", "credential", "cycle", "fact", "activity", "series", "pin", "evidence", "vocabulary", "setting"),
)


def bare(path: Path) -> sqlite3.Connection:
    """A connection that can only read."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def entered(connection: sqlite3.Connection) -> str:
    """A word for all that a person entered."""
    return _word(connection, NOUNS)


def everything(path: Path) -> str:
    """A word for every row of every table, the journal, the bytes of evidence and the search index among them."""
    with closing(bare(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%' ORDER BY name")
        return _word(connection, [name for (name,) in names.fetchall()])


def _word(connection: sqlite3.Connection, tables: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for table in tables:
        digest.update(table.encode())
        rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of our own tables
        for row in sorted(repr(row) for row in rows):
            digest.update(row.encode())
    return digest.hexdigest()


def unsound(path: Path) -> list[str]:
    """What SQLite itself finds wrong with the file, by reading all of it."""
    with closing(bare(path)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
        found += [
            f"row {row[1]} of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")
        ]
    return found


def findings(path: Path) -> list[str]:
    """What `stemtracker check` finds in a record that nobody has open."""
    return [f"{one.kind} in {one.where}: {one.message}" for one in checking.check(path).findings]
