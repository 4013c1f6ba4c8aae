"""Where the rows that were rescued and the change log that was rescued tell different stories.

The log is cut down to what fits together, what it can still give back of lost rows is taken from it, references to
what is gone are let go; what then differs is told anew. Neighbors: `rescue` fills the file before, and tells after.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from stemtracker.db.story import Key, told
from stemtracker.db.tables import RECORD
from stemtracker.domain import nouns

#: References that may be open, and so are let go where they lead nowhere.
_OPEN = (("evidence", "activity_id", "activity", "id"), ("evidence", "sha256", "blob", "sha256"))
_OWN_WORDS = """
SELECT DISTINCT list, word FROM (
  SELECT 'kind' AS list, kind AS word FROM activity
  UNION SELECT 'topic', json_extract(t.value, '$.topic') FROM activity a, json_each(a.topics) t)
WHERE word GLOB 'own_*' AND list || '/' || word NOT IN (SELECT id FROM vocabulary)
"""
_STANDS_IN = "A license whose entry could not be read"


class Untold:
    """What one more entry has to tell. `mended` are rows that differ from what they were, `lost` ids of lost ones."""

    def __init__(self) -> None:
        self.mended: set[Key] = set()
        self.lost: dict[str, set[str]] = {noun: set() for noun in RECORD}
        #: All ids that were there, of the nouns whose index could be read whole.
        self.indexed: dict[str, set[str]] = {}
        self._told: set[Key] = set()
        self._there: set[Key] = set()

    def settle(self, connection: sqlite3.Connection, notes: list[str]) -> None:
        """Make the file's rows and log fit together, each for itself."""
        self._told = _cut_log(connection)
        for noun, id_ in self._told:
            if id_ in self.indexed.get(noun, {id_}) and not _has(connection, noun, id_):
                self.lost[noun].add(id_)
        for noun in RECORD:
            self._from_images(connection, noun, notes)
        self._stand_in(connection, notes)
        self._name_words(connection)
        self._let_go(connection, notes)
        self._there = {
            (noun, row[0])
            for noun in RECORD
            for row in connection.execute(f'SELECT id FROM "{noun}"')  # noqa: S608
        }

    def changes(self) -> Iterator[tuple[str, str, str]]:
        """What differs from the log: noun, id, what happened."""
        yield from ((*key, "added") for key in sorted(self._there - self._told))
        yield from ((*key, "changed") for key in sorted(self.mended & self._there & self._told))
        yield from ((*key, "removed") for key in sorted(self._told - self._there))

    def _from_images(self, connection: sqlite3.Connection, noun: str, notes: list[str]) -> None:
        """A lost row as it was before its last change, where the log has that."""
        for id_ in sorted(self.lost[noun]):
            found = connection.execute(
                'SELECT c."before" FROM change c JOIN entry e ON e.id = c.entry WHERE c.noun = ? AND c.row_id = ? '
                'AND c."before" IS NOT NULL AND e.undone_at IS NULL ORDER BY c.position DESC LIMIT 1',
                (noun, id_),
            ).fetchone()
            if found is None or (noun, id_) not in self._told:
                continue
            row = json.loads(found[0])
            if _put(connection, noun, row):
                self.lost[noun].discard(id_)
                self.mended.add((noun, id_))
                name = row.get("title") or row.get("name") or id_
                notes.append(f"The {nouns.one(noun)} “{name}” is as it was before its last change.")

    def _stand_in(self, connection: sqlite3.Connection, notes: list[str]) -> None:
        """Periods and answers need the license they belong to: one without a text of its own holds them together."""
        for noun in ("cycle", "fact"):
            for (id_,) in connection.execute(
                f"SELECT DISTINCT credential_id FROM {noun} WHERE credential_id NOT IN (SELECT id FROM credential)"  # noqa: S608
            ).fetchall():
                row = {"id": id_, "title": _STANDS_IN, "pack_id": "generic", "authority": "", "number": ""}
                _put(connection, "credential", {**row, "areas": "[]", "status": "active"})
                self.mended.add(("credential", id_))
                self.lost["credential"].add(id_)
                notes.append("A license could not be read; its periods and answers were. Give it its name and rules.")

    def _name_words(self, connection: sqlite3.Connection) -> None:
        """Own words that activities use get a title from their id, where their own is lost."""
        for list_, word in connection.execute(_OWN_WORDS).fetchall():
            named = {"id": f"{list_}/{word}", "list": list_, "word": word, "meaning": "", "broader": ""}
            if _put(connection, "vocabulary", {**named, "title": word.removeprefix("own_").replace("_", " ")}):
                self.mended.add(("vocabulary", named["id"]))

    def _let_go(self, connection: sqlite3.Connection, notes: list[str]) -> None:
        for noun, column, other, key in (*_OPEN, ("activity", "series_id", "series", "id")):
            nowhere = f'"{column}" NOT IN (SELECT "{key}" FROM "{other}")'  # noqa: S608
            for (id_,) in connection.execute(f'SELECT id FROM "{noun}" WHERE {nowhere}').fetchall():  # noqa: S608
                self.mended.add((noun, id_))
            connection.execute(f'UPDATE "{noun}" SET "{column}" = NULL WHERE {nowhere}')  # noqa: S608
        for number, name in connection.execute(
            "SELECT number, file_name FROM evidence WHERE sha256 IS NULL AND file_name <> '' ORDER BY number"
        ):
            notes.append(f"E-{number:03}: the file “{name}” could not be read; attach it again.")
        nowhere = "activity_id NOT IN (SELECT id FROM activity) OR credential_id NOT IN (SELECT id FROM credential)"
        for (id_,) in connection.execute(f"SELECT id FROM pin WHERE {nowhere}").fetchall():  # noqa: S608
            self.lost["pin"].add(id_)
        connection.execute(f"DELETE FROM pin WHERE {nowhere}")  # noqa: S608


def _cut_log(connection: sqlite3.Connection) -> set[Key]:
    """Take out of the log what does not follow from what it tells before; what stands by it."""
    connection.execute("DELETE FROM change WHERE entry NOT IN (SELECT id FROM entry)")
    story = told(connection)
    connection.executemany("DELETE FROM change WHERE position = ?", [(position,) for _, position in story.odd])
    return story.standing


def _has(connection: sqlite3.Connection, noun: str, id_: str) -> bool:
    return connection.execute(f'SELECT 1 FROM "{noun}" WHERE id = ?', (id_,)).fetchone() is not None  # noqa: S608


def _put(connection: sqlite3.Connection, noun: str, row: dict[str, Any]) -> bool:
    """Whether the table takes the row; columns that it does not know are left out."""
    known = [column[1] for column in connection.execute(f'PRAGMA table_info("{noun}")') if column[1] in row]
    names = ", ".join(f'"{name}"' for name in known)
    places = ", ".join("?" * len(known))
    try:
        connection.execute(
            f'INSERT INTO "{noun}" ({names}) VALUES ({places})',  # noqa: S608
            [row[name] for name in known],
        )
    except sqlite3.IntegrityError:
        return False
    return True
