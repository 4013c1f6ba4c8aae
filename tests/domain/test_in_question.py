"""Unknowns in the open: what holds anyway, what it would take, and which points belong together."""

from fractions import Fraction

import pytest
from made_answers import amount, answer

from stemtracker.domain import in_question
from stemtracker.domain.assessment import Node, Question, Verdict
from stemtracker.domain.in_question import Trial

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("verdict", "nodes", "said"),
    [
        (MET, [amount("hours", 60, 60, 72)], "Met even without the 12 hours in question."),
        (MET, [amount("hours", 60, 60, 61)], "Met even without the 1 hour in question."),
        (
            MET,
            [amount("hours", 60, 60), amount("ethics", 3, 3, 5)],
            "Met even without the 2 hours in question for “Ethics”.",
        ),
        (
            NOT_MET,
            [amount("hours", 60, 20, 32)],
            "Not met yet even with the 12 hours in question: 28 hours would still be missing.",
        ),
        (
            UNKNOWN,
            [amount("hours", 60, 48, 60)],
            "Would be met if the 12 hours in question count; not met without them.",
        ),
        (
            UNKNOWN,
            [amount("hours", 60, 48, 78)],
            "Would be met if 12 of the 30 hours in question count; not met without them.",
        ),
        (
            UNKNOWN,
            [amount("hours", 90, 57, 75, required_text="60 or 90", verdict=UNKNOWN)],
            "57 hours count, 18 more are in question; 60 or 90 are asked.",
        ),
        (MET, [amount("hours", 60, 60)], ""),
        (UNKNOWN, [amount("ethics", None, 0, required_text="not stated")], ""),
    ],
)
def test_what_holds_is_said_first(verdict: Verdict, nodes: list[Node], said: str) -> None:
    assert in_question.holds(answer(verdict, *nodes)) == said


def test_two_open_needs_are_both_named() -> None:
    found = answer(UNKNOWN, amount("hours", 60, 48, 60), amount("ethics", 3, 1, 4))
    assert in_question.holds(found) == "Open are “Hours” and “Ethics”."


def test_a_need_below_the_headline_is_named() -> None:
    found = answer(UNKNOWN, amount("hours", 60, 60), amount("ethics", 3, 1, 4))
    assert in_question.holds(found) == (
        "“Ethics” would be met if 2 of the 3 hours in question count; not met without them."
    )


def test_where_an_answer_changes_nothing_that_is_said() -> None:
    ask = Question("fact", "coach", "Do you coach?")
    assert in_question.holds(answer(MET, amount("hours", 60, 60), questions=(ask,))) == (
        "Met, whatever the open points turn out to be."
    )
    source = Question("source", "fee", "The fee was not seen.")
    assert in_question.holds(answer(MET, amount("hours", 60, 60), questions=(source,))) == ""


def test_points_about_the_same_need_stand_together_and_those_of_one_wording_are_one() -> None:
    asks = [
        Question("line", "a", "Was it approved?", ("hours",)),
        Question("fact", "coach", "Do you coach?", ("ethics",)),
        Question("line", "b", "Was it approved?", ("hours",)),
        Question("source", "cap", "The cap was cut off.", ("hours",)),
    ]
    hours, ethics = in_question.groups(answer(UNKNOWN, amount("hours", 60, 48, 60), amount("ethics", 3, 3)), asks)
    assert [n.id for n in hours.needs] == ["hours"]
    assert [[q.key for q in same] for same in hours.alike] == [["a", "b"], ["cap"]]
    assert [[q.key for q in same] for same in ethics.alike] == [["coach"]]
    assert in_question.about(hours.needs[0]) == "48 hours count, 12 more are in question; 60 are asked"


def test_what_an_answer_brings_is_said_with_what_is_left() -> None:
    no = Trial("fact", ("coach",), "no", MET, Fraction(0), "hour")
    yes = Trial("fact", ("coach",), "yes", NOT_MET, Fraction(33), "hour")
    assert [in_question.outcome(t) for t in (no, yes)] == ["If no: met", "If yes: not met yet, 33 hours to go"]
