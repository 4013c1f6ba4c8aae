"""Another license, asked as in the first start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from stemtracker.errors import Refused
from stemtracker.services import beginning, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place, Typing
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.wizard.license import LicenseStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemtracker.domain.changes import Changes


#: What stands in place of an id for the license that is being added.
NEW = "new"


class AddLicense(Card):
    """The questions, Add and Cancel; its facts are asked right after, in the card below."""

    #: The id of the license that was added.
    added = Signal(object)
    left = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._typing = Typing(self, context.drafts, self)
        self.setAccessibleName("Add a license")
        self._known = False
        self.step = LicenseStep(can_skip=False)
        self._blank = self.step.typed()
        self.step.edited.connect(self._typing.touched)
        self.add(self.step)
        row = QHBoxLayout()
        self.add_button = buttons.primary("Add this license", self._add)
        self.cancel_button = buttons.plain("Cancel", self._cancel)
        row.addWidget(self.add_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Called when it is shown."""
        if not (self._known and self.is_edited()):
            self._known = True
            self._context.tasks.record(beginning.packs, self._context.workspace, done=self._know_packs)

    def _know_packs(self, packs: beginning.Packs) -> None:
        self.step.set_packs(packs)
        self._blank = self.step.typed()
        self._typing.shown()

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again."""
        return Place("license:new", "a license to be added", "record", f"credentials:{NEW}")

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        return self.step.typed()

    def show_typed(self, typed: Mapping[str, Any], _now: Mapping[str, Any], _disputed: tuple[str, ...]) -> None:
        """What was typed before."""
        self.step.show_typed(typed)

    def is_edited(self) -> bool:
        """Whether anything was typed."""
        return self.step.typed() != self._blank

    def _cancel(self) -> None:
        self.step.clear()
        self._typing.done()
        self.left.emit()

    def focus_first(self) -> None:
        """Put the focus into the first question."""
        self.step.focus_first()

    def _add(self) -> None:
        expiry = self.step.day()
        if not self.step.check() or expiry is None:
            return
        credential = replace(self.step.credential(), id=credentials.new_id())
        work = self._context.tasks.record
        work(
            credentials.add,
            self._context.workspace,
            credential,
            expiry,
            {},
            done=self._done,
            failed=self._failed,
        )

    def _done(self, outcome: tuple[str, Changes]) -> None:
        self.step.clear()
        self._typing.done()
        self.added.emit(outcome[0])

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Refused) or self.step.show_problems(error.problems):
            self._context.dialogs.show_error(error)
