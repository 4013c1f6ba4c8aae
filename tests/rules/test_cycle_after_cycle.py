"""Three renewals in a row: what each uses up, what goes over, what a career allows, and that nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.close import close
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CYCLES = tuple(Period(date(year, 1, 1), date(year + 4, 12, 31)) for year in (2012, 2017, 2022))


def account(*, carry: str = "", limit: str = "", same: str = "") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "span"
otherwise = "none"
earn = [ {{ id = "h", match = "measure = time", give = "1 per 60 min" }} ]
carry = [ {carry} ]
limit = [ {limit} ]
same = [ {same} ]
[window.span]
cases = [ {{ from = "start", to = "expiry" }} ]
[window.late]
cases = [ {{ from = "expiry - 2 y", to = "expiry" }} ]
"""


ASKED = '[fact]\nfirst_issue = { type = "date", ask = "Since when are you licensed?" }\n'
TOTAL = '[need]\nrenewal = { all = ["total", "law"] }\ntotal = { amount = 10, of = "hours" }\n'
TOTAL += 'law = { amount = 2, of = "hours", match = "topic = law", inside = "total" }\n'
CARRY = '{ id = "excess", from_window = "late", at_most = 5 }'


def row(pack: Pack, ledger: Iterable[Line], spans: Iterable[Period] = CYCLES) -> list[tuple[Assessment, ClosedCycle]]:
    """The renewals one after the other, each filed on its last day."""
    found: list[tuple[Assessment, ClosedCycle]] = []
    for span in spans:
        history = tuple(closed for _answer, closed in found)
        case = Case(
            packs=(pack,),
            ledger=tuple(ledger),
            cycles={pack.id: span},
            today=span.end,
            filing=span.end,
            history=history,
        )
        answer = assess(case)[0]
        closed = close(answer, case, span.end)
        assert closed == close(answer, case, span.end)
        found.append((answer, closed))
    return found


def consumed(closed: ClosedCycle, line: str) -> Fraction:
    """What one renewal took of a line."""
    took = [amount for id_, node, amount in closed.consumed if id_ == line and not node.startswith("carried:")]
    over = [amount for id_, node, amount in closed.consumed if id_ == line and node.startswith("carried:")]
    return max(took, default=F(0)) + sum(over, F(0))


def test_a_renewal_uses_up_nothing_of_the_way_that_was_not_taken(build: Build, line: Make) -> None:
    either = '[need]\nrenewal = { any = ["law", "stem"] }\nlaw = { amount = 2, of = "hours", match = "topic = law" }\n'
    pack = build(f'{either}stem = {{ amount = 10, of = "hours", match = "topic = stem" }}\n', account=account())
    lines = (line("a", 2, "law", day=date(2014, 1, 1)), line("b", 10, "stem", day=date(2014, 2, 1)))
    ((answer, closed),) = row(pack, lines, CYCLES[:1])
    assert answer.verdict == MET
    assert answer.node("stem").aside
    assert closed.consumed == (("a", "law", F(2)),)


def test_hours_beyond_what_is_needed_go_over(build: Build, line: Make) -> None:
    pack = build(TOTAL, account=account(carry=CARRY))
    lines = (
        line("early", 8, "law", day=date(2013, 1, 1)),
        line("late", 9, day=date(2016, 1, 1)),
        line("next", 5, "law", day=date(2018, 1, 1)),
    )
    (first, closed), (second, after), (third, last) = row(pack, lines)
    assert (first.verdict, closed.carried) == (MET, (("hours", F(5)),))
    assert ("late", "carried:hours", F(5)) in closed.consumed
    assert consumed(closed, "late") == 9
    assert (second.verdict, second.node("total").counted, after.carried) == (MET, 10, ())
    brought = next(one for one in second.lines if one.synthetic)
    assert (brought.title, brought.counted_at("total")) == ("Carried over from the last renewal", 5)
    assert brought.counted_at("law") == 0
    assert (third.verdict, third.node("total").counted) == (NOT_MET, 0)
    assert last.carried == ()


@pytest.mark.parametrize(("begins", "brought"), [(2017, True), (2018, True), (2022, False), (2027, False)])
def test_hours_go_into_the_next_cycle_only(build: Build, begins: int, brought: bool) -> None:
    pack = build(TOTAL, account=account(carry=CARRY))
    before = ClosedCycle(
        pack_id=pack.id,
        pack_hash="",
        period=Period(date(2012, 1, 1), date(2016, 12, 31)),
        filed_on=date(2016, 11, 1),
        verdict="met",
        carried=(("hours", F(5)),),
    )
    cycle = Period(date(begins, 1, 1), date(begins + 4, 12, 31))
    case = Case(packs=(pack,), ledger=(), cycles={pack.id: cycle}, today=cycle.end, history=(before,))
    assert assess(case)[0].node("total").counted == (5 if brought else 0)


def test_only_what_is_named_goes_over_and_a_topic_gets_nothing(build: Build, line: Make) -> None:
    carry = '{ id = "excess", from_window = "late", only = "kind = course" }'
    pack = build(TOTAL, account=account(carry=carry))
    lines = (
        line("needed", 10, "law", day=date(2013, 1, 1)),
        line("talk", 4, "law", day=date(2016, 1, 1), kind="talk"),
        line("course", 6, "law", day=date(2016, 5, 1), kind="course"),
        line("then", 4, day=date(2018, 1, 1)),
    )
    (_first, closed), (second, _after) = row(pack, lines, CYCLES[:2])
    assert closed.carried == (("hours", F(6)),)
    assert (second.node("total").counted, second.node("law").counted, second.verdict) == (10, 0, NOT_MET)


def test_needs_take_as_little_as_they_can_of_what_may_go_over(build: Build, line: Make) -> None:
    pack = build(TOTAL, account=account(carry='{ id = "excess", from_window = "late" }'))
    lines = (line("old", 9, "law", day=date(2013, 1, 1)), line("late", 7, "law", day=date(2016, 1, 1)))
    _first, closed = row(pack, lines, CYCLES[:1])[0]
    assert closed.carried == (("hours", F(6)),)


def test_nothing_goes_over_where_something_is_missing(build: Build, line: Make) -> None:
    pack = build(TOTAL, account=account(carry=CARRY))
    _first, closed = row(pack, (line("late", 9, "law", day=date(2016, 1, 1)),), CYCLES[:1])[0]
    assert closed.carried == ()


def test_hours_that_went_over_do_not_count_again_where_windows_overlap(build: Build, line: Make) -> None:
    there = account(carry=CARRY).replace('from = "start", to', 'from = "expiry - 8 y", to')
    pack = build(TOTAL, account=there)
    lines = (line("a", 10, "law", day=date(2013, 1, 1)), line("late", 5, day=date(2016, 1, 1)))
    (_first, closed), (second, _after) = row(pack, lines, CYCLES[:2])
    assert closed.carried == (("hours", F(5)),)
    assert second.node("total").counted == 5


@given(
    hours=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 59), st.booleans()), max_size=7),
    most=st.sampled_from(["", ", at_most = 3", ", at_most = 20"]),
)
def test_what_is_earned_is_used_up_or_goes_over_or_is_lost(
    build: Build, line: Make, hours: list[tuple[int, int, bool]], most: str
) -> None:
    carry = f'{{ id = "excess", from_window = "late"{most} }}'
    pack = build(TOTAL, account=account(carry=carry))
    lines = [
        line(f"l{at}", amount, *(["law"] if law else []), day=date(2012 + month // 12, month % 12 + 1, 15))
        for at, (amount, month, law) in enumerate(hours)
    ]
    (first, closed), (second, _after) = row(pack, lines, CYCLES[:2])
    assert sum((amount for id_, node, amount in closed.consumed if node == "carried:hours"), F(0)) == sum(
        (amount for _account, amount in closed.carried), F(0)
    )
    for one, worth in zip(lines, hours, strict=True):
        assert consumed(closed, one.id) <= worth[0]
    kept = sum((amount for _id, node, amount in closed.consumed if node == "total"), F(0))
    earned = sum((amount for amount, _month, _law in hours), 0)
    carried = sum((amount for _account, amount in closed.carried), F(0))
    assert kept + carried <= earned
    if first.verdict == MET:
        assert kept >= 10
        assert carried == 0 or second.node("total").counted == carried


@pytest.mark.parametrize(("first_issue", "expected"), [(None, OPEN), (date(2012, 3, 1), MET), (date(2011, 1, 1), OPEN)])
def test_what_a_career_allows(build: Build, line: Make, first_issue: date | None, expected: Verdict) -> None:
    limit = '{ id = "study", match = "kind = study", at_most = 6, per = "career" }'
    pack = build(ASKED + TOTAL, account=account(limit=limit))
    lines = (line("s", 6, "law", kind="study", day=date(2013, 1, 1)), line("w", 4, day=date(2013, 1, 1)))
    facts = {"first_issue": first_issue} if first_issue else {}
    case = Case(packs=(pack,), ledger=lines, cycles={"t": CYCLES[0]}, today=CYCLES[0].end, facts=facts)
    found = assess(case)[0]
    assert found.verdict == expected
    asked = [q.key for q in found.decides if not q.key.startswith("open:")]
    assert asked == ([] if first_issue else ["first_issue"])


@pytest.mark.parametrize(("at_most", "uses"), [("6", F(6)), ('"1 line"', F(1))])
def test_what_closed_cycles_used_of_a_career_is_gone(build: Build, line: Make, at_most: str, uses: Fraction) -> None:
    limit = f'{{ id = "study", match = "kind = study", at_most = {at_most}, per = "career" }}'
    pack = build(ASKED + TOTAL, account=account(limit=limit))
    lines = [
        line(f"{what}{year}", 6, "law", kind=what, day=date(year, 5, 1))
        for year in (2013, 2018)
        for what in ("study", "talk")
    ]
    span = Period(date(2007, 1, 1), date(2011, 12, 31))
    before = ClosedCycle(pack_id="t", pack_hash="", period=span, filed_on=span.end, verdict="met")
    first = Case(packs=(pack,), ledger=tuple(lines), cycles={"t": CYCLES[0]}, today=CYCLES[0].end, history=(before,))
    found = assess(first)[0]
    closed = close(found, first, CYCLES[0].end)
    assert (found.verdict, closed.career) == (MET, (("study", uses),))
    second = Case(
        packs=(pack,), ledger=tuple(lines), cycles={"t": CYCLES[1]}, today=CYCLES[1].end, history=(before, closed)
    )
    assert (assess(second)[0].verdict, assess(second)[0].gap) == (NOT_MET, 4)


def test_a_limit_for_each_semester(build: Build, line: Make) -> None:
    limit = '{ id = "study", match = "kind = study", at_most = 5, per = "semester" }'
    pack = build(TOTAL, account=account(limit=limit))

    def met(*days: date) -> Verdict:
        lines = tuple(line(str(day), 5, "law", kind="study", day=day) for day in days)
        return assess(Case(packs=(pack,), ledger=lines, cycles={"t": CYCLES[0]}, today=CYCLES[0].end))[0].verdict

    assert met(date(2013, 6, 30), date(2013, 7, 1)) == MET
    assert met(date(2013, 7, 1), date(2013, 12, 31)) == NOT_MET
    assert met(date(2013, 12, 31), date(2014, 1, 1)) == MET
    assert met(date(2013, 1, 1), date(2013, 6, 30)) == NOT_MET


def test_a_past_cycle_keeps_its_answer(build: Build, line: Make) -> None:
    pack = build(TOTAL, account=account(carry=CARRY))
    lines = tuple(line(f"l{year}", 7, "law", day=date(year, 3, 1)) for year in range(2012, 2027))
    found = row(pack, lines)
    for at, (answer, closed) in enumerate(found):
        history = tuple(one for other, (_a, one) in enumerate(found) if other != at)
        span = CYCLES[at]
        again = Case(packs=(pack,), ledger=lines, cycles={"t": span}, today=span.end, filing=span.end, history=history)
        assert assess(again)[0] == answer
        assert close(answer, again, span.end) == closed
