"""What every activity needs first: title, kind, when, how much, who gave it, topics, status.

Neighbors: `details` has the rest, folded away; `activity_form` joins both into one draft.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.activity import Status
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line, TimeLine, day_edit
from stemtracker.ui.forms.needs import needs
from stemtracker.ui.forms.topics import TopicsEdit
from stemtracker.ui.forms.whose import Whose
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo, TermCombo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Muted

STATUSES = (
    (Status.PLANNED.value, "Planned"),
    (Status.ATTENDED.value, "Attended"),
    (Status.CLAIMED.value, "Claimed"),
    (Status.POSTED.value, "Posted"),
    (Status.REFUSED.value, "Refused"),
)


def in_row(*fields: tuple[LabeledField, int]) -> QWidget:
    """Fields side by side, each with its share of the width."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(theme.M))
    for field, share in fields:
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
    return holder


def column_of(holder: QWidget) -> QVBoxLayout:
    """A column of fields with the gap between them."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(theme.M))
    return column


class Basics(QWidget):
    """The fields that are always shown; `fields` by the name of what they hold."""

    #: The user wants the amount that the times give.
    amount_from_times = Signal()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.start_time, self.kind = TimeLine(), TermCombo(vocabulary, "kind", "Choose a kind")
        self.topics = TopicsEdit(vocabulary)
        self.whose = Whose()
        self.amount = Line("1.5 or 1:30")
        units = [(t.id, t.title) for t in vocabulary.choices("unit")]
        self.unit = Combo(units)
        self.fields = {
            "title": LabeledField("Title", Line()),
            "kind": LabeledField("Kind", self.kind),
            "role": LabeledField("Your role", TermCombo(vocabulary, "role")),
            "start": LabeledField("Date", day_edit()),
            "end": LabeledField("Last day, if several", day_edit()),
            "start_time": LabeledField("From", self.start_time),
            "end_time": LabeledField("To", TimeLine(self.start_time)),
            "break_minutes": LabeledField("Break", Line("min")),
            "missed_minutes": LabeledField("Missed", Line("min")),
            "amount": LabeledField("Amount", self.amount),
            "unit": LabeledField("Unit", self.unit),
            "course": LabeledField("Course no.", Line()),
            "level": LabeledField("Level", TermCombo(vocabulary, "level", "Not said")),
            "grade": LabeledField("Grade", Line()),
            "provider": LabeledField("Provider", Line("Who gave it")),
            **self.whose.fields,
            "topics": LabeledField("Topics", self.topics),
            "status": LabeledField("Status", Combo(STATUSES)),
        }
        self._more = False
        self._lay_out()

    def _lay_out(self) -> None:
        f = self.fields
        column = column_of(self)
        column.addWidget(f["title"])
        column.addWidget(in_row((f["kind"], 3), (f["role"], 2)))
        column.addWidget(in_row((f["start"], 1), (f["end"], 1)))
        self.times = in_row((f["start_time"], 1), (f["end_time"], 1), (f["break_minutes"], 1), (f["missed_minutes"], 1))
        column.addWidget(self.times)
        amount = QWidget()
        lines = column_of(amount)
        lines.setSpacing(theme.px(theme.XS))
        lines.addWidget(in_row((f["amount"], 1), (f["unit"], 1)))
        #: What from and to come to; under both fields, for a sum over days is long.
        self.sum = Muted()
        self.sum.hide()
        lines.addWidget(self.sum)
        self._use_times = buttons.link("", self._ask_times)
        self._use_times.hide()
        lines.addWidget(self._use_times)
        column.addWidget(amount)
        self.course = in_row((f["course"], 2), (f["level"], 3), (f["grade"], 1))
        column.addWidget(self.course)
        for part in (f["provider"], self.whose, f["topics"], f["status"]):
            column.addWidget(part)

    def tell_times(self, words: str, offer: str = "") -> None:
        """Say what the times come to ("" for nothing), with a button for it where another amount is typed."""
        self.sum.setText(words)
        self.sum.setVisible(bool(words))
        self.amount.setAccessibleDescription(words)
        self._use_times.setText(offer)
        self._use_times.setAccessibleName(offer)
        self._use_times.setVisible(bool(offer))

    def _ask_times(self) -> None:
        self.amount_from_times.emit()

    def show_more(self, *, more: bool) -> None:
        """With everything unfolded, also what this kind rarely needs."""
        self._more = more
        self.fit_kind()

    def fit_kind(self) -> None:
        """Show what the kind needs, and whatever has something in it."""
        need = needs(self.kind.id())
        f = self.fields
        timed = any(
            isinstance(editor := f[name].editor, Line) and editor.text().strip()
            for name in ("start_time", "end_time", "break_minutes", "missed_minutes")
        )
        level = f["level"].editor
        course = any(isinstance(editor := f[n].editor, Line) and editor.text().strip() for n in ("course", "grade"))
        course = course or (isinstance(level, TermCombo) and bool(level.id()))
        self.times.setVisible(need.times or timed or self._more)
        self.course.setVisible(need.course or course or self._more)
        self.whose.fit(self.kind.id(), more=self._more)
