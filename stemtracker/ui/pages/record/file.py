"""The part "File": where the record lies, what is in it, and what can be done with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QSizePolicy

from stemtracker.domain import wording
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.record_file import RecordFileActions
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Elided, Label, Muted
from stemtracker.ui.widgets.sections import Section
from stemtracker.ui.widgets.sizes import size

if TYPE_CHECKING:
    from stemtracker.services.workspace import RecordInfo, Workspace


#: What has no places to break a line at.
_UNBROKEN = ("Name", "Folder")


def _where(ws: Workspace) -> RecordInfo:
    from stemtracker.services import workspace

    return workspace.where(ws)


class FileSection(Section):
    """The one file that is the whole record."""

    name = "file"
    title = "File"

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._actions = RecordFileActions(context, self)
        card = Card("Your record is one file")
        card.add(Muted("Activities, licenses and evidence are all in it. Copy it, and you have everything."))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.px(theme.XL))
        form.setVerticalSpacing(theme.px(theme.S))
        form.setContentsMargins(0, theme.px(theme.S), 0, theme.px(theme.S))
        self.values: dict[str, Label] = {}
        for title in ("Name", "Folder", "Size", "Last saved", "Holds"):
            value = Elided(amid=True) if title in _UNBROKEN else Label("", wrap=True)
            if isinstance(value, Elided):
                value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.values[title] = value
            form.addRow(Label(title, "body", "muted"), value)
        card.body.addLayout(form)
        row = FlowLayout()
        self.copy_button = buttons.plain("Save a copy …", self._actions.save_copy, "copy")
        self.reveal_button = buttons.plain("Show in folder", self._actions.reveal, "folder")
        row.addWidget(self.copy_button)
        row.addWidget(self.reveal_button)
        card.body.addLayout(row)
        self.column.addWidget(card)
        other = Card("Another record")
        other.add(Muted("One record is open at a time. This one is closed safely first."))
        row = FlowLayout()
        self.open_button = buttons.plain("Open a record …", self._open, "open")
        self.begin_button = buttons.plain("Begin a new record …", self._begin, "begin")
        row.addWidget(self.open_button)
        row.addWidget(self.begin_button)
        other.body.addLayout(row)
        self.column.addWidget(other)

    def refresh(self) -> None:
        self._context.tasks.record(_where, self._context.workspace, done=self._show)

    def _show(self, info: RecordInfo) -> None:
        logged = "1 activity" if info.activities == 1 else f"{info.activities:,} activities"
        proofs = "1 piece of evidence" if info.evidence == 1 else f"{info.evidence:,} pieces of evidence"
        newest = f"; the newest is from {wording.day(info.newest)}" if info.newest else ""
        saved = info.modified.astimezone()
        shown = {
            "Name": info.path.name,
            "Folder": str(info.path.parent),
            "Size": size(info.size),
            "Last saved": f"{wording.day(saved.date())}, {saved:%H:%M}",
            "Holds": f"{logged} and {proofs}{newest}",
        }
        for title, text in shown.items():
            value = self.values[title]
            if isinstance(value, Elided):
                value.show_text(text)
            else:
                value.setText(text)
            value.setAccessibleName(f"{title}: {text}")

    def _open(self) -> None:
        self._context.bus.navigate.emit("open", None)

    def _begin(self) -> None:
        self._context.bus.navigate.emit("begin", None)
