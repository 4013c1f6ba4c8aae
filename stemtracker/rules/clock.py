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
    known = without_cycle(pack, facts or {}, expiry)
    start = _first_day(expiry, _usual(pack))
    env = Env(known, {"start": start, "expiry": expiry, "filing": expiry})
    return Period(_first_day(expiry, _months(pack, env)), expiry)


def next_cycle(
    pack: Pack,
    period: Period,
    filed_on: date,
    approved_on: date | None = None,
    facts: Mapping[str, FactValue] | None = None,
) -> Period:
    """The cycle that a renewal opens; the expiry printed on the new certificate replaces its end."""
    known = without_cycle(pack, facts or {}, filed_on)
    old = Env(known, {"start": period.start, "expiry": period.end, "filing": filed_on})
    said = (from_ for when, from_ in pack.clock.next_start if when is None or when.truth(old) is True)
    start = {
        "old expiry": period.end + _DAY,
        "filing": filed_on,
        "day after filing": filed_on + _DAY,
        "approval": approved_on or filed_on,
    }[next(said, "old expiry")]
    env = Env(known, {"start": start, "expiry": last_day(start, _usual(pack)), "filing": filed_on})
    return Period(start, last_day(start, _months(pack, env)))


def _first_day(expiry: date, months: int) -> date:
    try:
        return add_months(expiry + _DAY, -months)
    except (ValueError, OverflowError):
        return date.min


def last_day(start: date, months: int) -> date:
    """The last of so many months that begin on `start` (29 February: up to 28 February)."""
    if (start.month, start.day) == (2, 29) and months % 12 == 0:
        end = add_years(start, months // 12)
        return end - _DAY if end.day == 29 else end
    return add_months(start, months) - _DAY


def _usual(pack: Pack) -> int:
    return pack.clock.months or _LIFETIME_MONTHS


def _months(pack: Pack, env: Env) -> int:
    """How long the cycle is, which would usually begin and end on the days in `env`."""
    months = _usual(pack)
    for when, by in pack.clock.moves:
        if when is None or when.truth(env) is True:
            months += by
    return max(months, 1)
