"""The laws of the engine, tried on made-up holders: order, gap, refinement, conservation, minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Packs = Callable[[int], Pack]
ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [
  {{ id = "double", match = "format = in_person", give = "2 per 60 min", first = "2 h", then = "1 per 60 min" }},
  {{ id = "hour", match = "measure = time", give = "1 per 60 min", src = "rule" }},
  {{ id = "ceu", match = "measure = ceu", give = {{ between = ["5 per ceu", "10 per ceu"] }} }},
]
limit = [
  {{ id = "talks", match = "kind = talk", at_most = "{cap}", src = "rule" }},
  {{ id = "study", match = "kind = study or role = presenter", at_most = 3, per = "year from 07-01" }},
]
refuse = [ {{ id = "unapproved", match = "not approved", reason = "Not approved.", doubt = "Was it approved?" }} ]
{more}
"""
NEEDS = """
[fact]
extra = {{ type = "yes/no", ask = "Extra?" }}
years = {{ type = "number", ask = "Years?" }}
held = {{ type = "yes/no", ask = "Held?" }}
[figure]
asked = [ {{ when = "years >= 5", is = 12 }}, {{ is = 8 }} ]
[need]
renewal = {{ any = ["by_hours", "by_fact"] }}
by_fact = {{ fact = "held" }}
by_hours = {{ all = ["total", "a", "b", "c"] }}
total = {{ amount = "asked", of = "hours" }}
a = {{ amount = 3, of = "hours", match = "topic = equity", inside = "total" }}
b = {{ amount = 2, of = "hours", match = "topic = law", inside = "total", when = "extra" }}
c = {{ amount = "some", of = "hours", match = "topic = content", inside = "total" }}
[overlap]
topics = {{ members = ["a", "b"], policy = "{policy}" }}
"""
FLOOR = 'threshold = [ { id = "t", by = "topic", at_least = 2, scope = "total too" } ]'
SAME = 'same = [ { id = "s", key = "course", policy = "once" } ]'
VARIANTS = list(product(["shared", "split", "unknown"], ["4", "unknown", "20 % of total"], ["", FLOOR, SAME]))
_FACTS = {"extra": [True, False], "years": [F(3), F(5), F(9)], "held": [False, True]}


@pytest.fixture(scope="module")
def packs(build: Callable[..., Pack]) -> Packs:
    """A function, so that a failing example prints short."""
    made = [
        build(NEEDS.format(policy=policy), account=ACCOUNT.format(cap=cap, more=more)) for policy, cap, more in VARIANTS
    ]
    return made.__getitem__


@st.composite
def lines(draw: st.DrawFn, *, sure: bool = False) -> Line:
    day = draw(
        st.sampled_from([date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 29), date(2024, 7, 1), date(2026, 12, 31)])
    )
    tags = draw(st.frozensets(st.sampled_from(["equity", "law", "content", "robotics"]), max_size=2))
    minutes = draw(st.integers(1, 16)) * 15
    split = draw(st.sampled_from(["", "", "equity", "law"]))
    return Line(
        id=draw(st.uuids()).hex,
        title="x",
        start=day,
        end=day,
        kind=draw(st.sampled_from(["workshop", "course", "talk", "study"])),
        role=draw(st.sampled_from(["", "presenter"])),
        format=draw(st.sampled_from(["online", "in_person"] if sure else ["online", "in_person", ""])),
        amount=F(minutes),
        tags=tags,
        splits={split: F(min(minutes, 45))} if split and split not in tags else {},
        approved=draw(st.sampled_from([True] if sure else [True, True, None, False])),
        course=draw(st.sampled_from(["" if sure else "C1", "", "C1"])) if not sure else "",
    )


_LEDGER = st.lists(lines(), max_size=6)
_VARIANT = st.integers(0, len(VARIANTS) - 1)
_KNOWN = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in _FACTS.items()})
Answer = Callable[..., Assessment]
Holder = tuple[list[Line], dict[str, object]]


@settings(max_examples=25)
@given(_VARIANT, st.tuples(_LEDGER, _KNOWN), st.randoms(use_true_random=False))
def test_the_order_of_the_ledger_never_matters(
    packs: Packs, answer: Answer, variant: int, holder: Holder, random: Random
) -> None:
    ledger, facts = holder
    shuffled = list(ledger)
    random.shuffle(shuffled)
    assert answer(packs(variant), *ledger, **facts) == answer(packs(variant), *shuffled, **facts)


@settings(max_examples=30)
@given(_VARIANT, st.tuples(_LEDGER, _KNOWN), lines(sure=True))
def test_one_more_line_never_widens_the_gap(
    packs: Packs, answer: Answer, variant: int, holder: Holder, more: Line
) -> None:
    ledger, facts = holder
    assert answer(packs(variant), *ledger, more, **facts).gap <= answer(packs(variant), *ledger, **facts).gap


def filled(ledger: list[Line], facts: dict[str, object]) -> Iterator[tuple[list[Line], dict[str, object]]]:
    """Ways to fill in what is unknown, a few of them."""
    for extra, years, held in product(*_FACTS.values()):
        for approved in (True, False):
            whole = {"extra": extra, "years": years, "held": held, **facts}
            yield [settled(one, approved=approved) for one in ledger], whole


def settled(one: Line, *, approved: bool) -> Line:
    return replace(
        one,
        approved=approved if one.approved is None else one.approved,
        format=one.format or ("in_person" if approved else "online"),
    )


@settings(max_examples=25)
@given(_VARIANT, _LEDGER, _KNOWN)
def test_a_definite_verdict_stands_whatever_is_filled_in(
    packs: Packs, answer: Answer, variant: int, ledger: list[Line], facts: dict[str, object]
) -> None:
    open_ = answer(packs(variant), *ledger, **facts)
    if open_.verdict == Verdict.UNKNOWN:
        return
    for ledger_, facts_ in filled(ledger, facts):
        assert answer(packs(variant), *ledger_, **facts_).verdict == open_.verdict


@settings(max_examples=25)
@given(_LEDGER, _KNOWN)
def test_can_not_tell_is_only_said_where_answers_differ(
    packs: Packs, answer: Answer, ledger: list[Line], facts: dict[str, object]
) -> None:
    """With nothing open but facts (and no bound on a first rate), some answers must lead to different verdicts."""
    pack = packs(VARIANTS.index(("shared", "4", "")))
    sure = [replace(settled(one, approved=True), format="online") for one in ledger]
    if answer(pack, *sure, **facts).verdict != Verdict.UNKNOWN:
        return
    found = {
        answer(pack, *sure, **{"extra": e, "years": y, "held": h, **facts}).verdict
        for e, y, h in product(*_FACTS.values())
    }
    assert found == {Verdict.MET, Verdict.NOT_MET}


@settings(max_examples=30)
@given(_VARIANT, _LEDGER, _KNOWN)
def test_the_lines_of_a_need_sum_to_its_amount(
    packs: Packs, answer: Answer, variant: int, ledger: list[Line], facts: dict[str, object]
) -> None:
    found = answer(packs(variant), *ledger, **facts)
    for node in found.nodes:
        assert sum((one.counted_at(node.id) for one in found.lines), F(0)) == node.counted
        assert node.counted <= node.possible
        for one in found.lines:
            assert one.counted_at(node.id) <= one.offered
    if VARIANTS[variant][0] != "shared":
        for one in found.lines:
            assert one.counted_at("a") + one.counted_at("b") <= one.offered
    if found.verdict == Verdict.MET and facts.get("held") is not True:
        assert found.gap == 0


@settings(max_examples=20)
@given(_LEDGER, _KNOWN)
def test_a_line_cut_in_two_counts_the_same(
    packs: Packs, answer: Answer, ledger: list[Line], facts: dict[str, object]
) -> None:
    pack = packs(VARIANTS.index(("split", "4", "")))
    halves = [
        replace(one, id=one.id + half, amount=one.amount / 2, splits={t: a / 2 for t, a in one.splits.items()})
        for one in ledger
        for half in "ab"
    ]
    whole, cut = answer(pack, *ledger, **facts), answer(pack, *halves, **facts)
    assert (whole.verdict, whole.gap) == (cut.verdict, cut.gap)
    assert [n.counted for n in whole.nodes] == [n.counted for n in cut.nodes]


@settings(max_examples=20)
@given(_VARIANT, _LEDGER, _KNOWN)
def test_a_refused_line_changes_nothing(
    packs: Packs, answer: Answer, variant: int, ledger: list[Line], facts: dict[str, object]
) -> None:
    refused = [replace(one, id=one.id + "r", approved=False) for one in ledger]
    alone, both = answer(packs(variant), *ledger, **facts), answer(packs(variant), *ledger, *refused, **facts)
    assert (alone.verdict, alone.gap, alone.nodes) == (both.verdict, both.gap, both.nodes)
