"""Every activity says why it counts or not; accounts that would never take it say nothing where others do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
NO_ACCOUNT = ""
PLANS = """
[fact]
written = { type = "yes/no", of = "line", match = "kind = plan", unasked = "false", ask = "Is it written up?" }
[need]
renewal = { count = 2, match = "kind = plan and written", distinct = "course" }
"""
TWO_ACCOUNTS = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
[account.plans]
unit = "plan"
window = "cycle"
otherwise = "none"
earn = [ { id = "plan", match = "kind = plan and measure = each", give = "1 each" } ]
refuse = [ { id = "unsigned", match = "not approved", reason = "You marked the plan as not signed." } ]
[need]
renewal = { all = ["total", "goal"] }
total = { amount = 5, of = "hours", match = "not (kind in (plan, award))" }
goal = { amount = 1, of = "plans", match = "kind = plan" }
"""


def told(found: Assessment, id_: str) -> list[tuple[str, str, str]]:
    return next([(r.node, r.step, r.text) for r in line.reasons] for line in found.lines if line.id == id_)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "talk"}, ("", "unused", "no hours are asked here, and no requirement asks for such an activity")),
        ({"answers": {"written": "no"}}, ("renewal", "refused", "you answered “no” to: is it written up?")),
        (
            {"answers": {"written": "yes"}, "status": Status.PLANNED},
            ("renewal", "planned", "planned: counts once attended"),
        ),
        (
            {"answers": {"written": "yes"}, "day": date(2026, 12, 1)},
            ("renewal", "planned", "dated after today: counts once it took place"),
        ),
        (
            {"answers": {"written": "yes"}, "day": date(2019, 12, 1)},
            ("renewal", "outside", "outside the days that count"),
        ),
        ({"status": Status.REFUSED}, ("", "refused", "it was refused")),
        (
            {"pins": {"": "none"}, "answers": {"written": "yes"}},
            ("", "pinned", "you decided that it does not count for this license"),
        ),
    ],
)
def test_a_line_that_no_account_looks_at_has_one_plain_reason(
    build: Build, answer: Answer, line: Make, fields: dict[str, object], reason: tuple[str, str, str]
) -> None:
    pack = build(PLANS, account=NO_ACCOUNT)
    assert told(answer(pack, line("a", 1, **{"kind": "plan", "course": "x", **fields})), "a") == [reason]


def test_one_of_two_that_are_alike_stands_for_both(build: Build, answer: Answer, line: Make) -> None:
    pack = build(PLANS, account=NO_ACCOUNT)
    both = (line(id_, 1, kind="plan", course="x", answers={"written": "yes"}) for id_ in "ab")
    assert told(answer(pack, *both), "b") == [("renewal", "unused", "another activity counts in its place")]


def test_where_a_person_is_asked_and_nothing_else_every_line_says_so(build: Build, answer: Answer, line: Make) -> None:
    body = '[fact]\nsigned = { type = "yes/no", ask = "Signed?" }\n[need]\nrenewal = { fact = "signed" }'
    pack = build(body, account=NO_ACCOUNT)
    found = answer(pack, line("a", 3), line("b", 3, status=Status.PLANNED))
    for id_ in "ab":
        assert told(found, id_) == [("", "unused", "neither hours nor activities are asked here")]


def test_an_account_none_of_whose_needs_takes_a_line_is_silent_about_it(
    build: Build, answer: Answer, line: Make
) -> None:
    pack = build(TWO_ACCOUNTS, account=NO_ACCOUNT)
    lines = (
        line("hours", 3, approved=False),
        line("plan", 1, kind="plan", unit="each", approved=True),
        line("unsigned", 1, kind="plan", unit="each", approved=False),
    )
    found = answer(pack, *lines)
    assert {node for node, _step, _text in told(found, "hours")} == {"total"}
    assert {node for node, _step, _text in told(found, "plan")} == {"goal"}
    assert told(found, "unsigned") == [("goal", "refused", "You marked the plan as not signed.")]
    nobody = told(answer(pack, line("a", 1, kind="award", unit="each", approved=True)), "a")
    assert [step for _node, step, _text in nobody] == ["no_rate", "no_rate"], "else there is nothing to say"
