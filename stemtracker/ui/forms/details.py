"""The rest of an activity, folded under "More": where, under which number, approval, money, steps, notes.

Neighbors: `basics` has what is needed first; `steps` is the way to the official record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.forms.basics import column_of, in_row
from stemtracker.ui.forms.inputs import Line, Notes, day_edit, on_edit, show_text, text_of
from stemtracker.ui.forms.series import SeriesCombo
from stemtracker.ui.forms.steps import StepsEdit
from stemtracker.ui.widgets.combo import Combo, TermCombo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import CardTitle

YES_NO = (("", "Not recorded"), ("yes", "Yes"), ("no", "No"))


class Question:
    """What a rule pack asks about a line: the name it knows the answer by, the words, the choices."""

    def __init__(self, name: str, ask: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        self.name, self.ask, self.choices = name, ask, tuple(choices)


class Details(QWidget):
    """The folded fields; `fields` by the name of what they hold."""

    edited = Signal()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.steps = StepsEdit()
        self.series = SeriesCombo()
        self.fields = {
            "format": LabeledField("Format", TermCombo(vocabulary, "format", "Not said")),
            "place": LabeledField("Place", Line()),
            "provider_number": LabeledField("Approval number", Line()),
            "network": LabeledField("Network", Line()),
            "series_id": LabeledField("Series", self.series, "What belongs together; type a new one"),
            "cost": LabeledField("Cost, $", Line()),
            "approved": LabeledField("Approved", Combo(YES_NO)),
            "approved_on": LabeledField("Approved on", day_edit()),
            "approved_by": LabeledField("Approved by", Line()),
            "relevant": LabeledField("Relates to your license or job", Combo(YES_NO), "Taken as yes if not recorded"),
            "zone": LabeledField("Time zone", Line("if not your own")),
            "steps": LabeledField("Steps to the official record", self.steps),
            "description": LabeledField("Description", Notes()),
            "private_notes": LabeledField(
                "Private notes", Notes(), "Private: stays in your record, never on papers or exports."
            ),
        }
        f = self.fields
        column = column_of(self)
        column.addWidget(in_row((f["format"], 1), (f["place"], 1)))
        column.addWidget(in_row((f["provider_number"], 1), (f["cost"], 1)))
        column.addWidget(in_row((f["network"], 1), (f["series_id"], 1)))
        column.addWidget(in_row((f["approved"], 1), (f["approved_on"], 1)))
        column.addWidget(in_row((f["approved_by"], 1), (f["zone"], 1)))
        column.addWidget(f["relevant"])
        column.addWidget(f["steps"])
        self._asked = QWidget()
        self._questions = column_of(self._asked)
        self._questions.addWidget(CardTitle("Your rules ask"))
        self._asked.hide()
        column.addWidget(self._asked)
        self._answers: dict[str, LabeledField] = {}
        self._kept: dict[str, str] = {}
        column.addWidget(f["description"])
        column.addWidget(f["private_notes"])

    def set_series(self, series: Iterable[tuple[str, str]]) -> None:
        """The series there are, as (id, title)."""
        self.series.set_series(series)

    def set_questions(self, questions: Sequence[Question]) -> None:
        """What the packs of the holder's credentials ask about this activity."""
        if [q.name for q in questions] == list(self._answers):
            return
        before = dict(self.answers())
        for field in self._answers.values():
            self._questions.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._answers = {}
        for question in questions:
            editor = Combo([("", "Not answered"), *question.choices]) if question.choices else Line()
            field = LabeledField(question.ask, editor)
            on_edit(editor, self.edited)
            self._answers[question.name] = field
            self._questions.addWidget(field)
        self._asked.setVisible(bool(questions))
        self.set_answers(before.items())

    def answers(self) -> tuple[tuple[str, str], ...]:
        """All answers, those to questions that are not asked now included."""
        said = dict(self._kept)
        said.update({name: text_of(field.editor).strip() for name, field in self._answers.items()})
        return tuple((name, text) for name, text in said.items() if text)

    def set_answers(self, answers: Iterable[tuple[str, str]]) -> None:
        """Show these."""
        self._kept = dict(answers)
        for name, field in self._answers.items():
            show_text(field.editor, self._kept.get(name, ""))
