"""Writes out what is asked for each of several things: a copy of the template, and of all below it, for each one.

Neighbors: `naive_engine` asks for the children; `naive_reading` says what the things are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from naive_reading import Reading, UndecidableError

from stemtracker.domain.periods import Period
from stemtracker.rules.expr import Expr, bound
from stemtracker.rules.pack import Need


def meant_for(found: Any, item: str) -> Any:
    """The same with every expression meant for one thing."""
    if isinstance(found, Expr):
        return bound(found, item)
    if dataclasses.is_dataclass(found) and not isinstance(found, type) and not isinstance(found, Period):
        fields = {field.name: meant_for(getattr(found, field.name), item) for field in dataclasses.fields(found)}
        return replace(found, **fields)
    if isinstance(found, tuple):
        return tuple(meant_for(value, item) for value in found)
    if isinstance(found, Mapping):
        return {key: meant_for(value, item) for key, value in found.items()}
    return found


class Each:
    """The needs of a pack, and the copies of its templates as they come to be asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.needs = reading, reading.needs

    def children(self, need: Need) -> tuple[str, ...]:
        """One need for each thing, in the order of the things."""
        if need.years_over is not None:
            years = {self.word(year): year for year in self.reading.years(need.years_over)}
            return tuple(self.copy(need.template, word, year) for word, year in years.items())
        if need.over == "credentials":
            return tuple(self.copy(need.template, pack.id, None) for pack in self.reading.case.packs)
        things = self.reading.case.facts.get(need.over)
        if not isinstance(things, tuple) or len(things) < (self.reading.pack.facts[need.over].at_least or 0):
            raise UndecidableError(need.over)
        return tuple(self.copy(need.template, str(thing), self.year(need.over, str(thing))) for thing in things)

    def word(self, year: Period) -> str:
        """How a year is called."""
        return (
            f"{year.start.year}-{year.end.year % 100:02}" if year.start.year != year.end.year else f"{year.start.year}"
        )

    def year(self, fact: str, thing: str) -> Period | None:
        """The days of a year that is one of the answers to a question."""
        per = self.reading.pack.facts[fact].years
        if per is None:
            return None
        start = date(int(thing[:4]), per.month, per.day)
        return Period(start, replace_year(start))

    def copy(self, template: str, item: str, year: Period | None) -> str:
        """The template for one thing; its id."""
        id_ = f"{template}/{item}"
        if id_ not in self.needs:
            made = []
            for text in self.needs[template]:
                mine = meant_for(text, item)
                members = tuple(self.copy(member, item, year) for member in text.members)
                own = text.window == "item"
                made.append(
                    replace(
                        mine, id=id_, members=members, days=year if own else None, window="" if own else text.window
                    )
                )
            self.needs[id_] = tuple(made)
        return id_


def replace_year(start: date) -> date:
    """The last day of the year that begins then."""
    return date.fromordinal(start.replace(year=start.year + 1).toordinal() - 1)
