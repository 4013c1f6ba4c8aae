"""The activities that belong to a network or a pair, with a way into the log, and to add the next one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.hours import hours, plain
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.title_link import TitleLink
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Label, Muted

#: The log has the rest.
_MOST = 12


class MeetingsCard(Card):
    """The newest ones; each leads to its place in the log."""

    def __init__(self, context: AppContext, title: str) -> None:
        super().__init__(title)
        self._context = context
        self._of = ("", "", "")
        self._rows: QWidget | None = None
        self.add_button = buttons.link("Add a meeting", self._add, "plus")
        self.header.addWidget(self.add_button)
        self.more = Muted()
        self.add(self.more)

    def show_activities(self, found: Sequence[Activity], of: tuple[str, str, str]) -> None:
        """Show them, the newest first; `of` is the noun, id and title they belong to."""
        self._of = of
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.M))
        grid.setVerticalSpacing(theme.px(theme.XS))
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(found[:_MOST]):
            grid.addWidget(Label(wording.day(one.start), "secondary", "muted"), row, 0)
            grid.addWidget(TitleLink(one.title, one.id, self._open), row, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(_amount(one), "secondary", "muted"), row, 2, Qt.AlignmentFlag.AlignRight)
        self.body.insertWidget(1, self._rows)
        beyond = len(found) - _MOST
        self.more.setText(f"{beyond:,} more in the log." if beyond > 0 else "" if found else "None yet.")
        self.more.setVisible(bool(self.more.text()))

    def _open(self) -> None:
        self._context.bus.navigate.emit("log", self.sender().objectName())

    def _add(self) -> None:
        noun, id_, _title = self._of
        self._context.bus.navigate.emit("log", f"new:{noun}:{id_}")


def _amount(one: Activity) -> str:
    said = hours(one.measure.amount) if one.measure.is_time else f"{plain(one.measure.amount)} {one.measure.unit}"
    return f"planned · {said}" if one.status == Status.PLANNED else said
