"""What the window says about the record's file above the pages: trouble with it, copies beside it, where it came from.

Neighbors: `watch` and `beside` look; `main_window` says when.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stemtracker.ui.trouble.beside import Beside
from stemtracker.ui.trouble.watch import Watch

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener
    from stemtracker.ui.widgets.notice import NoticeBar

_READ_ONLY = "Open for reading only: nothing you change here is saved."


class AroundTheFile(QObject):
    """One per window."""

    def __init__(self, context: AppContext, opener: Opener, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._opener, self._notices = context, opener, notices
        self._watch = Watch(context, opener, notices, self)
        self._beside = Beside(context, notices, self)
        self._told_of = Path()
        opener.told.connect(self._tell)
        opener.letting_go.connect(self._last_chance)

    def use(self, notices: NoticeBar) -> None:
        """The window was made anew at another size."""
        self._notices = notices
        self._watch.use(notices)
        self._beside.use(notices)

    def frame(self, ws: Workspace) -> None:
        """What holds as long as the record is open."""
        if ws.read_only:
            self._notices.show_notice(_READ_ONLY, "Open for writing", self._open_again, "lock")
        elif ws.path == self._opener.sample_path():
            self._notices.show_notice("This is the sample record. Try anything.", "Begin your own", self._own, "sample")
        else:
            self._notices.drop("record")

    def begin(self) -> None:
        """Another record is open."""
        self._watch.forget()
        self._beside.look()

    def look(self) -> None:
        """The window came to the front: whoever was away from it may have touched the file meanwhile."""
        self._watch.look()

    def why_not_saved(self) -> str:
        """Why nothing is saved as things are; "" while everything is."""
        ws = self._context.workspace
        return self._watch.words() or (_READ_ONLY if ws is not None and ws.read_only else "")

    def may_let_go(self) -> bool:
        """Whether the record may be closed: nothing is only in this window, or it was saved or given up."""
        ws = self._context.workspace
        return ws is None or self._watch.last_chance(ws, way_back=True)

    def _last_chance(self, ws: Workspace) -> None:
        self._watch.last_chance(ws, way_back=False)

    def _open_again(self) -> None:
        self._opener.open(self._context.workspace.path)

    def _own(self) -> None:
        self._context.bus.navigate.emit("begin", None)

    def _tell(self, text: str, path: object) -> None:
        self._told_of = Path(str(path))
        self._notices.show_notice(text, "Show in folder", self._reveal)

    def _reveal(self) -> None:
        self._context.dialogs.reveal(self._told_of)
