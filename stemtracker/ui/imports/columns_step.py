"""What each column of the file is: the guess, the first values beside it, and what the cells don't say.

Neighbors: `services.imports` guesses and says what is still to be asked; `window` goes on from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import imports
from stemtracker.ui import theme
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Body, Label, Muted, StateMark, Strong
from stemtracker.ui.widgets.scrolling import scroll_column

if TYPE_CHECKING:
    from stemtracker.services.imports import ColumnMapping, Sheet

#: Values shown of each column.
SAMPLES = 3
#: Room for the longest thing a column can be read as.
READ_AS = 316
#: What is asked once for the file: field of the mapping, label.
ASKED = {
    "date_order": "Dates are written",
    "decimal": "Decimals are written with",
    "unit": "Amounts are counted in",
    "kind": "Kind where the file has none",
}

#: What is said under a question that the file seems to answer.
SURE = {"date_order": "As the file seems to have it; change it if that’s wrong."}


class ColumnsStep(QWidget):
    """The mapping to look through and to mend. `changed` comes with each new mapping."""

    changed = Signal()
    #: Another sheet of the workbook is to be read, by its name.
    part_chosen = Signal(str)

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._sheet: Sheet | None = None
        self._mapping: ColumnMapping | None = None
        self._filling = False
        self._columns: list[Combo] = []
        #: Questions that came up for this file: they stay once answered.
        self._came_up: set[str] = set()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(theme.M))
        self._about = Body()
        outer.addWidget(self._about)
        self.part = Combo([])
        self.part.setMaximumWidth(theme.px(READ_AS))
        self.part_field = LabeledField("Sheet", self.part)
        self.part.currentIndexChanged.connect(self._part_chosen)
        outer.addWidget(self.part_field)
        self.mark = StateMark("at_risk", "")
        outer.addWidget(self.mark)
        area, inner = scroll_column()
        self._asked = QWidget()
        asked = self._asked_grid = QGridLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setHorizontalSpacing(theme.px(theme.L))
        asked.setVerticalSpacing(theme.px(theme.M))
        self._editors = {name: Combo(self._choices(name)) for name in ASKED}
        self.questions = {name: LabeledField(label, self._editors[name]) for name, label in ASKED.items()}
        asked.setColumnStretch(0, 1)
        asked.setColumnStretch(1, 1)
        for name in self.questions:
            self._editors[name].currentIndexChanged.connect(self._answered)
        inner.addWidget(self._asked)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.L))
        self._grid.setVerticalSpacing(theme.px(theme.S))
        inner.addWidget(self._grid_holder)
        outer.addWidget(area, 1)

    def _choices(self, name: str) -> list[tuple[object, str]]:
        words = self._vocabulary
        found: Sequence[tuple[object, str]] = {
            "date_order": tuple(imports.ORDERS.items()),
            "decimal": tuple(imports.DECIMALS.items()),
            "unit": tuple((t.id, t.title) for t in words.choices("unit")),
            "kind": tuple((t.id, t.title) for t in words.choices("kind")),
        }[name]
        return [("", "Choose"), *found]

    def show_sheet(self, sheet: Sheet, mapping: ColumnMapping) -> None:
        """Show a file with its guess."""
        self._sheet, self._mapping = sheet, mapping
        # The order of dates is shown even where it seems clear: one mistyped day can turn it round.
        self._came_up = {"date_order"}
        rows = len(sheet.rows)
        words = f"{sheet.name}: {rows:,} {'row' if rows == 1 else 'rows'}."
        if sheet.own:
            words += " It was written by this program, so every column is known."
        self._about.setText(words)
        self.show_part()
        self._fill_grid(sheet)
        self._show()

    def show_part(self) -> None:
        """Show which sheet of the workbook this is; a file of one sheet asks nothing."""
        parts = self._sheet.parts if self._sheet is not None else ()
        self._filling = True
        self.part.set_choices([(name, name) for name in parts])
        if self._sheet is not None and parts:
            self.part.set_value(self._sheet.part)
        self._filling = False
        self.part_field.setVisible(len(parts) > 1)

    def _part_chosen(self, *_said: Any) -> None:
        if not self._filling and self._sheet is not None and self.part.value() != self._sheet.part:
            self.part_chosen.emit(str(self.part.value()))

    def _fill_grid(self, sheet: Sheet) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._columns = []
        self._grid_holder.setVisible(not sheet.own)
        if sheet.own:
            return
        for place, header in enumerate(("Column in the file", "First values", "Read as")):
            self._grid.addWidget(Label(header, "secondary", "muted"), 0, place)
        choices = imports.field_choices(self._vocabulary)
        for row, header in enumerate(sheet.header, 1):
            name = Strong(header, wrap=True)
            name.setMinimumWidth(theme.px(120))
            samples = Muted(" · ".join(_samples(sheet.column(row - 1, 40))) or "empty")
            samples.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            combo = Combo(choices)
            combo.setAccessibleName(f"Read column “{header}” as")
            combo.setFixedWidth(theme.px(READ_AS))
            combo.currentIndexChanged.connect(self._assigned)
            for place, widget in enumerate((name, samples, combo)):
                self._grid.addWidget(widget, row, place, Qt.AlignmentFlag.AlignVCenter)
            self._columns.append(combo)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    def mapping(self) -> ColumnMapping | None:
        """The mapping as it stands."""
        return self._mapping

    def ready(self) -> bool:
        """Whether nothing is left to ask."""
        return self._sheet is not None and self._mapping is not None and not self._open()

    def _open(self) -> tuple[Any, ...]:
        if self._sheet is None or self._mapping is None:
            return ()
        return imports.open_questions(self._sheet, self._mapping)

    def _assigned(self, *_said: Any) -> None:
        sender = self.sender()
        if self._filling or self._mapping is None or not isinstance(sender, Combo):
            return
        self._mapping = self._mapping.assign(self._columns.index(sender), str(sender.value() or ""))
        self._show()

    def _answered(self, *_said: Any) -> None:
        if self._filling or self._mapping is None:
            return
        said = {name: str(editor.value() or "") for name, editor in self._editors.items()}
        self._mapping = replace(
            self._mapping,
            date_order=said["date_order"],
            decimal=said["decimal"],
            unit=said["unit"],
            kind=said["kind"],
        )
        self._show()

    def _show(self) -> None:
        """Bring the drop-downs and the questions in line with the mapping."""
        if self._mapping is None or self._sheet is None:
            return
        self._filling = True
        for combo, read_as in zip(self._columns, self._mapping.fields, strict=False):
            combo.set_value(read_as)
        open_ = {problem.field: problem.message for problem in self._open()}
        self._came_up |= open_.keys() & self.questions.keys()
        for name, field in self.questions.items():
            self._editors[name].set_value(getattr(self._mapping, name))
            field.set_hint(open_.get(name, SURE.get(name, "")))
        self._filling = False
        self._show_questions()
        left = [p.message for p in self._open()]
        self.mark.set_state("met" if not left else "at_risk", left[0] if left else "Everything needed is known.")
        self.changed.emit()

    def _show_questions(self) -> None:
        no_kind = self._mapping is not None and self._mapping.index("kind") is None
        shown = [] if self._sheet is None or self._sheet.own else [n for n in ASKED if n in self._came_up]
        if no_kind and "kind" not in shown and self._sheet is not None and not self._sheet.own:
            shown.append("kind")
        for name, field in self.questions.items():
            self._asked_grid.removeWidget(field)
            field.setVisible(name in shown)
        for place, name in enumerate(shown):
            self._asked_grid.addWidget(self.questions[name], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        self._asked.setVisible(bool(shown))

    def first_open(self) -> QWidget | None:
        """The editor of the first question that is still to be answered."""
        for problem in self._open():
            if problem.field in self._editors:
                return self._editors[problem.field]
        return self._columns[0] if self._open() and self._columns else None


def _samples(cells: Sequence[str]) -> list[str]:
    """The first values that differ: the same word three times says no more than once."""
    return list(dict.fromkeys(_short(cell) for cell in cells))[:SAMPLES]


def _short(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= 28 else f"{text[:27]}…"
