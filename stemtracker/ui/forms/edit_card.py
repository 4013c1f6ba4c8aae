"""A card whose fields are saved together: Save and Take back wake up once something was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from stemtracker.errors import Refused
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place, Typing
from stemtracker.ui.forms.inputs import show_text, staying_at, text_of
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.dispute import Dispute
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
        self.dispute = Dispute("Save keeps what stands here; Take back takes what the record says.")
        self.typing = Typing(self, context.drafts, self)
        self.foot = QHBoxLayout()
        self.save_button = buttons.primary("Save", self.save)
        self.save_button.setAccessibleName(f"Save {title.lower()}")
        self.revert_button = buttons.plain("Take back", self.take_back)
        self.revert_button.setAccessibleName(f"Take back changes to {title.lower()}")

    def finish(self) -> None:
        """Put the buttons under what was filled in."""
        self.body.addWidget(self.dispute)
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
        self.typing.touched()

    def set_edited(self, *, edited: bool) -> None:
        """Wake or rest the buttons."""
        self._edited = edited
        self.save_button.setEnabled(edited)
        self.revert_button.setEnabled(edited)

    def show_kept(self) -> None:
        """Show what the record holds."""

    def show_anew(self) -> None:
        """Show what the record holds now, and what was typed and not saved over it."""
        with staying_at(self.focusWidget()):
            self.typing.keep()
            self.dispute.hide()
            self.show_kept()
            self.typing.shown()

    def take_back(self) -> None:
        """Give up what was typed."""
        self.typing.done()
        self.set_edited(edited=False)
        self.show_anew()

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again; None while nothing is shown."""
        return None

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        return {name: text_of(field.editor) for name, field in self.fields.items()}

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        """What was typed before, over what the record says now."""
        for name, field in self.fields.items():
            show_text(field.editor, str(typed.get(name, "")))
        self.dispute.tell(self.fields, now, disputed)
        self.set_edited(edited=True)

    def submit(self) -> bool:
        """Ask for the save; False where a field can't be read."""
        return True

    def save(self) -> bool:
        """Save if something was changed; whether it could be asked for."""
        return not self._edited or self.submit()

    def saved(self, changes: object) -> None:  # noqa: ARG002 - the bus tells the rest
        """The record took it."""
        self.set_edited(edited=False)
        self.typing.done()
        self.dispute.hide()
        show_problems(self.fields, ())
        self.stored.emit()

    def refused(self, error: BaseException) -> None:
        """The record did not take it: say so at the fields, and come back to them."""
        self.context.bus.navigate.emit("record", "credentials")
        rest = show_problems(self.fields, error.problems) if isinstance(error, Refused) else True
        if rest:
            self.context.dialogs.show_error(error)
