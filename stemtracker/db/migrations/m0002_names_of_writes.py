"""The second schema: each write has a name of its own, so that two copies of a record find what they share.

Writes made before get theirs from what stands in every copy of them, so that copies brought up to date apart agree.
"""

from __future__ import annotations

from collections.abc import Callable

VERSION = 1001
DROPS: tuple[str, ...] = ()
RECOUNTS: tuple[str, ...] = ()

_MOMENT = "CHECK ({0} GLOB '????-??-??T??:??:??Z' AND date({0}, '+0 days') = substr({0}, 1, 10))"
_ENTRY = (
    "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    # By default, so that an earlier program, which does not know the column, writes one too.
    "uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16))))",
    "at TEXT NOT NULL CONSTRAINT at_holds " + _MOMENT.format("at"),
    "label TEXT NOT NULL",
    "kind TEXT NOT NULL CONSTRAINT kind_holds CHECK (kind IN ('write', 'fixed', 'purge'))",
    "undone_at TEXT CONSTRAINT undone_at_holds " + _MOMENT.format("undone_at"),
    "cut INTEGER NOT NULL CONSTRAINT cut_holds CHECK (cut IN (0, 1))",
    "taken TEXT NOT NULL DEFAULT '[]' CONSTRAINT taken_holds CHECK (taken GLOB '[[]*]')",
)
_UID = "(SELECT value FROM meta WHERE name = 'record_id') || '/' || id || '/' || at || '/' || label"


def run(execute: Callable[[str], object]) -> None:
    """Make the table of writes anew, since a column added to one can't have such a default."""
    execute(f"CREATE TABLE named ({', '.join(_ENTRY)}) STRICT")
    execute(
        f"INSERT INTO named (id, uid, at, label, kind, undone_at, cut) "  # noqa: S608
        f"SELECT id, {_UID}, at, label, kind, undone_at, cut FROM entry"
    )
    execute(
        "UPDATE sqlite_sequence SET seq = (SELECT was.seq FROM sqlite_sequence AS was WHERE was.name = 'entry') "
        "WHERE name = 'named'"
    )
    execute("DROP TABLE entry")
    execute("ALTER TABLE named RENAME TO entry")
