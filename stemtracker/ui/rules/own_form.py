"""The form for rules of one's own: so many by a date, topics within them, rates, limits."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services.writing_rules import PERIODS, Cap, Draft, OwnRules, Topic
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line
from stemtracker.ui.rules.pieces import RowEdit, RowList, TermsEdit
from stemtracker.ui.widgets.card import line
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField, row_of
from stemtracker.ui.widgets.labels import Strong

_OVER = {
    "window": "in the whole period",
    "year from 07-01": "in a school year (from July 1)",
    "year from 01-01": "in a calendar year",
    "line": "in one activity",
}


class TopicRow(RowEdit):
    """A topic with a minimum."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.amount = Line()
        self.topics = TermsEdit(vocabulary, "topic", "Choose a topic …")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        amount = LabeledField("At least", self.amount)
        column.addLayout(row_of((amount, 1), (LabeledField("in", self.topics), 3)))
        self.amount.textEdited.connect(self.changed)
        self.topics.changed.connect(self.changed)
        self.setFocusProxy(self.amount)


class CapRow(RowEdit):
    """A kind of activity of which only so much counts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.amount = Line()
        self.kinds = TermsEdit(vocabulary, "kind", "Choose a kind …")
        self.per = Combo([(per, _OVER[per]) for per in PERIODS])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        fields = (LabeledField("At most", self.amount), 1), (LabeledField("by", self.kinds), 2)
        column.addLayout(row_of(*fields, (LabeledField("counted over", self.per), 2)))
        self.amount.textEdited.connect(self.changed)
        self.kinds.changed.connect(self.changed)
        self.per.activated.connect(self.changed)
        self.setFocusProxy(self.amount)


class OwnForm(QWidget):
    """All of it. `draft` is what stands there."""

    changed = Signal()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._id = ""
        self.fields: dict[str, LabeledField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.L))
        column.addWidget(self._field("title", "Name of these rules", "Such as the license they are about."))
        total = self._field("total", "Needed in all")
        unit = self._field("unit", "What is counted", "One of them: hour, point, credit.")
        years = self._field("years", "Years of one period")
        column.addLayout(row_of((total, 1), (unit, 1), (years, 1)))
        column.addWidget(self._field("yearly", "At least in every school year", "From July 1.", optional=True))
        self.topics = RowList(self._topic, "Add a topic with a minimum", "topic")
        self.caps = RowList(self._cap, "Add a limit", "limit")
        column.addWidget(line())
        column.addWidget(Strong("Topics that need so many of their own"))
        column.addWidget(self.topics)
        column.addWidget(line())
        column.addWidget(Strong("What is worth how much"))
        rates = [("semester", "A semester credit"), ("quarter", "A quarter credit"), ("ceu", "A CEU")]
        column.addLayout(row_of(*((self._field(name, label, "Empty: it does not count."), 1) for name, label in rates)))
        self.approval = QCheckBox("Each activity needs an approval, or an approved provider")
        self.approval.toggled.connect(self._tell)
        column.addWidget(self.approval)
        column.addWidget(Strong("Kinds of activity of which only so much counts"))
        column.addWidget(self.caps)
        column.addWidget(line())
        source = self._field("source", "Where you read it", "A letter, a page, a handbook.", optional=True)
        column.addLayout(row_of((source, 1), (self._field("url", "Its address", optional=True), 1)))
        self.show_draft(OwnRules(id="", title=""))
        for rows in (self.topics, self.caps):
            rows.changed.connect(self.changed)

    def _field(self, name: str, label: str, hint: str = "", *, optional: bool = False) -> LabeledField:
        editor = Line()
        editor.textEdited.connect(self._tell)
        self.fields[name] = LabeledField(label, editor, hint, optional=optional)
        return self.fields[name]

    def _tell(self, *_: object) -> None:
        self.changed.emit()

    def _topic(self) -> TopicRow:
        return TopicRow(self._vocabulary)

    def _cap(self) -> CapRow:
        return CapRow(self._vocabulary)

    def _text(self, name: str) -> str:
        editor = self.fields[name].editor
        return editor.text().strip() if isinstance(editor, QLineEdit) else ""

    def draft(self) -> OwnRules:
        """What stands there."""
        return OwnRules(
            id=self._id,
            **{name: self._text(name) for name in self.fields},
            approval=self.approval.isChecked(),
            topics=tuple(
                Topic(title=row.topics.title(), amount=row.amount.text().strip(), topics=row.topics.value())
                for row in self.topics.rows
            ),
            caps=tuple(
                Cap(
                    title=row.kinds.title(),
                    amount=row.amount.text().strip(),
                    kinds=row.kinds.value(),
                    per=str(row.per.value()),
                )
                for row in self.caps.rows
            ),
        )

    def take(self, draft: Draft) -> bool:
        """Show this, if it is of this form."""
        if isinstance(draft, OwnRules):
            self.show_draft(draft)
        return isinstance(draft, OwnRules)

    def show_draft(self, draft: OwnRules) -> None:
        """Show this."""
        self._id = draft.id
        for name, field in self.fields.items():
            if isinstance(field.editor, QLineEdit):
                field.editor.setText(getattr(draft, name))
        self.approval.setChecked(draft.approval)
        self.topics.clear()
        self.caps.clear()
        for topic in draft.topics:
            row = self.topics.add()
            row.amount.setText(topic.amount)
            row.topics.set_value(topic.topics)
        for cap in draft.caps:
            limit = self.caps.add()
            limit.amount.setText(cap.amount)
            limit.kinds.set_value(cap.kinds)
            limit.per.set_value(cap.per)
