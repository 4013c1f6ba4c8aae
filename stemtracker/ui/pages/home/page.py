"""Home: a card per license, what to do next, and how the hours came together.

Verdicts are read and shown first, then the steps, then the chart. Neighbors: `services.renewal` and `services.outlook`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from stemtracker import paths
from stemtracker.ui import dialogs, theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.home.copies import CopiesLine
from stemtracker.ui.pages.home.pace import PaceCard
from stemtracker.ui.pages.home.preparation_card import PreparationCard
from stemtracker.ui.pages.home.standing_card import StandingCard
from stemtracker.ui.pages.home.steps import StepsCard
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from stemtracker.services.outlook import NextStep, Pace
    from stemtracker.services.preparations import Standing
    from stemtracker.services.renewal import CredentialStanding
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True)
class HomeView:
    """What Home shows."""

    standings: tuple[CredentialStanding, ...]
    credentials: int
    activities: int
    preparations: tuple[Standing, ...]


def _load(ws: Workspace) -> HomeView:
    from stemtracker.services import activities, credentials, preparations, renewal

    return HomeView(
        standings=renewal.standings(ws),
        credentials=len(credentials.list_credentials(ws)),
        activities=activities.count(ws),
        preparations=preparations.open_ones(ws),
    )


def _steps(ws: Workspace) -> tuple[NextStep, ...]:
    from stemtracker.services import outlook

    return outlook.next_steps(ws)


def _pace(ws: Workspace, credential_id: str) -> Pace:
    from stemtracker.services import outlook

    return outlook.pace(ws, credential_id)


def _calendar(ws: Workspace, path: Path) -> tuple[Path, int]:
    from stemtracker.services import deadlines

    return path, deadlines.calendar(ws, path)


class HomePage(Page):
    """Where each license stands."""

    name = "home"
    title = "Home"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_primary("Log an activity", self._log, "plus")
        column = self.scrolling()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.px(theme.L))
        column.addLayout(self._body)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(theme.px(theme.L))
        self._body.addLayout(self._left, 3)
        self._body.addLayout(self._right, 2)
        self._waiting = Skeleton(6, "Working out where your licenses stand")
        self._left.addWidget(self._waiting)
        self.cards: list[StandingCard] = []
        self.preparing: list[PreparationCard] = []
        self.empty: EmptyState | None = None
        self.pace = PaceCard()
        self.pace.chosen.connect(self._load_pace)
        self.pace.hide()
        self._left.addWidget(self.pace)
        self._left.addStretch(1)
        self.steps = StepsCard()
        self.steps.asked.connect(self._go)
        self.steps.calendar_asked.connect(self._save_calendar)
        self.steps.hide()
        self._right.addWidget(self.steps)
        self.copies = CopiesLine(context)
        self._right.addWidget(self.copies)
        self._right.addStretch(1)

    def refresh(self) -> None:
        work = self.context.tasks.record
        work(_load, self.context.workspace, done=self._show, busy_text="Working it out …")
        work(_steps, self.context.workspace, done=self.steps.show_steps)

    def _show(self, view: HomeView) -> None:
        self._waiting.hide()
        for card in (*self.cards, *self.preparing):
            self._left.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for at, standing in enumerate(view.standings):
            card = StandingCard(standing)
            card.why.connect(self._why)
            self._left.insertWidget(at, card)
            self.cards.append(card)
        self._show_preparing(view)
        self._show_empty(view)
        self.steps.setVisible(bool(view.credentials or view.activities or view.preparations))
        self.copies.know_entries(view.activities)
        self.pace.offer([(s.credential.id, s.credential.title) for s in view.standings])
        self.pace.setVisible(bool(view.standings))
        self._load_pace(self.pace.credential())

    def _show_preparing(self, view: HomeView) -> None:
        self.preparing = [PreparationCard(one) for one in view.preparations]
        for at, card in enumerate(self.preparing, len(self.cards)):
            card.asked.connect(self._prepare)
            self._left.insertWidget(at, card)

    def _prepare(self, id_: object) -> None:
        self.context.bus.navigate.emit("record", f"preparations:{id_}")

    def _show_empty(self, view: HomeView) -> None:
        if self.empty is not None:
            self._left.removeWidget(self.empty)
            self.empty.hide()
            self.empty.deleteLater()
            self.empty = None
        if not view.standings and not view.preparations:
            again = view.credentials > 0
            self.empty = EmptyState(
                "Your license has no open renewal period. Add its next expiry date and this page shows where you stand."
                if again
                else "Add your license and its printed expiry date, and this page shows where you stand and why.",
                "Open my licenses" if again else "Add a license",
                self._credentials,
                "renewal",
            )
            self._left.insertWidget(0, self.empty)

    def _load_pace(self, credential_id: object) -> None:
        if credential_id:
            self.context.tasks.record(_pace, self.context.workspace, credential_id, done=self.pace.show_pace)

    def _why(self, credential_id: object) -> None:
        self.context.bus.navigate.emit("renewal", credential_id)

    def _go(self, step: NextStep) -> None:
        self.context.bus.navigate.emit(step.page, step.target)

    def _save_calendar(self) -> None:
        stem = self.context.workspace.path.stem
        proposal = paths.papers() / f"{stem} deadlines.ics"
        target = self.context.dialogs.save_file("Save the deadlines for a calendar", proposal, dialogs.CALENDAR)
        if target is not None:
            work = self.context.tasks.record
            work(_calendar, self.context.workspace, target, done=self._calendar_saved, busy_text="Saving …")

    def _calendar_saved(self, outcome: tuple[Path, int]) -> None:
        path, count = outcome
        things = "1 deadline" if count == 1 else f"{count:,} deadlines"
        self.context.bus.message.emit(f"{things} saved in {path.name}.", False)

    def _log(self) -> None:
        self.context.bus.navigate.emit("log", "new")

    def _credentials(self) -> None:
        self.context.bus.navigate.emit("record", "credentials")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(860)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._body.direction() != direction:
            self._body.setDirection(direction)
