"""Activities that count wholly or not at all, of which only so many may: each case has an answer that can be reckoned.

Where several would count in part, the program rules out one part after the other until nothing is left in part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from small_rows import LAW, TALK, Build, Make, Row, assessed, few, lines_of, more, taken

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.close import close
from stemtracker.rules.demand import LINES, Bucket, Sort, Want
from stemtracker.rules.share_out import share_out
from stemtracker.rules.spare import spare

Answer = Callable[..., Assessment]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))


def test_hours_go_over_beside_a_limit_in_lines(build: Build, line: Make) -> None:
    """Three of five talks count: four hours of law and four of equity leave the least lacking, the others go over."""
    needs = """
[need]
renewal = { all = ["total", "equity", "law"] }
total = { amount = 1, of = "hours" }
equity = { amount = 4, of = "hours", match = "topic = equity", inside = "total" }
law = { amount = 5, of = "hours", match = "topic = law", inside = "total" }
"""
    law, equity = ({**TALK, "tags": frozenset({topic})} for topic in ("law", "equity"))
    rows: list[Row] = [(id_, 4, 2024, law) for id_ in "ab"] + [(id_, 2, 2024, equity) for id_ in "cde"]
    pack = build(needs, account=more(few("3 lines"), "carry", '{ id = "excess", from_window = "cycle" }'))
    case = Case(packs=(pack,), ledger=lines_of(line, rows), cycles={"t": CYCLE}, today=date(2026, 11, 22))
    found = assess(case)[0]
    assert (found.verdict, found.gap) == (Verdict.NOT_MET, 1)
    assert close(found, case, CYCLE.end).carried == (("hours", 6),)


def test_where_no_activity_may_count_the_part_under_the_limit_does_not(build: Build, line: Make) -> None:
    none = few("0 lines", match="topic = law")
    rows: list[Row] = [("a", 3, 2024, {"splits": {"law": Fraction(60)}}), ("b", 2, 2024, LAW)]
    assert taken(assessed(build, line, none, rows)) == "2 0 0"


def test_activities_of_which_each_fills_one_of_three_needs(build: Build, line: Make, answer: Answer) -> None:
    """Three activities of two hours: the need of three hours would have to have two of them, so an hour is lacking."""
    pack = build("""
[need]
renewal = { all = ["total", "equity", "law", "safety"] }
total = { amount = 3, of = "hours" }
equity = { amount = 1, of = "hours", match = "topic = equity", inside = "total" }
law = { amount = 3, of = "hours", match = "topic = law", inside = "total" }
safety = { amount = 2, of = "hours", match = "topic = safety", inside = "total" }
[overlap]
apart = { members = ["equity", "law", "safety"], policy = "whole" }
""")
    found = answer(pack, *(line(id_, 2, "law", "equity", "safety") for id_ in "abc"))
    assert (found.verdict, found.gap) == (Verdict.NOT_MET, 1)
    assert [found.node(id_).counted for id_ in ("total", "equity", "law", "safety")] == [6, 2, 2, 2]


@pytest.mark.parametrize("aloud", [False, True])
def test_activities_in_two_parts_each_fill_one_need_though_their_topics_are_reached(*, aloud: bool) -> None:
    """One in two parts gives five hours to “b”; the other and the short one give three to “a”, which lacks two."""
    x, y = (frozenset({frozenset({(0, 0, "topic", name)})}) for name in "xy")
    part = {
        "long": Sort((Fraction(4),), (frozenset({"total", "b"}),), (frozenset(),), x),
        "rest": Sort((Fraction(1),), (frozenset({"total", "a", "b"}),), (frozenset(),), y),
        "short": Sort((Fraction(2),), (frozenset({"total", "a", "b"}),), (frozenset(),), y),
    }
    rows = [("long", 0), ("rest", 0), ("long", 1), ("rest", 1), ("short", 2)]
    sorts = [replace(part[name], activity=number) for name, number in rows]
    wants = [Want("total", 0, Fraction(6))]
    wants += [Want(id_, 0, Fraction(n), inside="total", group="g", whole=True) for id_, n in (("a", 5), ("b", 2))]
    least = {(0, 0, "topic", "x"): Fraction(6), (0, 0, "topic", "y"): Fraction(4)}
    found = share_out(sorts, wants, {}, least, aloud=aloud)
    assert (found.counts(), found.unproven) == ({"total": 12, "a": 3, "b": 5}, False)


def test_no_more_goes_over_than_is_left_where_there_are_too_many_ways_to_tell() -> None:
    """Nine activities, some in two parts that needs share out, of which one may count: it serves one need."""
    a, b, both = ({"total", *ids} for ids in ("a", "b", "ab"))
    one, other = ("l", LINES), ("m", LINES)
    parts = [
        *[(at, 5, a, {one, other}) for at in (0, 1, 4, 5, 6)],
        *[(at, 3, ids, limits) for at in (2, 3) for ids, limits in ((b, {other}), (both, {one, other}))],
        *[(at, 4, both, {("h",), one, other}) for at in (7, 8)],
    ]
    sorts = [
        Sort((Fraction(hours),), (frozenset(ids),), (frozenset[Bucket](limits),), activity=at)
        for at, hours, ids, limits in sorted(parts, key=lambda part: part[0])
    ]
    wants = [Want("total", 0), Want("a", 0, Fraction(3), inside="total", group="g")]
    wants.append(Want("b", 0, Fraction(3), inside="total", group="g", whole=True))
    caps = {one: Fraction(1), other: Fraction(1), ("h",): Fraction(7)}
    left = spare(sorts, wants, caps, range(len(sorts)))
    assert len(left) == len(sorts)
    assert all(0 <= hours <= sorts[at].offered[0] for at, hours in left.items())
    assert sum(left.values()) <= sum(sort.offered[0] for sort in sorts) - 3
