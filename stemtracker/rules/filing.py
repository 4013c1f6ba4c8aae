"""On which day one files: the day that is named, or today, moved into the days in which one may file.

Neighbors: `pack` has the days by case, `setting` asks for this, in each world anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stemtracker.domain.periods import Period
from stemtracker.rules.pack import Clock
from stemtracker.rules.scope import Env


@dataclass(frozen=True, slots=True)
class Filing:
    """A day of filing and the days among which it lies, None where no rule names any."""

    on: date
    span: Period | None
    #: Whether it is the same whatever is not known yet.
    sure: bool = True


def filing_of(clock: Clock, env: Env, named: date | None, today: date, cycle: Period) -> Filing:
    """The day of filing; where cases can't be told apart, that of the last which may hold.

    Without days to file on, a day that is named stands; today does as well, but not before the cycle has begun.
    """
    spans = tuple(_spans(clock, env)) or (None,)
    days = [_into(named or today, span) if span else named or max(today, cycle.start) for span in spans]
    return Filing(days[-1], spans[-1], len(set(days)) == 1)


def _spans(clock: Clock, env: Env) -> Iterator[Period | None]:
    for case in clock.filing:
        holds = True if case.when is None else case.when.truth(env)
        if holds is not False:
            start, end = (day.day(env) if day else None for day in (case.start, case.end))
            yield Period(start, max(start, end)) if start and end else None
        if holds is True:
            return


def _into(day: date, span: Period) -> date:
    return min(max(day, span.start), span.end)
