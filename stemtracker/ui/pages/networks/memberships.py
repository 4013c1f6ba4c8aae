"""The part "Networks": each membership with what it asked and gave, its meetings, and the hours they earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.hours import hours
from stemtracker.domain.network import Membership
from stemtracker.services import networks
from stemtracker.ui import theme
from stemtracker.ui.nouns.meetings import MeetingsCard
from stemtracker.ui.nouns.plans import MEMBERSHIP
from stemtracker.ui.nouns.section import NounSection, Row
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Label, Muted, StateMark

if TYPE_CHECKING:
    from stemtracker.services.networks import Network
    from stemtracker.services.workspace import Workspace


class MembershipsSection(NounSection):
    """The memberships, those one holds today first."""

    name = "memberships"
    title = "Networks"
    page = "networks"
    plan = MEMBERSHIP
    add = "Add a network"
    empty = (
        "Associations, learning communities, fellowships and other networks you belong to. "
        "Their meetings count here and in the log."
    )
    nouns = ("membership", "activity", "contact", "exchange", "leadership_role", "contribution", "credential", "cycle")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        return tuple(Row(n.membership.id, n.membership.title, _about(n)) for n in networks.view(ws).networks)

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> Network | None:
        found = networks.view(ws).networks
        return next((n for n in found if n.membership.id == chosen.id), None)

    def blank(self, id_: str, of: str) -> Membership:  # noqa: ARG002 - belongs to nothing
        return Membership(id=id_, title="")

    def build_aside(self, column: QVBoxLayout) -> None:
        self.figures = FiguresCard(self._link)
        self.meetings = MeetingsCard(self.context, "Meetings and other activities")
        # What it brought stands first: the form is for what seldom changes.
        for at, card in enumerate((self.figures, self.meetings)):
            card.hide()
            column.insertWidget(at, card)

    def show_aside(self, aside: Network | None) -> None:
        self._network = aside
        self.figures.setVisible(aside is not None)
        self.meetings.setVisible(aside is not None)
        if aside is not None:
            self.figures.show_network(aside)
            self.meetings.show_activities(aside.activities, ("membership", aside.membership.id, aside.membership.title))

    def _link(self) -> None:
        if self._network is not None:
            one, ids = self._network.membership, self._network.unlinked
            self.context.tasks.record(networks.link, self.context.workspace, one.id, ids)


def _about(one: Network) -> str:
    held = "member" if one.current else "left"
    return f"{held} · {hours(one.minutes)}"


class FiguresCard(Card):
    """What a network brought: hours by year, credit, people, what it led to."""

    def __init__(self, link: buttons.Slot) -> None:
        super().__init__("What it brought")
        self.hours = Label("", "number")
        self.years = Muted("", wrap=True)
        self.earned = Body()
        self.people = Body()
        self.led = Body()
        for widget in (self.hours, self.years, self.earned, self.people, self.led):
            self.add(widget)
        self.unlinked = StateMark("at_risk", "", wrap=True)
        self.link = buttons.plain("Link them", link, "link")
        self._offer = QWidget()
        row = QHBoxLayout(self._offer)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.M))
        row.addWidget(self.unlinked, 1)
        row.addWidget(self.link)
        self.add(self._offer)
        self.body.setSpacing(theme.px(theme.S))

    def show_network(self, one: Network) -> None:
        """Show that network."""
        self.hours.setText(hours(one.minutes))
        years = ", ".join(f"{hours(minutes)} in {year}" for year, minutes in sorted(one.by_year.items(), reverse=True))
        self.years.setText(years or "No time was spent on it yet.")
        earned = "; ".join(each.text for each in one.earned)
        self.earned.setText(
            f"Counts in the present periods: {earned}."
            if earned
            else "Nothing of it counts toward a license at present."
        )
        people = [
            wording.number(one.contacts, "contact") if one.contacts else "",
            f"advice asked {wording.number(one.asked, 'time')}" if one.asked else "",
            f"advice given {wording.number(one.gave, 'time')}" if one.gave else "",
        ]
        said = ", ".join(filter(None, people))
        self.people.setText(f"{said[:1].upper()}{said[1:]}." if said else "")
        self.people.setVisible(bool(said))
        self.led.setText(f"Led to: {'; '.join(one.led_to)}.")
        self.led.setVisible(bool(one.led_to))
        count = len(one.unlinked)
        verb = "names" if count == 1 else "name"
        activities = wording.number(count, "activity", "activities")
        are = "is" if count == 1 else "are"
        self.unlinked.set_state("at_risk", f"{activities} in the log {verb} this network and {are} not linked to it.")
        self._offer.setVisible(bool(count))
