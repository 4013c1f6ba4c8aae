"""Hours that could be carried over: requirements use as little of them as they can, and the earliest first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.rules.demand import Bucket, Sort, Want
from stemtracker.rules.share_out import share_out
from stemtracker.rules.spare import spare

F = Fraction
TOTAL = Want("total", 0, F(6))
TOPIC = Want("a", 0, F(2), inside="total")


def sort(amount: int, needs: Sequence[str] = ("total",), limits: Sequence[str] = ()) -> Sort:
    return Sort((F(amount),), (frozenset(needs),), (frozenset((name,) for name in limits),))


def test_what_nothing_requires_is_spare() -> None:
    assert spare([sort(10)], [TOTAL], {}, {0}) == {0: F(4)}
    assert spare([sort(4)], [TOTAL], {}, {0}) == {0: F(0)}
    assert spare([sort(3, ())], [TOTAL], {}, {0}) == {0: F(3)}


def test_other_hours_are_used_before_those_that_could_be_carried_over() -> None:
    assert spare([sort(5), sort(4)], [TOTAL], {}, {0}) == {0: F(3)}
    assert spare([sort(5), sort(4)], [TOTAL], {}, {1}) == {1: F(3)}


def test_a_topic_keeps_what_only_it_can_use() -> None:
    sorts = [sort(5, ("total", "a")), sort(9)]
    assert spare(sorts, [TOTAL, TOPIC], {}, {0, 1}) == {0: F(0), 1: F(8)}
    assert spare(sorts, [TOTAL, TOPIC], {}, {0}) == {0: F(3)}


def test_what_a_limit_cuts_off_is_spare() -> None:
    caps: dict[Bucket, F | None] = {("l",): F(2)}
    assert spare([sort(5, limits=("l",)), sort(9)], [TOTAL], caps, {0}) == {0: F(5)}
    assert spare([sort(5, limits=("l",)), sort(3)], [TOTAL], caps, {0}) == {0: F(3)}


def test_the_earliest_are_used_first() -> None:
    assert spare([sort(5), sort(5), sort(5)], [TOTAL], {}, {0, 1, 2}) == {0: F(0), 1: F(4), 2: F(5)}


_NEEDS = st.sampled_from([("total",), ("total", "a"), ("a",)])
_LIMITS = st.sampled_from([(), ("l",)])
_SORTS = st.lists(st.builds(sort, st.integers(1, 4), _NEEDS, _LIMITS), min_size=1, max_size=4)


@settings(max_examples=80)
@given(
    st.lists(st.builds(sort, st.integers(1, 4), _NEEDS, _LIMITS), min_size=1, max_size=4), st.sets(st.integers(0, 3))
)
def test_without_what_is_spare_as_much_is_met_and_not_without_more(sorts: list[Sort], marked: set[int]) -> None:
    asked = (TOTAL, TOPIC)
    caps: dict[Bucket, F | None] = {("l",): F(2)}
    carryable = {index for index in marked if index < len(sorts)}

    def met(left: Sequence[F]) -> list[F]:
        rest = [Sort((amount,), one.needs, one.limits) for amount, one in zip(left, sorts, strict=True)]
        shares = share_out(rest, asked, caps)
        return [min(want.required, shares.count(want.id)) for want in asked]

    found = spare(sorts, asked, caps, carryable)
    assert found.keys() == carryable
    whole = [one.offered[0] for one in sorts]
    left = [amount - found.get(index, F(0)) for index, amount in enumerate(whole)]
    assert met(left) == met(whole)
    for index in carryable:
        if left[index]:
            assert met([amount - (F(1, 4) if at == index else 0) for at, amount in enumerate(left)]) != met(whole)
