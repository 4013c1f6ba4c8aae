"""Boundaries made from the packs themselves: at each figure, a minute below, a minute above; the first and the last
day that counts and the days beside them; at each limit and a minute over.

The first example of each file is a holder who has just what is asked; everything here starts from that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from example_cases import PACKS, Example, all_examples, shipped

from stemtracker.domain.assessment import Assessment, Node, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Limit
from stemtracker.rules.scope import Env
from stemtracker.rules.setting import setting_of

MINUTE = Fraction(1, 60)
#: The packs that ask for an amount; the others ask for something else.
WITH_HOURS = tuple(pack for pack in PACKS if shipped(pack).accounts)
BASES = {pack: next(e for e in all_examples() if e.packs == (pack,)) for pack in PACKS}
#: An activity that a limit binds, by the limit's id, and what goes with it.
BOUND = {
    "own_study": {"kind": "independent_study"},
    "presenting": {"kind": "presentation"},
    "supervising": {"kind": "student_teacher_supervision"},
}


def _needs() -> list[tuple[str, str]]:
    return [
        (pack, need.id)
        for pack in PACKS
        for need in BASES[pack].assessed()[pack].nodes
        if need.kind == "amount" and need.applies is not False and need.verdict != Verdict.NOT_MET  # another way
    ]


def _answer(base: Example, lines: tuple[Line, ...]) -> Assessment:
    return replace(base, lines=lines).assessed()[base.packs[0]]


def _with(base: Example, need: str, amount: Fraction) -> Node:
    """The need when the lines that served it come to that amount, in its own unit."""
    answer = base.assessed()[base.packs[0]]
    served = {line.id: line.counted_at(need) for line in answer.lines if line.counted_at(need)}
    change = amount - sum(served.values())
    lines = []
    for line in base.lines:
        counted = served.get(line.id, Fraction(0))
        taken = max(change, -counted)
        change -= taken
        lines.append(replace(line, amount=line.amount + taken * line.amount / counted) if counted else line)
    return _answer(base, tuple(lines)).node(need)


@pytest.mark.parametrize("pack", PACKS)
def test_the_base_has_just_what_is_asked(pack: str) -> None:
    answer = BASES[pack].assessed()[pack]
    assert answer.verdict == Verdict.MET
    assert pack not in WITH_HOURS or answer.headline.counted == answer.headline.required


@pytest.mark.parametrize(("pack", "need"), _needs())
def test_a_need_at_its_figure_a_minute_below_and_a_minute_above(pack: str, need: str) -> None:
    base = BASES[pack]
    required = base.assessed()[pack].node(need).required
    at = required if required else MINUTE
    assert _with(base, need, at).verdict == Verdict.MET
    assert _with(base, need, at + MINUTE).verdict == Verdict.MET
    below = _with(base, need, at - MINUTE)
    assert below.verdict == Verdict.NOT_MET
    assert below.counted == at - MINUTE


@pytest.mark.parametrize("pack", WITH_HOURS)
@pytest.mark.parametrize(
    ("end", "beside", "counts"), [("start", 0, True), ("end", 0, True), ("start", -1, False), ("end", 1, False)]
)
def test_the_first_and_the_last_day_and_the_days_beside_them(pack: str, end: str, beside: int, counts: bool) -> None:
    base = BASES[pack]
    answer = base.assessed()[pack]
    window, last = answer.window, next(line for line in answer.lines if line.id == base.lines[-1].id)
    assert window is not None
    day = getattr(window, end) + timedelta(days=beside)
    moved = (*base.lines[:-1], replace(base.lines[-1], start=day, end=day))
    total = _answer(base, moved).headline
    lost = 0 if counts else last.counted_at(answer.headline.id)
    assert total.counted == (total.required or 0) - lost


def _limits() -> list[tuple[str, Limit]]:
    return [
        (pack, limit)
        for pack in PACKS
        for accounts in shipped(pack).accounts.values()
        for limit in accounts[0].limits
        if limit.id in BOUND
    ]


@pytest.mark.parametrize(("pack", "limit"), _limits(), ids=lambda v: v if isinstance(v, str) else v.id)
def test_a_limit_at_its_figure_and_a_minute_over(pack: str, limit: Limit) -> None:
    base = BASES[pack]
    cap = _cap(base, pack, limit)
    content = base.lines[-1]
    for extra in (Fraction(0), MINUTE):
        bound = replace(content, id="bound", amount=(cap + extra) * 60, **BOUND[limit.id])
        answer = _answer(base, (*base.lines, bound))
        assert answer.headline.counted == (answer.headline.required or 0) + cap
        assert answer.headline.over_cap == extra


def _cap(base: Example, pack: str, limit: Limit) -> Fraction:
    """The limit's figure for this holder: written out, or a percentage of what is required."""
    from stemtracker.rules.contents import figure_book
    from stemtracker.rules.figures import FigureBook, evaluate

    env: Env = setting_of(shipped(pack), base.case()).env()
    FigureBook.of(figure_book(shipped(pack)), env)
    return evaluate(limit.at_most, env).lo


@pytest.mark.parametrize("pack", PACKS)
def test_nobody_who_has_answered_nothing_gets_a_wrong_answer(pack: str) -> None:
    """Without any answer, a full record is at best undecided, and an empty one never enough."""
    base = replace(BASES[pack], facts={})
    assert base.assessed()[pack].verdict in {Verdict.MET, Verdict.UNKNOWN}
    assert replace(base, lines=()).assessed()[pack].verdict in {Verdict.NOT_MET, Verdict.UNKNOWN}


@pytest.mark.parametrize("pack", PACKS)
def test_the_order_of_the_record_never_matters(pack: str) -> None:
    for example in (e for e in all_examples() if pack in e.packs):
        turned = replace(example, lines=example.lines[::-1])
        assert turned.assessed()[pack].nodes == example.assessed()[pack].nodes
