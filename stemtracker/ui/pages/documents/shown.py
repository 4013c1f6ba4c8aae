"""The right side of the Documents page: the paper as it will be, or why there is none; under it the pages to turn.

Neighbors: `preview` draws the pages, `page` says what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.ui import theme
from stemtracker.ui.pages.documents.preview import PaperView
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.pages.documents.drawing import Drawn

_ASPECTS = {"letter": 11 / 8.5, "A4": 841.89 / 595.28}
_HEIGHT = 200


class Shown(QWidget):
    """The pages, or a sentence with a way on."""

    def __init__(self, context: AppContext, reveal: buttons.Slot) -> None:
        super().__init__()
        self._follows = 0
        self._way_out: Callable[[], None] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.view = PaperView(context)
        self.view.setMinimumHeight(theme.px(_HEIGHT))
        self.view.moved.connect(self._place)
        self.nothing = EmptyState("", "Go on", self._go_on, "documents")
        self.nothing.hide()
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(theme.XS))
        self.before = buttons.icon_button("chevron-left", "Page before", self._step_back)
        self.after = buttons.icon_button("chevron-right", "Next page", self._step_on)
        self.place = Label("", "secondary", "muted")
        self.status = Label("", "secondary", "muted")
        for widget in (self.before, self.place, self.after):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.status)
        self.reveal_button = buttons.link("Show in folder", reveal, "folder")
        self.reveal_button.hide()
        foot.addWidget(self.reveal_button)
        column.addLayout(foot)

    def show_paper(self, drawn: Drawn) -> None:
        """Show this one."""
        self._follows = drawn.follows
        self.nothing.hide()
        self.view.show()
        self.view.show_paper(drawn.made, _ASPECTS[drawn.sheet])

    def clear(self) -> None:
        """Show an empty place: another paper is on its way."""
        self.nothing.hide()
        self.view.show()
        self.view.clear()

    def explain(self, sentence: str, action: str = "", slot: Callable[[], None] | None = None) -> None:
        """In place of the paper: why there is none, and a way on."""
        self.view.clear()
        self.view.hide()
        self._way_out = slot
        self.nothing.sentence.setText(sentence)
        if self.nothing.button is not None:
            self.nothing.button.setText(action)
            self.nothing.button.setAccessibleName(action)
            self.nothing.button.setVisible(slot is not None)
        self.nothing.show()

    def _go_on(self) -> None:
        if self._way_out is not None:
            self._way_out()

    def _place(self, page: int, pages: int) -> None:
        more = f" + {wording.number(self._follows, 'page')} of evidence" if self._follows else ""
        self.place.setText(f"Page {page + 1} of {pages}{more}" if pages else "")
        for button in (self.before, self.after):
            button.setVisible(bool(pages))
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < pages)

    def _step_back(self) -> None:
        self.view.go_to(self.view.page - 1)

    def _step_on(self) -> None:
        self.view.go_to(self.view.page + 1)
