"""Which needs a verdict is about: not advice, not duties, and of several ways only the nearest."""

from dataclasses import replace
from fractions import Fraction

import pytest
from made_answers import amount, answer

from stemtracker.domain import wording
from stemtracker.domain.assessment import Alternative, Assessment, Node, Question, Role, Verdict


def _three_ways(board: Verdict = Verdict.NOT_MET) -> Assessment:
    """CEUs (two thirds done), hours (half done), or a certificate that no amount measures; the answer goes by CEUs."""
    choice = Node(id="way", parent="renewal", title="Learning", kind="any", verdict=board)
    certificate = Node(id="board", parent="way", title="Board certificate", kind="fact", verdict=board, aside=True)
    return answer(
        Verdict.NOT_MET,
        choice,
        amount("hours", 60, 30, parent="way", aside=True),
        amount("ceus", 6, 4, parent="way", unit="CEU"),
        certificate,
        alternatives=(
            Alternative("ceus", "By CEUs", Verdict.NOT_MET, ((Fraction(2), "CEU"),)),
            Alternative("hours", "By hours", Verdict.NOT_MET, ((Fraction(30), "hour"),)),
            Alternative("board", "By the board", board, (), "a lifetime license"),
        ),
    )


def test_the_ways_stand_as_the_answer_ranks_them_each_with_what_it_lacks() -> None:
    (choice,) = _three_ways().choices
    assert [way.title for way in choice.ways] == ["By CEUs", "By hours", "By the board"]
    assert [wording.still_to_do(_three_ways(), way) for way in choice.ways] == [
        "2 CEUs to go",
        "30 hours to go",
        "Still asked: Board certificate",
    ]


def test_a_way_that_is_met_asks_nothing_more() -> None:
    found = _three_ways(board=Verdict.MET)
    way = found.choices[0].ways[-1]
    assert wording.still_to_do(found, way) == "Nothing more is asked"
    taken = replace(
        found, nodes=tuple(replace(n, verdict=Verdict.NOT_MET) if n.id == "way" else n for n in found.nodes)
    )
    assert wording.still_to_do(taken, way) == "Nothing more is asked, but its hours count elsewhere now"


def test_the_headline_is_about_the_answers_way_and_nothing_is_short_on_the_others() -> None:
    found = _three_ways()
    assert wording.headline(found) == "4 of 6 CEUs"
    assert "short in" not in wording.sentence(found)


def test_of_unlike_units_on_one_way_the_headline_is_in_that_of_the_gap() -> None:
    both = (amount("hours", 60, 60), amount("ceus", 6, 4, unit="CEU"))
    assert wording.headline(answer(Verdict.NOT_MET, *both, gap=Fraction(2), gap_unit="CEU")) == "4 of 6 CEUs"


def test_a_way_that_one_answer_decides_names_the_question() -> None:
    found = _three_ways(board=Verdict.UNKNOWN)
    way = next(way for way in found.choices[0].ways if way.node == "board")
    one = replace(way, title=found.node("board").title)
    assert wording.still_to_do(found, one) == "An open point may decide"
    asked = Question("fact", "board", "Do you hold a board certificate?", ("board",))
    assert wording.still_to_do(replace(found, questions=(asked,)), one) == "Do you hold a board certificate?"
    several = (asked, replace(asked, key="until", text="Until when?"))
    assert wording.still_to_do(replace(found, questions=several), one) == "An open point may decide"


def test_what_an_undecided_way_still_asks_is_told_at_worst() -> None:
    found = _three_ways()
    way = next(way for way in found.choices[0].ways if way.node == "hours")
    assert wording.still_to_do(found, replace(way, verdict=Verdict.UNKNOWN)) == "30 hours to go at worst"


def test_a_way_that_asks_for_more_than_its_largest_amount_names_what_for() -> None:
    all_ = Node(id="units", parent="renewal", title="By units", kind="all", verdict=Verdict.UNKNOWN)
    other = Node(id="board", parent="renewal", title="By the board", kind="fact", verdict=Verdict.NOT_MET)
    parts = (amount("academic", 4, 0, 9, parent="units"), amount("discipline", 2, 1, 9, parent="units"))
    way = Alternative("units", "By units", Verdict.UNKNOWN, ((Fraction(5), "hour"),))
    found = answer(Verdict.UNKNOWN, all_, amount("total", 8, 12, parent="units"), *parts, other, alternatives=(way,))
    assert wording.still_to_do(found, way) == "5 hours to go at worst, for Academic and Discipline"
    third = amount("literacy", 3, 0, 9, parent="units")
    found = replace(found, nodes=(*found.nodes, third))
    assert wording.still_to_do(found, way).endswith("for Academic, Discipline and 1 more")


def test_a_way_that_lacks_something_in_several_units_is_told_with_all_of_them() -> None:
    found = _three_ways()
    other = Alternative("ceus", "By CEUs", Verdict.NOT_MET, ((Fraction(2), "CEU"), (Fraction(5), "hour")))
    assert wording.still_to_do(found, other) == "2 CEUs and 5 hours to go"


@pytest.mark.parametrize(("count", "said"), [(1, "1 activity and 4 CEUs to go"), (3, "3 activities and 4 CEUs to go")])
def test_what_a_way_lacks_by_the_piece_is_named(count: int, said: str) -> None:
    found = _three_ways()
    other = Alternative("ceus", "By CEUs", Verdict.NOT_MET, ((Fraction(count), ""), (Fraction(4), "CEU")))
    assert wording.still_to_do(found, other) == said


def test_what_lies_below_advice_or_a_duty_is_never_asked() -> None:
    advice = Node(id="plan", parent="renewal", title="Plan", kind="all", role=Role.ADVICE, verdict=Verdict.NOT_MET)
    below = amount("equity", 200, 0, parent="plan")
    duty = amount("report", 500, 0, role=Role.DUTY)
    found = answer(Verdict.MET, amount("hours", 60, 60), advice, below, duty)
    assert [n.id for n in found.asked] == ["renewal", "hours"]
    assert found.headline.id == "hours"
    assert found.roles["equity"] == Role.ADVICE
    assert wording.short_topics(found) == ()


def test_both_verdicts_are_said_where_additions_change_it() -> None:
    found = answer(Verdict.MET, amount("hours", 60, 60), verdict_with_overlay=Verdict.NOT_MET)
    assert wording.with_additions(found) == (
        "Met under the authority’s rules; not met yet with your district’s additions."
    )
    assert wording.with_additions(answer(Verdict.MET)) == ""


def test_a_way_lacks_at_least_what_the_farthest_of_its_needs_lacks() -> None:
    way = Node(id="way", parent="renewal", title="Learning", kind="any", verdict=Verdict.NOT_MET)
    units = Node(id="units", parent="way", title="By units", kind="all", verdict=Verdict.NOT_MET)
    total, content = amount("total", 120, 110, parent="units"), amount("content", 60, 0, parent="units")
    by_units = Alternative("units", "By units", Verdict.NOT_MET, ((Fraction(60), "hour"),))
    found = answer(Verdict.NOT_MET, way, units, total, content, alternatives=(by_units,))
    assert wording.still_to_do(found, by_units) == "60 hours to go, for Content"
