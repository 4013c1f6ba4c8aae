"""Questions about activities: asked where it may matter, taken from the record elsewhere; an answer always wins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
PACK = """
[fact.on_robots]
of = "line"
type = "yes/no"
ask = "Was it about robots?"
match = "topic = stem and not (topic = robotics)"
unasked = "topic = robotics"
[need]
renewal = { all = ["total", "robots"] }
total = { amount = 4, of = "hours" }
robots = { amount = 2, of = "hours", match = "on_robots", inside = "total" }
"""


@pytest.mark.parametrize(
    ("recorded", "verdict"),
    [
        (("robotics", ""), Verdict.MET),
        (("robotics", "no"), Verdict.NOT_MET),
        (("law", ""), Verdict.NOT_MET),
        (("law", "yes"), Verdict.MET),
        (("stem", ""), Verdict.UNKNOWN),
        (("stem", "yes"), Verdict.MET),
        (("stem", "no"), Verdict.NOT_MET),
    ],
)
def test_an_answer_wins_over_what_is_taken_without_one(
    build: Build, answer: Answer, line: Make, recorded: tuple[str, str], verdict: Verdict
) -> None:
    topic, said = recorded
    lines = [line("a", 2, topic, answers={"on_robots": said} if said else {}), line("b", 2, "law")]
    found = answer(build(PACK), *lines)
    assert found.verdict == verdict
    asked = [q.text for q in found.questions if q.kind == "line"]
    assert asked == (["Was it about robots?"] if verdict == Verdict.UNKNOWN else [])


def test_each_part_of_an_activity_is_asked_by_its_own_topic(build: Build, answer: Answer, line: Make) -> None:
    parted = line("a", 4, splits={"robotics": 60, "law": 180})
    assert answer(build(PACK), parted).node("robots").counted == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ('unasked = "topic = robotics"', 'unasked = "topic = robots"'),
        ('unasked = "topic = robotics"', 'unasked = "on_robts"'),
        ('type = "yes/no"', 'type = "number"'),
        ('match = "topic = stem and not (topic = robotics)"\n', ""),
    ],
)
def test_what_is_taken_is_read_with_care(mistakes: Callable[..., dict[str, str]], wrong: tuple[str, str]) -> None:
    assert any(place == "fact.on_robots.unasked" for place in mistakes(PACK.replace(*wrong)))


def test_what_is_taken_may_not_lean_on_itself_for_ever(build: Build, answer: Answer, line: Make) -> None:
    pack = build(PACK.replace('unasked = "topic = robotics"', 'unasked = "on_robots or topic = robotics"'))
    assert answer(pack, line("a", 4, "robotics")).verdict == Verdict.MET
