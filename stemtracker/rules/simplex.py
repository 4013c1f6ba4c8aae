"""Exact linear programs, one objective after the other: maximize over `A x <= b`, `x >= 0`, with `b >= 0`.

Whole numbers throughout: each row is kept as any positive multiple of itself, so nothing is ever rounded and no
fraction has to be shortened. After each objective the variables that would worsen it are held at zero, so later
objectives choose among its optima only: what they all fix does not depend on the order of steps. Multipliers of the
rows come with the answer, by which anyone can check that nothing better exists (`proves`).
Neighbors: `program` states the problem of sharing hours among needs, `branch` where a choice is all or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

ZERO = Fraction(0)
Row = dict[int, int]
#: A sum of variables with their factors that may not be above a bound.
Bounded = tuple[Mapping[int, Fraction], Fraction]
#: Steps that gain nothing, after which the careful rule (always the first variable) makes sure of an end.
_IDLE = 12
#: Where the objective itself stands in its own row.
_GOAL = -1


@dataclass(frozen=True, slots=True)
class Dual:
    """Why an objective can't be better: so much of each row, over the factor of the objective, lies above it."""

    factor: int
    rows: Mapping[int, int]


def solve(variables: int, rows: Sequence[Bounded], objectives: Sequence[Mapping[int, Fraction]]) -> list[Fraction]:
    """The values of the variables that are best in the order of the objectives."""
    table = Table(variables, rows)
    for objective in objectives:
        table.maximize(objective)
    return table.values()


def proves(
    rows: Sequence[Bounded],
    objectives: Sequence[Mapping[int, Fraction]],
    values: Sequence[Fraction],
    duals: Sequence[Dual],
) -> bool:
    """Whether these values keep all bounds, and the duals show that nothing is better in the order of objectives."""
    size = len(values)
    slack = [bound - sum((times * values[v] for v, times in row.items()), ZERO) for row, bound in rows]
    everything = [*values, *slack]
    if any(value < 0 for value in everything) or len(duals) != len(objectives):
        return False
    held: set[int] = set()
    for objective, dual in zip(objectives, duals, strict=True):
        cost = {variable: -dual.factor * times for variable, times in objective.items()}
        for index, times in dual.rows.items():
            cost[size + index] = cost.get(size + index, ZERO) + times
            for variable, factor in rows[index][0].items():
                cost[variable] = cost.get(variable, ZERO) + times * factor
        if dual.factor <= 0 or any(c < 0 and k not in held for k, c in cost.items()):
            return False
        if any(c and everything[k] for k, c in cost.items()):
            return False
        held.update(k for k, c in cost.items() if c > 0)
    return True


class Table:
    """One row per basic variable: what it and the others come to. Slack `i` has the number `variables + i`.

    `columns` knows for each variable the rows it stands in, since most stand in a few only.
    """

    def __init__(self, variables: int, rows: Sequence[Bounded]) -> None:
        self.variables = variables
        self.rows: list[Row] = []
        self.right: list[int] = []
        self.columns: dict[int, set[int]] = {}
        self.basis: list[int] = []
        self.row_of: dict[int, int] = {}
        self.held: set[int] = set()
        #: How many numbers were worked out anew so far.
        self.work = 0
        self.bound(rows)

    def bound(self, rows: Sequence[Bounded]) -> None:
        """More rows, as long as nothing has moved."""
        for row, bound in rows:
            if bound < 0:
                raise ValueError("the origin must be allowed")
            index, scale = len(self.rows), lcm(bound.denominator, *(v.denominator for v in row.values()))
            slack = self.variables + index
            whole = {k: v.numerator * (scale // v.denominator) for k, v in row.items() if v}
            whole[slack] = scale
            self.rows.append(whole)
            self.right.append(bound.numerator * (scale // bound.denominator))
            for key in whole:
                self.columns.setdefault(key, set()).add(index)
            self.basis.append(slack)
            self.row_of[slack] = index

    def beside(self, rows: Sequence[Bounded]) -> Table:
        """A table that begins as this one did, with more rows."""
        table = Table(self.variables, ())
        table.rows = [row.copy() for row in self.rows]
        table.right, table.basis, table.row_of = self.right.copy(), self.basis.copy(), self.row_of.copy()
        table.columns = {key: rows.copy() for key, rows in self.columns.items()}
        table.bound(rows)
        table.work = sum(map(len, table.rows))
        return table

    def maximize(self, objective: Mapping[int, Fraction], *, proof: bool = False) -> Dual | None:
        """Moves to an optimum, then holds at zero what would leave it.

        What is held leaves the table, which is much quicker, unless a proof is asked for, now or later.
        """
        scale = lcm(*(v.denominator for v in objective.values()))
        reduced: Row = {k: -int(v * scale) for k, v in objective.items() if v and (proof or k not in self.held)}
        reduced[_GOAL] = scale
        for variable in reduced.keys() & self.row_of.keys():
            _clear(reduced, self.rows[self.row_of[variable]], variable)
        idle = 0
        while (entering := self.entering(reduced, careful=idle > _IDLE)) is not None:
            leaving = self.leaving(entering)
            if leaving is None:
                raise ValueError("the objective has no bound")
            idle = 0 if self.right[leaving] else idle + 1
            self.pivot(leaving, entering)
            self.work += len(self.rows[leaving])
            _clear(reduced, self.rows[leaving], entering)
        factor = reduced.pop(_GOAL)
        self.held |= {k for k, v in reduced.items() if v > 0}
        if not proof:
            self.drop()
            return None
        return Dual(factor, {k - self.variables: v for k, v in reduced.items() if k >= self.variables})

    def drop(self) -> None:
        """What is held stays zero from now on, so the table does without it."""
        for key in self.held & self.columns.keys():
            for index in self.columns.pop(key):
                del self.rows[index][key]

    def entering(self, reduced: Row, *, careful: bool) -> int | None:
        """A variable that gains: the one that gains most a unit, or the first of all."""
        gains = [(k if careful else v, k) for k, v in reduced.items() if v < 0 and k not in self.held]
        return min(gains)[1] if gains else None

    def value(self, objective: Mapping[int, Fraction]) -> Fraction:
        """What an objective comes to now."""
        return sum((times * self.at(v) for v, times in objective.items()), ZERO)

    def at(self, variable: int) -> Fraction:
        """The value of one variable."""
        index = self.row_of.get(variable)
        return ZERO if index is None else Fraction(self.right[index], self.rows[index][variable])

    def leaving(self, entering: int) -> int | None:
        """The row that first comes to its bound; of several the one with the first variable."""
        best: int | None = None
        for index in self.columns.get(entering, ()):
            step = self.rows[index][entering]
            if step > 0:
                if best is not None:
                    nearer = self.right[index] * self.rows[best][entering] - self.right[best] * step
                    if nearer > 0 or (nearer == 0 and self.basis[index] > self.basis[best]):
                        continue
                best = index
        return best

    def pivot(self, index: int, entering: int) -> None:
        row, bound = self.rows[index], self.right[index]
        self.work += len(row) * len(self.columns[entering])
        for other in self.columns[entering] - {index}:
            self.right[other] = _clear(self.rows[other], row, entering, self.right[other], bound)
            for key in row:
                if key in self.rows[other]:
                    self.columns[key].add(other)
                else:
                    self.columns[key].discard(other)
        del self.row_of[self.basis[index]]
        self.basis[index], self.row_of[entering] = entering, index

    def values(self) -> list[Fraction]:
        """The values of all variables but slacks."""
        return [self.at(variable) for variable in range(self.variables)]


def _clear(row: Row, by: Mapping[int, int], key: int, right: int = 0, bound: int = 0) -> int:
    """Takes `key` out of a row by a multiple of another, in the lowest whole numbers; gives the new right side.

    `by[key]` is above zero, so the row keeps its sign.
    """
    here, there = row[key], by[key]
    common = gcd(here, there)
    keep, times = there // common, here // common
    if keep != 1:
        for k in row:
            row[k] *= keep
        right *= keep
    for k, value in by.items():
        left = row.get(k, 0) - times * value
        if left:
            row[k] = left
        else:
            row.pop(k, None)
    right -= times * bound
    if keep != 1 and row:
        common = gcd(right, *row.values())
        if common > 1:
            for k in row:
                row[k] //= common
            right //= common
    return right
