"""What bringing a backup back would change, before anything is done: noun by noun, newest entry here and there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from stemtracker.domain import nouns
from stemtracker.ui import theme
from stemtracker.ui.models.backup_rows import day, moment
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import line
from stemtracker.ui.widgets.labels import Body, CardTitle, Label, Strong
from stemtracker.ui.widgets.notice import Notice
from stemtracker.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from stemtracker.services.backups import Difference, NounDifference

_HEADERS = ("", "Goes", "Comes back", "Changes back")


class RestoreDialog(Sheet):
    """Accepted means: do it."""

    def __init__(self, made_at: datetime, difference: Difference, parent: QWidget | None = None) -> None:
        title = f"Restore the backup of {moment(made_at)}?"
        super().__init__("STEM Tracker", theme.PROSE, parent)
        self.setAccessibleName(title)
        self.body.setSpacing(theme.px(theme.M))
        self.body.addWidget(CardTitle(title, wrap=True))
        changed = [one for one in difference.nouns if one.only_here or one.only_there or one.different]
        words = "Your record becomes what it was then:" if changed else "It holds the same as your record does now."
        self.body.addWidget(Body(words))
        if changed:
            self.body.addLayout(_table(changed))
        self.body.addWidget(line())
        self.body.addLayout(_newest(difference))
        self.body.addWidget(
            Notice("Nothing is lost: the record as it is now is backed up first, and its file stays beside it.")
        )
        self._offer()

    def _offer(self) -> None:
        self.cancel_button = buttons.plain("Cancel", self.reject)
        self.restore_button = buttons.primary("Restore", self.accept)
        self.answers.addStretch(1)
        for button in (self.cancel_button, self.restore_button):
            button.setAutoDefault(True)
            self.answers.addWidget(button)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.XL))
    grid.setVerticalSpacing(theme.px(theme.XS))
    grid.setColumnStretch(0, 1)
    return grid


def _put(grid: QGridLayout, row: int, first: Label, cells: tuple[str, ...], look: str = "") -> None:
    """One line: what it is about, then its cells, each with that in its name for screen readers."""
    grid.addWidget(first, row, 0)
    for column, text in enumerate(cells, 1):
        label = Label(text, look=look)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setAccessibleName(f"{first.text()}: {text}".lstrip(": "))
        grid.addWidget(label, row, column)


def _table(changed: list[NounDifference]) -> QGridLayout:
    grid = _grid()
    _put(grid, 0, Label(""), _HEADERS[1:], "muted")
    for row, one in enumerate(changed, 1):
        figures = (one.only_here, one.only_there, one.different)
        _put(grid, row, Strong(nouns.many(one.noun).capitalize()), tuple(f"{n:,}" if n else "–" for n in figures))
    return grid


def _newest(difference: Difference) -> QGridLayout:
    grid = _grid()
    _put(grid, 0, Label(""), ("Now", "In the backup"), "muted")
    _put(grid, 1, Label("Newest activity"), (day(difference.newest_here), day(difference.newest_there)))
    changes = (difference.changed_here, difference.changed_there)
    _put(grid, 2, Label("Last change"), tuple(moment(at) if at else "never" for at in changes))
    return grid
