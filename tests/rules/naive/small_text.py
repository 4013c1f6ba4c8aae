"""What every made-up pack begins with: its facts, days and figures. Neighbor: `small_packs` draws the rest."""

from __future__ import annotations

HEAD = """
[pack]
id = "t"
language = 1
jurisdiction = "XX"
authority = "An office"
title = "A license"
checked = 2026-11-22
root = "renewal"
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
LOOK_BACK = '{ when = "extra", from = "filing - 3 y", to = "filing" }, '
