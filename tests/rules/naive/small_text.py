"""What made-up packs begin with: who they are of, their facts, days and figures, and accounts of a plain kind.

Neighbors: `small_packs` draws the rest, `conftest` of these tests builds packs by hand.
"""

from __future__ import annotations

OPENING = """
[pack]
id = "{id}"
language = 1
jurisdiction = "XX"
authority = "An office"
title = "A license"
checked = 2026-11-22
root = "renewal"
"""
SOURCE = """
[source]
rule = {{ kind = "agency", title = "The rule", url = "https://example.org/rule" }}
"""


def account(unit: str, match: str, give: str) -> str:
    """An account of that unit over the cycle, which takes lines of one sort."""
    earn = f'{{ id = "{unit}", match = "{match}", give = "{give}", src = "rule" }}'
    return f"""
[account.{unit}s]
unit = "{unit}"
window = "cycle"
otherwise = "none"
earn = [ {earn} ]
"""


HOURS = account("hour", "measure = time", "1 per 60 min")
_REST = """
[clock]
length = "5 y"
[window.cycle]
cases = [ {look_back}{{ from = "start", to = "expiry" }} ]
dated_by = "{dated_by}"
[window.late]
cases = [ {{ from = "start + 2 y", to = "expiry" }} ]
[fact]
extra = {{ type = "yes/no", ask = "Extra?" }}
years = {{ type = "number", ask = "Years?" }}
held = {{ type = "yes/no", ask = "Held?" }}
tier = {{ type = "choice", ask = "Grade?", choices = ["low", "high"] }}
shown = {{ type = "yes/no", of = "line", ask = "Shown?" }}
[figure]
lessened = {{ is = 6, adjust = [ {{ when = "held", by = "* 1/2" }}, {{ when = "years >= 5", by = "+ 1" }} ] }}
column = [ {{ when = "tier = high and extra", is = "lessened + 2" }}, {{ is = "50 % of lessened" }} ]
"""
HEAD = OPENING.format(id="t") + _REST
LOOK_BACK = '{ when = "extra", from = "filing - 3 y", to = "filing" }, '
