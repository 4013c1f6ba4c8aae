"""Laws of renewals in a row, on made-up packs: nothing is spent twice, and what came over is worth what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from naive_compare import told
from small_packs import Read, Small, again, reader, small

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period, add_years
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.close import close
from stemtracker.rules.setting import Case

F = Fraction
#: Left out: what a past day means otherwise a cycle later, or shows another way's amounts than the one closed by.
APART = frozenset(
    {"dated text", "another way", "k of n", "any", "odd day", "window by cases", "two texts", "each year"}
)
CARRY = 'carry = [ {{ id = "over", from_window = "late", at_most = {most} }} ]\nearn = ['
SPANS = (Period(date(2022, 1, 1), date(2026, 12, 31)), Period(date(2027, 1, 1), date(2031, 12, 31)))
#: The second cycle of these begins before the first one ends, so that both see the same activities.
OVERLAPPING = (SPANS[0], Period(date(2023, 7, 1), date(2028, 6, 30)))


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def carrying(read: Read, first: int, many: int, without: frozenset[str] = APART) -> Iterator[Small]:
    """Cases whose purse lets something go over, with the record of the first cycle repeated five years later."""
    for seed in range(first, first + many):
        one = small(seed, read, without)
        later = tuple(
            replace(line, id=f"y{line.id}", start=add_years(line.start, 5), end=add_years(line.end, 5))
            for line in one.case.ledger
        )
        text = one.text.replace("earn = [", CARRY.format(most=seed % 4 + 1), 1)
        yield again(one, read, text=text, ledger=one.case.ledger + later)


def renewals(one: Small, spans: tuple[Period, ...]) -> list[tuple[Assessment, ClosedCycle]]:
    found: list[tuple[Assessment, ClosedCycle]] = []
    for span in spans:
        history = tuple(closed for _answer, closed in found)
        case = replace(one.case, cycles={"t": span}, today=span.end, filing=span.end, history=history)
        answer = assess(case)[0]
        closed = close(answer, case, span.end)
        assert close(answer, case, span.end) == closed
        found.append((answer, closed))
    return found


def spent(closed: ClosedCycle, line: str) -> Fraction:
    """What one renewal took of a line: the most that one of its needs took, and what of it goes over."""
    took = [amount for id_, node, amount in closed.consumed if id_ == line and not node.startswith("carried:")]
    over = [amount for id_, node, amount in closed.consumed if id_ == line and node.startswith("carried:")]
    return max(took, default=F(0)) + sum(over, F(0))


def worth(answers: list[tuple[Assessment, ClosedCycle]], line: str) -> Fraction:
    return max((one.offered for answer, _closed in answers for one in answer.lines if one.id == line), default=F(0))


@pytest.mark.parametrize("spans", [SPANS, OVERLAPPING], ids=["one after the other", "overlapping"])
def test_no_hour_is_spent_twice(read: Read, spans: tuple[Period, ...]) -> None:
    carried = 0
    for one in carrying(read, 80_000, 60, APART | {"leaf", "limit per line", "first"}):
        found = renewals(one, spans)
        carried += sum(bool(closed.carried) for _answer, closed in found)
        for line in one.case.ledger:
            whole = sum((spent(closed, line.id) for _answer, closed in found), F(0))
            assert whole <= worth(found, line.id), f"case {one.seed}, {line.id}: {whole}\n{told(one)}"
    assert carried >= 6


def test_no_more_goes_over_than_the_rule_allows(read: Read) -> None:
    for one in carrying(read, 81_000, 50):
        (answer, closed), *_ = renewals(one, SPANS[:1])
        most = one.seed % 4 + 1
        over = sum((amount for _account, amount in closed.carried), F(0))
        kept = sum((amount for _line, node, amount in closed.consumed if node.startswith("carried:")), F(0))
        assert over == kept <= most, f"case {one.seed}\n{told(one)}"
        if over:
            days = {line.id: line.end for line in one.case.ledger}
            late = [line for line, node, _amount in closed.consumed if node.startswith("carried:")]
            assert all(days[line] >= date(2023, 12, 29) for line in late), answer.verdict


def test_what_came_over_never_widens_the_gap(read: Read) -> None:
    for one in carrying(read, 82_000, 50):
        (_first, closed), (second, _after) = renewals(one, SPANS)
        case = replace(one.case, cycles={"t": SPANS[1]}, today=SPANS[1].end, filing=SPANS[1].end)
        assert second.gap <= assess(case)[0].gap, f"case {one.seed}\n{told(one)}"
        assert closed.period == SPANS[0]


#: Left out besides: what makes an hour of one activity worth another amount than an hour of the next.
UNEVEN = frozenset(
    {"two rates", "first", "rate between", "rate one_of", "unknown rate", "at_least", "step", "round a line",
     "no total",
     "limit in lines", "counts from claimed", "refuse", "same", "share", "count", "done", "leaf", "threshold",
     "overlap whole"}
)  # fmt: skip


def test_what_came_over_is_worth_an_activity_without_a_topic(read: Read) -> None:
    """It serves the needs that name nothing, like hours of a kind that no need and no limit speaks of."""
    tried = 0
    for one in carrying(read, 83_000, 90, APART | UNEVEN):
        if "1 per 60 min" not in one.text:
            continue
        (_first, closed), (second, _after) = renewals(one, SPANS)
        over = sum((amount for _account, amount in closed.carried), F(0))
        if not over:
            continue
        tried += 1
        plain = Line(
            id="over", title="over", start=SPANS[1].start, end=SPANS[1].start, kind="plan", format="in_person",
            role="participant", amount=over * 60, approved=True, answers={"shown": "no"},
        )  # fmt: skip
        gone = tuple(line for line in one.case.ledger if line.end > SPANS[0].end)
        case: Case = replace(
            one.case, cycles={"t": SPANS[1]}, today=SPANS[1].end, filing=SPANS[1].end, ledger=(*gone, plain)
        )
        other = assess(case)[0]
        assert (second.verdict, second.gap) == (other.verdict, other.gap), f"case {one.seed}\n{told(one)}"
        assert [n.counted for n in second.nodes] == [n.counted for n in other.nodes], f"case {one.seed}\n{told(one)}"
    assert tried >= 8
