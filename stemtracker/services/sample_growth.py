"""Networks, mentoring and leadership of the sample record, as `resources/sample_growth.toml` has them.

Neighbors: `sample` makes the record and its activities; everything is written through `keeping`, as a user would.
"""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from stemtracker import paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.goal import Goal, GoalStep, Stage
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole, PayPeriod
from stemtracker.domain.mentoring import PairGoal, Pairing, Side
from stemtracker.domain.network import Contact, Direction, DuesPeriod, Duty, Exchange, HeldRole, Level, Membership

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

_SPACE = uuid.UUID("5a6d706c-6520-4564-8563-61746f722121")
#: What words and numbers of the file become; the file names others by their own short ids.
_WORDS: Mapping[str, Callable[[Any], Any]] = {
    "level": Level, "dues_period": DuesPeriod, "direction": Direction, "side": Side, "stage": Stage,
    "pay_period": PayPeriod, "step": EffectStep, "dues": Decimal, "pay": Decimal, "release_percent": Decimal,
    "groups": tuple,
}  # fmt: skip
_PARTS: Mapping[tuple[type, str], type] = {
    (Membership, "roles"): HeldRole,
    (Membership, "duties"): Duty,
    (Pairing, "goals"): PairGoal,
    (Goal, "steps"): GoalStep,
}
_NOUNS = {"membership": "membership", "contact": "contact", "contribution": "contribution", "role": "role"}


def sample_id(*parts: object) -> str:
    """The id of something in the sample, the same every time."""
    return uuid.uuid5(_SPACE, "/".join(str(part) for part in parts)).hex


class Growth:
    """The file, with every date moved to its year."""

    def __init__(self, day: Callable[[date], date]) -> None:
        self._raw = tomllib.loads(paths.resource("sample_growth.toml").read_text(encoding="utf-8"))
        self._day = day

    def networks(self, ws: Workspace) -> None:
        """What activities refer to, and what belongs to it."""
        self._keep(ws, "membership", Membership)
        self._keep(ws, "contact", Contact)
        self._keep(ws, "exchange", Exchange)
        self._keep(ws, "pairing", Pairing)

    def leadership(self, ws: Workspace) -> None:
        """What refers to activities, and the holder's statement."""
        from stemtracker.services import activities, evidence, portfolios

        self._of = {a.title: a.id for a in activities.all_activities(ws)}
        self._pieces: dict[str, list[str]] = {}
        for piece in evidence.all_evidence(ws):
            self._pieces.setdefault(piece.activity_id or "", []).append(piece.id)
        self._keep(ws, "role", LeadershipRole)
        self._keep(ws, "contribution", Contribution)
        self._keep(ws, "effect", Effect)
        self._keep(ws, "goal", Goal)
        portfolios.save_statement(ws, self._raw["statement"])

    def linked(self, activity: Activity, again: Sequence[Mapping[str, Any]]) -> Activity:
        """The activity with the membership and the pair that its kind in the file names, on its day."""
        raw = next((raw for raw in again if activity.title.startswith(raw["title"].split("{")[0])), {})
        member = self._memberships.get(raw.get("membership", ""))
        if member and member.held_on(activity.start):
            activity = replace(activity, membership_id=member.id, network=member.title)
        for name in raw.get("pairings", ()):
            pair = self._pairings[name]
            begun = pair.start is None or pair.start <= activity.start
            if begun and (pair.end is None or activity.start <= pair.end):
                activity = replace(activity, pairing_id=pair.id)
        return activity

    @cached_property
    def _memberships(self) -> dict[str, Membership]:
        return {raw["id"]: self._made("membership", Membership, raw) for raw in self._raw["membership"]}

    @cached_property
    def _pairings(self) -> dict[str, Pairing]:
        return {raw["id"]: self._made("pairing", Pairing, raw) for raw in self._raw["pairing"]}

    def _keep(self, ws: Workspace, noun: str, kind: type) -> None:
        from stemtracker.services import keeping

        for raw in self._raw[noun]:
            keeping.save(ws, self._made(noun, kind, raw))

    def _made(self, noun: str, kind: type, raw: Mapping[str, Any]) -> Any:
        values: dict[str, Any] = {}
        for name, value in raw.items():
            if name == "id":
                values[name] = sample_id(noun, value)
            elif name in _NOUNS:
                values[f"{name}_id"] = sample_id(name, value)
            elif name == "activity":
                values["activity_id"] = self._of[value]
                if self._pieces.get(self._of[value]):
                    values["evidence_ids"] = tuple(self._pieces[self._of[value]])
            else:
                values[name] = self._value(kind, name, value)
        return kind(**values)

    def _value(self, kind: type, name: str, value: Any) -> Any:
        part = _PARTS.get((kind, name))
        if part is not None:
            return tuple(part(**{n: self._value(part, n, v) for n, v in one.items()}) for one in value)
        if isinstance(value, date):
            return self._day(value)
        return _WORDS[name](value) if name in _WORDS and not isinstance(value, int) else value
