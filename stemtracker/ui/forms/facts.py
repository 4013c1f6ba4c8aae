"""The form for the facts a rule pack asks of its holder: in the wizard, on Record and on Renewal.

Neighbors: `fact_inputs` has one editor per type of fact; `services.questions` says what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from stemtracker.domain.credential import FactValue
from stemtracker.errors import Problem, Refused
from stemtracker.services.questions import FactQuestion
from stemtracker.ui import theme
from stemtracker.ui.forms.fact_inputs import FactInput, input_for
from stemtracker.ui.forms.fact_texts import show_typed, typed_in
from stemtracker.ui.widgets.field import LabeledField, show_problems

Answers = Mapping[str, FactValue]


class FactsForm(QWidget):
    """Fields for the questions; a field whose question stops mattering hides and keeps what it held."""

    #: An answer was changed by the user.
    changed = Signal()
    #: A key was pressed in one of the fields.
    being_typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(theme.L))
        self._inputs: dict[str, FactInput] = {}
        self._fields: dict[str, LabeledField] = {}
        self._wanted: Callable[[Answers], frozenset[str]] | None = None

    def ask(
        self,
        questions: Sequence[FactQuestion],
        answers: Answers,
        wanted: Callable[[Answers], frozenset[str]] | None = None,
    ) -> None:
        """Show these questions with what is answered; `wanted` says which matter given the answers so far."""
        for field in self._fields.values():
            self._column.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._inputs, self._fields, self._wanted = {}, {}, wanted
        for question in questions:
            editor = input_for(question)
            editor.set_value(answers.get(question.name, question.default))
            editor.changed.connect(self._edited)
            for line in editor.findChildren(QLineEdit):
                line.textEdited.connect(self.being_typed)
            field = LabeledField(question.ask, editor, question.why)
            self._inputs[question.name], self._fields[question.name] = editor, field
            self._column.addWidget(field)
        self._show_wanted()

    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self._inputs

    def focus_on(self, name: str) -> None:
        """Put the focus into that question, also where it waits for another one."""
        if name in self._fields:
            self._fields[name].show()
            self._fields[name].editor.setFocus()

    def field(self, name: str) -> LabeledField | None:
        """The field of a question."""
        return self._fields.get(name)

    def fields(self) -> Mapping[str, LabeledField]:
        """The field of each question."""
        return self._fields

    def typed(self) -> dict[str, Any]:
        """What stands in each field, readable or not."""
        return {name: typed_in(editor) for name, editor in self._inputs.items()}

    def show_typed(self, typed: Mapping[str, Any]) -> None:
        """Go on with what was typed before."""
        for name, editor in self._inputs.items():
            if name in typed:
                show_typed(editor, typed[name])
        self._show_wanted()

    def values(self) -> dict[str, FactValue | None]:
        """Every answer, None where there is none; raises `Refused` naming each fact that can't be read."""
        read: dict[str, FactValue | None] = {}
        problems: list[Problem] = []
        for name, editor in self._inputs.items():
            try:
                read[name] = editor.value()
            except ValueError as why:
                problems.append(Problem(name, str(why)))
        show_problems(self._fields, problems)
        if problems:
            raise Refused(*problems)
        return read

    def show_refused(self, refused: Refused) -> None:
        """Put what was refused under the questions it names."""
        show_problems(self._fields, refused.problems)

    def _edited(self) -> None:
        self._show_wanted()
        self.changed.emit()

    def _show_wanted(self) -> None:
        if self._wanted is None:
            return
        known = {n: v for n, i in self._inputs.items() if (v := _readable(i.value)) is not None}
        matter = self._wanted(known)
        for name, field in self._fields.items():
            field.setVisible(name in matter)


def _readable(read: Callable[[], FactValue | None]) -> FactValue | None:
    try:
        return read()
    except ValueError:
        return None


def asker(wanted: Callable[..., frozenset[str]], *known: object) -> Callable[[Answers], frozenset[str]]:
    """`services.questions.wanted` with library and pack filled in."""
    return partial(wanted, *known)
