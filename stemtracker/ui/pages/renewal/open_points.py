"""What is open and where it is written: questions (those that decide first), the holder's answers, the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Question, Source
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.errors import Refused
from stemtracker.services.renewal import RenewalView
from stemtracker.ui import theme
from stemtracker.ui.drafts import DraftBook, Place, Typing
from stemtracker.ui.forms.facts import FactsForm
from stemtracker.ui.pages.base import scroll_column
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.dispute import Dispute
from stemtracker.ui.widgets.labels import Body, Muted, StateMark, Strong

_KINDS = {"fact": "A question for you", "source": "Left open by the sources"}
_MARKS = {"secondary": "secondary source", "inferred": "inferred", "conflict": "sources disagree"}


class _Scrolled(QWidget):
    """A tab whose content is a scrolling column that is filled anew."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        area, self.column = scroll_column()
        self.column.setSpacing(theme.px(theme.M))
        column.addWidget(area)

    def clear(self) -> None:
        while item := self.column.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class QuestionsPanel(_Scrolled):
    """Every open point, those that decide the verdict first, each with the way to close it."""

    #: A `Question` the user wants to answer.
    answer = Signal(object)
    #: The ids of activities that were approved, says the user.
    approved = Signal(object)

    def show_view(self, view: RenewalView) -> None:
        """Show what is open."""
        self.clear()
        answer = view.assessment
        deciding = {(q.kind, q.key) for q in answer.decides}
        others = [q for q in answer.questions if (q.kind, q.key) not in deciding]
        if not answer.decides and not others:
            self.column.addWidget(Muted("Nothing is open: every question of this rule is answered."))
        for decides, questions in ((True, answer.decides), (False, others)):
            for group in alike(questions):
                approval = group[0].kind == "line" and group[0].text in view.about_approval
                self.column.addWidget(_QuestionRow(group, answer, self, decides=decides, approval=approval))
        for note in answer.notes:
            self.column.addWidget(Muted(note))


def alike(questions: Sequence[Question]) -> list[tuple[Question, ...]]:
    """The questions in their order, those of one kind and wording together."""
    groups: dict[tuple[str, str], list[Question]] = {}
    for question in questions:
        groups.setdefault((question.kind, question.text), []).append(question)
    return [tuple(group) for group in groups.values()]


#: What the name of a credential stands behind where its answers are asked for.
ANSWERS = "answers:"
#: So many activities are named under a question they share.
_MOST_NAMED = 3


class _QuestionRow(QWidget):
    def __init__(
        self,
        questions: tuple[Question, ...],
        answer: Assessment,
        panel: QuestionsPanel,
        *,
        decides: bool,
        approval: bool,
    ) -> None:
        super().__init__()
        self._questions, self._panel = questions, panel
        first = questions[0]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.XS))
        if decides:
            column.addWidget(StateMark("unknown", "Decides the verdict"))
        column.addWidget(Body(first.text))
        titles = [n.title for n in answer.nodes if any(n.id in q.nodes for q in questions)]
        about = [_KINDS.get(first.kind, ""), ", ".join(titles)]
        if first.kind == "line":
            about = [_named(questions, answer), *about[1:]]
        column.addWidget(Muted(" · ".join(part for part in about if part)))
        row.addLayout(column, 4)
        # Takes what lines of reading length leave over: else the layout would center them.
        row.addStretch(1)
        if approval:
            words = "Yes, it was" if len(questions) == 1 else f"Yes, all {len(questions)}"
            self._offer(row, words, self._approve)
        if first.kind in ("fact", "line"):
            self._offer(row, "Answer" if first.kind == "fact" else "Open in the log", self._answer)

    def _offer(self, row: QHBoxLayout, words: str, slot: buttons.Slot) -> None:
        button = buttons.plain(words, slot)
        button.setAccessibleName(f"{words}: {self._questions[0].text}")
        row.addWidget(button)

    def _answer(self) -> None:
        self._panel.answer.emit(self._questions[0])

    def _approve(self) -> None:
        self._panel.approved.emit(tuple(q.key for q in self._questions))


def _named(questions: tuple[Question, ...], answer: Assessment) -> str:
    titles = {line.id: line.title for line in answer.lines}
    named = [titles.get(q.key, q.key) for q in questions[:_MOST_NAMED]]
    rest = len(questions) - len(named)
    return "; ".join(named) + (f"; and {rest} more" if rest else "")


class FactsPanel(_Scrolled):
    """The holder's answers, editable in place."""

    #: The answers changed, to be saved: name -> value or None.
    saved = Signal(object)

    def __init__(self, book: DraftBook) -> None:
        super().__init__()
        self._typing = Typing(self, book, self)
        self._of: Credential | None = None
        self.dispute = Dispute("Saving keeps what stands here.")
        self.form = FactsForm()
        self._nothing = Muted("This rule asks nothing about you.")
        self.save_button = buttons.primary("Save answers", self.save)
        for widget in (self._nothing, self.dispute, self.form, self.save_button):
            self.column.addWidget(widget)
        self._known: Mapping[str, FactValue] = {}
        self._shown: object = None
        self._dirty = False
        self.form.changed.connect(self._edited)
        self.form.being_typed.connect(self._edited)

    def show_view(self, view: RenewalView, wanted: Callable[..., frozenset[str]]) -> None:
        """Show the answers; what was typed and not yet saved stays."""
        shown = (view.credential.id, dict(view.facts), view.questions)
        if shown == self._shown or (self._dirty and self._shown and self._shown[0] == view.credential.id):  # type: ignore[index]
            return
        self._shown, self._known, self._dirty = shown, view.facts, False
        self._of = view.credential
        self.form.ask(view.questions, view.facts, wanted)
        self._nothing.setVisible(self.form.is_empty())
        self.save_button.setVisible(not self.form.is_empty())
        self.save_button.setEnabled(False)
        self.dispute.hide()
        self._typing.shown()

    def _edited(self) -> None:
        self._dirty = True
        self.save_button.setEnabled(True)
        self._typing.touched()

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again."""
        if self._of is None:
            return None
        about = f"your answers to the rules of “{self._of.title}”"
        return Place(f"answers:{self._of.id}", about, "renewal", f"{ANSWERS}{self._of.id}")

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        return self.form.typed()

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        """What was typed before, over what the record says now."""
        self.form.show_typed(typed)
        self.dispute.tell(self.form.fields(), now, disputed)
        self._dirty = True
        self.save_button.setEnabled(True)

    def is_edited(self) -> bool:
        """Whether answers wait to be saved."""
        return self._dirty

    def was_saved(self) -> None:
        """The record took the answers."""
        self._typing.done()

    def save(self) -> None:
        """Hand over what changed; what can't be read is said under its field."""
        try:
            values = self.form.values()
        except Refused:
            return
        changed = {name: value for name, value in values.items() if value != self._known.get(name)}
        self._dirty = False
        self.save_button.setEnabled(False)
        self._shown = None
        if changed:
            self.saved.emit(changed)


class SourcesPanel(_Scrolled):
    """Where the rule was read and when it was last seen. A link opens in the browser on a click only."""

    #: An address to open.
    opened = Signal(str)

    def show_assessment(self, answer: Assessment) -> None:
        """Show the sources of that rule text."""
        self.clear()
        self.column.addWidget(
            Muted("STEM Tracker is not the state. These are the texts the rule was taken from, in our words.")
        )
        for source in answer.sources:
            used = [n for n in answer.nodes if source.id in n.sources]
            self.column.addWidget(_SourceRow(source, [_with_mark(n.title, n.mark) for n in used], self))


def _with_mark(title: str, mark: str) -> str:
    return f"{title} ({_MARKS[mark]})" if mark in _MARKS else title


class _SourceRow(QWidget):
    def __init__(self, source: Source, used: list[str], panel: SourcesPanel) -> None:
        super().__init__()
        self._source, self._panel = source, panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        column.addWidget(Strong(source.title, wrap=True))
        about = [source.kind, f"seen {wording.day(source.seen)}"]
        if source.page_date:
            about.append(f"page of {source.page_date}")
        column.addWidget(Muted(" · ".join(about)))
        if used:
            column.addWidget(Muted(f"For: {', '.join(used)}"))
        if source.url:
            link = buttons.link("Open in the browser", self._open, "link")
            link.setToolTip(source.url)
            link.setAccessibleName(f"Open in the browser: {source.title}")
            column.addWidget(link)

    def _open(self) -> None:
        self._panel.opened.emit(self._source.url)
