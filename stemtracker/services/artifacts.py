"""What in a record can stand for a strand of a portfolio, and how each such artifact is told: what, why, what changed.

Activities of one series are one artifact, and so are the meetings of a network or a pair. Neighbors: `portfolios`
chooses among them through a lens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stemtracker.domain import growth, wording
from stemtracker.domain.activity import Activity
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.hours import hours
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole
from stemtracker.domain.lens import Artifact
from stemtracker.domain.mentoring import Side
from stemtracker.domain.network import Level, Membership
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, evidence

if TYPE_CHECKING:
    from stemtracker.reports.portfolio_data import ArtifactLine
    from stemtracker.services.leadership import LeadershipView
    from stemtracker.services.mentoring import Pair
    from stemtracker.services.workspace import Workspace

#: So many pieces of evidence are named for each artifact.
_MOST_PIECES = 4
LEVELS = {
    Level.SCHOOL: "school", Level.DISTRICT: "district", Level.STATE: "state", Level.NATIONAL: "national",
    Level.UNKNOWN: "",
}  # fmt: skip
STEPS = {EffectStep.TRIED: "Tried", EffectStep.SHARED: "Shared", EffectStep.USED: "Used by others"}
SIDES = {Side.MENTOR: "Mentor of", Side.MENTEE: "Mentored by"}


class Artifacts:
    """All of one record's, by their ids."""

    def __init__(
        self,
        ws: Workspace,
        view: LeadershipView,
        memberships: Mapping[str, Membership],
        pairs: Sequence[Pair],
        done: Sequence[Activity],
    ) -> None:
        self.words: Vocabulary = ws.vocabulary
        self.roles = {role.id: role for role in view.roles}
        self.given = {one.id: one for one in view.contributions}
        self.memberships, self.pairs = memberships, {pair.pairing.id: pair for pair in pairs}
        self.pieces: dict[str, Evidence] = {piece.id: piece for piece in evidence.all_evidence(ws)}
        self.series = {one.id: one.title for one in activities.list_series(ws)}
        self.of_activity: dict[str, list[str]] = defaultdict(list)
        for piece in self.pieces.values():
            if piece.activity_id:
                self.of_activity[piece.activity_id].append(piece.id)
        self.effects: dict[str, list[Effect]] = defaultdict(list)
        for effect in reversed(view.effects):
            self.effects[effect.activity_id or effect.contribution_id or effect.role_id or ""].append(effect)
        self.work: dict[str, list[Activity]] = defaultdict(list)
        for activity in growth.attended(done):
            group = activity.series_id or activity.pairing_id or activity.membership_id or activity.id
            self.work[group].append(activity)
        #: Of each piece named in the paper, what it belongs to.
        self.named: dict[str, str] = {}

    def all(self) -> list[Artifact]:
        """Everything that can stand for a strand."""
        return [*self._people(), *self._work()]

    def _people(self) -> Iterable[Artifact]:
        for role in self.roles.values():
            yield self._made(role.id, "leadership", role.title, on=role.start, kind=role.kind)
        for one in self.given.values():
            yield self._made(one.id, "contribution", one.title, on=one.on, kind=one.kind)
        for member in self.memberships.values():
            yield self._made(member.id, "network", member.title, on=member.joined, kind=member.kind)
        for id_, pair in self.pairs.items():
            yield self._made(id_, "mentoring", pair.pairing.title, on=pair.pairing.start)

    def _work(self) -> Iterable[Artifact]:
        for id_, group in self.work.items():
            if id_ in self.memberships or id_ in self.pairs:
                continue  # shown as what they are
            last = max(group, key=lambda a: (a.start, a.id))
            topics = frozenset(share.topic for a in group for share in a.topics)
            title = self.series.get(id_, last.title)
            yield self._made(id_, "activity", title, on=last.start, kind=last.kind, role=last.role, topics=topics)

    def _made(self, id_: str, sort: str, title: str, **said: Any) -> Artifact:
        level = max((effect.level or 0 for effect in self._effects(id_)), default=0)
        return Artifact(id=id_, sort=sort, title=title, level=level, evidence=len(self._evidence(id_)), **said)

    def _effects(self, id_: str) -> list[Effect]:
        """What came of it, and of the activities that it stands for."""
        found = list(self.effects.get(id_, ()))
        found += [effect for a in self.work.get(id_, ()) if a.id != id_ for effect in self.effects.get(a.id, ())]
        return sorted(found, key=lambda effect: (effect.on, effect.id))

    def _evidence(self, id_: str) -> list[str]:
        """Its pieces, those of its activities and those of its effects, by number."""
        found = [piece for a in self.work.get(id_, ()) for piece in self.of_activity.get(a.id, ())]
        one = self.given.get(id_)
        if one is not None:
            found += [*one.evidence_ids, *self.of_activity.get(one.activity_id or "", ())]
        found += [piece for effect in self._effects(id_) for piece in effect.evidence_ids]
        there = (piece for piece in dict.fromkeys(found) if piece in self.pieces)
        return sorted(there, key=lambda piece: self.pieces[piece].number)

    def line(self, one: Artifact) -> ArtifactLine:
        """As it is printed; its evidence is named in the index from now on."""
        from stemtracker.reports.portfolio_data import ArtifactLine

        what, why = self._told(one)
        pieces = self._evidence(one.id)
        shown = pieces[-_MOST_PIECES:]  # the newest
        self.named.update(dict.fromkeys(shown, one.title))
        labels = [self.pieces[piece].label for piece in shown]
        labels += [f"and {len(pieces) - len(shown):,} more"] if len(pieces) > len(shown) else []
        return ArtifactLine(
            title=one.title,
            on=wording.day(one.on) if one.on else "",
            what=what,
            why=why,
            changed=tuple(map(changed, self._effects(one.id))),
            level=one.level,
            evidence=tuple(labels),
        )

    def _told(self, one: Artifact) -> tuple[str, str]:
        """What it is, and why it is here."""
        if one.sort == "leadership":
            return self._role(self.roles[one.id])
        if one.sort == "contribution":
            return self._contribution(self.given[one.id])
        if one.sort == "network":
            member = self.memberships[one.id]
            kind = self.words.title("network", member.kind) if member.kind else ""
            return _joined(kind, LEVELS[member.level]), member.gave
        if one.sort == "mentoring":
            pair = self.pairs[one.id]
            worth = f", {hours(pair.minutes)}" if pair.minutes else ""
            return f"{SIDES[pair.pairing.side]} {pair.pairing.title}{worth}", pair.pairing.program
        return self._activities(self.work[one.id])

    def _role(self, role: LeadershipRole) -> tuple[str, str]:
        kind = self.words.title("leadership", role.kind) if role.kind else ""
        return _joined(kind, role.organization), role.duties

    def _contribution(self, one: Contribution) -> tuple[str, str]:
        reach = ((one.teachers_reached, "teacher"), (one.students_reached, "student"))
        said = ", ".join(wording.number(count, what) for count, what in reach if count)
        return _joined(self.words.title("contribution", one.kind), one.place, said), _joined(one.description, one.link)

    def _activities(self, group: Sequence[Activity]) -> tuple[str, str]:
        first = group[0]
        kind = self.words.title("kind", first.kind)
        role = "" if first.role == "participant" else self.words.title("role", first.role)
        if len(group) == 1:
            return _joined(kind, role, amount(first, self.words), first.provider), first.description
        sessions = f"{wording.number(len(group), 'session')}, {hours(growth.minutes_of(group))}"
        begun = min(a.start for a in group)
        return _joined(kind, role, sessions, f"since {begun.year}", first.provider), ""

    def index(self) -> tuple[tuple[str, str, str, str], ...]:
        """The evidence that lines named: number, kind, title, what it belongs to."""
        pieces = sorted((self.pieces[id_] for id_ in self.named), key=lambda piece: piece.number)
        return tuple(
            (p.label, self.words.title("evidence", p.kind), p.title or p.file_name, self.named[p.id]) for p in pieces
        )


def amount(a: Activity, words: Vocabulary) -> str:
    """What an activity is worth as given, in words."""
    if a.measure.is_time:
        return hours(a.measure.amount)
    return wording.amount(Fraction(a.measure.amount), words.title("unit", a.measure.unit).lower())


def changed(effect: Effect) -> str:
    """What came of something: "Used by others: eleven schools (11 people, Jan 15, 2025)"."""
    people = wording.number(effect.people, "person", "people") if effect.people else ""
    words = ": ".join(filter(None, (STEPS.get(effect.step, ""), effect.title)))
    return f"{words} ({', '.join(filter(None, (people, wording.day(effect.on))))})"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
