"""Hours that several groups of needs, a limit and topics hold at once: none is counted twice, none is lost."""

from __future__ import annotations

from fractions import Fraction

from stemtracker.rules.demand import Sort, Want
from stemtracker.rules.share_out import share_out

F = Fraction


def test_rivals_share_what_holds_them_all_wherever_each_lies() -> None:
    """Of four hours one is on top: what two rivals inside the other three take comes to three."""
    wants = [
        Want("total", 0, F(3)),
        Want("extra", 0, F(1), on_top="total"),
        Want("a", 0, F(3), inside="total", group="g"),
        Want("b", 0, inside="total", group="g"),
        Want("c", 0, F(1), inside="a", group="h"),
        Want("d", 0, F(3), inside="total", group="h"),
    ]
    found = share_out([Sort((F(4),), (frozenset(want.id for want in wants),), (frozenset(),))], wants, {})
    assert (found.count("total"), found.count("extra"), found.count("c") + found.count("d")) == (F(3), F(1), F(3))


def test_activities_that_are_alike_pass_no_limit_where_groups_cross() -> None:
    """Two activities of two hours under a limit of two; each goes to one of two needs whole, and to others in parts."""
    wants = [
        Want("total", 0, F(4)),
        *(Want(id_, 0, F(1), inside="total", group="g", whole=True) for id_ in "ab"),
        *(Want(id_, 0, F(1), inside="total", group="h") for id_ in "cd"),
    ]
    ids = frozenset(want.id for want in wants)
    sorts = [Sort((F(2),), (ids,), (frozenset({("l",)}),), activity=at) for at in range(2)]
    found = share_out(sorts, wants, {("l",): F(2)})
    assert (found.count("total"), sum(found.used.values())) == (F(2), F(2))
    assert [found.count(id_) for id_ in "abcd"] == [F(1)] * 4


def test_hours_of_two_topics_count_at_best_where_only_the_later_one_is_reached() -> None:
    x, z = (0, 0, "topic", "x"), (0, 0, "topic", "z")
    both = frozenset({frozenset({x, z})})
    sorts = [
        Sort((F(hours),), (frozenset({"total"}),), (limits,), both)
        for hours, limits in ((3, frozenset()), (4, frozenset({("l",)})))
    ]
    found = share_out(sorts, [Want("total", 0, F(5))], {("l",): F(2)}, {x: F(6), z: F(5)}, aloud=True)
    assert found.count("total") == F(5)
