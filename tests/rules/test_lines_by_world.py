"""What an open answer changes about single activities, though no rule about activities names the answer itself.

The day of filing, and figures, may hang on it: then each answer has to be read, and where they differ nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from small_rows import account

from stemtracker.domain.assessment import Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.load import read_pack

Make = Callable[..., Line]
#: Who has lapsed files a year later, and may be held to another least length.
HEAD = """
[pack]
id = "t"
language = 1
jurisdiction = "XX"
authority = "An office"
title = "A license"
checked = 2026-11-22
root = "renewal"
[source]
rule = { kind = "agency", title = "The rule", url = "https://example.org/rule" }
[clock]
length = "5 y"
filing = [ { when = "lapsed", from = "expiry + 1 d", to = "expiry + 1 y" }, { from = "expiry - 6 mo", to = "expiry" } ]
[window.cycle]
cases = [ { from = "start", to = "expiry" } ]
[fact]
lapsed = { type = "yes/no", ask = "Had it expired?" }
[figure]
least = [ { when = "lapsed", is = 12 }, { is = 5 } ]
either = { one_of = [12, 5] }
"""
LATE, LONG, READ = "end >= filing - 57 mo", "hours >= least", "hours >= either"
#: Ten hours on the first of March 2022: late enough for who has not lapsed only, and long enough for them only.
DAY = date(2022, 3, 1)


def verdict(words: Vocabulary, line: Line, rules: str, needs: str, **facts: object) -> Verdict:
    pack, problems = read_pack(f"{HEAD}{rules}[need]\nrenewal = {needs}\n", "t.toml", words)
    assert pack is not None, problems
    cycle = Period(date(2022, 1, 1), date(2026, 12, 31))
    case = Case(packs=(pack,), ledger=(line,), cycles={"t": cycle}, today=date(2026, 11, 22), facts=facts)  # type: ignore[arg-type]
    return assess(case)[0].root.verdict or Verdict.UNKNOWN


@pytest.mark.parametrize("which", [LATE, LONG, READ])
@pytest.mark.parametrize("where", ["earn", "refuse", "limit", "amount", "count"])
def test_each_answer_is_read_about_each_activity(words: Vocabulary, line: Make, which: str, where: str) -> None:
    rules = account("")
    needs = '{ amount = 10, of = "hours" }'
    if where == "earn":
        rules = rules.replace("measure = time", f"measure = time and {which}")
    elif where == "refuse":
        rules += f'refuse = [ {{ id = "r", match = "not ({which})", reason = "No." }} ]\n'
    elif where == "limit":
        rules += f'limit = [ {{ id = "l", match = "not ({which})", at_most = 1 }} ]\n'
    else:
        needs = needs.replace(" }", f', match = "{which}" }}')
        needs = needs.replace('amount = 10, of = "hours"', "count = 1") if where == "count" else needs
    one = line("a", 10, day=DAY)
    assert verdict(words, one, rules, needs) == Verdict.UNKNOWN
    if which != READ:
        assert verdict(words, one, rules, needs, lapsed=True) == Verdict.NOT_MET
        assert verdict(words, one, rules, needs, lapsed=False) == Verdict.MET
