"""The panels beside the list, one at a time: editor, several at once, repeat, bin, evidence.

Each is made when it is first asked for: together they take longer than the rest of the page.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from stemtracker.domain.evidence import Evidence
from stemtracker.ui.forms.drafts import ActivityDrafts, KeptActivity
from stemtracker.ui.pages.log.bulk import BulkPanel
from stemtracker.ui.pages.log.deleted import BinPanel
from stemtracker.ui.pages.log.editor import EditorPanel
from stemtracker.ui.pages.log.preview import PreviewPanel
from stemtracker.ui.pages.log.repeat import RepeatPanel
from stemtracker.ui.pages.log.side import SidePanel

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext

_Panel = TypeVar("_Panel", bound=SidePanel)


class Panels(QStackedWidget):
    """Shows one panel, or nothing."""

    shown = Signal()
    closed = Signal()
    #: What the panels ask for, with the ids it is about.
    saved = Signal(object)
    delete_wanted = Signal(object)
    duplicate_wanted = Signal(object)
    repeat_wanted = Signal(object)

    def __init__(self, context: AppContext, book: ActivityDrafts) -> None:
        super().__init__()
        self._context, self._book = context, book

    def _add(self, panel: _Panel) -> _Panel:
        self.addWidget(panel)
        panel.closed.connect(self._close)
        return panel

    @cached_property
    def editor(self) -> EditorPanel:
        """The form of an activity."""
        panel = self._add(EditorPanel(self._context, self._book))
        panel.evidence.wanted.connect(self.show_evidence)
        panel.saved.connect(self.saved)
        panel.delete_wanted.connect(self.delete_wanted)
        panel.duplicate_wanted.connect(self.duplicate_wanted)
        panel.repeat_wanted.connect(self.repeat_wanted)
        return panel

    @cached_property
    def bulk(self) -> BulkPanel:
        """What can be set on several."""
        panel = self._add(BulkPanel(self._context))
        panel.delete_wanted.connect(self.delete_wanted)
        return panel

    @cached_property
    def repeat(self) -> RepeatPanel:
        """The same on other dates."""
        panel = self._add(RepeatPanel(self._context))
        panel.done.connect(self._back_to_editor)
        return panel

    @cached_property
    def bin(self) -> BinPanel:
        """What was deleted."""
        return self._add(BinPanel(self._context))

    @cached_property
    def preview(self) -> PreviewPanel:
        """A piece of evidence."""
        panel = self._add(PreviewPanel(self._context))
        panel.back.connect(self._back_to_editor)
        return panel

    def keep(self) -> None:
        """What is typed and not saved is kept as a draft."""
        if "editor" in vars(self):
            self.editor.keep()

    def reload(self) -> None:
        """The record changed under the editor."""
        if "editor" in vars(self) and self.editor.activity_id and not self.editor.is_new:
            self.editor.reload()

    def current(self) -> SidePanel | None:
        """The panel shown."""
        panel = self.currentWidget()
        return panel if self.isVisible() and isinstance(panel, SidePanel) else None

    def show_new(self, kept: KeptActivity | None = None) -> None:
        """The editor with a new activity, or what was typed for one before."""
        self._show(self.editor)
        self.editor.open_new(kept)

    def show_activity(self, id_: str, *, focus: bool = False) -> None:
        """The editor with an activity of the record."""
        self._show(self.editor)
        self.editor.open(id_, focus=focus)

    def show_bulk(self, ids: tuple[str, ...]) -> None:
        """What can be set on several."""
        self.keep()
        self._show(self.bulk)
        self.bulk.open(ids)
        # The focus of a panel that goes falls to the first thing in the next: here that would be Delete.
        if self.bulk.delete_button.hasFocus():
            self.bulk.fields["kind"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_repeat(self, id_: str) -> None:
        """Other dates for an activity."""
        self.keep()
        self._show(self.repeat)
        self.repeat.open(id_)

    def show_bin(self) -> None:
        """What was deleted."""
        self.keep()
        self._show(self.bin)
        self.bin.open()

    def show_evidence(self, evidence: Evidence) -> None:
        """A piece of evidence."""
        self.keep()
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
        if isinstance(self.currentWidget(), PreviewPanel) and self.editor.activity_id:
            self._show(self.editor)
            return
        self.keep()
        self.hide()
        self.closed.emit()
