"""The parts "Roles", "Contributions" and "Goals"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.goal import Goal
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.services import leadership
from stemtracker.ui.nouns.came_of import CameOf
from stemtracker.ui.nouns.plans import CONTRIBUTION, GOAL, ROLE
from stemtracker.ui.nouns.section import NounSection, Row
from stemtracker.ui.widgets.card import Card

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

    def blank(self, id_: str, of: str) -> LeadershipRole:  # noqa: ARG002 - belongs to nothing
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
    nouns = ("contribution", "activity", "leadership_role", "membership", "vocabulary", "effect", "evidence")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        words = ws.vocabulary
        return tuple(
            Row(c.id, c.title, f"{words.title('contribution', c.kind)} · {wording.day(c.on)}")
            for c in leadership.view(ws).contributions
        )

    def blank(self, id_: str, of: str) -> Contribution:  # noqa: ARG002 - belongs to nothing
        return Contribution(id=id_, title="", kind="", on=clock.today())

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> tuple[str, tuple[Effect, ...]]:
        return chosen.id, leadership.effects_of(ws, chosen.id)

    def build_aside(self, column: QVBoxLayout) -> None:
        self.came_of = CameOf(self.context, "contribution")
        self._came_of_card = Card()
        self._came_of_card.add(self.came_of)
        self._came_of_card.hide()
        # What came of it stands first: the form is for what seldom changes.
        column.insertWidget(0, self._came_of_card)

    def show_aside(self, aside: tuple[str, tuple[Effect, ...]] | None) -> None:
        self._came_of_card.setVisible(aside is not None)
        if aside is not None:
            self.came_of.show_effects(*aside)


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

    def blank(self, id_: str, of: str) -> Goal:  # noqa: ARG002 - belongs to nothing
        return Goal(id=id_, title="")


def _stage(goal: Goal) -> str:
    if goal.reached_on is not None:
        return f"reached {wording.day(goal.reached_on)}"
    done = sum(step.done_on is not None for step in goal.steps)
    steps = f"{done} of {wording.number(len(goal.steps), 'step')}" if goal.steps else ""
    due = f"by {wording.day(goal.due)}" if goal.due else ""
    return " · ".join(filter(None, (goal.stage.value, steps, due)))
