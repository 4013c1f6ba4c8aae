"""Exact programs with choices that are all or nothing: branch and bound over linear programs.

A linear program without the choices can only be better than one with them, so whatever does not beat the best answer
so far is left aside, and what remains at the end is proven best. Answers are compared objective by objective.
Neighbors: `simplex` solves each linear program, `speaking` and `program` say which choices are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from stemtracker.rules.simplex import Bounded, Table, proves

#: How large all linear programs of one answer together (bounds by variables) may be before it can't be told.
#: Records as they are need a small part of it; `tools.bench.worst` shows what the worst ones take.
_MOST = 500_000


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

    def sum(self, row: Mapping[int, Fraction]) -> int:
        """A variable that is no more than a sum, and as much where it has to be."""
        whole = self.variable()
        self.bound({whole: Fraction(1), **{variable: -times for variable, times in row.items()}}, Fraction(0))
        return whole


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


class Choices(Protocol):
    """What values leave open."""

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The sides of a choice that is still open; none where all is settled."""

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """The bounds by which all choices stay as they are."""


class TooManyError(Exception):
    """More choices than can be gone through; `values` are the best so far, if any."""

    def __init__(self, values: list[Fraction] | None) -> None:
        super().__init__()
        self.values = values


def best(task: Task, choices: Sequence[Choices]) -> list[Fraction] | None:
    """The best values, objective by objective; None where nothing keeps all bounds."""
    found: tuple[Branch, list[Fraction]] | None = None
    bound: list[Fraction] | None = None
    merit = task.goal
    open_, work = [task.always], 0
    while open_:
        side = open_.pop()
        work += (len(task.rows.rows) + len(side.rows)) * task.rows.size
        if work > _MOST and bound is not None:
            raise TooManyError(_settled(task, choices, *found) if found else None)
        solved = _solved(task, task.first, side, merit, ties=found is None)
        if solved is None:
            continue
        values, reached = solved
        bound = bound or reached
        sides = next((sides for one in choices if (sides := one.sides(values))), ())
        if sides:
            open_ += [side + one for one in reversed(sides)]
            continue
        found, merit = (side, values), reached
        if merit in (bound, task.goal):
            break
    return _settled(task, choices, *found) if found else None


def _settled(task: Task, choices: Sequence[Choices], side: Branch, values: Sequence[Fraction]) -> list[Fraction] | None:
    """The choices as they are, and all else in order."""
    for one in choices:
        side += one.settled(values)
    last = _solved(task, [*task.first, *task.rest], side, None)
    return last[0] if last else None


def _solved(
    task: Task,
    objectives: Sequence[Mapping[int, Fraction]],
    side: Branch,
    beat: Sequence[Fraction] | None,
    *,
    ties: bool = False,
) -> tuple[list[Fraction], list[Fraction]] | None:
    """The best without further choices, and what each objective comes to; None where that does not beat the best."""
    rows = [*task.rows.rows, *side.rows]
    table = Table(task.rows.size, rows)
    for variable, amount in side.reach:
        table.maximize({variable: Fraction(1)})
        if table.at(variable) < amount:
            return None
    proved = 0 if side.reach else task.proved
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
    if not proves(rows, [o for o in objectives[:proved] if o], values, duals):
        raise AssertionError("an answer is not what its proof says")
    return values, reached
