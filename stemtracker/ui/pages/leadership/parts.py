"""The parts "Roles", "Contributions" and "Goals"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.goal import Goal
from stemtracker.domain.leadership import Contribution, LeadershipRole
from stemtracker.services import leadership
from stemtracker.ui.nouns.plans import CONTRIBUTION, GOAL, ROLE
from stemtracker.ui.nouns.section import NounSection, Row

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace


class RolesSection(NounSection):
    """Roles held today first."""

    name = "roles"
    title = "Roles"
    page = "leadership"
    plan = ROLE
    add = "Add a role"
    empty = "Roles with responsibility for others: mentor, chair, coach, committee … with what led to them."
    nouns = ("leadership_role", "membership")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        return tuple(Row(r.id, r.title, _held(r)) for r in leadership.view(ws).roles)

    def blank(self, id_: str) -> LeadershipRole:
        return LeadershipRole(id=id_, title="")


def _held(role: LeadershipRole) -> str:
    years = wording.years(role.start, role.end)
    return " · ".join(filter(None, (role.organization, years)))


class ContributionsSection(NounSection):
    """What was given, the newest first."""

    name = "contributions"
    title = "Contributions"
    page = "leadership"
    plan = CONTRIBUTION
    add = "Add a contribution"
    empty = (
        "What you gave: talks, workshops led, lessons and materials shared, publications, committee and policy work."
    )
    nouns = ("contribution", "activity", "leadership_role", "membership", "vocabulary")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        words = ws.vocabulary
        return tuple(
            Row(c.id, c.title, f"{words.title('contribution', c.kind)} · {wording.day(c.on)}")
            for c in leadership.view(ws).contributions
        )

    def blank(self, id_: str) -> Contribution:
        return Contribution(id=id_, title="", kind="", on=clock.today())


class GoalsSection(NounSection):
    """Goals by stage, those reached last."""

    name = "goals"
    title = "Goals"
    page = "leadership"
    plan = GOAL
    add = "Add a goal"
    empty = "What you work toward, in steps: now, next, and later."
    nouns = ("goal",)

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        return tuple(Row(goal.id, goal.title, _stage(goal)) for goal in leadership.view(ws).goals)

    def blank(self, id_: str) -> Goal:
        return Goal(id=id_, title="")


def _stage(goal: Goal) -> str:
    if goal.reached_on is not None:
        return f"reached {wording.day(goal.reached_on)}"
    done = sum(step.done_on is not None for step in goal.steps)
    steps = f"{done} of {wording.number(len(goal.steps), 'step')}" if goal.steps else ""
    due = f"by {wording.day(goal.due)}" if goal.due else ""
    return " · ".join(filter(None, (goal.stage.value, steps, due)))
