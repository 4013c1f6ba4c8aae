"""The record's own words, beside those the program ships."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.tables import vocabulary
from stemtracker.domain.vocabulary import Term


def own(connection: Connection) -> dict[str, tuple[Term, ...]]:
    """The own words per list, in the order of their titles."""
    found: dict[str, list[Term]] = {}
    rows = connection.execute(
        select(
            vocabulary.c.list, vocabulary.c.word, vocabulary.c.title, vocabulary.c.meaning, vocabulary.c.broader
        ).order_by(vocabulary.c.title, vocabulary.c.word)
    )
    for name, word, title, meaning, broader in rows:
        found.setdefault(name, []).append(Term(word, title, meaning, broader, own=True))
    return {name: tuple(terms) for name, terms in found.items()}


def put(connection: Connection, name: str, term: Term) -> None:
    """A new word for a list, or a change of one."""
    row = {"list": name, "word": term.id, "title": term.title, "meaning": term.meaning, "broader": term.broader}
    statement = insert(vocabulary).values(id=f"{name}/{term.id}", **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
