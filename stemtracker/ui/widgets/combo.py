"""Lists to choose from: any (value, title) pairs by arrow, or found by typing, terms of the vocabulary among them."""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui import theme

#: The focus that a list of proposals or another window takes for a moment and gives back.
_IN_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class Combo(QComboBox):
    """A drop-down over (value, title). Scrolling past it does not change it."""

    def __init__(self, choices: Iterable[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer these; the value chosen stays chosen if it is among them."""
        before = self.value()
        blocked = self.blockSignals(True)
        self.clear()
        for value, title in choices:
            self.addItem(title, value)
        self.blockSignals(blocked)
        self.set_value(before)

    def value(self) -> object:
        """The value chosen, None when nothing is."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose a value; the first entry where it isn't offered."""
        for index in range(self.count()):
            if self.itemData(index) == value:
                self.setCurrentIndex(index)
                return
        self.setCurrentIndex(0 if self.count() else -1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As ever, but that a title without room for all of it ends in dots, which Qt leaves out."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def shown_text(self) -> str:
        """What there is room for of the title chosen."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room - 2 * theme.FOCUS)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            whole = self.currentText()
            QToolTip.showText(event.globalPos(), "" if self.shown_text() == whole else whole, self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()


class FindCombo(Combo):
    """A drop-down found by typing: any part of a title will do, and its beginning, then Tab, is enough.

    `not_found` comes with words that name no entry, as they are given up for the entry chosen before.
    """

    not_found = Signal(str)

    def __init__(self, choices: Iterable[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(choices, parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._edit = self.lineEdit() or QLineEdit()
        self._edit.editingFinished.connect(self.settle)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        # It is the line within that has the focus, and that a screen reader reads.
        self._edit.setAccessibleName(name)

    def id(self) -> str:
        """The id chosen, "" for nothing."""
        value = self.value()
        return str(value) if value else ""

    def set_id(self, id_: str) -> None:
        """Choose an id; one that is no longer offered is kept and shown as it is written."""
        if id_ and self.findData(id_) < 0:
            self.addItem(id_.replace("_", " "), id_)
        self.set_value(id_)
        self._edit.setCursorPosition(0)

    def settle(self) -> bool:
        """Choose what the typed words name; whether there was anything to choose."""
        # A field that is destroyed while it has the focus is left once more.
        if not (shiboken6.isValid(self) and shiboken6.isValid(self._edit)):
            return True
        typed = " ".join(self._edit.text().split())
        found = self._named(typed)
        # Said before the words are gone, so that whoever listens can still see both.
        if found is None and typed:
            self.not_found.emit(typed)
        self.setCurrentIndex(self.currentIndex() if found is None else found)
        self._edit.setText(self.itemText(self.currentIndex()))
        self._edit.setCursorPosition(0)
        return found is not None or not typed

    def _named(self, typed: str) -> int | None:
        """The entry that words name: by its whole title, its beginning, any part of it; none by "" is nothing."""
        if not typed:
            empty = self.findData("")
            return empty if empty >= 0 else None
        words = typed.casefold()
        titles = [self.itemText(place).casefold() for place in range(self.count())]
        return next(
            (
                place
                for fits in (str.__eq__, str.startswith, str.__contains__)
                for place, title in enumerate(titles)
                if fits(title, words)
            ),
            None,
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The focus is the list's own, so that what is typed next replaces the word. It comes back with the
        # word half typed when the list of proposals closes.
        if event.reason() not in _IN_PASSING:
            self._edit.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # With the list of proposals open, Qt does not call the editing finished.
        if event.reason() not in _IN_PASSING:
            self.settle()


class FreeCombo(Combo):
    """A line with proposals; any other text may stand in it too."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        if (line := self.lineEdit()) is not None:
            line.setPlaceholderText(placeholder)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        # It is the line within that has the focus, and that a screen reader reads.
        if (line := self.lineEdit()) is not None:
            line.setAccessibleName(name)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Propose these; what stands in the line stays."""
        text, blocked = self.currentText(), self.blockSignals(True)
        self.clear()
        for value, title in choices:
            self.addItem(title, value)
        self.setCurrentIndex(-1)
        self.setEditText(text)
        self.blockSignals(blocked)

    def set_text(self, text: str) -> None:
        """Put a text into the line."""
        self.setCurrentIndex(-1)
        self.setEditText(text)
        if (line := self.lineEdit()) is not None:
            line.setCursorPosition(0)


class TermCombo(FindCombo):
    """A list of the vocabulary; `none` is the entry for "nothing"."""

    def __init__(self, vocabulary: Vocabulary, kind: str, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self._kind, self._none = kind, none
        self.set_vocabulary(vocabulary)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Offer the words of that vocabulary."""
        terms = [(t.id, t.title) for t in vocabulary.choices(self._kind)]
        self.set_choices([("", self._none), *terms] if self._none else terms)
        for index in range(self.count()):
            term = vocabulary.terms.get(self._kind, {}).get(str(self.itemData(index)))
            if term is not None and term.meaning:
                self.setItemData(index, term.meaning, Qt.ItemDataRole.ToolTipRole)
