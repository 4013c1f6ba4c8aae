"""The top of the Renewal page: the verdict in words, then the figure and its bar."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import Cycle
from stemtracker.services.renewal import RenewalView
from stemtracker.ui.models.verdict_state import state_of
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Muted, Number, StateMark


class VerdictCard(Card):
    """Verdict, headline figure, sentence and bar of one assessment."""

    def __init__(self) -> None:
        super().__init__()
        first = QHBoxLayout()
        self._number = Number()
        self._state = StateMark()
        first.addWidget(self._number)
        first.addStretch(1)
        first.addWidget(self._state)
        self.body.addLayout(first)
        self._sentence = Body()
        self._sentence.widen()
        self._bar = ProgressBar()
        self._small = Muted()
        self._small.widen()
        for widget in (self._sentence, self._bar, self._small):
            self.add(widget)

    def show_view(self, view: RenewalView) -> None:
        """Show that assessment."""
        answer = view.assessment
        node = answer.headline
        self._number.setText(wording.headline(answer))
        closed = view.cycle.closed is not None
        self._state.set_state(*_past_state(answer) if closed else state_of(answer))
        self._sentence.setText(_past(view.cycle) or wording.sentence(answer))
        self._bar.setVisible(node.required is not None)
        if node.required is not None:
            self._bar.set_amounts(
                Amounts(
                    required=node.required,
                    counted=node.counted,
                    planned=node.planned,
                    today=None if closed else view.pace_amount,
                    unit=wording.units(node.unit),
                )
            )
        self._small.setText(self._about(view))
        self.setAccessibleName(f"{self._state.text()}: {wording.headline(answer)}")

    def _about(self, view: RenewalView) -> str:
        answer = view.assessment
        parts = [f"Cycle {wording.days(answer.cycle)}"]
        if answer.window and answer.window != answer.cycle:
            parts.append(f"hours count from {wording.days(answer.window)}")
        if answer.filing:
            parts.append(f"file {wording.days(answer.filing)}")
        if answer.checked:
            parts.append(f"rule text seen {wording.day(answer.checked)}")
        if answer.verdict_with_overlay != answer.verdict:
            with_overlay = wording.VERDICT[answer.verdict_with_overlay].lower()
            parts.append(f"with your overlay: {with_overlay}")
        return " · ".join(parts)


def _past_state(answer: Assessment) -> tuple[str, str]:
    """Where a renewed cycle stood: it is over, so nothing is at risk any more."""
    return {Verdict.MET: "met", Verdict.NOT_MET: "not_met"}.get(answer.verdict, "unknown"), wording.VERDICT[
        answer.verdict
    ]


def _past(cycle: Cycle) -> str:
    """What there is to say of a cycle that was renewed; "" for one that is open."""
    if cycle.closed is None:
        return ""
    approved = f", approved on {wording.day(cycle.approved_on)}" if cycle.approved_on else ""
    return f"Renewed: filed on {wording.day(cycle.closed.filed_on)}{approved}."
