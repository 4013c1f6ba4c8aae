"""Preparing for a first license: the program, and how many hours of which kind it asks for.

The hours are activities between its days. When the license comes, the preparation names it and stays, so that the
hours are found with the license they led to. Neighbors: `activity`, `credential`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stemtracker.domain import checks
from stemtracker.errors import Problem


@dataclass(frozen=True, slots=True)
class HoursAsked:
    """So many minutes of activities of some kinds (ids of the vocabulary; none: of any)."""

    title: str
    minutes: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A preparation program; `title` is what it is called, `sought` the license it leads to."""

    id: str
    title: str
    institution: str = ""
    sought: str = ""
    supervisor: str = ""
    start: date | None = None
    end: date | None = None
    asked: tuple[HoursAsked, ...] = ()
    #: The license it led to, once it was issued.
    credential_id: str | None = None
    #: Never leaves the record but in the archive.
    private_notes: str = ""

    def covers(self, day: date) -> bool:
        """Whether the day lies in it, as far as its own days are known."""
        return not (self.start and day < self.start) and not (self.end and day > self.end)


def problems(one: Preparation) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved, each with its field and the remedy."""
    return tuple(_problems(one))


def _problems(one: Preparation) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "the name of the program")
    yield from checks.lines(one, "institution", "sought", "supervisor")
    yield from checks.texts(one, "private_notes")
    yield from checks.days(one, "start", "end")
    for asked in one.asked:
        yield from (Problem("asked", p.message) for p in checks.title("title", asked.title, "what hours these are"))
        yield from checks.amount("asked", asked.minutes, f"The hours of “{asked.title}”")
