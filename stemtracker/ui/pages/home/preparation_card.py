"""A preparation for a first license on Home: how its hours stand, and how long it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from stemtracker.ui.nouns.standing import bars, time_left
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Label, Muted

if TYPE_CHECKING:
    from stemtracker.services.preparations import Standing


class PreparationCard(Card):
    """Shows one; `asked` asks for its form."""

    asked = Signal(object)

    def __init__(self, one: Standing) -> None:
        super().__init__(one.preparation.title)
        self._id = one.preparation.id
        about = f"Preparing for {one.preparation.sought or 'a first license'}"
        self.add(Muted(f"{about} · {one.preparation.institution}" if one.preparation.institution else about, wrap=True))
        for widget in bars(one):
            self.add(widget)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self.open_button = buttons.plain("Open", self._open)
        self.open_button.setAccessibleName(f"Open {one.preparation.title}")
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(Label(time_left(one), "strong"))
        self.body.addLayout(row)

    def _open(self) -> None:
        self.asked.emit(self._id)
