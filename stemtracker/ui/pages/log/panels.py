"""The panels beside the list, one at a time: editor, several at once, repeat, bin, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from stemtracker.domain.evidence import Evidence
from stemtracker.ui import theme
from stemtracker.ui.forms.draft import Draft
from stemtracker.ui.forms.drafts import DraftBook
from stemtracker.ui.pages.log.bulk import BulkPanel
from stemtracker.ui.pages.log.deleted import BinPanel
from stemtracker.ui.pages.log.editor import EditorPanel
from stemtracker.ui.pages.log.preview import PreviewPanel
from stemtracker.ui.pages.log.repeat import RepeatPanel
from stemtracker.ui.pages.log.side import WIDTH, SidePanel

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext


class Panels(QStackedWidget):
    """Shows one panel, or nothing."""

    shown = Signal()
    closed = Signal()

    def __init__(self, context: AppContext, book: DraftBook) -> None:
        super().__init__()
        self.setMinimumWidth(theme.px(WIDTH))
        self.editor = EditorPanel(context, book)
        self.bulk = BulkPanel(context)
        self.repeat = RepeatPanel(context)
        self.bin = BinPanel(context)
        self.preview = PreviewPanel(context)
        for panel in (self.editor, self.bulk, self.repeat, self.bin, self.preview):
            self.addWidget(panel)
            panel.closed.connect(self._close)
        self.editor.evidence.wanted.connect(self.show_evidence)
        self.preview.back.connect(self._back_to_editor)
        self.repeat.done.connect(self._back_to_editor)

    def current(self) -> SidePanel | None:
        """The panel shown."""
        panel = self.currentWidget()
        return panel if self.isVisible() and isinstance(panel, SidePanel) else None

    def show_new(self, draft: Draft | None = None) -> None:
        """The editor with a new activity."""
        self._show(self.editor)
        self.editor.open_new(draft)

    def show_activity(self, id_: str, *, focus: bool = False) -> None:
        """The editor with an activity of the record."""
        self._show(self.editor)
        self.editor.open(id_, focus=focus)

    def show_bulk(self, ids: tuple[str, ...]) -> None:
        """What can be set on several."""
        self.editor.keep()
        self._show(self.bulk)
        self.bulk.open(ids)

    def show_repeat(self, id_: str) -> None:
        """Other dates for an activity."""
        self.editor.keep()
        self._show(self.repeat)
        self.repeat.open(id_)

    def show_bin(self) -> None:
        """What was deleted."""
        self.editor.keep()
        self._show(self.bin)
        self.bin.open()

    def show_evidence(self, evidence: Evidence) -> None:
        """A piece of evidence."""
        self.editor.keep()
        self._show(self.preview)
        self.preview.show_piece(evidence)

    def _show(self, panel: SidePanel) -> None:
        self.setCurrentWidget(panel)
        if not self.isVisible():
            self.show()
        self.shown.emit()

    def _back_to_editor(self) -> None:
        if self.editor.activity_id:
            self._show(self.editor)
        else:
            self._close()

    def _close(self) -> None:
        if self.currentWidget() is self.preview and self.editor.activity_id:
            self._show(self.editor)
            return
        self.editor.keep()
        self.hide()
        self.closed.emit()
