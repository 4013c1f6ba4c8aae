"""One thing that both copies changed: each part of it side by side, to be decided by the person.

Neighbors: `wording` says what stands on each side, `window` shows the cards and merges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from stemtracker.services.siblings import EXISTENCE
from stemtracker.ui import theme
from stemtracker.ui.merging import wording
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Label, Muted

if TYPE_CHECKING:
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.services.siblings import Conflict, Side

SIDES: tuple[Side, Side] = ("here", "there")
_KEEP = {"here": "Keep this", "there": "Keep that"}
_WHERE = {"here": "In this record", "there": "In the copy"}


class Option(QFrame):
    """What one side has, with the button that keeps it; a click anywhere on it is one on the button."""

    def __init__(self, side: Side, texts: Sequence[str], about: str) -> None:
        super().__init__()
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        pad = theme.px(theme.S)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(theme.XS))
        column.addWidget(Label(_WHERE[side], "secondary", "muted"))
        for text in texts:
            label = Label(text, wrap=True)
            label.widen()
            column.addWidget(label)
        column.addStretch(1)
        self.button = QRadioButton(_KEEP[side])
        self.button.setAccessibleName(f"{_KEEP[side]}: {about}, {_WHERE[side].lower()}: {'; '.join(texts)}")
        column.addWidget(self.button)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.setChecked(True)
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


class Part(QWidget):
    """One part of a thing, both sides of it."""

    decided = Signal()

    def __init__(self, conflict: Conflict, words: Vocabulary) -> None:
        super().__init__()
        self.key = conflict.key
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.M))
        grid.setVerticalSpacing(theme.px(theme.XS))
        about, before, texts = _texts(conflict, words)
        self.group = QButtonGroup(self)
        self.options: dict[Side, Option] = {}
        if before:
            grid.addWidget(Muted(before), 0, 0, 1, 2)
        for column, side in enumerate(SIDES):
            option = Option(side, texts[side], about)
            self.options[side] = option
            self.group.addButton(option.button)
            grid.addWidget(option, 1, column)
            grid.setColumnStretch(column, 1)
        self.group.buttonToggled.connect(self._toggled)

    def side(self) -> Side | None:
        """What is kept, once that is decided."""
        return next((side for side in SIDES if self.options[side].button.isChecked()), None)

    def choose(self, side: Side) -> None:
        """Decide it."""
        self.options[side].button.setChecked(True)

    def _toggled(self) -> None:
        self.decided.emit()


def _texts(conflict: Conflict, words: Vocabulary) -> tuple[str, str, dict[Side, list[str]]]:
    """What it is about, what stood before, and what each side says."""
    found = wording.told(conflict, words) if conflict.fields else []
    if conflict.part == EXISTENCE:
        deleted: Side = "here" if conflict.here == "deleted" else "there"
        kept: Side = "there" if deleted == "here" else "here"
        now = [f"{label}: {here if kept == 'here' else there}" for label, _, here, there in found[:6]]
        went_on = [f"Not deleted, {'changed' if now else 'but something was added to it'}", *now]
        return "whether it stays", "", {deleted: ["Deleted"], kept: went_on}
    stood = [(label, text or wording.NOTHING) for label, text, _, _ in found]
    before = stood[0][1] if len(stood) == 1 else "; ".join(f"{label}: {text}" for label, text in stood)
    known = any(text for _, text, _, _ in found)
    sides: dict[Side, list[str]] = {
        "here": [f"{label}: {here}" for label, _, here, _ in found],
        "there": [f"{label}: {there}" for label, _, _, there in found],
    }
    return ", ".join(label for label, *_ in found), f"Before: {before}" if known else "", sides


class Choice(Card):
    """A thing with all its parts that are open."""

    decided = Signal()

    def __init__(self, heading: str, conflicts: Sequence[Conflict], words: Vocabulary) -> None:
        super().__init__(heading)
        self.title.setWordWrap(True)
        self.parts = [Part(conflict, words) for conflict in conflicts]
        for part in self.parts:
            part.decided.connect(self.decided)
            self.add(part)
