"""What further hours would have to bring where topics count from an amount on, on cases one can reckon by hand.

Neighbors: `test_mutants_allocation` has how hours are shared, `mutants_allocation.toml` what no case can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from stemtracker.rules.demand import Sort, Topic, Want
from stemtracker.rules.share_out import Closing, closing, share_out
from stemtracker.rules.spare import spare

F = Fraction
LAW: Topic = (0, 0, "need", "law")
X, Y = ((0, 0, "topic", name) for name in "xy")
OTHER: Topic = (1, 0, "topic", "x")


def hours(amount: Fraction | int, *needs: str, topic: Topic | None = None, purse: int = 0, purses: int = 1) -> Sort:
    """Hours in one purse, which may have to speak for a topic."""
    here = [at == purse for at in range(purses)]
    return Sort(
        tuple(F(amount) if it else F(0) for it in here),
        tuple(frozenset(needs) if it else frozenset() for it in here),
        (frozenset(),) * purses,
        frozenset({frozenset({topic})}) if topic else frozenset(),
    )


def closed(sorts: Sequence[Sort], wants: Sequence[Want], least: Mapping[Topic, int]) -> Closing:
    bounds = {topic: F(amount) for topic, amount in least.items()}
    found = closing(sorts, wants, {}, bounds, share_out(sorts, wants, {}, bounds).counts())
    assert found is not None
    return found


def test_what_a_need_lacks_lifts_its_own_topic() -> None:
    """Six hours of law count from ten on; four more bring all six, whatever else counts for the need already."""
    law = Want("law", 0, F(10))
    found = closed([hours(6, "law", topic=LAW)], [law], {LAW: 10})
    assert (found.gaps, found.counts) == ({0: 4}, {"law": 6})
    found = closed([hours(6, "law", topic=LAW), hours(5, "law")], [law], {LAW: 10})
    assert (found.gaps, found.counts) == ({0: 4}, {"law": 11})


def test_a_topic_that_nobody_asks_for_is_lifted_by_hours_of_the_total() -> None:
    wants = [Want("total", 0, F(10)), Want("law", 0, inside="total")]
    assert closed([hours(6, "total", "law", topic=LAW)], wants, {LAW: 10}).gaps == {0: 4}
    some = [Want("total", 0, F(10)), Want("law", 0, F(1, 1000), some=True, inside="total")]
    assert closed([hours(6, "total", "law", topic=LAW)], some, {LAW: 10}).gaps == {0: 4}


def test_a_topic_that_is_asked_for_is_lifted_by_more_than_what_is_asked_too() -> None:
    wants = [Want("total", 0, F(10)), Want("law", 0, F(1), inside="total")]
    assert closed([hours(6, "total", "law", topic=LAW)], wants, {LAW: 10}).gaps == {0: 4}
    assert closed([hours(6, "total", "law", topic=LAW)], wants, {LAW: 12}).gaps == {0: 6}


def test_an_hour_of_two_topics_lifts_one_of_them() -> None:
    """Two hours of each count from three on: one hour more of each, for none lifts both."""
    equity: Topic = (0, 0, "need", "equity")
    wants = [Want("total", 0, F(4)), Want("law", 0, F(3), inside="total"), Want("equity", 0, F(3), inside="total")]
    sorts = [hours(2, "total", "law", topic=LAW), hours(2, "total", "equity", topic=equity)]
    assert closed(sorts, wants, {LAW: 3, equity: 3}).gaps == {0: 2}


def test_a_topic_that_is_a_need_and_one_that_is_none_are_not_lifted_by_the_same_hour() -> None:
    sorts = [hours(2, "total", topic=X), hours(2, "total", topic=LAW)]
    assert closed(sorts, [Want("total", 0, F(4))], {X: 3, LAW: 3}).gaps == {0: 2}


def test_an_hour_that_lifts_a_topic_serves_another_need_as_well() -> None:
    """Three hours of both topics bring the two of the first, and are the three of the second."""
    wants = [Want("total", 0, F(4)), Want("law", 0, F(3), inside="total")]
    assert closed([hours(2, "total", topic=X)], wants, {X: 3, LAW: 3}).gaps == {0: 3}


def test_topics_under_two_rules_are_lifted_by_the_same_hours() -> None:
    other: Topic = (0, 1, "topic", "x")
    sorts = [replace(hours(2, "total"), held=frozenset({frozenset({X}), frozenset({other})}))]
    assert closed(sorts, [Want("total", 0, F(5))], {X: 5, other: 5}).gaps == {0: 3}


def test_what_lies_on_top_is_lacking_beside_the_rest() -> None:
    """One more hour lifts the nine that are there: of twenty, ten are then open beside it, and five on top."""
    wants = [Want("total", 0, F(20)), Want("extra", 0, F(8), on_top="total")]
    found = closed([hours(9, "total", topic=X), hours(3, "extra", topic=Y)], wants, {X: 10, Y: 10})
    assert found.gaps == {0: 16}
    assert found.counts == {"total": 9, "extra": 3}


def test_each_purse_lifts_its_own_topics() -> None:
    wants = [Want("one", 0, F(20)), Want("other", 1, F(30))]
    sorts = [hours(9, "one", topic=X, purses=2), hours(7, "other", topic=OTHER, purse=1, purses=2)]
    found = closed(sorts, wants, {X: 10, OTHER: 10})
    assert (found.gaps, found.counts) == ({0: 11, 1: 23}, {"one": 9, "other": 7})
    wants = [Want("one", 0, F(2)), Want("other", 1, F(30))]
    assert closed(sorts, wants, {X: 12, OTHER: 10}).gaps == {0: 2, 1: 23}


def test_at_worst_an_hour_lifts_one_of_its_topics_only() -> None:
    """Five more hours of the second topic bring its own five; the first one needs all six of both."""
    both = replace(hours(6, "total"), held=frozenset({frozenset({X, Y})}))
    found = closed(
        [both, hours(5, "total", topic=X), hours(5, "total", topic=Y)], [Want("total", 0, F(20))], {X: 11, Y: 10}
    )
    assert found.gaps == {0: 5}


def test_a_need_of_one_hour_is_lifted_too() -> None:
    assert closed([hours(F(1, 2), "total", topic=X)], [Want("total", 0, F(1))], {X: 1}).gaps == {0: F(1, 2)}


def test_a_topic_has_the_hours_of_its_own_purse_only() -> None:
    """Two hours in the second purse are not enough for its topic, though the first has four of the same lines."""
    lines = Sort(
        (F(4), F(2)), (frozenset({"one"}), frozenset({"other"})), (frozenset(),) * 2, frozenset({frozenset({OTHER})})
    )
    wants = [Want("one", 0, F(4)), Want("other", 1, F(2))]
    assert share_out([lines], wants, {}, {OTHER: F(3)}).counts() == {"one": 4}
    assert share_out([lines], wants, {}, {OTHER: F(2)}).counts() == {"one": 4, "other": 2}


def test_a_limit_that_leaves_too_little_of_a_topic_leaves_nothing_in_the_second_purse_either() -> None:
    talks = frozenset({("talks",)})
    lines = replace(hours(10, "other", topic=OTHER, purse=1, purses=2), limits=(talks, talks))
    wants = [Want("one", 0, F(4)), Want("other", 1, F(2))]
    assert share_out([lines], wants, {("talks",): F(4)}, {OTHER: F(10)}).counts() == {}
    assert share_out([lines], wants, {("talks",): F(4)}, {OTHER: F(4)}).counts() == {"other": 4}


@pytest.mark.parametrize("aloud", [False, True])
def test_hours_that_two_rules_look_at_have_to_reach_a_topic_of_each(*, aloud: bool) -> None:
    """A limit leaves three of four hours: enough for the first rule, not for the second."""
    other: Topic = (0, 1, "topic", "x")
    held = frozenset({frozenset({X}), frozenset({other})})
    lines = replace(hours(4, "total"), limits=(frozenset({("talks",)}),), held=held)
    for cap, counts in ((3, {}), (4, {"total": 4})):
        found = share_out([lines], [Want("total", 0)], {("talks",): F(cap)}, {X: F(1), other: F(4)}, aloud=aloud)
        assert found.counts() == counts


def test_hours_that_offer_nothing_are_spare_in_full() -> None:
    assert spare([hours(0, "total"), hours(3, "total")], [Want("total", 0, F(2))], {}, {0, 1}) == {0: 0, 1: 1}


def test_of_hours_that_could_be_carried_over_the_first_are_used_first() -> None:
    """Seven of eight are used, with them the one that lapses; one of the second is left."""
    wants = [Want("total", 0, F(7)), Want("a", 0, F(2), inside="total")]
    sorts = [hours(4, "total", "a"), hours(3, "total"), hours(1, "total")]
    assert spare(sorts, wants, {}, {0, 1}) == {0: 0, 1: 1}
