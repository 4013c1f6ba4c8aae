"""What is told beside a paper: what can't be printed or bound as it is, and what the holder still has to bring.

Neither is ever printed. Neighbors: `page` says what there is to tell.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.errors import Problem
from stemtracker.ui import theme
from stemtracker.ui.pages.documents.kind import Missing
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Muted, StateMark, Strong

_MOST_PROBLEMS, _MOST_MISSING = 30, 60


class ProblemsCard(Card):
    """What to look at before the paper is saved."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = StateMark("at_risk", wrap=True)
        self.words = Body()
        self.add(self.mark)
        self.add(self.words)
        self.hide()

    def tell(self, title: str, problems: tuple[Problem, ...]) -> None:
        """Show these; without any, nothing."""
        self.mark.set_state("at_risk", title)
        self.words.setText(_lines([f"{p.field}: {p.message}" for p in problems], _MOST_PROBLEMS))
        self.setVisible(bool(problems))


class MissingCard(Card):
    """What is still missing, under a heading each."""

    def __init__(self) -> None:
        super().__init__()
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(theme.XS))
        self.add(self._list)
        self.add(Muted("For you alone; it is not printed."))
        self._told: Missing = ()
        self.hide()

    def tell(self, title: str, missing: Missing) -> None:
        """Show these; without any, nothing."""
        self.set_title(title)
        self.setVisible(bool(missing))
        if missing == self._told:
            return
        self._told = missing
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for heading, lines in missing:
            self._column.addWidget(Strong(heading, wrap=True))
            self._column.addWidget(Body(_lines(lines, _MOST_MISSING)))

    def text(self) -> str:
        """All of it, as a test reads it."""
        return "\n".join("\n".join((heading, *lines)) for heading, lines in self._told)


def _lines(lines: list[str] | tuple[str, ...], most: int) -> str:
    more = len(lines) - most
    rest = [f"And {more:,} more."] if more > 0 else []
    return "\n".join([*(f"•  {line}" for line in lines[:most]), *rest])
