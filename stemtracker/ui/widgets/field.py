"""A form field: label above, hint under it, error under it in words, all told to screen readers too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from stemtracker.errors import Problem
from stemtracker.ui import icons, theme
from stemtracker.ui.style import set_look
from stemtracker.ui.widgets.combo import FindCombo
from stemtracker.ui.widgets.labels import Label

_INPUTS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)


class LabeledField(QWidget):
    """An editor with its label, hint and error. The editor's accessible name is the label."""

    def __init__(self, label: str, editor: QWidget, hint: str = "", *, optional: bool = False) -> None:
        super().__init__()
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        self.label = Label(f"{label} (optional)" if optional else label, "strong")
        self.label.setWordWrap(True)
        self.label.setBuddy(_keys_of(editor))
        self.hint = Label(hint, "secondary", "muted", wrap=True)
        self._error_icon = QLabel()
        icons.put(self._error_icon, "danger", "danger", theme.ICON_SMALL)
        self.error = Label("", "secondary", "danger", wrap=True)
        self._error_row = QWidget()
        row = QHBoxLayout(self._error_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.XS))
        row.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.error, 1)
        row.addStretch(0)
        self._error_row.hide()
        for widget in (self.label, editor, self.hint, self._error_row):
            column.addWidget(widget)
        # After they have a parent: shown without one, they would be windows of their own for a moment.
        self.label.setVisible(bool(label))
        self.hint.setVisible(bool(hint))
        self.setFocusProxy(editor)
        if label:
            editor.setAccessibleName(label)
        if isinstance(editor, FindCombo):
            editor.not_found.connect(self._not_found)
        self._describe()
        self._forgive()

    def _forgive(self) -> None:
        """What is being mended is no longer marked as wrong."""
        for widget in (self.editor, *self.editor.findChildren(QWidget)):
            if isinstance(widget, QLineEdit):
                widget.textEdited.connect(self._mended)
            elif isinstance(widget, QComboBox):
                widget.activated.connect(self._mended)

    def _not_found(self, words: str) -> None:
        if isinstance(self.editor, FindCombo):
            kept = self.editor.itemText(self.editor.currentIndex())
            stays = f"; “{kept}” stays." if kept else "."
            self.set_error(f"“{words}” is not in the list{stays}")

    def _mended(self) -> None:
        if self.error.text():
            self.set_error("")

    def set_error(self, text: str) -> None:
        """Say what is to be mended ("" clears it). What was typed stays."""
        self.error.setText(text)
        self._error_row.setVisible(bool(text))
        for widget in (self.editor, *self.editor.findChildren(QWidget)):
            if isinstance(widget, _INPUTS) and widget.property("look") in {None, "", "invalid"}:
                set_look(widget, "invalid" if text else "")
        self._describe()

    def set_hint(self, text: str) -> None:
        """Change the line under the editor."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self._describe()

    def error_text(self) -> str:
        """The error shown, "" for none."""
        return self.error.text()

    def _describe(self) -> None:
        self.editor.setAccessibleDescription(" ".join(t for t in (self.error.text(), self.hint.text()) if t))


def _keys_of(editor: QWidget) -> QWidget:
    """The part of an editor that takes the keys: what a screen reader must find the label at."""
    while (within := editor.focusProxy()) is not None:
        editor = within
    return editor


def row_of(*fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields beside each other, each with its share of the width, their labels on one line."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(theme.M))
    for field, share in fields:
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
    return row


def show_problems(fields: Mapping[str, LabeledField], problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put each problem under the field it names, focus the first; what names no field here comes back."""
    told: dict[str, list[str]] = {}
    rest: list[Problem] = []
    for problem in problems:
        if problem.field in fields:
            told.setdefault(problem.field, []).append(problem.message)
        else:
            rest.append(problem)
    first = True
    for name, field in fields.items():
        field.set_error(" ".join(told.get(name, ())))
        if name in told and first:
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            first = False
    return tuple(rest)
