"""The whole form of an activity: a draft goes in, a draft comes out, word for word.

Live: from, to, break and missed time make the amount; what was posted is told against what was claimed.
Neighbors: `draft` reads and words it, `pages.log.editor` saves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from stemtracker import clock
from stemtracker.domain.hours import TIME_UNITS, Measure, hours
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem
from stemtracker.services.questions import LineAsker
from stemtracker.ui import icons, theme
from stemtracker.ui.forms import draft as drafts
from stemtracker.ui.forms.amounts import read_amount, typed, unit_to_type
from stemtracker.ui.forms.basics import Basics, column_of
from stemtracker.ui.forms.details import Details
from stemtracker.ui.forms.draft import Draft
from stemtracker.ui.forms.inputs import Line, on_edit, show_text, text_of
from stemtracker.ui.forms.line_questions import LineQuestions
from stemtracker.ui.forms.needs import needs
from stemtracker.ui.forms.times import NotUnderstood
from stemtracker.ui.forms.whose import Known, NetworkLine, Pair
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import FindCombo
from stemtracker.ui.widgets.field import LabeledField, show_problems

#: Fields that are no plain text.
STRUCTURED = ("topics", "steps")
_USUAL_ROLE = Draft(id="").role


class ActivityForm(QWidget):
    """All fields in reading order: the first ones, a place for the evidence, "More"."""

    edited = Signal()
    own_topic = Signal(str)

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._id = ""
        self._filling = False
        self._follows = True
        self.basics = Basics(vocabulary)
        self.details = Details(vocabulary)
        self.fields: dict[str, LabeledField] = {**self.basics.fields, **self.details.fields}
        column = column_of(self)
        column.setSpacing(theme.px(theme.L))
        column.addWidget(self.basics)
        self._asker = LineAsker()
        self.questions = LineQuestions()
        column.addWidget(self.questions)
        #: Where the evidence pane goes.
        self.middle = QVBoxLayout()
        column.addLayout(self.middle)
        self.more = buttons.link("More", self._fold, "chevron-right")
        column.addWidget(self.more)
        column.addWidget(self.details)
        self._connect()
        self.open_more(more=False)

    def _connect(self) -> None:
        for name, field in self.fields.items():
            if name not in STRUCTURED:
                on_edit(field.editor, self._edited)
        for editor in (*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)):
            # A file dropped anywhere on the editor is evidence; its path is not typed into a field.
            editor.setAcceptDrops(False)
        self.basics.topics.edited.connect(self._edited)
        self.basics.topics.own_topic.connect(self.own_topic)
        self.details.steps.edited.connect(self._edited)
        self.questions.edited.connect(self._edited)
        for name in ("start", "end", "start_time", "end_time", "break_minutes", "missed_minutes"):
            on_edit(self.fields[name].editor, self._count)
        self.basics.amount.textEdited.connect(self._amount_typed)
        self.basics.unit.currentIndexChanged.connect(self._count)
        self.basics.kind.currentIndexChanged.connect(self._kind_chosen)
        self.basics.whose.role_proposed.connect(self._propose_role)
        self.basics.amount_from_times.connect(self._use_times)

    # In and out ---------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """Show this and nothing else."""
        self._filling = True
        self._id = draft.id
        self.details.series.show_new(draft.series_id, draft.series_title)
        for name, field in self.fields.items():
            if name not in STRUCTURED:
                show_text(field.editor, getattr(draft, name))
        self.basics.whose.network.show_link(draft.network, draft.membership_id)
        self.basics.topics.set_value(draft.topics)
        self.details.steps.set_value(draft.steps)
        self.questions.set_answers(draft.answers)
        self.set_problems(())
        self._filling = False
        worked = drafts.worked(draft, clock.today())
        made = Measure.minutes(worked.minutes) if worked is not None else None
        self._follows = not draft.amount.strip() or (made is not None and self._amount() == made)
        self.basics.fit_kind()
        self.basics.whose.tell()
        self._count()
        self._ask()

    def draft(self) -> Draft:
        """What stands in the form now."""
        texts = {name: text_of(f.editor) for name, f in self.fields.items() if name not in STRUCTURED}
        return Draft(
            id=self._id,
            topics=self.basics.topics.value(),
            steps=self.details.steps.value(),
            answers=self.questions.answers(),
            series_title=self.details.series.new_title(),
            membership_id=self.basics.whose.network.link(),
            **texts,
        )

    def set_problems(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Say under each field what to mend and go to the first; what names no field comes back."""
        stepwise = [p for p in problems if p.field.rpartition("_")[2] in ("on", "due", "amount") and "_" in p.field]
        in_steps = [p for p in stepwise if p.field not in self.fields]
        self.details.steps.mark(p.field for p in in_steps)
        elsewhere = {**dict.fromkeys((p.field for p in in_steps), "steps"), "membership_id": "network"}
        named = [Problem(elsewhere.get(p.field, p.field), p.message) for p in problems]
        if any(p.field in self.details.fields for p in named):
            self.open_more(more=True)
        if any(p.field in ("break_minutes", "missed_minutes", "start_time", "end_time") for p in named):
            self.basics.times.show()
        return show_problems(self.fields, named)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Words were added to the record."""
        self._filling = True
        self.basics.topics.set_vocabulary(vocabulary)
        kept = self.basics.kind.id()
        self.basics.kind.set_vocabulary(vocabulary)
        self.basics.kind.set_id(kept)
        self._filling = False

    def set_known(self, field: str, words: tuple[str, ...]) -> None:
        """Offer what was typed in that field before."""
        editor = self.fields[field].editor
        if isinstance(editor, Line | NetworkLine):
            editor.complete_with(words)

    def set_series(self, series: Iterable[tuple[str, str]]) -> None:
        """The series that can be chosen."""
        self._filling = True
        self.details.set_series(series)
        self._filling = False

    def set_meetings(self, memberships: Iterable[Known], pairs: Iterable[Pair]) -> None:
        """The networks and mentoring pairs whose meeting it may be."""
        self._filling = True
        self.basics.whose.network.set_memberships(memberships)
        self.basics.whose.set_pairs(pairs)
        self.basics.fit_kind()
        self._filling = False

    def set_asker(self, asker: LineAsker) -> None:
        """What the rules ask about activities."""
        self._asker = asker
        self._ask()

    def _ask(self) -> None:
        """Ask what concerns the activity as it stands here."""
        filling, self._filling = self._filling, True
        self.questions.ask(self._asker.about(drafts.line(self.draft(), clock.today())))
        self._filling = filling

    def kind(self) -> str:
        """The kind chosen, "" for none."""
        return self.basics.kind.id()

    def settle(self) -> bool:
        """Choose what half-typed words name, as leaving their field does; whether all of them name something."""
        named = [f.editor.settle() for f in self.fields.values() if isinstance(f.editor, FindCombo)]
        return all(named)

    # Live ---------------------------------------------------------------------------------------------

    def _edited(self, *_said: Any) -> None:
        if self._filling:
            return
        self.details.steps.set_difference(drafts.difference(self.draft()))
        self._ask()
        self.edited.emit()

    def _kind_chosen(self, *_said: Any) -> None:
        if self._filling:
            return
        if not self.basics.amount.text().strip():
            self.basics.unit.set_value(needs(self.kind()).unit)
        self.basics.fit_kind()

    def _propose_role(self, role: str) -> None:
        """As the pair has it, where no other role was chosen."""
        editor = self.fields["role"].editor
        if not self._filling and text_of(editor) == _USUAL_ROLE:
            show_text(editor, role)

    def _amount(self) -> Measure | None:
        try:
            return read_amount(self.basics.amount.text(), text_of(self.basics.unit))
        except NotUnderstood:
            return None

    def _amount_typed(self, text: str) -> None:
        self._follows = not text.strip()
        self._count()

    def _use_times(self) -> None:
        self._follows = True
        self._count()

    def _count(self, *_said: Any) -> None:
        """Let the amount follow the times, or offer it where another one was typed."""
        if self._filling:
            return
        draft = self.draft()
        self.details.steps.set_difference(drafts.difference(draft))
        worked = drafts.worked(draft, clock.today())
        if worked is None or draft.unit not in TIME_UNITS:
            long = worked is None and all(text.strip() for text in (draft.end, draft.start_time, draft.end_time))
            self.basics.tell_times("Over more than a week, type the whole amount." if long else "")
            return
        measure = Measure.minutes(worked.minutes)
        if self._follows and self._amount() != measure:
            self._set_amount(measure)
        if self._amount() == measure:
            self.basics.tell_times(f"{worked.words} from the times")
        else:
            self.basics.tell_times(f"From and to: {worked.words}.", f"Use {hours(worked.minutes)}")

    def _set_amount(self, measure: Measure) -> None:
        self._filling = True
        unit = unit_to_type(measure)
        self.basics.unit.set_value(unit)
        self.basics.amount.setText(typed(measure.amount, unit))
        self._filling = False

    # Folding ------------------------------------------------------------------------------------------

    def _fold(self) -> None:
        self.open_more(more=self.details.isHidden())

    def open_more(self, *, more: bool) -> None:
        """Show or fold what is not needed first."""
        self.details.setVisible(more)
        self.more.setText("Less" if more else "More")
        self.more.setAccessibleName("Show fewer fields" if more else "Show all fields")
        icons.put(self.more, "chevron-down" if more else "chevron-right", "accent", theme.ICON_SMALL)
        self.basics.show_more(more=more)

    def focus_first(self) -> None:
        """Put the focus into the first field that is empty, else the title."""
        for name in ("title", "kind"):
            editor = self.fields[name].editor
            if not text_of(editor).strip():
                editor.setFocus()
                return
        self.fields["title"].editor.setFocus()
