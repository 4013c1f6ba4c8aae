"""The Networks page in its parts. "memberships:ID", "contacts" … name the part to open, and what in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.networks.aims import AimsSection
from stemtracker.ui.pages.networks.memberships import MembershipsSection
from stemtracker.ui.pages.networks.pairs import PairsSection
from stemtracker.ui.pages.networks.people import AdviceSection, ContactsSection
from stemtracker.ui.pages.parts import PartsPage


class NetworksPage(PartsPage):
    """Whom one learns with."""

    name = "networks"
    title = "Networks"
    of_noun: ClassVar[Mapping[str, str]] = {
        "membership": "memberships",
        "contact": "contacts",
        "exchange": "advice",
        "pairing": "mentoring",
    }

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.memberships = MembershipsSection(context)
        self.mentoring = PairsSection(context)
        self.contacts = ContactsSection(context)
        self.advice = AdviceSection(context)
        self.aims = AimsSection(context)
        self.set_parts("Parts of networks", self.memberships, self.mentoring, self.contacts, self.advice, self.aims)
