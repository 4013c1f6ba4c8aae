"""Writes rules: in a form, or as their text; only what has no mistakes can be saved.

Neighbors: `own_form` and `additions_form` are the forms; `services.rule_texts` keeps what is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QStackedWidget, QTabBar, QVBoxLayout

from stemtracker.errors import Problem, Refused
from stemtracker.services import rule_texts, writing_rules
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.rules.additions_form import AdditionsForm
from stemtracker.ui.rules.own_form import OwnForm
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Label, Title
from stemtracker.ui.widgets.scrolling import scroll_column

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.workspace import Workspace

#: So long one may go on typing before the text is looked through.
_PAUSE_MS = 250
#: So many mistakes are told at a time.
_MOST = 4
FORM, TEXT = 0, 1


def _check(ws: Workspace, toml: str) -> tuple[str, tuple[Problem, ...]]:
    return toml, rule_texts.problems(ws, toml)


def _save_draft(ws: Workspace, draft: writing_rules.Draft, id_: str | None) -> Changes:
    return rule_texts.save_text(ws, writing_rules.text_of(ws, draft), id_)


class RulesEditor(QDialog):
    """`kept` is the id of the text that is changed, None for new rules. `form` is None where no form can show it."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        form: OwnForm | AdditionsForm | None,
        *,
        text: str = "",
        kept: str | None = None,
    ) -> None:
        super().__init__(context.dialogs.window)
        self.context, self.form, self._kept = context, form, kept
        self.setWindowTitle("Rules")
        self.setModal(True)
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, edge, edge, theme.px(theme.L))
        column.setSpacing(theme.px(theme.M))
        heading = Title(title)
        heading.setWordWrap(True)
        column.addWidget(heading)
        column.addWidget(self._tabs())
        column.addWidget(self._views(text), 1)
        self.problems = Label("", "secondary", "muted", wrap=True)
        self.problems.setAccessibleName("What is still to be mended")
        column.addWidget(self.problems)
        column.addLayout(self._answers())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._look_through)
        self.tabs.currentChanged.connect(self._switched)
        self.text.textChanged.connect(self._typed)
        if form is not None:
            form.changed.connect(self._look_over)
        self._edited = False
        self._show(TEXT if form is None else FORM)
        self.resize(QSize(theme.px(760), theme.px(620)).boundedTo(self.screen().availableSize()))

    def _tabs(self) -> QTabBar:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Ways to write the rules")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in ("Form", "Text"):
            self.tabs.addTab(name)
        self.tabs.setTabEnabled(FORM, self.form is not None)
        return self.tabs

    def _views(self, text: str) -> QStackedWidget:
        self._stack = QStackedWidget()
        area, column = scroll_column()
        if self.form is not None:
            column.addWidget(self.form)
        self._stack.addWidget(area)
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName("The rules as text")
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._stack.addWidget(self.text)
        return self._stack

    def _answers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(buttons.plain("Cancel", self.reject))
        self.save_button = buttons.primary("Save these rules", self._save)
        row.addWidget(self.save_button)
        return row

    # Form and text

    def _show(self, view: int) -> None:
        blocked = self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(view)
        self.tabs.blockSignals(blocked)
        self._stack.setCurrentIndex(view)
        if view == FORM:
            self._look_over()
        else:
            self._look_through()

    def _switched(self, view: int) -> None:
        """The other view shows what stands in this one, where it can."""
        edited = self._edited
        if view == TEXT and self.form is not None:
            written = self.form.draft()
            if writing_rules.mistakes(written):
                self._back_to(FORM)
                return
            self.context.tasks.record(writing_rules.text_of, self.context.workspace, written, done=self._show_text)
        elif view == FORM:
            draft = writing_rules.draft_of(self.text.toPlainText())
            if self.form is None or draft is None or not self.form.take(draft):
                self._back_to(TEXT)
                self._tell([Problem("text", "This text says more than the form can show; go on in the text.")])
                return
        self._show(view)
        self._edited = edited

    def _show_text(self, text: str) -> None:
        self.text.setPlainText(text)

    def _back_to(self, view: int) -> None:
        blocked = self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(view)
        self.tabs.blockSignals(blocked)

    # What is wrong

    def _look_over(self) -> None:
        self._edited = True
        if self.form is not None:
            self._tell(writing_rules.mistakes(self.form.draft()))

    def _typed(self) -> None:
        self._edited = True
        self.save_button.setEnabled(False)
        self._pause.start(_PAUSE_MS)

    def _look_through(self) -> None:
        text = self.text.toPlainText()
        self.context.tasks.record(_check, self.context.workspace, text, done=self._looked_through)

    def _looked_through(self, found: tuple[str, tuple[Problem, ...]]) -> None:
        text, problems = found
        if text == self.text.toPlainText() and self.tabs.currentIndex() == TEXT:
            self._tell(problems, places=True)

    def _tell(self, problems: Iterable[Problem], *, places: bool = False) -> None:
        """Say what is to be mended; where nothing is, it can be saved."""
        said = [f"{p.field}: {p.message}" if places else p.message for p in problems if p.message]
        more = [f"and {len(said) - _MOST} more"] if len(said) > _MOST else []
        self.problems.setText("\n".join((*said[:_MOST], *more)))
        self.problems.set_look("danger" if places else "muted")
        self.problems.setVisible(bool(said))
        self.save_button.setEnabled(not said)

    # The end

    def _save(self) -> None:
        ws, work = self.context.workspace, self.context.tasks.record
        self.save_button.setEnabled(False)
        if self.tabs.currentIndex() == FORM and self.form is not None:
            work(_save_draft, ws, self.form.draft(), self._kept, done=self._saved, failed=self._refused)
        else:
            text = self.text.toPlainText()
            work(rule_texts.save_text, ws, text, self._kept, done=self._saved, failed=self._refused)

    def _saved(self, _changes: object) -> None:
        self._edited = False
        self.accept()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self._tell(error.problems, places=True)
        else:
            self.save_button.setEnabled(True)
            self.context.dialogs.show_error(error)

    def start(self) -> None:
        """Nothing was typed yet."""
        self._edited = False
        (self.text if self.form is None else self.form.fields["title"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        question = "What you wrote here is not saved."
        if not self._edited or self.context.dialogs.ask("Leave without saving?", question, "Leave", "Go on writing"):
            super().reject()
