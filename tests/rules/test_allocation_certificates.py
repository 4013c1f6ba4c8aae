"""An answer comes with its proof: the right one is taken, a spoiled one is refused."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from stemtracker.rules.branch import Branch, Rows, Task, best
from stemtracker.rules.simplex import Bounded, Dual, Table, proves

F = Fraction
ROWS: list[Bounded] = [({0: F(1), 1: F(1)}, F(4)), ({0: F(1)}, F(3)), ({1: F(2)}, F(5))]
GOALS: list[Mapping[int, Fraction]] = [{0: F(1), 1: F(1)}, {1: F(1)}]


def solved(
    rows: Sequence[Bounded], goals: Sequence[Mapping[int, Fraction]], size: int
) -> tuple[list[Fraction], list[Dual]]:
    table = Table(size, rows)
    duals = [table.maximize(goal, proof=True) for goal in goals]
    return table.values(), [dual for dual in duals if dual is not None]


def test_the_right_answer_is_proven() -> None:
    values, duals = solved(ROWS, GOALS, 2)
    assert values == [F(3, 2), F(5, 2)]
    assert proves(ROWS, GOALS, values, duals)


@pytest.mark.parametrize("worse", [[F(3), F(1)], [F(1), F(5, 2)], [F(0), F(0)], [F(2), F(5, 2)], [F(-1), F(5)]])
def test_another_answer_is_not_proven_by_it(worse: list[Fraction]) -> None:
    _values, duals = solved(ROWS, GOALS, 2)
    assert not proves(ROWS, GOALS, worse, duals)


def test_a_spoiled_proof_is_refused() -> None:
    values, duals = solved(ROWS, GOALS, 2)
    assert not proves(ROWS, GOALS, values, duals[:1])
    for at, dual in enumerate(duals):
        spoiled = [
            replace(dual, factor=0),
            replace(dual, factor=-dual.factor),
            replace(dual, factor=dual.factor + 1),
            *(replace(dual, rows={**dual.rows, row: times + 1}) for row, times in dual.rows.items()),
            *(replace(dual, rows={k: v for k, v in dual.rows.items() if k != row}) for row in dual.rows),
        ]
        for one in spoiled:
            assert not proves(ROWS, GOALS, values, [*duals[:at], one, *duals[at + 1 :]])


def test_every_answer_to_programs_of_all_kinds_is_proven() -> None:
    luck = random.Random(5)  # noqa: S311 - made-up programs, no secrets
    for _one in range(200):
        size = luck.randrange(1, 5)
        rows: list[Bounded] = [
            ({v: F(luck.randrange(-2, 4), luck.choice((1, 2, 3))) for v in range(size)}, F(luck.randrange(6)))
            for _row in range(luck.randrange(5))
        ]
        rows += [({v: F(1)}, F(luck.randrange(1, 6))) for v in range(size)]
        goals = [{v: F(luck.randrange(-2, 4)) for v in range(size)} for _goal in range(luck.randrange(1, 4))]
        values, duals = solved(rows, goals, size)
        assert proves(rows, goals, values, duals)
        assert not proves(rows, goals, [*values[:-1], F(9)], duals)


def test_all_or_nothing_is_told_through() -> None:
    """Two things of seven and five fit in ten only one at a time: the linear answer takes parts of both."""
    rows = Rows()
    parts = [rows.variable(), rows.variable()]
    for part in parts:
        rows.bound({part: F(1)}, F(1))
    rows.bound({parts[0]: F(7), parts[1]: F(5)}, F(10))

    class Whole:
        """Each is taken whole or not at all."""

        def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
            open_ = next((part for part in parts if values[part].denominator > 1), None)
            if open_ is None:
                return ()
            return (Branch(reach=((open_, F(1)),)), Branch(rows=(({open_: F(1)}, F(0)),)))

        def nearest(self, values: Sequence[Fraction]) -> Branch:
            return Branch(rows=tuple(({part: F(1)}, F(0)) for part in parts if values[part].denominator > 1))

        def settled(self, values: Sequence[Fraction]) -> Branch:
            return Branch(rows=tuple(({part: F(1)}, values[part]) for part in parts))

    goal = {parts[0]: F(7), parts[1]: F(5)}
    assert best(Task(rows, [goal]), [Whole()]) == [F(1), F(0)]
    assert best(Task(rows, [goal], goal=[F(8)]), [Whole()]) is None
