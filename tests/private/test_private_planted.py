"""No place of the record is without a planted word: a new column of text fails here until it has one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import leaks
import planted

from stemtracker.db.tables import RECORD

#: Columns that hold a word of a list, a day, a number, or an id that is made, never what a person typed.
NOT_TYPED = {
    "educator": {"id"},
    "credential": {"pack_id", "first_issued", "status", "deleted_at"},
    "cycle": {"start", "expiry", "filed_on", "approved_on"},
    "activity": {"start", "end", "role", "format", "start_time", "end_time", "amount", "topics", "status", "steps"}
    | {"approved_on", "cost", "deleted_at", "level"},
    "evidence": {"id", "kind", "media_type", "sha256", "added_at", "deleted_at"},
    "membership": {"kind", "level", "joined", "left", "dues", "dues_period", "deleted_at"},
    "contact": {"met_on", "next_on", "deleted_at"},
    "exchange": {"on", "direction", "deleted_at"},
    "pairing": {"side", "start", "end", "deleted_at"},
    "leadership_role": {"kind", "level", "start", "end", "release_percent", "pay", "pay_period", "deleted_at"},
    "contribution": {"kind", "on", "level", "evidence_ids", "deleted_at"},
    "effect": {"on", "step", "activity_id", "contribution_id", "evidence_ids", "deleted_at"},
    "goal": {"stage", "start", "due", "reached_on", "review_on", "deleted_at"},
    "preparation": {"start", "end", "deleted_at"},
    "vocabulary": {"list", "meaning", "broader"},
    "rule_text": {"changes", "kind", "hash", "checked", "added_on"},
}


def test_every_column_of_text_holds_a_planted_word(record: Path) -> None:
    bare = []
    with closing(sqlite3.connect(record)) as connection:
        for noun in RECORD:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{noun}")') if row[2] == "TEXT"]
            for column in sorted(set(columns) - NOT_TYPED.get(noun, set())):
                values = [row[0] for row in connection.execute(f'SELECT "{column}" FROM "{noun}"')]  # noqa: S608
                if not leaks.found(planted.WORDS, "\n".join(filter(None, values)).encode()):
                    bare.append(f"{noun}.{column}")
        contents = b"".join(row[0] for row in connection.execute("SELECT bytes FROM blob"))
    assert bare == []
    assert {"evidence.bytes", "removed evidence.bytes"} <= planted.places(leaks.found(planted.WORDS, contents))


def test_what_left_the_bin_for_good_is_in_no_row_and_no_image(record: Path) -> None:
    with closing(sqlite3.connect(record)) as connection:
        rows = [str(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in (*RECORD, "change", "search")]  # noqa: S608
    there = planted.places(leaks.found(planted.WORDS, *(row.encode() for row in rows)))
    gone = {place for place in planted.WORDS.values() if "emptied" in place}
    assert there & gone == {"emptied activity.id"}, "the log still says that something left, not what"
