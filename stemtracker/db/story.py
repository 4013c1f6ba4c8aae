"""What the change log tells of the rows: which of them stand, and where its story breaks.

A row is added, changed any number of times, removed, and added again: whatever else the log says can't have
been. Writes that were undone are no part of the story; those that can be done again would go on with it.
Neighbors: `check_log` reports it, `untold` cuts a rescued log down to what is left of it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from stemtracker.db.tables import RECORD

Key = tuple[str, str]
_CHANGES = "SELECT c.entry, c.position, c.noun, c.row_id, c.what FROM change c JOIN entry e ON e.id = c.entry"


@dataclass
class Story:
    """The rows (noun and id) that stand by the log, and the changes that can't have been: entry and position."""

    standing: set[Key] = field(default_factory=set)
    odd: list[tuple[int, int]] = field(default_factory=list)


def told(connection: sqlite3.Connection) -> Story:
    """The story of the writes that stand."""
    story = Story()
    _go_on(connection, story.standing, story.odd, "e.undone_at IS NULL")
    return story


def odd_to_redo(connection: sqlite3.Connection, standing: set[Key]) -> list[tuple[int, int]]:
    """Which changes could not be done again."""
    odd: list[tuple[int, int]] = []
    _go_on(connection, set(standing), odd, "e.undone_at IS NOT NULL AND e.cut = 0")
    return odd


def _go_on(connection: sqlite3.Connection, standing: set[Key], odd: list[tuple[int, int]], which: str) -> None:
    for entry, position, noun, id_, what in connection.execute(f"{_CHANGES} WHERE {which} ORDER BY c.position"):
        if noun not in RECORD or ((noun, id_) in standing) is (what == "added"):
            odd.append((entry, position))
        elif what == "added":
            standing.add((noun, id_))
        elif what == "removed":
            standing.discard((noun, id_))
