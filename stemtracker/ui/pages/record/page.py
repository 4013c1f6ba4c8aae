"""The Record page in its parts. "credentials", "file" … name the part to open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.parts import PartsPage
from stemtracker.ui.pages.record.appearance import AppearanceSection
from stemtracker.ui.pages.record.backups import BackupsSection
from stemtracker.ui.pages.record.educator import EducatorSection
from stemtracker.ui.pages.record.file import FileSection
from stemtracker.ui.pages.record.history import HistorySection
from stemtracker.ui.pages.record.licenses import LicensesSection
from stemtracker.ui.pages.record.preparations import PreparationsSection
from stemtracker.ui.pages.record.rules import RulesSection
from stemtracker.ui.pages.record.transfer import TransferSection


class RecordPage(PartsPage):
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
        self.set_parts(
            "Parts of the record",
            self.educator,
            self.licenses,
            self.preparations,
            self.rules,
            self.transfer,
            self.file,
            self.backups,
            self.history,
            self.appearance,
        )
