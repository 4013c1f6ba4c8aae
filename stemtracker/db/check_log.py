"""Whether the change log and the rows tell the same story, and whether what undo would put back are rows.

Neighbors: `story` reads the log, `check` runs these parts.
"""

from __future__ import annotations

from stemtracker.db import story as stories
from stemtracker.db.inquiry import Inquiry
from stemtracker.db.mending import is_image
from stemtracker.db.shape import nouns_in
from stemtracker.db.tables import RECORD
from stemtracker.domain import nouns

_WHERE = "the change log"
_COPY = "Open your newest good backup and compare; what stands in the record was not changed by this."
_PORTION = 500


def story(inquiry: Inquiry) -> None:
    """Rows stand that the log says stand, none else; each write follows from those before it."""
    connection = inquiry.connection
    connection.execute("BEGIN")  # log and rows of one moment
    told = stories.told(connection)
    for entry, position in [*told.odd, *stories.odd_to_redo(connection, told.standing)]:
        noun, id_, what, label = connection.execute(
            "SELECT c.noun, c.row_id, c.what, e.label FROM change c JOIN entry e ON e.id = c.entry "
            "WHERE c.position = ?",
            (position,),
        ).fetchone()
        known = "can't have been " + what if noun in RECORD else "is nothing that a record holds"
        message = f"“{label}” (write {entry}) names the {nouns.one(noun)} “{id_}”, which {known} at that point."
        inquiry.add("journal", _WHERE, message, _COPY)
    there = {
        (noun, row[0])
        for noun in nouns_in(connection)
        for row in connection.execute(f'SELECT id FROM "{noun}"')  # noqa: S608
    }
    for noun, id_ in sorted(told.standing - there):
        message = f"The change log tells of the {nouns.one(noun)} “{id_}”, which is not in the record."
        inquiry.add("journal", _WHERE, message, _COPY)
    for noun, id_ in sorted(there - told.standing):
        message = f"The {nouns.one(noun)} “{id_}” is in the record, but no write tells how it came there."
        inquiry.add("journal", _WHERE, message, _COPY)
    connection.execute("COMMIT")


def images(inquiry: Inquiry) -> None:
    """What undo and redo would put back are rows of their tables, under the number they have."""
    connection = inquiry.connection
    columns = {noun: {column[1] for column in connection.execute(f'PRAGMA table_info("{noun}")')} for noun in RECORD}
    last = -1
    while portion := connection.execute(
        'SELECT position, entry, noun, row_id, "before", "after" FROM change WHERE position > ? '
        'AND coalesce("before", "after") IS NOT NULL ORDER BY position LIMIT ?',
        (last, _PORTION),
    ).fetchall():
        for position, entry, noun, id_, *kept in portion:
            last = position
            for image in kept:
                if image is not None and not (noun in RECORD and is_image(RECORD[noun], image, id_, columns[noun])):
                    what = f"What write {entry} keeps of the {nouns.one(noun)} “{id_}”"
                    message = f"{what} can't be put back: it is no row of that kind."
                    inquiry.add("journal", _WHERE, message, _COPY)
    inquiry.checked["change"] = connection.execute("SELECT count(*) FROM change").fetchone()[0]
    inquiry.checked["entry"] = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    for id_, title in connection.execute(_MOVED):
        message = f"The change log has the activity “{title}” ({id_}) under another number than it has."
        inquiry.add("journal", _WHERE, message, _COPY)


#: The number of an activity never changes; undo would put it back with the one in the image.
_MOVED = """
SELECT DISTINCT a.id, a.title FROM change c JOIN activity a ON a.id = c.row_id
WHERE c.noun = 'activity' AND c."before" IS NOT NULL AND json_valid(c."before")
  AND json_extract(c."before", '$.row') <> a."row"
"""
