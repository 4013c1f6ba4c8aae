"""The steps behind "Begin", one after another, and making the record at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from stemtracker.errors import Refused
from stemtracker.services import beginning
from stemtracker.services.beginning import Answers, Packs
from stemtracker.ui import theme
from stemtracker.ui.drafts import Place, Typing
from stemtracker.ui.forms.inputs import on_edit, show_text, text_of
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Muted
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.widgets.scrolling import scroll_column
from stemtracker.ui.wizard.door import WIDTH
from stemtracker.ui.wizard.license import LicenseStep
from stemtracker.ui.wizard.rest import FactsStep, PlaceStep, SheetStep
from stemtracker.ui.wizard.step import Step
from stemtracker.ui.wizard.who import WhoStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


class Begin(QWidget):
    """Asks step by step. Back keeps every answer; the file is made only at the end."""

    #: The user went back from the first step.
    left = Signal()
    #: The record was made (`Workspace`).
    made = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._packs: Packs | None = None
        self.who, self.license = WhoStep(), LicenseStep()
        self.facts, self.sheet, self.place = FactsStep(), SheetStep(context.dialogs), PlaceStep(context.dialogs)
        self.steps: tuple[Step, ...] = (self.who, self.license, self.facts, self.sheet, self.place)
        self._at = 0
        self._with_license = True
        #: Whether a preparation for a first license is to be entered once the record is there.
        self.is_preparing = False
        self._blank = self.typed()
        self._typing = Typing(self, context.beginning, self)
        self._build()
        self.license.skipped.connect(self._skip_license)
        self.license.preparing.connect(self._prepare_for_one)
        self.license.edited.connect(self._typing.touched)
        self.facts.form.being_typed.connect(self._typing.touched)
        self.facts.form.changed.connect(self._typing.touched)
        for field in self.who.fields.values():
            on_edit(field.editor, self._typing.touched)
        context.tasks.pool(beginning.packs, done=self._know_packs)
        self._show(0)

    def _build(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(theme.L), theme.px(theme.XL), theme.px(theme.L), theme.px(theme.L))
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.L))
        self.where = Muted("")
        column.addWidget(self.where)
        self.stack = QStackedWidget()
        for step in self.steps:
            area, inner = scroll_column()
            inner.addWidget(step)
            self.stack.addWidget(area)
        column.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.px(theme.S), 0)
        self.back_button = buttons.plain("Back", self.back)
        self.next_button = buttons.primary("Continue", self.go_on)
        self.next_button.setAutoDefault(True)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        column.addLayout(row)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(theme.px(WIDTH))
        outer.addStretch(1)
        outer.addWidget(holder, 8)
        outer.addStretch(1)

    def _know_packs(self, packs: Packs) -> None:
        self._packs = packs
        self.license.set_packs(packs)
        self._typing.shown()

    # What is typed is kept until the record is there, whatever ends the program meanwhile

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again."""
        return Place("beginning", "the answers that a new record begins with", "begin", "typed")

    def typed(self) -> dict[str, Any]:
        """What stands in each field of each step."""
        who = {name: text_of(field.editor) for name, field in self.who.fields.items()}
        return {"who": who, "license": self.license.typed(), "facts": self.facts.typed()}

    def show_typed(self, typed: Mapping[str, Any], _now: Mapping[str, Any], _disputed: tuple[str, ...]) -> None:
        """Go on with what was typed before; only what was not typed meanwhile is filled in."""
        for name, field in self.who.fields.items():
            if not text_of(field.editor):
                show_text(field.editor, str(typed.get("who", {}).get(name, "")))
        self.license.show_typed(typed.get("license", {}))
        self.facts.show_typed(typed.get("facts", {}))

    def is_edited(self) -> bool:
        """Whether anything was typed."""
        return self.typed() != self._blank

    def step(self) -> Step:
        """The step shown."""
        return self.steps[self._at]

    def focus_first(self) -> None:
        """Put the focus into the step."""
        self.step().focus_first()

    def go_on(self) -> None:
        """To the next step, or make the record."""
        if not self.step().check():
            return
        if self.step() is self.license:
            self._with_license, self.is_preparing = True, False
        following = self._next(1)
        if following is None:
            self._make()
        else:
            self._show(following)

    def back(self) -> None:
        """To the step before, or to the doors."""
        before = self._next(-1)
        if before is None:
            self.left.emit()
        else:
            self._show(before)

    def _prepare_for_one(self) -> None:
        self._skip_license()
        self.is_preparing = True

    def _skip_license(self) -> None:
        self.is_preparing = False
        self._with_license = False
        following = self._next(1)
        if following is not None:
            self._show(following)

    def _next(self, direction: int) -> int | None:
        self._prepare()
        at = self._at + direction
        while 0 <= at < len(self.steps):
            if self.steps[at].is_needed():
                return at
            at += direction
        return None

    def _prepare(self) -> None:
        if self._packs is not None:
            self.facts.ask(self._packs, self.license.pack_id() if self._with_license else "", self.license.day())
        self.place.propose(self.who.name.text())

    def _show(self, at: int) -> None:
        self._at = at
        step = self.steps[at]
        step.enter()
        self.stack.setCurrentIndex(at)
        needed = [s for s in self.steps if s.is_needed() or (s is self.facts and self._at < 2)]
        number = needed.index(step) + 1 if step in needed else at + 1
        self.where.setText(f"Step {number} of {len(needed)}")
        self.next_button.setText("Create my record" if step is self.place else "Continue")
        self.next_button.setAccessibleName(self.next_button.text())
        announce(self, f"{self.where.text()}: {step.title}")
        step.focus_first()

    def _make(self) -> None:
        with_license = self._with_license and bool(self.license.pack_id())
        answers = Answers(
            educator=self.who.educator(),
            path=self.place.path(),
            credential=self.license.credential() if with_license else None,
            expiry=self.license.day() if with_license else None,
            facts=self.facts.facts() if with_license else {},
        )
        self.next_button.setEnabled(False)
        self._context.tasks.record(
            beginning.begin, answers, done=self._done, failed=self._failed, busy_text="Making your record …"
        )

    def _done(self, ws: Workspace) -> None:
        self._typing.done()
        self.made.emit(ws)

    def _failed(self, error: BaseException) -> None:
        self.next_button.setEnabled(True)
        if not isinstance(error, Refused):
            self._context.dialogs.show_error(error)
            return
        for at, step in enumerate(self.steps):
            rest = step.show_problems(error.problems)
            if len(rest) < len(error.problems):
                self._show(at)
                step.show_problems(error.problems)
                return
        self._context.dialogs.show_error(error)

    def keyPressEvent(self, event: object) -> None:
        """Enter goes on from any field that does not use it, Esc goes back."""
        key = event.key()  # type: ignore[attr-defined]
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif key == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]
