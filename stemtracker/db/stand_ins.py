"""What takes the place of things that were lost, so that what refers to them can stay.

Neighbors: `untold` calls this once the rows are in the new file; what is done here is told in its last entry.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from stemtracker.db.loss import Loss
from stemtracker.db.shape import nouns_in
from stemtracker.db.tables import RECORD, REFERS
from stemtracker.domain import nouns

_OWN_WORDS = """
SELECT DISTINCT list, word FROM (
  SELECT 'kind' AS list, kind AS word FROM activity
  UNION SELECT 'topic', json_extract(t.value, '$.topic') FROM activity a, json_each(a.topics) t)
WHERE word GLOB 'own_*' AND list || '/' || word NOT IN (SELECT id FROM vocabulary)
"""
_OTHER_SIZES = "SELECT length(bytes), id FROM evidence JOIN blob USING (sha256) WHERE size <> length(bytes)"
_LICENSE = "A license whose entry could not be read"
#: So many letters of a word tell which it is, if any.
_ENOUGH = 3
#: Where words stand: table, column, list.
_WORDS = (
    ("activity", "kind", "kind"),
    ("activity", "role", "role"),
    ("activity", "format", "format"),
    ("evidence", "kind", "evidence"),
    ("membership", "kind", "network"),
    ("leadership_role", "kind", "leadership"),
    ("contribution", "kind", "contribution"),
)


def licenses(connection: sqlite3.Connection, loss: Loss) -> None:
    """Periods and answers need the license they belong to: one without a text of its own holds them together."""
    for noun in ("cycle", "fact"):
        nowhere = f"SELECT DISTINCT credential_id FROM {noun} WHERE credential_id NOT IN (SELECT id FROM credential)"  # noqa: S608
        for (id_,) in connection.execute(nowhere).fetchall():
            row = {"id": id_, "title": _LICENSE, "pack_id": "generic", "authority": "", "number": ""}
            put(connection, "credential", {**row, "areas": "[]", "status": "active"})
            loss.mended.add(("credential", id_))
            loss.lost["credential"].add(id_)
            loss.notes.append("A license could not be read; its periods and answers were. Give it its name and rules.")


def own_words(connection: sqlite3.Connection, loss: Loss) -> None:
    """Own words that activities use get a title from their id, where their own is lost."""
    for list_, word in connection.execute(_OWN_WORDS).fetchall():
        named = {"id": f"{list_}/{word}", "list": list_, "word": word, "meaning": "", "broader": ""}
        if put(connection, "vocabulary", {**named, "title": word.removeprefix("own_").replace("_", " ")}):
            loss.mended.add(("vocabulary", named["id"]))


def likely_words(connection: sqlite3.Connection, loss: Loss, shipped: Mapping[str, Collection[str]]) -> None:
    """A word with a few wrong letters, or the beginning of one, is the only one of its list that it can have been."""
    there = nouns_in(connection)
    for table, column, list_ in (one for one in _WORDS if one[0] in there):
        own = {row[0] for row in connection.execute("SELECT word FROM vocabulary WHERE list = ?", (list_,))}
        known = own | set(shipped[list_])
        for (read,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall():  # noqa: S608
            if not read or read in known or len(alike := [word for word in known if _is_alike(word, read)]) != 1:
                continue
            for id_, title in connection.execute(
                f"SELECT id, title FROM {table} WHERE {column} = ?",  # noqa: S608
                (read,),
            ).fetchall():
                loss.mended.add((table, id_))
                loss.notes.append(
                    f"The {column} of the {nouns.one(table)} “{title}” was hard to read and taken for “{alike[0]}”."
                )
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (alike[0], read))  # noqa: S608


def _is_alike(word: str, read: str) -> bool:
    if len(read) >= _ENOUGH and word.startswith(read):
        return True
    wrong = sum(one != other for one, other in zip(word, read, strict=False))
    return len(word) == len(read) and wrong * 3 <= len(word)


def let_go(connection: sqlite3.Connection, loss: Loss) -> None:
    """What refers to something lost stays without it, where it can; a pin can't."""
    loss.files |= {
        row[0]
        for row in connection.execute("SELECT sha256 FROM evidence WHERE sha256 NOT IN (SELECT sha256 FROM blob)")
    }
    for noun, column, other, key in _open(connection):
        nowhere = f'"{column}" NOT IN (SELECT "{key}" FROM "{other}")'  # noqa: S608
        for (id_,) in connection.execute(f'SELECT id FROM "{noun}" WHERE {nowhere}').fetchall():  # noqa: S608
            loss.mended.add((noun, id_))
        connection.execute(f'UPDATE "{noun}" SET "{column}" = NULL WHERE {nowhere}')  # noqa: S608
    without = connection.execute(
        "SELECT number, file_name FROM evidence WHERE sha256 IS NULL AND file_name <> '' ORDER BY number"
    )
    if files := ", ".join(f"E-{number:03} “{name}”" for number, name in without):
        loss.notes.insert(0, f"Files of evidence that could not be read, to be attached again: {files}.")
    for size, id_ in connection.execute(_OTHER_SIZES).fetchall():
        connection.execute("UPDATE evidence SET size = ? WHERE id = ?", (size, id_))
        loss.mended.add(("evidence", id_))
    nowhere = "activity_id NOT IN (SELECT id FROM activity) OR credential_id NOT IN (SELECT id FROM credential)"
    for (id_,) in connection.execute(f"SELECT id FROM pin WHERE {nowhere}").fetchall():  # noqa: S608
        loss.lost["pin"].add(id_)
    connection.execute(f"DELETE FROM pin WHERE {nowhere}")  # noqa: S608


def _open(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """References that may be open, and so are let go where they lead nowhere; an earlier schema has fewer."""
    yield "evidence", "sha256", "blob", "sha256"
    for noun in nouns_in(connection):
        there = {column[1] for column in connection.execute(f'PRAGMA table_info("{noun}")')}
        for column, other, _ in REFERS.get(noun, ()):
            if column in there and RECORD[noun].columns[column].nullable:
                yield noun, column, other, "id"


def earlier(connection: sqlite3.Connection, loss: Loss, noun: str) -> None:
    """A lost row as it was before its last change, where the log has that."""
    for id_ in sorted(loss.lost[noun]):
        found = connection.execute(
            'SELECT c."before" FROM change c JOIN entry e ON e.id = c.entry WHERE c.noun = ? AND c.row_id = ? '
            'AND c."before" IS NOT NULL AND e.undone_at IS NULL ORDER BY c.position DESC LIMIT 1',
            (noun, id_),
        ).fetchone()
        if found is None:
            continue
        row = json.loads(found[0])
        if put(connection, noun, row):
            loss.lost[noun].discard(id_)
            loss.mended.add((noun, id_))
            which = nouns.named(noun, row.get("title") or row.get("name") or id_)
            loss.notes.append(f"The {which} is as it was before its last change.")


def put(connection: sqlite3.Connection, noun: str, row: dict[str, Any]) -> bool:
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
