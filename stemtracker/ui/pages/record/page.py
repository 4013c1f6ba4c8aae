"""The Record page in its parts. "credentials", "file" … name the part to open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stemtracker.domain.changes import Changes
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.record.appearance import AppearanceSection
from stemtracker.ui.pages.record.backups import BackupsSection
from stemtracker.ui.pages.record.educator import EducatorSection
from stemtracker.ui.pages.record.file import FileSection
from stemtracker.ui.pages.record.history import HistorySection
from stemtracker.ui.pages.record.licenses import LicensesSection
from stemtracker.ui.pages.record.preparations import PreparationsSection
from stemtracker.ui.pages.record.rules import RulesSection
from stemtracker.ui.pages.record.transfer import TransferSection
from stemtracker.ui.widgets.sections import Section, Sections, may_leave


class RecordPage(Page):
    """Who and what the record is about, and the file itself."""

    name = "record"
    title = "Record"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.educator = EducatorSection(context)
        self.licenses = LicensesSection(context)
        self.preparations = PreparationsSection(context)
        self.rules = RulesSection(context)
        self.transfer = TransferSection(context)
        self.file = FileSection(context)
        self.backups = BackupsSection(context)
        self.history = HistorySection(context)
        self.appearance = AppearanceSection(context)
        self.sections = Sections(
            "Parts of the record",
            (
                self.educator,
                self.licenses,
                self.preparations,
                self.rules,
                self.transfer,
                self.file,
                self.backups,
                self.history,
                self.appearance,
            ),
        )
        self.content.addWidget(self.sections, 1)

    def on_changes(self, changes: Changes) -> None:
        for section in self.sections.sections:
            if not section.nouns or changes.touches(*section.nouns):
                section.reload()

    def open(self, argument: object) -> None:
        name, _, what = str(argument).partition(":")
        section: Section | None = self.sections.show_section(name)
        if isinstance(section, LicensesSection) and what:
            section.show_license(what)
        elif isinstance(section, PreparationsSection) and what:
            section.show_one(what)

    def save_shortcut(self) -> bool:
        section = self.sections.current()
        return section.is_edited() and section.save()

    def is_edited(self) -> bool:
        return any(section.is_edited() for section in self.sections.sections)

    def leave(self) -> bool:
        return all(may_leave(self.context.dialogs, section) for section in self.sections.sections)
