"""The part "Licenses": all of them left, the chosen one right with its period and the facts its rules ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from stemtracker.domain.credential import Credential, Cycle, FactValue
from stemtracker.domain.hours import hours
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.pages.record.add_license import NEW, AddLicense
from stemtracker.ui.pages.record.cycle_form import CycleCard
from stemtracker.ui.pages.record.facts_card import FactsCard
from stemtracker.ui.pages.record.license_form import LicenseCard
from stemtracker.ui.widgets import buttons, dates
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.entry import entry
from stemtracker.ui.widgets.labels import Body, Muted
from stemtracker.ui.widgets.sections import Section, may_leave
from stemtracker.ui.widgets.things import Things

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemtracker.services.preparations import Standing
    from stemtracker.services.questions import FactQuestion
    from stemtracker.services.renewal import PackChoice
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True)
class LicenseView:
    """One license with everything this part shows of it."""

    credential: Credential
    cycles: tuple[Cycle, ...]
    facts: Mapping[str, FactValue]
    questions: tuple[FactQuestion, ...]
    packs: tuple[PackChoice, ...]
    library: Any
    #: What was done before it, a sentence for each preparation.
    before: tuple[str, ...]


def _list(ws: Workspace) -> list[tuple[Credential, Cycle | None]]:
    from stemtracker.services import credentials

    found = []
    for credential in credentials.list_credentials(ws):
        cycles = credentials.cycles(ws, credential.id)
        found.append((credential, next((c for c in cycles if c.closed is None), None)))
    return found


def _preparing(ws: Workspace) -> tuple[Standing, ...]:
    from stemtracker.services import preparations

    return preparations.open_ones(ws)


def _carry_over(ws: Workspace, preparation_id: str, credential_id: str) -> object:
    from stemtracker.services import preparations

    return preparations.carry_over(ws, preparation_id, credential_id)


def _view(ws: Workspace, id_: str) -> LicenseView:
    from stemtracker.services import cases, credentials, preparations, questions, renewal

    credential = credentials.get(ws, id_)
    cycles = credentials.cycles(ws, id_)
    cycle = next((c for c in cycles if c.closed is None), None)
    return LicenseView(
        credential=credential,
        cycles=cycles,
        facts=credentials.facts(ws, id_),
        questions=questions.of_holder(
            ws.library,
            credential.pack_id,
            cycle.period if cycle else None,
            cases.names_with(ws, credential, cycle),
        ),
        packs=renewal.pack_choices(ws.library),
        library=ws.library,
        before=tuple(one.sentence(ws.vocabulary) for one in preparations.before(ws, id_)),
    )


class LicensesSection(Section):
    """The list and the forms of the license chosen in it."""

    name = "credentials"
    title = "Licenses"
    nouns = ("credential", "cycle", "fact", "rule_text", "preparation")

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._chosen = ""
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.px(theme.L))
        self._left = left = Card("Licenses")
        self.list = Things("Licenses", 320)
        left.add(self.list)
        self.none = Muted("No license yet.")
        left.add(self.none)
        self.add_button = buttons.plain("Add a license", self.show_add, "plus")
        left.add(self.add_button)
        row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(theme.px(theme.L))
        self.form, self.cycle, self.facts = LicenseCard(context), CycleCard(context), FactsCard(context)
        self.adding = AddLicense(context)
        self.adding.added.connect(self._added)
        self.adding.left.connect(self._cancel_add)
        self.before = Card("Before the license")
        self.before_words = Body()
        self.before.add(self.before_words)
        for part in (self.adding, self.before, self.form, self.cycle, self.facts):
            part.hide()
            right.addWidget(part)
        row.addLayout(right, 1)
        self.column.addLayout(row)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        for card in self._cards():
            card.stored.connect(self.reload)

    # The list

    def refresh(self) -> None:
        self._context.tasks.record(_list, self._context.workspace, done=self._show_list)

    def _show_list(self, found: list[tuple[Credential, Cycle | None]]) -> None:
        self.list.fill(
            entry(credential.id, credential.title, f"until {dates.short(cycle.expiry)}" if cycle else "no open period")
            for credential, cycle in found
        )
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        self.adding.cancel_button.setVisible(bool(found))
        self.list.fit()
        ids = [credential.id for credential, _ in found]
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else ""
        if self._chosen:
            self.list.choose(self._chosen)
            self._load()
        else:
            self._show_parts(adding=not found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(640)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._left.setMaximumWidth(theme.px(240) if wide else theme.WIDEST)
        self._left.setMinimumWidth(theme.px(240))
        self.list.fit()

    def _selected(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        id_ = self.list.chosen()
        if id_ is None:
            return
        if id_ != self._chosen and not may_leave(self._context.dialogs, self):
            self.list.choose(self._chosen)
            return
        self._chosen = id_
        self._load()

    def show_one(self, id_: str) -> None:
        """Choose one by its id, or go on with one that was being added."""
        if id_ == NEW:
            self.show_add()
            return
        self._chosen = id_
        self.refresh()

    # The license chosen

    def _load(self) -> None:
        self._context.tasks.record(_view, self._context.workspace, self._chosen, done=self._show)

    def _show(self, view: LicenseView) -> None:
        if view.credential.id != self._chosen:
            return
        self._show_parts(adding=False)
        self.before_words.setText("\n".join(view.before))
        self.before.setVisible(bool(view.before))
        self.form.show_license(view.credential, view.packs)
        self.cycle.show_cycles(view.credential, view.cycles)
        self.facts.show_facts(view.credential, view.questions, view.facts, view.library)

    def _show_parts(self, *, adding: bool) -> None:
        self.adding.setVisible(adding)
        if adding:
            self.adding.enter()
        self.before.hide()
        for part in self._cards():
            part.setVisible(not adding and bool(self._chosen))

    def _cards(self) -> tuple[EditCard, ...]:
        return (self.form, self.cycle, self.facts)

    def reload(self) -> None:
        # Even while one card is edited: each keeps what is typed in it, and shows the rest anew.
        self.stale = not self.isVisible()
        if not self.stale:
            self.refresh()

    def is_edited(self) -> bool:
        return any(card.is_edited() for card in self._cards() if not card.isHidden())

    def drop(self) -> None:
        for card in self._cards():
            card.take_back()

    def save(self) -> bool:
        asked = [card.save() for card in self._cards() if card.is_edited()]
        return all(asked)

    # Another license

    def show_add(self) -> None:
        """Ask for another license in place of the forms."""
        self._show_parts(adding=True)
        self.adding.focus_first()

    def _added(self, id_: object) -> None:
        self._chosen = str(id_)
        self.refresh()
        self._context.tasks.record(_preparing, self._context.workspace, done=self._offer)

    def _offer(self, found: tuple[Standing, ...]) -> None:
        """Carry over what led to the license, where something may have."""
        for one in found:
            title = one.preparation.title
            text = (
                f"“{title}” has {hours(one.minutes)} of preparation. If it led to this license, they stay visible "
                "with it. No rule is made to count them."
            )
            if self._context.dialogs.ask("Carry over your preparation?", text, "Carry over", "Not this one"):
                work, ws = self._context.tasks.record, self._context.workspace
                work(_carry_over, ws, one.preparation.id, self._chosen)
                return

    def _cancel_add(self) -> None:
        self._show_parts(adding=False)
        self.refresh()
