"""What becomes of one activity at the edges of the rules: no day counts, no rate is stated, a limit is on each.

Neighbors: `test_mutants_worth` has the plain steps, `test_doubts_taken_as_settled` what is open about an activity.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
LAST = Period(date(2017, 1, 1), date(2021, 12, 31))
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
STATED, UNSTATED = 'give = "1 per 60 min"', 'give = "unknown"'
REFUSE = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved." } ]'
BOTH = """
[need]
renewal = { all = ["total", "law"] }
total = { amount = 99, of = "hours" }
law = { amount = 99, of = "hours", match = "topic = law" }
"""


def account(*ways: str, more: str = "", otherwise: str = "none") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "{otherwise}"
earn = [ {", ".join(ways or (HOUR,))} ]
{more}
"""


def need(amount: int | str, more: str = "") -> str:
    return f'[need]\nrenewal = {{ amount = {amount}, of = "hours"{more} }}\n'


def told(found: Assessment, id_: str = "x") -> list[str]:
    """What became of a line before it counted."""
    reasons = [r for one in found.lines if one.id == id_ for r in one.reasons if r.step != "counted"]
    return [f"{r.step} {plain(r.amount)}: {r.text}" for r in reasons]


def after(pack: Pack, *lines: Line, closed: tuple[ClosedCycle, ...], **facts: Any) -> Assessment:
    """The assessment of a pack after closed cycles."""
    case = Case(
        packs=(pack,), ledger=lines, cycles={pack.id: CYCLE}, today=date(2026, 11, 22), facts=facts, history=closed
    )
    return assess(case)[0]


def closed(period: Period = LAST, **fields: Any) -> ClosedCycle:
    return ClosedCycle(pack_id="t", pack_hash="", period=period, filed_on=period.end, verdict="met", **fields)


# What nobody states ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [1, 200, 20_000])
@pytest.mark.parametrize(
    ("ways", "otherwise"),
    [
        ((f'{{ id = "way", {UNSTATED} }}',), "none"),
        (('{ id = "w", match = "kind = talk", give = "1 each" }',), "unknown"),
    ],
)
def test_a_worth_that_nobody_states_may_be_all_that_is_asked(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, amount: int, ways: tuple[str, ...], otherwise: str
) -> None:
    found = answer(build(need(amount), account=account(*ways, otherwise=otherwise)), line("x", 2))
    assert found.verdict == Verdict.UNKNOWN
    assert found.root.counted == 0


@pytest.mark.parametrize(
    "ways",
    [
        # Approved it has a rate that nobody states, otherwise a stated one, or none at all.
        ('{ id = "a", match = "approved", give = "unknown" }', HOUR),
        ('{ id = "a", match = "approved", give = "unknown" }',),
    ],
)
def test_what_may_be_worth_any_number_is_shown_without_one(
    build: Build, answer: Answer, line: Make, ways: tuple[str, ...]
) -> None:
    found = answer(build(need(10), account=account(*ways)), line("x", 2, approved=None))
    assert found.verdict == Verdict.UNKNOWN
    assert told(found)[-1] == "doubtful 0: can't tell yet: was it approved?"


def test_hours_as_recorded_are_a_number_where_no_rate_is_stated(build: Build, answer: Answer, line: Make) -> None:
    ways = ('{ id = "w", match = "kind = talk", give = "1 each" }',)
    pack = build(need(4), account=account(*ways, otherwise="unknown", more=REFUSE))
    found = answer(pack, line("x", 6, unit="hour", approved=None))
    assert (found.root.counted, found.root.possible) == (0, 6)
    assert told(found) == ["converted 6: 6 hours as recorded", "doubtful 6: can't tell yet: was it approved?"]


# Days that count -------------------------------------------------------------------------------------------------


def test_where_no_day_counts_it_is_said_so(build: Build, answer: Answer, line: Make) -> None:
    head = '[fact]\nheld = { type = "yes/no", ask = "Held?" }\n'
    window = '[window.held]\ncases = [ { when = "held", from = "start", to = "expiry" } ]\n'
    pack = build(head + window + need(1), account=account().replace('window = "cycle"', 'window = "held"'))
    assert told(answer(pack, line("x", 2), held=False)) == ["outside 0: no day counts here"]
    assert told(answer(pack, line("x", 2), held=True))[0].startswith("converted 2")


# A least amount --------------------------------------------------------------------------------------------------


def test_a_least_length_is_said_in_hours_whatever_is_recorded(build: Build, answer: Answer, line: Make) -> None:
    pack = build(need(1), account=account('{ id = "w", give = "5 each", at_least = "10 h" }'))
    assert told(answer(pack, line("x", 2, unit="ceu"))) == ["floored 0: less than 10 h: nothing counts"]


# A flat award in topics ------------------------------------------------------------------------------------------


def test_a_flat_award_reaches_a_threshold_topic_by_topic(build: Build, answer: Answer, line: Make) -> None:
    way = '{ id = "w", match = "kind = award", give = "12 each", split = { law = 9, equity = 3 } }'
    pack = build(BOTH, account=account(way, more='threshold = [ { id = "t", by = "topic", at_least = 4 } ]'))
    found = answer(pack, line("x", 1, kind="award", unit="each"))
    assert found.node("law").counted == 9


# Limits on each activity -----------------------------------------------------------------------------------------

ON_LAW = '{ id = "law", match = "topic = law", at_most = 1, per = "line" }'
IN_ALL = '{ id = "all", at_most = 50 }'
EACH = '{ id = "each", at_most = 3, per = "line" }'


@pytest.mark.parametrize(
    ("limits", "fields", "counted", "capped"),
    [
        # In two parts of which the limit is on one; in one part.
        ((ON_LAW,), {"splits": {"law": F(180), "equity": F(180)}}, 4, False),
        ((ON_LAW,), {"tags": frozenset({"law"})}, 1, True),
        # Beside a limit on all of them, before it or after it.
        ((IN_ALL, EACH), {}, 3, True),
        ((EACH, IN_ALL), {}, 3, True),
        # A limit on all of them says nothing of one.
        (('{ id = "all", at_most = 2 }',), {}, 2, False),
        # A limit that is only advice holds nothing back.
        (
            ('{ id = "each", at_most = 3, per = "line", role = "advice" }', ON_LAW),
            {"tags": frozenset({"law"})},
            1,
            True,
        ),
    ],
)
def test_a_limit_on_each_activity(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, limits: tuple[str, ...], fields: Any, counted: int, capped: bool
) -> None:
    pack = build(need(99), account=account(more=f"limit = [ {', '.join(limits)} ]"))
    found = answer(pack, line("x", 6, **fields))
    assert (found.root.counted, found.root.possible) == (counted, counted)
    assert any("for one activity" in text for text in told(found)) is capped


# What lies behind ------------------------------------------------------------------------------------------------


def test_what_went_into_an_earlier_renewal_is_gone(build: Build, line: Make) -> None:
    before = closed(consumed=(("x", "renewal", F(4)),))
    found = after(build(need(9)), line("x", 6), closed=(before,))
    assert told(found)[-1] == "refused 2: 4 already went into an earlier renewal"
    assert found.root.counted == 2


def test_what_may_have_gone_is_told_as_the_hours_in_doubt(build: Build, line: Make) -> None:
    pack = build(need(9), account=account(more='again = "unknown"'))
    found = after(pack, line("x", 6), closed=(closed(consumed=(("x", "renewal", F(4)),)),))
    said = "it went into another renewal; whether it may serve both is not stated"
    assert told(found)[-1] == f"doubtful 4: {said}"
    assert (found.root.counted, found.root.possible) == (2, 6)


CAREER = 'same = [ { id = "s", key = "course", policy = "once", per = "career" } ]'
FIRST_ISSUE = '[fact]\nfirst_issue = { type = "date", ask = "When was the first license issued?" }\n'


@pytest.mark.parametrize(
    ("past", "day", "counted", "possible"),
    [
        # Nothing lies behind: what was before this cycle never counted.
        ((), date(2020, 3, 1), 5, 5),
        # In a closed cycle that did not use it up; before all that is recorded; used up.
        ((closed(),), date(2020, 3, 1), 5, 5),
        ((closed(),), date(2016, 3, 1), 0, 5),
        ((closed(consumed=(("w", "renewal", F(3)),)),), date(2020, 3, 1), 0, 0),
        # On the first day of this cycle: one of both counts, the longer one.
        ((closed(),), CYCLE.start, 5, 5),
    ],
)
def test_the_same_once_in_a_career(  # noqa: PLR0917 - one column each
    build: Build, line: Make, past: tuple[ClosedCycle, ...], day: date, counted: int, possible: int
) -> None:
    pack = build(FIRST_ISSUE + need(99), account=account(more=CAREER))
    lines = (line("w", 3, day=day, course="C1"), line("x", 5, course="C1"))
    found = after(pack, *lines, closed=past, first_issue=date(2017, 1, 1) if past else CYCLE.start)
    assert (found.root.counted, found.root.possible) == (counted, possible)


@pytest.mark.parametrize(
    ("more", "counted"),
    [("", 5), (', window = "cycle"', 5), (', match = "topic = law"', 0)],
)
def test_what_came_over_counts_for_a_need_that_asks_for_nothing_in_particular(
    build: Build, more: str, counted: int
) -> None:
    carry = 'carry = [ { id = "excess", from_window = "cycle" } ]'
    pack = build(need(9, more), account=account(more=carry))
    found = after(pack, closed=(closed(carried=(("hours", F(5)),)),))
    assert (found.root.counted, found.root.possible) == (counted, counted)


YEARLY = """
[need]
renewal = {{ all = ["total", "other"] }}
total = {{ amount = 9, of = "hours" }}
{}
[window.late]
cases = [ {{ from = "start + 2 y", to = "expiry" }} ]
"""


@pytest.mark.parametrize(
    "other",
    [
        'other = { amount = 1, of = "hours", window = "late" }',
        'other = { amount = 1, of = "hours", per = "year from 07-01" }',
        'other = { each = "y", over = "years from 01-01" }\ny = { amount = 1, of = "hours", window = "item" }',
    ],
)
def test_what_came_over_counts_beside_needs_that_look_at_days(build: Build, line: Make, other: str) -> None:
    """It has no day of its own: it counts for the total and for none of the others."""
    more = 'carry = [ { id = "excess", from_window = "cycle" } ]'
    pack = build(YEARLY.replace("{}", other).replace("{{", "{").replace("}}", "}"), account=account(more=more))
    before = closed(carried=(("hours", F(5)),))
    found = after(pack, closed=(before,))
    assert [node.id for node in found.nodes if node.counted] == ["total"]
    assert found.node("total").counted == 5
    assert after(pack, line("x", 2, day=date(2025, 8, 1)), closed=(before,)).node("total").counted == 7


def test_what_came_over_speaks_for_no_topic(build: Build) -> None:
    more = 'carry = [ { id = "e", from_window = "cycle" } ]\nthreshold = [ { id = "t", by = "topic", at_least = 4 } ]'
    found = after(build(BOTH, account=account(more=more)), closed=(closed(carried=(("hours", F(5)),)),))
    assert (found.node("total").counted, found.node("law").counted) == (5, 0)


# Sums that are rounded -------------------------------------------------------------------------------------------

TWO = """
[need]
renewal = {{ all = ["law", "equity"] }}
law = {{ amount = {amount}, of = "hours", match = "topic = law", round = "{way}" }}
equity = {{ amount = {amount}, of = "hours", match = "topic = equity", round = "{way}" }}
[overlap]
o = {{ members = ["law", "equity"], policy = "split" }}
"""


@pytest.mark.parametrize(
    ("amount", "way", "hours", "verdict"),
    [
        # Just as much as two sums need, and a minute less, shared between them.
        (1, "nearest to 1", F(1), Verdict.MET),
        (1, "nearest to 1", F(59, 60), Verdict.NOT_MET),
        (2, "up to 1", F(61, 30), Verdict.MET),
        (2, "up to 1", F(2), Verdict.NOT_MET),
        (1, "down to 1", F(2), Verdict.MET),
        (1, "down to 1", F(119, 60), Verdict.NOT_MET),
    ],
)
def test_as_much_as_rounds_to_what_is_asked_is_enough(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, amount: int, way: str, hours: Fraction, verdict: Verdict
) -> None:
    found = answer(build(TWO.format(amount=amount, way=way)), line("x", hours, "law", "equity"))
    assert found.verdict == verdict


def test_where_nothing_is_asked_rounding_asks_for_nothing(build: Build, answer: Answer, line: Make) -> None:
    found = answer(build(need(0, ', round = "nearest to 1"')), line("x", F(1, 4)))
    assert (found.verdict, found.gap, found.gap_unit) == (Verdict.MET, 0, "")
