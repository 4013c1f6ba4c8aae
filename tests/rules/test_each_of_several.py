"""What is asked for each of several things: endorsements, academic years, licenses renewed together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from stemtracker.cli.pack_told import plainly
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack
from stemtracker.services import questions

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
Mistakes = Callable[..., dict[str, str]]

AREAS = """
[fact.areas]
type = "list"
ask = "What are you licensed for?"
choices = "topic"
[need]
renewal = { all = ["total", "areas_each"] }
total = { amount = 10, of = "hours" }
areas_each = { each = "area", over = "areas" }
area = { amount = 3, of = "hours", match = "topic = item", inside = "total", title = "Area" }
"""
YEARS = """
[fact.admin_years]
type = "list"
ask = "In which years were you an administrator?"
choices = "years from 07-01"
[need]
renewal = { all = ["total", "academies"] }
total = { amount = 10, of = "hours" }
academies = { each = "academy", over = "admin_years" }
academy = { all = ["yearly", "once"], title = "Academy" }
yearly = { amount = 2, of = "hours", match = "kind = course", window = "item", inside = "total" }
once = { count = 1, match = "kind = award", window = "item" }
"""


def test_one_child_for_each_item_in_the_order_given(build: Build, answer: Answer, line: Make) -> None:
    found = answer(build(AREAS), line("a", 8, "stem"), line("b", 2, "law"), areas=("stem", "law"))
    each = found.node("areas_each")
    assert [n.id for n in found.children("areas_each")] == ["area/stem", "area/law"]
    assert [n.title for n in found.children("areas_each")] == ["Area: Stem", "Area: Law"]
    assert (found.node("area/stem").verdict, found.node("area/law").verdict) == (Verdict.MET, Verdict.NOT_MET)
    assert (each.verdict, each.kind, found.verdict, found.gap) == (Verdict.NOT_MET, "each", Verdict.NOT_MET, 1)
    assert "area" not in {n.id for n in found.nodes}
    at = {one.id: one.counted_at("area/stem") for one in found.lines}
    assert at == {"a": 8, "b": 0}


def test_narrower_topics_count_for_an_item(build: Build, answer: Answer, line: Make) -> None:
    assert answer(build(AREAS), line("a", 10, "robotics"), areas=("stem",)).verdict == Verdict.MET


def test_an_empty_list_asks_nothing_and_none_at_all_is_open(build: Build, answer: Answer, line: Make) -> None:
    pack = build(AREAS)
    assert answer(pack, line("a", 10), areas=()).verdict == Verdict.MET
    assert answer(pack, line("a", 10), areas=()).node("areas_each").applies is not None
    open_ = answer(pack, line("a", 10))
    assert (open_.verdict, open_.node("areas_each").verdict) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert [(q.kind, q.key) for q in open_.decides] == [("fact", "areas")]
    assert open_.decides[0].nodes == ("areas_each",)
    assert answer(pack, line("a", 9)).verdict == Verdict.NOT_MET


def test_an_overlap_of_the_template_means_all_of_them(build: Build, answer: Answer, line: Make) -> None:
    group = '[overlap]\ng = { members = ["area", "more"], policy = "split" }\n'
    body = AREAS.replace('["total", "areas_each"]', '["total", "areas_each", "more"]')
    body += 'more = { amount = 1, of = "hours", match = "topic = equity", inside = "total" }\n'
    both = line("a", 10, "stem", "law", "equity")
    split = answer(build(body + group), both, areas=("stem", "law"))
    assert (split.verdict, sum(n.counted for n in split.children("areas_each"))) == (Verdict.MET, 9)
    assert answer(build(body + group), line("a", 10), line("b", 5, "stem", "law"), areas=("stem", "law")).gap == 2
    assert answer(build(body), line("a", 10), line("b", 5, "stem", "law"), areas=("stem", "law")).gap == 1


def test_each_year_has_its_own_days(build: Build, answer: Answer, line: Make) -> None:
    pack = build(YEARS)
    lines = (
        line("a", 10, kind="course", day=date(2023, 6, 30)),
        line("b", 2, kind="course", day=date(2024, 7, 1)),
        line("c", 1, kind="award", day=date(2022, 7, 1)),
        line("d", 1, kind="award", day=date(2025, 6, 30)),
    )
    found = answer(pack, *lines, admin_years=("2024-25", "2022-23"))
    assert [n.id for n in found.children("academies")] == ["academy/2024-25", "academy/2022-23"]
    assert found.verdict == Verdict.MET
    assert found.node("yearly/2024-25").counted == 2
    assert found.node("yearly/2022-23").window is not None
    assert found.node("yearly/2022-23").window.start == date(2022, 7, 1)  # type: ignore[union-attr]
    short = answer(pack, *lines, admin_years=("2022-23", "2023-24", "2024-25"))
    assert (short.verdict, short.gap) == (Verdict.NOT_MET, 2)
    assert short.node("once/2023-24").verdict == Verdict.NOT_MET


def test_answers_about_other_cycles_are_none_about_this_one(build: Build, answer: Answer, line: Make) -> None:
    pack = build(YEARS)
    assert answer(pack, line("a", 10), admin_years=("2016-17",)).verdict == Verdict.UNKNOWN
    assert answer(pack, line("a", 10), admin_years=("2016-17", "2022-23")).verdict == Verdict.NOT_MET
    assert answer(pack, line("a", 10), admin_years=()).verdict == Verdict.MET
    assert [q.key for q in answer(pack, line("a", 10)).decides] == ["admin_years"]


def test_the_years_of_the_cycle_without_a_question(build: Build, answer: Answer, line: Make) -> None:
    body = (
        '[need]\nrenewal = { each = "year", over = "years from 01-01" }\n'
        'year = { amount = 2, of = "hours", window = "item" }\n'
    )
    every = [line(f"y{year}", 2, day=date(year, 5, 1)) for year in range(2022, 2027)]
    found = answer(build(body), *every)
    assert [n.id for n in found.children("renewal")] == [f"year/{year}" for year in range(2022, 2027)]
    assert found.verdict == Verdict.MET
    assert answer(build(body), *every[1:]).gap == 2


def test_a_choice_for_each_item(build: Build, answer: Answer, line: Make) -> None:
    body = """
[fact.areas]
type = "list"
ask = "What are you licensed for?"
choices = ["stem", "law", "content"]
[fact.tested]
type = "list"
ask = "For which of them did you pass the test?"
choices = ["stem", "law", "content"]
[need]
renewal = { each = "area", over = "areas" }
area = { any = ["area_hours", "area_test"], title = "Area" }
area_hours = { amount = [ { when = "item = 'stem'", is = 5 }, { is = 2 } ], of = "hours", match = "topic = item" }
area_test = { fact = "item in tested" }
"""
    pack = build(body)
    assert answer(pack, line("a", 4, "stem", "law"), areas=("stem", "law"), tested=()).gap == 1
    done = answer(pack, line("a", 4, "law"), areas=("stem", "law"), tested=("stem",))
    assert done.verdict == Verdict.MET
    assert {a.node for a in done.alternatives} >= {"area_hours/stem", "area_test/stem"}
    open_ = answer(pack, line("a", 4, "law"), areas=("stem", "law"))
    assert (open_.verdict, [q.key for q in open_.decides]) == (Verdict.UNKNOWN, ["tested"])


def test_each_license_renewed_together(build: Build, answer: Answer) -> None:
    body = (
        '[fact.tested]\ntype = "list"\nask = "Tested?"\nchoices = ["t", "u"]\n'
        '[need]\nrenewal = { each = "one", over = "credentials" }\none = { fact = "item in tested" }\n'
    )
    found = answer(build(body), tested=("t",))
    assert (found.verdict, [n.id for n in found.children("renewal")]) == (Verdict.MET, ["one/t"])


def test_a_need_may_be_pinned_to_all_or_to_one(build: Build, answer: Answer, line: Make) -> None:
    body = AREAS + '[overlap]\ng = { members = ["area"], policy = "split" }\n'
    pinned = line("a", 10, "stem", "law", pins={"t": "area/law"})
    found = answer(build(body), pinned, areas=("stem", "law"))
    assert (found.node("area/law").counted, found.node("area/stem").counted) == (10, 0)
    loose = line("a", 10, "stem", "law", pins={"t": "area"})
    assert answer(build(body), loose, areas=("stem", "law")).verdict == Verdict.MET


def test_many_items_with_a_choice_each_are_all_compared(build: Build, answer: Answer, line: Make) -> None:
    topics = ("equity", "law", "content", "pedagogy", "safety", "stem", "robotics")
    body = """
[fact.areas]
type = "list"
ask = "Areas?"
choices = "topic"
[fact.tested]
type = "list"
ask = "Tested?"
choices = "topic"
[need]
renewal = { each = "area", over = "areas" }
area = { any = ["by_hours", "by_test", "by_award"] }
by_hours = { amount = 2, of = "hours", match = "topic = item" }
by_test = { fact = "item in tested" }
by_award = { count = 1, match = "kind = award and topic = item" }
"""
    pack = build(body)
    lines = [line(t, 2, t) for t in topics[:3]]
    assert answer(pack, *lines, areas=topics, tested=topics[3:]).verdict == Verdict.MET
    short = answer(pack, *lines, areas=topics, tested=topics[4:])
    assert (short.verdict, short.gap) == (Verdict.NOT_MET, 2)


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (('over = "areas"', 'over = "area_list"'), "need.areas_each.over", "is no list"),
        (('inside = "total", title', 'window = "item", title'), "need.area.window", "only where each item is a year"),
        (('["total", "areas_each"]', '["total", "areas_each", "area"]'), "need.renewal", "can't be named here as well"),
        (('of = "hours" }', 'of = "hours", match = "topic = item" }'), "need.total.match", "“item”"),
        (('amount = 10,', 'amount = "2 * area",'), "need.total", "no single number"),
    ],
)  # fmt: skip
def test_mistakes_are_told(mistakes: Mistakes, change: tuple[str, str], place: str, said: str) -> None:
    found = mistakes(AREAS.replace(*change, 1))
    assert any(where == place and said in text for where, text in found.items()), found


def test_wrong_years_never_raise(build: Build, answer: Answer, line: Make) -> None:
    pack = build(YEARS)
    for strange in (("", "2022"), ("2022-99",), ("9999-00",), ("2022-23", "2022-23")):
        answer(pack, line("a", 10), admin_years=strange)


def test_the_years_of_the_cycle_are_offered_to_tick(build: Build, tmp_path: Path, words: Vocabulary) -> None:
    pack = build(YEARS)
    assert pack.facts["admin_years"].choices == ()
    assert [fact["years"] for fact in plainly(pack)["facts"]] == ["years from 07-01"]
    (tmp_path / "t.toml").write_text(pack.text, encoding="utf-8")
    shelf = Library.load([tmp_path], words)
    assert questions.of_holder(shelf, "t") == ()
    asked = questions.of_holder(shelf, "t", Period(date(2022, 1, 1), date(2026, 12, 31)))
    assert [word for word, _title in asked[0].choices] == ["2022-23", "2023-24", "2024-25", "2025-26"]


def test_few_years_that_nobody_has_named_are_looked_at_one_by_one(build: Build, answer: Answer, line: Make) -> None:
    """With what each of the four years may ask for, the answer hangs on none of them."""
    pack = build(YEARS)
    courses = [line(f"c{y}", 3, kind="course", day=date(y, 10, 1)) for y in range(2022, 2026)]
    awards = [line(f"a{y}", 1, kind="award", day=date(y, 10, 1)) for y in range(2022, 2026)]
    found = answer(pack, *courses, *awards)
    assert (found.verdict, found.decides) == (Verdict.MET, ())
    assert [(n.applies, n.verdict) for n in found.children("academies")] == [(None, Verdict.MET)] * 4
    short = answer(pack, *courses, *awards[1:])
    assert (short.verdict, [q.key for q in short.decides]) == (Verdict.UNKNOWN, ["admin_years"])
    assert short.node("once/2022-23").verdict == Verdict.NOT_MET
    assert answer(pack, *courses[:3]).verdict == Verdict.NOT_MET, "nine of ten hours, whichever years"


def test_what_is_asked_for_perhaps_takes_no_hours_at_best(build: Build, answer: Answer, line: Make) -> None:
    """Of ten hours a course may need two: where it splits hours with the total's rest, who has no years has all ten."""
    split = YEARS.replace('"academies"]', '"academies", "law"]') + (
        'law = { amount = 10, of = "hours", match = "topic = law", inside = "total" }\n'
        '[overlap]\no = { members = ["yearly", "law"], policy = "split" }\n'
    )
    found = answer(build(split), line("c", 10, "law", kind="course", day=date(2023, 10, 1)))
    assert (found.verdict, found.node("law").counted, found.node("law").possible) == (Verdict.UNKNOWN, 8, 10)
