"""Finding activities by words as they are typed: an FTS5 index that follows the journal.

The index holds, per activity, its title, provider, course, place, network and description, the titles of
its topics, and the titles and file names of its evidence. Before a write, an undo or a redo is committed,
the entries of the activities it touched are written anew: one statement however many there are.
What a person types never reaches FTS5 as an expression. Neighbors: `journal`, `record`, `log`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from stemtracker.db.tables import topic_title

#: What the index holds of each activity, by its row.
WORDS = """
SELECT a."row", a.title || char(10) || a.provider || char(10) || a.course || char(10) || a.place
  || char(10) || a.network || char(10) || a.description
  || CASE a.topics WHEN '[]' THEN '' ELSE coalesce((
       SELECT char(10) || group_concat(t.title, char(10)) FROM json_each(a.topics) j
       JOIN topic_title t ON t.topic = json_extract(j.value, '$.topic')), '') END
  || coalesce((
       SELECT char(10) || group_concat(e.title || char(10) || e.file_name, char(10)) FROM evidence e
       WHERE e.activity_id = a.id AND e.deleted_at IS NULL), '')
FROM activity a WHERE a.deleted_at IS NULL
"""
#: What topics are called that an entry named.
_NAMED = """
INSERT INTO topic_title (topic, title)
SELECT v.word, v.title FROM change c JOIN vocabulary v ON v.id = c.row_id
WHERE c.entry = :entry AND c.noun = 'vocabulary' AND v.list = 'topic'
ON CONFLICT (topic) DO UPDATE SET title = excluded.title
"""
#: The rows of the activities that an entry touched, themselves, through their evidence or the name of a topic;
#: some of them twice. Deleted ones are only in the images.
_TOUCHED = """
SELECT coalesce(a."row", json_extract(coalesce(c."before", c."after"), '$.row')) FROM change c
  LEFT JOIN activity a ON a.id = c.row_id WHERE c.entry = :entry AND c.noun = 'activity'
UNION ALL SELECT a."row" FROM change c JOIN activity a
  ON a.id IN (json_extract(c."before", '$.activity_id'), json_extract(c."after", '$.activity_id'))
  WHERE c.entry = :entry AND c.noun = 'evidence'
UNION ALL SELECT a."row" FROM change c JOIN evidence e ON e.id = c.row_id JOIN activity a ON a.id = e.activity_id
  WHERE c.entry = :entry AND c.noun = 'evidence'
UNION ALL SELECT a."row" FROM change c JOIN vocabulary v ON v.id = c.row_id
  JOIN activity a ON instr(a.topics, '"topic":"' || v.word || '"')
  WHERE c.entry = :entry AND c.noun = 'vocabulary' AND v.list = 'topic'
"""


def follow(connection: Connection, entry: int) -> None:
    """Bring the index up to what this entry left behind."""
    connection.exec_driver_sql(_NAMED, {"entry": entry})
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS touched (touched INTEGER PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM touched")
    connection.exec_driver_sql(f"INSERT OR IGNORE INTO touched {_TOUCHED}", {"entry": entry})
    connection.exec_driver_sql("DELETE FROM search WHERE rowid IN (SELECT touched FROM touched)")
    connection.exec_driver_sql(
        f'INSERT INTO search (rowid, words) {WORDS} AND a."row" IN (SELECT touched FROM touched)'  # noqa: S608
    )


def knows(connection: Connection, titles: Mapping[str, str]) -> bool:
    """Whether the index was written with these titles of the topics."""
    return _known(connection) == dict(titles)


def teach(connection: Connection, titles: Mapping[str, str]) -> None:
    """Learn what the topics are called; write the whole index anew if one is called differently from before."""
    known = _known(connection)
    connection.execute(delete(topic_title))
    if titles:
        connection.execute(insert(topic_title), [{"topic": topic, "title": title} for topic, title in titles.items()])
    if any(known.get(topic) != title for topic, title in titles.items()):
        rebuild(connection)


def _known(connection: Connection) -> dict[str, str]:
    return {row.topic: row.title for row in connection.execute(select(topic_title.c.topic, topic_title.c.title))}


def rebuild(connection: Connection) -> None:
    """Write the whole index anew."""
    connection.exec_driver_sql("DELETE FROM search")
    connection.exec_driver_sql(f"INSERT INTO search (rowid, words) {WORDS}")


def expression(text: str) -> str:
    """An FTS5 expression for what was typed: every word must occur, each may be the beginning of a longer one.

    Each piece is a quoted string to FTS5, so that no sign in it has a meaning. "" where no word is in it.
    """
    pieces = ("".join(sign if sign.isprintable() else " " for sign in text)).split()
    return " ".join(
        f'"{piece}"*' for piece in (p.replace('"', " ").strip() for p in pieces) if any(map(_worded, piece))
    )


def _worded(sign: str) -> bool:
    return sign.isalnum()
