"""Whether each row holds what it can hold: days, amounts, lists, known words, periods apart, bytes as attached.

Neighbors: `check` runs these parts; `shape` says what a column can hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from stemtracker.db.columns import metadata
from stemtracker.db.inquiry import Inquiry
from stemtracker.db.shape import MADE_OF, nouns_in, wrong
from stemtracker.domain import nouns
from stemtracker.domain.rule_text import text_hash

_MEND = "Open the record, look at it there and write it again, or take it from a backup."
_WORDS = {"activity": {"kind": "kind", "role": "role", "format": "format", "level": "level"}}
_WORDS["evidence"] = {"kind": "evidence"}
_WORDS["membership"] = {"kind": "network"}
_WORDS["leadership_role"] = {"kind": "leadership"}
_WORDS["contribution"] = {"kind": "contribution"}


def values(inquiry: Inquiry) -> None:
    """Every value can be read as what it should be, and words are known."""
    own = {(name, word) for name, word in inquiry.connection.execute("SELECT list, word FROM vocabulary")}
    known = {*own, *((name, word) for name, words in inquiry.shipped.items() for word in words)}
    for noun in (*nouns_in(inquiry.connection), "entry"):
        for row in inquiry.rows(noun):
            which = nouns.named(noun, row.get("title") or row.get("name") or row.get("label") or row["id"])
            for column in wrong(metadata.tables[noun], row):
                what = column.replace("_", " ")
                said = "can't be read" if noun in nouns.PRIVATE else f"is “{row[column]}”, which it can't be"
                message = f"The {what} of the {which} {said}."
                inquiry.add("value", noun, message, _MEND)
            if noun in MADE_OF and row["id"] != "/".join(str(row[part]) for part in MADE_OF[noun]):
                inquiry.add("value", noun, f"The {nouns.one(noun)} “{row['id']}” is not what its id says.", _MEND)
            for name, word in _words(noun, row):
                if (name, word) not in known:
                    message = f"“{word}” of the {which} is not in the list of words for {name}."
                    inquiry.add("word", noun, message, "Choose a word of the list, or update the program.")


def _words(noun: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The words of a row with their lists."""
    for column, name in _WORDS.get(noun, {}).items():
        # The level of a course may be its number.
        if (word := row[column]) and not (name == "level" and str(word).isdecimal()):
            yield name, word
    if noun == "activity":
        yield from (("topic", topic) for topic in _topics(row["topics"]))
    if noun == "vocabulary" and row["broader"]:
        yield row["list"], row["broader"]


def _topics(text: str) -> list[str]:
    """The topics of an activity; a list that is none is told elsewhere."""
    try:
        shares = json.loads(text)
        return [str(share["topic"]) for share in shares]
    except (ValueError, TypeError, KeyError):
        return []


def periods(inquiry: Inquiry) -> None:
    """A license's renewal periods begin before they end, and do not overlap."""
    found = inquiry.connection.execute(
        "SELECT y.credential_id, c.title, y.start, y.expiry FROM cycle y LEFT JOIN credential c "
        "ON c.id = y.credential_id ORDER BY y.credential_id, y.start, y.expiry"
    ).fetchall()
    for _, title, start, expiry in found:
        if expiry < start:
            message = f"The period {start} to {expiry} of “{title}” ends before it begins."
            inquiry.add("period", "cycle", message, _MEND)
    for (one, title, start, expiry), (other, _, next_start, next_expiry) in pairwise(found):
        if one == other and next_start <= expiry:
            message = f"Two periods of “{title}” overlap: {start} to {expiry}, and {next_start} to {next_expiry}."
            inquiry.add("period", "cycle", message, _MEND)


def rule_texts(inquiry: Inquiry) -> None:
    """Each text of rules is the one that its hash says."""
    if "rule_text" not in nouns_in(inquiry.connection):
        return
    for title, toml, said in inquiry.connection.execute("SELECT title, toml, hash FROM rule_text ORDER BY id"):
        if text_hash(toml) != said:
            message = f"The text of the rules “{title}” is not what it was: a disk has changed it."
            inquiry.add("rules", "rule_text", message, "Bring these rules in again, or take them from a backup.")


def evidence(inquiry: Inquiry) -> None:
    """The bytes of each piece are those that were attached."""
    connection = inquiry.connection
    attach = "Attach the same file again, or take it from a backup."
    pieces: dict[str, list[tuple[int, int]]] = {}
    for sha256, number, size in connection.execute("SELECT sha256, number, size FROM evidence ORDER BY number"):
        pieces.setdefault(sha256, []).append((number, size))
    names = [row[0] for row in connection.execute("SELECT sha256 FROM blob")]
    for name in names:
        found = connection.execute("SELECT bytes FROM blob WHERE sha256 = ?", (name,)).fetchone()
        if found is None:
            continue  # it left the record just now
        users = pieces.get(name, [])
        if hashlib.sha256(found[0]).hexdigest() != name:
            which = ", ".join(f"E-{number:03}" for number, _ in users) or "Bytes that no piece of evidence has"
            inquiry.add("evidence", "evidence", f"{which}: the disk has changed what was attached.", attach)
            continue
        for number, size in users:
            if size != len(found[0]):
                message = f"E-{number:03} says it has {size} bytes; it has {len(found[0])}."
                inquiry.add("evidence", "evidence", message, attach)
    inquiry.checked["file"] = len(names)
