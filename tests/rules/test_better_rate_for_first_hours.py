"""A better rate for the first so many hours, worked out by hand: which activities have it, and what is said of it.

Where it is open whether an activity counts, it is open too who comes first: the least that a need surely has, and the
most that it may have, stand in each row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
EARLY = date(2023, 1, 1)
#: An activity that is only attended counts where claimed ones do as soon as it is claimed.
CLAIMED = Status.CLAIMED
DOUBLE = 'give = "2 per 60 min", first = "2 h", then = "1 per 60 min"'
LATER = 'give = "1 per 60 min", first = "2 h", then = "2 per 60 min"'
REFUSE = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved." } ]'
LAW = '[need]\nrenewal = { amount = 99, of = "hours", match = "topic = law" }\n'
ALL = '[need]\nrenewal = { amount = 99, of = "hours" }\n'
BOTH = """
[need]
renewal = { all = ["law", "equity"] }
law = { amount = 99, of = "hours", match = "topic = law" }
equity = { amount = 99, of = "hours", match = "topic = equity" }
"""


#: What a row says of an activity that `line` takes by itself.
OWN = {"topics", "hours"}


def account(*ways: str, more: Sequence[str] = (), counts_from: str = "claimed") -> str:
    rows = "\n".join(more)
    earn = ", ".join(f'{{ id = "w{n}", {way} }}' for n, way in enumerate(ways))
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
counts_from = "{counts_from}"
earn = [ {earn} ]
{rows}
"""


def span(found: Assessment, need: str = "renewal") -> tuple[Fraction, Fraction]:
    """What a need surely has, and what it may have."""
    return found.node(need).counted, found.node(need).possible


@pytest.fixture
def claimed(line: Make) -> Make:
    """An activity that surely counts, later than those that may."""

    def make(id_: str, hours: Fraction | float, *topics: str, **fields: object) -> Line:
        return line(id_, hours, *topics, **{"status": CLAIMED, **fields})

    return make


@pytest.fixture
def attended(line: Make) -> Make:
    """An activity that counts only if it was claimed, before those that surely do."""

    def make(id_: str, hours: Fraction | float, *topics: str, **fields: object) -> Line:
        return line(id_, hours, *topics, **{"day": EARLY, **fields})

    return make


def test_half_an_hour_has_its_share_of_the_first_hours(build: Build, answer: Answer, claimed: Make) -> None:
    pack = build(ALL, account=account(DOUBLE))
    found = answer(pack, claimed("x", F(1, 2), day=EARLY), claimed("y", 3))
    assert span(found) == (F(11, 2), F(11, 2))


def test_half_an_hour_of_something_else_takes_it_away(build: Build, answer: Answer, claimed: Make) -> None:
    pack = build(LAW, account=account(DOUBLE))
    found = answer(pack, claimed("x", F(1, 2), "equity", day=EARLY), claimed("y", 3, "law"))
    assert span(found) == (F(9, 2), F(9, 2))


@pytest.mark.parametrize("topics", [(), ("equity",)])
def test_what_is_planned_takes_nothing_of_the_first_hours(
    build: Build, answer: Answer, claimed: Make, topics: Sequence[str]
) -> None:
    """Neither the same as what comes later nor something else."""
    pack = build(BOTH, account=account(DOUBLE))
    planned = claimed("x", 2, *(topics or ("law",)), day=EARLY, status=Status.PLANNED)
    found = answer(pack, planned, claimed("y", 3, "law"))
    assert span(found, "law") == (5, 5)
    assert found.node("law").planned == (0 if topics else 2)


def test_each_way_to_earn_has_first_hours_of_its_own(build: Build, answer: Answer, claimed: Make) -> None:
    ways = (f'match = "kind = talk", {DOUBLE}', f'match = "kind = course", {DOUBLE.replace("2 h", "1 h")}')
    pack = build(ALL, account=account(*ways))
    found = answer(pack, claimed("x", 2, kind="talk"), claimed("y", 2, kind="course"))
    assert span(found) == (7, 7)


@pytest.mark.parametrize(
    ("hours", "least", "most"),
    [
        # Not approved: the first two hours are worth two each, no more follows. Approved: one and a half, throughout.
        (1, F(3, 2), 2),
        (2, 3, 4),
        (3, 4, F(9, 2)),
        (6, 4, 9),
    ],
)
def test_where_it_is_open_which_way_it_goes_it_is_worth_what_either_way_brings(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, claimed: Make, hours: int, least: Fraction, most: Fraction
) -> None:
    """Whichever way stands first in the rules."""
    better, other = 'give = "2 per 60 min", first = "2 h"', 'give = "3 per 120 min"'
    for ways in ((f'match = "approved", {other}', better), (f'match = "not approved", {better}', other)):
        pack = build(ALL, account=account(*ways))
        assert span(answer(pack, claimed("x", hours))) == (least, most)
        settled = [answer(pack, claimed("x", hours, approved=said)) for said in (True, False)]
        assert sorted(span(one)[0] for one in settled) == [least, most]


def test_what_may_go_another_way_surely_takes_none_of_the_first_hours(
    build: Build, answer: Answer, claimed: Make
) -> None:
    """If the first activity is approved, the first two hours are those of the second one: four, and no more follows."""
    ways = ('match = "approved", give = "1 per 60 min"', 'give = "2 per 60 min", first = "2 h"')
    pack = build(LAW, account=account(*ways))
    found = answer(pack, claimed("x", 2, day=EARLY), claimed("y", 3, "law", approved=False))
    assert span(found) == (0, 4)


@pytest.mark.parametrize(
    ("way", "least", "most"),
    [
        # Three hours; the rate of the first two, of the third, or both lie between two numbers.
        ('give = { between = ["2 per 60 min", "3 per 60 min"] }, first = "2 h", then = "1 per 60 min"', 5, 7),
        ('give = "3 per 60 min", first = "2 h", then = { between = ["1 per 60 min", "2 per 60 min"] }', 7, 8),
        ('give = { between = ["1 per 60 min", "2 per 60 min"] }, first = "2 h", then = "3 per 60 min"', 5, 7),
        ('give = { between = ["2 per 60 min", "3 per 60 min"] }, first = "2 h"', 4, 6),
        # No time bounds a flat award.
        ('give = "5 each", first = "2 h", then = "1 per 60 min"', 5, 5),
        # The first so much is given or attended.
        ('give = "2 per 60 min", first = "2 given", then = "1 per 60 min"', 4, 4),
        ('give = "2 per 60 min", first = { one_of = ["2 h", "2 given"] }, then = "1 per 60 min"', 4, 5),
        ('give = "2 per 60 min", first = { one_of = ["2 given", "2 h"] }, then = "1 per 60 min"', 4, 5),
    ],
)
def test_the_least_and_the_most_of_three_hours(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, claimed: Make, way: str, least: int, most: int
) -> None:
    assert span(answer(build(ALL, account=account(way)), claimed("x", 3))) == (least, most)


@pytest.mark.parametrize(
    ("way", "least"),
    [
        ('give = "unknown", first = "2 h"', 0),
        ('give = "2 per 60 min", first = "2 h", then = "figure_of_it per 60 min"', 4),
    ],
)
def test_a_rate_that_nobody_states_may_be_any(
    build: Build, answer: Answer, claimed: Make, way: str, least: int
) -> None:
    pack = build(f'[figure]\nfigure_of_it = "unknown"\n{ALL.replace("99", "5")}', account=account(way))
    found = answer(pack, claimed("x", 3))
    assert (found.verdict, found.root.counted) == (Verdict.UNKNOWN, least)


def test_an_earlier_text_may_be_read_in_more_ways(build: Build, answer: Answer, claimed: Make) -> None:
    """Which of two readings of the old text one takes says nothing of the one reading that the text in force has."""
    old = DOUBLE.replace('"2 h"', '{ one_of = ["3 h", "2 h"] }')
    ways = f'{{ id = "w", {old}, until = "expiry 2020-12-31" }}, {{ id = "w", {DOUBLE}, from = "expiry 2021-01-01" }}'
    pack = build(ALL, account=account(DOUBLE).replace(f'{{ id = "w0", {DOUBLE} }}', ways))
    assert span(answer(pack, claimed("x", 3))) == (5, 5)


# What is said of it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "step"),
    [
        (DOUBLE, "converted 5: 2 per 60 min for the first 2 h only: 5 in all"),
        (f'{DOUBLE}, src = "rule"', "converted 5: 2 per 60 min for the first 2 h only: 5 in all (rule)"),
        (
            'give = "2 per 60 min", first = { one_of = ["3 given", "1 h"] }',
            "converted 2: 2 per 60 min for the first 1 h only: 2 in all",
        ),
        (
            'give = "2 per 60 min", first = { one_of = ["1 given", "1 h"] }',
            "converted 1: 2 per 60 min for the first 1 given only: 1 in all",
        ),
    ],
)
def test_it_is_said_that_only_so_much_has_the_better_rate(
    build: Build, answer: Answer, claimed: Make, way: str, step: str
) -> None:
    found = answer(build(ALL, account=account(way)), claimed("x", 3))
    told = [(f"{r.step} {plain(r.amount)}: {r.text}", r.source) for r in found.lines[0].reasons]
    texts = [f"{text} ({source})" if source else text for text, source in told]
    assert [text for text in texts if "only" in text] == [step]
    assert len([text for text in texts if text.startswith("converted")]) == 2


# Whether an hour of one activity does what an hour of another would -----------------------------------------------


TOPIC = 'threshold = [ { id = "t", by = "topic", at_least = "1/2" } ]'
TALKS = 'limit = [ { id = "talks", match = "kind = talk", at_most = 50 } ]'
APPROVED = BOTH.replace("topic = law", "topic = law and approved")
LAW_ONLY, ALSO_EQUITY, PARTS = {"topics": ("law",)}, {"topics": ("law", "equity")}, {"law": F(60), "stem": F(60)}


@pytest.mark.parametrize(
    ("needs", "more", "first", "second", "least", "most"),
    [
        # Two of the same, an activity that does more besides, and one that does less.
        (BOTH, (), LAW_ONLY, LAW_ONLY, 5, 7),
        (BOTH, (), ALSO_EQUITY, LAW_ONLY, 5, 7),
        (BOTH, (), LAW_ONLY, ALSO_EQUITY, 3, 9),
        (BOTH, (), {"topics": ("equity",)}, LAW_ONLY, 3, 5),
        # Of one it can't be told whether it is approved: it counts for the same, or perhaps for less.
        (BOTH, (REFUSE,), {**LAW_ONLY, "approved": None}, {**LAW_ONLY, "approved": True}, 5, 7),
        (APPROVED, (), {**LAW_ONLY, "approved": None}, {**LAW_ONLY, "approved": True}, 3, 7),
        # In parts, one or the other.
        (BOTH, (), {"topics": (), "splits": PARTS}, LAW_ONLY, 3, 7),
        (BOTH, (), LAW_ONLY, {"topics": (), "hours": 4, "splits": {"law": F(180), "stem": F(60)}}, 3, F(17, 2)),
        # The holder has decided for what one of them counts.
        (BOTH, (), {**LAW_ONLY, "pins": {"": "law"}}, LAW_ONLY, 3, 9),
        (BOTH, (), {**ALSO_EQUITY, "pins": {"": "law"}}, {**LAW_ONLY, "pins": {"": "law"}}, 5, 7),
        # Topics make a difference by themselves, or a limit.
        (BOTH, (TOPIC,), ALSO_EQUITY, LAW_ONLY, 3, 9),
        (BOTH, (TALKS,), {**LAW_ONLY, "kind": "talk"}, LAW_ONLY, 3, 9),
        (BOTH, (TALKS,), {**ALSO_EQUITY, "kind": "talk"}, {**LAW_ONLY, "kind": "talk"}, 5, 7),
    ],
)
def test_what_an_earlier_activity_leaves_that_may_be_claimed(  # noqa: PLR0917 - one column each
    build: Build,
    answer: Answer,
    claimed: Make,
    attended: Make,
    needs: str,
    more: Sequence[str],
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    least: Fraction | int,
    most: Fraction | int,
) -> None:
    """Where the earlier one does all that the later does, it makes up for the hours that it takes away from it.

    Three hours of law are worth three after two that have the better rate, and five before all others. Rounded amounts
    have no common bound: so five and four of the other are the most.
    """
    pack = build(needs, account=account(f'{DOUBLE}, round = "down to 1/2"', more=more))
    lines = [
        make(id_, fields.get("hours", hours), *fields["topics"], **{k: fields[k] for k in fields.keys() - OWN})
        for make, id_, hours, fields in ((attended, "x", 2, first), (claimed, "y", 3, second))
    ]
    assert span(answer(pack, *lines), "law") == (least, most)


def test_the_most_is_held_to_the_first_hours_that_there_are(build: Build, answer: Answer, line: Make) -> None:
    """Whichever of two may be claimed, two hours have the better rate between them, or the later rate goes on."""
    for way, most in ((DOUBLE, 7), (LATER, 8)):
        pack = build(BOTH, account=account(way))
        found = answer(pack, line("x", 2, "law", day=EARLY), line("y", 3, "law", "equity"))
        assert span(found, "law") == (0, most)


# Activities in parts ---------------------------------------------------------------------------------------------


def test_a_part_that_may_earn_more_keeps_its_worth_beside_another(build: Build, answer: Answer, claimed: Make) -> None:
    """Three hours of law, of which two have a rate that lies between two numbers, and three of equity."""
    way = 'match = "topic = law", give = { between = ["2 per 60 min", "3 per 60 min"] }, first = "2 h"'
    ways = (f'{way}, then = "1 per 60 min"', 'give = "1 per 60 min"')
    found = answer(build(BOTH, account=account(*ways)), claimed("x", 6, splits={"law": F(180), "equity": F(180)}))
    assert span(found, "law") == (5, 7)
    assert span(found, "equity") == (3, 3)


def test_a_part_that_earns_nothing_any_more_leaves_nothing(build: Build, answer: Answer, claimed: Make) -> None:
    """Two hours of law have all that there was to have; the other part of what comes later never earned."""
    pack = build(BOTH, account=account('match = "topic = law", give = "2 per 60 min", first = "2 h"'))
    later = claimed("y", 4, splits={"law": F(120), "equity": F(120)})
    found = answer(pack, claimed("x", 2, "law", day=EARLY), later)
    assert span(found, "law") == (4, 4)
    assert span(found, "equity") == (0, 0)


LATER_UNKNOWN = 'give = "2 per 60 min", first = "2 h", then = "unknown"'
LATER_NAMED = 'give = "2 per 60 min", first = "2 h", then = "later per 60 min"'


@pytest.mark.parametrize("way", [LATER_UNKNOWN, LATER_NAMED])
def test_what_comes_after_the_first_hours_may_be_worth_any_amount_where_nobody_states_it(
    build: Build, answer: Answer, claimed: Make, way: str
) -> None:
    """Two hours bring four; whatever comes later is open, so that twenty may be there and are not."""
    pack = build('[figure]\nlater = "unknown"\n[need]\nrenewal = { amount = 20, of = "hours" }\n', account=account(way))
    found = answer(pack, claimed("x", 2), claimed("y", 1))
    assert (found.verdict, found.gap, span(found)) == (Verdict.UNKNOWN, 16, (4, 20))
    assert "can't tell: what comes later is not stated" in [r.text for one in found.lines for r in one.reasons]
    few = answer(pack, claimed("x", 2))
    assert (few.verdict, span(few)) == (Verdict.NOT_MET, (4, 4))
