"""Whether the file is sound, has the tables of a record, and whether what serves the record fits it.

Neighbors: `check` runs these parts; `search` and `evidence` keep what is looked at here.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from sqlalchemy import Connection

from stemtracker.db import faults, migrations, search, wreck
from stemtracker.db.inquiry import Inquiry
from stemtracker.domain import nouns

#: Where something repairable was found.
INDEXES, SEARCH, NUMBERS, PEN = "the indexes", "the search", "evidence numbers", "the journal's lock"
HIGHEST_NUMBER = """
SELECT max(coalesce(max(number), 0), (SELECT CAST(coalesce(max(CAST(value AS INTEGER)), 0) AS INTEGER)
  FROM meta WHERE name = 'last_evidence_number')) FROM evidence
"""
_MOST = 200
_OF_INDEX = re.compile(r"missing from index|wrong # of entries in index|non-unique entry in index")
_REPAIR = "Run this check again with --repair; it makes a backup first."
_COPY = "Open your newest good backup and compare; nothing was changed here."
#: The index as FTS5 makes it, to hold the record's own against.
_WANTED = "CREATE VIRTUAL TABLE temp.wanted USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
_SAME_TEXT = """
SELECT count(*) FROM (
  SELECT * FROM (SELECT rowid, words FROM {0} EXCEPT SELECT rowid, words FROM {1})
  UNION ALL SELECT * FROM (SELECT rowid, words FROM {1} EXCEPT SELECT rowid, words FROM {0}))
"""
_SAME_TERMS = """
SELECT count(*) FROM (
  SELECT * FROM (SELECT term, doc, cnt FROM temp.{0} EXCEPT SELECT term, doc, cnt FROM temp.{1})
  UNION ALL SELECT * FROM (SELECT term, doc, cnt FROM temp.{1} EXCEPT SELECT term, doc, cnt FROM temp.{0}))
"""


def pages(inquiry: Inquiry) -> None:
    """SQLite's own check of every page, row and index."""
    connection = inquiry.connection
    inquiry.checked["page"] = connection.execute("PRAGMA page_count").fetchone()[0]
    said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST})") if row[0] != "ok"]
    of_index = [line for line in said if _OF_INDEX.search(line)]
    if of_index and len(of_index) == len(said):
        for line in said:
            message = f"An index does not fit its table ({line}). No entry is lost by that."
            inquiry.add("index", INDEXES, message, _REPAIR, repairable=True)
        return
    for line in "\n".join(said).splitlines():
        if not line.startswith("***"):
            inquiry.damage("the file", f"SQLite reports: {line}.")


def schema(inquiry: Inquiry) -> None:
    """Every table, index and trigger of that version is there as it was made; what else is there is left alone."""
    version = inquiry.connection.execute("PRAGMA user_version").fetchone()[0]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        wreck.fresh(new, min(version, migrations.newest()))
        wanted = _schema_of(new)
    there = _schema_of(inquiry.connection)
    inquiry.checked["table"] = sum(kind == "table" for kind, _ in wanted)
    for (kind, name), sql in wanted.items():
        if version <= migrations.newest() and there.get((kind, name), "") != sql:
            what = "is missing" if (kind, name) not in there else "is not as this program makes it"
            inquiry.add("schema", f"{kind} {name}", f"The {kind} “{name}” {what}: another program changed it.", _COPY)


def _schema_of(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'")
    # Shadow tables are FTS5's own affair.
    return {(kind, name): sql for kind, name, sql in found if not name.startswith("search_")}


def references(inquiry: Inquiry) -> None:
    """What a row refers to is there."""
    for table, rowid, parent, _ in inquiry.connection.execute("PRAGMA foreign_key_check").fetchall():
        title = _name_of(inquiry.connection, table, rowid)
        message = f"The {nouns.one(table)} “{title}” belongs to a {nouns.one(parent)} that is not there."
        inquiry.add("reference", table, message, _COPY)


def _name_of(connection: sqlite3.Connection, table: str, rowid: int) -> str:
    columns = {column[1] for column in connection.execute(f'PRAGMA table_info("{table}")')}
    name = next((column for column in ("title", "label", "id") if column in columns), "rowid")
    found = connection.execute(f'SELECT "{name}" FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()  # noqa: S608
    return str(found[0] if found else rowid)


def counters(inquiry: Inquiry) -> None:
    """The counter of evidence is not behind, nobody holds the pen, and the record knows which it is."""
    connection = inquiry.connection
    kept = dict(connection.execute("SELECT name, value FROM meta"))
    highest = connection.execute("SELECT coalesce(max(number), 0) FROM evidence").fetchone()[0]
    counted = kept.get("last_evidence_number", "0")
    if not counted.isdecimal() or int(counted) < highest:
        message = f"The counter of evidence stands at {counted}, but E-{highest:03} is there: a number could be twice."
        inquiry.add("counter", NUMBERS, message, _REPAIR, repairable=True)
    if connection.execute("SELECT count(*) FROM pen WHERE entry IS NOT NULL").fetchone()[0]:
        message = "The change log can be passed by: the lock on it was left open."
        inquiry.add("counter", PEN, message, _REPAIR, repairable=True)
    for name in ("record_id", "created_at"):
        if not kept.get(name):
            inquiry.add("value", "the record", f"The record does not say its {name.replace('_', ' ')}.", _COPY)


def search_index(inquiry: Inquiry) -> None:
    """The search finds each activity by its words and by nothing else."""
    connection = inquiry.connection
    try:
        connection.execute(_WANTED)
        connection.execute("BEGIN")
        connection.execute(f"INSERT INTO temp.wanted (rowid, words) {search.WORDS}")
        connection.execute("CREATE VIRTUAL TABLE temp.terms_here USING fts5vocab(main, search, row)")
        connection.execute("CREATE VIRTUAL TABLE temp.terms_wanted USING fts5vocab(temp, wanted, row)")
        different = connection.execute(_SAME_TEXT.format("main.search", "temp.wanted")).fetchone()[0]
        different += connection.execute(_SAME_TERMS.format("terms_here", "terms_wanted")).fetchone()[0]
        inquiry.checked["search entry"] = connection.execute("SELECT count(*) FROM temp.wanted").fetchone()[0]
    except sqlite3.DatabaseError as error:
        message = f"The search can't be read ({faults.said(error)}). The activities themselves are not touched by that."
        inquiry.add("search", SEARCH, message, _REPAIR, repairable=True)
        return
    if different:
        message = "The search does not fit the activities: some would not be found. No activity is lost by that."
        inquiry.add("search", SEARCH, message, _REPAIR, repairable=True)


def empty_search(connection: Connection) -> None:
    """Have an empty index, whatever the old one looks like."""
    (sql,) = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = 'search'").one()
    connection.exec_driver_sql("DROP TABLE search")
    connection.exec_driver_sql(sql)
