"""What came out of a damaged record: how much of each noun, what is lost, and where both files lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout

from stemtracker.domain import nouns
from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle, Muted, Strong
from stemtracker.ui.widgets.scrolling import scroll_column

if TYPE_CHECKING:
    from stemtracker.services.salvage import Rescue

#: What a person knows of; the rest serves the record.
_TOLD = (
    *("activity", "evidence", "credential", "cycle", "series", "fact", "pin", "vocabulary", "rule_text"),
    *("membership", "contact", "exchange", "pairing", "leadership_role", "contribution", "effect", "goal"),
    "preparation",
)


def _listed(counts: Mapping[str, int]) -> str:
    said = [nouns.counted(noun, counts[noun]) for noun in _TOLD if counts.get(noun)]
    return ", ".join(said)


class RescueReport(QDialog):
    """Shown once, over the rescued record."""

    def __init__(self, damaged: Path, rescue: Rescue) -> None:
        super().__init__()
        self.setWindowTitle("STEM Tracker")
        self.setAccessibleName("What was rescued")
        self.resize(theme.px(theme.PROSE + 4 * theme.XXL), theme.px(theme.QUESTION))
        outer = QVBoxLayout(self)
        gap = theme.px(theme.XL)
        outer.setContentsMargins(gap, gap, gap, theme.px(theme.L))
        outer.setSpacing(theme.px(theme.L))
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.L))
        picture = QLabel()
        lost = _listed(rescue.lost)
        icons.put(picture, *(("risk", "warn") if lost or rescue.notes else ("met", "ok")), 28)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(CardTitle("What could be read is in a new record"))
        head.addStretch(1)
        outer.addLayout(head)
        area, column = scroll_column()
        column.setSpacing(theme.px(theme.S))
        for title, words in (
            ("Rescued", f"{_listed(rescue.taken) or 'Nothing that you entered'}."),
            ("Lost", f"{lost}." if lost else "Nothing that the file still tells of."),
        ):
            column.addWidget(Strong(title))
            column.addWidget(Body(words))
        if rescue.notes:
            column.addWidget(Strong("What to look at"))
            for note in rescue.notes:
                column.addWidget(Body(f"• {note}"))
        column.addWidget(
            Muted(f"The new record is “{rescue.target.name}”. The damaged file stays as it is, as “{damaged.name}”.")
        )
        column.addStretch(1)
        outer.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.go_on = buttons.primary("Look at the record", self.accept)
        self.go_on.setAutoDefault(True)
        self.go_on.setDefault(True)
        row.addWidget(self.go_on)
        outer.addLayout(row)
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)
