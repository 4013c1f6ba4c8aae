"""Proposes a cycle's dates from what is printed on the certificate; printed dates always win.

Neighbors: `assess` takes the cycle as given, services store what is proposed here or typed instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from stemtracker.domain.credential import FactValue
from stemtracker.domain.periods import Period, add_months, add_years
from stemtracker.rules.answers import without_cycle
from stemtracker.rules.pack import Pack
from stemtracker.rules.scope import Env

#: How long a view of a license that never ends is.
_LIFETIME_MONTHS = 12 * 5
_DAY = timedelta(days=1)


def propose_cycle(pack: Pack, expiry: date, facts: Mapping[str, FactValue] | None = None) -> Period:
    """The cycle that ends on the printed expiry date."""
    months = _months(pack, Env(without_cycle(pack, facts or {}, expiry), {"expiry": expiry, "filing": expiry}))
    try:
        start = add_months(expiry + _DAY, -months)
    except (ValueError, OverflowError):
        start = date.min
    return Period(start, expiry)


def next_cycle(
    pack: Pack,
    period: Period,
    filed_on: date,
    approved_on: date | None = None,
    facts: Mapping[str, FactValue] | None = None,
) -> Period:
    """The cycle that a renewal opens; the expiry printed on the new certificate replaces its end."""
    start = {
        "old expiry": period.end + _DAY,
        "filing": filed_on,
        "approval": approved_on or filed_on,
    }[pack.clock.next_start]
    env = Env(without_cycle(pack, facts or {}, filed_on), {"start": start, "expiry": period.end, "filing": filed_on})
    return Period(start, last_day(start, _months(pack, env)))


def last_day(start: date, months: int) -> date:
    """The last of so many months that begin on `start` (29 February: up to 28 February)."""
    if (start.month, start.day) == (2, 29) and months % 12 == 0:
        end = add_years(start, months // 12)
        return end - _DAY if end.day == 29 else end
    return add_months(start, months) - _DAY


def _months(pack: Pack, env: Env) -> int:
    months = pack.clock.months or _LIFETIME_MONTHS
    for when, by in pack.clock.moves:
        if when is None or when.truth(env) is True:
            months += by
    return max(months, 1)
