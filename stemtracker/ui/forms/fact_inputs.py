"""One editor per type of fact. Each gives an exact value, None for "not answered", or says why it can't."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from stemtracker.domain.credential import Dated, FactValue
from stemtracker.domain.hours import plain
from stemtracker.services.questions import FactQuestion
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.flow import FlowLayout

#: More choices than this are found by typing.
MOST_BOXES = 8


class _Input(QWidget):
    """What all editors share; each has `value()` and `set_value(value)` for its type of fact."""

    #: The user changed something.
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.px(theme.S))

    def take(self, editor: QWidget, *, stretch: bool = False) -> None:
        """Make `editor` the one that gets focus and name."""
        self.row.addWidget(editor, 1 if stretch else 0)
        self.setFocusProxy(editor)
        self._main = editor

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._main.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self._main.setAccessibleDescription(description)

    def _tell(self) -> None:
        self.changed.emit()


class ChoiceInput(_Input):
    """One of several values, or not answered. Yes and no are choices too."""

    def __init__(self, choices: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self.combo = Combo([(None, "Not answered"), *choices])
        self.combo.setMinimumWidth(theme.px(240))
        self.take(self.combo)
        self.row.addStretch(1)
        self.combo.activated.connect(self._tell)

    def value(self) -> FactValue | None:
        return self.combo.value()  # type: ignore[return-value]

    def set_value(self, value: FactValue | None) -> None:
        self.combo.set_value(value)


class NumberInput(_Input):
    """An exact number, typed as a decimal or a fraction."""

    def __init__(self, at_least: Fraction | None = None, at_most: Fraction | None = None) -> None:
        super().__init__()
        self._least, self._most = at_least or Fraction(0), at_most
        self.line = QLineEdit()
        self.line.setMaximumWidth(theme.px(160))
        self.take(self.line)
        self.row.addStretch(1)
        self.line.editingFinished.connect(self._finished)

    def value(self) -> FactValue | None:
        text = self.line.text().strip().replace(",", ".")
        if not text:
            return None
        try:
            number = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise ValueError("Type a number, such as 120 or 7.5.") from None
        if number < self._least or number > (1_000_000 if self._most is None else self._most):
            most = "1,000,000" if self._most is None else plain(self._most)
            raise ValueError(f"Type a number from {plain(self._least)} to {most}.")
        return number

    def set_value(self, value: FactValue | None) -> None:
        self.line.setText(plain(value) if isinstance(value, Fraction | int) and not isinstance(value, bool) else "")

    def _finished(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.changed.emit()


class TextInput(_Input):
    """A few words."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.take(self.line, stretch=True)
        self.line.editingFinished.connect(self._tell)

    def value(self) -> FactValue | None:
        return self.line.text().strip() or None

    def set_value(self, value: FactValue | None) -> None:
        self.line.setText(value if isinstance(value, str) else "")


class DateInput(_Input):
    """A day."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = DateEdit()
        self.edit.setMaximumWidth(theme.px(220))
        self.take(self.edit)
        self.row.addStretch(1)
        self.edit.changed.connect(self._tell)

    def value(self) -> FactValue | None:
        if problem := self.edit.problem():
            raise ValueError(problem)
        return self.edit.value()

    def set_value(self, value: FactValue | None) -> None:
        self.edit.set_value(value if isinstance(value, date) else None)


class ListInput(_Input):
    """Several of the choices, or none of them, which is an answer too and can be ticked; without a tick there is none.

    Of `years`, those of other cycles have no box here and stay in the answer.
    """

    def __init__(self, choices: Sequence[tuple[str, str]], *, years: bool = False) -> None:
        super().__init__()
        self._years = years
        self._beside: tuple[str, ...] = ()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        self._boxes = {value: QCheckBox(title) for value, title in choices}
        self.none = QCheckBox("None of these")
        self.none.clicked.connect(self._none_of_them)
        for i, (value, box) in enumerate(self._boxes.items()):
            box.setAccessibleName(dict(choices)[value])
            box.clicked.connect(self._one_of_them)
            grid.addWidget(box, i // 2, i % 2)
        grid.addWidget(self.none, len(choices) // 2, len(choices) % 2)
        self.take(holder, stretch=True)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> FactValue | None:
        ticked = tuple(value for value, box in self._boxes.items() if box.isChecked())
        if not ticked and not self.none.isChecked():
            return self._beside or None
        if self._years and not ticked:
            return (*self._beside, *(f"not {value}" for value in list(self._boxes)[:1]))
        return (*self._beside, *ticked)

    def set_value(self, value: FactValue | None) -> None:
        chosen = [str(word) for word in value] if isinstance(value, tuple) else []
        here = {*self._boxes, *(f"not {id_}" for id_ in self._boxes)}
        self._beside = tuple(word for word in chosen if word not in here) if self._years else ()
        for id_, box in self._boxes.items():
            box.setChecked(id_ in chosen)
        answered = isinstance(value, tuple) and (not self._beside or len(self._beside) < len(chosen))
        self.none.setChecked(answered and not any(box.isChecked() for box in self._boxes.values()))

    def _one_of_them(self) -> None:
        self.none.setChecked(not any(box.isChecked() for box in self._boxes.values()))
        self.changed.emit()

    def _none_of_them(self) -> None:
        for box in self._boxes.values() if self.none.isChecked() else ():
            box.setChecked(False)
        self.changed.emit()


class PickInput(_Input):
    """Several of many choices: found by typing, listed as chips to take away again; or none, ticked as such."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._titles = dict(choices)
        self._chosen: list[str] = []
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        self.search = QLineEdit()
        self.search.setPlaceholderText("Type a few letters, then choose")
        completer = QCompleter(list(self._titles.values()), self.search)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._picked)
        self.search.setCompleter(completer)
        self.search.returnPressed.connect(self._typed)
        column.addWidget(self.search)
        chips = QWidget()
        self._chips = FlowLayout(chips)
        column.addWidget(chips)
        self.none = QCheckBox("None")
        self.none.clicked.connect(self._none_of_them)
        column.addWidget(self.none)
        self.take(holder, stretch=True)
        self.setFocusProxy(self.search)

    def value(self) -> FactValue | None:
        return () if self.none.isChecked() else tuple(self._chosen) or None

    def set_value(self, value: FactValue | None) -> None:
        self._chosen = [str(v) for v in value] if isinstance(value, tuple) else []
        self.none.setChecked(value == ())
        self._show()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.search.setAccessibleName(name)
        self.none.setAccessibleName(f"{name} None")

    def _none_of_them(self) -> None:
        self._chosen.clear()
        self._show()
        self.changed.emit()

    def _typed(self) -> None:
        words = self.search.text().strip().lower()
        near = [title for title in self._titles.values() if words and words in title.lower()]
        exact = [title for title in near if title.lower() == words]
        if len(exact or near) == 1:
            self._picked((exact or near)[0])

    def _picked(self, title: str) -> None:
        found = next((id_ for id_, one in self._titles.items() if one == title), None)
        # The completer writes its word into the line after this signal; clear it once that is done.
        self.search.metaObject().invokeMethod(self.search, "clear", Qt.ConnectionType.QueuedConnection)
        if found and found not in self._chosen:
            self._chosen.append(found)
            self.none.setChecked(False)
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        while item := self._chips.takeAt(0):
            if chip := item.widget():
                chip.hide()
                chip.deleteLater()
        for id_ in self._chosen:
            title = self._titles.get(id_, id_.replace("_", " "))
            chip = buttons.plain(title, self._drop, "close")
            chip.setProperty("choice", id_)
            chip.setAccessibleName(f"Take away {title}")
            self._chips.addWidget(chip)

    def _drop(self) -> None:
        chip = self.sender()
        if isinstance(chip, QWidget) and chip.property("choice") in self._chosen:
            self._chosen.remove(chip.property("choice"))
            self._show()
            self.search.setFocus()
            self.changed.emit()


class DatedInput(_Input):
    """Values that hold from a day on: one row each, with a way to add and to remove."""

    def __init__(self, question: FactQuestion) -> None:
        super().__init__()
        self._question = question
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(theme.S))
        self.rows: list[_DatedRow] = []
        self._add = buttons.plain("Add a date", self._add_row, "plus")
        self._column.addWidget(self._add)
        self.take(holder, stretch=True)
        self.setFocusProxy(self._add)

    def value(self) -> FactValue | None:
        read = tuple(sorted((r.read() for r in self.rows if not r.is_empty()), key=lambda d: d.date))
        return read or None

    def set_value(self, value: FactValue | None) -> None:
        for row in list(self.rows):
            self._drop(row)
        for item in value if isinstance(value, tuple) else ():
            if isinstance(item, Dated):
                self.append(item)

    def _add_row(self) -> None:
        self.append(None)
        self.rows[-1].day.setFocus()

    def append(self, item: Dated | None) -> _DatedRow:
        """One more row."""
        row = _DatedRow(self._question, item)
        row.removed.connect(self._remove)
        row.changed.connect(self._tell)
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _remove(self, row: object) -> None:
        if isinstance(row, _DatedRow):
            self._drop(row)
            self._add.setFocus()
            self.changed.emit()

    def _drop(self, row: _DatedRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


class _DatedRow(QWidget):
    """A day, the value from then on, and a button to take the row away."""

    removed = Signal(object)
    changed = Signal()

    def __init__(self, question: FactQuestion, item: Dated | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.S))
        self.day = DateEdit(item.date if item else None)
        self.day.setAccessibleName(f"{question.ask} Date")
        self.worth = ChoiceInput(question.choices) if question.choices else NumberInput()
        self.worth.setAccessibleName(f"{question.ask} Value")
        self.worth.set_value(item.value if item else None)
        self.day.changed.connect(self._tell)
        self.worth.changed.connect(self._tell)
        row.addWidget(self.day)
        row.addWidget(self.worth, 1)
        row.addWidget(buttons.icon_button("close", "Remove this date", self._go))

    def is_empty(self) -> bool:
        return not self.day.line.text().strip() and self.worth.value() is None

    def read(self) -> Dated:
        if problem := self.day.problem():
            raise ValueError(problem)
        day, value = self.day.value(), self.worth.value()
        if day is None or value is None:
            raise ValueError("Give both a date and a value, or remove the row.")
        return Dated(day, value)

    def _go(self) -> None:
        self.removed.emit(self)

    def _tell(self) -> None:
        self.changed.emit()


#: `value()` raises ValueError with words where what is typed can't be read.
FactInput = ChoiceInput | NumberInput | TextInput | DateInput | ListInput | PickInput | DatedInput

_YES_NO = ((True, "Yes"), (False, "No"))


def input_for(question: FactQuestion) -> FactInput:
    """The editor for that question."""
    if question.type == "yes/no":
        return ChoiceInput(_YES_NO)
    if question.type == "date":
        return DateInput()
    if question.type == "choice":
        return ChoiceInput(question.choices) if question.choices else TextInput()
    if question.type == "list":
        many = len(question.choices) > MOST_BOXES and not question.years
        return PickInput(question.choices) if many else ListInput(question.choices, years=question.years)
    if question.type == "dated":
        return DatedInput(question)
    return NumberInput(question.at_least, question.at_most)
