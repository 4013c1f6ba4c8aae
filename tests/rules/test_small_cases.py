"""Worked small cases: each rule of the language on a ledger one can check by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
ONE = '[need]\nrenewal = { amount = 10, of = "hours" }\n'


def account(*rows: str, earn: str = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }') -> str:
    more = "\n".join(rows)
    return f'\n[account.hours]\nunit = "hour"\nwindow = "cycle"\notherwise = "none"\nearn = [ {earn} ]\n{more}\n'


def steps(found: Assessment, line: str) -> list[tuple[str, Fraction]]:
    reasons = next(one for one in found.lines if one.id == line).reasons
    return [(r.step, r.amount) for r in reasons]


def test_the_window_has_two_last_days(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE)
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2026, 11, 22), date(2027, 1, 1)]
    found = answer(pack, *(line(str(i), 4, day=day) for i, day in enumerate(days)))
    assert found.root.counted == 8
    assert ("outside", F(0)) in steps(found, "0")
    assert found.gap == 2
    assert found.gap_unit == "hour"


def test_a_window_that_looks_back_from_a_29_february(build: Build, answer: Answer, line: Make) -> None:
    back = '\n[window.back]\ncases = [ { from = "2024-02-29 - 1 y", to = "2024-02-29" } ]\n'
    pack = build(ONE, account=account().replace('window = "cycle"', 'window = "back"') + back)
    days = [date(2023, 2, 27), date(2023, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert answer(pack, *(line(str(i), 1, day=day) for i, day in enumerate(days))).root.counted == 2


def test_floors_steps_and_rounding_of_a_line(build: Build, answer: Answer, line: Make) -> None:
    earn = '{ id = "h", give = "1 per 60 min", at_least = "30 min", step = "15 min", round = "down to 1/2" }'
    found = answer(build(ONE, account=account(earn=earn)), line("a", F(29, 60)), line("b", F(59, 60)))
    assert found.root.counted == F(1, 2)
    assert ("floored", F(0)) in steps(found, "a")
    assert ("floored", F(45)) in steps(found, "b")
    assert ("rounded", F(-1, 4)) in steps(found, "b")


def test_rounding_of_a_sum_is_a_line_of_its_own(build: Build, answer: Answer, line: Make) -> None:
    pack = build('[need]\nrenewal = { amount = 2, of = "hours", round = "nearest to 1" }\n')
    found = answer(pack, line("a", F(3, 4)), line("b", F(3, 4)))
    assert (found.verdict, found.root.counted) == (Verdict.MET, 2)
    extra = next(one for one in found.lines if one.synthetic)
    assert extra.counted_at("renewal") == F(1, 2)


def test_a_better_rate_for_the_first_hours(build: Build, answer: Answer, line: Make) -> None:
    rate = '{{ id = "h", give = "2 per 60 min", first = "{}", then = "1 per 60 min" }}'
    attended = answer(build(ONE, account=account(earn=rate.format("3 h"))), line("a", 2), line("b", 2))
    credited = answer(build(ONE, account=account(earn=rate.format("3 given"))), line("a", 2), line("b", 2))
    assert (attended.root.counted, credited.root.counted) == (7, F(11, 2))


def test_a_flat_award_falls_into_two_topics(build: Build, answer: Answer, line: Make) -> None:
    earn = '{ id = "award", match = "kind = award", give = "12 each", split = { content = 9, pedagogy = 3 } }'
    needs = (
        '[need]\nrenewal = { all = ["t", "c", "p"] }\nt = { amount = 12, of = "hours" }\n'
        'c = { amount = 9, of = "hours", match = "topic = content", inside = "t" }\n'
        'p = { amount = 4, of = "hours", match = "topic = pedagogy", inside = "t" }\n'
    )
    found = answer(build(needs, account=account(earn=earn)), line("a", 1, kind="award", unit="each"))
    assert [found.node(n).counted for n in "tcp"] == [12, 9, 3]
    assert (found.verdict, found.gap) == (Verdict.NOT_MET, 1)


def test_a_split_is_a_part_and_a_tag_the_whole(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["t", "c"] }\nt = { amount = 6, of = "hours" }\n'
        'c = { amount = 6, of = "hours", match = "topic = content", inside = "t" }\n'
    )
    found = answer(build(needs), line("a", 6, splits={"content": F(120)}), line("b", 3, "content"))
    assert (found.node("t").counted, found.node("c").counted) == (9, 5)


@pytest.mark.parametrize(("policy", "counted"), [("shared", (6, 6, 0)), ("split", (6, 0, 6)), ("whole", (6, 0, 6))])
def test_one_hour_for_two_topics(
    build: Build, answer: Answer, line: Make, policy: str, counted: tuple[int, int, int]
) -> None:
    needs = (
        '[need]\nrenewal = { all = ["c", "p"] }\nc = { amount = 6, of = "hours", match = "topic = content" }\n'
        'p = { amount = 6, of = "hours", match = "topic = pedagogy" }\n'
        f'[overlap]\no = {{ members = ["c", "p"], policy = "{policy}" }}\n'
    )
    found = answer(build(needs), line("a", 6, "content", "pedagogy"))
    assert (found.node("c").counted, found.node("p").counted, found.gap) == counted


def test_whether_one_hour_serves_two_topics_decides(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["c", "p"] }\nc = { amount = 6, of = "hours", match = "topic = content" }\n'
        'p = { amount = 6, of = "hours", match = "topic = pedagogy" }\n'
        '[overlap]\no = { members = ["c", "p"], policy = "unknown", question = "One hour for both?" }\n'
    )
    found = answer(build(needs), line("a", 6, "content", "pedagogy"))
    assert (found.verdict, found.gap) == (Verdict.UNKNOWN, 6)
    assert [q.text for q in found.decides] == ["One hour for both?"]
    both = answer(build(needs), line("a", 6, "content", "pedagogy"), line("b", 6, "content"))
    assert (both.verdict, both.gap) == (Verdict.MET, 0)


def test_limits_by_line_by_year_and_in_lines(build: Build, answer: Answer, line: Make) -> None:
    limits = account(
        'limit = [ { id = "each", match = "kind = course", at_most = 4, per = "line" },'
        ' { id = "year", title = "Talks", match = "kind = talk", at_most = 3, per = "year from 07-01" },'
        ' { id = "one", match = "kind = plan", at_most = "1 line", per = "year from 01-01" } ]'
    )
    found = answer(
        build('[need]\nrenewal = { amount = 30, of = "hours" }\n', account=limits),
        line("course", 9, kind="course"),
        line("june", 2, kind="talk", day=date(2023, 6, 30)),
        line("july", 2, kind="talk", day=date(2023, 7, 1)),
        line("may", 2, kind="talk", day=date(2024, 5, 1)),
        line("plan1", 2, kind="plan"),
        line("plan2", 5, kind="plan"),
    )
    assert found.root.counted == 4 + 2 + 3 + 5
    assert ("capped", F(4)) in steps(found, "course")
    assert ("over_cap", F(1)) in steps(found, "may")
    assert "1 of 2 hours counted · Talks (3 hours)" in [r.text for one in found.lines for r in one.reasons]
    assert ("over_cap", F(2)) in steps(found, "plan1")
    assert found.root.over_cap == 1


def test_a_limit_that_only_advises_cuts_nothing(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account('limit = [ { id = "x", at_most = 3, role = "advice" } ]'))
    assert answer(pack, line("a", 10)).verdict == Verdict.MET


def test_a_cap_that_nobody_states(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account('limit = [ { id = "x", match = "kind = mentoring", at_most = "unknown" } ]'))
    found = answer(pack, line("a", 7), line("b", 5, kind="mentoring"))
    assert (found.verdict, found.root.counted, found.root.possible) == (Verdict.UNKNOWN, 7, 12)
    assert answer(pack, line("a", 10), line("b", 5, kind="mentoring")).verdict == Verdict.MET
    assert answer(pack, line("a", 4), line("b", 5, kind="mentoring")).verdict == Verdict.NOT_MET


def test_doubt_and_its_question(build: Build, answer: Answer, line: Make) -> None:
    refuse = 'refuse = [ { id = "r", match = "not approved", reason = "Not approved.", doubt = "Was it approved?" } ]'
    pack = build(ONE, account=account(refuse))
    found = answer(pack, line("a", 8, approved=True), line("b", 4), line("c", 4, approved=False))
    assert (found.verdict, found.root.counted, found.root.possible) == (Verdict.UNKNOWN, 8, 12)
    assert [(q.kind, q.key, q.text) for q in found.decides] == [("line", "b", "Was it approved?")]
    assert ("refused", F(0)) in steps(found, "c")


def test_relevance_is_taken_for_granted_and_said_once(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account('refuse = [ { id = "r", match = "not relevant", reason = "Unrelated." } ]'))
    found = answer(pack, line("a", 10), line("b", 10, relevant=False))
    assert (found.verdict, found.root.counted) == (Verdict.MET, 10)
    assert sum("taken as relevant" in note for note in found.notes) == 1


def test_status_plan_and_what_the_office_posted(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account('counts_from = "claimed"'))
    found = answer(
        pack,
        line("a", 6, status=Status.POSTED, posted_amount=F(330)),
        line("b", 2),
        line("c", 5, status=Status.PLANNED),
        line("d", 9, status=Status.REFUSED),
    )
    assert (found.root.counted, found.root.possible, found.root.planned) == (F(11, 2), F(15, 2), 5)
    assert "posted as 5.5 h instead of 6 h" in [r.text for r in found.lines[0].reasons]
    assert ("status", F(2)) in steps(found, "b")


def test_pins(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["t", "c", "p"] }\nt = { amount = 9, of = "hours" }\n'
        'c = { amount = 3, of = "hours", match = "topic = content", inside = "t" }\n'
        'p = { amount = 3, of = "hours", match = "topic = pedagogy", inside = "t" }\n'
    )
    both = ("content", "pedagogy")
    found = answer(build(needs), line("a", 3, *both, pins={"t": "p"}), line("b", 3, *both, pins={"": "none"}))
    assert [found.node(n).counted for n in "tcp"] == [3, 0, 3]
    assert ("pinned", F(0)) in steps(found, "b")


@pytest.mark.parametrize(("policy", "sums"), [("once", (5, 5)), ("add", (8, 8)), ("unknown", (5, 8))])
def test_the_same_thing_twice(build: Build, answer: Answer, line: Make, policy: str, sums: tuple[int, int]) -> None:
    pack = build(ONE, account=account(f'same = [ {{ id = "s", key = "course", policy = "{policy}" }} ]'))
    found = answer(pack, line("a", 3, course="C1"), line("b", 5, course="C1"))
    assert (found.root.counted, found.root.possible) == sums
    if policy != "add":
        assert ("superseded", F(3)) in steps(found, "a")


def test_a_minimum_for_every_year(build: Build, answer: Answer, line: Make) -> None:
    pack = build('[need]\nrenewal = { amount = 2, of = "hours", per = "year from 07-01" }\n')
    found = answer(pack, *(line(str(y), 2 if y < 2025 else 1, day=date(y, 9, 1)) for y in range(2022, 2026)))
    years = found.children("renewal")
    assert [(y.id, y.counted) for y in years] == [
        ("renewal/2022", 2), ("renewal/2023", 2), ("renewal/2024", 2), ("renewal/2025", 1),
    ]  # fmt: skip
    assert (found.verdict, found.gap) == (Verdict.NOT_MET, 1)


def test_count_done_and_facts(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[fact]\nheld = { type = "yes/no", ask = "Held?" }\n'
        '[need]\nrenewal = { all = ["kinds", "safety", "held_now"] }\n'
        'kinds = { count = 2, match = "topic = content", distinct = "kind" }\n'
        'safety = { done = "topic = safety", valid = "every 2 y" }\nheld_now = { fact = "held", evidence = "A card" }\n'
    )
    pack = build(needs)
    mine = [line("a", 1, "content"), line("b", 1, "content"), line("c", 1, "content", kind="talk")]
    assert answer(pack, *mine, held=True).node("kinds").counted == 2
    assert answer(pack, *mine, line("s", 1, "safety", day=date(2024, 11, 21)), held=True).verdict == Verdict.NOT_MET
    found = answer(pack, *mine, line("s", 1, "safety", day=date(2024, 11, 22)))
    assert found.verdict == Verdict.UNKNOWN
    assert [(q.kind, q.key) for q in found.decides] == [("fact", "held")]


def test_a_text_that_begins_later_does_not_apply_yet(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["t", "new"] }\nt = { amount = 1, of = "hours" }\n'
        'new = { amount = 5, of = "hours", from = "filing 2027-07-01" }\n'
    )
    found = answer(build(needs), line("a", 1))
    assert (found.verdict, found.node("new").applies, found.node("new").verdict) == (Verdict.MET, False, None)
    assert "Applies from 2027-07-01" in found.node("new").note
    assert date(2027, 7, 1) in [d.on for d in found.deadlines]


def test_ways_are_compared_and_the_better_one_shown(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[fact]\nboard = { type = "yes/no", ask = "Board?" }\n'
        '[need]\nrenewal = { any = ["short", "long", "board_way"] }\n'
        'long = { amount = 20, of = "hours", grants = "five years" }\n'
        'short = { amount = 8, of = "hours", match = "topic = content", grants = "one year" }\n'
        'board_way = { fact = "board" }\n'
    )
    found = answer(build(needs), line("a", 15), line("b", 2, "content"), board=False)
    assert (found.verdict, found.gap) == (Verdict.NOT_MET, 3)
    assert [(a.node, a.gaps, a.grants) for a in found.alternatives] == [
        ("long", ((3, "hour"),), "five years"), ("short", ((6, "hour"),), "one year"), ("board_way", (), ""),
    ]  # fmt: skip
    assert answer(build(needs), board=True).verdict == Verdict.MET


def test_a_share_of_what_is_required(build: Build, answer: Answer, line: Make) -> None:
    needs = (
        '[need]\nrenewal = { all = ["t", "s"] }\nt = { amount = 10, of = "hours" }\n'
        '[share]\ns = { of = "t", match = "topic = content", at_least = "80 %" }\n'
    )
    assert answer(build(needs), line("a", 3), line("b", 7, "content")).verdict == Verdict.NOT_MET
    assert answer(build(needs), line("a", 3), line("b", 8, "content")).verdict == Verdict.MET


def test_an_unknown_rate(build: Build, answer: Answer, line: Make) -> None:
    hours = '{ id = "h", match = "measure = time", give = "1 per 60 min" }'
    pack = build(ONE, account=account(earn=hours + ', { id = "c", match = "measure = ceu", give = "unknown" }'))
    assert answer(pack, line("a", 10), line("b", 1, unit="ceu")).verdict == Verdict.MET
    assert answer(pack, line("a", 9), line("b", 1, unit="ceu")).verdict == Verdict.UNKNOWN
    assert answer(pack, line("a", 9), line("b", 1, unit="point")).verdict == Verdict.NOT_MET


@pytest.mark.parametrize(
    ("years", "verdict"), [(None, Verdict.UNKNOWN), (4, Verdict.MET), (5, Verdict.NOT_MET), (6, Verdict.NOT_MET)]
)
def test_a_number_that_selects(build: Build, answer: Answer, line: Make, years: int | None, verdict: Verdict) -> None:
    needs = (
        '[fact]\nyears = { type = "number", ask = "Years?" }\n'
        '[need]\nrenewal = { amount = [ { when = "years >= 5", is = 12 }, { is = 8 } ], of = "hours" }\n'
    )
    facts = {} if years is None else {"years": F(years)}
    found = answer(build(needs), line("a", 10), **facts)
    assert found.verdict == verdict
    assert found.root.required_text == ("8 or 12" if years is None else "8" if years < 5 else "12")


FLOOR = 'threshold = [ { id = "ten", by = "topic", at_least = 10, scope = "total too" } ]'
FLOOR_NEEDS = (
    '[need]\nrenewal = { all = ["t", "c"] }\nt = { amount = 40, of = "hours" }\n'
    'c = { amount = 15, of = "hours", match = "topic = content", inside = "t" }\n'
)


def test_a_topic_counts_from_its_threshold_on(build: Build, answer: Answer, line: Make) -> None:
    pack = build(FLOOR_NEEDS, account=account(FLOOR))
    there = line("a", 9, "content"), line("b", 4, "law"), line("c", 20, "safety")
    found = answer(pack, *there)
    assert (found.root.verdict, found.node("t").counted, found.node("c").counted) == (Verdict.NOT_MET, 20, 0)
    assert ("floored", F(9)) in steps(found, "a")
    # seven hours on content and law: one speaks for content and brings nine, six for law and bring four
    assert (found.node("c").missing, found.gap) == (6, 7)
    assert answer(pack, *there, line("d", 7, "content", "law")).verdict == Verdict.MET
    assert answer(pack, *there, line("d", 6, "content", "law")).verdict != Verdict.MET
    more = answer(pack, line("a", 9, "content"), line("a2", 1, "content"), line("b", 4, "law"), line("c", 20, "safety"))
    assert (more.node("t").counted, more.node("c").counted, more.gap) == (30, 10, 6)


def test_hours_without_a_topic_are_in_doubt_below_the_threshold(build: Build, answer: Answer, line: Make) -> None:
    pack = build(ONE, account=account(FLOOR))
    assert answer(pack, line("a", 10)).verdict == Verdict.MET
    found = answer(pack, line("a", 6), line("b", 6))
    assert (found.verdict, found.root.counted, found.root.possible) == (Verdict.UNKNOWN, 0, 12)


def test_nothing_counts_of_a_topic_that_a_limit_cuts_too_short(build: Build, answer: Answer, line: Make) -> None:
    limits = account(FLOOR, 'limit = [ { id = "talks", match = "kind = talk", at_most = 6 } ]')
    pack = build('[need]\nrenewal = { amount = 20, of = "hours" }\n', account=limits)
    found = answer(pack, line("a", 12, "law", kind="talk"), line("b", 14, "safety"))
    assert (found.verdict, found.root.counted, found.gap) == (Verdict.NOT_MET, 14, 4)


def test_an_amount_below_zero_counts_nothing_and_says_so(build: Build, answer: Answer, line: Make) -> None:
    found = answer(build(ONE), line("a", -3), line("b", 4))
    assert found.root.counted == 4
    assert steps(found, "a") == [("refused", F(0))]
