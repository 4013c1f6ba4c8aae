"""Licenses renewed together that divide a line in different ways, or ask for hours that need not be apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
AWARD = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [
  { id = "award", match = "kind = award", give = "12 each", split = { content = 9, pedagogy = 3 } },
  { id = "hour", match = "measure = time", give = "1 per 60 min" },
]
"""
BELOW = (
    '[need]\nrenewal = { all = ["total", "content"] }\ntotal = { amount = 12, of = "hours" }\n'
    'content = { amount = 9, of = "hours", match = "topic = content", inside = "total" }\n'
)
ON_TOP = '[need]\nrenewal = { amount = 6, of = "hours", on_top = "low/total" }\n'
BESIDE = (
    '[need]\nrenewal = { all = ["top", "law"] }\ntop = { amount = 6, of = "hours", on_top = "low/total" }\n'
    'law = { amount = 4, of = "hours", match = "topic = law" }\n'
)


def both(low: Pack, high: Pack, *lines: Line) -> tuple[Assessment, ...]:
    cycle = Period(date(2022, 1, 1), date(2026, 12, 31))
    return assess(
        Case(packs=(low, high), ledger=lines, cycles={"low": cycle, "high": cycle}, today=date(2026, 11, 22), facts={})
    )


def test_an_award_that_one_license_divides_serves_each_license_in_part(build: Build, line: Make) -> None:
    low, high = build(BELOW, account=AWARD, id_="low"), build(ON_TOP, id_="high")
    found = both(low, high, line("prize", 12, kind="award"))
    assert [one.verdict for one in found] == [Verdict.MET, Verdict.NOT_MET]
    found = both(low, high, line("prize", 12, kind="award"), line("more", 6))
    assert [one.verdict for one in found] == [Verdict.MET, Verdict.MET]
    assert found[0].node("total").counted + found[1].node("renewal").counted == 18


def test_hours_that_need_not_be_apart_serve_both(build: Build, line: Make) -> None:
    low, high = (
        build('[need]\nrenewal = { all = ["total"] }\ntotal = { amount = 12, of = "hours" }\n', id_="low"),
        (build(BESIDE, id_="high")),
    )
    found = both(low, high, line("law", 4, "law"), line("rest", 14))
    assert [one.verdict for one in found] == [Verdict.MET, Verdict.MET]
    assert both(low, high, line("law", 4, "law"), line("rest", 13))[1].verdict == Verdict.NOT_MET
