"""The controlled words by stable id: kinds, roles, formats, topics, units, evidence, levels; networks, leadership.

The shipped words stand in `resources/vocabulary.toml`; a record may add topics and kinds of its own.
Packs, CSV files, screens and papers use the ids only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

#: The lists, in the order of the file.
LISTS = ("kind", "role", "format", "topic", "unit", "evidence", "level", "network", "leadership", "contribution")


@dataclass(frozen=True, slots=True)
class Term:
    """One word: its id, what the screen shows, one line of meaning, and the broader word it belongs to."""

    id: str
    title: str
    meaning: str = ""
    broader: str = ""
    own: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All lists; `terms[list][id]` in reading order."""

    terms: Mapping[str, Mapping[str, Term]]

    def title(self, kind: str, id_: str) -> str:
        """What to show for an id; an id that no longer exists is shown as it is written."""
        term = self.terms.get(kind, {}).get(id_)
        return term.title if term else id_.replace("_", " ")

    def has(self, kind: str, id_: str) -> bool:
        """Whether the list knows the id."""
        return id_ in self.terms.get(kind, {})

    def choices(self, kind: str) -> tuple[Term, ...]:
        """The list in reading order."""
        return tuple(self.terms.get(kind, {}).values())

    def also(self, kind: str, own: Iterable[Term]) -> Vocabulary:
        """The same with a record's own words behind the shipped ones (a shipped id is never replaced)."""
        extended = dict(self.terms[kind])
        for term in own:
            extended.setdefault(term.id, replace(term, own=True))
        return Vocabulary({**self.terms, kind: extended})

    @cached_property
    def narrower(self) -> Mapping[str, frozenset[str]]:
        """For each topic, itself and every topic below it."""
        below: dict[str, set[str]] = {id_: {id_} for id_ in self.terms["topic"]}
        for term in self.terms["topic"].values():
            parent, seen = term.broader, {term.id}
            while parent and parent in below and parent not in seen:
                below[parent].add(term.id)
                seen.add(parent)
                parent = self.terms["topic"][parent].broader
        return {id_: frozenset(ids) for id_, ids in below.items()}


def parse(text: str) -> Vocabulary:
    """The vocabulary written as TOML: one table `[kind.<id>]`, `[topic.<id>]`, … per word."""
    raw = tomllib.loads(text)
    return Vocabulary(
        {
            name: {
                id_: Term(id_, row["title"], row.get("meaning", ""), row.get("broader", ""))
                for id_, row in raw.get(name, {}).items()
            }
            for name in LISTS
        }
    )
