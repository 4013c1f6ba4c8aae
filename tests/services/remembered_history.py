"""The history of a record as a person with a perfect memory would tell it, to hold the real one against.

Every write is remembered with all rows before and after it. From that alone follows what undo and redo give,
what leaves the bin, and what stays. Neighbor: `test_history_random` walks through both.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
#: Every row of the record by its noun and id.
Snapshot = dict[tuple[str, str], Row]
NOUNS = (
    *("educator", "credential", "cycle", "fact", "series", "activity", "pin", "evidence", "vocabulary"),
    *("rule_text", "setting", "membership", "contact", "exchange", "pairing", "leadership_role", "contribution"),
    *("effect", "goal", "preparation"),
)
#: What each noun lets go of when that leaves for good, and what it goes with: its columns by the noun they name.
GOES_WITH = {
    "cycle": {"credential": "credential_id"},
    "fact": {"credential": "credential_id"},
    "pin": {"credential": "credential_id", "activity": "activity_id"},
    "evidence": {"activity": "activity_id"},
    "effect": {"activity": "activity_id", "contribution": "contribution_id", "leadership_role": "role_id"},
}
LETS_GO = {
    "activity": {"membership": "membership_id", "pairing": "pairing_id"},
    "contact": {"membership": "membership_id"},
    "exchange": {"contact": "contact_id", "membership": "membership_id"},
    "pairing": {"contact": "contact_id", "membership": "membership_id"},
    "leadership_role": {"membership": "membership_id"},
    "contribution": {"activity": "activity_id", "leadership_role": "role_id", "membership": "membership_id"},
    "preparation": {"credential": "credential_id"},
}
BINNED = {*NOUNS} - {"educator", "cycle", "fact", "series", "pin", "vocabulary", "rule_text", "setting"}
KEPT = timedelta(days=30)


def snapshot(path: Path) -> Snapshot:
    """All rows as another program reads them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        return {
            (noun, row["id"]): dict(row)
            for noun in NOUNS
            if noun in there  # an earlier schema knows fewer
            for row in connection.execute(f"SELECT * FROM {noun}")  # noqa: S608
        }


def check_file(path: Path, now: Snapshot, titles: dict[str, str]) -> None:
    """The file is whole, each piece of evidence has its bytes, and the search finds what is there, by its words."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        blobs = dict(connection.execute("SELECT sha256, bytes FROM blob"))
        found = dict(connection.execute("SELECT rowid, words FROM search"))
    for (noun, _), row in now.items():
        if noun == "evidence":
            assert hashlib.sha256(blobs[row["sha256"]]).hexdigest() == row["sha256"]
    assert {number: sorted(words.split("\n")) for number, words in found.items()} == _words(now, titles)


def _words(now: Snapshot, titles: dict[str, str]) -> dict[int, list[str]]:
    said: dict[str, tuple[int, list[str]]] = {}
    for (noun, id_), row in now.items():
        if noun == "activity" and row["deleted_at"] is None:
            names = ("title", "provider", "course", "place", "network", "description")
            topics = [titles[share["topic"]] for share in json.loads(row["topics"]) if share["topic"] in titles]
            said[id_] = (row["row"], [*(row[name] for name in names), *topics])
    for (noun, _), row in now.items():
        if noun == "evidence" and row["deleted_at"] is None and row["activity_id"] in said:
            said[row["activity_id"]][1].extend((row["title"], row["file_name"]))
    return {number: sorted("\n".join(words).split("\n")) for number, words in said.values()}


@dataclass
class Entry:
    """One write."""

    at: datetime
    before: Snapshot
    after: Snapshot
    kind: str = "write"
    undone_at: datetime | None = None
    cut: bool = False
    #: It touched what left for good since.
    forgotten: bool = False

    def touched(self) -> set[tuple[str, str]]:
        """The rows that it made different."""
        return {key for key in self.before | self.after if self.before.get(key) != self.after.get(key)}


@dataclass
class Told:
    """All writes so far, and what stands."""

    now: Snapshot
    clock: datetime
    entries: list[Entry] = field(default_factory=list)
    latest: datetime | None = None

    def wrote(self, after: Snapshot, kind: str = "write") -> None:
        """Remember a write, unless it changed nothing."""
        if after != self.now:
            for entry in self.entries:
                entry.cut = entry.cut or entry.undone_at is not None
            self.entries.append(Entry(self.clock, self.now, after, kind))
            self.now = after

    def begun(self) -> None:
        """The first write of all, which nobody takes back."""
        self.entries.append(Entry(self.clock, self.now, self.now, "fixed"))

    def wait(self, how: int) -> None:
        """Days pass; or the clock falls back for a while, and is set right the next time."""
        self.latest = max(self.latest or self.clock, self.clock)
        wrong = self.clock < self.latest
        if how == 3 and not wrong:
            self.clock -= timedelta(days=500)
        else:
            self.clock = (self.latest if wrong else self.clock) + timedelta(days=(1, 12, 31, 0)[how])

    def undo(self) -> bool:
        """Take back the newest write that stands; whether there is one that can be."""
        standing = [at for at, one in enumerate(self.entries) if one.undone_at is None and one.kind != "purge"]
        if not standing or self.entries[standing[-1]].kind != "write" or standing[-1] not in self._within():
            return False
        entry = self.entries[standing[-1]]
        if entry.forgotten:
            return False
        entry.undone_at, self.now = self.clock, entry.before
        return True

    def redo(self) -> bool:
        """Do again what was undone last; whether there is anything."""
        undone = [one for one in self.entries if one.undone_at is not None and not one.cut]
        if not undone or (undone[0].undone_at or self.clock) < self.clock - KEPT:
            return False
        undone[0].undone_at, self.now = None, undone[0].after
        return True

    def left(self, after: Snapshot, *, emptied: bool) -> None:
        """Rows left for good, which has to be those whose time in the bin is over, and what hangs on them."""
        due = {key for key, row in self.now.items() if key[0] in BINNED and self._is_due(key, row, emptied=emptied)}
        gone = due | {key for key, row in self.now.items() if due & named(key[0], row, GOES_WITH)}
        assert set(self.now) - set(after) == gone
        assert after == _let_go(_without(self.now, gone), gone)
        for entry in self.entries:
            entry.forgotten = entry.forgotten or any(key in gone and key in entry.before for key in entry.touched())
            entry.before, entry.after = (_let_go(_without(one, gone), gone) for one in (entry.before, entry.after))
        self.wrote(after, "fixed" if emptied else "purge")
        if gone:
            self.entries[-1].before = after

    def _is_due(self, key: tuple[str, str], row: Row, *, emptied: bool) -> bool:
        if emptied:
            return key[0] == "activity" and row["deleted_at"] is not None
        horizon = f"{self.clock - KEPT:%Y-%m-%dT%H:%M:%SZ}"
        return row["deleted_at"] is not None and row["deleted_at"] < horizon and key not in self._held()

    def _held(self) -> set[tuple[str, str]]:
        """What a write that can still be taken back has touched, itself or in what hangs on it."""
        held: set[tuple[str, str]] = set()
        for at in self._within():
            entry = self.entries[at]
            for key in entry.touched() if entry.undone_at is None else ():
                held.add(key)
                for row in (entry.before.get(key, {}), entry.after.get(key, {})):
                    held |= named(key[0], row, GOES_WITH) | named(key[0], row, LETS_GO)
        return held

    def _within(self) -> range:
        """The writes that can be taken back: those from the first on that is young enough, whatever clocks said."""
        young = (at for at, one in enumerate(self.entries) if one.at >= self.clock - KEPT)
        return range(next(young, len(self.entries)), len(self.entries))


def named(noun: str, row: Row, by: dict[str, dict[str, str]]) -> set[tuple[str, str]]:
    """What a row belongs to."""
    return {(to, row[column]) for to, column in by.get(noun, {}).items() if row.get(column) is not None}


def _let_go(state: Snapshot, gone: set[tuple[str, str]]) -> Snapshot:
    """What stays without what it belonged to."""
    return {
        key: {**row, **{column: None for to, column in LETS_GO.get(key[0], {}).items() if (to, row[column]) in gone}}
        for key, row in state.items()
    }


def _without(state: Snapshot, gone: set[tuple[str, str]]) -> Snapshot:
    return {key: row for key, row in state.items() if key not in gone}
