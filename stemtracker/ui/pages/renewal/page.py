"""The Renewal page: which credential and cycle, the verdict, the need tree, and everything behind a number."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.assessment import Node, Question
from stemtracker.domain.credential import Credential
from stemtracker.services import activities, credentials, questions, renewal
from stemtracker.services.renewal import RenewalView
from stemtracker.services.workspace import Workspace
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.facts import asker
from stemtracker.ui.models.line_answers import counted_rows, idle_rows
from stemtracker.ui.pages.base import Page, scroll_column
from stemtracker.ui.pages.renewal.lines import LinesPanel
from stemtracker.ui.pages.renewal.needs import NeedsView
from stemtracker.ui.pages.renewal.open_points import ANSWERS, FactsPanel, QuestionsPanel, SourcesPanel
from stemtracker.ui.pages.renewal.renewed import RenewedDialog
from stemtracker.ui.pages.renewal.verdict import VerdictCard
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.labels import Muted

OPEN, FACTS = 2, 3
#: Room for a heading and five needs.
LEAST_NEEDS = 172


class RenewalPage(Page):
    """Needs above, the reasons of the chosen need below."""

    name = "renewal"
    title = "Renewal"
    nouns = ("activity", "evidence", "credential", "cycle", "fact", "pin", "vocabulary")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: RenewalView | None = None
        self._wanted: tuple[str, str | None] = ("", None)
        self.set_primary("Renewed…", self._ask_renewed, "check")
        self.credential = Combo()
        self.credential.setAccessibleName("Credential")
        self.credential.setMinimumWidth(theme.px(240))
        self.credential.activated.connect(self._choose_credential)
        self.cycle = Combo()
        self.cycle.setAccessibleName("Cycle")
        self.cycle.setMinimumWidth(theme.px(280))
        self.cycle.activated.connect(self._choose_cycle)
        for text, combo in (("Credential", self.credential), ("Cycle", self.cycle)):
            label = QLabel(text)
            label.setBuddy(combo)
            self.filters.addWidget(label)
            self.filters.addWidget(combo, 3 if combo is self.credential else 0)
        self.filters.addStretch(1)
        self.empty = EmptyState(
            "Add a license or certificate, and this page shows what its renewal asks and where you stand.",
            "Add a credential",
            self._add_credential,
            "renewal",
        )
        self.body, inside = scroll_column()
        inside.setAlignment(Qt.AlignmentFlag(0))
        inside.addWidget(self._build_body(), 1)
        self.content.addWidget(self.empty, 1)
        self.content.addWidget(self.body, 1)
        self.empty.hide()
        self.body.hide()

    def _build_body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        self.verdict = VerdictCard()
        column.addWidget(self.verdict)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self.needs = NeedsView()
        self.needs.setMinimumHeight(theme.px(LEAST_NEEDS))
        self.needs.chosen.connect(self._show_need)
        self._split.addWidget(self.needs)
        self._split.addWidget(self._build_behind())
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        column.addWidget(self._split, 1)
        return body

    def _build_behind(self) -> QWidget:
        """What stands behind the numbers: a line about the chosen need, then the tabs."""
        self.lines = LinesPanel("No activity has to do with this need yet.")
        self.idle = LinesPanel("Every activity counts for something here.")
        for panel in (self.lines, self.idle):
            panel.pinned.connect(self._pin)
            panel.opened.connect(self._open_activity)
        self.questions = QuestionsPanel()
        self.questions.answer.connect(self._answer)
        self.questions.approved.connect(self._approve)
        self.facts = FactsPanel(self.context.drafts)
        self.facts.saved.connect(self._save_facts)
        self.sources = SourcesPanel()
        self.sources.opened.connect(self.context.dialogs.open_link)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Behind the numbers")
        self.tabs.addTab(self.lines, "Why")
        self.tabs.addTab(self.idle, "Does not count")
        self.tabs.addTab(self.questions, "Open points")
        self.tabs.addTab(self.facts, "Your answers")
        self.tabs.addTab(self.sources, "Sources")
        self.about = Muted()
        self.about.widen()
        behind = QWidget()
        behind.setMinimumHeight(theme.px(290))
        column = QVBoxLayout(behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        column.addWidget(self.about)
        column.addWidget(self.tabs, 1)
        return behind

    # Loading

    def refresh(self) -> None:
        """Read the credentials, then the assessment of the one shown."""
        self.context.tasks.record(credentials.list_credentials, self.context.workspace, done=self._show_credentials)

    def open(self, argument: object) -> None:
        """Show the credential of that id; the keyboard starts at the needs, not at the step that closes a cycle.

        "answers:" before the id shows what its rules ask of the holder.
        """
        self.needs.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(argument, str) and argument:
            if argument.startswith(ANSWERS):
                self.tabs.setCurrentIndex(FACTS)
            self._wanted = (argument.removeprefix(ANSWERS), None)
            self.refresh()

    def _show_credentials(self, found: tuple[Credential, ...]) -> None:
        self.empty.setVisible(not found)
        self.body.setVisible(bool(found))
        for widget in (self.credential, self.cycle, self.primary_action):
            if widget is not None:
                widget.setEnabled(bool(found))
        self.credential.set_choices((c.id, c.title) for c in found)
        if not found:
            self._view = None
            return
        ids = [c.id for c in found]
        id_, cycle_id = self._wanted
        if id_ not in ids:
            id_, cycle_id = ids[0], None
        self._wanted = (id_, cycle_id)
        self.credential.set_value(id_)
        self.context.tasks.record(
            renewal.view, self.context.workspace, id_, cycle_id, done=self._show_view, failed=self._gone
        )

    def _gone(self, error: BaseException) -> None:
        """The cycle shown was undone away: show the open one instead, and only then complain."""
        if self._wanted[1] is not None:
            self._wanted = (self._wanted[0], None)
            self.refresh()
        else:
            self.body.hide()
            self.context.dialogs.show_error(error)

    def _show_view(self, view: RenewalView) -> None:
        new = self._view is None or self._view.cycle.id != view.cycle.id
        self._view = view
        self.cycle.set_choices((c.id, self._cycle_title(c.id, view)) for c in view.cycles)
        self.cycle.set_value(view.cycle.id)
        if self.primary_action is not None:
            self.primary_action.setEnabled(view.cycle.closed is None)
        self.verdict.show_view(view)
        self.needs.show_assessment(view.assessment)
        if new:
            wanted = self.needs.wanted_height()
            # A short tree shows every row, whatever the height the page has when it is first shown.
            self.needs.setMinimumHeight(min(wanted, theme.px(LEAST_NEEDS)))
            wanted = min(wanted, self._split.height() // 2)
            self._split.setSizes([wanted, self._split.height() - wanted])
        self.idle.show_rows(view.assessment, idle_rows(view.assessment, view.days), view.pins)
        self.questions.show_view(view)
        self.facts.show_view(view, asker(questions.wanted, self.context.workspace.library, view.credential.pack_id))
        self.sources.show_assessment(view.assessment)
        open_points = len(view.assessment.decides)
        self.tabs.setTabText(OPEN, f"Open points ({open_points} decide)" if open_points else "Open points")
        self._show_need(self.needs.current())

    def _cycle_title(self, cycle_id: str, view: RenewalView) -> str:
        cycle = next(c for c in view.cycles if c.id == cycle_id)
        state = "renewed" if cycle.closed else "now" if cycle.start <= view.assessment.as_of else "next"
        return f"{wording.days(cycle.period)} · {state}"

    def _show_need(self, node: Node | None) -> None:
        view = self._view
        if view is None or node is None:
            return
        self.about.setText(" · ".join(part for part in (self.needs.left_out(node), _about(node, view)) if part))
        self.about.setVisible(bool(self.about.text()))
        self.lines.show_rows(view.assessment, counted_rows(view.assessment, node.id, view.days), view.pins)

    # What the user asks for

    def _choose_credential(self) -> None:
        self._wanted = (str(self.credential.value()), None)
        self.refresh()

    def _choose_cycle(self) -> None:
        self._wanted = (self._wanted[0], str(self.cycle.value()))
        self.refresh()

    def _add_credential(self) -> None:
        self.context.bus.navigate.emit("record", "credentials")

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

    def save_shortcut(self) -> bool:
        """Ctrl+S saves answers that were typed."""
        if not self.facts.is_edited():
            return False
        self.facts.save()
        return True

    def leave(self) -> bool:
        """Answers that were typed are saved when the page is left."""
        self.save_shortcut()
        return not self.facts.is_edited()

    def _ask_renewed(self) -> None:
        if self._view is not None and self._view.cycle.closed is None:
            self.context.tasks.record(_proposal, self.context.workspace, self._view, done=self._ask_dates)

    def _ask_dates(self, proposal: tuple[RenewalView, date]) -> None:
        view, expiry = proposal
        dialog = RenewedDialog(view, expiry, self)
        if self.context.dialogs.run(dialog) and dialog.dates:
            self._wanted = (view.credential.id, None)
            self.context.tasks.record(renewal.renewed, self.context.workspace, view.cycle.id, *dialog.dates)


def _proposal(workspace: Workspace, view: RenewalView) -> tuple[RenewalView, date]:
    return view, renewal.proposed_expiry(workspace, view.cycle, clock.today(), None)


def _about(node: Node, view: RenewalView) -> str:
    titles = {s.id: s for s in view.assessment.sources}
    parts = [node.note.rstrip(".")] if node.note else []
    if node.touched_by_overlay:
        parts.append("changed by your overlay")
    parts += [f"{titles[i].title}, seen {wording.day(titles[i].seen)}" for i in node.sources if i in titles]
    marks = {"secondary": "from a secondary source", "inferred": "inferred", "conflict": "sources disagree"}
    if node.mark in marks:
        parts.append(marks[node.mark])
    return " · ".join(parts)
