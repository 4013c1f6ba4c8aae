"""Rules that look at several activities at once: which one counts, what is said of the others, what stays open.

Each row is a rule, some activities, what the needs take (in all, of law, of equity) and the steps of those that are
held back: `activity step amount: text (source)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
NEEDS = """
[fact]
first_issue = { type = "date", ask = "Since when are you licensed?" }
run = { type = "choice", of = "line", ask = "Which run was it?", choices = ["first", "second"] }
[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 30, of = "hours" }
law = { amount = 30, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 30, of = "hours", match = "topic = equity", inside = "total" }
"""
WHICH = "can't tell: which of the two counts"
AGAIN = "can't tell: whether it may count again"


def account(rule: str) -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
{rule}
"""


def same(key: str = '"course"', policy: str = "best", more: str = "") -> str:
    return account(f'same = [ {{ id = "same", key = {key}, policy = "{policy}", src = "rule" {more} }} ]')


def few(most: str, match: str = "kind = talk", more: str = "") -> str:
    limit = f'id = "few", match = "{match}", at_most = "{most}", src = "rule" {more}'
    return account(f"limit = [ {{ {limit} }} ]")


def told(found: Assessment) -> list[str]:
    """What became of the activities that do not simply count."""
    steps = [(line.id, r) for line in found.lines for r in line.reasons if r.step not in {"converted", "counted"}]
    said = [f"{id_} {r.step} {plain(r.amount)}: {r.text}" for id_, r in steps]
    return [f"{text} ({r.source})" if r.source else text for text, (_id, r) in zip(said, steps, strict=True)]


def taken(found: Assessment) -> str:
    """What the needs took in all, of law and of equity: a number, or from what to what."""
    nodes = [found.node(id_) for id_ in ("total", "law", "equity")]
    ends = [[plain(n.counted), plain(n.possible)] for n in nodes]
    return " ".join("-".join(dict.fromkeys(both)) for both in ends)


def of(id_: str, year: int) -> str:
    return f"the same as “Line {id_}” of Mar 1, {year}, which counts instead (rule)"


#: An activity: its id, its hours, its year and what else is said of it.
Row = tuple[str, int, int, dict[str, object]]
LAW, EQUITY = {"tags": frozenset({"law"})}, {"tags": frozenset({"equity"})}
C = {"course": "C"}
TALK = {"kind": "talk"}


@pytest.mark.parametrize(
    ("rule", "rows", "needs", "steps"),
    [
        # Of one course the most that it is worth counts, the earlier of what is worth as much.
        (same(), [("a", 3, 2023, C), ("b", 3, 2024, C)], "3 0 0", [f"b superseded 3: {of('a', 2023)}"]),
        (same(), [("a", 3, 2023, C), ("b", 5, 2024, C)], "5 0 0", [f"a superseded 3: {of('b', 2024)}"]),
        (
            same(),
            [("a", 3, 2023, C), ("b", 3, 2024, C), ("c", 3, 2025, C), ("d", 3, 2025, {"course": "D"})],
            "6 0 0",
            [f"b superseded 3: {of('a', 2023)}", f"c superseded 3: {of('a', 2023)}"],
        ),
        (
            same(),
            [("a", 3, 2023, {**C, **LAW}), ("b", 5, 2024, {**C, **EQUITY})],
            "5 0 5",
            [f"a superseded 3: {of('b', 2024)}"],
        ),
        (
            same(),
            [("a", 3, 2023, C), ("b", 3, 2024, {**C, "status": Status.PLANNED})],
            "3 0 0",
            ["b planned 3: planned: counts once attended", f"b superseded 0: {of('a', 2023)}"],
        ),
        # In every year anew.
        (
            same(more=', per = "year from 01-01"'),
            [("a", 3, 2022, C), ("b", 3, 2023, C), ("c", 3, 2023, C)],
            "6 0 0",
            [f"c superseded 3: {of('b', 2023)}"],
        ),
        # Where nobody says whether both count, and where it is open whether they are meant.
        (
            same(policy="unknown"),
            [("a", 3, 2023, C), ("b", 5, 2024, C)],
            "5-8 0 0",
            [f"a superseded 3: {of('b', 2024)}", f"a doubtful 3: {WHICH}"],
        ),
        (
            same(more=', match = "not approved"'),
            [("a", 3, 2023, C), ("b", 3, 2024, {**C, "approved": False})],
            "3-6 0 0",
            [f"b superseded 3: {of('a', 2023)}", f"b doubtful 3: {WHICH}"],
        ),
        # Which one counts is open while it is open what each of them is worth, and they do not serve the same.
        (
            same().replace("otherwise", 'counts_from = "claimed"\notherwise'),
            [("a", 5, 2023, {**C, **EQUITY}), ("b", 2, 2024, {**C, **LAW, "status": Status.CLAIMED})],
            "0-5 0-2 0-3",
            [
                "a status 5: attended: counts only once claimed",
                f"a superseded 0: {of('b', 2024)}",
                f"a doubtful 5: {WHICH}",
                f"b doubtful 2: {WHICH}",
            ],
        ),
        (
            same().replace(', src = "rule"', ""),
            [("a", 3, 2023, C), ("b", 3, 2024, C)],
            "3 0 0",
            [f"b superseded 3: {of('a', 2023).removesuffix(' (rule)')}"],
        ),
        (
            few("1 line").replace(', src = "rule"', ""),
            [("a", 3, 2023, TALK), ("b", 3, 2024, TALK)],
            "3 0 0",
            ["b over_cap 3: over the limit of 1 line per window"],
        ),
        # What is the same is so in every word of the key; an empty one is like no other.
        (
            same('["course", "provider"]'),
            [("a", 3, 2023, {**C, "provider": "P"}), ("b", 3, 2024, {**C, "provider": "Q"}), ("c", 3, 2024, C)],
            "9 0 0",
            [],
        ),
        (
            same('["course", "provider"]'),
            [("a", 3, 2023, {**C, "provider": "P"}), ("b", 3, 2024, {**C, "provider": "P"})],
            "3 0 0",
            [f"b superseded 3: {of('a', 2023)}"],
        ),
        (
            same('["run"]'),
            [
                ("a", 3, 2023, {"answers": {"run": "first"}}),
                ("b", 3, 2024, {"answers": {"run": "first"}}),
                ("c", 3, 2024, {"answers": {"run": "second"}}),
                ("d", 3, 2024, {}),
                ("e", 3, 2024, {}),
            ],
            "12 0 0",
            [f"b superseded 3: {of('a', 2023)}"],
        ),
        # The topics of the whole and of its parts are looked at together.
        (
            same('["topic"]'),
            [
                ("a", 3, 2023, LAW),
                ("b", 3, 2024, LAW),
                ("c", 3, 2024, {"tags": frozenset({"law", "equity"})}),
                ("d", 3, 2025, {"splits": {"law": F(60), "equity": F(60)}}),
            ],
            "6 6 3",
            [f"b superseded 3: {of('a', 2023)}", f"d superseded 3: {of('c', 2024)}"],
        ),
        # So many activities of a kind: the largest, the earlier of those that are as large, in every year anew.
        (
            few("1 line"),
            [("a", 3, 2023, TALK), ("b", 5, 2024, TALK)],
            "5 0 0",
            ["a over_cap 3: over the limit of 1 line per window (rule)"],
        ),
        (
            few("2 lines", more=', per = "year from 01-01"'),
            [("a", 3, 2023, TALK), ("b", 3, 2023, TALK), ("c", 3, 2023, TALK), ("d", 3, 2024, TALK)],
            "9 0 0",
            ["c over_cap 3: over the limit of 2 lines per year from 01-01 (rule)"],
        ),
        # What is needed more goes before what is larger.
        (
            few("1 line"),
            [("a", 3, 2023, {**TALK, **LAW}), ("b", 5, 2024, {**TALK, **EQUITY}), ("c", 28, 2024, EQUITY)],
            "31 3 28",
            ["b over_cap 5: 5 hours over · limit on few (1 line) (rule)"],
        ),
        # Where it is open whether the limit is meant, all may count; what lies ahead takes no place.
        (
            few("1 line", "not approved"),
            [("a", 3, 2023, {}), ("b", 5, 2024, {})],
            "5-8 0 0",
            ["a over_cap 3: over the limit of 1 line per window (rule)"],
        ),
        (
            few("1 line"),
            [("a", 3, 2023, TALK), ("b", 5, 2024, {**TALK, "status": Status.PLANNED})],
            "3 0 0",
            ["b planned 5: planned: counts once attended"],
        ),
    ],
)
def test_which_of_several_activities_count(  # noqa: PLR0917 - one column each
    build: Build, line: Make, rule: str, rows: Sequence[Row], needs: str, steps: list[str]
) -> None:
    lines = []
    for id_, hours, year, fields in rows:
        more = dict(fields)
        topics = more.pop("tags", frozenset())
        assert isinstance(topics, frozenset)
        lines.append(line(id_, hours, *topics, day=date(year, 3, 1), **more))
    case = Case(packs=(build(NEEDS, account=rule),), ledger=tuple(lines), cycles={"t": CYCLE}, today=date(2026, 11, 22))
    found = assess(case)[0]
    assert (taken(found), told(found)) == (needs, steps)


BEFORE = "the same as “Line old” of Mar 1, 2018, which counted before (rule)"
OUT = "old outside 0: outside Jan 1, 2022 – Dec 31, 2026, the days that count"


@pytest.mark.parametrize(
    ("policy", "counted", "needs", "steps"),
    [
        # It counted for the last renewal, surely did not, or nobody can tell.
        ("once", True, "1 0 0", [f"b superseded 5: {BEFORE}"]),
        ("once", False, "6 0 0", []),
        ("once", None, "1-6 0 0", [f"b superseded 5: {BEFORE}", f"b doubtful 5: {AGAIN}"]),
        # The better one might count instead of what counted before.
        ("best", True, "1-6 0 0", [f"b superseded 5: {BEFORE}", f"b doubtful 5: {AGAIN}"]),
        ("best", False, "6 0 0", []),
        ("unknown", True, "1-6 0 0", [f"b superseded 5: {BEFORE}", f"b doubtful 5: {AGAIN}"]),
        ("add", True, "6 0 0", []),
    ],
)
def test_what_counted_before_does_not_count_again(  # noqa: PLR0917 - one column each
    build: Build, line: Make, policy: str, counted: bool | None, needs: str, steps: list[str]
) -> None:
    used = (("old", "total", F(4)),) if counted else ()
    period = Period(date(2017, 1, 1), date(2021, 12, 31))
    last = ClosedCycle(pack_id="t", pack_hash="", period=period, filed_on=period.end, verdict="met", consumed=used)
    lines = (
        line("old", 4, course="C", day=date(2018, 3, 1)),
        line("b", 5, course="C", day=date(2024, 3, 1)),
        line("n", 1, course="D", day=date(2024, 3, 1)),
    )
    found = assess(
        Case(
            packs=(build(NEEDS, account=same(policy=policy, more=', per = "career"')),),
            ledger=lines,
            cycles={"t": CYCLE},
            today=date(2026, 11, 22),
            history=() if counted is None else (last,),
        )
    )[0]
    assert (taken(found), told(found)) == (needs, [OUT, *steps])
