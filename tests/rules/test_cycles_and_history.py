"""Proposed dates, closed cycles, packs renewed together, the library, and time passing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Refused
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.clock import next_cycle, propose_cycle
from stemtracker.rules.close import close
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
ONE = '[need]\nrenewal = { amount = 10, of = "hours" }\n'
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("expiry", "start"),
    [
        (date(2027, 6, 30), date(2022, 7, 1)),
        (date(2025, 2, 28), date(2020, 3, 1)),
        (date(2024, 2, 29), date(2019, 3, 1)),
        (date(2024, 2, 28), date(2019, 2, 28)),
    ],
)
def test_a_cycle_from_the_printed_date(build: Build, expiry: date, start: date) -> None:
    assert propose_cycle(build(ONE), expiry) == Period(start, expiry)


@pytest.mark.parametrize(
    ("old_end", "start", "end"),
    [
        (date(2026, 6, 30), date(2026, 7, 1), date(2031, 6, 30)),
        (date(2024, 2, 28), date(2024, 2, 29), date(2029, 2, 28)),
        (date(2023, 2, 28), date(2023, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_next_cycle_begins_where_the_old_one_ends(build: Build, old_end: date, start: date, end: date) -> None:
    old = Period(date(2019, 1, 1), old_end)
    assert next_cycle(build(ONE), old, date(2023, 1, 2)) == Period(start, end)


def test_a_length_that_depends_on_an_answer(words: Vocabulary) -> None:
    found = Library.shipped().pack("generic")
    assert propose_cycle(found, date(2026, 12, 31), {"cycle_years": F(3)}).start == date(2024, 1, 1)


def test_filing_is_moved_into_its_span(build: Build, line: Make) -> None:
    pack = build(ONE, account="""
[account.hours]
unit = "hour"
window = "back"
otherwise = "none"
earn = [ { id = "h", give = "1 per 60 min" } ]
[window.back]
cases = [ { from = "filing - 1 y", to = "filing" } ]
""")  # fmt: skip
    early = Case(
        packs=(pack,), ledger=(line("a", 10, day=date(2025, 12, 1)),), cycles={"t": CYCLE}, today=date(2021, 5, 1)
    )
    assert assess(early)[0].window == Period(date(2021, 1, 1), date(2022, 1, 1))
    filed = Case(packs=(pack,), ledger=early.ledger, cycles={"t": CYCLE}, today=TODAY, filing=date(2026, 12, 1))
    assert assess(filed)[0].verdict == Verdict.MET


def test_closing_keeps_what_was_used_and_it_is_not_used_again(build: Build, line: Make) -> None:
    pack = build(ONE)
    lines = (line("a", 6), line("b", 4), line("c", 1, day=date(2020, 1, 1)))
    case = Case(packs=(pack,), ledger=lines, cycles={"t": CYCLE}, today=TODAY)
    found = assess(case)[0]
    closed = close(found, case, TODAY)
    assert closed == close(found, case, TODAY)
    assert closed.consumed == (("a", "renewal", F(6)), ("b", "renewal", F(4)))
    assert (closed.pack_hash, closed.verdict, closed.period) == (pack.hash, "met", CYCLE)
    later = Period(date(2023, 1, 1), date(2027, 12, 31))
    again = Case(packs=(pack,), ledger=case.ledger, cycles={"t": later}, today=TODAY, history=(closed,))
    assert assess(again)[0].root.counted == 0
    assert (
        assess(Case(packs=(pack,), ledger=case.ledger, cycles={"t": CYCLE}, today=TODAY, history=(closed,)))[0] == found
    )


@pytest.fixture
def two(build: Build) -> Callable[..., tuple[Assessment, ...]]:
    """A license and an additional area on top of it, answered together."""
    first = build('[need]\nrenewal = { amount = 10, of = "hours" }\n', id_="first")
    second = build(
        '[need]\nrenewal = { all = ["t", "c"] }\nt = { amount = 4, of = "hours", on_top = "first/renewal" }\n'
        'c = { amount = 2, of = "hours", match = "topic = content", inside = "t" }\n',
        id_="second",
    )

    def run(*lines: Line) -> tuple[Assessment, ...]:
        cycles = {"first": CYCLE, "second": CYCLE}
        return assess(Case(packs=(second, first), ledger=lines, cycles=cycles, today=TODAY))

    return run


def test_hours_on_top_are_counted_once(two: Callable[..., tuple[Assessment, ...]], line: Make) -> None:
    second, first = two(line("a", 12), line("b", 2, "content"))
    assert (second.pack, first.pack) == ("second", "first")
    assert (first.verdict, second.verdict) == (Verdict.MET, Verdict.MET)
    for one in first.lines:
        other = next(o for o in second.lines if o.id == one.id)
        assert one.counted_at("renewal") + other.counted_at("t") <= one.offered
    assert second.node("c").counted == 2


def test_what_is_missing_is_missing_once(two: Callable[..., tuple[Assessment, ...]], line: Make) -> None:
    second, first = two(line("a", 11, "content"))
    assert (first.verdict, first.gap) == (Verdict.MET, 0)
    assert (second.verdict, second.gap, second.node("t").counted) == (Verdict.NOT_MET, 3, 1)


def test_the_same_rules_for_two_licenses_are_no_easy_yes(build: Build, line: Make) -> None:
    pack = build(ONE)
    found = assess(Case(packs=(pack, pack), ledger=(line("a", 12),), cycles={"t": CYCLE}, today=TODAY))
    assert [a.verdict for a in found] == [Verdict.UNKNOWN, Verdict.UNKNOWN]


def test_renewed_with_another(build: Build, line: Make) -> None:
    body = '[need]\nrenewal = { amount = [ { when = "\'b\' in renewed_with", is = 20 }, { is = 10 } ], of = "hours" }\n'
    one, other = build(body, id_="a"), build(ONE, id_="b")
    lines, cycles = (line("x", 12),), {"a": CYCLE, "b": CYCLE}
    assert assess(Case(packs=(one,), ledger=lines, cycles=cycles, today=TODAY))[0].verdict == Verdict.MET
    together = assess(Case(packs=(one, other), ledger=lines, cycles=cycles, today=TODAY))
    assert [a.verdict for a in together] == [Verdict.NOT_MET, Verdict.MET]


def test_the_verdict_changes_only_on_days_that_were_announced(build: Build, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["t", "n"] }\nt = { amount = 1, of = "hours" }\n'
        'n = { amount = 5, of = "hours", from = "filing 2026-03-01" }\n'
    )
    pack, ledger = build(needs), (line("a", 1),)

    def on(day: date) -> Assessment:
        return assess(Case(packs=(pack,), ledger=ledger, cycles={"t": CYCLE}, today=day))[0]

    before = on(date(2026, 2, 1))
    announced = {d.on for d in before.deadlines}
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2), date(2026, 12, 31)):
        if on(day).verdict != before.verdict:
            assert any(d <= day for d in announced)
    assert on(date(2026, 2, 28)).verdict == Verdict.MET
    assert on(date(2026, 3, 1)).verdict == Verdict.NOT_MET


def test_a_broken_file_leaves_the_others(tmp_path: Path, words: Vocabulary) -> None:
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe not text")
    (tmp_path / "wrong.toml").write_text("[pack]\nid = 3", encoding="utf-8")
    found = Library.load([tmp_path, tmp_path / "absent"], words)
    assert found.ids() == ()
    assert {p.field.split(":")[0] for p in found.problems} == {"broken.toml", "wrong.toml"}
    with pytest.raises(Refused, match="No rule pack is called"):
        found.pack("broken")


def test_the_shipped_packs_have_no_mistakes() -> None:
    found = Library.shipped()
    assert found.problems == ()
    assert {"generic", "US-TX.teacher", "US-MA.primary"} <= set(found.ids())
