"""What an answer says where figures are not stated: no invented number stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, LineAnswer, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.library import Library

Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))


def ask(id_: str, *lines: Line, **facts: object) -> Assessment:
    pack = Library.shipped().pack(id_)
    case = Case(packs=(pack,), ledger=lines, cycles={id_: CYCLE}, today=date(2026, 11, 22), facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


def only(found: Assessment) -> LineAnswer:
    return found.lines[0]


def test_a_worth_that_is_not_stated_is_said_in_words_and_never_as_a_number(line: Make) -> None:
    texas = ask(
        "US-TX.teacher",
        line("a", 2, "disabilities", "data_use", unit="ceu", approved=True),
        administrator_too=False,
        teaches_dyslexia=False,
    )
    generic = ask("generic", line("a", 2, unit="quarter_credit"), total=Fraction(150))
    for found, total in ((texas, "total"), (generic, "in_all")):
        assert found.verdict == Verdict.UNKNOWN
        assert only(found).offered == 0
        assert all(r.amount == 0 for r in only(found).reasons)
        assert any("not stated" in r.text for r in only(found).reasons)
        assert found.node(total).possible == 150
    known = ask(
        "US-TX.teacher", line("a", 2, approved=True), line("b", 2, unit="ceu", approved=True), administrator_too=False
    )
    assert (known.node("total").counted, known.node("total").possible) == (2, 150)


def test_a_requirement_that_hangs_on_an_open_answer_names_each_figure() -> None:
    nothing = ask("US-TX.teacher")
    assert nothing.node("total").required_text == "150 or 200"
    assert nothing.gap == 150
    assert "not stated" in nothing.node("total").note
    five_years = ask("US-TX.teacher", class_is_newer=False)
    assert five_years.node("total").required_text == "150 or 200"
    assert "not stated" not in five_years.node("total").note
    told = ask("US-TX.teacher", administrator_too=True, class_is_newer=False)
    assert (told.node("total").required_text, told.gap) == ("200", 200)
    assert ask("generic").node("in_all").required_text == "not stated"


def test_a_figure_that_may_be_nothing_at_all_is_never_said_as_none() -> None:
    total = ask("US-IL.administrative").node("total")
    assert (total.required, total.required_text) == (100, "0 to 100"), "retired educators owe none"
    assert ask("US-IL.administrative", retired=True).node("total").required_text == "0"


def test_a_line_in_doubt_says_what_is_missing_to_tell(line: Make) -> None:
    def doubt(id_: str, one: Line, **facts: object) -> str:
        return next(r.text for r in only(ask(id_, one, **facts)).reasons if r.step == "doubtful")

    approved, plain = line("a", 6, approved=True), line("a", 6)
    assert doubt("US-NC.continuing", approved) == "can't tell yet: which academic subjects do you teach?"
    about_it = "can't tell yet: did your school district approve it or certify the credit?"
    assert doubt("US-NC.continuing", plain).startswith(about_it), "what is to be told of the line comes first"
    found = ask("US-WA.teacher", line("a", 1, kind="pgp", approved=True), lapsed=False, board_certified=False)
    goal = next(r.text for r in only(found).reasons if r.node == "stem_goal" and r.step == "doubtful")
    assert goal.startswith("can't tell yet: is one of the plan's goals"), "also of what is counted by itself"


def test_an_amount_that_was_posted_is_told_in_the_unit_of_the_account(line: Make) -> None:
    posted = line("a", 6, approved=True, status=Status.POSTED, posted_amount=Fraction(240))
    reason = next(r for r in only(ask("US-TX.teacher", posted)).reasons if r.step == "pinned")
    assert reason.amount == 4
    assert reason.text == "posted as 4 h instead of 6 h"


def test_what_is_dated_after_today_counts_once_it_took_place(line: Make) -> None:
    ahead = line("a", 6, day=date(2026, 11, 23), approved=True)
    found = ask("generic", ahead, line("b", 2, day=date(2026, 11, 22)), total=Fraction(10))
    node = found.node("in_all")
    assert (node.counted, node.possible, node.planned) == (2, 2, 6)
    texts = [r.text for one in found.lines if one.id == "a" for r in one.reasons if r.step == "planned"]
    assert texts == ["dated after today: counts once it took place"]


def test_the_limit_that_cut_is_the_one_that_is_named(line: Make) -> None:
    supervised = line("a", 25, "pedagogy", kind="student_teacher_supervision", approved=True)
    reasons = only(ask("US-MA.primary", supervised)).reasons
    cut = [r.text for r in reasons if r.step == "over_cap"]
    assert len(cut) == 1
    assert "at most 20 points" in cut[0]
    assert not any("30 points" in r.text for r in reasons)


def test_a_rate_is_told_as_the_number_it_comes_to(line: Make) -> None:
    reasons = only(ask("generic", line("a", 6), total=Fraction(10), hours_per_unit=Fraction(2))).reasons
    texts = [r.text for r in reasons if r.step == "converted"]
    assert texts == ["6 h at 0.5 per 60 min = 3 hours"]
    many = [line("a", 6, kind="conference"), line("b", 6, unit="semester_credit")]
    found = ask("generic", *many, total=Fraction(10), semester_credit_worth=Fraction(15))
    assert not any("_" in r.text for one in found.lines for r in one.reasons)
