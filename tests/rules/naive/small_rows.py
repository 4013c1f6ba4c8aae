"""Activities in rows and a rule that looks at several of them, for the tests of what is seen together.

Neighbors: `test_lines_seen_together_worth` and `test_lines_seen_together_few` are the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
NEEDS = """
[fact]
first_issue = { type = "date", ask = "Since when are you licensed?" }
[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 30, of = "hours" }
law = { amount = 30, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 30, of = "hours", match = "topic = equity", inside = "total" }
"""
#: An activity: its id, its hours, its year and what else is said of it.
Row = tuple[str, float, int, Mapping[str, object]]
LAW, EQUITY = {"tags": frozenset({"law"})}, {"tags": frozenset({"equity"})}
TALK = {"kind": "talk"}
C = {"course": "C"}
#: Only what is claimed counts: what was attended may count yet.
CLAIMED = {**C, "status": Status.CLAIMED}


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


def once_claimed(rule: str) -> str:
    return rule.replace("otherwise", 'counts_from = "claimed"\notherwise')


def more(account: str, key: str, row: str) -> str:
    return f"{account}{key} = [ {row} ]\n"


def lines_of(make: Make, rows: Sequence[Row]) -> tuple[Line, ...]:
    found = []
    for id_, hours, year, fields in rows:
        rest = dict(fields)
        topics = rest.pop("tags", frozenset())
        assert isinstance(topics, frozenset)
        found.append(make(id_, hours, *topics, day=date(year, 3, 1), **rest))
    return tuple(found)


def assessed(build: Build, make: Make, rule: str, rows: Sequence[Row], needs: str = NEEDS) -> Assessment:
    pack = build(needs, account=rule)
    return assess(Case(packs=(pack,), ledger=lines_of(make, rows), cycles={"t": CYCLE}, today=date(2026, 11, 22)))[0]
