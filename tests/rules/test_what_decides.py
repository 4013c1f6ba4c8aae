"""Which questions an answer names as deciding: never none where answers are missing, and none that is out of play."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from stemtracker.domain import in_question
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack

Make = Callable[..., Line]
Answer = Callable[..., Assessment]
ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
"""
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))


def ask(id_: str, *lines: Line, **facts: object) -> Assessment:
    pack = Library.shipped().pack(id_)
    case = Case(packs=(pack,), ledger=lines, cycles={id_: CYCLE}, today=date(2026, 11, 22), facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


def deciding(found: Assessment) -> set[str]:
    assert found.verdict == Verdict.UNKNOWN
    return {q.key for q in found.decides}


def test_a_total_that_nobody_gave_decides(line: Make) -> None:
    assert deciding(ask("generic", line("a", 20))) == {"total"}


def test_answers_that_decide_together_are_all_named(line: Make) -> None:
    topics = ("sei", "disabilities", "mathematics", "pedagogy")
    lines = [*(line(t, 15, t, approved=True) for t in topics), line("rest", 90, "arts", approved=True)]
    facts = {"content_topics": ("mathematics",), "public_school": False}
    assert deciding(ask("US-MA.primary", *lines, **facts)) == {"sei_owed", "license_kind"}
    assert deciding(ask("US-MA.primary", *lines, **facts, sei_owed=False)) == {"license_kind"}
    assert deciding(ask("US-MA.primary", *lines, **facts, license_kind="any_other")) == {"sei_owed"}


def test_a_question_about_rules_that_touch_no_line_does_not_decide(line: Make) -> None:
    ceu = [line("a", 100, "disabilities", "data_use", approved=True), line("b", 8, unit="ceu", approved=True)]
    found = ask("US-TX.teacher", *ceu, administrator_too=False, teaches_dyslexia=False)
    assert "ceu_rate" in deciding(found)
    assert not deciding(found) & {"double_credit", "mentoring_cap"}
    assert found.node("total").counted == Fraction(100)


def test_a_question_decides_only_where_a_table_that_it_touches_is_met(build: Callable[..., Pack], line: Make) -> None:
    """The names of questions mean nothing; what they touch does. What touches no table gives way to what does."""
    account = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [
  { id = "hour", match = "measure = time", give = "1 per 60 min", src = "rule" },
  { id = "ceu", match = "measure = ceu", give = "unknown", src = "rule" },
]
limit = [ { id = "talks", match = "kind = talk", at_most = "unknown", src = "rule" } ]
"""
    questions = """
[need]
renewal = { all = ["total"] }
total = { amount = 10, of = "hours", src = "rule" }
[question]
talks = { text = "What is a CEU worth?", touches = ["total", "ceu"] }
ceu = { text = "How many talks count?", touches = ["talks"] }
open = { text = "Anything else?", touches = ["total"] }
"""
    pack = build(questions, account=account)

    def found(*lines: Line) -> set[str]:
        case = Case(packs=(pack,), ledger=lines, cycles={pack.id: CYCLE}, today=date(2026, 11, 22))
        return deciding(assess(case)[0])

    assert found(line("a", 5), line("b", 2, unit="ceu")) == {"talks"}
    assert found(line("a", 5), line("b", 20, kind="talk")) == {"ceu"}
    assert found(line("a", 5), line("b", 20, kind="talk"), line("c", 2, unit="ceu")) == {"talks", "ceu"}
    # Four talks can't close it, whatever their limit is; what a CEU is worth can.
    assert found(line("a", 5), line("b", 4, kind="talk"), line("c", 2, unit="ceu")) == {"talks"}


def test_a_figure_that_the_sources_leave_open_decides(build: Callable[..., Pack], line: Make) -> None:
    body = """
[figure]
asked = { is = { between = [10, 20] } }
[need]
renewal = { all = ["total"] }
total = { amount = "asked", of = "hours", src = "rule" }
[question]
how_many = { text = "How many?", touches = ["total", "asked"] }
"""
    pack = build(body)
    case = Case(packs=(pack,), ledger=(line("a", 15),), cycles={pack.id: CYCLE}, today=date(2026, 11, 22))
    assert deciding(assess(case)[0]) == {"how_many"}


def test_prorated_hours_are_asked_only_where_the_period_is_prorated(line: Make) -> None:
    hours = line("a", 120, "disabilities", "data_use", approved=True)
    teacher = {"teaches_dyslexia": False, "administrator_too": True}
    for id_, facts in (("US-TX.teacher", teacher), ("US-TX.administrator", {"class_topics_covered": True})):
        open_ = ask(id_, hours, **facts, class_is_newer=True)
        assert deciding(open_) >= {"prorated_hours"}
        assert (open_.node("total").required_text, open_.node("total").verdict) == ("0 to 200", Verdict.UNKNOWN)
        assert not any("prorated" in note or "“0”" in note for note in open_.notes)
        told = ask(id_, hours, **facts, class_is_newer=True, prorated_hours=Fraction(120))
        assert told.node("total").verdict == Verdict.MET
        whole = ask(id_, hours, **facts, class_is_newer=False)
        assert "prorated_hours" not in {q.key for q in whole.questions}
        assert whole.verdict == Verdict.NOT_MET


SHOWN = """
[fact]
shown = { type = "yes/no", of = "line", match = "kind = plan", ask = "Was it shown to anybody?" }
"""


def test_a_line_that_only_a_count_looks_at_is_asked_about(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    pack = build(SHOWN + '[need]\nrenewal = { count = 1, match = "kind = plan and shown" }')
    assert deciding(answer(pack, line("a", 1, kind="plan", unit="each"))) == {"a"}
    assert answer(pack, line("a", 1, kind="plan", unit="each", answers={"shown": "no"})).verdict == Verdict.NOT_MET


def test_a_line_is_not_asked_what_does_not_concern_it(build: Callable[..., Pack], answer: Answer, line: Make) -> None:
    body = """
subjects = { type = "list", choices = "topic", ask = "Which subjects do you teach?" }
[need]
renewal = { amount = 10, of = "hours", match = "topic in subjects or (kind = plan and shown)" }
"""
    pack = build(SHOWN + body)
    assert {q.key for q in answer(pack, line("a", 10, "law")).questions} == {"subjects"}
    assert {q.key for q in answer(pack, line("a", 10, "law", kind="plan")).questions} == {"subjects", "a"}


def test_a_question_that_does_not_concern_the_holder_is_not_asked(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    account = ACCOUNT.replace("none", "unknown")
    body = """
[fact]
lapsed = { type = "yes/no", ask = "Had it lapsed?" }
[need]
renewal = { amount = 10, of = "hours" }
[question]
late = { text = "What counts after it lapsed?", when = "lapsed", touches = ["renewal"] }
"""
    pack = build(body, account=account)
    found = answer(pack, line("a", 2, unit="ceu"), lapsed=False)
    assert found.verdict == Verdict.UNKNOWN
    assert "late" not in {q.key for q in found.questions}
    assert [q.nodes for q in found.decides] == [("renewal",)]  # nobody is left without a word on what is open
    assert found.decides[0].text == "The rules leave open whether “renewal” is met; it hangs on “Line a”."
    several = answer(pack, *(line(id_, 2, unit="ceu", title=f"{id_} " * 30) for id_ in "abcd"), lapsed=False)
    assert several.decides[0].text.endswith(f"; it hangs on “{'a ' * 19}a…”, “{'b ' * 19}b…” and 2 more.")
    assert "late" in deciding(answer(pack, line("a", 2, unit="ceu"), lapsed=True))


def test_a_day_that_opens_a_window_decides(build: Callable[..., Pack], answer: Answer, line: Make) -> None:
    body = """
[fact]
begun = { type = "date", ask = "When did you begin?" }
[window.since]
cases = [ { from = "begun", to = "today" } ]
[need]
renewal = { amount = 10, of = "hours" }
"""
    pack = build(body, account=ACCOUNT.replace('"cycle"', '"since"'))
    assert deciding(answer(pack, line("a", 10))) == {"begun"}


def test_one_reading_of_a_figure_decides_like_a_span_of_it(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    body = """
[figure]
asked = {{ is = {{ {how} = [5, 10] }} }}
[need]
renewal = {{ all = ["total"] }}
total = {{ amount = "asked", of = "hours" }}
[question]
how_many = {{ text = "How many?", touches = ["total", "asked"] }}
"""
    for how in ("one_of", "between"):
        found = answer(build(body.format(how=how)), line("a", 7))
        assert deciding(found) == {"how_many"}
        assert found.gap == 3


def test_a_figure_is_open_for_a_fact_only_if_that_is_asked(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    body = """
[fact]
retired = { type = "yes/no", ask = "Are you retired?" }
half = { type = "yes/no", when = "retired", ask = "At half pay?" }
[figure]
asked = { is = [ { when = "retired and half", is = 5 }, { is = { between = [10, 20] } } ] }
[need]
renewal = { all = ["total"] }
total = { amount = "asked", of = "hours" }
[question]
how_many = { text = "How many?", touches = ["total", "asked"] }
"""
    assert deciding(answer(build(body), line("a", 15), retired=False)) == {"how_many"}


def test_nothing_is_to_be_brought_where_another_way_is_met(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    body = """
[fact]
board = { type = "yes/no", ask = "Are you board certified?" }
[need]
renewal = { any = ["total", "certified"] }
total = { amount = 100, of = "hours" }
certified = { fact = "board" }
"""
    found = answer(build(body), line("a", 7), board=True)
    assert (found.verdict, found.gap) == (Verdict.MET, 0)
    assert answer(build(body), line("a", 7), board=False).gap == 93


def test_a_line_that_is_not_far_enough_is_asked_about(build: Callable[..., Pack], answer: Answer, line: Make) -> None:
    account = ACCOUNT.replace('window = "cycle"', 'window = "cycle"\ncounts_from = "claimed"')
    pack = build('[need]\nrenewal = { amount = 10, of = "hours" }', account=account)
    found = answer(pack, line("a", 10))
    assert [(q.kind, q.key, q.text) for q in found.decides] == [("line", "a", "Has it been claimed?")]
    assert answer(pack, line("a", 10, status=Status.CLAIMED)).verdict == Verdict.MET


def test_a_line_whose_worth_nobody_states_does_not_decide_by_itself(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    account = ACCOUNT.replace('"1 per 60 min"', '"unknown"')
    pack = build('[need]\nrenewal = { amount = 10, of = "hours", match = "format = online" }', account=account)
    found = answer(pack, line("a", 10, format=""))
    assert deciding(found) == {"a"}, "of another format it is certainly not met"
    assert deciding(answer(pack, line("a", 10, format=""), line("b", 10, format="online"))) == {"open:renewal"}


def test_where_there_is_too_much_to_try_it_is_said_that_others_may_decide(
    build: Callable[..., Pack], answer: Answer, line: Make
) -> None:
    account = ACCOUNT + 'refuse = [ { id = "r", match = "not approved", reason = "No." } ]\n'
    topics = ("law", "equity", "content", "safety")
    needs = "\n".join(f'{t} = {{ amount = 10, of = "hours", match = "topic = {t}" }}' for t in topics)
    pack = build(f"[need]\nrenewal = {{ all = {list(topics)} }}\n{needs}".replace("'", '"'), account=account)

    def asked(each: int) -> Assessment:
        return answer(pack, *(line(f"{t}{n}", 1, t) for t in topics for n in range(each)))

    few, many = asked(12), asked(1500)
    assert (few.others_may_decide, {t for t in topics if any(t in q.key for q in few.decides)}) == (False, {*topics})
    assert many.others_may_decide
    assert in_question.deciding(many)[-1] == in_question.OTHERS
