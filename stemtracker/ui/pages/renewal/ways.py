"""The ways to a renewal as cards side by side, the nearest first; choosing one shows its needs in the tree.

Neighbors: `domain.assessment` orders the ways, `domain.wording` says what each still asks.
"""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemtracker.domain import wording
from stemtracker.domain.assessment import Alternative, Assessment, Choice, Verdict
from stemtracker.ui import theme
from stemtracker.ui.models.verdict_state import VERDICT_MARKS
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.labels import Muted, StateMark, Strong
from stemtracker.ui.widgets.least import Least

#: No card is narrower; so many stand in one row at most.
_LEAST_WIDTH, _MOST_IN_A_ROW = 190, 5
_SENTENCE = "One of these is enough; the nearest stands first."


class WayCard(QPushButton):
    """One way: its name, where it stands, what is still to do, and what it brings."""

    def __init__(self, answer: Assessment, way: Alternative) -> None:
        super().__init__()
        self.way = way
        to_do = wording.still_to_do(answer, way)
        self.setProperty("look", "way")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        brings = f"Brings: {way.grants}" if way.grants else ""
        about = [f"{wording.VERDICT[way.verdict]}. {to_do}.", *([brings] if brings else [])]
        self.setAccessibleName(way.title)
        self.setAccessibleDescription(" ".join(about))
        self.setToolTip("\n".join([way.title, *about]))
        self._column = QVBoxLayout(self)
        pad = theme.px(theme.S)
        self._column.setContentsMargins(theme.px(theme.M), pad, theme.px(theme.M), pad)
        self._column.setSpacing(theme.px(theme.XS))
        self._column.addWidget(Strong(way.title, wrap=True))
        said = f"{wording.VERDICT[way.verdict]} · {to_do}"
        self._column.addWidget(StateMark(VERDICT_MARKS[way.verdict], said, "secondary", wrap=True))
        self._add_bar(answer)
        self._brings = Muted(brings)
        self._column.addWidget(self._brings)
        self._column.addStretch(1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _add_bar(self, answer: Assessment) -> None:
        amount = answer.amount_of(self.way)
        if amount is not None and amount.required:
            counted = max(amount.required - answer.to_do(self.way), Fraction(0))
            bar = ProgressBar(Amounts(amount.required, counted, unit=wording.units(amount.unit)), slim=True)
            bar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._column.addWidget(bar)

    def set_compact(self, *, compact: bool) -> None:
        """Where the window is low, what it brings is told on hovering only."""
        self._brings.setVisible(bool(self._brings.text()) and not compact)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.heightForWidth(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.px(_LEAST_WIDTH))
        return QSize(theme.px(_LEAST_WIDTH), self._column.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_LEAST_WIDTH) // 2, self.sizeHint().height())


class WaysPanel(Least):
    """The ways of one choice beside one another, the widest choice at first; takes no room where there is none."""

    #: The id of the need at which the chosen way begins.
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._answer: Assessment | None = None
        self._choices: dict[object, Choice] = {}
        self._row: _Row | None = None
        self.cards: list[WayCard] = []
        self._compact = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(theme.XS))
        self._words = Muted(wrap=False)
        self.choice = Combo()
        self.choice.setAccessibleName("Several ways lead to")
        self.choice.activated.connect(self._show_choice)
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.S))
        head.addWidget(self._words)
        head.addWidget(self.choice, 1)
        head.addStretch(1)
        self._column.addLayout(head)
        self.hide()

    def set_compact(self, *, compact: bool) -> None:
        """Take little height."""
        self._compact = compact
        for card in self.cards:
            card.set_compact(compact=compact)

    def show_assessment(self, answer: Assessment) -> None:
        """Show its choices; the choice and the way chosen before stay so where they still are."""
        self._answer = answer
        self._choices = {choice.node.id: choice for choice in answer.choices if _is_worth_comparing(choice)}
        self.choice.set_choices((id_, choice.node.title) for id_, choice in self._choices.items())
        several = len(self._choices) > 1
        self.choice.setVisible(several)
        self._words.setText("Several ways lead to" if several else _SENTENCE)
        self._show_choice()
        self.setVisible(bool(self._choices))

    def _show_choice(self) -> None:
        marked = {card.way.node for card in self.cards if card.isChecked()}
        if self._row is not None:
            self._column.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
            self._row, self.cards = None, []
        choice = self._choices.get(self.choice.value())
        if choice is None or self._answer is None:
            return
        self.cards = [WayCard(self._answer, way) for way in choice.ways]
        self._row = _Row(self.cards, choice.node.title)
        self._row.group.buttonClicked.connect(self._choose)
        for card in self.cards:
            card.setChecked(card.way.node in marked)
            card.set_compact(compact=self._compact)
        self._column.addWidget(self._row)
        self.updateGeometry()

    def _choose(self, card: WayCard) -> None:
        self.chosen.emit(card.way.node)


def _is_worth_comparing(choice: Choice) -> bool:
    """While it is not met; then only where another way would bring something else."""
    return choice.node.verdict != Verdict.MET or len({way.grants for way in choice.ways}) > 1


class _Row(QWidget):
    """Cards of one width in as many columns as fit."""

    def __init__(self, cards: list[WayCard], name: str) -> None:
        super().__init__()
        self.setAccessibleName(f"Ways: {name}")
        self._cards = cards
        self.group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(theme.S))
        for card in cards:
            self.group.addButton(card)
        self._columns = 0
        self._lay(min(len(cards), _MOST_IN_A_ROW))

    def _lay(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit = max(1, self.width() // theme.px(_LEAST_WIDTH + theme.S))
        self._lay(min(len(self._cards), _MOST_IN_A_ROW, fit))
