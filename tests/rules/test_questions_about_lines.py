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


LEADING = """
[fact.taught]
of = "line"
type = "yes/no"
match = "role = mentor"
unasked = "false"
ask = "Did you teach it?"
[need]
renewal = { amount = 100, of = "hours" }
"""


def leading(more: str) -> str:
    earn = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
    rules = more.replace("HOUR", earn) if "HOUR" in more else f"earn = [ {earn} ]\n{more}"
    return f'[account.hours]\nunit = "hour"\nwindow = "cycle"\notherwise = "none"\n{rules}\n'


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ('limit = [ { id = "most", match = "taught", at_most = 10 } ]', (89, 11)),
        ('limit = [ { id = "most", match = "taught", at_most = 10, per = "line" } ]', (89, 11)),
        ('limit = [ { id = "few", match = "taught", at_most = "1 line" } ]', (80, 10, 10)),
        ('same = [ { id = "once", match = "taught", key = "course", policy = "once" } ]', (80, 10, 10)),
        ('threshold = [ { id = "t", match = "taught", by = "topic", at_least = 50, scope = "total too" } ]', (60, 40)),
        ('refuse = [ { id = "r", match = "taught", reason = "No." } ]', (90, 10)),
        ('refuse = [ { id = "r", match = "taught", reason = "No.", need = "renewal" } ]', (90, 10)),
        ('earn = [ { id = "half", match = "taught", give = "1 per 120 min" }, HOUR ]', (90, 10)),
    ],
)
def test_a_line_is_asked_what_leaves_open_whether_a_limit_holds(
    build: Build, answer: Answer, line: Make, rule: str, hours: tuple[int, ...]
) -> None:
    """With all hours it is 100; what a limit, or being the same as another, takes away is missing."""
    pack = build(LEADING, account=leading(rule))

    def ledger(said: str) -> list[Line]:
        answers = {"taught": said} if said else {}
        led = (
            line(f"led{n}", h, "equity", role="mentor", course="c", answers=answers) for n, h in enumerate(hours[1:])
        )
        return [line("a", hours[0], "law"), *led]

    open_ = answer(pack, *ledger(""))
    assert open_.verdict == Verdict.UNKNOWN
    assert {(q.kind, q.text) for q in open_.decides} == {("line", "Did you teach it?")}
    assert answer(pack, *ledger("yes")).verdict == Verdict.NOT_MET
    assert answer(pack, *ledger("no")).verdict == Verdict.MET


def test_a_limit_that_cuts_only_if_something_is_so_says_what_is_to_be_told(
    build: Build, answer: Answer, line: Make
) -> None:
    rule = 'limit = [ { id = "most", title = "Teaching", match = "taught", at_most = 10 } ]'
    found = answer(build(LEADING, account=leading(rule)), line("a", 89), line("led", 11, role="mentor"))
    (over,) = (r.text for line in found.lines for r in line.reasons if r.step == "over_cap")
    assert over == "1 hour over · Teaching (10 hours); can't tell yet: did you teach it?"


def test_a_limit_that_nothing_reaches_asks_nothing(build: Build, answer: Answer, line: Make) -> None:
    rule = 'limit = [ { id = "most", match = "taught", at_most = 10 } ]'
    found = answer(build(LEADING, account=leading(rule)), line("led", 10, role="mentor"))
    assert not found.questions
