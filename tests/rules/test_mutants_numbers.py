"""Numbers that are not known exactly, and truth that can't be told: what can be said of them all the same.

A number is written as its ends, (2, 5) for "from 2 to 5" and (2, None) for "2 or more"; None is unknown altogether.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from stemtracker.rules.values import (
    SOME,
    UNBOUNDED,
    Bounds,
    Sum,
    Value,
    arithmetic,
    as_bounds,
    compare,
    point,
    simplest,
)

F = Fraction
Ends = int | tuple[int, int | None] | None


def number(ends: Ends) -> Fraction | Bounds | None:
    """A number from its ends."""
    if ends is None or isinstance(ends, int):
        return None if ends is None else F(ends)
    low, high = ends
    return Bounds(F(low), None if high is None else F(high))


@pytest.mark.parametrize(
    ("left", "op", "right", "result"),
    [
        # Exact numbers.
        (6, "+", 4, 10),
        (6, "-", 4, 2),
        (6, "*", 4, 24),
        (8, "/", 4, 2),
        (6, "/", 0, None),
        (0, "/", 6, 0),
        (6, "min", 4, 4),
        (6, "max", 4, 6),
        # One side between two ends, or both.
        ((2, 5), "+", 10, (12, 15)),
        (10, "+", (2, 5), (12, 15)),
        ((2, 5), "-", (1, 3), (-1, 4)),
        ((2, 5), "*", (3, 4), (6, 20)),
        ((-2, 5), "*", (-3, 4), (-15, 20)),
        ((6, 12), "/", (2, 3), (2, 6)),
        ((2, 5), "min", (3, 4), (2, 4)),
        ((2, 5), "max", (3, 4), (3, 5)),
        ((2, 5), "min", 2, 2),
        ((2, 5), "max", 5, 5),
        # What might be divided by zero, or below, is unknown; above zero it is known.
        ((6, 12), "/", (0, 3), None),
        ((6, 12), "/", (-1, 3), None),
        ((6, 12), "/", (1, 3), (2, 12)),
        ((6, None), "/", (0, 3), None),
        # An end that is open.
        ((2, None), "+", (3, None), (5, None)),
        ((2, None), "+", 3, (5, None)),
        (3, "+", (2, None), (5, None)),
        ((2, None), "*", (3, None), (6, None)),
        ((0, None), "*", (3, None), (0, None)),
        ((3, None), "*", (0, None), (0, None)),
        ((-2, None), "*", (3, None), (0, None)),
        ((2, None), "*", (-3, None), (0, None)),
        ((9, None), "-", (2, 5), (4, None)),
        ((9, 12), "-", (2, None), (0, None)),
        ((9, None), "-", (2, None), (0, None)),
        ((2, None), "min", (3, 7), (2, 7)),
        ((3, 7), "min", (2, None), (2, 7)),
        ((2, None), "min", (3, None), (2, None)),
        ((2, None), "max", (3, 7), (3, None)),
        ((4, 7), "max", (2, None), (4, None)),
        ((2, None), "max", (3, None), (3, None)),
        ((6, 12), "/", (2, None), (0, 6)),
        ((6, None), "/", (2, None), (0, None)),
        ((6, None), "/", (2, 3), (0, None)),
        # The least of two is no more than the one that is known, the greatest no less.
        (4, "min", None, (0, 4)),
        (None, "min", 4, (0, 4)),
        (4, "max", None, (4, None)),
        (None, "max", 4, (4, None)),
        ((2, 5), "min", None, (0, 5)),
        (None, "max", (2, 5), (2, None)),
        (None, "min", None, None),
        (None, "max", None, None),
        # Unknown in, unknown out.
        (None, "+", 4, None),
        (4, "-", None, None),
        (None, "*", (2, 5), None),
        ((2, 5), "/", None, None),
    ],
)
def test_what_is_known_of_a_result(left: Ends, op: str, right: Ends, result: Ends) -> None:
    assert arithmetic(op, number(left), number(right)) == number(result)


@pytest.mark.parametrize("word", ["law", True, date(2024, 1, 1), frozenset({"law"})])
def test_what_is_no_number_is_unknown_as_one(word: Value) -> None:
    assert as_bounds(word) is None
    assert arithmetic("+", F(1), word) is None
    assert arithmetic("min", F(1), word) == Bounds(F(0), F(1))


def test_less_than_one_times_any_number_of_what_is_known() -> None:
    half, any_number = Bounds(F(1, 2), F(1)), Bounds(F(1, 2), None)
    assert arithmetic("*", half, any_number) == arithmetic("*", any_number, half) == Bounds(F(1, 4), None)


ORDERS = ("=", "<>", "<", "<=", ">", ">=")


@pytest.mark.parametrize(
    ("left", "right", "truths"),
    [
        # What is known of =, <>, <, <=, > and >=: yes, no or ? for each.
        (2, 3, "n y y y n n"),
        (3, 3, "y n n y n y"),
        (4, 3, "n y n n y y"),
        ((1, 2), (3, 4), "n y y y n n"),
        ((1, 3), (3, 4), "? ? ? y n ?"),
        ((1, 4), (3, 5), "? ? ? ? ? ?"),
        ((3, 4), (1, 3), "? ? n ? ? y"),
        ((3, 4), (1, 2), "n y n n y y"),
        ((3, 3), (3, 3), "y n n y n y"),
        ((3, 3), (4, 4), "n y y y n n"),
        ((3, 3), 3, "y n n y n y"),
        (3, (3, 4), "? ? ? y n ?"),
        (4, (3, 4), "? ? n ? ? y"),
        ((5, None), (3, 4), "n y n n y y"),
        ((4, None), (3, 4), "? ? n ? ? y"),
        ((3, None), (3, 4), "? ? ? ? ? ?"),
        ((3, 4), (5, None), "n y y y n n"),
        ((3, 4), (4, None), "? ? ? y n ?"),
        ((3, None), (3, None), "? ? ? ? ? ?"),
        (3, None, "? ? ? ? ? ?"),
        (None, 3, "? ? ? ? ? ?"),
        ((1, 2), None, "? ? ? ? ? ?"),
    ],
)
def test_what_is_known_of_a_comparison(left: Ends, right: Ends, truths: str) -> None:
    expected = [{"y": True, "n": False, "?": None}[t] for t in truths.split()]
    assert [compare(op, number(left), number(right)) for op in ORDERS] == expected


@pytest.mark.parametrize(
    ("left", "right", "truths"),
    [
        (date(2024, 1, 1), date(2024, 1, 2), [False, True, True, True, False, False]),
        (date(2024, 1, 2), date(2024, 1, 2), [True, False, False, True, False, True]),
        (date(2024, 1, 3), date(2024, 1, 2), [False, True, False, False, True, True]),
        ("law", "law", [True, False, None, None, None, None]),
        ("law", "equity", [False, True, None, None, None, None]),
        (F(1), date(2024, 1, 2), [False, True, None, None, None, None]),
        (date(2024, 1, 2), F(1), [False, True, None, None, None, None]),
        (Bounds(F(1), F(2)), "law", [None] * 6),
        ("law", Bounds(F(1), F(2)), [None] * 6),
    ],
)
def test_days_have_an_order_and_words_have_none(left: Value, right: Value, truths: list[bool | None]) -> None:
    assert [compare(op, left, right) for op in ORDERS] == truths


def test_a_number_may_be_either_of_two() -> None:
    assert Bounds(F(1), F(3)).union(Bounds(F(2), F(5))) == Bounds(F(1), F(5))
    assert Bounds(F(2), F(5)).union(Bounds(F(1), F(3))) == Bounds(F(1), F(5))
    assert Bounds(F(1), None).union(Bounds(F(2), F(5))) == Bounds(F(1), None)
    assert Bounds(F(1), F(3)).union(Bounds(F(2), None)) == Bounds(F(1), None)
    assert SOME.union(SOME) == SOME
    assert SOME.union(point(0)) == point(0).union(SOME) == point(0)


def test_one_number_is_given_as_itself() -> None:
    assert simplest(point(3)) == F(3)
    assert simplest(Bounds(F(1), F(3))) == Bounds(F(1), F(3))
    assert simplest(SOME) is SOME, "any amount above zero is not the number zero"
    assert simplest(UNBOUNDED) is UNBOUNDED
    assert point(3) == Bounds(F(3), F(3))
    assert as_bounds(F(3)) == point(3)


def test_many_fractions_add_up() -> None:
    some, more = Sum(), Sum()
    assert some.total() == 0
    assert isinstance(some.total(), Fraction)
    for amount, times in ((F(1, 2), 1), (F(1, 2), 3), (F(1, 3), 2), (F(5), 1)):
        some.add(amount, times)
    some.add(F(1, 6))
    assert some.total() == F(2) + F(2, 3) + 5 + F(1, 6)
    more.add(F(1, 2))
    more.add(F(1, 7))
    more.join(some)
    assert more.total() == some.total() + F(1, 2) + F(1, 7)
