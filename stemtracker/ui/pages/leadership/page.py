"""The Leadership page in its parts. "roles:ID", "goals" … name the part to open, and what in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.leadership.career import CareerSection
from stemtracker.ui.pages.leadership.effects import EffectsSection
from stemtracker.ui.pages.leadership.parts import ContributionsSection, GoalsSection, RolesSection
from stemtracker.ui.pages.parts import PartsPage


class LeadershipPage(PartsPage):
    """What one leads and gives, and what comes of it."""

    name = "leadership"
    title = "Leadership"
    of_noun: ClassVar[Mapping[str, str]] = {
        "leadership_role": "roles",
        "contribution": "contributions",
        "effect": "effects",
        "goal": "goals",
    }

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.career = CareerSection(context)
        self.roles = RolesSection(context)
        self.contributions = ContributionsSection(context)
        self.effects = EffectsSection(context)
        self.goals = GoalsSection(context)
        self.set_parts("Parts of leadership", self.career, self.roles, self.contributions, self.effects, self.goals)
