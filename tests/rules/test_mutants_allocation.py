"""Small cases that tell a wrong step of sharing from a right one, each found by changing the code and seeing nothing.

Neighbors: `mutants_allocation.toml` lists the changes that no case can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.periods import Period
from stemtracker.rules.demand import LICENSES, LINES, Bucket, Sort, Topic, Want, gap
from stemtracker.rules.share_out import share_out
from stemtracker.rules.simplex import Bounded, Dual, Table, proves, solve
from stemtracker.rules.spare import spare

F = Fraction
Goal = Mapping[int, Fraction]

# exact linear programs

SUM: list[Bounded] = [({0: F(1), 1: F(1)}, F(4))]
BOTH: Goal = {0: F(1), 1: F(1)}


def test_a_proof_that_weighs_nothing_proves_nothing() -> None:
    assert proves(SUM, [BOTH], [F(4), F(0)], [Dual(1, {0: 1})])
    assert not proves(SUM, [BOTH], [F(0), F(0)], [Dual(0, {})])


def test_what_costs_the_first_objective_nothing_is_still_free_for_the_next() -> None:
    """Four of either are best at first; then four of the second are, though an answer without any claims the same."""
    spoiled = [Dual(1, {0: 1}), Dual(1, {})]
    assert not proves(SUM, [BOTH, {1: F(1)}], [F(4), F(0)], spoiled)
    assert solve(2, SUM, [BOTH, {1: F(1)}]) == [F(0), F(4)]


def test_bounds_may_be_parts_of_one() -> None:
    rows: list[Bounded] = [({0: F(1)}, F(1, 2)), ({0: F(1), 1: F(2, 3)}, F(3, 4))]
    assert solve(2, rows, [{0: F(1)}, {1: F(1)}]) == [F(1, 2), F(3, 8)]


def test_a_proof_is_given_only_where_it_is_asked_for() -> None:
    assert Table(2, SUM).maximize(BOTH) is None
    assert Table(2, SUM).maximize(BOTH, proof=True) == Dual(1, {0: 1})


def test_what_has_no_answer_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^the origin must be allowed$"):
        Table(1, [({0: F(1)}, F(-1))])
    with pytest.raises(ValueError, match=r"^the objective has no bound$"):
        solve(1, [({0: F(-1)}, F(3))], [{0: F(1)}])
    with pytest.raises(ValueError, match=r"^the objective has no bound$"):
        solve(1, [], [{0: F(1)}])


def test_steps_that_gain_nothing_come_to_an_end() -> None:
    """Always taking what gains most a unit goes round in circles here (Beale, 1955)."""
    rows: list[Bounded] = [
        ({0: F(1, 4), 1: F(-60), 2: F(-1, 25), 3: F(9)}, F(0)),
        ({0: F(1, 2), 1: F(-90), 2: F(-1, 50), 3: F(3)}, F(0)),
        ({2: F(1)}, F(1)),
    ]
    goal = {0: F(3, 4), 1: F(-150), 2: F(1, 50), 3: F(-6)}
    assert solve(4, rows, [goal]) == [F(1, 25), F(0), F(1), F(0)]


# hours along their lines

NO_LIMIT: frozenset[Bucket] = frozenset()
FIRST, SECOND = frozenset({("first",)}), frozenset({("second",)})


def hours(amount: int, *needs: str, limits: frozenset[Bucket] = NO_LIMIT, activity: int = -1) -> Sort:
    return Sort((F(amount),), (frozenset(needs),), (limits,), activity=activity)


def test_licenses_take_their_hours_one_after_the_other() -> None:
    """The second begins where the first ends, also where an hour is worth more to it."""
    wants = [Want("0:t", 0, F(1), across=(LICENSES,)), Want("1:t", 1, F(2), across=(LICENSES,))]
    both = Sort((F(4), F(8)), (frozenset({"0:t"}), frozenset({"1:t"})), (FIRST, SECOND))
    found = share_out([both], wants, {("first",): F(1), ("second",): F(2)})
    assert found.places == {(0, 0): (0, 1), (0, 1): (2, 4)}
    assert found.spans == {(0, "0:t"): (0, 1), (0, "1:t"): (2, 4)}


def test_needs_in_two_windows_take_their_hours_one_after_the_other() -> None:
    """Of four hours that lie in both windows two go to one need, one to the other, and one to neither."""
    wants = [
        Want("0:all", 0, F(4)),
        Want("0:a", 0, F(2), inside="0:all", group="g", across=("g",)),
        Want("1:all", 1, F(4), kin=0),
        Want("1:a", 1, F(4), inside="1:all", group="g", across=("g",), kin=0),
    ]
    both = Sort((F(4), F(4)), (frozenset({"0:all", "0:a"}), frozenset({"1:all", "1:a"})), (NO_LIMIT, NO_LIMIT))
    one = Sort((F(0), F(2)), (frozenset(), frozenset({"1:all"})), (NO_LIMIT, NO_LIMIT))
    spans = share_out([both, one], wants, {}).spans
    assert (spans[0, "0:a"], spans[0, "1:a"]) == ((0, 2), (2, 4))


def test_what_is_inside_stays_inside_though_a_rival_lies_in_its_way() -> None:
    wants = [
        Want("total", 0, F(4)),
        Want("a", 0, F(1), inside="total", group="g"),
        Want("b", 0, F(3), group="g"),
        Want("extra", 0, F(3), on_top="total"),
    ]
    for before in range(8):  # other hours before them change nothing
        sorts = [*(hours(1, limits=JOINT) for _hour in range(before)), hours(6, "total", "a", "b", "extra")]
        found = share_out(sorts, wants, {("joint",): F(0)})
        assert found.counts() == {"total": 4, "a": 3, "b": 3, "extra": 2}
        spans = {need: span for (_sort, need), span in found.spans.items()}
        assert (spans["total"], spans["extra"]) == ((0, 4), (4, 6))
        assert spans["a"][1] <= 4


def test_what_finds_room_between_its_rivals_lies_there() -> None:
    wants = [
        Want("total", 0),
        Want("b", 0, group="g"),
        Want("extra", 0, F(3), group="g", on_top="total"),
        Want("more", 0, F(1), on_top="total"),
    ]
    found = share_out([hours(6, "total", "b", "extra", "more")], wants, {}).spans
    assert found == {(0, "total"): (0, 2), (0, "b"): (0, 3), (0, "extra"): (3, 6), (0, "more"): (2, 3)}


def test_three_needs_each_take_an_activity_of_three_that_are_alike() -> None:
    wants = [Want(id_, 0, F(1), group="g", whole=True) for id_ in "abc"]
    found = share_out([hours(1, *"abc", activity=at) for at in range(3)], wants, {})
    assert found.given == {(0, "a"): 1, (1, "b"): 1, (2, "c"): 1}


def test_activities_that_are_alike_give_no_more_than_they_have() -> None:
    """One of two goes to one need, the other to another one; the total takes all four parts."""
    wants = [Want("total", 0, F(5)), *(Want(id_, 0, F(3), inside="total", group="g", whole=True) for id_ in "ab")]
    parts = [hours(3, "total", "b", activity=0), hours(1, "total", "a", activity=0)]
    parts += [replace(part, activity=1) for part in parts]
    found = share_out(parts, wants, {})
    assert found.used == {(0, 0): 3, (1, 0): 1, (2, 0): 3, (3, 0): 1}
    assert found.counts() == {"total": 8, "a": 1, "b": 3}


# topics that count from a certain amount on

X, Y, Z = ((0, 0, "topic", name) for name in "xyz")
JOINT = frozenset({("joint",)})


def spoken(
    amount: int, *topics: Topic, needs: Sequence[str] = ("total",), limits: frozenset[Bucket] = NO_LIMIT
) -> Sort:
    """Hours that have to speak for one of some topics."""
    return Sort((F(amount),), (frozenset(needs),), (limits,), frozenset({frozenset(topics)}))


def counted(sorts: Sequence[Sort], cap: int, least: Mapping[Topic, int], *, aloud: bool = True) -> Fraction:
    """What counts in all; of hours under the joint limit so many."""
    caps: dict[Bucket, Fraction | None] = {("joint",): F(cap)}
    found = share_out(sorts, [Want("total", 0, F(9))], caps, {t: F(n) for t, n in least.items()}, aloud=aloud)
    assert not found.unproven
    return found.count("total")


def test_at_best_hours_that_no_need_asks_for_bring_a_topic_to_where_it_counts() -> None:
    sorts = [spoken(3, X, Y, Z, needs=()), spoken(4, Y, Z, limits=JOINT)]
    assert counted(sorts, 1, {X: 3, Y: 5, Z: 3}) == 1
    assert counted(sorts, 1, {X: 3, Y: 5, Z: 5}) == 0


def test_at_best_all_hours_of_a_topic_add_up_also_those_that_count_for_another() -> None:
    """Three hours are sure by the first topic; with the one that a limit leaves they reach the second as well."""
    sure = [spoken(2, X, Y), spoken(1, X, Y)]
    assert counted([*sure, spoken(2, Y, limits=JOINT), spoken(1, Z)], 1, {X: 3, Y: 4, Z: 3}) == 4
    assert counted([*sure, spoken(2, Y, limits=JOINT), spoken(1, Z)], 1, {X: 3, Y: 5, Z: 3}) == 3


def test_at_best_a_limit_leaves_its_hours_to_the_topic_that_they_reach() -> None:
    sorts = [spoken(2, Y, limits=JOINT), spoken(4, X, Y, limits=JOINT)]
    assert counted(sorts, 2, {X: 2, Y: 3}) == 2
    assert counted(sorts, 2, {X: 3, Y: 3}) == 0


def test_at_best_hours_under_a_limit_count_for_both_of_their_topics() -> None:
    sorts = [spoken(5, X, Y, limits=JOINT), spoken(2, X), spoken(2, Y), spoken(1, Z)]
    assert counted(sorts, 3, {X: 5, Y: 5, Z: 2}) == 7
    assert counted(sorts, 3, {X: 5, Y: 5, Z: 2}, aloud=False) == 5


def test_at_best_more_hours_count_where_their_topics_lift_one_another() -> None:
    sorts = [spoken(1, Z), spoken(4, Y, limits=JOINT), spoken(3, X, Y, Z, limits=JOINT)]
    assert counted(sorts, 6, {X: 5, Y: 2, Z: 4}) == 7
    assert counted(sorts, 6, {X: 5, Y: 2, Z: 5}) == 6


def test_what_hours_of_two_topics_have_to_reach_is_one_of_these_not_any() -> None:
    sorts = [spoken(2, X, Y, Z, limits=JOINT), spoken(1, X)]
    assert counted(sorts, 7, {X: 4, Y: 2, Z: 3}) == 2


def test_at_worst_hours_of_two_topics_bring_one_of_them_to_where_it_counts() -> None:
    sorts = [spoken(10, X, Y), spoken(1, X), spoken(1, Y)]
    assert counted(sorts, 0, {X: 10, Y: 10}, aloud=False) == 11
    assert counted(sorts, 0, {X: 10, Y: 10}) == 12
    assert share_out(sorts, [Want("total", 0)], {}, {X: F(10), Y: F(10)}).count("total") == 11


def test_where_much_competes_more_than_is_asked_is_not_sought() -> None:
    """Twenty hours are sure in one topic; six more reach another, which is asked only where twenty are too few."""
    sorts = [*(spoken(1, X) for _hour in range(19)), spoken(1, X, Z), *(spoken(1, Y, Z) for _hour in range(6))]
    least = {X: F(19), Y: F(6), Z: F(9)}
    for asked, counting in ((20, 20), (24, 26), (40, 26)):
        assert share_out(sorts, [Want("total", 0, F(asked))], {}, least).count("total") == counting
    sorts = [*sorts[:20], *(spoken(1, Y, Z, needs=("total", "some")) for _hour in range(6))]
    assert share_out(sorts, [Want("total", 0, F(20)), Want("some", 0, F(1))], {}, least).count("total") == 26
    assert share_out(sorts, [Want("total", 0, F(20)), Want("some", 0)], {}, least).count("total") == 20


def test_where_little_competes_all_that_can_count_does() -> None:
    sorts = [spoken(3, X), spoken(3, Y, Z)]
    assert share_out(sorts, [Want("total", 0)], {}, {X: F(3), Y: F(3), Z: F(4)}).count("total") == 6


def test_each_topic_stays_at_its_threshold_however_hours_are_ordered() -> None:
    """The first hours are taken first, but not so many that the second topic falls below."""
    sorts = [spoken(5, X, limits=JOINT), spoken(5, Y, limits=JOINT)]
    found = share_out(sorts, [Want("total", 0, F(9))], {("joint",): F(7)}, {X: F(3), Y: F(3)})
    assert found.used == {(0, 0): 4, (1, 0): 3}


# what is lacking


def test_what_lies_inside_hours_on_top_is_lacking_beside_the_rest() -> None:
    wants = [Want("total", 0, F(5)), Want("extra", 0, F(3), on_top="total"), Want("part", 0, F(6), inside="extra")]
    assert gap(wants, {}) == 11
    assert gap(wants, {"part": F(4)}) == 8


def test_the_last_hour_is_lacking_too() -> None:
    assert gap([Want("total", 0, F(1))], {}) == 1
    assert gap([Want("total", 0, F(1))], {"total": F(2, 3)}) == F(1, 3)


def test_days_that_touch_are_shared() -> None:
    """Two spans of days, each with its own minimum: only where they have no day in common do these add up."""
    first = Period(date(2024, 1, 1), date(2024, 6, 30))
    touching, later = (Period(day, date(2024, 12, 31)) for day in (date(2024, 6, 30), date(2024, 7, 1)))
    for one, other, lacking in ((first, touching, 4), (touching, first, 4), (first, later, 7), (later, first, 7)):
        assert gap([Want("a", 0, F(4), days=one), Want("b", 0, F(3), days=other)], {}) == lacking
    assert gap([Want("a", 0, F(4), days=first), Want("b", 0, F(3))], {}) == 4
    assert gap([Want("a", 0, F(4)), Want("b", 0, F(3), days=first)], {}) == 4


def test_only_needs_of_one_group_or_one_row_of_years_add_up() -> None:
    for one, other, lacking in (("g", "g", 7), ("g", "h", 4), ("g", "", 4), ("", "g", 4), ("", "", 4)):
        assert gap([Want("a", 0, F(4), group=one), Want("b", 0, F(3), group=other)], {}) == lacking
        assert gap([Want("a", 0, F(4), apart=one), Want("b", 0, F(3), apart=other)], {}) == lacking


# activities that are alike


def test_an_activity_fills_one_need_of_each_of_two_groups() -> None:
    """Two activities of two hours under a limit of two: each goes to one need of either group."""
    wants = [Want("total", 0, F(4))]
    wants += [
        Want(id_, 0, F(1), inside="total", group=group, whole=True) for group, id_ in zip("gghh", "abcd", strict=True)
    ]
    found = share_out(
        [hours(2, "total", *"abcd", limits=JOINT, activity=at) for at in range(2)], wants, {("joint",): F(2)}
    )
    assert found.used == {(0, 0): 1, (1, 0): 1}
    assert found.counts() == {"total": 2, "a": 1, "b": 1, "c": 1, "d": 1}


# what competes


def test_two_needs_that_split_hours_within_a_license_claim_each_hour_once() -> None:
    """Four hours: two for each of two needs of the first license, none for the second."""
    mine = [Want("0:t", 0, F(4))]
    mine += [Want(id_, 0, F(2), inside="0:t", group="0:g") for id_ in ("0:a", "0:b")]
    wants = [replace(want, across=(LICENSES,)) for want in (*mine, Want("1:t", 1, F(1)))]
    both = Sort((F(4), F(4)), (frozenset({"0:t", "0:a", "0:b"}), frozenset({"1:t"})), (NO_LIMIT, NO_LIMIT))
    assert share_out([both], wants, {}).counts() == {"0:t": 4, "0:a": 2, "0:b": 2}


def test_hours_in_both_windows_of_a_license_are_claimed_once() -> None:
    """Four of six hours serve the first license in both of its windows, two are left for the second."""
    wants = [Want("0:t", 0, F(4)), Want("1:t", 1, F(4), kin=0), Want("2:t", 2, F(2))]
    wants = [replace(want, across=(LICENSES,)) for want in wants]
    every = Sort((F(6), F(6), F(6)), tuple(frozenset({want.id}) for want in wants), (NO_LIMIT,) * 3)
    assert share_out([every], wants, {}).counts() == {"0:t": 4, "1:t": 4, "2:t": 2}


def test_what_is_inside_takes_no_more_than_what_holds_it() -> None:
    """Two hours go to the first license; nothing inside the need of the second is left of them."""
    wants = [
        Want("0:t", 0, F(5), across=("0:t",)),
        Want("1:t", 1, F(5), across=("0:t",)),
        Want("1:a", 1, F(1), inside="1:t"),
        Want("1:b", 1, F(2)),
    ]
    both = Sort((F(2), F(2)), (frozenset({"0:t"}), frozenset({"1:t", "1:a", "1:b"})), (NO_LIMIT, NO_LIMIT))
    assert share_out([both], wants, {}).counts() == {"0:t": 2, "1:b": 2}


def test_an_activity_that_fits_one_need_of_a_group_only_needs_no_choice() -> None:
    wants = [Want(id_, 0, F(2), group="g", whole=True) for id_ in "ab"]
    sorts = [hours(2, "a", limits=JOINT), hours(3, "b", limits=JOINT)]
    assert share_out(sorts, wants, {("joint",): F(4)}).counts() == {"a": 2, "b": 2}


def test_what_is_spare_of_whole_activities() -> None:
    """Each activity fills one need: of the second one is spare, of the third all."""
    wants = [Want(id_, 0, F(2), group="g", whole=True) for id_ in "ab"]
    sorts = [hours(2, "a", "b", activity=0), hours(3, "a", "b", activity=1), hours(1, "a", "b", activity=2)]
    assert spare(sorts, wants, {}, {0, 1, 2}) == {0: 0, 1: 1, 2: 1}
    assert spare(sorts[1:], wants, {}, {0, 1}) == {0: 1, 1: 0}
    assert spare(sorts[:1], wants, {}, {0}) == {0: 0}


def windows(*wants: Want, offered: tuple[int, ...] = (4, 4), limits: frozenset[Bucket] = JOINT) -> Sort:
    """Hours that lie in several windows, under a limit in each."""
    fits = tuple(frozenset(want.id for want in wants if want.purse == purse) for purse in range(len(offered)))
    return Sort(tuple(map(F, offered)), fits, (limits,) * len(offered))


def test_what_two_windows_take_apart_passes_a_limit_in_sum() -> None:
    wants = [Want(f"{at}:a", at, F(2), group="g", across=("g",), kin=0) for at in range(2)]
    assert share_out([windows(*wants)], wants, {("joint",): F(3)}).counts() == {"0:a": 2, "1:a": 1}
    assert share_out([windows(*wants)], wants, {("joint",): F(9)}).counts() == {"0:a": 2, "1:a": 2}


def test_what_two_windows_share_passes_a_limit_once() -> None:
    wants = [Want("0:t", 0, F(3)), Want("1:t", 1, F(3), kin=0)]
    assert share_out([windows(*wants)], wants, {("joint",): F(3)}).counts() == {"0:t": 3, "1:t": 3}
    assert share_out([windows(*wants)], wants, {("other",): F(0), ("joint",): None}).counts() == {"0:t": 4, "1:t": 4}
    some = windows(*wants, limits=JOINT | FIRST)
    assert share_out([some], wants, {("joint",): F(3), ("first",): F(9)}).counts() == {"0:t": 3, "1:t": 3}


def test_a_limit_counts_hours_at_what_they_are_worth_in_the_window_that_gives_most() -> None:
    wants = [Want("0:t", 0, F(4)), Want("1:t", 1, F(2), kin=0)]
    assert share_out([windows(*wants, offered=(4, 2))], wants, {("joint",): F(2)}).counts() == {"0:t": 2, "1:t": 1}


@pytest.mark.parametrize("top", [0, 1, 2])
def test_a_limit_of_one_license_leaves_the_rest_of_its_hours_to_what_lies_on_top(top: int) -> None:
    """One account in two windows, under a limit of one hour; another license on top takes the other three."""
    first, other = [purse for purse in range(3) if purse != top]
    wants = [
        Want("base", first, F(4), across=("base",), kin=first),
        Want("window", other, F(4), kin=first),
        Want("top", top, F(3), across=("base",)),
    ]
    limits = tuple(NO_LIMIT if purse == top else JOINT for purse in range(3))
    every = replace(windows(*wants, offered=(4, 4, 4)), limits=limits)
    assert share_out([every], wants, {("joint",): F(1)}).counts() == {"base": 1, "window": 1, "top": 3}


def test_an_activity_is_whole_for_the_second_group_though_it_fits_one_need_of_the_first() -> None:
    wants = [Want(id_, 0, F(2), group=group, whole=True) for group, id_ in zip("gghh", "abcd", strict=True)]
    found = share_out([hours(4, "a", "c", "d", activity=0)], wants, {})
    assert (found.count("a"), sorted([found.count("c"), found.count("d")])) == (4, [0, 4])


def test_limits_that_count_lines_hold_each_by_itself() -> None:
    plans, talks = (frozenset({(name, LINES)}) for name in ("plans", "talks"))
    sorts = [hours(amount, "total", limits=plans, activity=at) for at, amount in enumerate((2, 5))]
    sorts += [hours(amount, "total", limits=talks, activity=at) for at, amount in enumerate((3, 4, 1), start=2)]
    caps: dict[Bucket, Fraction | None] = {("plans", LINES): F(1), ("talks", LINES): F(2)}
    assert share_out(sorts, [Want("total", 0, F(20))], caps).used == {(1, 0): 5, (2, 0): 3, (3, 0): 4}


def test_a_line_counts_whole_or_not_though_parts_of_two_would_do() -> None:
    plans = frozenset({("plans", LINES)})
    sorts = [hours(2, "a", limits=plans, activity=0), hours(5, "b", limits=plans, activity=1)]
    wants = [Want("a", 0, F(1)), Want("b", 0, F(2))]
    assert share_out(sorts, wants, {("plans", LINES): F(1)}).counts() == {"b": 5}
