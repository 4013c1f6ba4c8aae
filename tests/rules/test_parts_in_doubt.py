"""An activity in parts of which one may be worth more than is known: what each part may bring is not made less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
BETTER = '{ id = "law", match = "topic = law and approved", give = "3 per 60 min" }'
BETWEEN = '{ id = "law", match = "topic = law", give = { between = ["1 per 60 min", "3 per 60 min"] } }'
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
FIRST = '{ id = "first", match = "topic = law", give = "2 per 60 min", first = "2 h", then = "1 per 60 min" }'
REFUSE = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved." } ]'


def account(*ways: str, more: str = "") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {", ".join(ways)} ]
{more}
"""


def need(topic: str, hours: int) -> str:
    return f'[need]\nrenewal = {{ amount = {hours}, of = "hours", match = "topic = {topic}" }}\n'


@pytest.mark.parametrize("way", [BETTER, BETWEEN])
@pytest.mark.parametrize(
    ("topic", "hours", "expected"),
    [
        ("law", 2, MET), ("law", 3, OPEN), ("law", 6, OPEN), ("law", 7, NOT_MET),
        ("equity", 4, MET), ("equity", 5, NOT_MET),
    ],
)  # fmt: skip
def test_a_part_may_be_worth_more_than_is_known(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, way: str, topic: str, hours: int, expected: Verdict
) -> None:
    """Two hours of law may count three times, and four of equity count once."""
    parts = {"law": F(120), "equity": F(240)}
    pack = build(need(topic, hours), account=account(way, HOUR))
    assert answer(pack, line("a", 6, splits=parts)).verdict == expected
    alone = (line("law", 2, "law"), line("equity", 4, "equity"))
    assert answer(pack, *alone).verdict == expected, "in two activities it is the same"


@pytest.mark.parametrize(
    ("first", "second", "verdicts"),
    [
        # The earlier two hours of law surely, maybe or never take the better rate.
        (True, True, {("law", 6): MET, ("law", 7): NOT_MET, ("equity", 2): MET, ("equity", 3): NOT_MET}),
        (
            None,
            True,
            {
                ("law", 2): MET,
                ("law", 5): OPEN,
                ("law", 6): OPEN,
                ("law", 9): NOT_MET,
                ("equity", 2): MET,
                ("equity", 3): NOT_MET,
            },
        ),
        (False, True, {("law", 4): MET, ("law", 5): NOT_MET, ("equity", 2): MET, ("equity", 3): NOT_MET}),
        # It is open whether those count that come later and are in parts.
        (
            True,
            None,
            {("law", 4): MET, ("law", 6): OPEN, ("law", 7): NOT_MET, ("equity", 2): OPEN, ("equity", 3): NOT_MET},
        ),
    ],
)
def test_parts_keep_their_worth_whoever_has_the_first_hours(  # noqa: PLR0917 - one column each
    build: Build,
    answer: Answer,
    line: Make,
    first: bool | None,
    second: bool | None,
    verdicts: dict[tuple[str, int], Verdict],
) -> None:
    early = line("early", 2, "law", approved=first, day=date(2023, 1, 1))
    later = line("later", 4, splits={"law": F(120), "equity": F(120)}, approved=second)
    for (topic, hours), expected in verdicts.items():
        pack = build(need(topic, hours), account=account(FIRST, HOUR, more=REFUSE))
        assert answer(pack, early, later).verdict == expected, (topic, hours)
