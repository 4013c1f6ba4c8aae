"""The part "What they bring": the four aims of a good network, read from the record, and the networks as rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import growth
from stemtracker.services import networks
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.rings import RingsFigure
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Muted, StateMark
from stemtracker.ui.widgets.sections import Section

if TYPE_CHECKING:
    from stemtracker.domain.growth import Spoke
    from stemtracker.services.networks import NetworksView
    from stemtracker.services.workspace import Workspace


def _read(ws: Workspace) -> tuple[NetworksView, tuple[Spoke, ...]]:
    view = networks.view(ws)
    done = [a for one in view.networks for a in one.activities]
    return view, growth.network_rings([one.membership for one in view.networks], done, clock.today())


class AimsSection(Section):
    """Nothing is typed here; what stands here comes from the other parts and the log."""

    name = "aims"
    title = "What they bring"
    nouns = ("membership", "activity", "contact", "exchange", "leadership_role", "contribution", "effect", "credential")

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._cards: list[tuple[StateMark, Body]] = []
        card = Card("Four things a good network does")
        card.body.setSpacing(theme.px(theme.M))
        card.add(Muted("Read from your record; nothing here is typed in.", wrap=True))
        for _ in range(4):
            mark, words = StateMark("unknown", ""), Body()
            card.add(mark)
            card.add(words)
            self._cards.append((mark, words))
        self.column.addWidget(card)
        figure = Card("Networks by level")
        self.rings = RingsFigure()
        figure.add(self.rings)
        self.column.addWidget(figure)
        self.column.addStretch(1)

    def refresh(self) -> None:
        self._context.tasks.record(_read, self._context.workspace, done=self._show)

    def _show(self, found: tuple[NetworksView, tuple[Spoke, ...]]) -> None:
        view, spokes = found
        for (mark, words), aim in zip(self._cards, view.aims, strict=True):
            mark.set_state("met" if aim.seen else "unknown", aim.title)
            words.setText(aim.sentence)
        self.rings.show_spokes(spokes)
