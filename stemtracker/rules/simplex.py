"""Exact linear programs, one objective after the other: maximize over `A x <= b`, `x >= 0`, with `b >= 0`.

Fractions throughout; Bland's rule, so it always ends. After each objective the variables that would worsen
it are held at zero, so later objectives choose among its optima only: the result does not depend on luck.
Neighbors: `share_out` states the problem of sharing hours among needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)
Row = dict[int, Fraction]


def solve(
    variables: int,
    rows: Sequence[tuple[Mapping[int, Fraction], Fraction]],
    objectives: Sequence[Mapping[int, Fraction]],
) -> list[Fraction]:
    """The values of the variables that are best in the order of the objectives."""
    tableau = _Tableau(variables, rows)
    for objective in objectives:
        tableau.maximize(objective)
    return tableau.values()


class _Tableau:
    """Basic variables in terms of the others; slack `i` has the number `variables + i`."""

    def __init__(self, variables: int, rows: Sequence[tuple[Mapping[int, Fraction], Fraction]]) -> None:
        self.variables = variables
        self.rows: list[Row] = []
        self.right: list[Fraction] = []
        self.basis: list[int] = []
        self.held: set[int] = set()
        for index, (row, bound) in enumerate(rows):
            if bound < 0:
                raise ValueError("the origin must be allowed")
            slack = variables + index
            self.rows.append({**{k: v for k, v in row.items() if v}, slack: ONE})
            self.right.append(bound)
            self.basis.append(slack)

    def maximize(self, objective: Mapping[int, Fraction]) -> None:
        """Moves to an optimum, then holds at zero what would leave it."""
        reduced: Row = {k: -v for k, v in objective.items() if v and k not in self.held}
        for index, variable in enumerate(self.basis):
            if variable in reduced:
                _subtract(reduced, self.rows[index], reduced[variable])
        while (
            entering := min((k for k, v in reduced.items() if v < 0 and k not in self.held), default=None)
        ) is not None:
            leaving = self.leaving(entering)
            if leaving is None:
                raise ValueError("the objective has no bound")
            self.pivot(leaving, entering)
            _subtract(reduced, self.rows[leaving], reduced[entering])
        basic = set(self.basis)
        self.held |= {k for k, v in reduced.items() if v > 0 and k not in basic}

    def leaving(self, entering: int) -> int | None:
        best: tuple[Fraction, int, int] | None = None
        for index, row in enumerate(self.rows):
            step = row.get(entering, ZERO)
            if step > 0:
                candidate = (self.right[index] / step, self.basis[index], index)
                if best is None or candidate < best:
                    best = candidate
        return None if best is None else best[2]

    def pivot(self, index: int, entering: int) -> None:
        row = self.rows[index]
        factor = row[entering]
        if factor != 1:
            row = self.rows[index] = {k: v / factor for k, v in row.items()}
            self.right[index] /= factor
        for other, there in enumerate(self.rows):
            if other != index and entering in there:
                times = there[entering]
                _subtract(there, row, times)
                self.right[other] -= times * self.right[index]
        self.basis[index] = entering

    def values(self) -> list[Fraction]:
        found = [ZERO] * self.variables
        for index, variable in enumerate(self.basis):
            if variable < self.variables:
                found[variable] = self.right[index]
        return found


def _subtract(row: Row, other: Mapping[int, Fraction], times: Fraction) -> None:
    """`row -= times * other`, dropping what becomes zero."""
    for key, value in other.items():
        left = row.get(key, ZERO) - times * value
        if left:
            row[key] = left
        else:
            row.pop(key, None)
