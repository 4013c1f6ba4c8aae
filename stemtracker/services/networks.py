"""Networks as the record has them: what each asked, gave and led to, the hours it earned, and the four aims.

The aims of a good network (less isolation, more effectiveness, incentives, growth in leadership) are read from what
is kept, never asked for. Neighbors: `keeping` saves memberships, `matrix` says what counts, `domain.growth` sums up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import growth, wording
from stemtracker.domain.activity import Activity
from stemtracker.domain.changes import Changes
from stemtracker.domain.hours import hours
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole
from stemtracker.domain.network import Contact, Direction, Exchange, Membership
from stemtracker.errors import Refused
from stemtracker.services import activities, keeping, matrix
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Earned:
    """What the meetings of a network count for at one license in its open cycle."""

    credential_id: str
    title: str
    amount: Fraction
    unit: str

    @property
    def text(self) -> str:
        """As it is read: "12 hours toward Texas standard certificate"."""
        return f"{wording.amount(self.amount, self.unit)} toward {self.title}"


@dataclass(frozen=True, slots=True)
class Network:
    """One membership with all that the record knows of it."""

    membership: Membership
    #: Its activities, the newest first.
    activities: tuple[Activity, ...]
    minutes: int
    by_year: Mapping[int, int]
    earned: tuple[Earned, ...]
    contacts: int
    asked: int
    gave: int
    #: Titles of the roles and contributions that came from it.
    led_to: tuple[str, ...]
    #: Activities that name this network and are not linked to the membership.
    unlinked: tuple[str, ...]

    @property
    def current(self) -> bool:
        """Whether one belongs to it today."""
        return self.membership.held_on(clock.today())


@dataclass(frozen=True, slots=True)
class Aim:
    """One of the four aims, and what the record shows for it; `seen` is False where it shows nothing yet."""

    id: str
    title: str
    sentence: str
    seen: bool


@dataclass(frozen=True, slots=True)
class NetworksView:
    """All that the Networks page shows, but contacts and pairs."""

    networks: tuple[Network, ...]
    aims: tuple[Aim, ...]


def view(ws: Workspace) -> NetworksView:
    """All networks, those one belongs to first, and the aims."""
    return remembered(ws, ("networks", clock.today()), lambda: _view(ws))


def _view(ws: Workspace) -> NetworksView:
    found = _Found(ws)
    networks = sorted(map(found.network, found.memberships), key=_order)
    return NetworksView(tuple(networks), _aims(found, networks))


def _order(one: Network) -> tuple[bool, int, str, str]:
    newest = one.activities[0].start.toordinal() if one.activities else 0
    return not one.current, -newest, one.membership.title.casefold(), one.membership.id


class _Found:
    """What is read once for all networks."""

    def __init__(self, ws: Workspace) -> None:
        self.memberships = keeping.everything(ws, Membership)
        self.contacts = keeping.everything(ws, Contact)
        self.exchanges = keeping.everything(ws, Exchange)
        self.roles = keeping.everything(ws, LeadershipRole)
        self.contributions = keeping.everything(ws, Contribution)
        self.effects = keeping.everything(ws, Effect)
        self.activities = activities.all_activities(ws)
        self.of: dict[str, list[Activity]] = defaultdict(list)
        self.named: dict[str, list[str]] = defaultdict(list)
        for activity in self.activities:
            if activity.membership_id is not None:
                self.of[activity.membership_id].append(activity)
            elif activity.network:
                self.named[activity.network.strip().casefold()].append(activity.id)
        linked = {a.id: a.membership_id for a in self.activities if a.membership_id is not None}
        self.earned = _earned(matrix.matrix(ws), linked) if linked else {}

    def network(self, one: Membership) -> Network:
        """One membership with what belongs to it."""
        there = sorted(self.of[one.id], key=lambda a: (a.start, a.id), reverse=True)
        done = growth.attended(there)
        by_year: dict[int, int] = defaultdict(int)
        for activity in done:
            if activity.measure.is_time:
                by_year[activity.end.year] += int(activity.measure.amount)
        exchanges = [e.direction for e in self.exchanges if e.membership_id == one.id]
        led = [*(r for r in self.roles if r.membership_id == one.id)]
        given = [*(c for c in self.contributions if c.membership_id == one.id)]
        return Network(
            one,
            tuple(there),
            growth.minutes_of(done),
            dict(sorted(by_year.items())),
            self.earned.get(one.id, ()),
            sum(c.membership_id == one.id for c in self.contacts),
            exchanges.count(Direction.ASKED),
            exchanges.count(Direction.GAVE),
            (*(r.title for r in led), *(c.title for c in given)),
            tuple(self.named[one.title.strip().casefold()]),
        )


def _earned(found: matrix.Matrix, linked: Mapping[str, str | None]) -> dict[str, tuple[Earned, ...]]:
    """What counts at each license, by membership; amounts of different units stand side by side."""
    sums: dict[str, dict[tuple[int, str], Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in found.rows:
        membership = linked.get(row.id)
        if membership is None:
            continue
        for at, cell in enumerate(row.cells):
            if cell.standing in {matrix.Standing.COUNTS, matrix.Standing.PART}:
                sums[membership][at, cell.unit] += cell.amount
    columns = found.columns
    return {
        membership: tuple(
            Earned(columns[at].credential_id, columns[at].title, amount, unit)
            for (at, unit), amount in sorted(of.items())
            if amount
        )
        for membership, of in sums.items()
    }


def _aims(found: _Found, networks: Sequence[Network]) -> tuple[Aim, ...]:
    since = clock.today() - _YEAR
    ids = {a.id for one in networks for a in one.activities}
    return (
        _isolation(found, networks, since),
        _effectiveness([e for e in found.effects if e.activity_id in ids]),
        _incentives(found, networks),
        _leadership(found),
    )


def _isolation(found: _Found, networks: Sequence[Network], since: date) -> Aim:
    today = clock.today()
    meetings = sum(since < a.end <= today for n in networks for a in growth.attended(n.activities))
    talks = sum(since < e.on <= today for e in found.exchanges)
    met = sum(c.met_on is not None and since < c.met_on <= today for c in found.contacts)
    said = [
        wording.number(meetings, "meeting"),
        wording.number(talks, "exchange of advice", "exchanges of advice"),
        wording.number(met, "new contact"),
    ]
    sentence = f"In the last twelve months: {', '.join(said)}."
    return Aim("isolation", "Less isolation", sentence, bool(meetings or talks or met))


def _effectiveness(effects: Sequence[Effect]) -> Aim:
    tried = sum(e.step == EffectStep.TRIED for e in effects)
    passed_on = sum(e.step in {EffectStep.SHARED, EffectStep.USED} for e in effects)
    students = sum((e.level or 0) >= 5 for e in effects)
    said = [
        f"{wording.number(tried, 'thing', 'things')} from its meetings tried in class",
        f"{passed_on:,} shared with others or used by them",
        f"{students:,} with an effect on students",
    ]
    sentence = f"{', '.join(said)}." if effects else "Nothing is noted yet of what came of its meetings."
    return Aim("effectiveness", "More effective teaching", sentence, bool(effects))


def _incentives(found: _Found, networks: Sequence[Network]) -> Aim:
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for one in networks:
        for earned in one.earned:
            sums[earned.title, earned.unit] += earned.amount
    paid = sum(r.membership_id is not None and bool(r.pay) for r in found.roles)
    said = [f"{wording.amount(amount, unit)} toward {title}" for (title, unit), amount in sums.items()]
    said += [f"{wording.number(paid, 'paid role', 'paid roles')} through a network"] if paid else []
    sentence = f"{'; '.join(said)}." if said else "No meeting counts toward a license yet."
    return Aim("incentives", "Incentives", sentence, bool(said))


def _leadership(found: _Found) -> Aim:
    roles = sum(r.membership_id is not None for r in found.roles)
    given = sum(c.membership_id is not None for c in found.contributions)
    held = sum(bool(role.title) for m in found.memberships for role in m.roles)
    said = [
        f"{wording.number(held, 'role', 'roles')} within networks",
        f"{wording.number(roles, 'leadership role', 'leadership roles')} that a network led to",
        f"{wording.number(given, 'contribution', 'contributions')} through one",
    ]
    return Aim("leadership", "Growth in leadership", f"{', '.join(said)}.", bool(roles or given or held))


def link(ws: Workspace, membership_id: str, ids: Iterable[str]) -> Changes:
    """Make these activities meetings of that membership, as one write."""
    one = keeping.get(ws, Membership, membership_id)
    wanted = set(ids)
    found = [a for a in activities.all_activities(ws) if a.id in wanted]
    if not found:
        raise Refused.at("ids", "Choose at least one activity.")
    linked = [replace(a, membership_id=one.id, network=one.title) for a in found]
    named = wording.number(len(found), "activity", "activities")
    return activities.save_many(ws, linked, f"Link {named} to {one.title}")


def memberships(ws: Workspace) -> tuple[Membership, ...]:
    """All of them, those one holds today first, then by their titles."""
    today = clock.today()
    found = keeping.everything(ws, Membership)
    return tuple(sorted(found, key=lambda one: (not one.held_on(today), one.title.casefold(), one.id)))


def meeting(ws: Workspace, membership_id: str) -> Activity:
    """A new meeting of that network, today, not kept yet."""
    one = keeping.get(ws, Membership, membership_id)
    return replace(activities.meeting("network_meeting", "member"), membership_id=one.id, network=one.title)


def spent(one: Network) -> str:
    """The time its meetings took, in words."""
    return f"{wording.number(len(one.activities), 'activity', 'activities')}, {hours(one.minutes)}"
