"""The record's own words: topics and kinds that the shipped lists lack."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from zlib import crc32

from stemtracker import db
from stemtracker.domain.changes import Changes
from stemtracker.domain.vocabulary import Term
from stemtracker.errors import Refused

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

MAX_TITLE = 100


def add_topic(ws: Workspace, title: str, broader: str = "") -> tuple[str, Changes]:
    """A new topic, below a broader one if named; its id. A title that is there already is that topic."""
    if broader and not ws.vocabulary.has("topic", broader):
        raise Refused.at("broader", f"The topic “{broader}” is not in the list.")
    return _add(ws, "topic", "topic", title, broader)


def add_kind(ws: Workspace, title: str) -> tuple[str, Changes]:
    """A new kind of activity; its id."""
    return _add(ws, "kind", "kind of activity", title, "")


def _add(ws: Workspace, name: str, called: str, title: str, broader: str) -> tuple[str, Changes]:
    title = " ".join(title.split())
    if not title:
        raise Refused.at("title", f"Give the {called} a name.")
    if len(title) > MAX_TITLE:
        raise Refused.at("title", f"Keep the name to {MAX_TITLE} characters.")
    terms = ws.vocabulary.choices(name)
    same = next((term for term in terms if term.title.casefold() == title.casefold()), None)
    if same:
        return same.id, Changes()
    id_ = _free_id(title, {term.id for term in terms})
    with ws.record.write(f"Add {called} {title}") as writer:
        db.vocabularies.put(writer.connection, name, Term(id_, title, broader=broader, own=True))
    ws.learn_words()
    return id_, writer.changes


def _free_id(title: str, taken: set[str]) -> str:
    """An id that can be read in a CSV file: "own_lab_safety".

    Letters without a Latin form are left out, and the sum of the whole title stands for them: two copies of a record
    that are given different words must not give them one id.
    """
    letters = unicodedata.normalize("NFKD", title)
    plain = letters.encode("ascii", "ignore").decode().casefold()
    stem = "_".join(["own", *"".join(sign if sign.isalnum() else " " for sign in plain).split()])
    if any(sign.isalnum() and not sign.isascii() for sign in letters):
        whole = crc32(title.casefold().encode(errors="surrogatepass"))
        stem += f"_{whole:08x}"
    number, id_ = 1, stem
    while id_ in taken:
        number += 1
        id_ = f"{stem}_{number}"
    return id_
