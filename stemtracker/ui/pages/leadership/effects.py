"""The part "What came of it": effects with their level, and the ripples from what was learned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.leadership import Effect, EffectStep
from stemtracker.services import leadership
from stemtracker.ui.nouns.came_of import STEPS, about
from stemtracker.ui.nouns.plans import EFFECT
from stemtracker.ui.nouns.section import NounSection, Row
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Label, Muted

if TYPE_CHECKING:
    from stemtracker.domain.growth import Ripple
    from stemtracker.services.workspace import Workspace

#: What an effect may be of, and where it says so.
_OWNERS = {"activity": "activity_id", "contribution": "contribution_id", "leadership_role": "role_id"}


class EffectsSection(NounSection):
    """Effects, the newest first; beside the chosen one the ripple it belongs to."""

    name = "effects"
    title = "What came of it"
    page = "leadership"
    plan = EFFECT
    add = "Add an effect"
    empty = (
        "What came of something you learned or gave: tried in class, shared, used by others, and what students gained."
    )
    nouns = ("effect", "activity", "contribution", "leadership_role", "evidence")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        view = leadership.view(ws)
        return tuple(Row(e.id, e.title, about(e)) for e in view.effects)

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> Ripple | None:
        return next((r for r in leadership.view(ws).ripples if r.activity.id == chosen.activity_id), None)

    def blank(self, id_: str, of: str) -> Effect:
        noun, _, owner = of.partition(":")
        made = Effect(id=id_, title="", on=clock.today())
        return replace(made, **{_OWNERS[noun]: owner}) if of else made  # type: ignore[arg-type]

    def build_aside(self, column: QVBoxLayout) -> None:
        self.ripple = RippleCard()
        self.ripple.hide()
        column.addWidget(self.ripple)

    def show_aside(self, aside: Ripple | None) -> None:
        self.ripple.setVisible(aside is not None)
        if aside is not None:
            self.ripple.show_ripple(aside)


class RippleCard(Card):
    """Learned here, tried, shared, used: each with its days and people."""

    def __init__(self) -> None:
        super().__init__("The ripple")
        self.learned = Body()
        self.add(Label("Learned", "strong"))
        self.add(self.learned)
        self._steps: dict[EffectStep, Body] = {}
        for step, words in STEPS.items():
            self.add(Label(words, "strong"))
            self._steps[step] = Body()
            self.add(self._steps[step])
        self.reach = Muted("", wrap=True)
        self.add(self.reach)

    def show_ripple(self, ripple: Ripple) -> None:
        """Show it."""
        self.learned.setText(f"{ripple.activity.title}, {wording.day(ripple.activity.start)}")
        for step, words in self._steps.items():
            said = "\n".join(_line(effect) for effect in ripple.steps[step])
            words.setText(said or "Not noted yet.")
        self.reach.setText(f"Reached {wording.number(ripple.reach, 'person', 'people')} as far as numbers were given.")
        self.reach.setVisible(bool(ripple.reach))


def _line(effect: Effect) -> str:
    people = f", {wording.number(effect.people, 'person', 'people')}" if effect.people else ""
    return f"{effect.title} ({wording.day(effect.on)}{people})"
