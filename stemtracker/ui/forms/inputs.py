"""The editors of a form and one way to read and fill them as text, whatever they are.

Neighbors: `widgets` has the editors that every page uses; `basics` and `details` put them under labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from stemtracker.ui import theme
from stemtracker.ui.forms.times import NotUnderstood, read_time, show_time
from stemtracker.ui.widgets.combo import Combo, FindCombo, FreeCombo
from stemtracker.ui.widgets.date_edit import DateEdit


class Line(QLineEdit):
    """One line of text. Pasted text shows its beginning, and no list pops up that was not asked for."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setMinimumWidth(theme.px(48))

    def complete_with(self, words: tuple[str, ...]) -> None:
        """Offer what was typed here before."""
        completer = QCompleter(list(words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)


class TimeLine(Line):
    """A wall time; what was understood stands in the field once it is left."""

    def __init__(self, after: TimeLine | None = None) -> None:
        super().__init__()
        self._after = after
        self.editingFinished.connect(self._settle)

    def _settle(self) -> None:
        try:
            before = read_time(self._after.text()) if self._after is not None and self._after.text().strip() else None
            if self.text().strip():
                self.setText(show_time(read_time(self.text(), before)))
        except NotUnderstood:
            # It stays as typed; the form says what is wrong with it when it is saved.
            return


class Notes(QPlainTextEdit):
    """Several lines of text; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(88))


def text_of(editor: QWidget) -> str:
    """What stands in it, as it stands."""
    if isinstance(editor, DateEdit):
        return editor.line.text()
    if isinstance(editor, FindCombo):
        return editor.id()
    if isinstance(editor, FreeCombo):
        return editor.currentText()
    if isinstance(editor, Combo):
        value = editor.value()
        return "" if value is None else str(value)
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QLineEdit):
        return editor.text()
    raise TypeError(f"{type(editor).__name__} is no editor of text")


def show_text(editor: QWidget, text: str) -> None:
    """Put a text into it, also one that can't be read."""
    if isinstance(editor, DateEdit):
        editor.set_value(None)
        editor.line.setText(text)
    elif isinstance(editor, FindCombo):
        editor.set_id(text)
    elif isinstance(editor, FreeCombo):
        editor.set_text(text)
    elif isinstance(editor, Combo):
        editor.set_value(text)
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    elif isinstance(editor, QLineEdit):
        editor.setText(text)
        editor.setCursorPosition(0)


@contextmanager
def staying_at(editor: QWidget | None) -> Iterator[None]:
    """Leave the cursor where it is in that editor, whatever is shown in it meanwhile."""
    if isinstance(editor, QLineEdit):
        place = editor.cursorPosition()
        yield
        editor.setCursorPosition(place)
    elif isinstance(editor, QPlainTextEdit):
        place = editor.textCursor().position()
        yield
        cursor = editor.textCursor()
        cursor.setPosition(min(place, editor.document().characterCount() - 1))
        editor.setTextCursor(cursor)
    else:
        yield


def on_edit(editor: QWidget, slot: Callable[..., Any] | SignalInstance) -> None:
    """Call the bound method (or pass on by the signal) at each change in it."""
    if isinstance(editor, DateEdit):
        editor.line.textChanged.connect(slot)
    elif isinstance(editor, FreeCombo):
        editor.editTextChanged.connect(slot)
    elif isinstance(editor, QComboBox):
        editor.currentIndexChanged.connect(slot)
    elif isinstance(editor, (QLineEdit, QPlainTextEdit)):
        editor.textChanged.connect(slot)


def tab_after(holder: QWidget, fields: Iterable[QWidget]) -> None:
    """Let Tab come to these where their holder stands: what is made later would come last of all in its window."""
    window, before = holder.window(), holder.previousInFocusChain() or holder
    while before is not holder and (holder.isAncestorOf(before) or not _is_tabbed(before, window)):
        before = before.previousInFocusChain() or holder
    for field in fields if before is not holder else ():
        for widget in field.findChildren(QWidget):
            if _is_tabbed(widget, window):
                QWidget.setTabOrder(before, widget)
                before = widget


def _is_tabbed(widget: QWidget, window: QWidget) -> bool:
    """Whether Tab stops there; the list of a drop-down is a window of its own."""
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and widget.focusProxy() is None and widget.window() is window


def day_edit() -> DateEdit:
    """A day in a form: the calendar opens with Alt+Down or a click, so that Tab goes on to the next field."""
    made = DateEdit()
    made.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.line.setMinimumWidth(theme.px(96))
    made.line.setPlaceholderText("m/d/yyyy")
    return made
