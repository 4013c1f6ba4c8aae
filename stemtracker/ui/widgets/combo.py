"""A list to choose from by typing or by arrow: terms of the vocabulary, or any (value, title) pairs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget

from stemtracker.domain.vocabulary import Vocabulary


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

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()


class VocabularyCombo(Combo):
    """A list of the vocabulary, found by typing any part of a title; `none` is the entry for "nothing"."""

    def __init__(self, vocabulary: Vocabulary, kind: str, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self._kind, self._none = kind, none
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.set_vocabulary(vocabulary)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._edit = self.lineEdit() or QLineEdit()
        self._edit.installEventFilter(self)
        self._edit.editingFinished.connect(self._settle)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Offer the words of that vocabulary."""
        terms = [(t.id, t.title) for t in vocabulary.choices(self._kind)]
        self.set_choices([("", self._none), *terms] if self._none else terms)
        for index in range(self.count()):
            term = vocabulary.terms.get(self._kind, {}).get(str(self.itemData(index)))
            if term is not None and term.meaning:
                self.setItemData(index, term.meaning, Qt.ItemDataRole.ToolTipRole)

    def id(self) -> str:
        """The id chosen, "" for nothing."""
        value = self.value()
        return str(value) if value else ""

    def set_id(self, id_: str) -> None:
        """Choose an id; one that the vocabulary no longer has is kept and shown as it is written."""
        if id_ and self.findData(id_) < 0:
            self.addItem(id_.replace("_", " "), id_)
        self.set_value(id_)

    def _settle(self) -> None:
        """Text that names no word goes back to the word chosen before."""
        found = self.findText(self._edit.text().strip(), Qt.MatchFlag.MatchFixedString)
        self.setCurrentIndex(found if found >= 0 else self.currentIndex())
        self._edit.setText(self.itemText(self.currentIndex()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched is self._edit:
            self._edit.selectAll()
        return super().eventFilter(watched, event)
