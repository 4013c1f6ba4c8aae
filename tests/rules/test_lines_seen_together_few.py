"""So many activities of a kind and no more: which ones count, at worst, at best and in the plan.

Neighbors: `small_rows` has the rows, `test_mutants_together` the plain cases and how they are told.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from small_rows import EQUITY, LAW, TALK, Build, C, Make, Row, assessed, few, taken, told

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Verdict

SURE = few("1 line", "not approved")
ALSO = few("1 line", more=', also = "count"')


@pytest.mark.parametrize(
    ("rule", "rows", "needs"),
    [
        # Where it is open of one whether the limit is meant, all may count.
        (SURE, [("a", 3, 2023, {}), ("b", 5, 2024, {"approved": False})], "5-8 0 0"),
        # A talk of law is over both limits.
        (
            few("1 line").replace("limit = [", 'limit = [ { id = "laws", match = "topic = law", at_most = "1 line" },'),
            [("a", 5, 2023, {**TALK, **LAW}), ("b", 3, 2024, TALK), ("c", 4, 2024, LAW)],
            "7 4 0",
        ),
        # Where it also keeps activities from being counted, one is chosen: what leaves least lacking.
        (ALSO, [("a", 3, 2023, {**TALK, **LAW}), ("b", 5, 2024, {**TALK, **EQUITY})], "5-8 0-3 5"),
        (
            ALSO,
            [
                ("a", 3, 2023, {**TALK, **LAW}),
                ("b", 5, 2024, {**TALK, **EQUITY}),
                ("c", 14, 2024, EQUITY),
                ("d", 14, 2024, EQUITY),
            ],
            "31-36 3 28-33",
        ),
    ],
)
def test_so_many_activities(build: Build, line: Make, rule: str, rows: Sequence[Row], needs: str) -> None:
    assert taken(assessed(build, line, rule, rows)) == needs


@pytest.mark.parametrize("count", [16, 17])
def test_of_many_talks_one_is_chosen(build: Build, line: Make, count: int) -> None:
    """With more of them than can all be tried, one is chosen at worst, and whichever at best."""
    rows: list[Row] = [(f"l{at:02}", 1, 2023, {**TALK, **LAW}) for at in range(count - 8)]
    rows += [(f"e{at}", 2, 2024, {**TALK, **EQUITY}) for at in range(8)]
    found = assessed(build, line, few("1 line"), rows)
    assert taken(found) == ("2 0 2" if count == 16 else "2 0-1 2")
    sharing = "l00 over_cap 1: 1 hour over · limit on few (1 line) (rule)"
    chosen = "l00 over_cap 1: over the limit of 1 line per window (rule)"
    assert told(found)[0] == (sharing if count == 16 else chosen)
    for total, verdict in ((2, Verdict.MET), (3, Verdict.NOT_MET)):
        asked = f'[need]\nrenewal = {{ amount = {total}, of = "hours", match = "topic in (law, equity)" }}\n'
        assert assessed(build, line, few("1 line"), rows, asked).verdict == verdict


def test_no_talk_at_all(build: Build, line: Make) -> None:
    found = assessed(build, line, few("0 lines"), [("a", 3, 2023, TALK)])
    assert (taken(found), told(found)) == ("0 0 0", ["a over_cap 3: over the limit of 0 lines per window (rule)"])


def test_a_part_that_may_be_under_a_limit_in_lines_may_count_beside_it(build: Build, line: Make) -> None:
    rule = few("1 line", "topic = law or topic = equity and not approved")
    rows: list[Row] = [("a", 2, 2023, {"splits": {"equity": 60, "law": 60}}), ("b", 3, 2024, LAW)]
    needs = '[need]\nrenewal = { amount = 4, of = "hours" }\n'
    assert assessed(build, line, rule, rows, needs).verdict == Verdict.UNKNOWN


LAW_EQUITY = """
[need]
renewal = {{ all = ["law", "equity"] }}
law = {{ amount = {}, of = "hours", match = "topic = law" }}
equity = {{ amount = {}, of = "hours", match = "topic = equity" }}
"""
LAW3, LAW7, LAW8 = (("law", hours, 2024, {**TALK, **LAW}) for hours in (3, 7, 8))
EQUITY3, EQUITY5 = (("equity", hours, 2024, {**TALK, **EQUITY}) for hours in (3, 5))
BESIDE = [("c", 14, 2024, EQUITY), ("d", 14, 2024, EQUITY)]


@pytest.mark.parametrize(
    ("most", "law", "equity", "rows", "kept"),
    [
        # What the others bring is taken off first, as often as they do.
        (1, 10, 30, [LAW3, EQUITY5, *BESIDE], [3, 28]),
        (1, 30, 10, [LAW3, EQUITY5, ("c", 4, 2024, LAW)], [7, 0]),
        # What is chosen is taken off as well.
        (2, 10, 9, [LAW8, ("more", 7, 2024, {**TALK, **LAW}), EQUITY3], [8, 3]),
        (2, 20, 9, [LAW8, ("more", 7, 2024, {**TALK, **LAW}), EQUITY3], [15, 0]),
        # Where nothing is lacking, or as much, the largest.
        (1, 1, 1, [LAW3, EQUITY5, ("c", 14, 2024, LAW), ("d", 14, 2024, EQUITY)], [14, 19]),
        (1, 30, 30, [LAW3, EQUITY5], [0, 5]),
        # Only under the need that the holder has decided on.
        (
            1,
            30,
            30,
            [("a", 6, 2024, {**TALK, "tags": frozenset({"law", "equity"}), "pins": {"t": "law"}}), EQUITY5],
            [6, 0],
        ),
        (
            1,
            30,
            8,
            [("a", 6, 2024, {**TALK, "tags": frozenset({"law", "equity"}), "pins": {"t": "law"}}), EQUITY5],
            [6, 0],
        ),
        (
            1,
            8,
            30,
            [("a", 6, 2024, {**TALK, "tags": frozenset({"law", "equity"}), "pins": {"t": "law"}}), EQUITY5],
            [0, 5],
        ),
        # The parts of an activity bring their share.
        (
            1,
            9,
            9,
            [("a", 4, 2024, {**TALK, "splits": {"law": 120, "content": 120}}), ("b", 3, 2024, {**TALK, **LAW})],
            [3, 0],
        ),
        (
            1,
            9,
            1,
            [("a", 4, 2024, {**TALK, "splits": {"law": 120, "pedagogy": 120}}), ("b", 1, 2024, {**TALK, **LAW})],
            [2, 0],
        ),
        # How much law is asked nobody says.
        (1, '"unknown"', 3, [LAW3, EQUITY5], [0, 5]),
        (1, 30, '3, role = "advice"', [LAW3, EQUITY5], [3, 0]),
        (1, 30, '3, role = "advice"', [LAW3, EQUITY5, ("c", 4, 2024, EQUITY)], [3, 4]),
        (1, '3, role = "advice"', '3, role = "advice"', [LAW3, EQUITY5], [0, 5]),
    ],
)
def test_the_activity_that_counts_leaves_least_lacking(  # noqa: PLR0917 - one column each
    build: Build, line: Make, most: int, law: object, equity: object, rows: Sequence[Row], kept: list[int]
) -> None:
    rule = few(f"{most} line" if most == 1 else f"{most} lines", more=', also = "count"')
    needs = LAW_EQUITY.format(law, equity)
    found = assessed(build, line, rule, rows, needs)
    assert [found.node(id_).counted for id_ in ("law", "equity")] == kept


@pytest.mark.parametrize("days", [1, 2])
def test_activities_in_parts_that_are_alike_are_cut_one_by_one(build: Build, line: Make, days: int) -> None:
    """No more than two hours of law of each; two such activities have four hours of law."""
    rule = few("2").replace('match = "kind = talk"', 'match = "topic in (law, equity)", per = "line"')
    rows: list[Row] = [(f"a{at}", 6, 2024, {"splits": {"law": 180, "equity": 180}}) for at in range(days)]
    assert taken(assessed(build, line, rule, rows)).split()[0] == str(2 * days)


@pytest.mark.parametrize("match", ["kind = talk", "not approved"])
def test_of_many_talks_that_lie_ahead_one_is_planned(build: Build, line: Make, match: str) -> None:
    rows: list[Row] = [(f"l{at:02}", 1, 2023, {**TALK, **LAW, "status": Status.PLANNED}) for at in range(9)]
    rows += [(f"e{at}", 2, 2024, {**TALK, **EQUITY, "status": Status.PLANNED}) for at in range(8)]
    found = assessed(build, line, few("1 line", match), rows)
    assert [found.node(id_).planned for id_ in ("total", "law", "equity")] == [2, 0, 2]


def test_of_many_that_may_be_under_a_limit_all_may_count(build: Build, line: Make) -> None:
    rows: list[Row] = [(f"l{at:02}", 1, 2023, LAW) for at in range(9)]
    rows += [(f"e{at}", 2, 2024, EQUITY) for at in range(8)]
    assert taken(assessed(build, line, few("1 line", "not approved"), rows)) == "2-25 0-9 2-16"


def test_what_counts_for_nothing_takes_no_place_among_those_to_choose_from(build: Build, line: Make) -> None:
    """Sixteen of one course are one; that one and another are few enough to try either."""
    rows: list[Row] = [(f"l{at:02}", 1, 2023, {**TALK, **LAW, **C}) for at in range(16)]
    rows += [("e", 2, 2024, {**TALK, **EQUITY})]
    rule = few("1 line").replace("limit =", 'same = [ { id = "same", key = "course", policy = "best" } ]\nlimit =')
    found = assessed(build, line, rule, rows)
    assert "l00 over_cap 1: 1 hour over · limit on few (1 line) (rule)" in told(found)


def test_where_nobody_knows_what_earlier_cycles_used_up_a_talk_may_count(build: Build, line: Make) -> None:
    assert taken(assessed(build, line, few("1 line", more=', per = "career"'), [("a", 3, 2023, TALK)])) == "0-3 0 0"


def test_all_parts_of_an_activity_bring_what_a_need_takes(build: Build, line: Make) -> None:
    needs = LAW_EQUITY.format(9, 9).replace("topic = law", "topic in (law, content)")
    rows: list[Row] = [
        ("a", 4, 2024, {**TALK, "splits": {"law": 120, "content": 120}}),
        ("b", 3, 2024, {**TALK, **EQUITY}),
    ]
    found = assessed(build, line, ALSO, rows, needs)
    assert [found.node(id_).counted for id_ in ("law", "equity")] == [4, 0]
