"""What every step of the wizard is: a title, a sentence, fields, and whether one may go on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.errors import Problem
from stemtracker.ui import theme
from stemtracker.ui.widgets.field import LabeledField, show_problems
from stemtracker.ui.widgets.labels import Body, Title


class Step(QWidget):
    """One screen of questions. `check` shows what keeps one here and answers whether all is well."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(theme.L))
        self.column.addWidget(Title(title, wrap=True))
        self.words = Body(words)
        self.column.addWidget(self.words)
        self.fields: dict[str, LabeledField] = {}

    def add_field(self, key: str, field: LabeledField) -> LabeledField:
        """Put a field under what is there; problems that name `key` show at it."""
        self.fields[key] = field
        self.column.addWidget(field)
        return field

    def show_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Show what belongs to this step; the rest comes back."""
        return show_problems(self.fields, problems)

    def problems(self) -> Iterable[Problem]:
        """What keeps one from going on."""
        return ()

    def check(self) -> bool:
        """Show what is to be mended; whether one may go on."""
        found = tuple(self.problems())
        self.show_problems(found)
        return not found

    def enter(self) -> None:
        """Called when the step is shown."""

    def is_needed(self) -> bool:
        """Whether there is anything to ask here."""
        return True

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        if self.fields:
            next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)
