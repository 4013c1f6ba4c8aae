"""Copies of the open record that a sync left beside it: a quiet notice with the way to compare them.

Neighbors: `services.neighbors` finds them, `merging` shows the difference and brings the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stemtracker.domain import wording

if TYPE_CHECKING:
    from stemtracker.services.neighbors import Neighbor
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.widgets.notice import NoticeBar

_MATTER = "beside"


def _look(ws: Workspace) -> tuple[Workspace, tuple[Neighbor, ...]]:
    from stemtracker.services import neighbors

    return ws, neighbors.with_news(ws)


class Beside(QObject):
    """One per window."""

    def __init__(self, context: AppContext, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._notices = context, notices
        self._found: tuple[Neighbor, ...] = ()

    def use(self, notices: NoticeBar) -> None:
        """The window was made anew at another size."""
        self._notices = notices
        self._show()

    def look(self) -> None:
        """Look beside the open record, off its own worker."""
        self._found = ()
        self._show()
        ws = self._context.workspace
        if ws is not None:
            self._context.tasks.pool(_look, ws, done=self._seen)

    def _seen(self, seen: tuple[Workspace, tuple[Neighbor, ...]]) -> None:
        ws, found = seen
        if ws is self._context.workspace:
            self._found = found
            self._show()

    def _show(self) -> None:
        if not self._found:
            self._notices.drop(_MATTER)
            return
        newest, change = self._found[0], self._found[0].last_change
        more = f", and {len(self._found) - 1} more" if len(self._found) > 1 else ""
        changed = f", last changed on {wording.day(change.astimezone().date())}" if change else ""
        words = f"A copy of this record that differs lies beside it: “{newest.path.name}”{changed}{more}."
        self._notices.show_notice(words, "Compare …", self._compare, "copy", matter=_MATTER)

    def _compare(self) -> None:
        from stemtracker.ui.merging.window import compare_with

        compare_with(self._context, self._found[0].path)
        self.look()
