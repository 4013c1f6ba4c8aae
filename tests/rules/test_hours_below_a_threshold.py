"""What is still to do where hours lie below a threshold that reaches the total.

Neighbors: `test_mutants_closing` has the program behind it, `naive/naive_floor` says the same in another way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from small_rows import Build, Make, account, more

from stemtracker.domain.assessment import Assessment, Verdict

Answer = Callable[..., Assessment]
FLOOR = '{ id = "ten", by = "topic", at_least = 10, scope = "total too" }'
FLOORED = account(f"threshold = [ {FLOOR} ]")
TOTAL = '[need]\nrenewal = { amount = 20, of = "hours" }\n'


def test_no_further_hours_bring_in_what_has_no_topic(build: Build, answer: Answer, line: Make) -> None:
    """Which topic they belong to is not known: with seventeen more the answer would still be open."""
    pack = build(TOTAL, account=FLOORED)
    found = answer(pack, line("untold", 3))
    assert (found.verdict, found.root.counted, found.root.possible, found.gap) == (Verdict.NOT_MET, 0, 3, 20)
    assert answer(pack, line("untold", 3), line("law", 17, "law")).verdict == Verdict.UNKNOWN
    assert answer(pack, line("untold", 3), line("law", 20, "law")).verdict == Verdict.MET


def test_hours_that_are_lifted_stay_under_their_limit(build: Build, answer: Answer, line: Make) -> None:
    """Two of the six talked hours count at most, so two are lifted by eight more; eighteen are lacking then."""
    talks = '{ id = "talks", match = "kind = talk", at_most = 2 }'
    pack = build(TOTAL, account=more(FLOORED, "limit", talks))
    found = answer(pack, line("talk", 6, "law", kind="talk"))
    assert (found.root.counted, found.gap) == (0, 18)


def test_what_a_limit_leaves_of_hours_without_a_topic_has_to_be_enough_for_one(
    build: Build, answer: Answer, line: Make
) -> None:
    """Twelve hours of talks whose topic is not known: if nine count, that topic does not come to ten."""
    rule = more(FLOORED, "limit", '{ id = "talks", match = "kind = talk", at_most = LIMIT }')
    needs = '[need]\nrenewal = { amount = 9, of = "hours" }\n'
    talk, other = line("talk", 12, kind="talk"), line("other", 12, kind="talk", day=date(2024, 4, 1))
    found = answer(build(needs, account=rule.replace("LIMIT", "9")), talk)
    assert (found.verdict, found.root.counted, found.root.possible, found.gap) == (Verdict.UNKNOWN, 0, 9, 9)
    ten = build(needs, account=rule.replace("LIMIT", "10"))
    assert answer(ten, talk).verdict == Verdict.MET
    twelve = answer(build(needs, account=rule.replace("LIMIT", "12")), talk, other)
    assert (twelve.root.counted, twelve.root.possible) == (12, 12)
    both = answer(build(needs.replace("9", "20"), account=rule.replace("LIMIT", "19")), talk, other)
    assert (both.root.counted, both.root.possible) == (12, 19)
    assert answer(build(needs.replace("9", "20"), account=rule.replace("LIMIT", "20")), talk, other).root.counted == 20


def test_the_gap_is_what_hours_of_several_topics_would_close(build: Build, answer: Answer, line: Make) -> None:
    """Two hours of law wait for a third: three of law and equity bring them in, and are the three of equity."""
    needs = """[need]
renewal = { all = ["total", "equity"] }
total = { amount = 4, of = "hours" }
equity = { amount = 3, of = "hours", match = "topic = equity", inside = "total" }
"""
    pack = build(needs, account=FLOORED.replace("at_least = 10", "at_least = 3"))
    law = line("law", 2, "law")
    assert answer(pack, law).gap == 3
    assert answer(pack, law, line("both", 3, "law", "equity")).verdict == Verdict.MET
    assert answer(pack, law, line("some", 2, "law", "equity")).verdict == Verdict.NOT_MET


def test_no_hour_brings_in_two_topics(build: Build, answer: Answer, line: Make) -> None:
    """Two hours of law and two of equity wait for a third each: one hour of both leaves one of them waiting."""
    needs = """[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 4, of = "hours" }
law = { amount = 3, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 3, of = "hours", match = "topic = equity", inside = "total" }
"""
    pack = build(needs, account=FLOORED.replace("at_least = 10", "at_least = 3"))
    waiting = line("law", 2, "law"), line("equity", 2, "equity")
    assert answer(pack, *waiting).gap == 2
    one = answer(pack, *waiting, line("both", 1, "law", "equity"))
    assert (one.verdict, one.gap) == (Verdict.UNKNOWN, 1)
    assert answer(pack, *waiting, line("both", 2, "law", "equity")).verdict == Verdict.MET


def test_a_need_that_is_rounded_is_held_to_its_threshold_afterwards(build: Build, answer: Answer, line: Make) -> None:
    """From two hours on law counts; one hour is rounded up to two."""
    rule = account('threshold = [ { id = "two", by = "topic", at_least = 2 } ]')
    needs = '[need]\nrenewal = { amount = 1, of = "hours", match = "topic = law", round = "nearest to 2" }\n'
    found = answer(build(needs, account=rule), line("law", 1, "law"))
    assert (found.verdict, found.gap, found.root.counted) == (Verdict.MET, 0, 2)


def test_what_lifts_a_topic_is_missing_at_the_total(build: Build, answer: Answer, line: Make) -> None:
    """Eleven hours of equity count, nine of law wait for a tenth: one hour brings all that the total lacks."""
    found = answer(build(TOTAL, account=FLOORED), line("equity", 11, "equity"), line("law", 9, "law"))
    assert (found.root.counted, found.root.missing, found.gap) == (11, 1, 1)
    more = answer(build(TOTAL, account=FLOORED), line("equity", 10, "equity"), line("law", 9, "law"))
    assert (more.root.counted, more.root.missing, more.gap) == (10, 1, 1)
    less = answer(build(TOTAL, account=FLOORED), line("equity", 10, "equity"), line("law", 6, "law"))
    assert (less.root.counted, less.root.missing, less.gap) == (10, 4, 4)
    none = answer(build(TOTAL, account=FLOORED), line("law", 9, "law"))
    assert (none.root.counted, none.root.missing, none.gap) == (0, 11, 11)


def test_topics_that_are_only_advised_together_count_apart(build: Build, answer: Answer, line: Make) -> None:
    """Six hours of law and six of equity: enough for a need about both, too few for one that is advice."""
    needs = """[need]
renewal = { all = ["total", "both"] }
total = { amount = 12, of = "hours" }
both = { amount = 2, of = "hours", match = "topic in (law, equity)", inside = "total" }
"""
    lines = line("law", 6, "law"), line("equity", 6, "equity")
    assert answer(build(needs, account=FLOORED), *lines).node("total").counted == 12
    advice = needs.replace(', inside = "total"', ', inside = "total", role = "advice"')
    assert answer(build(advice, account=FLOORED), *lines).node("total").counted == 0
