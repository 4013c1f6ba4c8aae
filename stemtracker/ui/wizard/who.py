"""The first step: who the record belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLineEdit

from stemtracker.domain.educator import Educator, Position
from stemtracker.errors import Problem
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.wizard.step import Step


class WhoStep(Step):
    """Name, and where one works now."""

    def __init__(self) -> None:
        super().__init__(
            "Who are you?", "Your name stands on every paper this program makes. Nothing leaves this computer."
        )
        self.name, self.position, self.school = QLineEdit(), QLineEdit(), QLineEdit()
        self.add_field("name", LabeledField("Your name", self.name, "As it is printed on your license."))
        self.add_field(
            "position", LabeledField("What you do", self.position, "Such as “Physics teacher”.", optional=True)
        )
        self.add_field("school", LabeledField("School or district", self.school, optional=True))

    def problems(self) -> Iterator[Problem]:
        if not self.name.text().strip():
            yield Problem("name", "Type your name; it can be changed later.")

    def educator(self) -> Educator:
        """The person, as far as told."""
        title, school = self.position.text().strip(), self.school.text().strip()
        posts = (Position(title=title or "Educator", school=school),) if title or school else ()
        return Educator(name=self.name.text().strip(), positions=posts)
