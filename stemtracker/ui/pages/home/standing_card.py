"""One credential on Home: the verdict in words and a figure first, then the bar, what is short, and "Why?"."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from stemtracker.domain import rule_age, wording
from stemtracker.domain.assessment import Assessment, Node, Verdict
from stemtracker.ui import theme
from stemtracker.ui.models.verdict_state import state_of
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Label, Muted, StateMark

if TYPE_CHECKING:
    from stemtracker.services.renewal import CredentialStanding

#: More than this many topics short are counted, not listed.
_TOPICS = 4


class StandingCard(Card):
    """Shows one standing; `why` asks for its Renewal page."""

    why = Signal(object)

    def __init__(self, standing: CredentialStanding) -> None:
        super().__init__(standing.credential.title)
        self._id = standing.credential.id
        answer = standing.assessment
        state, word = state_of(answer)
        self.mark = StateMark(state, word)
        authority = standing.credential.authority
        expiry = wording.day(standing.cycle.expiry)
        self.add(Muted(f"{authority} · expires {expiry}" if authority else f"Expires {expiry}"))
        self.add(self.mark)
        self.headline = Label(wording.headline(answer), "number")
        self.headline.setWordWrap(True)
        self.add(self.headline)
        self._add_bar(standing)
        self.sentence = Label(standing.sentence, wrap=True)
        self.add(self.sentence)
        for words in (wording.with_additions(answer), rule_age.warning(answer)):
            if words:
                self.add(StateMark("at_risk", words, "secondary", wrap=True))
        self._add_topics(wording.short_topics(answer))
        self._add_foot(answer)

    def _add_bar(self, standing: CredentialStanding) -> None:
        node = standing.assessment.headline
        if not node.required:
            return
        inside = standing.assessment.as_of in standing.cycle.period
        self.bar = ProgressBar(
            Amounts(
                required=node.required,
                counted=node.counted,
                planned=node.planned,
                today=standing.pace_amount if inside else None,
                unit=wording.units(node.unit),
            )
        )
        self.add(self.bar)

    def _add_topics(self, nodes: tuple[Node, ...]) -> None:
        if not nodes:
            return
        grid = QGridLayout()
        grid.setContentsMargins(0, theme.px(theme.XS), 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.M))
        grid.setVerticalSpacing(theme.px(theme.S))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for row, node in enumerate(nodes[:_TOPICS]):
            name = Label(node.title)
            name.setWordWrap(True)
            grid.addWidget(name, row, 0)
            if node.required:
                grid.addWidget(ProgressBar(_topic_amounts(node), slim=True), row, 1)
            figure = Label(_figure(node), "secondary", "muted")
            grid.addWidget(figure, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        holder = QWidget()
        holder.setLayout(grid)
        self.add(holder)
        if len(nodes) > _TOPICS:
            self.add(Muted(f"and {len(nodes) - _TOPICS} more"))

    def _add_foot(self, answer: Assessment) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self.why_button = buttons.plain("Why?", self._ask_why)
        self.why_button.setAccessibleName(f"Why? The reasons for {self.title.text()}")
        row.addWidget(self.why_button)
        row.addStretch(1)
        row.addWidget(Label(wording.days_left(answer), "strong"))
        self.body.addLayout(row)

    def _ask_why(self) -> None:
        self.why.emit(self._id)


def _topic_amounts(node: Node) -> Amounts:
    return Amounts(node.required or Fraction(0), node.counted, node.planned, unit=wording.units(node.unit))


def _figure(node: Node) -> str:
    if node.required is None:
        return "can’t tell" if node.verdict == Verdict.UNKNOWN else "missing"
    return f"{wording.short(node.counted)} of {wording.amount(node.required, node.unit)}"
