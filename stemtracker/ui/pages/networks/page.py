"""The Networks page in its parts. "memberships:ID", "contacts" … name the part to open, and what in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stemtracker.domain.changes import Changes
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.section import NounSection
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.networks.aims import AimsSection
from stemtracker.ui.pages.networks.memberships import MembershipsSection
from stemtracker.ui.pages.networks.pairs import PairsSection
from stemtracker.ui.pages.networks.people import AdviceSection, ContactsSection
from stemtracker.ui.widgets.sections import Sections, may_leave

#: The part that shows each noun.
_OF_NOUN = {"membership": "memberships", "contact": "contacts", "exchange": "advice", "pairing": "mentoring"}


class NetworksPage(Page):
    """Whom one learns with."""

    name = "networks"
    title = "Networks"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.memberships = MembershipsSection(context)
        self.mentoring = PairsSection(context)
        self.contacts = ContactsSection(context)
        self.advice = AdviceSection(context)
        self.aims = AimsSection(context)
        self.sections = Sections(
            "Parts of networks", (self.memberships, self.mentoring, self.contacts, self.advice, self.aims)
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
