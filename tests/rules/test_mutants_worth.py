"""What one activity is worth and what is said about it, step by step and word for word.

Each row is a way to earn, an activity and the steps of the answer: `step amount: text (source)`. Small differences
between rows are meant: they tell two ways of reading a rule apart that the other tests let pass for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack
from stemtracker.rules.units import same_unit

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
ONE = '[need]\nrenewal = { amount = 10, of = "hours" }\n'
HOUR = 'match = "measure = time", give = "1 per 60 min"'
CREDIT = 'give = "10 per semester_credit"'
POSTED, CLAIMED = Status.POSTED, Status.CLAIMED


def account(earn: str, *rows: str, unit: str = "hour") -> str:
    more = "\n".join(rows)
    return f"""
[account.hours]
unit = "{unit}"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "way", {earn}, src = "rule" }} ]
{more}
"""


def told(found: Assessment, id_: str = "a") -> list[str]:
    """What became of a line before it counted: `step amount: text (source)`."""
    reasons = [r for one in found.lines if one.id == id_ for r in one.reasons if r.step != "counted"]
    said = [f"{r.step} {plain(r.amount)}: {r.text}" for r in reasons]
    return [f"{text} ({r.source})" if r.source else text for text, r in zip(said, reasons, strict=True)]


@pytest.mark.parametrize(
    ("earn", "hours", "fields", "steps"),
    [
        # What does not go with a way to earn, or with none.
        (HOUR, 2, {"unit": "semester_credit"}, ["no_rate 0: semester credit earns nothing here"]),
        (HOUR, 2, {"unit": "ceu"}, ["no_rate 0: ceu earns nothing here"]),
        ('match = "measure = ceu", give = "9 per ceu"', 2, {}, ["no_rate 0: time earns nothing here"]),
        ('give = "10 per ceu"', 2, {}, ["no_rate 0: time does not go with “10 per ceu” (rule)"]),
        ('give = "10 per goal"', 2, {}, ["no_rate 0: time does not go with “10 per goal” (rule)"]),
        ('give = "10 per ceu"', 2, {"unit": "point"}, ["no_rate 0: point does not go with “10 per ceu” (rule)"]),
        ('give = "1 per 60 min"', 2, {"unit": "ceu"}, ["no_rate 0: ceu does not go with “1 per 60 min” (rule)"]),
        (CREDIT, 2, {"unit": "ceu"}, ["no_rate 0: ceu does not go with “10 per semester_credit” (rule)"]),
        # What does: a flat award, the word of the rate, "each" for any word, any word for one of the rule's own.
        ('give = "5 each"', 2, {}, ["converted 5: a flat 5 each = 5 hours (rule)"]),
        ('give = "5 each"', 2, {"unit": "point"}, ["converted 5: a flat 5 each = 5 hours (rule)"]),
        ('give = "10 per ceu"', F(3, 2), {"unit": "ceu"}, ["converted 15: 1.5 ceu at 10 per ceu = 15 hours (rule)"]),
        ('give = "10 per ceu"', 2, {"unit": "each"}, ["converted 20: 2 each at 10 per ceu = 20 hours (rule)"]),
        ('give = "10 per goal"', 2, {"unit": "point"}, ["converted 20: 2 point at 10 per goal = 20 hours (rule)"]),
        (
            CREDIT,
            1,
            {"unit": "semester_credit"},
            ["converted 10: 1 semester credit at 10 per semester_credit = 10 hours (rule)"],
        ),
        # In the unit of the account itself, in the singular or the plural.
        (HOUR, 6, {"unit": "hour"}, ["converted 6: 6 hours as recorded"]),
        # From a least amount on, a minute less and not.
        (HOUR + ', at_least = "30 min"', F(29, 60), {}, ["floored 0: less than 0.5 h: nothing counts (rule)"]),
        (HOUR + ', at_least = "30 min"', F(1, 2), {}, ["converted 0.5: 0.5 h at 1 per 60 min = 0.5 hours (rule)"]),
        (
            CREDIT + ", at_least = 2",
            1,
            {"unit": "semester_credit"},
            ["floored 0: less than 2 semester credit: nothing counts (rule)"],
        ),
        # In full steps.
        (
            HOUR + ', step = "15 min"',
            F(59, 60),
            {},
            [
                "floored 45: only full steps of 0.25 h count: 0.75 h (rule)",
                "converted 0.75: 0.75 h at 1 per 60 min = 0.75 hours (rule)",
            ],
        ),
        (HOUR + ', step = "15 min"', F(1, 2), {}, ["converted 0.5: 0.5 h at 1 per 60 min = 0.5 hours (rule)"]),
        # Rounded, and where there is nothing to round.
        (
            HOUR + ', round = "down to 1/2"',
            F(3, 4),
            {},
            ["rounded -0.25: rounded down to 0.5 (rule)", "converted 0.5: 0.75 h at 1 per 60 min = 0.5 hours (rule)"],
        ),
        (
            HOUR + ', round = "up to 1/2"',
            F(3, 4),
            {},
            ["rounded 0.25: rounded up to 0.5 (rule)", "converted 1: 0.75 h at 1 per 60 min = 1 hour (rule)"],
        ),
        (HOUR + ', round = "up to 1/2"', 1, {}, ["converted 1: 1 h at 1 per 60 min = 1 hour (rule)"]),
        (
            HOUR + ', round = "nearest to 1/2"',
            F(3, 4),
            {},
            ["rounded 0.25: rounded nearest to 0.5 (rule)", "converted 1: 0.75 h at 1 per 60 min = 1 hour (rule)"],
        ),
        # Minutes that are no whole number.
        (HOUR, F(1, 8), {}, ["converted 0.125: 7.5 min at 1 per 60 min = 0.125 hours (rule)"]),
        # A worth that nobody states.
        (
            'give = "unknown"',
            2,
            {},
            [
                "no_rate 0: what it is worth here is not stated (rule)",
                "doubtful 0: can't tell yet: its worth is not stated",
            ],
        ),
        # What was posted goes before what was claimed, and each only from its status on.
        (
            HOUR,
            6,
            {"status": POSTED, "posted_amount": F(240), "claimed_amount": F(300)},
            ["pinned 4: posted as 4 h instead of 6 h", "converted 4: 4 h at 1 per 60 min = 4 hours (rule)"],
        ),
        (
            HOUR,
            6,
            {"status": POSTED, "claimed_amount": F(300)},
            ["pinned 5: claimed as 5 h instead of 6 h", "converted 5: 5 h at 1 per 60 min = 5 hours (rule)"],
        ),
        (
            HOUR,
            6,
            {"status": CLAIMED, "posted_amount": F(240), "claimed_amount": F(300)},
            ["pinned 5: claimed as 5 h instead of 6 h", "converted 5: 5 h at 1 per 60 min = 5 hours (rule)"],
        ),
        (HOUR, 6, {"status": CLAIMED, "claimed_amount": F(360)}, ["converted 6: 6 h at 1 per 60 min = 6 hours (rule)"]),
        (
            HOUR,
            6,
            {"posted_amount": F(240), "claimed_amount": F(300)},
            ["converted 6: 6 h at 1 per 60 min = 6 hours (rule)"],
        ),
        (
            HOUR,
            6,
            {"status": POSTED, "posted_amount": F(0)},
            ["pinned 0: posted as 0 h instead of 6 h", "converted 0: 0 h at 1 per 60 min = 0 hours (rule)"],
        ),
        # What is out from the start.
        (HOUR, 6, {"claimed_amount": F(-1)}, ["refused 0: its amount is below zero: correct it in the log"]),
        (HOUR, 6, {"posted_amount": F(-1)}, ["refused 0: its amount is below zero: correct it in the log"]),
        (HOUR, 6, {"status": Status.REFUSED}, ["refused 0: it was refused"]),
        (HOUR, 6, {"day": date(2021, 12, 31)}, ["outside 0: outside Jan 1, 2022 – Dec 31, 2026, the days that count"]),
        (HOUR, 6, {"pins": {"": "none"}}, ["pinned 0: you decided that it does not count for this license"]),
        # A decision for a need that these rules do not have is ignored, and said where it was made for this license.
        (HOUR, 6, {"pins": {"": "nowhere"}}, ["converted 6: 6 h at 1 per 60 min = 6 hours (rule)"]),
        (
            HOUR,
            6,
            {"pins": {"t": "nowhere"}},
            [
                "pinned 0: you put it under “nowhere”, which is no need of these rules: ignored",
                "converted 6: 6 h at 1 per 60 min = 6 hours (rule)",
            ],
        ),
        # What lies ahead.
        (
            HOUR,
            6,
            {"status": Status.PLANNED},
            ["converted 6: 6 h at 1 per 60 min = 6 hours (rule)", "planned 6: planned: counts once attended"],
        ),
        (
            HOUR,
            6,
            {"day": date(2026, 12, 1)},
            [
                "converted 6: 6 h at 1 per 60 min = 6 hours (rule)",
                "planned 6: dated after today: counts once it took place",
            ],
        ),
    ],
)
def test_what_is_said_of_an_activity(  # noqa: PLR0917 - one column each
    build: Build,
    answer: Answer,
    line: Make,
    earn: str,
    hours: Fraction | int,
    fields: Mapping[str, object],
    steps: list[str],
) -> None:
    assert told(answer(build(ONE, account=account(earn)), line("a", hours, **fields))) == steps


def test_an_account_in_a_unit_of_two_words_takes_a_line_in_it(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account(HOUR, unit="semester credits"))
    found = answer(pack, line("a", 3, unit="semester_credit"))
    assert told(found) == ["converted 3: 3 semester credits as recorded"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hour", "Hours", True),
        ("CPE hour", "cpe_hours", True),
        ("hour", "ceu", False),
        ("", "", False),
        ("s", "", False),
    ],
)
def test_what_is_one_unit(one: str, other: str, same: bool) -> None:
    """Capitals, the plural and the way of writing two words make no difference; no unit is none."""
    assert same_unit(one, other) is same


@pytest.mark.parametrize(
    ("give", "steps"),
    [
        (
            '"figure_of_it per 60 min"',
            [
                "no_rate 0: what it is worth here is not stated (rule)",
                "doubtful 0: can't tell yet: its worth is not stated",
            ],
        ),
        ('"2 per 60 min"', ["converted 4: 2 h at 2 per 60 min = 4 hours (rule)"]),
    ],
)
def test_a_rate_that_is_a_figure_nobody_states(
    build: Build, answer: Answer, line: Make, give: str, steps: list[str]
) -> None:
    pack = build(f'[figure]\nfigure_of_it = "unknown"\n{ONE}', account=account(f"give = {give}"))
    assert told(answer(pack, line("a", 2))) == steps


def test_hours_that_came_over_are_told_of_as_such(build: Build) -> None:
    carry = 'carry = [ { id = "excess", from_window = "cycle" } ]'
    pack = build(ONE, account=account(HOUR, carry))
    period = Period(date(2017, 1, 1), date(2021, 12, 31))
    last = ClosedCycle(
        pack_id="t",
        pack_hash="",
        period=period,
        filed_on=period.end,
        verdict="met",
        carried=(("hours", F(5)),),
    )
    cycle = Period(date(2022, 1, 1), date(2026, 12, 31))
    found = assess(Case(packs=(pack,), ledger=(), cycles={"t": cycle}, today=cycle.end, history=(last,)))[0]
    brought = next(one for one in found.lines if one.synthetic)
    assert [(r.node, r.step, r.amount, r.text) for r in brought.reasons] == [
        ("renewal", "carried", F(5), "5 hours carried over"),
        ("renewal", "counted", F(5), "5 hours counted"),
    ]
