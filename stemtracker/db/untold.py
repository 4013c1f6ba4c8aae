"""Where the rows that were rescued and the change log that was rescued tell different stories.

The log is cut down to what fits together, references to what is gone are let go; what then differs is told anew.
Neighbors: `rescue` fills the file before, and tells after; `stand_ins` takes the place of what is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping

from stemtracker.db import stand_ins
from stemtracker.db.loss import Loss
from stemtracker.db.shape import nouns_in
from stemtracker.db.story import Key, told
from stemtracker.db.tables import RECORD

#: Images that would give an activity another number than it has.
_MOVED = """
UPDATE change SET "before" = NULL WHERE noun = 'activity' AND "before" IS NOT NULL
  AND json_extract("before", '$.row') <> (SELECT a."row" FROM activity a WHERE a.id = change.row_id)
"""


class Untold:
    """What one more entry has to tell."""

    def __init__(self, loss: Loss) -> None:
        self._loss = loss
        self._told: set[Key] = set()
        self._there: set[Key] = set()

    def settle(self, connection: sqlite3.Connection, shipped: Mapping[str, Collection[str]]) -> None:
        """Make the file's rows and log fit together, each for itself."""
        loss = self._loss
        self._told = _cut_log(connection)
        standing = _ids(connection)
        for noun, id_ in self._told - standing:
            if id_ in loss.indexed.get(noun, {id_}):
                loss.lost[noun].add(id_)
        for noun in RECORD:
            stand_ins.earlier(connection, loss, noun)
        stand_ins.licenses(connection, loss)
        stand_ins.likely_words(connection, loss, shipped)
        stand_ins.own_words(connection, loss)
        stand_ins.let_go(connection, loss)
        connection.execute(_MOVED)
        self._there = _ids(connection)

    def changes(self) -> Iterator[tuple[str, str, str]]:
        """What differs from the log: noun, id, what happened."""
        yield from ((*key, "added") for key in sorted(self._there - self._told))
        yield from ((*key, "changed") for key in sorted(self._loss.mended & self._there & self._told))
        yield from ((*key, "removed") for key in sorted(self._told - self._there))


def _ids(connection: sqlite3.Connection) -> set[Key]:
    return {
        (noun, row[0])
        for noun in nouns_in(connection)
        for row in connection.execute(f'SELECT id FROM "{noun}"')  # noqa: S608
    }


def _cut_log(connection: sqlite3.Connection) -> set[Key]:
    """Take out of the log what does not follow from what it tells before; what stands by it."""
    connection.execute("DELETE FROM change WHERE entry NOT IN (SELECT id FROM entry)")
    story = told(connection)
    connection.executemany("DELETE FROM change WHERE position = ?", [(position,) for _, position in story.odd])
    return story.standing
