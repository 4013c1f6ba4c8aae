"""Linear programs are solved exactly: held against trying every corner, on thousands of small ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.rules.simplex import solve

numbers = st.integers(-3, 5).map(Fraction) | st.sampled_from([Fraction(1, 3), Fraction(5, 2), Fraction(-1, 2)])


def _corner(rows: list[tuple[list[Fraction], Fraction]], size: int) -> list[Fraction] | None:
    """The one point where these hold as equations; None where there is none."""
    table = [[*row, bound] for row, bound in rows]
    for column in range(size):
        pivot = next((r for r in range(column, size) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [value / table[column][column] for value in table[column]]
        for other in range(size):
            if other != column:
                times = table[other][column]
                table[other] = [a - times * b for a, b in zip(table[other], table[column], strict=True)]
    return [row[-1] for row in table]


def _value(row: list[Fraction], point: list[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(row, point, strict=True)), Fraction(0))


@settings(max_examples=300)
@given(st.data())
def test_the_best_corner_in_the_order_of_the_objectives_is_found(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 3))
    vector = st.lists(numbers, min_size=size, max_size=size)
    rows = data.draw(st.lists(st.tuples(vector, st.integers(0, 6).map(Fraction)), min_size=0, max_size=3))
    one = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    rows += [(axis, Fraction(7)) for axis in one]  # a box, so that every objective has a bound
    objectives = [*data.draw(st.lists(vector, min_size=1, max_size=3)), *one]
    every = [*rows, *(([-a for a in axis], Fraction(0)) for axis in one)]
    corners = [p for chosen in combinations(every, size) if (p := _corner(list(chosen), size)) is not None]
    inside = [p for p in corners if all(_value(row, p) <= bound for row, bound in every)]
    best = max(inside, key=lambda p: [_value(o, p) for o in objectives])
    found = solve(
        size,
        [(dict(enumerate(row)), bound) for row, bound in rows],
        [dict(enumerate(objective)) for objective in objectives],
    )
    assert found == best
