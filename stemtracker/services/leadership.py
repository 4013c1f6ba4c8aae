"""Leadership as the record has it: career line, roles, contributions, effects, ripples, goals.

Neighbors: `keeping` saves what is shown here, `domain.growth` sums it up, `portfolios` prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import growth
from stemtracker.domain.goal import Goal, Stage
from stemtracker.domain.growth import CareerLine, Ripple, Sustained
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole
from stemtracker.services import activities, credentials, keeping
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemtracker.services.workspace import Workspace

_STEPS = (EffectStep.TRIED, EffectStep.SHARED, EffectStep.USED, EffectStep.OTHER)
_STAGES = {stage: at for at, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class LeadershipView:
    """All that the Leadership page shows."""

    #: None where nothing has a date yet.
    career: CareerLine | None
    #: Those held today first, then the latest.
    roles: tuple[LeadershipRole, ...]
    #: The latest first, as effects are.
    contributions: tuple[Contribution, ...]
    effects: tuple[Effect, ...]
    #: What each effect is of, by the id of its activity, contribution or role.
    subjects: Mapping[str, str]
    ladder: Mapping[int, int]
    ripples: tuple[Ripple, ...]
    sustained: Sustained
    #: Open ones first, by stage and day.
    goals: tuple[Goal, ...]

    @property
    def teachers(self) -> int:
        """Teachers reached by contributions, each time counted anew, as far as numbers were given."""
        return sum(c.teachers_reached or 0 for c in self.contributions)

    @property
    def students(self) -> int:
        """Students reached by contributions, likewise."""
        return sum(c.students_reached or 0 for c in self.contributions)


def view(ws: Workspace) -> LeadershipView:
    """Everything about leadership at one moment."""
    return remembered(ws, ("leadership", clock.today()), lambda: _view(ws))


def effects_of(ws: Workspace, id_: str) -> tuple[Effect, ...]:
    """What came of that activity, contribution or role, along the way of what was learned, then by day."""
    found = [one for one in keeping.everything(ws, Effect) if _subject(one) == id_]
    return tuple(sorted(found, key=lambda one: (_STEPS.index(one.step), one.on, one.id)))


def _view(ws: Workspace) -> LeadershipView:
    today = clock.today()
    done = activities.all_activities(ws)
    roles = sorted(keeping.everything(ws, LeadershipRole), key=_newest_role)
    contributions = sorted(keeping.everything(ws, Contribution), key=lambda c: (c.on, c.id), reverse=True)
    effects = sorted(keeping.everything(ws, Effect), key=lambda e: (e.on, e.id), reverse=True)
    titles = {one.id: one.title for group in (done, contributions, roles) for one in group}
    return LeadershipView(
        growth.career_line(roles, credentials.list_credentials(ws), today),
        tuple(roles),
        tuple(contributions),
        tuple(e for e in effects if _subject(e) in titles),
        titles,
        growth.effect_ladder(e for e in effects if _subject(e) in titles),
        growth.ripples(done, effects),
        growth.sustained(done),
        tuple(sorted(keeping.everything(ws, Goal), key=_next_goal)),
    )


def _subject(effect: Effect) -> str:
    """What it is an effect of; what lies in the bin has no title, and its effects are hidden with it."""
    return effect.activity_id or effect.contribution_id or effect.role_id or ""


def _newest_role(role: LeadershipRole) -> tuple[bool, int, str, str]:
    over = role.end is not None and role.end < clock.today()
    return over, -(role.start.toordinal() if role.start else 0), role.title.casefold(), role.id


def _next_goal(goal: Goal) -> tuple[bool, int, bool, int, str, str]:
    due = goal.due or goal.reached_on
    reached = goal.reached_on is not None
    return reached, _STAGES[goal.stage], due is None, due.toordinal() if due else 0, goal.title.casefold(), goal.id
