"""The part "Career": roles as bars and licenses as flags, how much learning was sustained, how far effects reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from stemtracker.domain import wording
from stemtracker.domain.hours import hours
from stemtracker.domain.leadership import LEVELS
from stemtracker.services import leadership
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.leadership.career_figure import CareerFigure
from stemtracker.ui.pages.leadership.ladder_figure import LadderFigure
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.labels import Body, Label, Muted
from stemtracker.ui.widgets.sections import Section

if TYPE_CHECKING:
    from stemtracker.services.leadership import LeadershipView


class CareerSection(Section):
    """Nothing is typed here; it comes from the other parts and the log."""

    name = "career"
    title = "Career"
    nouns = ("leadership_role", "credential", "contribution", "effect", "activity", "goal", "series")

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.none = EmptyState(
            "Your career as a line: add a role you hold or held, or when your license was first issued.",
            "Add a role",
            self._add_role,
        )
        self.column.addWidget(self.none)
        self.line_card = Card("Career line")
        self.figure = CareerFigure()
        self.undated = Muted("", wrap=True)
        self.line_card.add(self.figure)
        self.line_card.add(self.undated)
        self.column.addWidget(self.line_card)
        self.numbers = Body()
        self.sustained = Label("", "number")
        self.sustained_words = Body()
        self.learning = Card("Sustained learning")
        self.learning.add(self.sustained)
        self.learning.add(self.sustained_words)
        self.column.addWidget(self.learning)
        self.ladder_card = Card("How far it reaches")
        self.ladder_card.body.setSpacing(theme.px(theme.M))
        self.ladder_card.add(self.numbers)
        self.ladder = LadderFigure()
        self.ladder_card.add(self.ladder)
        self.ladder_card.add(
            Muted("Guskey’s five levels in our words; each thing is counted at the highest it reached.", wrap=True)
        )
        self.column.addWidget(self.ladder_card)
        self.column.addStretch(1)

    def refresh(self) -> None:
        self._context.tasks.record(leadership.view, self._context.workspace, done=self._show)

    def _add_role(self) -> None:
        self._context.bus.navigate.emit("leadership", "roles:new")

    def _show(self, view: LeadershipView) -> None:
        self.none.setVisible(view.career is None)
        self.line_card.setVisible(view.career is not None)
        if view.career is not None:
            self.figure.show_line(view.career)
            self.undated.setText(f"Without a date: {'; '.join(view.career.undated)}.")
            self.undated.setVisible(bool(view.career.undated))
        percent = view.sustained.percent
        self.learning.setVisible(percent is not None)
        self.sustained.setText(f"{percent} %")
        self.sustained_words.setText(
            f"of {hours(view.sustained.whole)} was job-embedded, with a mentor or mentee, or in a series that went on "
            "for a month or longer. The rest was one-off."
        )
        counts = tuple((f"{level} · {words}", view.ladder[level]) for level, words in LEVELS.items())
        self.ladder.show_counts(counts)
        said = [
            wording.number(len(view.contributions), "contribution") if view.contributions else "",
            f"{wording.number(view.teachers, 'teacher')} reached" if view.teachers else "",
            f"{wording.number(view.students, 'student')} reached" if view.students else "",
        ]
        words = ", ".join(filter(None, said))
        self.numbers.setText(f"{words}." if words else "No contribution yet.")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignLeft)
