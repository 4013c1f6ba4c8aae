"""Which activities decide: each is taken as counting and as not counting, and what is open besides stays open.

In each case others are open too, so that one way alone makes the verdict definite, or none does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
FIRST = HOUR.replace(" }", ', first = "50 h" }')
BETTER = '{ id = "better", match = "approved", give = "2 per 60 min" }'
BETWEEN = '{ id = "hour", give = { between = ["1 per 60 min", "3 per 60 min"] } }'
NOT_LAW = BETTER.replace('"approved"', '"approved and not topic = law"')
LAW = BETWEEN.replace('"hour", give', '"law", match = "topic = law", give')
TALK = BETWEEN.replace('"hour", give', '"talk", match = "kind = talk", give')
APPROVED_ONLY = '{ id = "hour", match = "approved", give = "1 per 60 min" }'
UNSTATED = '{ id = "hour", give = "unknown" }'
REFUSE = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved." } ]'
OPEN: dict[str, Any] = {"approved": None}
SURE: dict[str, Any] = {"approved": True, "status": Status.CLAIMED}


def account(*ways: str, more: str = "", counts_from: str = "attended") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
counts_from = "{counts_from}"
earn = [ {", ".join(ways)} ]
{more}
"""


def need(amount: int | str, match: str = "") -> str:
    asked = f', match = "{match}"' if match else ""
    return f'[need]\nrenewal = {{ amount = {amount}, of = "hours"{asked} }}\n'


@pytest.mark.parametrize(
    ("way", "more", "asked", "counts_from"),
    [
        # It is open whether they count at all, whether for this need, whether they are far enough, whether they earn.
        (HOUR, REFUSE, "", "attended"),
        (HOUR, "", "approved", "attended"),
        (HOUR, "", "", "claimed"),
        (FIRST, "", "", "claimed"),
        (APPROVED_ONLY, "", "", "attended"),
    ],
)
@pytest.mark.parametrize(
    ("amount", "decide"),
    [
        # Ten hours and one, and a talk that is worth one to three. The ten are enough with the talk, the one is not.
        ("3", {"x"}),
        # Without the ten there are never so many, without the one there may be; with both it is open still.
        ("25/2", {"x"}),
        ("14", {"x", "y"}),
    ],
)
def test_the_hours_that_decide(  # noqa: PLR0917 - one column each
    build: Build,
    answer: Answer,
    line: Make,
    way: str,
    more: str,
    asked: str,
    counts_from: str,
    amount: str,
    decide: set[str],
) -> None:
    ways = (TALK, way)
    pack = build(need(f'"{amount}"', asked), account=account(*ways, more=more, counts_from=counts_from))
    lines = (line("x", 10, **OPEN), line("y", 1, "law", **OPEN), line("w", 1, kind="talk", **SURE))
    found = answer(pack, *lines)
    assert found.verdict == Verdict.UNKNOWN
    assert {q.key for q in found.decides} == decide


@pytest.mark.parametrize(
    ("ways", "more", "amount", "hours", "decide"),
    [
        # Two hours are worth two to six if they count, three more three to nine: seven are open either way, not ten.
        ((BETWEEN,), REFUSE, 7, 2, False),
        ((BETWEEN,), REFUSE, 10, 2, True),
        ((BETWEEN,), REFUSE, 5, 2, True),
        # What nobody states is any number, or nothing.
        ((UNSTATED,), REFUSE, 7, 2, False),
        # Four hours if they count at all, beside three to nine.
        ((NOT_LAW, LAW), "", 8, 2, False),
        ((NOT_LAW, LAW), "", 7, 2, True),
        # Of two rates that are known the better one may be had, or surely the other.
        ((BETTER, HOUR), "", 7, 2, True),
        ((BETTER, HOUR), "", 8, 2, False),
        ((BETTER, HOUR), "", 9, 2, True),
    ],
)
def test_a_rate_that_is_open_stays_open(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, ways: tuple[str, ...], more: str, amount: int, hours: int, decide: bool
) -> None:
    pack = build(need(amount), account=account(*ways, more=more))
    found = answer(pack, line("x", hours, **OPEN), line("y", 3, "law", **(SURE if more else OPEN)))
    assert found.verdict == Verdict.UNKNOWN
    assert ("x" in {q.key for q in found.decides}) is decide
