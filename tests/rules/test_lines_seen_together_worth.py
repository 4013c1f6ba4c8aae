"""Which of several activities that are the same counts, where worth, topics or days are open.

Neighbors: `small_rows` has the rows, `test_mutants_together` the plain cases and how they are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from small_rows import (
    CLAIMED,
    CYCLE,
    EQUITY,
    LAW,
    NEEDS,
    Build,
    C,
    Make,
    Row,
    assessed,
    few,
    lines_of,
    more,
    once_claimed,
    same,
    taken,
    told,
)

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess

AT_LEAST = '{ id = "floor", by = "topic", at_least = 4, scope = "total too" }'
YEARLY = '{ id = "yearly", match = "kind = talk", at_most = 20, per = "year from 01-01" }'
ONCE_A_YEAR = '{ id = "many", match = "kind = course", at_most = 20 }'
BOTH_WAYS = """{ id = "hour", match = "topic = equity", give = "1 per 60 min" },
    { id = "law", match = "topic = law and approved", give = "1 per 60 min" }"""


@pytest.mark.parametrize(
    ("rule", "rows", "needs"),
    [
        # What is claimed counts, and what may be worth more yet serves the same and more: no less can come of it.
        (same(), [("a", 3, 2023, CLAIMED), ("b", 5, 2024, {**C})], "3-5 0 0"),
        (same(), [("a", 3, 2023, CLAIMED), ("b", 5, 2024, {**C, **LAW})], "3-5 0-5 0"),
        (same(), [("a", 3, 2023, {**CLAIMED, **LAW}), ("b", 5, 2024, {**C})], "0-5 0-3 0"),
        (
            more(same(), "limit", ONCE_A_YEAR),
            [("a", 3, 2023, {**CLAIMED, "kind": "course"}), ("b", 5, 2024, C)],
            "3-5 0 0",
        ),
        (
            more(same(), "limit", ONCE_A_YEAR),
            [("a", 3, 2023, CLAIMED), ("b", 5, 2024, {**C, "kind": "course"})],
            "0-5 0 0",
        ),
        (more(same(), "limit", YEARLY), [("a", 3, 2023, CLAIMED), ("b", 5, 2023, {**C, **LAW})], "3-5 0-5 0"),
        (more(same(), "limit", YEARLY), [("a", 3, 2023, CLAIMED), ("b", 5, 2024, {**C, **LAW})], "0-5 0-5 0"),
    ],
)
def test_which_of_the_same_counts_while_one_is_not_claimed(
    build: Build, line: Make, rule: str, rows: Sequence[Row], needs: str
) -> None:
    assert taken(assessed(build, line, once_claimed(rule), rows)) == needs


OF_LAW = '[need]\nrenewal = { amount = 4, of = "hours", match = "topic = law" }\n'


def test_whichever_counts_no_need_takes_more_than_the_largest_that_serves_it(build: Build, line: Make) -> None:
    rows: list[Row] = [("a", 5, 2023, {**C, **EQUITY}), ("b", 3, 2024, {**C, **LAW}), ("c", 2, 2024, {**C, **LAW})]
    assert assessed(build, line, once_claimed(same()), rows, OF_LAW).verdict == Verdict.NOT_MET
    rows[1] = ("b", 4, 2024, {**C, **LAW})
    assert assessed(build, line, once_claimed(same()), rows, OF_LAW).verdict == Verdict.UNKNOWN
    total = OF_LAW.replace(', match = "topic = law"', "").replace("4", "6")
    assert assessed(build, line, once_claimed(same()), rows, total).verdict == Verdict.NOT_MET


def test_which_topic_an_hour_has_matters_where_each_topic_needs_so_many(build: Build, line: Make) -> None:
    """Two hours of equity reach four with two more; two of law do not."""
    rows: list[Row] = [
        ("a", 2, 2023, {**C, **LAW}),
        ("b", 2, 2024, {**C, **EQUITY}),
        ("c", 2, 2024, {"status": Status.CLAIMED, **EQUITY}),
    ]
    rule = more(once_claimed(same()), "threshold", AT_LEAST)
    assert assessed(build, line, rule, rows, OF_LAW.replace(', match = "topic = law"', "")).verdict == Verdict.UNKNOWN


def test_topics_that_nobody_asks_for_do_not_keep_two_apart(build: Build, line: Make) -> None:
    rows = [
        ("a", 3, 2023, {**C, "tags": frozenset({"safety"})}),
        ("b", 3, 2024, {**C, "tags": frozenset({"pedagogy"})}),
    ]
    found = assessed(build, line, once_claimed(same()), rows)
    assert [text for text in told(found) if text.startswith("b")] == [
        "b status 3: attended: counts only once claimed",
        "b superseded 0: the same as “Line a” of Mar 1, 2023, which counts instead (rule)",
    ]


def test_of_what_may_count_the_one_that_is_worth_most_goes_first(build: Build, line: Make) -> None:
    found = assessed(build, line, once_claimed(same()), [("a", 3, 2023, C), ("b", 5, 2024, C)])
    assert taken(found) == "0-5 0 0"
    assert [text.partition(":")[0] for text in told(found)] == ["a status 3", "a superseded 0", "b status 5"]


def test_parts_that_may_earn_differ_by_what_they_may_earn(build: Build, line: Make) -> None:
    """Both are an hour of equity or less for sure; the second may bring more of law than the first."""
    rule = same().replace('{ id = "hour", match = "measure = time", give = "1 per 60 min" }', BOTH_WAYS)
    rows: list[Row] = [
        ("a", 2, 2023, {**C, "splits": {"equity": 60, "law": 40}}),
        ("b", 2, 2024, {**C, "splits": {"equity": 20, "law": 60}}),
    ]
    assert assessed(build, line, rule, rows, OF_LAW.replace("4", "1")).verdict == Verdict.UNKNOWN


def test_where_one_is_surely_the_same_and_the_first_it_counts(build: Build, line: Make) -> None:
    """Whether the later one is the same is open; it is worth no more than the earlier one."""
    rule = same(more=', match = "not approved"')
    rows: list[Row] = [("a", 3, 2023, {**C, **EQUITY, "approved": False}), ("b", 3, 2024, {**C, **LAW})]
    assert taken(assessed(build, line, rule, rows)) == "3-6 0-3 3"


def test_an_earlier_one_that_may_be_worth_as_much_may_count_instead(build: Build, line: Make) -> None:
    rows: list[Row] = [("a", 3, 2023, {**C, **LAW}), ("b", 3, 2024, {**CLAIMED, **EQUITY})]
    assert taken(assessed(build, line, once_claimed(same()), rows)) == "0-3 0-1.5 0-1.5"


def test_what_may_be_added_up_is_no_end_to_the_other_rules(build: Build, line: Make) -> None:
    rule = same().replace("same = [", 'same = [ { id = "more", key = "course", policy = "add" },')
    assert taken(assessed(build, line, rule, [("a", 3, 2023, C), ("b", 5, 2024, C)])) == "5 0 0"


FROM_START = 'per = "year from start"'


@pytest.mark.parametrize(
    "rule",
    [same(more=f", {FROM_START}"), few("1 line", more=f", {FROM_START}").replace("kind = talk", "kind = workshop")],
)
def test_years_begin_where_the_license_began(build: Build, line: Make, rule: str) -> None:
    """March 2022 and February 2023 are one year of a license since the first of March."""
    pack = build(NEEDS, account=rule)
    begins = date(2022, 3, 1)
    lines = [line("a", 3, day=date(2022, 4, 1), course="C"), line("b", 5, day=date(2023, 2, 1), course="C")]
    case = Case((pack,), tuple(lines), {"t": Period(begins, date(2027, 2, 28))}, date(2026, 11, 22))
    assert taken(assess(case)[0]) == "5 0 0"


BEFORE = "the same as “Line old” of Mar 1, 2018, which counted before"


def test_what_counted_before_is_said_once(build: Build, line: Make) -> None:
    """Of two that are the same as what counted before, one is superseded by the other and not once more."""
    rule = same(policy="once", more=', match = "topic = law", per = "career"').replace(', src = "rule"', "")
    period = Period(date(2017, 1, 1), date(2021, 12, 31))
    last = ClosedCycle(
        pack_id="t",
        pack_hash="",
        period=period,
        filed_on=period.end,
        verdict="met",
        consumed=(("old", "total", Fraction(4)),),
    )
    rows: list[Row] = [("old", 4, 2018, {**C, **LAW}), ("b", 5, 2024, {**C, **LAW}), ("c", 5, 2025, {**C, **LAW})]
    case = Case((build(NEEDS, account=rule),), lines_of(line, rows), {"t": CYCLE}, date(2026, 11, 22), history=(last,))
    found = assess(case)[0]
    assert told(found)[1:] == [
        f"b superseded 5: {BEFORE}",
        "c superseded 5: the same as “Line b” of Mar 1, 2024, which counts instead",
    ]
    assert taken(found) == "0 0 0"


def test_what_may_come_instead_does_not_serve_where_its_topic_is_too_small(build: Build, line: Make) -> None:
    """Equity has its four hours, law would not: what may be worth more may bring less."""
    rows: list[Row] = [
        ("a", 3, 2023, {**CLAIMED, **EQUITY}),
        ("b", 3.5, 2024, {**C, **LAW}),
        ("c", 1, 2024, {"status": Status.CLAIMED, **EQUITY}),
    ]
    rule = more(once_claimed(same()), "threshold", AT_LEAST)
    needs = OF_LAW.replace(', match = "topic = law"', "")
    assert assessed(build, line, rule, rows, needs).verdict == Verdict.UNKNOWN


LATE = """
[window.late]
dated_by = "session"
cases = [ { from = "start + 2 y", to = "expiry" } ]
"""
LATE_TALKS = """
[need]
renewal = { all = ["total", "late"] }
total = { amount = 3, of = "hours" }
late = { amount = 3, of = "hours", inside = "total", window = "late" }
"""


@pytest.mark.parametrize(
    ("first", "status", "second"), [("before", Status.ATTENDED, "across"), ("within", Status.CLAIMED, "across")]
)
def test_on_which_days_it_was_matters_where_a_need_has_days_of_its_own(
    build: Build, line: Make, first: str, status: Status, second: str
) -> None:
    """What lies across the first day may count or not: neither like what lies before it nor like what lies within."""
    days = {
        "before": (date(2023, 3, 1), date(2023, 3, 2)),
        "across": (date(2023, 12, 20), date(2024, 1, 10)),
        "within": (date(2024, 3, 1), date(2024, 3, 2)),
    }
    hours = {Status.ATTENDED: (5, 3), Status.CLAIMED: (3, 5)}[status]
    lines = [
        line(id_, hours[at], course="C", start=days[when][0], end=days[when][1], status=was)
        for at, (id_, when, was) in enumerate((("a", first, status), ("b", second, Status.ATTENDED)))
    ]
    pack = build(LATE_TALKS, account=LATE + once_claimed(same()))
    found = assess(Case((pack,), tuple(lines), {"t": CYCLE}, date(2026, 11, 22)))[0]
    assert found.node("late").verdict == Verdict.UNKNOWN


def test_what_came_before_is_the_same_only_where_the_rule_means_it(build: Build, line: Make) -> None:
    rule = same(policy="once", more=', match = "topic = law", per = "career"')
    period = Period(date(2017, 1, 1), date(2021, 12, 31))
    used = (("old", "total", Fraction(4)),)
    last = ClosedCycle(pack_id="t", pack_hash="", period=period, filed_on=period.end, verdict="met", consumed=used)
    lines = lines_of(line, [("old", 4, 2018, {**C, **EQUITY}), ("b", 5, 2024, {**C, **LAW})])
    case = Case((build(NEEDS, account=rule),), lines, {"t": CYCLE}, date(2026, 11, 22), history=(last,))
    assert taken(assess(case)[0]) == "5 5 0"


def test_of_two_at_one_open_rate_the_longer_counts_whatever_the_rate_is(build: Build, line: Make) -> None:
    """Two hours and three, at one to two an hour: three to six count, and the shorter never."""
    rule = same().replace('"1 per 60 min"', '{ between = ["1 per 60 min", "2 per 60 min"] }')
    rows: list[Row] = [("a", 2, 2023, {**C, **LAW}), ("b", 3, 2024, {**C, **LAW})]
    assert taken(assessed(build, line, rule, rows)) == "3-6 3-6 0"
    other: list[Row] = [("a", 2, 2023, {**C, **LAW}), ("b", 3, 2024, {**C, **EQUITY})]
    assert taken(assessed(build, line, rule, other)) == "3-6 0 3-6"
    even: list[Row] = [("a", 2, 2023, {**C, **LAW}), ("b", 2, 2024, {**C, **EQUITY})]
    assert taken(assessed(build, line, rule, even)) == "2-4 2-4 0", "of two that are worth the same the first"


def test_of_two_at_one_open_rate_of_which_parts_are_open_either_may_count(build: Build, line: Make) -> None:
    """Half of each is refused perhaps: the longer one may bring less than the shorter."""
    rule = same().replace('"1 per 60 min"', '{ between = ["1 per 60 min", "2 per 60 min"] }')
    rule += 'refuse = [ { id = "r", match = "topic = equity and not approved", reason = "No." } ]\n'
    rows: list[Row] = [
        ("a", 4, 2023, {**C, **LAW, "splits": {"equity": Fraction(120)}, "approved": None}),
        ("b", 6, 2024, {**C, **LAW, "splits": {"equity": Fraction(180)}, "approved": None}),
    ]
    total = assessed(build, line, rule, rows).node("total")
    assert (total.counted < 3, total.possible) == (True, 12)


OPEN = '{ between = ["1 per 60 min", "2 per 60 min"] }'


@pytest.mark.parametrize(
    ("ways", "first", "second", "needs"),
    [
        # A quarter of an hour and half an hour; a rate that is two at least.
        ((f"give = {OPEN}",), (Fraction(1, 4), {}), (Fraction(1, 2), {}), "0.5-1 0 0.5-1"),
        (('give = { between = ["2 per 60 min", "3 per 60 min"] }',), (2, {}), (3, {}), "6-9 0 6-9"),
        # Whether one of them is refused is open as well, and said with care.
        ((f"give = {OPEN}",), (4, {"kind": "talk", "approved": None}), (6, {"kind": "course"}), "0-12 0-6 0-6"),
        # Rounded down both are worth two or four, but at 1.23 an hour only the second one three.
        ((f'give = {OPEN}, round = "down to 1"',), (Fraction(12, 5), {}), (Fraction(49, 20), {}), "0-4 0-2 0-2"),
        # Two rates need not be the same, nor need both go the same way: the first may be worth four, the second three.
        (
            (f'match = "kind = talk", give = {OPEN}', f"give = {OPEN}"),
            (2, {"kind": "talk", "approved": True}),
            (3, {"kind": "course"}),
            "0-6 0-3 0-3",
        ),
        (('match = "approved", give = "1 per 60 min"', f"give = {OPEN}"), (2, {}), (3, {}), "0-6 0-3 0-3"),
    ],
)
def test_the_longer_counts_only_where_nothing_but_the_rate_is_open(  # noqa: PLR0917 - one column each
    build: Build,
    line: Make,
    ways: Sequence[str],
    first: tuple[Fraction | int, dict[str, object]],
    second: tuple[Fraction | int, dict[str, object]],
    needs: str,
) -> None:
    earn = ", ".join(f'{{ id = "w{n}", {way} }}' for n, way in enumerate(ways))
    rule = same().replace('{ id = "hour", match = "measure = time", give = "1 per 60 min" }', earn)
    rule += 'refuse = [ { id = "r", match = "kind = talk and not approved", reason = "No." } ]\n'
    rows: list[Row] = [
        ("a", first[0], 2023, {**C, **LAW, **first[1]}),
        ("b", second[0], 2024, {**C, **EQUITY, **second[1]}),
    ]
    assert taken(assessed(build, line, rule, rows)) == needs
