"""Exact programs with choices that are all or nothing: branch and bound over linear programs.

A linear program without the choices can only be better than one with them, so whatever does not beat the best answer
so far is left aside, and what remains at the end is proven best. Answers are compared objective by objective.
Neighbors: `simplex` solves each linear program, `speaking` and `program` say which choices are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from stemtracker.rules.simplex import Bounded, Table, proves

#: How many numbers may be worked out anew in all linear programs of one answer together before it can't be told.
#: Records as they are need a small part of it; `tools.bench.worst` shows what the worst ones take.
_MOST = 1_000_000
#: The same for all answers about one record together; each has the least even where that is spent.
_ALL, _LEAST = 4_000_000, 100_000
#: How often what is open is settled all at once.
_LEAPS = 6


@dataclass(frozen=True, slots=True)
class Branch:
    """One side of a choice: further bounds, and variables that must reach an amount."""

    rows: tuple[Bounded, ...] = ()
    reach: tuple[tuple[int, Fraction], ...] = ()

    def __add__(self, other: Branch) -> Branch:
        return Branch(self.rows + other.rows, self.reach + other.reach)


class Rows:
    """The variables and bounds of a program as it is put together."""

    def __init__(self) -> None:
        self.size = 0
        self.rows: list[Bounded] = []

    def variable(self) -> int:
        """One more variable."""
        self.size += 1
        return self.size - 1

    def bound(self, row: Mapping[int, Fraction], amount: Fraction) -> None:
        """One more sum that may not be above an amount."""
        self.rows.append((row, amount))


@dataclass(slots=True)
class Effort:
    """How many numbers were worked out anew for all that is asked about one record."""

    spent: int = 0

    def most(self) -> int:
        """What one answer may take: less where much was spent before, so that many hard ones together have an end."""
        return max(_LEAST, min(_MOST, _ALL - self.spent))


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be solved: the first objectives decide between choices, the `rest` orders what they leave.

    `goal` is what the first objectives have to reach; where nothing does, nothing is found.
    """

    rows: Rows
    first: Sequence[Mapping[int, Fraction]]
    rest: Sequence[Mapping[int, Fraction]] = ()
    always: Branch = Branch()
    goal: Sequence[Fraction] | None = None
    proved: int = 0
    most: int = _MOST
    effort: Effort = field(default_factory=Effort)


class Choices(Protocol):
    """What values leave open."""

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The sides of a choice that is still open; none where all is settled."""

    def nearest(self, values: Sequence[Fraction]) -> Branch:
        """The sides by which each choice that is still open is settled as near to the values as it can be."""

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """The bounds by which all choices stay as they are."""


class TooManyError(Exception):
    """More choices than can be gone through; `values` are the best so far, if any."""

    def __init__(self, values: list[Fraction] | None) -> None:
        super().__init__()
        self.values = values


def best(task: Task, choices: Sequence[Choices]) -> list[Fraction] | None:
    """The best values, objective by objective; None where nothing keeps all bounds."""
    return _Search(task, choices).best()


class _Search:
    """Goes through the choices of one task."""

    def __init__(self, task: Task, choices: Sequence[Choices]) -> None:
        self.task, self.choices, self.work = task, choices, 0
        self.most = min(task.most, task.effort.most())
        self.table = Table(task.rows.size, task.rows.rows)
        self.found: tuple[Branch, list[Fraction]] | None = None
        #: What the objectives come to at best whatever is chosen, and what they have to beat.
        self.bound: list[Fraction] | None = None
        self.merit = task.goal

    def best(self) -> list[Fraction] | None:
        """What is best over all choices: settled at once where that is as good, else one after the other."""
        open_ = [self.task.always]
        while open_ and not (self.found and self.merit in (self.bound, self.task.goal)):
            side = open_.pop()
            values = self.looked_at(side)
            sides = self.sides(values) if values else ()
            if sides and values and not self.found:
                self.leap(side, values)
            open_ += [side + one for one in reversed(sides)]
        return self.settled()

    def looked_at(self, side: Branch) -> list[Fraction] | None:
        """The best without further choices: an answer where none is left; None where that beats nothing."""
        if self.work > self.most and self.bound is not None:
            raise TooManyError(self.settled())
        solved = self.solved(self.task.first, side, self.merit, ties=self.found is None)
        if solved is None:
            return None
        values, reached = solved
        self.bound = self.bound or reached
        if not self.sides(values):
            self.found, self.merit = (side, values), reached
        return values

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The sides of the first choice that is open."""
        return next((sides for one in self.choices if (sides := one.sides(values))), ())

    def leap(self, side: Branch, values: list[Fraction] | None) -> None:
        """Settles all that is open the nearer way, time and again, for an answer to begin with."""
        for _time in range(_LEAPS):
            if values is None or self.found:
                break
            for one in self.choices:
                side += one.nearest(values)
            values = self.looked_at(side)

    def settled(self) -> list[Fraction] | None:
        """The choices of the answer as they are, and all else in order."""
        if self.found is None:
            return None
        side, values = self.found
        for one in self.choices:
            side += one.settled(values)
        last = self.solved([*self.task.first, *self.task.rest], side, None)
        return last[0] if last else None

    def solved(
        self,
        objectives: Sequence[Mapping[int, Fraction]],
        side: Branch,
        beat: Sequence[Fraction] | None,
        *,
        ties: bool = False,
    ) -> tuple[list[Fraction], list[Fraction]] | None:
        """The best without further choices, and what each objective comes to; None where it does not beat the best."""
        table = self.table.beside(side.rows)
        try:
            return self.maximized(table, objectives, side, beat, ties=ties)
        finally:
            self.work += table.work
            self.task.effort.spent += table.work

    def maximized(
        self,
        table: Table,
        objectives: Sequence[Mapping[int, Fraction]],
        side: Branch,
        beat: Sequence[Fraction] | None,
        *,
        ties: bool,
    ) -> tuple[list[Fraction], list[Fraction]] | None:
        for variable, amount in side.reach:
            table.maximize({variable: Fraction(1)})
            if table.at(variable) < amount:
                return None
        proved = 0 if side.reach else self.task.proved
        reached, duals = [], []
        for index, objective in enumerate(objectives):
            dual = table.maximize(objective, proof=index < proved) if objective else None
            if dual is not None:
                duals.append(dual)
            reached.append(table.value(objective))
            if beat is not None and reached[-1] != beat[index]:
                if reached[-1] < beat[index]:
                    return None
                beat = None
        if beat is not None and not ties:
            return None
        values = table.values()
        rows = [*self.task.rows.rows, *side.rows]
        if not proved and self.sides(values):
            return values, reached  # no answer, and nothing that is said of one
        if not proves(rows, [o for o in objectives[:proved] if o], values, duals):
            raise AssertionError("an answer is not what its proof says")
        return values, reached
