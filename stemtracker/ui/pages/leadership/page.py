"""The Leadership page in its parts. "roles:ID", "goals" … name the part to open, and what in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stemtracker.domain.changes import Changes
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.section import NounSection
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.leadership.career import CareerSection
from stemtracker.ui.pages.leadership.effects import EffectsSection
from stemtracker.ui.pages.leadership.parts import ContributionsSection, GoalsSection, RolesSection
from stemtracker.ui.widgets.sections import Sections, may_leave

#: The part that shows each noun.
_OF_NOUN = {
    "leadership_role": "roles",
    "contribution": "contributions",
    "effect": "effects",
    "goal": "goals",
}


class LeadershipPage(Page):
    """What one leads and gives, and what comes of it."""

    name = "leadership"
    title = "Leadership"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.career = CareerSection(context)
        self.roles = RolesSection(context)
        self.contributions = ContributionsSection(context)
        self.effects = EffectsSection(context)
        self.goals = GoalsSection(context)
        self.sections = Sections(
            "Parts of leadership", (self.career, self.roles, self.contributions, self.effects, self.goals)
        )
        self.content.addWidget(self.sections, 1)

    def on_changes(self, changes: Changes) -> None:
        for section in self.sections.sections:
            if not section.nouns or changes.touches(*section.nouns):
                section.reload()

    def open(self, argument: object) -> None:
        name, _, id_ = str(argument).partition(":")
        section = self.sections.show_section(_OF_NOUN.get(name, name))
        if isinstance(section, NounSection) and id_:
            section.show_one(id_)

    def save_shortcut(self) -> bool:
        section = self.sections.current()
        return section.is_edited() and section.save()

    def is_edited(self) -> bool:
        return any(section.is_edited() for section in self.sections.sections)

    def leave(self) -> bool:
        return all(may_leave(self.context.dialogs, section) for section in self.sections.sections)
