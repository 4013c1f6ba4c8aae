"""Whether an hour may serve several licenses: under one rule, under rules of neighbors, and where nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from small_text import HOURS, account

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 22)
ONE = '[need]\nrenewal = { all = ["total", "law"] }\ntotal = { amount = 10, of = "hours" }\n'
ONE += 'law = { amount = 2, of = "hours", match = "topic = law", inside = "total" }\n'
TWO_UNITS = HOURS + account("point", "measure = time", "2 per 60 min")


def table(policy: str, *members: str, more: str = "") -> str:
    listed = ", ".join(f'"{m}"' for m in ("renewal", *members))
    return f'[overlap]\nlicenses = {{ members = [{listed}], policy = "{policy}"{more} }}\n'


def twice(pack: Pack, *lines: Line, **more: object) -> tuple[Assessment, ...]:
    cycles = {pack.id: CYCLE}
    return assess(Case(packs=(pack, pack), ledger=lines, cycles=cycles, today=TODAY, **more))  # type: ignore[arg-type]


def verdicts(found: tuple[Assessment, ...]) -> list[Verdict]:
    return [answer.verdict for answer in found]


def used_twice(found: tuple[Assessment, ...], node: str = "total") -> bool:
    """Whether more of a line counts in all than it has."""
    return any(
        sum((answer.lines[number].counted_at(node) for answer in found), F(0)) > line.offered
        for number, line in enumerate(found[0].lines)
    )


@pytest.mark.parametrize(
    ("policy", "hours", "expected"),
    [
        ("shared", 10, [MET, MET]),
        ("split", 20, [MET, MET]),
        ("split", 19, [MET, NOT_MET]),
        ("split", 9, [NOT_MET, NOT_MET]),
        ("unknown", 20, [MET, MET]),
        ("unknown", 19, [MET, OPEN]),
        ("unknown", 9, [NOT_MET, NOT_MET]),
        ("whole", 20, [OPEN, OPEN]),
        ("whole", 9, [NOT_MET, NOT_MET]),
    ],
)
def test_the_same_rules_twice(build: Build, line: Make, policy: str, hours: int, expected: list[Verdict]) -> None:
    found = twice(build(ONE + table(policy)), line("a", hours, "law"))
    assert verdicts(found) == expected
    assert used_twice(found) == (policy == "shared")
    assert [answer.pack for answer in found] == ["t", "t"]


def test_whole_activities_serve_one_license_each(build: Build, line: Make) -> None:
    pack = build(ONE + table("whole"))
    assert verdicts(twice(pack, line("a", 10, "law"), line("b", 10, "law"))) == [MET, MET]


def test_the_gap_is_that_of_both(build: Build, line: Make) -> None:
    first, second = twice(build(ONE + table("split")), line("a", 15, "law"))
    assert (first.gap, second.gap) == (0, 5)
    first, second = twice(build(ONE + table("split")), line("a", 20), line("b", 2, "law"))
    assert (first.verdict, first.gap, second.gap) == (MET, 0, 2)


def test_where_nothing_is_said_a_yes_is_open(build: Build, line: Make) -> None:
    found = twice(build(ONE), line("a", 30, "law"))
    assert verdicts(found) == [OPEN, OPEN]
    (point,) = found[0].decides
    assert "do not say whether an hour may serve both; one activity counts for both here" in point.text
    assert (point.nodes, found[0].root.verdict) == (("renewal",), OPEN)
    assert verdicts(twice(build(ONE), line("a", 9, "law"))) == [NOT_MET, NOT_MET]


def test_where_nothing_is_said_activities_put_under_one_license_each_give_a_yes(build: Build, line: Make) -> None:
    names = {"t": "one", "t#2": "other"}
    mine, other = line("a", 10, "law", pins={"other": "none"}), line("b", 10, "law", pins={"one": "none"})
    assert verdicts(twice(build(ONE), mine, other, credentials=names)) == [MET, MET]
    assert verdicts(twice(build(ONE), line("a", 10, "law"), other, credentials=names)) == [OPEN, OPEN]


def test_a_table_may_depend_on_an_answer(build: Build, line: Make) -> None:
    fact = '[fact]\nboth = { type = "yes/no", ask = "Both?", when = "count(renewed_with) > 1" }\n'
    rows = '[overlap]\nyes = { members = ["renewal"], policy = "shared", when = "both" }\n'
    rows += 'no = { members = ["renewal"], policy = "split", when = "not both" }\n'
    pack = build(fact + ONE + rows)
    hours = line("a", 12, "law")
    assert verdicts(twice(pack, hours, facts={"both": True})) == [MET, MET]
    assert verdicts(twice(pack, hours, facts={"both": False})) == [MET, NOT_MET]
    first, second = twice(pack, hours)
    assert (first.verdict, second.verdict) == (MET, OPEN)
    assert [q.key for q in second.decides] == ["both"]
    alone = assess(Case(packs=(pack,), ledger=(hours,), cycles={"t": CYCLE}, today=TODAY))[0]
    assert (alone.verdict, alone.questions) == (MET, ())


def test_each_license_has_its_own_facts(build: Build, line: Make) -> None:
    fact = '[fact]\nlong = { type = "yes/no", ask = "Long?" }\n'
    body = fact + ONE.replace("amount = 10", 'amount = [ { when = "long", is = 20 }, { is = 10 } ]') + table("split")
    own = {"t": {"long": True}, "t#2": {"long": False}}
    found = twice(build(body), line("a", 30, "law"), own=own, credentials={"t": "one", "t#2": "other"})
    assert verdicts(found) == [MET, MET]
    assert [answer.node("total").required for answer in found] == [20, 10]
    assert [answer.credential for answer in found] == ["one", "other"]
    open_ = twice(build(body), line("a", 25, "law"), own={"t": {}, "t#2": {"long": False}})
    assert verdicts(open_) == [MET, OPEN]


def test_three_licenses_share_out(build: Build, line: Make) -> None:
    pack = build(ONE + table("split"))
    cycles = {"t": CYCLE}
    case = Case(packs=(pack, pack, pack), ledger=(line("a", 25, "law"),), cycles=cycles, today=TODAY)
    assert verdicts(assess(case)) == [MET, MET, NOT_MET]


@pytest.mark.parametrize(("policy", "expected"), [("shared", [MET, MET]), ("split", [MET, NOT_MET])])
def test_rules_of_neighbors(build: Build, line: Make, policy: str, expected: list[Verdict]) -> None:
    one, other = build(ONE + table(policy, "b/renewal"), id_="a"), build(ONE, id_="b")
    cycles = {"a": CYCLE, "b": CYCLE}
    for packs in ((one, other), (other, one)):
        found = assess(Case(packs=packs, ledger=(line("x", 15, "law"),), cycles=cycles, today=TODAY))
        assert verdicts(found) == expected
    apart = (build(ONE, id_="a"), other)
    assert verdicts(assess(Case(packs=apart, ledger=(line("x", 15, "law"),), cycles=cycles, today=TODAY))) == [MET, MET]


def test_rules_in_several_units_never_say_a_wrong_yes(build: Build, line: Make) -> None:
    body = '[need]\nrenewal = { any = ["total", "points"] }\ntotal = { amount = 10, of = "hours" }\n'
    body += 'points = { amount = 20, of = "points" }\n' + table("split")
    pack = build(body, account=TWO_UNITS)
    assert verdicts(twice(pack, line("a", 20))) == [MET, MET]
    first, second = twice(pack, line("a", 15))
    assert (first.verdict, second.verdict != MET) == (MET, True)
    assert verdicts(twice(pack, line("a", 9))) == [NOT_MET, NOT_MET]


def test_an_hour_of_an_earlier_renewal_of_another_license(build: Build, line: Make) -> None:
    pack = build(ONE + table("split"))
    assert pack.overlaps[0].of_licenses
    assert verdicts(twice(build(ONE + table("shared")), line("a", 12, "law"), history=())) == [MET, MET]
