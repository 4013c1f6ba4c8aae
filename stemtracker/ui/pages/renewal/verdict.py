"""The top of the Renewal page: the verdict in words, what holds whatever is open, then the figure and its bar."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from stemtracker.domain import in_question, rule_age, wording
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.services.renewal import RenewalView
from stemtracker.ui import theme
from stemtracker.ui.models.verdict_state import state_of
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Body, Muted, Number, StateMark


class VerdictCard(Card):
    """Verdict, headline figure, sentence and bar of one assessment."""

    def __init__(self) -> None:
        super().__init__()
        first = FlowLayout()
        self._number = Number()
        self._state = StateMark()
        self._state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        first.addWidget(self._number)
        first.addWidget(self._state)
        self.body.addLayout(first)
        self._sentence = Body()
        self._sentence.widen()
        self._bar = ProgressBar()
        self._small = Muted()
        self._small.widen()
        #: What time brings by itself: the verdict turns if one files later, or nothing more can be earned.
        self._time = StateMark("at_risk", "", "secondary", wrap=True)
        for widget in (self._sentence, self._time, self._bar, self._small):
            self.add(widget)
        self._compact = False
        self._has_bar = False

    def set_compact(self, *, compact: bool) -> None:
        """Where the window is low, the words alone: the bar shows nothing that they don't say."""
        if compact == self._compact:
            return
        self._compact = compact
        pad = theme.px(theme.L)
        self.body.setContentsMargins(pad, pad // 2 if compact else pad, pad, pad // 2 if compact else pad)
        self.body.setSpacing(theme.px(2 if compact else theme.S))
        self._bar.setVisible(self._has_bar and not compact)

    def show_view(self, view: RenewalView) -> None:
        """Show that assessment."""
        answer = view.assessment
        node = answer.headline
        self._number.setText(wording.headline(answer))
        closed = view.cycle.closed is not None
        self._state.set_state(*_past_state(answer) if closed else state_of(answer))
        self._sentence.setText(_past(view) or _words(answer))
        told = [] if closed else [wording.too_late(answer), wording.if_later(answer)]
        better = answer.later is not None and answer.later.verdict == Verdict.MET and answer.open
        self._time.set_state("info" if better else "at_risk", " ".join(filter(None, told)))
        self._time.setVisible(any(told))
        self._has_bar = bool(node.required)
        self._bar.setVisible(self._has_bar and not self._compact)
        if node.required:
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
        parts.append(rule_age.seen(answer))
        return " · ".join(part for part in (*parts, *view.before) if part)


def _words(answer: Assessment) -> str:
    """Both verdicts where they differ, then what holds though points are open, then what is to do."""
    sure = in_question.holds(answer) if answer.verdict != Verdict.NOT_MET else ""
    return " ".join(part for part in (wording.with_additions(answer), sure, wording.sentence(answer)) if part)


def _past_state(answer: Assessment) -> tuple[str, str]:
    """Where a renewed cycle stood: it is over, so nothing is at risk any more."""
    return {Verdict.MET: "met", Verdict.NOT_MET: "not_met"}.get(answer.verdict, "unknown"), wording.VERDICT[
        answer.verdict
    ]


def _past(view: RenewalView) -> str:
    """What there is to say of a cycle that was renewed; "" for one that is open."""
    closed = view.cycle.closed
    if closed is None:
        return ""
    approved = f", approved on {wording.day(view.cycle.approved_on)}" if view.cycle.approved_on else ""
    renewed = f"Renewed: filed on {wording.day(closed.filed_on)}{approved}."
    return " ".join(part for part in (renewed, wording.with_additions(view.assessment), *view.remarks) if part)
