"""One activity may have the first hours at the better rate or go another way: what those after it surely have.

Whatever is settled lies between the least and the most. Neighbor: `test_better_rate_for_first_hours`, where it is
known which way an activity goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
EARLY = date(2023, 1, 1)
DOUBLE = 'match = "not approved", give = "2 per 60 min", first = "2 h"'
BETTER = '{ between = ["2 per 60 min", "3 per 60 min"] }'
LAW = '[need]\nrenewal = { amount = 99, of = "hours", match = "topic = law" }\n'


def account(*ways: str) -> str:
    earn = ", ".join(f'{{ id = "w{n}", {way} }}' for n, way in enumerate(ways))
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {earn} ]
"""


def span(found: Assessment) -> tuple[Fraction, Fraction]:
    """What the need surely has, and what it may have."""
    return found.node("renewal").counted, found.node("renewal").possible


@pytest.mark.parametrize(
    ("later", "other", "topics", "least", "most", "either"),
    [
        # What the two hours of law have of the better rate, the three lose: as much, so that seven are sure.
        ("1 per 60 min", "1 per 60 min", ("law",), 7, 9, (7, 7)),
        ("2 per 120 min", "1 per 60 min", ("law",), 7, 9, (7, 7)),
        ("1 per 60 min", "1 per 120 min", ("law",), 6, 9, (6, 7)),
        # Something else brings nothing for what it takes away.
        ("1 per 60 min", "1 per 60 min", ("equity",), 3, 5, (5, 3)),
        # The other way may bring more than this one in all, which it does not lose to itself.
        ("1 per 120 min", "1 per 60 min", ("law",), F(7, 2), F(17, 2), (F(13, 2), F(11, 2))),
        ("1 per 60 min", "3 per 120 min", ("law",), 6, 9, (8, 7)),
        ("1 per 60 min", "3 per 120 min", ("equity",), 3, 5, (5, 3)),
        # The later rate is the better one.
        ("3 per 60 min", "1 per 60 min", ("law",), 9, 13, (9, 13)),
        ("3 per 60 min", "1 per 60 min", ("equity",), 7, 9, (7, 9)),
    ],
)
def test_one_that_may_go_another_way_comes_before_others(  # noqa: PLR0917 - one column each
    build: Build,
    answer: Answer,
    line: Make,
    later: str,
    other: str,
    topics: Sequence[str],
    least: Fraction | int,
    most: Fraction | int,
    either: tuple[Fraction | int, ...],
) -> None:
    """Two hours, approved or not, then three of law that are not: both answers lie between the least and the most."""
    ways = (f'match = "not approved", give = "2 per 60 min", first = "2 h", then = "{later}"', f'give = "{other}"')
    pack, second = build(LAW, account=account(*ways)), line("y", 3, "law", approved=False)
    assert span(answer(pack, line("x", 2, *topics, day=EARLY), second)) == (least, most)
    settled = [answer(pack, line("x", 2, *topics, day=EARLY, approved=said), second) for said in (True, False)]
    assert [span(one) for one in settled] == [(number, number) for number in either]


@pytest.mark.parametrize(
    ("way", "least", "most"),
    [
        # The better rate is never below the later one, and even at the least the other way brings no more than that.
        (f'give = {BETTER}, first = "2 h", then = {{ between = ["1 per 60 min", "2 per 60 min"] }}', 7, 14),
        # It may be nothing, or there may be nothing later.
        ('give = { between = ["0 per 60 min", "2 per 60 min"] }, first = "2 h", then = "1 per 60 min"', 0, 9),
        ('give = "2 per 60 min", first = "2 h"', 2, 8),
        # What comes later may be worth more than what comes first.
        ('give = "2 per 60 min", first = "2 h", then = { between = ["1 per 60 min", "3 per 60 min"] }', 5, 13),
    ],
)
def test_one_that_may_go_another_way_at_rates_that_are_open(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, way: str, least: int, most: int
) -> None:
    """Two hours of law, approved or not, then three that are not."""
    pack = build(LAW, account=account(f'match = "not approved", {way}', 'give = "1 per 60 min"'))
    lines = line("x", 2, "law", day=EARLY), line("y", 3, "law", approved=False)
    assert span(answer(pack, *lines)) == (least, most)


def test_one_that_may_earn_nothing_comes_before_others_whose_later_rate_nobody_states(
    build: Build, answer: Answer, line: Make
) -> None:
    """Either has the four hours of the better rate; any amount may follow."""
    pack = build(LAW, account=account('match = "not approved", give = "2 per 60 min", first = "2 h", then = "unknown"'))
    lines = line("x", 2, "law", day=EARLY), line("y", 3, "law", approved=False)
    assert span(answer(pack, *lines)) == (4, 99)


def test_one_by_itself_that_may_go_another_way(build: Build, answer: Answer, line: Make) -> None:
    pack = build(LAW, account=account(f'{DOUBLE}, then = "1 per 60 min"', 'give = "1 per 60 min"'))
    assert span(answer(pack, line("x", 2, "law"))) == (2, 4)


def test_one_makes_up_only_for_what_it_does_itself(build: Build, answer: Answer, line: Make) -> None:
    """Two hours of equity may leave nothing to one hour of equity and three of law, or one of the better ones."""
    pack = build(LAW, account=account(f'{DOUBLE}, then = "1 per 60 min"', 'give = "1 per 60 min"'))
    first, same = line("x", 2, "equity", day=EARLY), line("y", 1, "equity", approved=False)
    assert span(answer(pack, first, same, line("z", 3, "law", approved=False))) == (3, 4)


def test_one_that_may_go_a_third_way_brings_at_least_what_that_brings(build: Build, answer: Answer, line: Make) -> None:
    """One hour on the poorest way and four and a half, or four at the better rate and one and a half."""
    ways = (f'{DOUBLE}, then = "1 per 120 min"', 'match = "format = online", give = "1 per 120 min"')
    pack = build(LAW, account=account(*ways, 'give = "1 per 60 min"'))
    found = answer(pack, line("x", 2, "law", day=EARLY, format=""), line("y", 3, "law", approved=False))
    assert span(found)[0] == F(11, 2)
