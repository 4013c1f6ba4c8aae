"""The periods over which limits and yearly needs run, and which of them a day lies in.

Neighbors: `pack` has `Per`; `groups`, `pools` and `wanting` put lines and needs into these periods.
"""

from __future__ import annotations

from datetime import date

from stemtracker.rules.pack import Per
from stemtracker.rules.scope import Env


def year_begins(per: Per, env: Env) -> tuple[int, int]:
    """The month and day on which a year of that kind begins (29 February: 1 March)."""
    begins = (per.month, per.day)
    if per.fact:
        written = env.anchors.get("start") if per.fact == "start" else env.facts.get(per.fact)
        if isinstance(written, date):
            begins = (written.month, written.day)
        elif isinstance(written, str) and len(written) == 5 and written[:2].isdigit() and written[3:].isdigit():
            begins = (int(written[:2]), int(written[3:]))
        else:
            begins = (1, 1)
    return (3, 1) if begins == (2, 29) else begins


def year_of(per: Per, day: date, env: Env) -> int:
    """Which year of that kind a day lies in, named by the calendar year in which it begins."""
    return day.year - ((day.month, day.day) < year_begins(per, env))


def bucket_of(per: Per, day: date, env: Env) -> object:
    """What counts together under a limit: a year, a semester (January to June, July to December), or all there is."""
    if per.kind == "semester":
        return (day.year, day.month > 6)
    return year_of(per, day, env) if per.kind == "year" else None


def by_period(per: Per) -> bool:
    """Whether it makes a difference when in the window something was."""
    return per.kind in {"year", "semester"}
