"""What a record says of growth: the career line, network rings, effect ladder, hours by kind and year, the ripple.

Pure sums over what is kept, the same for screens and papers. Minutes are whole; what is not given in time is left
out of hours and never guessed at. Neighbors: `leadership`, `network`, `activity` are what is summed up here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential
from stemtracker.domain.leadership import LEVELS, Effect, EffectStep, LeadershipRole
from stemtracker.domain.network import Level, Membership

#: From how many days between first and last session on a series is sustained learning.
SUSTAINED_DAYS = 30
#: The rings from the inside out; what is not known has none.
RINGS = (Level.SCHOOL, Level.DISTRICT, Level.STATE, Level.NATIONAL)


@dataclass(frozen=True, slots=True)
class Bar:
    """A role on the career line; an open end runs to today."""

    id: str
    title: str
    kind: str
    level: Level
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A credential on the career line, on the day it was first issued."""

    id: str
    title: str
    on: date


@dataclass(frozen=True, slots=True)
class CareerLine:
    """Roles as bars (the earliest first), credentials as flags; `undated` can't be placed and are named beside it."""

    first: date
    last: date
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    undated: tuple[str, ...]


def career_line(roles: Iterable[LeadershipRole], credentials: Iterable[Credential], today: date) -> CareerLine | None:
    """The line from the first dated thing to today or the last; None where nothing has a date."""
    roles, credentials = list(roles), list(credentials)
    bars = sorted(
        (Bar(r.id, r.title, r.kind, r.level, r.start, r.end) for r in roles if r.start is not None),
        key=lambda bar: (bar.start, bar.title, bar.id),
    )
    flags = sorted(
        (Flag(c.id, c.title, c.first_issued) for c in credentials if c.first_issued is not None),
        key=lambda flag: (flag.on, flag.title, flag.id),
    )
    undated = [r.title for r in roles if r.start is None] + [c.title for c in credentials if c.first_issued is None]
    days = [*(bar.start for bar in bars), *(flag.on for flag in flags)]
    if not days:
        return None
    last = max(today, *days, *(bar.end for bar in bars if bar.end is not None))
    return CareerLine(min(days), last, tuple(bars), tuple(flags), tuple(undated))


@dataclass(frozen=True, slots=True)
class Spoke:
    """A network in the figure: its ring, and the minutes of its meetings."""

    id: str
    title: str
    level: Level
    minutes: int
    meetings: int
    #: Whether one still belongs to it.
    current: bool


def attended(activities: Iterable[Activity]) -> list[Activity]:
    """What has taken place, whatever came of its claim."""
    return [a for a in activities if a.status != Status.PLANNED]


def minutes_of(activities: Iterable[Activity]) -> int:
    """The minutes of those given in time."""
    return sum(int(a.measure.amount) for a in activities if a.measure.is_time)


def network_rings(memberships: Sequence[Membership], activities: Iterable[Activity], today: date) -> tuple[Spoke, ...]:
    """The networks from the inner ring outward, within it the one with most hours first; those of no ring last."""
    of: dict[str, list[Activity]] = defaultdict(list)
    for activity in attended(activities):
        if activity.membership_id is not None:
            of[activity.membership_id].append(activity)
    spokes = [
        Spoke(m.id, m.title, m.level, minutes_of(of[m.id]), len(of[m.id]), m.left is None or m.left >= today)
        for m in memberships
    ]
    ring = {level: at for at, level in enumerate(RINGS)}
    return tuple(sorted(spokes, key=lambda s: (ring.get(s.level, len(ring)), -s.minutes, s.title, s.id)))


def effect_ladder(effects: Iterable[Effect]) -> dict[int, int]:
    """For each level how many activities, contributions and roles reached it as their highest."""
    highest: dict[str, int] = {}
    for effect in effects:
        subject = effect.activity_id or effect.contribution_id or effect.role_id
        if subject is not None and effect.level is not None:
            highest[subject] = max(effect.level, highest.get(subject, 0))
    counts = Counter(highest.values())
    return {level: counts[level] for level in LEVELS}


def minutes_by_kind_and_year(activities: Iterable[Activity]) -> dict[str, dict[int, int]]:
    """Minutes attended, by kind and the calendar year they ended in; kinds with most minutes first."""
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for activity in attended(activities):
        if activity.measure.is_time:
            found[activity.kind][activity.end.year] += int(activity.measure.amount)
    ordered = sorted(found, key=lambda kind: (-sum(found[kind].values()), kind))
    return {kind: dict(sorted(found[kind].items())) for kind in ordered}


@dataclass(frozen=True, slots=True)
class Sustained:
    """How many of the minutes attended were sustained learning rather than one-off."""

    sustained: int
    whole: int

    @property
    def percent(self) -> int | None:
        """The share, rounded to the nearest whole; None where nothing is given in time."""
        return (200 * self.sustained + self.whole) // (2 * self.whole) if self.whole else None


def sustained(activities: Iterable[Activity]) -> Sustained:
    """What was job-embedded, met as a mentoring pair, or belonged to a series that went on for a month or more."""
    there = [a for a in attended(activities) if a.measure.is_time]
    series: dict[str, list[Activity]] = defaultdict(list)
    for activity in there:
        if activity.series_id is not None:
            series[activity.series_id].append(activity)
    long = {
        id_ for id_, of in series.items() if (max(a.end for a in of) - min(a.start for a in of)).days >= SUSTAINED_DAYS
    }
    kept = (a for a in there if a.format == "job_embedded" or a.pairing_id is not None or a.series_id in long)
    return Sustained(minutes_of(kept), minutes_of(there))


@dataclass(frozen=True, slots=True)
class Ripple:
    """What went out from one activity: learned there, then tried, shared and used; each step in order of its days."""

    activity: Activity
    steps: Mapping[EffectStep, tuple[Effect, ...]]

    @property
    def reach(self) -> int:
        """How many people used or were shown it, as far as numbers were given."""
        return sum(e.people or 0 for step in (EffectStep.SHARED, EffectStep.USED) for e in self.steps[step])


def ripples(activities: Iterable[Activity], effects: Iterable[Effect]) -> tuple[Ripple, ...]:
    """One for each activity from which something went out, the latest first."""
    of: dict[str, list[Effect]] = defaultdict(list)
    for effect in effects:
        if effect.activity_id is not None and effect.step != EffectStep.OTHER:
            of[effect.activity_id].append(effect)
    found = [
        Ripple(
            activity,
            {
                step: tuple(sorted((e for e in of[activity.id] if e.step == step), key=lambda e: (e.on, e.id)))
                for step in (EffectStep.TRIED, EffectStep.SHARED, EffectStep.USED)
            },
        )
        for activity in activities
        if activity.id in of
    ]
    return tuple(sorted(found, key=lambda r: (r.activity.start, r.activity.id), reverse=True))
