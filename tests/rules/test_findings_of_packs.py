"""Rules that nobody could read out: too deep, or limits that mean nothing; and the last days there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

DEEP = 2000
NAMES = ", ".join(f'"n{i}"' for i in range(DEEP + 1))
LAST = f'n{DEEP} = {{ amount = 1, of = "hours" }}\n'
CHAINS = {
    "needs": '[need]\nrenewal = { all = ["n0"] }\n'
    + "".join(f'n{i} = {{ all = ["n{i + 1}"] }}\n' for i in range(DEEP))
    + LAST,
    "needs lie one inside the other": f"[need]\nrenewal = {{ all = [{NAMES}] }}\n"
    + "".join(f'n{i} = {{ amount = 1, of = "hours", inside = "n{i + 1}" }}\n' for i in range(DEEP))
    + LAST,
    "figures": '[need]\nrenewal = { amount = "f0", of = "hours" }\n[figure]\n'
    + "".join(f'f{i} = "f{i + 1} + 1"\n' for i in range(DEEP))
    + f"f{DEEP} = 1\n",
}


@pytest.mark.parametrize("what", CHAINS)
def test_what_is_nested_too_deep_is_refused_in_words(mistakes: Callable[..., dict[str, str]], what: str) -> None:
    assert any(what in text and "at most 50" in text for text in mistakes(CHAINS[what]).values())


LIMIT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
limit = [ { id = "l", at_most = "1 line", per = "line" } ]
"""


def test_a_limit_in_lines_is_not_one_on_each_line(mistakes: Callable[..., dict[str, str]]) -> None:
    found = mistakes('[need]\nrenewal = { amount = 3, of = "hours" }\n', account=LIMIT)
    assert "not one on each line" in found["account.hours.limit.l.per"]


BACK = """
[window.back]
cases = [ {{ from = "{anchor} - 5 y", to = "{anchor}" }} ]
[need]
renewal = {{ amount = 3, of = "hours", window = "back" }}
"""


@pytest.mark.parametrize("anchor", ["filing", "today"])
@pytest.mark.parametrize("today", [date.min, date(2026, 1, 1), date.max])
def test_the_first_and_the_last_day_there_is_can_be_read(build: Callable[..., Pack], anchor: str, today: date) -> None:
    pack = build(BACK.format(anchor=anchor))
    for cycle in (Period(date(9995, 1, 1), date.max), Period(date.min, date(2, 1, 1))):
        for day in (date.min, today, date.max):
            line = Line(id="a", title="A", start=day, end=day, kind="workshop", amount=Fraction(300))
            for filing in (None, date.min, date.max):
                case = Case(packs=(pack,), ledger=(line,), cycles={"t": cycle}, today=today, filing=filing)
                assert assess(case)[0].verdict


@pytest.mark.parametrize(("extra", "expected"), [(True, "not_met"), (False, "met"), (None, "unknown")])
def test_a_share_of_a_need_that_does_not_apply_drops_out_with_it(
    build: Callable[..., Pack], answer: Callable[..., Assessment], extra: bool | None, expected: str
) -> None:
    pack = build(
        """
[fact.extra]
type = "yes/no"
ask = "Is there more?"
[need]
renewal = { all = ["total", "portion", "law"] }
total = { amount = 4, of = "hours", when = "extra" }
law = { fact = "not extra or extra" }
[share]
portion = { of = "total", match = "kind = talk", at_least = "50 %" }
"""
    )
    facts = {} if extra is None else {"extra": extra}
    assert answer(pack, **facts).verdict == expected
