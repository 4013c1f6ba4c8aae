"""The Renewal page: which credential and cycle, the verdict, the need tree, and everything behind a number."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.credential import Credential
from stemtracker.services import credentials, renewal
from stemtracker.services.renewal import RenewalView
from stemtracker.services.workspace import Workspace
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.renewal.answers import ANSWERS
from stemtracker.ui.pages.renewal.matrix import MatrixView
from stemtracker.ui.pages.renewal.one import FACTS, CredentialView
from stemtracker.ui.pages.renewal.renewed import RenewedDialog
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.skeleton import PATIENCE, Skeleton

#: What stands in place of a credential where all are wanted.
ALL = "all:"
#: The choice of a credential gets no wider.
_WIDEST = 560


class RenewalPage(Page):
    """Which credential and which cycle, and all that stands behind the verdict."""

    name = "renewal"
    title = "Renewal"
    nouns = ("activity", "evidence", "credential", "cycle", "fact", "pin", "vocabulary", "rule_text", "preparation")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._view: RenewalView | None = None
        self._wanted: tuple[str, str | None] = ("", None)
        self._came_from_needs = False
        self.set_primary("Renewed…", self._ask_renewed, "check")
        self.credential = Combo()
        self.credential.setAccessibleName("Credential")
        self.credential.setMinimumWidth(theme.px(240))
        self.credential.activated.connect(self._choose_credential)
        self.cycle = Combo()
        self.cycle.setAccessibleName("Cycle")
        self.cycle.setMinimumWidth(theme.px(280))
        self.cycle.activated.connect(self._choose_cycle)
        self._named_credential = _named("Credential", self.credential)
        self._named_cycle = _named("Cycle", self.cycle)
        self._named_credential.setMaximumWidth(theme.px(_WIDEST))
        for pair in (self._named_credential, self._named_cycle):
            self.filters.addWidget(pair)
        self.empty = EmptyState(
            "Add a license or certificate, and this page shows what its renewal asks and where you stand.",
            "Add a credential",
            self._add_credential,
            "renewal",
        )
        self.one = CredentialView(context)
        self.content.addWidget(self.empty, 1)
        self.all = MatrixView(context)
        self.all.chosen.connect(self.open)
        self.waiting = Skeleton(8, "Working out where it stands")
        for view in (self.one, self.all, self.waiting):
            self.content.addWidget(view, 1)
        #: Another verdict is not shown under this name while it is worked out.
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._wait)
        self.copy_button = self.add_action("", self._copy, "copy")
        self.packet_button = self.add_action("Renewal packet", self._open_packet, "documents")
        self.packet_button.setToolTip("Cover, attestation, hours beside the rule, transcript and evidence as one file")
        QShortcut(QKeySequence("Ctrl+Shift+C"), self).activated.connect(self._copy)
        self._show_what(everything=False)
        for widget in (self.empty, self.one, self.waiting):
            widget.hide()

    # Loading

    def refresh(self) -> None:
        """Read the credentials, then the assessment of the one shown."""
        id_, cycle_id = self._wanted
        shown = (self._view.credential.id, self._view.cycle.id) if self._view else None
        if id_ != ALL and (shown is None or shown != (id_, cycle_id or shown[1])):
            self._patience.start()
        self.context.tasks.record(credentials.list_credentials, self.context.workspace, done=self._show_credentials)

    def open(self, argument: object) -> None:
        """Show the credential of that id; the keyboard starts at the needs, not at the step that closes a cycle.

        "answers:" before the id shows what its rules ask of the holder; "all:" alone shows all of them.
        """
        first = self.all.table if argument == ALL else self.one.needs
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(argument, str) and argument:
            if argument.startswith(ANSWERS):
                self.one.tabs.setCurrentIndex(FACTS)
            self._wanted = (argument.removeprefix(ANSWERS), None)
            self.refresh()

    def _show_credentials(self, found: tuple[Credential, ...]) -> None:
        self.empty.setVisible(not found)
        for widget in (
            *(self._named_credential, self._named_cycle),
            *(self.primary_action, self.copy_button, self.packet_button),
        ):
            if widget is not None:
                widget.setVisible(bool(found))
        several = [(ALL, "All credentials side by side")] if len(found) > 1 else []
        self.credential.set_choices([*((c.id, c.title) for c in found), *several])
        if not found:
            self._view = None
            self.one.forget()
            self._patience.stop()
            for widget in (self.one, self.all, self.waiting):
                widget.hide()
            return
        ids = [c.id for c in found]
        id_, cycle_id = self._wanted
        if id_ == ALL and several:
            self.credential.set_value(ALL)
            self._show_what(everything=True)
            self.all.refresh()
            return
        self._show_what(everything=False)
        if id_ not in ids:
            id_, cycle_id = ids[0], None
        self._wanted = (id_, cycle_id)
        self.credential.set_value(id_)
        self.context.tasks.record(
            renewal.view,
            self.context.workspace,
            id_,
            cycle_id,
            done=self._show_view,
            failed=self._gone,
            busy_text="Working out where it stands …",
        )

    def _show_what(self, *, everything: bool) -> None:
        """One credential in one cycle, or all of them beside one another."""
        if everything:
            self._patience.stop()
            self.waiting.hide()
        self.one.setVisible(not everything and self.waiting.isHidden())
        self.all.setVisible(everything)
        self._named_cycle.setVisible(not everything)
        self.packet_button.setVisible(not everything)
        if self.primary_action is not None:
            self.primary_action.setVisible(not everything)
        words = "Copy as a table" if everything else "Copy this explanation"
        self.copy_button.setText(words)
        self.copy_button.setAccessibleName(words)
        about = "every activity and license, for a spreadsheet" if everything else "where this license stands and why"
        self.copy_button.setToolTip(f"Copy {about} (Ctrl+Shift+C)")

    def _copy(self) -> None:
        (self.all if self.all.isVisible() else self.one).copy()

    def _wait(self) -> None:
        """What is asked for takes a while: nothing else stands in its place meanwhile."""
        self._came_from_needs = self.one.isAncestorOf(self.focusWidget() or self)
        self.one.hide()
        self.waiting.show()

    def _rest(self) -> None:
        """It is there."""
        self._patience.stop()
        if not self.waiting.isHidden():
            self.waiting.hide()
            self.one.show()
            if self._came_from_needs:
                self.one.needs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _gone(self, error: BaseException) -> None:
        """The cycle shown was undone away: show the open one instead, and only then complain."""
        self._rest()
        if self._wanted[1] is not None:
            self._wanted = (self._wanted[0], None)
            self.refresh()
        else:
            self.one.hide()
            self.context.dialogs.show_error(error)

    def _show_view(self, view: RenewalView) -> None:
        if view.credential.id != self._wanted[0]:
            return  # another one was chosen meanwhile
        self._rest()
        self._view = view
        self.cycle.set_choices((c.id, self._cycle_title(c.id, view)) for c in view.cycles)
        self.cycle.set_value(view.cycle.id)
        if self.primary_action is not None:
            self.primary_action.setEnabled(view.cycle.closed is None)
        self.one.show_view(view)

    def _cycle_title(self, cycle_id: str, view: RenewalView) -> str:
        cycle = next(c for c in view.cycles if c.id == cycle_id)
        state = "renewed" if cycle.closed else "now" if cycle.start <= view.assessment.as_of else "next"
        return f"{wording.days(cycle.period)} · {state}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.one.fit(self.height())

    # What the user asks for

    def _choose_credential(self) -> None:
        self._wanted = (str(self.credential.value()), None)
        self.refresh()

    def _choose_cycle(self) -> None:
        self._wanted = (self._wanted[0], str(self.cycle.value()))
        self.refresh()

    def _open_packet(self) -> None:
        if self._view is not None:
            self.context.bus.navigate.emit("documents", f"packet:{self._view.credential.id}:{self._view.cycle.id}")

    def _add_credential(self) -> None:
        self.context.bus.navigate.emit("record", "credentials")

    def save_shortcut(self) -> bool:
        """Ctrl+S saves answers that were typed."""
        if not self.one.facts.is_edited():
            return False
        self.one.facts.save()
        return True

    def leave(self) -> bool:
        """Answers that were typed are saved when the page is left."""
        self.save_shortcut()
        return not self.one.facts.is_edited()

    def _ask_renewed(self) -> None:
        if self._view is not None and self._view.cycle.closed is None:
            self.context.tasks.record(_proposal, self.context.workspace, self._view, done=self._ask_dates)

    def _ask_dates(self, proposal: tuple[RenewalView, date]) -> None:
        view, expiry = proposal
        dialog = RenewedDialog(view, expiry, self)
        if self.context.dialogs.run(dialog) and dialog.dates:
            self._wanted = (view.credential.id, None)
            self.context.tasks.record(renewal.renewed, self.context.workspace, view.cycle.id, *dialog.dates)


def _named(words: str, combo: Combo) -> QWidget:
    """A choice with its name left of it, which stay together."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(theme.S))
    label = QLabel(words)
    label.setBuddy(combo)
    row.addWidget(label)
    row.addWidget(combo, 1)
    return holder


def _proposal(workspace: Workspace, view: RenewalView) -> tuple[RenewalView, date]:
    return view, renewal.proposed_expiry(workspace, view.cycle, clock.today(), None)
