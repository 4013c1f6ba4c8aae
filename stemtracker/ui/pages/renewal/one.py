"""One credential in one cycle: the verdict, what the renewal asks with its reasons, what is open, the sources.

Neighbors: `page` chooses the credential and the cycle and reads; `asked`, `lines` and `open_points` are the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from stemtracker.domain import explanation, rule_age, wording
from stemtracker.domain.assessment import LineAnswer, Node, Question
from stemtracker.services import activities, credentials, questions, what_if
from stemtracker.ui import clipboard, theme
from stemtracker.ui.forms.facts import asker
from stemtracker.ui.models.line_answers import idle_rows
from stemtracker.ui.pages.renewal.answers import FactsPanel
from stemtracker.ui.pages.renewal.asked import AskedPanel
from stemtracker.ui.pages.renewal.lines import LinesPanel
from stemtracker.ui.pages.renewal.open_points import QuestionsPanel
from stemtracker.ui.pages.renewal.sources import SourcesPanel
from stemtracker.ui.pages.renewal.verdict import VerdictCard
from stemtracker.ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from stemtracker.services.renewal import RenewalView
    from stemtracker.services.what_if import Tried
    from stemtracker.ui.app_context import AppContext

NEEDS, IDLE, OPEN, FACTS, SOURCES = range(5)
#: On a page lower than this the words of the verdict stand without its bar, so that the reasons have room; what
#: stands between the two asks for more.
_LOW, _WAYS, _NOTICE = 708, 120, 56


class _Tabs(QTabWidget):
    """Tabs that are content with the least their pages need: each of these scrolls by itself."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class CredentialView(QWidget):
    """What stands behind one verdict, down to each reason."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._view: RenewalView | None = None
        self._height = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.notices = NoticeBar(edge=0)
        self.verdict = VerdictCard()
        self._build_tabs()
        for widget in (self.notices, self.verdict):
            column.addWidget(widget)
        column.addWidget(self.tabs, 1)

    def _build_tabs(self) -> None:
        self.lines = LinesPanel()
        self.idle = LinesPanel("Every activity counts for something here.")
        for panel in (self.lines, self.idle):
            panel.pinned.connect(self._pin)
            panel.opened.connect(self._open_activity)
            panel.copied.connect(self._copy_line)
        self.asked = AskedPanel(self.lines)
        self.asked.copied.connect(self._copy_need)
        self.needs = self.asked.needs
        self.questions = QuestionsPanel()
        self.questions.answer.connect(self._answer)
        self.questions.approved.connect(self._approve)
        self.facts = FactsPanel(self.context.drafts)
        self.facts.saved.connect(self._save_facts)
        self.sources = SourcesPanel()
        self.sources.opened.connect(self.context.dialogs.open_link)
        self.tabs = _Tabs()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Behind the verdict")
        self.tabs.addTab(self.asked, "Needs and reasons")
        self.tabs.addTab(self.idle, "Does not count")
        self.tabs.addTab(self.questions, "Open points")
        self.tabs.addTab(self.facts, "Your answers")
        self.tabs.addTab(self.sources, "Sources")

    def show_view(self, view: RenewalView) -> None:
        """Show that credential in that cycle; what was chosen stays chosen where it still is."""
        new = self._view is None or self._view.cycle.id != view.cycle.id
        self._view = view
        answer = view.assessment
        self.verdict.show_view(view)
        self._show_age(view)
        self.asked.show_view(view, new=new)
        self._fit()
        self.idle.show_rows(answer, idle_rows(answer, view.days), view.pins)
        wanted = asker(questions.wanted, view.library, view.credential.pack_id)
        self.questions.show_view(view, wanted(view.facts))
        self.facts.show_view(view, wanted)
        self.sources.show_assessment(answer)
        deciding = wording.deciding(answer)
        self.tabs.setTabText(OPEN, f"Open points ({deciding} may decide)" if deciding else "Open points")

        if answer.decides:
            work = self.context.tasks.record
            work(what_if.trials, self.context.workspace, view.credential.id, view.cycle.id, done=self._show_trials)

    def _show_trials(self, tried: Tried) -> None:
        if self._view is not None and self._view.cycle.id == tried.cycle_id:
            self.questions.show_trials(tried.trials)

    def _show_age(self, view: RenewalView) -> None:
        words = "" if view.cycle.closed else rule_age.advice(view.assessment)
        if words:
            self.notices.show_notice(words, "Open the rules", self._open_rules, "risk", matter="age")
        else:
            self.notices.drop("age")

    def forget(self) -> None:
        """There is nothing to show any more."""
        self._view = None

    # What the user asks for

    def copy(self) -> None:
        """Put the whole explanation on the clipboard."""
        if self._view is not None:
            text = explanation.of_credential(self._view.assessment, self._view.days)
            self._put(text, f"the explanation of {self._view.credential.title}")

    def _copy_need(self, node: Node) -> None:
        if self._view is not None:
            text = explanation.of_need(self._view.assessment, node, self._view.days)
            self._put(text, f"the explanation of “{node.title}”")

    def _copy_line(self, line: LineAnswer) -> None:
        if self._view is not None:
            text = explanation.of_line(self._view.assessment, line, self._view.days)
            self._put(text, f"the explanation of “{line.title}”")

    def _put(self, text: str, what: str) -> None:
        clipboard.put(text, self.context.bus, f"Copied as text: {what}.")

    def _open_rules(self) -> None:
        self.context.bus.navigate.emit("record", "rules")

    def _open_activity(self, activity_id: object) -> None:
        self.context.bus.navigate.emit("log", activity_id)

    def _answer(self, question: object) -> None:
        if isinstance(question, Question) and question.kind == "line":
            self._open_activity(question.key)
        elif isinstance(question, Question):
            self.tabs.setCurrentIndex(FACTS)
            self.facts.form.focus_on(question.key)

    def _approve(self, ids: object) -> None:
        edit = activities.BulkEdit(approved=True)
        self.context.tasks.record(activities.edit_many, self.context.workspace, ids, edit)

    def _pin(self, activity_id: object, node: object) -> None:
        if self._view is not None:
            self.context.tasks.record(
                credentials.pin, self.context.workspace, activity_id, self._view.credential.id, node
            )

    def _save_facts(self, values: object) -> None:
        if self._view is not None:
            id_ = self._view.credential.id
            work = self.context.tasks.record
            work(credentials.set_facts, self.context.workspace, id_, values, done=self._facts_saved)

    def _facts_saved(self, _changes: object) -> None:
        self.facts.was_saved()

    def fit(self, height: int) -> None:
        """Take as much of the height of the page as there is; what needs more scrolls with it."""
        self._height = height
        self._fit()

    def _fit(self) -> None:
        between = _WAYS * bool(self.asked.ways.cards) + _NOTICE * (self.notices.on("age") is not None)
        for part in (self.verdict, self.asked.ways):
            part.set_compact(compact=self._height < theme.px(_LOW + between))
