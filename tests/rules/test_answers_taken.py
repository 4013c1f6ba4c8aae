"""Answers that count and answers that don't: years of other cycles, words that no question offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.clock import propose_cycle
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack
from stemtracker.services import questions

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
Mistakes = Callable[..., dict[str, str]]
ILLINOIS = Period(date(2021, 7, 1), date(2026, 6, 30))
YEARS = """
[fact.taught]
type = "list"
ask = "In which years did you teach?"
choices = "years from 07-01"
[need]
renewal = { amount = "4 * count(taught)", of = "hours" }
"""
WORD = """
[fact.plan]
type = "choice"
choices = ["hours", "growth"]
ask = "Which plan is yours?"
[need]
renewal = { all = ["total"] }
total = { amount = 10, of = "hours", when = "plan = hours" }
"""


def ask(pack: str, cycle: Period, **facts: object) -> Assessment:
    found = Library.shipped().pack(pack)
    case = Case(packs=(found,), ledger=(), cycles={pack: cycle}, today=date(2026, 3, 1), facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


def test_only_the_years_of_the_cycle_are_counted() -> None:
    facts = {"board_certified": False, "retired": False, "teaching_years": ("2019-20", "2020-21", "2025-26")}
    assert ask("US-IL.teaching", ILLINOIS, **facts).headline.required == 24


@pytest.mark.parametrize(
    ("taught", "asked"),
    [
        (("2022-23", "2023-24"), 8),
        (("2019-20", "2022-23"), 4),
        ((), 0),
        (("2019-20", "not 2022-23"), 0),
        (("2021-22",), None),  # only half of it lies in the cycle
        (("2019-20",), None),
        (("2022", "2023-24"), None),
        (("2022-24",), None),
        (("whenever",), None),
        (("２０２２-23",), None),
    ],
)
def test_years_of_other_cycles_say_nothing_about_this_one(
    build: Build, answer: Answer, taught: tuple[str, ...], asked: int | None
) -> None:
    found = answer(build(YEARS), taught=taught).node("renewal")
    assert (found.required if found.verdict != Verdict.UNKNOWN else None) == asked


def test_years_stay_in_the_record_beside_those_of_the_cycle(build: Build) -> None:
    library = Library.shipped()
    asked = {q.name: q for q in questions.of_holder(library, "US-IL.teaching", ILLINOIS)}["teaching_years"]
    assert asked.years
    assert [word for word, _title in asked.choices] == ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"]


def test_a_cycle_of_thousands_of_years_asks_for_no_years(build: Build, answer: Answer) -> None:
    each = YEARS.replace('amount = "4 * count(taught)", of = "hours"', 'each = "one", over = "years from 07-01"')
    pack = build(each + 'one = { count = 1, match = "kind = course" }\n')
    for pack_, facts in ((pack, {}), (build(YEARS), {"taught": ("2022-23",)})):
        cycle = Period(date(1, 1, 2), date.max)
        case = Case(packs=(pack_,), ledger=(), cycles={"t": cycle}, today=date(2026, 3, 1), facts=facts)  # type: ignore[arg-type]
        found = assess(case)[0]
        assert (found.verdict, len(found.nodes)) == (Verdict.UNKNOWN, 1)


@pytest.mark.parametrize("wrong", ["option 1", "HOURS", " hours", "x" * 500])
def test_a_word_that_is_not_offered_is_no_answer(build: Build, answer: Answer, wrong: str) -> None:
    found = answer(build(WORD), plan=wrong)
    assert found.verdict == Verdict.UNKNOWN
    said = next(note for note in found.notes if "Which plan is yours?" in note)
    assert wrong[:40] in said
    assert "choose from hours, growth" in said
    assert len(said) < 200
    assert [(q.key, wrong[:40] in q.text) for q in found.decides] == [("plan", True)]
    assert answer(build(WORD), plan="growth").verdict == Verdict.MET
    assert not any("choose anew" in note for note in answer(build(WORD), plan="growth").notes)


def test_a_list_with_a_word_that_is_not_offered_is_no_answer(build: Build, answer: Answer) -> None:
    body = WORD.replace('"choice"', '"list"').replace("plan = hours", "'hours' in plan")
    assert answer(build(body), plan=("growth",)).verdict == Verdict.MET
    found = answer(build(body), plan=("growth", "hour"))
    assert found.verdict == Verdict.UNKNOWN
    assert any("“hour”" in note for note in found.notes)


def test_a_dated_word_that_is_not_offered_is_no_answer(build: Build, answer: Answer) -> None:
    body = WORD.replace('"choice"', '"dated"').replace("plan = hours", "plan = 'hours'")
    assert answer(build(body), plan=(Dated(date(2024, 1, 1), "growth"),)).verdict == Verdict.MET
    assert answer(build(body), plan=(Dated(date(2024, 1, 1), "option 2"),)).verdict == Verdict.UNKNOWN


def test_a_default_does_not_stand_in_for_a_wrong_word(build: Build, answer: Answer) -> None:
    body = WORD.replace("[need]", 'default = "growth"\n[need]', 1)
    assert answer(build(body)).verdict == Verdict.MET
    assert answer(build(body), plan="option 1").verdict == Verdict.UNKNOWN


def test_new_hampshire_with_an_option_of_another_kind_is_open() -> None:
    found = ask("US-NH.local", Period(date(2023, 7, 1), date(2026, 6, 30)), plan_option="option 1")
    assert found.verdict == Verdict.UNKNOWN
    assert any("option 1" in note for note in found.notes)


def test_the_clock_takes_no_answer_that_is_none() -> None:
    generic = Library.shipped().pack("generic")
    assert propose_cycle(generic, date(2026, 12, 31), {"cycle_years": "three"}).start == date(2022, 1, 1)


SUBJECTS = """
[fact.subjects]
type = "list"
ask = "Which subjects?"
choices = "topic under stem, law"
[need]
renewal = { amount = 1, of = "hours", match = "topic in subjects" }
"""


def test_topics_below_those_that_are_named(build: Build, answer: Answer, line: Make) -> None:
    pack = build(SUBJECTS)
    assert pack.facts["subjects"].choices == ("law", "stem", "robotics")
    assert answer(pack, line("a", 1, "robotics"), subjects=("stem",)).verdict == Verdict.MET
    assert answer(pack, line("a", 1, "equity"), subjects=("equity",)).verdict == Verdict.UNKNOWN


def test_topics_below_one_that_there_is_not(mistakes: Mistakes) -> None:
    found = mistakes(SUBJECTS.replace("law", "laws"))
    assert found["fact.subjects.choices"] == "No topic is called “laws”. Did you mean “law”?"


def test_an_endorsement_is_chosen_among_subjects_and_not_among_all_topics() -> None:
    asked = {q.name: q for q in questions.of_holder(Library.shipped(), "US-NH.doe")}["endorsements"]
    words = [word for word, _title in asked.choices]
    assert {"subject_content", "biology", "esl", "autism"} <= set(words)
    assert not {"first_aid", "human_trafficking"} & set(words)


BOUNDED = """
[fact.rated]
type = "number"
at_most = 4
ask = "In how many of the four years?"
[fact.subjects]
type = "list"
at_least = 1
choices = "topic under stem, law"
ask = "Which subjects?"
[need]
renewal = { all = ["ratings", "total"] }
ratings = { fact = "rated >= 3" }
total = { amount = "10 * max(count(subjects), 1)", of = "hours" }
"""


def test_a_number_out_of_its_bounds_and_a_list_that_must_not_be_empty(build: Build, answer: Answer, line: Make) -> None:
    pack = build(BOUNDED)
    assert answer(pack, line("a", 10), rated=F(4), subjects=("law",)).verdict == Verdict.MET
    found = answer(pack, line("a", 10), rated=F(5), subjects=())
    assert found.verdict == Verdict.UNKNOWN
    said = {q.key: q.text.partition("(")[2] for q in found.questions if q.kind == "fact"}
    assert said["rated"] == "Your answer can't be right: it must be from 0 to 4.)"
    assert said["subjects"] == "Your answer can't be right: it must be 1 or more chosen.)"


def test_bounds_that_nothing_lies_between(mistakes: Mistakes) -> None:
    assert "fact.rated.at_most" in mistakes(BOUNDED.replace("at_most = 4", "at_least = 5\nat_most = 4"))
    assert "fact.rated.at_most" in mistakes(BOUNDED.replace("at_most = 4", "at_most = -1"))
    assert "fact.rated.at_most" in mistakes(BOUNDED.replace('"number"', '"date"', 1))


def test_a_word_that_no_question_offers_is_told_with_those_to_choose_from(build: Build, answer: Answer) -> None:
    (asked,) = (q.text for q in answer(build(WORD), plan="grwth").questions)
    assert asked.endswith("“grwth” is not among those to choose from; choose from hours, growth.)")
    many = WORD.replace('["hours", "growth"]', str([f"plan_{n}" for n in range(20)]).replace("'", '"'))
    pack = build(many.replace("plan = hours", "plan = plan_7"))
    (near,) = (q.text for q in answer(pack, plan="plan7").questions)
    assert "near to it are plan_7, " in near
    assert near.count("plan_") <= 8
    (far,) = (q.text for q in answer(pack, plan="zzz").questions)
    assert far.endswith("; there are 20, such as plan_0.)")
