"""What came of an activity or a contribution: its effects, each leading to its form, and a way to add the next one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.leadership import Effect, EffectStep
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.title_link import TitleLink
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Muted, Strong

STEPS = {EffectStep.TRIED: "Tried", EffectStep.SHARED: "Shared", EffectStep.USED: "Used by others"}


class CameOf(QWidget):
    """Hidden as long as what it is about is not in the record."""

    def __init__(self, context: AppContext, noun: str = "activity") -> None:
        super().__init__()
        self._context, self._noun, self._id = context, noun, ""
        self._rows: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        head = QHBoxLayout()
        self.title = Strong("What came of it")
        head.addWidget(self.title, 1)
        self.add_button = buttons.link("Add an effect", self._add, "plus")
        head.addWidget(self.add_button)
        column.addLayout(head)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self.nothing = Muted("Nothing is noted yet: tried in class, shared, used by others, what students gained.")
        column.addWidget(self.nothing)
        self.hide()

    def show_effects(self, id_: str, effects: Sequence[Effect]) -> None:
        """Show those of that thing; "" is one that the record does not have."""
        self._id = id_
        self.setVisible(bool(id_))
        self.nothing.setVisible(not effects)
        if self._rows is not None:
            self._list.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for effect in effects:
            column.addWidget(Muted(about(effect), wrap=True))
            column.addWidget(TitleLink(effect.title, effect.id, self._open, f"Show the effect {effect.title}"))
        self._list.addWidget(rows)

    def _open(self) -> None:
        self._context.bus.navigate.emit("leadership", f"effect:{self.sender().objectName()}")

    def _add(self) -> None:
        self._context.bus.navigate.emit("leadership", f"effects:new:{self._noun}:{self._id}")


def about(effect: Effect) -> str:
    """Step, level and day: "Shared · level 4 · Mar 4, 2026"."""
    level = f"level {effect.level}" if effect.level else ""
    return " · ".join(filter(None, (STEPS.get(effect.step, ""), level, wording.day(effect.on))))
