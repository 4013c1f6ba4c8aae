"""One account that needs look at in windows of their own: rules that look at several activities look at them once.

What counts first, or instead of another, is the same for all windows; each need then takes what lies in its own days.
Neighbors: `test_allocation_windows` shares hours between windows, `test_mutants_windows` has days one to either side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import pytest
from small_rows import CYCLE, account, few, more, same

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
WINDOWS = """
[window.late]
cases = [ { from = "start + 2 y", to = "expiry" } ]
[window.sessions]
cases = [ { from = "start + 2 y", to = "start + 4 y - 1 d" } ]
dated_by = "session"
[window.before]
cases = [ { from = "start - 2 y", to = "start - 1 d" } ]
[window.since]
cases = [ { from = "begun", to = "expiry" } ]
[window.never]
cases = [ { when = "extra", from = "start", to = "expiry" } ]
[window.started]
cases = [ { from = "start", to = "expiry" } ]
dated_by = "start"
[fact]
first_issue = { type = "date", ask = "Since when are you licensed?" }
begun = { type = "date", ask = "When did you begin?" }
extra = { type = "yes/no", ask = "Extra?" }
"""
TWO = """
[need]
renewal = {{ all = ["cycle", "other"] }}
cycle = {{ amount = 9, of = "hours", match = "topic in (law, equity)" }}
other = {{ amount = 9, of = "hours", match = "topic = law", window = "{}" }}
"""
EARLY, LATE, PAST = date(2022, 5, 1), date(2024, 5, 1), date(2020, 5, 1)
FIRST = account("").replace('"1 per 60 min"', '"2 per 60 min", first = "2 h", then = "1 per 60 min"')
APPROVED = '{ id = "r", match = "not approved", reason = "No.", doubt = "Was it approved?" }'
NOT_LATE = "outside Jan 1, 2024 – Dec 31, 2026, the days that count"


def ask(pack: Pack, lines: Sequence[Line], history: tuple[ClosedCycle, ...] = (), **facts: object) -> Assessment:
    case = Case((pack,), tuple(lines), {"t": CYCLE}, date(2026, 11, 22), facts=facts, history=history)  # type: ignore[arg-type]
    return assess(case)[0]


def got(found: Assessment, *needs: str) -> str:
    """What each need counted, and what it may: a number, or from what to what."""
    nodes = [found.node(need) for need in needs or ("cycle", "other")]
    return " ".join("-".join(dict.fromkeys((plain(n.counted), plain(n.possible)))) for n in nodes)


def told(found: Assessment, node: str = "other") -> list[str]:
    """What is said of each activity at a need, but what simply counts there."""
    rows = ((line.id, r) for line in found.lines for r in line.reasons if r.node == node)
    return [f"{id_} {r.step} {plain(r.amount)}: {r.text}" for id_, r in rows if r.step not in {"converted", "counted"}]


def test_what_is_the_same_counts_once_for_both_windows(build: Build, line: Make) -> None:
    pack = build(TWO.format("late") + WINDOWS, account=same())
    lines = [line("a", 3, "law", day=EARLY, course="C"), line("b", 2, "law", day=LATE, course="C")]
    found = ask(pack, lines)
    assert got(found) == "3 0"
    assert told(found) == [
        f"a outside 0: {NOT_LATE}",
        "b superseded 2: the same as “Line a” of May 1, 2022, which counts instead",
    ]


def test_the_first_hours_are_the_first_of_both_windows(build: Build, line: Make) -> None:
    pack = build(TWO.format("late") + WINDOWS, account=FIRST)
    assert got(ask(pack, [line("a", 2, "law", day=EARLY), line("b", 2, "law", day=LATE)])) == "6 2"


@pytest.mark.parametrize(
    ("rule", "days", "found"),
    [
        (few("1 line"), (EARLY, LATE), ("2 2", ["a over_cap 2: 2 hours over · limit on few (1 line)"])),
        # A limit of so many hours is said as it is, in however many windows an hour counts.
        (few("3"), (EARLY, LATE), ("3 2", ["a over_cap 1: 1 hour over · limit on few (3 hours)"])),
        (few("3"), (LATE, LATE), ("3 3", ["b over_cap 1: 1 hour over · limit on few (3 hours)"])),
    ],
)
def test_a_limit_over_both_windows(
    build: Build, line: Make, rule: str, days: tuple[date, date], found: tuple[str, list[str]]
) -> None:
    pack = build(TWO.format("late") + WINDOWS, account=rule)
    lines = [line(id_, 2, "law", day=day, kind="talk") for id_, day in zip("ab", days, strict=True)]
    answer = ask(pack, lines)
    assert (got(answer), told(answer, "cycle")) == found


def test_a_share_of_what_is_asked_in_one_window(build: Build, line: Make) -> None:
    """The early talk is none of the late hours, of which half have to be talks: one more is lacking."""
    needs = """
[need]
renewal = { all = ["cycle", "other", "portion"] }
cycle = { amount = 2, of = "hours" }
other = { amount = 4, of = "hours", match = "topic = law", window = "late" }
[share]
portion = { of = "other", match = "kind = talk", at_least = "50 %" }
"""
    early = line("a", 2, "law", day=EARLY, kind="talk")
    late = [line("b", 2, "law", day=LATE), line("c", 1, "law", day=LATE, kind="talk")]
    found = ask(build(needs + WINDOWS, account=same()), [early, *late])
    assert (got(found, "cycle", "other", "portion"), found.gap) == ("5 3 1", 1)


ONE_MORE = '[need]\nrenewal = { all = ["cycle", "other"] }\ncycle = { amount = 4, of = "hours" }\n'
POINTS = account("").replace("account.hours", "account.points").replace('unit = "hour"', 'unit = "point"')


@pytest.mark.parametrize(
    ("other", "extra", "counted"),
    [
        # A need of hours before the cycle makes what lies there matter, where it applies, or may.
        ('{ amount = 1, of = "hours", window = "before", when = "extra" }', True, "0"),
        ('{ amount = 1, of = "hours", window = "before", when = "extra" }', False, "2"),
        ('{ amount = 1, of = "hours", window = "before", when = "extra" }', None, "0-2"),
        # A need of another account does not, nor one that counts activities.
        (f'{{ amount = 1, of = "points", window = "before" }}\n{POINTS}', True, "2"),
        ('{ count = 1, of = "hours", match = "topic = law", window = "before" }', True, "2"),
    ],
)
def test_a_window_matters_to_the_account_whose_hours_are_asked_for_in_it(
    build: Build, line: Make, other: str, extra: bool | None, counted: str
) -> None:
    pack = build(f"{ONE_MORE}other = {other}\n{WINDOWS}", account=same())
    lines = [line("a", 5, "law", day=PAST, course="C"), line("b", 2, "law", day=LATE, course="C")]
    assert got(ask(pack, lines, **({} if extra is None else {"extra": extra})), "cycle") == counted


def test_a_need_that_has_the_name_of_its_account(build: Build, line: Make) -> None:
    needs = """
[need]
renewal = { all = ["purse", "other"] }
purse = { amount = 4, of = "purse" }
other = { amount = 4, of = "purse", window = "before" }
"""
    pack = build(needs + WINDOWS, account=same().replace("account.hours", "account.purse"))
    lines = [line("a", 5, day=PAST, course="C"), line("b", 2, day=LATE, course="C")]
    assert got(ask(pack, lines), "purse", "other") == "0 5"


def test_the_window_of_the_account_matters_though_no_need_looks_at_it(build: Build, line: Make) -> None:
    pack = build('[need]\nrenewal = { amount = 4, of = "hours", window = "late" }\n' + WINDOWS, account=same())
    lines = [line("a", 5, day=EARLY, course="C"), line("b", 2, day=LATE, course="C")]
    assert got(ask(pack, lines), "renewal") == "0"


def test_the_account_says_by_which_day_an_activity_is_dated(build: Build, line: Make) -> None:
    """By their first days they lie in two years from July on, in each of which one counts."""
    yearly = few("1 line", more=', per = "year from 07-01"').replace('window = "cycle"', 'window = "started"')
    pack = build(TWO.format("late") + WINDOWS, account=yearly)
    first = line("a", 2, "law", start=date(2024, 6, 20), day=date(2024, 7, 2), kind="talk")
    assert got(ask(pack, [first, line("b", 3, "law", day=date(2024, 7, 3), kind="talk")])) == "5 5"


def test_what_is_said_of_activities_outside_a_window(build: Build, line: Make) -> None:
    """What the holder or a rule decided stays said; what came of an hour elsewhere does not."""
    refuse = '{ id = "r", match = "kind = talk", reason = "No talks." }'
    pack = build(TWO.format("late") + WINDOWS, account=more(same(), "refuse", refuse))
    found = ask(
        pack,
        [
            line("a", 2, "law", day=EARLY, pins={"t": "elsewhere"}),
            line("b", 2, "law", day=EARLY, status=Status.POSTED, posted_amount=F(60)),
            line("c", 2, "law", day=EARLY, kind="talk"),
            line("d", 2, "law", day=date(2019, 5, 1)),
        ],
    )
    assert got(found) == "3 0"
    assert sorted(told(found)) == [
        f"a outside 0: {NOT_LATE}",
        "a pinned 0: you put it under “elsewhere”, which is no need of these rules: ignored",
        f"b outside 0: {NOT_LATE}",
        "c refused 0: No talks.",
        f"d outside 0: {NOT_LATE}",
    ]


def test_a_window_without_a_day(build: Build, line: Make) -> None:
    lines = [line("a", 3, "law", day=EARLY)]
    found = ask(build(TWO.format("never") + WINDOWS, account=same()), lines, extra=False)
    assert (got(found), told(found)) == ("3 0", ["a outside 0: no day counts here"])
    needs = '[need]\nrenewal = { amount = 4, of = "hours", window = "neither" }\n'
    neither = '[window.neither]\ncases = [ { when = "extra", from = "start", to = "expiry" } ]\n'
    pack = build(needs + WINDOWS + neither, account=same().replace('window = "cycle"', 'window = "never"'))
    found = ask(pack, lines, extra=False)
    assert (got(found, "renewal"), told(found, "renewal")) == ("0", ["a outside 0: no day counts here"])


def test_alike_ones_inside_outside_and_across_the_edge_of_a_window(build: Build, line: Make) -> None:
    """Where sessions have to lie inside, one that began before or ended after may count in part: which is not known."""
    pack = build(TWO.format("sessions") + WINDOWS, account=same())
    begun, ended = (date(2023, 12, 30), date(2024, 1, 2)), (date(2025, 12, 30), date(2026, 1, 2))
    spans = {"a": (LATE, LATE), "b": begun, "c": (EARLY, EARLY), "d": (EARLY, EARLY)}
    alike = [line(id_, 2, "law", start=start, day=day) for id_, (start, day) in spans.items()]
    others = [line(id_, 1, "law", start=start, day=day) for id_, (start, day) in (("e", (LATE, LATE)), ("f", ended))]
    found = ask(pack, [*alike, *others])
    assert got(found) == "10 3-6"
    outside = "outside Jan 1, 2024 – Dec 31, 2025, the days that count"
    assert sorted(told(found)) == [
        "b doubtful 2: can't tell yet: which days count is not known",
        f"c outside 0: {outside}",
        f"d outside 0: {outside}",
        "f doubtful 1: can't tell yet: which days count is not known",
    ]


def test_what_is_open_in_a_window_of_which_nobody_knows_when_it_begins(build: Build, line: Make) -> None:
    """Once it is told when it began, the approval is what is left to ask."""
    pack = build(TWO.format("since") + WINDOWS, account=more(same(), "refuse", APPROVED))
    lines = [line("a", 2, "law", day=EARLY, approved=None), line("b", 1, "law", day=EARLY, approved=True)]
    found = ask(pack, lines)
    assert got(found) == "1-3 0-3"
    assert told(found) == [
        "a doubtful 2: can't tell yet: when did you begin?",
        "b doubtful 1: can't tell yet: when did you begin?",
    ]
    found = ask(pack, lines, begun=EARLY)
    assert (got(found), told(found)) == ("1-3 1-3", ["a doubtful 2: can't tell yet: was it approved?"])


@pytest.mark.parametrize("rule", [account(""), same()])
def test_the_same_is_asked_about_an_activity_that_may_lie_inside(build: Build, line: Make, rule: str) -> None:
    """Whether or not a rule looks at several activities."""
    online = '{ id = "online", match = "format = online", give = "1 per 60 min" }, { id = "hour"'
    pack = build(TWO.format("since") + WINDOWS, account=rule.replace('{ id = "hour"', online))
    found = ask(pack, [line("a", 2, "law", day=EARLY, format=""), line("b", 2, "law", day=EARLY, format="online")])
    assert got(found) == "4 0-4"
    asked = [(q.key, q.text, q.nodes) for q in found.questions if q.kind == "line"]
    assert asked == [("a", "In which format was it?", ("other",))]


def test_a_rule_that_closes_one_need_is_told_there_alone_and_once(build: Build, line: Make) -> None:
    needs = """
[need]
renewal = { all = ["cycle", "other", "third"] }
cycle = { amount = 9, of = "hours" }
other = { amount = 9, of = "hours", window = "late" }
third = { amount = 9, of = "hours", window = "sessions" }
"""
    refuse = '{ id = "r", match = "kind = talk", reason = "No talks.", need = "cycle" }'
    found = ask(build(needs + WINDOWS, account=more(same(), "refuse", refuse)), [line("a", 2, day=LATE, kind="talk")])
    assert got(found, "cycle", "other", "third") == "0 2 2"
    assert [told(found, need) for need in ("cycle", "other", "third")] == [["a refused 0: No talks."], [], []]


def test_nothing_is_asked_about_what_lies_outside(build: Build, line: Make) -> None:
    needs = '[need]\nrenewal = { amount = 4, of = "hours", window = "late" }\n'
    pack = build(needs + WINDOWS, account=more(same(), "refuse", APPROVED))
    assert [q.key for q in ask(pack, [line("a", 5, day=EARLY, approved=None)]).questions if q.kind == "line"] == []
    assert [q.key for q in ask(pack, [line("a", 5, day=LATE, approved=None)]).questions if q.kind == "line"] == ["a"]


def closed(start: date, end: date, *used: str, carried: int = 0) -> ClosedCycle:
    consumed = tuple((id_, "cycle", F(2)) for id_ in used)
    over = (("hours", F(carried)),) if carried else ()
    span = Period(start, end)
    return ClosedCycle(
        pack_id="t", pack_hash="", period=span, filed_on=end, verdict="met", consumed=consumed, carried=over
    )


def test_hours_carried_over_count_in_the_window_of_their_account(build: Build, line: Make) -> None:
    needs = """
[need]
renewal = { all = ["cycle", "other"] }
cycle = { amount = 9, of = "hours" }
other = { amount = 9, of = "hours", window = "late" }
"""
    pack = build(needs + WINDOWS, account=more(same(), "carry", '{ id = "excess", from_window = "cycle" }'))
    last = closed(date(2017, 1, 1), date(2021, 12, 31), carried=4)
    found = ask(pack, [line("a", 2, day=LATE)], (last,))
    assert (got(found), told(found)) == ("6 2", [f"carried:hours outside 0: {NOT_LATE}"])


def test_what_counted_before_all_windows_does_not_count_again(build: Build, line: Make) -> None:
    once = same(policy="once", more=', per = "career"')
    lines = [line("a", 2, "law", day=date(2018, 5, 1), course="C"), line("b", 3, "law", day=LATE, course="C")]
    found = ask(build(TWO.format("late") + WINDOWS, account=once), lines, (closed(date(2017, 1, 1), CYCLE.start, "a"),))
    assert got(found) == "0 0"
    assert told(found) == [
        f"a outside 0: {NOT_LATE}",
        "b superseded 3: the same as “Line a” of May 1, 2018, which counted before",
    ]


def test_what_lies_in_an_earlier_window_does_not_lie_before_all(build: Build, line: Make) -> None:
    """The longer of the two counts, though nobody knows what became of the other year by year."""
    once = same(policy="once", more=', per = "career"')
    lines = [line("a", 2, "law", day=PAST, course="C"), line("b", 3, "law", day=LATE, course="C")]
    last = closed(date(2017, 1, 1), date(2019, 12, 31))
    found = ask(build(TWO.format("before") + WINDOWS, account=once), lines, (last,))
    assert (got(found), found.verdict) == ("3 0", Verdict.NOT_MET)
