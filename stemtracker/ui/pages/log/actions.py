"""What is done with activities from the list, the menu or the editor: attach, delete, duplicate, repeat, import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from stemtracker import clock
from stemtracker.errors import Refused
from stemtracker.services import activities, mentoring, networks
from stemtracker.ui.forms import draft as drafts
from stemtracker.ui.forms.drafts import KeptActivity
from stemtracker.ui.pages.log.evidence import attach_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stemtracker.domain.activity import Activity
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.pages.log.page import LogPage


_MEETINGS = {"membership": networks.meeting, "pairing": mentoring.meeting}


def _is_kept(ws: Workspace, id_: str) -> tuple[str, bool]:
    try:
        activities.get(ws, id_)
    except Refused:
        return id_, False
    return id_, True


class Actions(QObject):
    """Belongs to the page; holds nothing of its own."""

    def __init__(self, page: LogPage) -> None:
        super().__init__(page)
        self._page = page
        self._context = page.context
        self._menu: QMenu | None = None

    # Evidence -----------------------------------------------------------------------------------------

    def attach(self, id_: str, files: Sequence[Path]) -> None:
        """Files were dropped onto a row."""
        attach_to(self._context, id_, files)

    def attach_selected(self) -> None:
        """Choose files for the selected activity."""
        ids = self._page.table.selected_ids()
        files = self._context.dialogs.open_files("Attach evidence") if len(ids) == 1 else ()
        if files:
            attach_to(self._context, ids[0], files)

    # Delete, duplicate, repeat ------------------------------------------------------------------------

    def delete_selected(self) -> None:
        """Put the selected ones into the bin."""
        self.delete(self._page.table.selected_ids())

    def delete(self, ids: Sequence[str]) -> None:
        """Put these into the bin; the quiet line offers Undo."""
        panels = self._page.panels
        if panels.editor.activity_id in ids or panels.current() is panels.bulk:
            panels.editor.activity_id = "" if panels.editor.activity_id in ids else panels.editor.activity_id
            panels.hide()
            panels.closed.emit()
        self._context.tasks.record(activities.delete, self._context.workspace, tuple(ids))

    def duplicate_selected(self) -> None:
        """The same once more."""
        ids = self._page.table.selected_ids()
        if len(ids) == 1:
            self.duplicate(ids[0])

    def duplicate(self, id_: str) -> None:
        """The same once more, opened to be changed."""
        self._context.tasks.record(activities.duplicate, self._context.workspace, id_, done=self._duplicated)

    def _duplicated(self, answer: Any) -> None:
        self._page.open(answer[0])

    def repeat_selected(self) -> None:
        """The same on other dates."""
        ids = self._page.table.selected_ids()
        if len(ids) == 1:
            self.repeat(ids[0])

    def repeat(self, id_: str) -> None:
        """The same on other dates; what is unsaved would not be repeated, so it is saved or given up first."""
        editor = self._page.panels.editor
        if editor.activity_id == id_ and editor.dirty:
            self._context.bus.message.emit("Save or discard your changes first, then repeat it.", False)
            return
        self._page.panels.show_repeat(id_)

    # Menu ---------------------------------------------------------------------------------------------

    def show_menu(self, where: QPoint) -> None:
        """What can be done with the selected rows."""
        if self._menu is not None:
            self._menu.deleteLater()
        menu = self._menu = QMenu(self._page.table)
        single = len(self._page.table.selected_ids()) == 1
        for words, slot, one in (
            ("Edit", self._edit, True),
            ("Duplicate", self.duplicate_selected, True),
            ("Repeat on other dates…", self.repeat_selected, True),
            ("Attach evidence…", self.attach_selected, True),
            ("Delete", self.delete_selected, False),
        ):
            if single or not one:
                action = QAction(words, menu)
                action.triggered.connect(slot)
                menu.addAction(action)
        menu.popup(where)

    def _edit(self) -> None:
        ids = self._page.table.selected_ids()
        if ids:
            self._page.open_editor(ids[0])

    # New ones that say something already ---------------------------------------------------------------

    def propose_meeting(self, whose: str) -> None:
        """A new meeting of a network or a pair: "membership:ID", "pairing:ID"."""
        noun, _, id_ = whose.partition(":")
        self._context.tasks.record(_MEETINGS[noun], self._context.workspace, id_, done=self.propose)

    def propose(self, activity: Activity) -> None:
        """A new activity as a draft, to be looked at and saved."""
        blank = drafts.blank(activity.id, clock.today())
        self._page.panels.show_new(KeptActivity(drafts.of_new(activity), blank))

    # Drafts -------------------------------------------------------------------------------------------

    def open_draft(self) -> None:
        """Go on with what was typed and not saved; each click brings the next one."""
        ids = sorted(self._page.book.ids)
        now = self._page.panels.editor.activity_id
        if ids:
            following = ids[(ids.index(now) + 1) % len(ids)] if now in ids else ids[0]
            self.open_unsaved(following)

    def open_unsaved(self, id_: str) -> None:
        """Go on with what was typed for that activity, in the record or not."""
        self._context.tasks.record(_is_kept, self._context.workspace, id_, done=self._open_draft)

    def _open_draft(self, answer: tuple[str, bool]) -> None:
        id_, in_record = answer
        editor, kept = self._page.panels.editor, self._page.book.of(id_)
        if in_record:
            self._page.open(id_)
        elif kept is not None and id_ != editor.activity_id:
            # Its activity is gone or was never saved: it goes on as a new one.
            self._page.book.drop(id_)
            fresh = activities.new_id()
            blank = replace(kept.base, id=fresh)
            kept = replace(kept, draft=replace(kept.draft, id=fresh), base=blank)
            self._page.book.keep(kept)
            self._page.panels.show_new(kept)

    # Import -------------------------------------------------------------------------------------------

    def import_from(self, path: Path | None) -> None:
        """Bring a spreadsheet in."""
        from stemtracker.ui.imports.window import ImportWindow

        self._context.dialogs.run(ImportWindow(self._context, path, self._page.window()))
