"""What the rules of the holder's licenses ask about an activity: only what concerns it as it stands in the form.

Neighbors: `services.questions` says what is asked; `activity_form` hands over the activity at each change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.services.questions import FactQuestion
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line, on_edit, show_text, tab_after, text_of
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import CardTitle

YES_NO = (("yes", "Yes"), ("no", "No"))


class LineQuestions(QWidget):
    """One field for each question; takes no room where nothing is asked. Answers are kept by name, asked or not."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(theme.M))
        self._column.addWidget(CardTitle("Your rules ask"))
        self._asked: tuple[FactQuestion, ...] = ()
        self._kept: dict[str, str] = {}
        self.fields: dict[str, LabeledField] = {}
        self.hide()

    def ask(self, questions: Sequence[FactQuestion]) -> None:
        """Ask these; what was answered before stays."""
        if tuple(questions) == self._asked:
            return
        answers = self.answers()
        for field in self.fields.values():
            self._column.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._asked, self.fields = tuple(questions), {q.name: _field(q) for q in questions}
        self.set_answers(answers)
        for field in self.fields.values():
            on_edit(field.editor, self.edited)
            self._column.addWidget(field)
        tab_after(self, self.fields.values())
        self.setVisible(bool(questions))

    def answers(self) -> tuple[tuple[str, str], ...]:
        """All answers, those to questions that are not asked now included."""
        said = self._kept | {name: text_of(field.editor).strip() for name, field in self.fields.items()}
        return tuple((name, text) for name, text in said.items() if text)

    def set_answers(self, answers: Iterable[tuple[str, str]]) -> None:
        """Show these."""
        self._kept = dict(answers)
        for name, field in self.fields.items():
            show_text(field.editor, self._kept.get(name, ""))


def _field(question: FactQuestion) -> LabeledField:
    choices = question.choices or (YES_NO if question.type == "yes/no" else ())
    editor = Combo([("", "Not answered"), *choices]) if choices else Line()
    return LabeledField(question.ask, editor, question.why)
