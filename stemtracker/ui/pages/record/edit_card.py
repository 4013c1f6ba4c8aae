"""A card whose fields are saved together: Save and Take back wake up once something was changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from stemtracker.errors import Refused
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.field import LabeledField, show_problems


class EditCard(Card):
    """A subclass fills `body`, calls `finish`, and writes `show_kept` and `submit`."""

    #: What was typed is in the record now.
    stored = Signal()

    def __init__(self, title: str, context: AppContext) -> None:
        super().__init__(title)
        self.context = context
        self.fields: dict[str, LabeledField] = {}
        self._edited = False
        self.foot = QHBoxLayout()
        self.save_button = buttons.primary("Save", self.save)
        self.save_button.setAccessibleName(f"Save {title.lower()}")
        self.revert_button = buttons.plain("Take back", self.show_kept)
        self.revert_button.setAccessibleName(f"Take back changes to {title.lower()}")

    def finish(self) -> None:
        """Put the buttons under what was filled in."""
        self.foot.setContentsMargins(0, theme.px(theme.S), 0, 0)
        self.foot.insertWidget(0, self.save_button)
        self.foot.insertWidget(1, self.revert_button)
        self.foot.insertStretch(2, 1)
        self.body.addLayout(self.foot)
        self.set_edited(edited=False)

    def is_edited(self) -> bool:
        """Whether something typed isn't saved yet."""
        return self._edited

    def touch(self, *_: Any) -> None:
        """Something was changed by the user."""
        self.set_edited(edited=True)

    def set_edited(self, *, edited: bool) -> None:
        """Wake or rest the buttons."""
        self._edited = edited
        self.save_button.setEnabled(edited)
        self.revert_button.setEnabled(edited)

    def show_kept(self) -> None:
        """Show what the record holds."""

    def submit(self) -> bool:
        """Ask for the save; False where a field can't be read."""
        return True

    def save(self) -> bool:
        """Save if something was changed; whether it could be asked for."""
        return not self._edited or self.submit()

    def saved(self, changes: object) -> None:  # noqa: ARG002 - the bus tells the rest
        """The record took it."""
        self.set_edited(edited=False)
        show_problems(self.fields, ())
        self.stored.emit()

    def refused(self, error: BaseException) -> None:
        """The record did not take it: say so at the fields, and come back to them."""
        self.context.bus.navigate.emit("record", "credentials")
        rest = show_problems(self.fields, error.problems) if isinstance(error, Refused) else True
        if rest:
            self.context.dialogs.show_error(error)
