"""Records that ask for much work: what can still be told of them, and that the work is bounded by steps."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import Dated
from stemtracker.domain.ledger import Line
from stemtracker.rules.branch import Effort
from stemtracker.rules.demand import Bucket, Sort, Topic, Want
from stemtracker.rules.pack import Pack
from stemtracker.rules.share_out import share_out

Make = Callable[..., Line]
Answer = Callable[..., Assessment]
Build = Callable[..., Pack]
NEEDS = ("a", "b", "c", "d")


def whole(count: int) -> list[Sort]:
    """So many activities, no two of one length, each of which several needs want whole under limits that cross."""
    luck = random.Random(3)  # noqa: S311 - always the same made-up record, no secrets
    found = []
    for number in range(count):
        needs = frozenset({"total", *(need for need in NEEDS if luck.random() < 0.5)})
        limits = frozenset((name,) for name in ("x", "y", "z") if luck.random() < 0.3)
        found.append(Sort((Fraction(61 + 7 * number, 60),), (needs,), (limits,), activity=number))
    return found


#: What whole activities are asked for.
ASKED = [
    Want("total", 0, Fraction(40)),
    *(Want(need, 0, Fraction(8), inside="total", group="g", whole=True) for need in NEEDS),
]
CAPS: dict[Bucket, Fraction | None] = {("x",): Fraction(9), ("y",): Fraction(10), ("z",): Fraction(11)}


def test_a_hundred_whole_activities_of_which_no_two_are_alike_are_shared_and_proven() -> None:
    found = share_out(whole(100), ASKED, CAPS)
    assert not found.unproven
    assert all(found.count(want.id) >= want.required for want in ASKED)
    for number in range(100):
        taken = {need for need in NEEDS if found.given.get((number, need))}
        assert len(taken) <= 1


def test_whole_activities_of_which_no_sharing_was_found_count_nowhere_and_that_is_unproven() -> None:
    """Where much was spent before, even a first answer takes too long."""
    found = share_out(whole(60), ASKED, CAPS, effort=Effort(4_000_000))
    assert (found.counts(), found.unproven) == ({}, True)


def test_whole_activities_too_many_to_go_through_are_unproven_where_topics_matter_too() -> None:
    topic: Topic = (0, 0, "topic", "x")
    first, *others = whole(20)
    found = share_out(
        [replace(first, held=frozenset({frozenset({topic})})), *others], ASKED, CAPS, {topic: Fraction(1)}
    )
    assert (found.counts(), found.unproven) == ({}, True)


def test_of_many_open_lines_only_as_many_decide_as_are_needed(build: Build, line: Make, answer: Answer) -> None:
    """Lines of which none is like another: half of what is asked is sure, the longest open ones are left to the end."""
    body = "[need]\nrenewal = { all = ['total'] }\n[need.total]\namount = 30\nof = 'hours'\n"
    account = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
refuse = [ { id = "unapproved", match = "not approved", reason = "It was not approved.", doubt = "Was it approved?" } ]
"""
    pack = build(body, account=account)
    open_ = [line(f"{n:02}", Fraction(60 + n, 60), day=date(2024, 3, 1)) for n in range(40)]
    found = answer(pack, line("sure", 15, approved=True), *open_)
    assert found.verdict == Verdict.UNKNOWN
    deciding = {question.key for question in found.decides}
    hours = {one.id: one.amount / 60 for one in open_}
    assert sum(hours[id_] for id_ in deciding) >= 15
    assert sum(hours[id_] for id_ in deciding) - min(hours[id_] for id_ in deciding) < 15


@pytest.mark.parametrize(
    ("rule", "counting"),
    [
        ("end < 2024-03-01", {"before"}),
        ("end <= 2024-03-01", {"before", "on"}),
        ("end >= 2024-03-01", {"on", "after", "long"}),
        ("start < 2024-03-01 and end > 2024-03-01", {"long"}),
        ("end = start", {"before", "on", "after"}),
        ("end > start + 10 d", {"long"}),
        ("end < approved_on + 1 mo", {"before"}),
        ("end = 2024-03-01", {"on"}),
    ],
)
def test_lines_that_differ_in_their_days_only(
    build: Build, line: Make, answer: Answer, rule: str, counting: set[str]
) -> None:
    """Days are told apart by what the rules hold them against, and by nothing else."""
    pack = build(f"[need]\nrenewal = {{ all = ['total'] }}\n[need.total]\namount = 1\nof = 'hours'\nmatch = '{rule}'\n")
    days = {
        "before": (date(2024, 2, 29), date(2024, 2, 29)),
        "on": (date(2024, 3, 1), date(2024, 3, 1)),
        "after": (date(2024, 3, 2), date(2024, 3, 2)),
        "long": (date(2024, 2, 1), date(2024, 3, 2)),
    }
    approved = date(2024, 2, 1)
    lines = [line(id_, 1, start=start, day=end, approved_on=approved) for id_, (start, end) in days.items()]
    every = answer(pack, *lines)
    assert every.node("total").counted == len(counting)
    for one in lines:
        assert (answer(pack, one).verdict == Verdict.MET) is (one.id in counting)


def test_a_dated_number_is_a_figure(build: Build, line: Make, answer: Answer) -> None:
    """What held last before filing is the amount that is asked."""
    pack = build(
        "[fact]\nload = { type = 'dated', ask = 'How much is asked of you?' }\n"
        "[need]\nrenewal = { all = ['total'] }\n[need.total]\namount = 'load'\nof = 'hours'\n"
    )
    told = (Dated(date(2023, 1, 1), Fraction(9)), Dated(date(2024, 1, 1), Fraction(3)))
    assert answer(pack, line("a", 3), load=told).verdict == Verdict.MET
    assert answer(pack, line("a", 2), load=told).verdict == Verdict.NOT_MET
