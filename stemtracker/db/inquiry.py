"""What a check knows and has found so far. Neighbors: `check` begins it, its parts add to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from stemtracker.db.findings import Finding

#: So many of one kind are told one by one.
_MOST_OF_A_KIND = 20
#: So many rows are read at a time: whoever has the record open can write in between.
_PORTION = 500
#: What to do where a file is damaged.
RESCUE = (
    "Keep this file. Open your newest good backup, or take what can be read into a new record "
    "(stemtracker check FILE --rescue NEW)."
)


class Inquiry:
    """A check under way."""

    def __init__(self, connection: sqlite3.Connection, shipped: Mapping[str, Collection[str]]) -> None:
        self.connection = connection
        self.shipped = shipped
        #: How many of what were looked at.
        self.checked: dict[str, int] = {}
        self._found: dict[tuple[str, str], list[Finding]] = {}
        self._more: dict[tuple[str, str], int] = {}

    @property
    def findings(self) -> list[Finding]:
        """All of them; of many of a kind the first ones, and how many more there are."""
        told: list[Finding] = []
        for key, some in self._found.items():
            told += some
            if more := self._more.get(key):
                told.append(Finding(*key, f"… and {more} more like this.", some[-1].remedy, some[-1].repairable))
        return told

    def add(self, kind: str, where: str, message: str, remedy: str, *, repairable: bool = False) -> None:
        """Something was found; `where` is what it belongs to, for people."""
        some = self._found.setdefault((kind, where), [])
        if len(some) < _MOST_OF_A_KIND:
            some.append(Finding(kind, where, message, remedy, repairable))
        else:
            self._more[kind, where] = self._more.get((kind, where), 0) + 1

    def damage(self, where: str, message: str) -> None:
        """Something can't be read, or can't have been written like this."""
        self.add("damage", where, message, RESCUE)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """All rows of a table by their columns."""
        names = [column[1] for column in self.connection.execute(f'PRAGMA table_info("{table}")')]
        # Any row number is larger than this one.
        last, number = -(1 << 63), 0
        while True:
            portion = self.connection.execute(
                f'SELECT rowid, * FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT {_PORTION}',  # noqa: S608
                (last,),
            ).fetchall()
            if not portion:
                break
            for rowid, *values in portion:
                yield dict(zip(names, values, strict=True))
                last, number = rowid, number + 1
        self.checked[table] = number
