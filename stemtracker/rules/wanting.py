"""What the needs of a pool ask for in one reading: amounts, groups that can't share, years that are due.

Neighbors: `ground` has the figures, `pools` the lines, `share_out` fills what is wanted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from stemtracker.domain.assessment import Role
from stemtracker.domain.periods import Period
from stemtracker.rules.buckets import year_begins
from stemtracker.rules.demand import Bucket, Want
from stemtracker.rules.desk import ANY, least_before
from stemtracker.rules.ground import Ground
from stemtracker.rules.offer import HIGH
from stemtracker.rules.pack import Need, Per
from stemtracker.rules.pools import Pool, holder
from stemtracker.rules.topic_floor import topical
from stemtracker.rules.values import SOME, Bounds, point

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """An amount need (or one year of it) with the figure it asks, thresholds included."""

    id: str
    need: Need
    bounds: Bounds
    year: Period | None = None


def asked(pool: Pool, ground: Ground) -> tuple[Asked, ...]:
    """Every amount that the needs of a pool ask for in this world, in pack order."""
    found: list[Asked] = []
    for raw in pool.needs:
        need = ground.needs[raw.id]
        if ground.applies[raw.id] is False:
            continue
        if need.kind == "share":
            found.append(Asked(need.id, need, _shared(need, ground)))
        elif need.per is None:
            found.append(Asked(need.id, need, _floored(need, pool, ground)))
        else:
            bounds = ground.amounts.get(need.id, point(0))
            found += [Asked(f"{need.id}/{y}", need, bounds, span) for y, span in years_due(need.per, pool, ground)]
    return tuple(found)


def _shared(need: Need, ground: Ground) -> Bounds:
    """A share of what another need requires."""
    whole = ground.amounts.get(need.of, point(0))
    stated = (ground.env.figure(need.percent_of) if need.percent_of else None) or whole
    part = Bounds(stated.lo * (need.percent or ZERO), None if stated.hi is None else stated.hi * (need.percent or ZERO))
    if not need.at_most:
        return part
    return Bounds(
        max(ZERO, whole.lo - part.lo),
        None if whole.hi is None else max(ZERO, whole.hi - (part.lo if part.hi is None else part.hi)),
    )


def _floored(need: Need, pool: Pool, ground: Ground) -> Bounds:
    """A topic need below a threshold asks for the threshold: less counts as nothing."""
    bounds = ground.amounts.get(need.id, point(0))
    if not topical(need) or not (bounds.some or bounds.hi != 0):
        return bounds
    for now in ground.accounts[pool.account_id].thresholds:
        if now.applies is False:
            continue
        least = now.at_least
        low = least.lo if now.applies is True else ZERO
        if bounds.some:
            bounds = Bounds(low, least.hi) if low else bounds
        else:
            highs = (bounds.hi, least.hi)
            bounds = Bounds(max(bounds.lo, low), None if None in highs else max(h for h in highs if h is not None))
    return bounds


def years_due(per: Per, pool: Pool, ground: Ground) -> Iterator[tuple[int, Period]]:
    """The years that lie wholly in the window; a part of a year asks for nothing."""
    span = pool.days.sure
    if span is None:
        return
    month, first = year_begins(per, ground.env)
    for year in range(max(span.start.year - 1, 1), min(span.end.year, 9998) + 1):
        try:
            due = Period(date(year, month, first), date(year + 1, month, first) - timedelta(days=1))
        except ValueError:
            return  # the fact names no day of the year: nothing can be asked by it
        if span.start <= due.start and due.end <= span.end:
            yield year, due


def wants_of(pool: Pool, ground: Ground, reading: int, path: frozenset[str], purse: int) -> list[Want]:
    """The wants of one pool in one reading. `path` are the needs that the chosen way asks for."""
    groups, beside = _groups(ground, reading)
    wholes = {member for overlap in ground.overlaps if overlap.policy == "whole" for member in overlap.members}
    own = pool.window != pool.account.account.window
    wants: list[Want] = []
    for ask in asked(pool, ground):
        need = ask.need
        counts = need.id in path and need.role == Role.REQUIRED and (reading != HIGH or need.id in ground.sure)
        bounds = ask.bounds
        required = bounds.lo if reading == HIGH or bounds.hi is None else bounds.hi
        some = bounds == SOME
        wants.append(
            Want(
                ask.id,
                purse,
                least_before(ANY if some else required, need.rounding) if counts else ZERO,
                some=some,
                inside=holder(need),
                group=groups.get(need.id, ""),
                whole=need.id in wholes,
                on_top="" if "/" in need.on_top else need.on_top,
                beside=beside.get(need.id, ""),
                days=ask.year or need.days or (pool.days.sure if own else None),
                apart=need.id if need.per else need.base if need.days else "",
            )
        )
    return wants


def _groups(ground: Ground, reading: int) -> tuple[dict[str, str], dict[str, str]]:
    """The group of each need that can't share its hours in this reading, and of each that can."""
    found: dict[str, str] = {}
    shared: dict[str, str] = {}
    for overlap in ground.overlaps:
        certain = ground.applies_to(overlap)
        open_ = overlap.policy == "unknown" or certain is None
        may = (overlap.policy == "shared" and certain is True) or (open_ and reading == HIGH)
        if may or overlap.policy != "shared":
            (shared if may else found).update(dict.fromkeys(overlap.members, overlap.id))
    return found, shared


def caps_of(pool: Pool, ground: Ground, reading: int) -> dict[Bucket, Fraction | None]:
    """The caps of every limit in its period."""
    limits = ground.accounts[pool.account_id].limits
    caps: dict[Bucket, Fraction | None] = dict(pool.among) if reading == HIGH else {}
    for bucket in pool.buckets - pool.among.keys():
        now = limits[bucket[2]] if isinstance(bucket[2], int) else None
        if now is not None:
            caps[bucket] = now.cap.hi if reading == HIGH else now.cap.lo
    return caps
