"""Who moves, and by how much, before a text of the rules is used."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.services.rule_texts import Movement
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, Title
from stemtracker.ui.widgets.notice import Notice
from stemtracker.ui.widgets.scrolling import scroll_column


class MovementDialog(QDialog):
    """Accepted means: go by this text."""

    def __init__(self, movement: Movement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Rules")
        self.setModal(True)
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, edge, edge, theme.px(theme.L))
        column.setSpacing(theme.px(theme.M))
        heading = Title(movement.pack_title)
        heading.setWordWrap(True)
        column.addWidget(heading)
        column.addWidget(Body(compared(movement)))
        if movement.older:
            column.addWidget(Notice("This text is older than the one that your record goes by.", drawing="risk"))
        area, lines = scroll_column()
        self.sentences = [Body(text) for text in who_moves(movement)]
        for sentence in self.sentences:
            lines.addWidget(sentence)
        column.addWidget(area, 1)
        column.addWidget(Body("Undo brings the earlier text back. Past cycles keep the text they were renewed by."))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(buttons.plain("Cancel", self.reject))
        self.use_button = buttons.primary("Use these rules", self.accept)
        row.addWidget(self.use_button)
        column.addLayout(row)
        self.resize(QSize(theme.px(560), theme.px(380)).boundedTo(self.screen().availableSize()))


def compared(movement: Movement) -> str:
    """When this text and the one in use were last compared with their sources."""
    after = f"Compared with its sources on {wording.day(movement.after)}"
    return f"{after}; the text in use on {wording.day(movement.before)}." if movement.before else f"{after}."


def who_moves(movement: Movement) -> list[str]:
    """One sentence for each license that moves, and one for those that don't."""
    said = [move.sentence for move in movement.moves]
    if not movement.moves:
        return ["No license in this record moves."]
    if movement.unmoved:
        count = movement.unmoved
        said.append(
            "1 other license stays where it is." if count == 1 else f"{count} other licenses stay where they are."
        )
    return said
