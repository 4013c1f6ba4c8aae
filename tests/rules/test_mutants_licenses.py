"""What a license is read with: answers of its own, days of its holder, what earlier renewals used of a career."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle, Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 22)
TALKS = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
limit = [ { id = "talks", match = "kind = talk", at_most = 10, per = "career" } ]
"""
SINCE = '[fact]\nfirst_issue = { type = "date", ask = "Since when are you licensed?" }\n'
TEN = '[need]\nrenewal = { amount = 10, of = "hours" }\n'
LONG = '[fact]\nlong = { type = "yes/no", ask = "Long?" }\n'
LONG_OR_SHORT = TEN.replace("10", '[ { when = "long", is = 20 }, { is = 10 } ]')


def ask(pack: Pack, *lines: Line, **more: object) -> Assessment:
    settled: dict[str, object] = {"cycles": {pack.id: CYCLE}, "today": TODAY, **more}
    return assess(Case(packs=(pack,), ledger=lines, **settled))[0]  # type: ignore[arg-type]


def closed(begins: int, *career: tuple[str, Fraction], pack: str = "t") -> ClosedCycle:
    period = Period(date(begins, 1, 1), date(begins + 4, 12, 31))
    return ClosedCycle(pack_id=pack, pack_hash="", period=period, filed_on=period.end, verdict="met", career=career)


@pytest.mark.parametrize(
    ("history", "hours"),
    [
        ([], 8),
        ([closed(2017)], 8),
        ([closed(2017, ("talks", F(4)))], 6),
        ([closed(2012, ("talks", F(4)), ("other", F(3))), closed(2017, ("talks", F(3)))], 3),
        # Of this cycle itself, of a later one and of another license nothing is taken off.
        ([closed(2022, ("talks", F(4)))], 8),
        ([closed(2027, ("talks", F(4)))], 8),
        ([closed(2017, ("talks", F(4)), pack="u")], 8),
    ],
)
def test_of_what_a_career_allows_earlier_renewals_used_some(
    build: Build, line: Make, history: list[ClosedCycle], hours: int
) -> None:
    found = ask(
        build(SINCE + TEN, account=TALKS),
        line("a", 8, kind="talk"),
        history=tuple(history),
        facts={"first_issue": CYCLE.start},
    )
    assert [found.root.counted, found.root.possible] == [hours, hours]


@pytest.mark.parametrize(
    ("since", "counted"), [(date(2021, 12, 31), 0), (CYCLE.start, 8), (date(2022, 1, 2), 8), (None, 0)]
)
def test_whoever_was_licensed_before_may_have_used_it_up(
    build: Build, line: Make, since: date | None, counted: int
) -> None:
    pack = build(SINCE + TEN, account=TALKS)
    found = ask(pack, line("a", 8, kind="talk"), facts={"first_issue": since} if since else {})
    assert [found.root.counted, found.root.possible] == [counted, 8]


def test_a_case_knows_its_licenses_by_their_credentials(build: Build) -> None:
    pack = build(LONG + LONG_OR_SHORT)
    case = Case(
        packs=(pack, pack),
        ledger=(),
        cycles={"t": CYCLE},
        today=TODAY,
        credentials={"t": "one", "t#2": "other"},
        own={"t": {"long": True}, "t#2": {}},
        facts={"long": False},
    )
    assert [case.license_of(id_) for id_ in ("one", "other")] == ["t", "t#2"]
    told = case.answering("t#2", "long", True).answering("t", "other", False)
    assert told.own == {"t": {"long": True, "other": False}, "t#2": {"long": True}}
    assert (told.facts, told.packs, told.credentials) == (case.facts, case.packs, case.credentials)
    for_all = case.answering("u", "long", True)
    assert (for_all.own, for_all.facts) == (case.own, {"long": True})


def test_an_open_answer_of_one_license_is_not_one_of_another(build: Build, line: Make) -> None:
    """Ten hours do for the short way; whether each has the long one is asked of each."""
    table = '[overlap]\nlicenses = { members = ["renewal"], policy = "shared" }\n'
    pack = build(LONG + LONG_OR_SHORT + table)
    for own, expected in (
        ({"t": {}, "t#2": {"long": False}}, [OPEN, MET]),
        ({"t": {"long": False}, "t#2": {}}, [MET, OPEN]),
        ({"t": {}, "t#2": {"long": True}}, [OPEN, NOT_MET]),
        ({"t": {}, "t#2": {}}, [OPEN, OPEN]),
    ):
        case = Case(packs=(pack, pack), ledger=(line("a", 10),), cycles={"t": CYCLE}, today=TODAY, own=own)
        found = assess(case)
        assert [answer.verdict for answer in found] == expected
        assert [[q.key for q in answer.decides] for answer in found] == [
            ["long"] if verdict == OPEN else [] for verdict in expected
        ]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"t": {"both": True}, "t#2": {}}, [MET, MET]),
        ({"t": {}, "t#2": {"both": True}}, [MET, MET]),
        ({"t": {}, "t#2": {"both": False}}, [MET, NOT_MET]),
        ({"t": {}, "t#2": {}}, [MET, OPEN]),
    ],
)
def test_what_is_about_several_licenses_is_told_once_for_all(
    build: Build, line: Make, own: dict[str, dict[str, bool]], expected: list[Verdict]
) -> None:
    fact = '[fact]\nboth = { type = "yes/no", ask = "Both?" }\n'
    rows = '[overlap]\nyes = { members = ["renewal"], policy = "shared", when = "both" }\n'
    rows += 'no = { members = ["renewal"], policy = "split", when = "not both" }\n'
    pack = build(fact + TEN + rows)
    case = Case(packs=(pack, pack), ledger=(line("a", 12),), cycles={"t": CYCLE}, today=TODAY, own=own)
    assert [answer.verdict for answer in assess(case)] == expected


HIRED = '[need]\nrenewal = { done = "topic = safety", valid = "within 12 mo of hire" }\n'
HIRE = '[fact]\nhire = { type = "date", ask = "Hired when?" }\n'


@pytest.mark.parametrize(
    ("fact", "told", "expected"),
    [
        (HIRE, {"hire": date(2024, 1, 1)}, MET),
        (HIRE, {"hire": date(2022, 1, 1)}, NOT_MET),
        (HIRE, {}, OPEN),
        (HIRE.replace('?"', '?", default = 2024-01-01'), {}, MET),
        (HIRE.replace('?"', '?", default = 2022-01-01'), {}, NOT_MET),
    ],
)
def test_a_day_of_the_holder_may_be_known_without_an_answer(
    build: Build, line: Make, fact: str, told: dict[str, date], expected: Verdict
) -> None:
    found = ask(build(fact + HIRED), line("a", 1, "safety", day=date(2024, 3, 1)), facts=told)
    assert found.verdict == expected


def test_the_cycle_begins_with_the_issue_where_nobody_asks_for_it(build: Build, line: Make) -> None:
    from_issue = '\n[window.cycle]\ncases = [ { from = "issue", to = "expiry" } ]\n'
    account = TALKS.replace('window = "cycle"', 'window = "issued"') + from_issue.replace("cycle", "issued")
    lines = [line("a", 4, day=date(2022, 5, 1)), line("b", 6, day=date(2024, 5, 1))]
    assert ask(build(SINCE + TEN, account=account), *lines).root.counted == 10
    told = ask(build(SINCE + TEN, account=account), *lines, facts={"issue": date(2023, 1, 1)})
    assert told.root.counted == 6


def test_what_held_on_the_day_of_filing_itself_was_known(build: Build) -> None:
    fact = '[fact]\ngrading = { type = "dated", ask = "Evaluated how?", choices = ["good", "poor"] }\n'
    pack = build(fact + "[need]\nrenewal = { fact = \"grading = 'good'\" }\n")
    for day, expected in ((TODAY, MET), (date(2026, 11, 23), NOT_MET)):
        facts = {"grading": (Dated(date(2025, 1, 1), "poor"), Dated(day, "good"))}
        assert ask(pack, facts=facts).verdict == expected


@pytest.mark.parametrize(
    ("cycles", "counted"),
    [
        ({"t": CYCLE, "u": Period(date(2024, 1, 1), date(2026, 12, 31))}, 10),
        ({"t": Period(date(2024, 1, 1), date(2026, 12, 31)), "u": CYCLE}, 6),
        ({"u": CYCLE}, 10),
        ({}, 0),
    ],
)
def test_each_license_has_its_cycle_or_that_of_the_others(
    build: Build, line: Make, cycles: dict[str, Period], counted: int
) -> None:
    lines = [line("a", 4, day=date(2022, 5, 1)), line("b", 6, day=date(2024, 5, 1))]
    assert ask(build(TEN), *lines, cycles=cycles).root.counted == counted


def test_a_second_license_under_the_same_rules_may_have_its_own_cycle(build: Build, line: Make) -> None:
    table = '[overlap]\nlicenses = { members = ["renewal"], policy = "shared" }\n'
    pack, short = build(TEN + table), Period(date(2024, 1, 1), date(2026, 12, 31))
    lines = (line("a", 4, day=date(2022, 5, 1)), line("b", 6, day=date(2024, 5, 1)))
    for cycles, expected in (({"t": CYCLE}, [10, 10]), ({"t": CYCLE, "t#2": short}, [10, 6])):
        found = assess(Case(packs=(pack, pack), ledger=lines, cycles=cycles, today=TODAY))
        assert [answer.root.counted for answer in found] == expected


@pytest.mark.parametrize(
    ("pins", "counted"),
    [
        ({"": "none"}, 0),
        ({"t": "none"}, 0),
        ({"card": "none"}, 0),
        ({"u": "none"}, 10),
        # What is said of the license itself goes before what is said of any.
        ({"": "none", "t": "renewal"}, 10),
        ({"t": "none", "card": "renewal"}, 10),
        ({"t": "renewal", "card": "none"}, 0),
    ],
)
def test_whose_decision_goes_first(build: Build, line: Make, pins: dict[str, str], counted: int) -> None:
    found = ask(build(TEN), line("a", 10, pins=pins), credentials={"t": "card"})
    assert found.root.counted == counted


LAW_OR_EQUITY = """
[fact]
lawyer = { type = "yes/no", ask = "Do you teach law?" }
[need]
renewal = { any = ["law", "equity"] }
law = { amount = 10, of = "hours", match = "topic = law", when = "lawyer" }
equity = { amount = 10, of = "hours", match = "topic = equity", when = "not lawyer" }
[overlap]
licenses = { members = ["renewal"], policy = "split" }
"""


@pytest.mark.parametrize(("own", "expected"), [({"t": {}, "t#2": {}}, OPEN), ({}, NOT_MET)])
def test_two_licenses_may_have_two_answers_and_one_holder_has_one(
    build: Build, line: Make, own: dict[str, dict[str, bool]], expected: Verdict
) -> None:
    """Ten hours of each: enough for both only where one license asks for law and the other for equity."""
    pack, lines = build(LAW_OR_EQUITY), (line("a", 10, "law"), line("b", 10, "equity"))
    case = Case(packs=(pack, pack), ledger=lines, cycles={"t": CYCLE}, today=TODAY, own=own)
    assert assess(case)[1].verdict == expected


def test_rules_may_ask_how_many_licenses_are_renewed_together(build: Build, line: Make) -> None:
    table = '[overlap]\nlicenses = { members = ["renewal"], policy = "shared" }\n'
    pack = build(TEN.replace("10", '[ { when = "count(renewed_with) > 1", is = 20 }, { is = 10 } ]') + table)
    assert ask(pack, line("a", 10)).verdict == MET
    found = assess(Case(packs=(pack, pack), ledger=(line("a", 10),), cycles={"t": CYCLE}, today=TODAY))
    assert [answer.root.required for answer in found] == [20, 20]


def test_a_further_license_goes_by_the_cycle_of_its_own_rules(build: Build, line: Make) -> None:
    pack, other = build(TEN), build(TEN, id_="u")
    cycles = {"u": Period(date(2024, 1, 1), date(2026, 12, 31)), "t": CYCLE}
    found = assess(Case(packs=(other, pack, pack), ledger=(), cycles=cycles, today=TODAY))
    assert [(answer.pack, answer.cycle) for answer in found] == [("u", cycles["u"]), ("t", CYCLE), ("t", CYCLE)]


def test_an_issue_that_is_asked_for_and_not_told_begins_nothing(build: Build, line: Make) -> None:
    fact = '[fact]\nissue = { type = "date", ask = "Issued when?" }\n'
    window = '\n[window.issued]\ncases = [ { from = "issue - 1 d", to = "expiry" } ]\n'
    account = TALKS.replace('window = "cycle"', 'window = "issued"') + window
    pack, one = build(SINCE + fact.removeprefix("[fact]\n") + TEN, account=account), line("a", 10, day=date(2024, 5, 1))
    assert ask(pack, one, facts={"issue": date(2023, 1, 1)}).verdict == MET
    assert ask(pack, one).verdict == OPEN


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        # By the day of issue a newer text of the rules holds or not; where nobody asks for it, it is the first day.
        (False, None, MET),
        (True, date(2022, 5, 31), MET),
        (True, date(2022, 6, 1), NOT_MET),
        (True, None, OPEN),
    ],
)
def test_which_text_holds_may_hang_on_the_issue(
    build: Build, line: Make, asked: bool, told: date | None, expected: Verdict
) -> None:
    fact = '[fact]\nissue = { type = "date", ask = "Issued when?" }\n' if asked else ""
    body = '[need]\nrenewal = { all = ["old", "new"] }\nold = { amount = 5, of = "hours" }\n'
    body += 'new = { amount = 10, of = "hours", from = "issue 2022-06-01" }\n'
    assert ask(build(fact + body), line("a", 5), facts={"issue": told} if told else {}).verdict == expected
