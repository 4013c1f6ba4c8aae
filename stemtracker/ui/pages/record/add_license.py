"""Another license, asked as in the first start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from stemtracker.errors import Refused
from stemtracker.services import beginning, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.wizard.license import LicenseStep

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes


class AddLicense(Card):
    """The questions, Add and Cancel; its facts are asked right after, in the card below."""

    #: The id of the license that was added.
    added = Signal(object)
    left = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.setAccessibleName("Add a license")
        self._known = False
        self.step = LicenseStep(can_skip=False)
        self.add(self.step)
        row = QHBoxLayout()
        self.add_button = buttons.primary("Add this license", self._add)
        self.cancel_button = buttons.plain("Cancel", self.left)
        row.addWidget(self.add_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def enter(self) -> None:
        """Called when it is shown."""
        if not self._known:
            self._known = True
            self._context.tasks.pool(beginning.packs, done=self.step.set_packs)

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
        self.added.emit(outcome[0])

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Refused) or self.step.show_problems(error.problems):
            self._context.dialogs.show_error(error)
