"""The part "Mentoring": pairs with their goals, and the meetings that count as activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from stemtracker.domain import wording
from stemtracker.domain.hours import hours
from stemtracker.domain.mentoring import Pairing, Side
from stemtracker.services import mentoring
from stemtracker.ui.nouns.meetings import MeetingsCard
from stemtracker.ui.nouns.plans import PAIRING
from stemtracker.ui.nouns.section import NounSection, Row

if TYPE_CHECKING:
    from stemtracker.services.mentoring import Pair
    from stemtracker.services.workspace import Workspace

_SIDES = {Side.MENTOR: "you mentor", Side.MENTEE: "mentors you"}


class PairsSection(NounSection):
    """The pairs, those that go on first."""

    name = "mentoring"
    title = "Mentoring"
    page = "networks"
    plan = PAIRING
    add = "Add a pair"
    empty = "Whom you mentor, and who mentors you: goals you share, meetings, and notes of your own that stay private."
    nouns = ("pairing", "activity", "contact", "membership")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        return tuple(Row(pair.pairing.id, pair.pairing.title, _about(pair)) for pair in mentoring.pairs(ws))

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> Pair | None:
        return next((pair for pair in mentoring.pairs(ws) if pair.pairing.id == chosen.id), None)

    def blank(self, id_: str, of: str) -> Pairing:  # noqa: ARG002 - belongs to nothing
        return Pairing(id=id_, title="")

    def build_aside(self, column: QVBoxLayout) -> None:
        self.meetings = MeetingsCard(self.context, "Meetings")
        self.meetings.hide()
        column.insertWidget(0, self.meetings)

    def show_aside(self, aside: Pair | None) -> None:
        self.meetings.setVisible(aside is not None)
        if aside is not None:
            self.meetings.show_activities(aside.meetings, ("pairing", aside.pairing.id, aside.pairing.title))


def _about(pair: Pair) -> str:
    over = "" if pair.current else " · over"
    return f"{_SIDES[pair.pairing.side]} · {wording.number(len(pair.meetings), 'meeting')}, {hours(pair.minutes)}{over}"
