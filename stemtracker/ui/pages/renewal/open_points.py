"""What is open: first what holds anyway, then the points that decide, each with the way to close it, then the rest.

Neighbors: `domain.in_question` groups and words them, `services.what_if` tries the answers, `one` acts on them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.domain import in_question
from stemtracker.domain.assessment import Assessment, Question
from stemtracker.domain.in_question import Group, Trial
from stemtracker.services.renewal import RenewalView
from stemtracker.ui import theme
from stemtracker.ui.models.verdict_state import VERDICT_MARKS
from stemtracker.ui.pages.renewal.scrolled import Scrolled
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.fold import Fold
from stemtracker.ui.widgets.labels import Body, CardTitle, Muted, StateMark, Strong

_KINDS = {"fact": "A question for you", "source": "Left open by the sources"}
#: So many activities are named under a question they share, and so many needs one by one above their questions.
_MOST_NAMED = 3
_LATER = "{} more questions hang on your answers to these, and are asked then if they matter."
_LATER_ONE = "One more question hangs on your answers to these, and is asked then if it matters."
#: The least width of a question beside its buttons; with less, they stand below it.
_WORDS = 260


class QuestionsPanel(Scrolled):
    """Every open point, those that touch the same needs together."""

    #: A `Question` the user wants to answer.
    answer = Signal(object)
    #: The ids of activities that were approved, says the user.
    approved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[QuestionRow] = []

    def show_view(self, view: RenewalView, wanted: frozenset[str]) -> None:
        """Show what is open; a question that hangs on another one, and so is not `wanted` yet, waits for it."""
        self.clear()
        self._rows = []
        answer = view.assessment
        waiting = _waiting(view, wanted)
        deciding = {(q.kind, q.key) for q in answer.decides}
        decides = [q for q in answer.decides if q not in waiting]
        others = [q for q in answer.questions if (q.kind, q.key) not in deciding]
        self._add_first(answer)
        if decides:
            self.column.addWidget(CardTitle("These may decide"))
            self._add(self.column, decides, view)
            if answer.others_may_decide:
                self.column.addWidget(Muted(in_question.OTHERS))
        mine = [q for q in others if q.kind != "source" and q not in waiting]
        if mine:
            self.column.addWidget(CardTitle("These could change the amounts"))
            self._add(self.column, mine, view)
        if waiting:
            self.column.addWidget(Muted(_LATER.format(len(waiting)) if len(waiting) > 1 else _LATER_ONE))
        self._add_fold("Left open by the sources", [q for q in others if q.kind == "source"], view)
        if answer.notes:
            fold = Fold(f"To know ({len(answer.notes)})")
            for note in answer.notes:
                fold.column.addWidget(Muted(note))
            self.column.addWidget(fold)

    def _add_first(self, answer: Assessment) -> None:
        if sure := in_question.holds(answer):
            self.column.addWidget(StateMark(VERDICT_MARKS[answer.verdict], sure, wrap=True))
        elif not answer.questions:
            self.column.addWidget(Muted("Nothing is open: every question of this rule is answered."))

    def _add_fold(self, title: str, questions: Sequence[Question], view: RenewalView) -> None:
        if questions:
            fold = Fold(f"{title} ({len(questions)})")
            self._add(fold.column, questions, view)
            self.column.addWidget(fold)

    def _add(self, column: QVBoxLayout, questions: Sequence[Question], view: RenewalView) -> None:
        for group in in_question.groups(view.assessment, questions):
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(theme.px(theme.S))
            inside.addWidget(_heading(group))
            for alike in group.alike:
                row = QuestionRow(alike, view, self)
                inside.addWidget(row)
                self._rows.append(row)
            column.addWidget(holder)

    def show_trials(self, trials: Sequence[Trial]) -> None:
        """Tell at each question what its answers would bring."""
        for row in self._rows:
            row.show_trials([t for t in trials if row.holds(t)])


def _waiting(view: RenewalView, wanted: frozenset[str]) -> frozenset[Question]:
    """The questions to the holder that hang on the answer to another one that is asked here."""
    names = {q.name for q in view.questions}
    answer = view.assessment
    asked = {q for q in (*answer.decides, *answer.questions) if q.kind == "fact" and q.key in names}
    waiting = {q for q in asked if q.key not in wanted}
    return frozenset(waiting if waiting != asked else ())


def _heading(group: Group) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    told = [(need.title, in_question.about(need)) for need in group.needs] or [("The whole renewal", "")]
    if len(told) > _MOST_NAMED:
        told = [(", ".join(title for title, _about in told), "")]
    for title, about in told:
        column.addWidget(Strong(title, wrap=True))
        if about:
            column.addWidget(Muted(f"{about}."))
    return holder


class QuestionRow(QWidget):
    """Questions of one wording, what their answers would bring, and what can be done about them."""

    def __init__(self, questions: tuple[Question, ...], view: RenewalView, panel: QuestionsPanel) -> None:
        super().__init__()
        self.questions, self._panel = questions, panel
        first = questions[0]
        row = FlowLayout(self)
        row.setContentsMargins(theme.px(theme.M), 0, 0, 0)
        words = QWidget()
        words.setMinimumWidth(theme.px(_WORDS))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        words.setSizePolicy(policy)
        inside = QHBoxLayout(words)
        inside.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.XS))
        column.addWidget(Body(first.text))
        said = _named(questions, view.assessment) if first.kind == "line" else _KINDS.get(first.kind, "")
        if said:
            column.addWidget(Muted(said))
        self.brings = Muted()
        self.brings.hide()
        column.addWidget(self.brings)
        inside.addLayout(column, 4)
        # Takes what lines of reading length leave over: else the layout would center them.
        inside.addStretch(1)
        row.addWidget(words)
        if first.kind == "line" and first.text in view.about_approval:
            self._offer(row, "Yes, it was" if len(questions) == 1 else f"Yes, all {len(questions)}", self._approve)
        if first.kind in ("fact", "line"):
            self._offer(row, "Answer" if first.kind == "fact" else "Open in the log", self._answer)

    def holds(self, trial: Trial) -> bool:
        """Whether it was these questions that were tried."""
        return trial.kind == self.questions[0].kind and trial.keys == tuple(q.key for q in self.questions)

    def show_trials(self, trials: Sequence[Trial]) -> None:
        """Tell what each answer would bring."""
        self.brings.setText(". ".join(in_question.outcome(t) for t in trials) + ".")
        self.brings.setVisible(bool(trials))

    def _offer(self, row: FlowLayout, words: str, slot: buttons.Slot) -> None:
        button = buttons.plain(words, slot)
        button.setAccessibleName(f"{words}: {self.questions[0].text}")
        row.addWidget(button)

    def _answer(self) -> None:
        self._panel.answer.emit(self.questions[0])

    def _approve(self) -> None:
        self._panel.approved.emit(tuple(q.key for q in self.questions))


def _named(questions: tuple[Question, ...], answer: Assessment) -> str:
    titles = {line.id: line.title for line in answer.lines}
    named = [titles.get(q.key, q.key) for q in questions[:_MOST_NAMED]]
    rest = len(questions) - len(named)
    return "; ".join(named) + (f"; and {rest} more" if rest else "")
