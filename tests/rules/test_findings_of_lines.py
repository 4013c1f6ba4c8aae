"""Rules that look at several lines at once, where not all is known of each line or a choice among them matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build, Make, Answer = Callable[..., Pack], Callable[..., Line], Callable[..., Assessment]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
EARLY = date(2023, 1, 1)
FIRST = 'give = "2 per 60 min", first = "{first}", then = "{then} per 60 min"'
REFUSE = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved." } ]'


def account(*more: str, give: str = 'give = "1 per 60 min"', counts_from: str = "attended") -> str:
    rows = "\n".join(more)
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
counts_from = "{counts_from}"
earn = [ {{ id = "hour", match = "measure = time", {give} }} ]
{rows}
"""


def need(amount: int, match: str = "") -> str:
    asked = f', match = "{match}"' if match else ""
    return f'[need]\nrenewal = {{ amount = {amount}, of = "hours"{asked} }}\n'


@pytest.mark.parametrize(
    ("approved", "verdicts"),
    [(True, {3: MET, 4: NOT_MET}), (False, {5: MET, 6: NOT_MET}), (None, {3: MET, 4: OPEN, 5: OPEN, 6: NOT_MET})],
)
def test_an_open_earlier_line_may_take_the_first_hours(
    build: Build, line: Make, answer: Answer, approved: bool | None, verdicts: dict[int, Verdict]
) -> None:
    lines = (line("x", 2, approved=approved, day=EARLY), line("y", 3, "law", approved=True))
    for amount, expected in verdicts.items():
        pack = build(need(amount, "topic = law"), account=account(REFUSE, give=FIRST.format(first="2 h", then=1)))
        assert answer(pack, *lines).verdict == expected


@pytest.mark.parametrize(("amount", "expected"), [(3, MET), (4, OPEN), (5, NOT_MET)])
def test_a_better_rate_may_come_after_the_first(
    build: Build, line: Make, answer: Answer, amount: int, expected: Verdict
) -> None:
    give = 'give = "1 per 60 min", first = "2 h", then = "2 per 60 min"'
    pack = build(need(amount, "topic = law"), account=account(REFUSE, give=give))
    lines = (line("x", 1, approved=None, day=EARLY), line("y", "5/2", "law", approved=True))
    assert answer(pack, *lines).verdict == expected


def test_the_high_reading_keeps_to_the_bound_where_limits_pick_lines(build: Build, line: Make, answer: Answer) -> None:
    limit = 'limit = [ { id = "l", match = "kind = talk", at_most = 2 } ]'
    pack = build(need(6), account=account(limit, give=FIRST.format(first="1 h", then=1)))
    lines = (line("x", 1, kind="talk", day=EARLY), line("y", 3))
    assert answer(pack, *lines).verdict == NOT_MET


def test_a_limit_on_a_line_holds_for_what_is_left_after_the_first_hours(
    build: Build, line: Make, answer: Answer
) -> None:
    limit = 'limit = [ { id = "l", match = "kind = study", at_most = 1, per = "line" } ]'
    pack = build(need(2), account=account(limit, give=FIRST.format(first="3 h", then=1)))
    lines = (line("x", 2, kind="study", day=EARLY), line("y", 2, kind="study"))
    assert answer(pack, *lines).verdict == MET


@pytest.mark.parametrize(("hours", "expected"), [(3, MET), (2, NOT_MET)])
def test_of_lines_that_are_not_alike_the_useful_one_counts(
    build: Build, line: Make, answer: Answer, hours: int, expected: Verdict
) -> None:
    limit = 'limit = [ { id = "l", match = "kind = talk", at_most = "1 line" } ]'
    pack = build(need(3, "topic = law"), account=account(limit))
    lines = (line("x", 5, kind="talk"), line("y", hours, "law", kind="talk"))
    assert answer(pack, *lines).verdict == expected


@pytest.mark.parametrize(("amount", "expected"), [(5, MET), (6, NOT_MET)])
def test_never_more_lines_count_than_may(
    build: Build, line: Make, answer: Answer, amount: int, expected: Verdict
) -> None:
    limit = 'limit = [ { id = "l", match = "kind = talk", at_most = "1 line" } ]'
    body = f'[need]\nrenewal = {{ all = ["total", "law"] }}\ntotal = {{ amount = {amount}, of = "hours" }}\n'
    body += 'law = { amount = 1, of = "hours", match = "topic = law" }\n'
    lines = (line("x", 5, "law", kind="talk"), line("y", 4, kind="talk"))
    assert answer(build(body, account=account(limit)), *lines).verdict == expected


SAME = 'same = [ { id = "s", key = "course", policy = "best" } ]'


@pytest.mark.parametrize(("amount", "expected"), [(5, MET), (6, NOT_MET)])
def test_of_the_same_at_best_one_counts_whatever_it_is_about(
    build: Build, line: Make, answer: Answer, amount: int, expected: Verdict
) -> None:
    body = f'[need]\nrenewal = {{ all = ["total", "law"] }}\ntotal = {{ amount = {amount}, of = "hours" }}\n'
    body += 'law = { amount = 1, of = "hours", match = "topic = law" }\n'
    lines = (line("x", 5, "law", course="C1"), line("y", "5/2", "equity", course="C1"))
    assert answer(build(body, account=account(SAME)), *lines).verdict == expected


@pytest.mark.parametrize(("amount", "expected"), [(2, OPEN), (3, NOT_MET)])
def test_of_the_same_not_yet_claimed_at_best_one_counts(
    build: Build, line: Make, answer: Answer, amount: int, expected: Verdict
) -> None:
    pack = build(need(amount), account=account(SAME, counts_from="claimed"))
    lines = (line("x", 2, course="C1"), line("y", 2, "law", course="C1"), line("z", 1, course="C1"))
    assert answer(pack, *lines).verdict == expected


@pytest.mark.parametrize(("status", "expected"), [("attended", OPEN), ("claimed", NOT_MET), ("refused", MET)])
def test_a_yes_stands_whichever_turns_out_to_be_the_best(
    build: Build, line: Make, answer: Answer, status: str, expected: Verdict
) -> None:
    pack = build(need(2, "topic = law"), account=account(SAME, counts_from="claimed"))
    lines = (
        line("x", 5, "equity", course="C1", status=Status(status)),
        line("y", 2, "law", course="C1", status=Status.CLAIMED),
    )
    assert answer(pack, *lines).verdict == expected
