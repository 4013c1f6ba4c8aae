"""What is good for some years, due after a day that only the holder knows, put off, or the same as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle, Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.close import close
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
Mistakes = Callable[..., dict[str, str]]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
FILED = date(2026, 12, 1)
HIRE = '[fact]\nhire = { type = "date", ask = "When were you hired?" }\n'


def done(valid: str, more: str = "") -> str:
    return f'[need]\nrenewal = {{ done = "kind = course", valid = "{valid}"{more} }}\n'


@pytest.mark.parametrize(
    ("valid", "day", "expected"),
    [
        ("once ever", date(1999, 1, 1), MET),
        ("once ever", date(2026, 12, 1), MET),
        ("once ever", date(2026, 12, 2), NOT_MET),
        ("every 5 y", date(2021, 12, 1), MET),
        ("every 5 y", date(2021, 11, 30), NOT_MET),
        ("every 5 y", date(2026, 12, 2), NOT_MET),
        ("in window", date(2022, 1, 1), MET),
        ("in window", date(2021, 12, 31), NOT_MET),
        ("on filing", date(2026, 12, 1), MET),
        ("on filing", date(2021, 12, 31), OPEN),
        ("on filing", date(2026, 12, 2), NOT_MET),
    ],
)
def test_how_long_it_is_good(build: Build, line: Make, valid: str, day: date, expected: Verdict) -> None:
    lines = (line("a", 1, kind="course", day=day),)
    case = Case(packs=(build(done(valid)),), ledger=lines, cycles={"t": CYCLE}, today=CYCLE.end, filing=FILED)
    assert assess(case)[0].verdict == expected


@pytest.mark.parametrize(
    ("hire", "expected"),
    [(date(2024, 1, 1), MET), (date(2023, 1, 1), NOT_MET), (date(2024, 3, 2), NOT_MET), (None, OPEN)],
)
def test_within_a_year_of_being_hired(
    build: Build, answer: Answer, line: Make, hire: date | None, expected: Verdict
) -> None:
    facts = {"hire": hire} if hire else {}
    found = answer(build(HIRE + done("within 12 mo of hire")), line("a", 1, kind="course"), **facts)
    assert found.verdict == expected
    assert [q.key for q in found.decides] == ([] if hire else ["hire"])
    assert [q.nodes for q in found.questions] == ([] if hire else [("renewal",)])


@pytest.mark.parametrize(("day", "expected"), [(date(2024, 7, 1), MET), (date(2024, 6, 30), NOT_MET)])
def test_named_school_years(build: Build, answer: Answer, line: Make, day: date, expected: Verdict) -> None:
    pack = build(done("once ever", ', years = [2020, 2024], per = "year from 07-01"'))
    assert answer(pack, line("a", 1, kind="course", day=day)).verdict == expected


def test_a_day_that_nobody_is_asked_for_is_a_mistake(mistakes: Mistakes) -> None:
    assert "ask for it: [fact.hire]" in mistakes(done("within 12 mo of hire"))["need.renewal"]
    dated = '[need]\nrenewal = { amount = 1, of = "hours", from = "first_issue 2020-01-01" }\n'
    assert "[fact.first_issue]" in mistakes(dated)["need.renewal"]
    assert mistakes(HIRE + done("within 12 mo of hire")) == {}


def test_texts_by_a_day_that_is_not_known_are_both_read(build: Build, answer: Answer, line: Make) -> None:
    body = (
        '[fact]\nfirst_issue = { type = "date", ask = "First licensed?" }\n[[need.renewal]]\namount = 5\nof = "hours"\n'
        'until = "first_issue 2019-12-31"\n[[need.renewal]]\namount = 10\nof = "hours"\n'
        'from = "first_issue 2020-01-01"\n'
    )
    pack = build(body)
    assert [answer(pack, line("a", hours)).verdict for hours in (4, 7, 10)] == [NOT_MET, OPEN, MET]
    assert [q.key for q in answer(pack, line("a", 7)).decides] == ["first_issue"]
    assert answer(pack, line("a", 7), first_issue=date(2019, 12, 31)).verdict == MET
    assert answer(pack, line("a", 7), first_issue=date(2020, 1, 1)).verdict == NOT_MET


def test_an_issue_day_that_is_asked_for_is_not_made_up(build: Build, answer: Answer, line: Make) -> None:
    fact = '[fact]\nissue = { type = "date", ask = "Issued when?" }\n'
    need = '[need]\nrenewal = { amount = 5, of = "hours", when = "issue < 2022-06-01" }\n'
    assert answer(build(fact + need), line("a", 1)).verdict == OPEN
    assert answer(build(fact + need), line("a", 1), issue=date(2022, 7, 1)).verdict == MET
    assert answer(build(need), line("a", 1)).verdict == NOT_MET


def test_what_held_after_the_filing_was_not_known_then(build: Build, line: Make) -> None:
    fact = '[fact]\ngrading = { type = "dated", ask = "Evaluated how?", choices = ["good", "poor"] }\n'
    pack = build(fact + "[need]\nrenewal = { fact = \"grading = 'good'\" }\n")
    facts = {"grading": (Dated(date(2025, 6, 1), "good"), Dated(date(2026, 12, 15), "poor"))}

    def on(filing: date | None, today: date) -> Verdict:
        case = Case(packs=(pack,), ledger=(), cycles={"t": CYCLE}, today=today, filing=filing, facts=facts)  # type: ignore[arg-type]
        return assess(case)[0].verdict

    assert on(FILED, CYCLE.end) == MET
    assert on(None, date(2026, 12, 1)) == MET
    assert on(None, date(2026, 12, 20)) == NOT_MET


def renewal(
    pack: Pack, lines: tuple[Line, ...], span: Period, *history: ClosedCycle, **facts: object
) -> tuple[Verdict, ClosedCycle]:
    case = Case(
        packs=(pack,), ledger=lines, cycles={"t": span}, today=span.end, filing=span.end, history=history, facts=facts
    )  # type: ignore[arg-type]
    found = assess(case)[0]
    return found.verdict, close(found, case, span.end)


def test_what_is_begun_may_be_shown_at_the_next_renewal_once(build: Build, line: Make) -> None:
    pack = build('[fact]\nfirst_issue = { type = "date", ask = "Since when?" }\n' + done("in window", ", defer = true"))
    spans = [Period(date(year, 1, 1), date(year + 4, 12, 31)) for year in (2012, 2017, 2022)]
    begun = line("begun", 1, kind="course", day=date(2017, 6, 1), status=Status.PLANNED)
    shown = line("begun", 1, kind="course", day=date(2017, 6, 1))
    new = {"first_issue": date(2012, 1, 1)}
    verdict, first = renewal(pack, (begun,), spans[0], **new)
    assert (verdict, first.career) == (MET, (("deferred:renewal", F(1)),))
    assert renewal(pack, (begun,), spans[1], first, **new)[0] == NOT_MET
    verdict, second = renewal(pack, (shown,), spans[1], first, **new)
    assert (verdict, second.career) == (MET, ())
    later = line("later", 1, kind="course", day=date(2028, 6, 1), status=Status.PLANNED)
    assert renewal(pack, (shown, later), spans[2], first, second, **new)[0] == MET
    assert renewal(pack, (begun,), spans[0])[0] == OPEN
    assert renewal(pack, (), spans[0], **new)[0] == NOT_MET


SAME = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "h", match = "measure = time", give = "1 per 60 min" }} ]
same = [ {{ id = "again", key = "course", policy = "{}", per = "{}" }} ]
"""
TEN = '[need]\nrenewal = { amount = 10, of = "hours" }\n'


@pytest.mark.parametrize(
    ("rule", "hours", "expected"),
    [
        (("once", "career"), 12, NOT_MET),
        (("best", "career"), 10, NOT_MET),
        (("best", "career"), 12, OPEN),
        (("unknown", "career"), 12, OPEN),
        (("add", "career"), 12, MET),
        (("once", "window"), 12, MET),
    ],
)
def test_the_same_course_in_another_cycle(
    build: Build, line: Make, rule: tuple[str, str], hours: int, expected: Verdict
) -> None:
    pack = build(TEN, account=SAME.format(*rule))
    span = Period(date(2017, 1, 1), date(2021, 12, 31))
    lines = (line("then", 10, course="X", day=date(2018, 1, 1)), line("now", hours, course="X", day=date(2023, 1, 1)))
    _verdict, before = renewal(pack, lines, span)
    assert renewal(pack, lines, CYCLE, before)[0] == expected


def test_a_course_that_did_not_count_before_may_count_now(build: Build, line: Make) -> None:
    pack = build(TEN, account=SAME.format("once", "career"))
    lines = (line("then", 10, course="X", day=date(2018, 1, 1)), line("now", 10, course="X", day=date(2023, 1, 1)))
    unused = ClosedCycle(
        pack_id="t", pack_hash="", period=Period(date(2017, 1, 1), date(2021, 12, 31)), filed_on=FILED, verdict="met"
    )
    assert renewal(pack, lines, CYCLE, unused)[0] == MET
    assert renewal(pack, lines, CYCLE)[0] == OPEN
    assert renewal(pack, lines[1:], CYCLE)[0] == MET


def test_pins_are_kept_to(build: Build, answer: Answer, line: Make) -> None:
    body = (
        '[need]\nrenewal = { all = ["a", "b"] }\na = { amount = 5, of = "hours", match = "topic = law" }\n'
        'b = { amount = 5, of = "hours", match = "topic = stem" }\n'
        '[overlap]\no = { members = ["a", "b"], policy = "split" }\n'
    )
    both = ("law", "stem")
    pinned = (line("x", 5, *both, pins={"t": "b"}), line("y", 5, *both, pins={"": "b"}))
    assert answer(build(body), line("x", 5, *both), line("y", 5, *both)).verdict == MET
    assert answer(build(body), *pinned).verdict == NOT_MET
    assert answer(build(body), line("x", 5, *both, pins={"t": "none"}), line("y", 5, *both)).gap == 5
