"""The last steps: what the license's rules ask of their holder, an old spreadsheet, and where the file lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from stemtracker.domain.credential import FactValue
from stemtracker.errors import Problem, Refused
from stemtracker.services import beginning, questions
from stemtracker.services.beginning import Packs
from stemtracker.ui import dialogs, theme
from stemtracker.ui.forms.facts import FactsForm, asker
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Body, Strong
from stemtracker.ui.wizard.step import Step


class FactsStep(Step):
    """Only what the chosen rules ask; what isn't known may stay open."""

    def __init__(self) -> None:
        super().__init__(
            "What your license’s rules ask about you",
            "Leave open what you don’t know: the program then says “can’t tell” and why. You can answer later.",
        )
        self.form = FactsForm()
        self.column.addWidget(self.form)
        self._pack_id = ""
        self._expiry: date | None = None
        self._before: Mapping[str, Any] = {}

    def ask(self, packs: Packs, pack_id: str, expiry: date | None) -> None:
        """Ask what that pack asks of the period that ends then; answers stay while both stay."""
        if (pack_id, expiry) == (self._pack_id, self._expiry):
            return
        if pack_id == self._pack_id:
            self._before = self.typed()
        self._pack_id, self._expiry = pack_id, expiry
        asked = packs.questions(pack_id, expiry) if pack_id else ()
        self.form.ask(asked, {}, asker(questions.wanted, packs.library, pack_id) if pack_id else None)
        self.form.show_typed(self._before)

    def typed(self) -> dict[str, Any]:
        """What stands in each field, and in those of another license that were typed before."""
        return {**self._before, **self.form.typed()}

    def show_typed(self, typed: Mapping[str, Any]) -> None:
        """Go on with what was typed before, once its questions are asked."""
        self._before = dict(typed)
        self.form.show_typed(typed)

    def is_needed(self) -> bool:
        return bool(self._pack_id) and not self.form.is_empty()

    def check(self) -> bool:
        try:
            self.form.values()
        except Refused:
            return False
        return True

    def facts(self) -> dict[str, FactValue]:
        """What was answered."""
        if not self.is_needed():
            return {}
        return {name: value for name, value in self.form.values().items() if value is not None}

    def show_problems(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        found = tuple(problems)
        mine = tuple(p for p in found if self.form.field(p.field) is not None)
        if mine:
            self.form.show_refused(Refused(*mine))
        return tuple(p for p in found if p not in mine)


class SheetStep(Step):
    """Bring an old spreadsheet, or not."""

    def __init__(self, asking: dialogs.Dialogs) -> None:
        super().__init__(
            "Do you have a list of your hours already?",
            "A spreadsheet (Excel, OpenDocument or CSV) can be brought in. You see every row before anything is taken.",
        )
        self._dialogs = asking
        self._path: Path | None = None
        self.no = QRadioButton("No, I’ll start with an empty log")
        self.yes = QRadioButton("Yes, bring in a spreadsheet")
        self.no.setChecked(True)
        self.choose_button = buttons.plain("Choose a file …", self.choose, "open")
        self.file = Body("")
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(theme.XL), 0, 0, 0)
        row.addWidget(self.choose_button)
        row.addWidget(self.file, 1)
        for choice in (self.no, self.yes):
            choice.setAccessibleName(choice.text())
            self.column.addWidget(choice)
        holder = QWidget()
        holder.setLayout(row)
        self.add_field("sheet", LabeledField("", holder))
        self.yes.toggled.connect(self._toggled)
        self._toggled(on=False)

    def _toggled(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.fields["sheet"].setVisible(on)

    def choose(self) -> None:
        """Let the user pick the file."""
        path = self._dialogs.open_file("Choose your spreadsheet", dialogs.SHEETS)
        if path is not None:
            self._path = path
            self.file.setText(path.name)
            self.fields["sheet"].set_error("")

    def problems(self) -> Iterator[Problem]:
        if self.yes.isChecked() and self._path is None:
            yield Problem("sheet", "Choose the file, or answer No.")

    def path(self) -> Path | None:
        """The file to bring in, once the record is there."""
        return self._path if self.yes.isChecked() else None

    def focus_first(self) -> None:
        (self.yes if self.yes.isChecked() else self.no).setFocus()


class PlaceStep(Step):
    """Where the file will lie."""

    def __init__(self, asking: dialogs.Dialogs) -> None:
        super().__init__(
            "Where your record will lie",
            "Your whole record is one file. Copy it, carry it on a stick, keep it as long as you like.",
        )
        self._dialogs = asking
        self._path = Path()
        self._chosen = False
        self.name = Strong("", wrap=True)
        self.folder = Body("")
        self.change = buttons.plain("Choose another place …", self.choose, "folder")
        self.add_field("path", LabeledField("", self.name))
        self.column.addWidget(self.folder)
        self.column.addWidget(self.change)

    def propose(self, educator: str) -> None:
        """Name the file after the educator, unless the user chose a place."""
        if not self._chosen:
            self._show(beginning.proposed_path(educator))

    def _show(self, path: Path) -> None:
        self._path = path
        self.name.setText(path.name)
        self.folder.setText(f"in {path.parent}")
        self.fields["path"].set_error("")

    def choose(self) -> None:
        """Let the user pick another place."""
        path = self._dialogs.save_file("Where your record will lie", self._path, dialogs.RECORDS)
        if path is not None:
            self._chosen = True
            self._show(path)

    def path(self) -> Path:
        """The file to make."""
        return self._path

    def focus_first(self) -> None:
        self.change.setFocus()
