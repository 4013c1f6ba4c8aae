"""Offers what was typed and not saved when the program ended: to go on with, or to give up.

Neighbors: `drafts` keeps it; `main_window` has this above its pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Muted
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from stemtracker.services.drafts import Unsaved
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.drafts import DraftBook

#: More would push the page away, in a low window two already; the next ones follow as these are dealt with.
MOST, LOW = 3, 700


class _Offer(Notice):
    """One thing that was typed."""

    taken_up = Signal(str)
    discarded = Signal(str)

    def __init__(self, unsaved: Unsaved, *, can_save: bool) -> None:
        words = f"You were typing {unsaved.about}; it is not saved yet."
        if not can_save:
            words += " It can be saved once the record is open for writing."
        super().__init__(words, drawing="edit")
        self._key = unsaved.key
        self._add("Take it up again" if can_save else "Show it", self._take_up, unsaved.about)
        if can_save:
            self._add("Discard", self._discard, unsaved.about)

    def _add(self, words: str, slot: buttons.Slot, about: str) -> None:
        button = buttons.link(words, slot)
        button.setAccessibleName(f"{words}: {about}")
        if (row := self.layout()) is not None:
            row.addWidget(button)

    def _take_up(self) -> None:
        self.taken_up.emit(self._key)

    def _discard(self) -> None:
        self.discarded.emit(self._key)


class UnsavedBar(QWidget):
    """A line for each, as long as nobody took it up; no room is taken where there is none."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._book: DraftBook | None = None
        self.offers: list[_Offer] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(theme.XL), theme.px(theme.S), theme.px(theme.XL), 0)
        self._column.setSpacing(theme.px(theme.XS))
        self._rest = Muted("")
        self._column.addWidget(self._rest)
        self.hide()

    def offer(self, book: DraftBook | None) -> None:
        """Offer what waits in that book; None offers nothing."""
        if self._book is not None:
            self._book.changed.disconnect(self._show)
        self._book = book
        if book is not None:
            book.changed.connect(self._show)
        self._show()
        for offer in self.offers[:1]:
            announce(self, offer.text.text())

    def _show(self) -> None:
        for offer in self.offers:
            self._column.removeWidget(offer)
            offer.hide()
            offer.deleteLater()
        waiting = self._book.waiting() if self._book is not None else ()
        read_only = self._context.workspace is not None and self._context.workspace.read_only
        most = MOST if self.window().height() >= theme.px(LOW) else 1
        self.offers = [_Offer(unsaved, can_save=not read_only) for unsaved in waiting[:most]]
        for at, offer in enumerate(self.offers):
            offer.taken_up.connect(self._take_up, Qt.ConnectionType.QueuedConnection)
            offer.discarded.connect(self._discard, Qt.ConnectionType.QueuedConnection)
            self._column.insertWidget(at, offer)
        more = len(waiting) - len(self.offers)
        self._rest.setText(f"{more} more follow." if more > 1 else "1 more follows." if more else "")
        self._rest.setVisible(bool(more))
        self.setVisible(bool(waiting))

    def _take_up(self, key: str) -> None:
        unsaved = self._book.of(key) if self._book is not None else None
        if self._book is not None and unsaved is not None:
            self._book.take_up(key)
            self._context.bus.navigate.emit(unsaved.page, unsaved.argument)

    def _discard(self, key: str) -> None:
        unsaved = self._book.of(key) if self._book is not None else None
        if self._book is None or unsaved is None:
            return
        if self._context.dialogs.ask(
            "Discard what you typed?",
            f"You were typing {unsaved.about}. What the record holds stays as it is; what you typed is gone then.",
            "Discard",
            "Keep it",
            destructive=True,
        ):
            self._book.drop(key)
