"""The topics of an activity: found by typing, listed under it, each with an amount where it is a split.

Neighbors: `basics` puts it into the form; words of the user's own are added through `own_topic`.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui import theme
from stemtracker.ui.forms.draft import TopicText
from stemtracker.ui.forms.inputs import Line
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body


class TopicsEdit(QWidget):
    """A line to find topics with, and the ones chosen."""

    edited = Signal()
    #: A word that no topic has, to be added as the user's own.
    own_topic = Signal(str)

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        self.line = Line("Type a topic, then Enter")
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._picked)
        self.line.setCompleter(completer)
        self.line.returnPressed.connect(self._take)
        self.line.textEdited.connect(self._offer_own)
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self._own = buttons.link("", self._add_own, "plus")
        self._own.hide()
        column.addWidget(self._own)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(theme.XS))
        column.addLayout(self._list)
        self._chips: list[_Chosen] = []
        self.setFocusProxy(self.line)
        self.set_vocabulary(vocabulary)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Offer the topics of that vocabulary."""
        self._vocabulary = vocabulary
        self._words.setStringList([term.title for term in vocabulary.choices("topic")])

    def value(self) -> tuple[TopicText, ...]:
        """The topics chosen, in the order they were added."""
        return tuple(TopicText(chip.topic, chip.amount.text()) for chip in self._chips)

    def set_value(self, topics: Iterable[TopicText]) -> None:
        """Show these."""
        for chip in self._chips:
            self._list.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for topic in topics:
            self._add(topic)
        self.line.clear()
        self._own.hide()

    def add(self, topic: str) -> None:
        """Add one topic by id, unless it is there."""
        if topic and all(chip.topic != topic for chip in self._chips):
            self._add(TopicText(topic))
            self.edited.emit()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

    def _add(self, topic: TopicText) -> None:
        chip = _Chosen(topic, self._vocabulary.title("topic", topic.topic))
        chip.edited.connect(self.edited)
        chip.removed.connect(self._remove)
        self._chips.append(chip)
        self._list.addWidget(chip)
        QWidget.setTabOrder(self._last_before(chip), chip.amount)
        QWidget.setTabOrder(chip.amount, chip.away)

    def _last_before(self, chip: _Chosen) -> QWidget:
        place = self._chips.index(chip)
        return self._chips[place - 1].away if place else self._own

    def _remove(self, chip: object) -> None:
        if isinstance(chip, _Chosen) and chip in self._chips:
            self._chips.remove(chip)
            self._list.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()

    def _id_of(self, text: str) -> str:
        words = text.strip().lower()
        terms = self._vocabulary.choices("topic")
        exact = [t.id for t in terms if words in (t.title.lower(), t.id)]
        if exact:
            return exact[0]
        near = [t.id for t in terms if words and words in t.title.lower()]
        return near[0] if len(near) == 1 else ""

    def _picked(self, text: str) -> None:
        self._accept(self._id_of(text))

    def _take(self) -> None:
        self._accept(self._id_of(self.line.text()))

    def _accept(self, id_: str) -> None:
        if id_:
            self.add(id_)
            # The completer writes its word into the line after this signal; clear it once that is done.
            self.line.clear()
            self._own.hide()
            self.metaObject().invokeMethod(self.line, "clear", Qt.ConnectionType.QueuedConnection)

    def _offer_own(self, text: str) -> None:
        words = " ".join(text.split())
        known = any(words.lower() in term.title.lower() for term in self._vocabulary.choices("topic"))
        self._own.setText(f"Add “{words}” as a topic of your own".replace("&", "&&"))
        self._own.setAccessibleName(f"Add “{words}” as a topic of your own")
        self._own.setVisible(len(words) > 2 and not known)

    def _add_own(self) -> None:
        words = " ".join(self.line.text().split())
        self._own.hide()
        self.line.clear()
        self.own_topic.emit(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and not self.line.text():
                completer = self.line.completer()
                completer.setCompletionPrefix("")
                completer.complete()
                return True
            if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._chips:
                self._remove(self._chips[-1])
                return True
        return super().eventFilter(watched, event)


class _Chosen(QWidget):
    """One topic: its title, its part of the whole, and the way out."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, topic: TopicText, title: str) -> None:
        super().__init__()
        self.topic = topic.topic
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.S), 0, 0, 0)
        row.setSpacing(theme.px(theme.S))
        row.addWidget(Body(title), 1)
        self.amount = Line("all of it")
        self.amount.setAccessibleName(f"{title}: part of the amount")
        self.amount.setFixedWidth(theme.px(72))
        self.amount.setText(topic.amount)
        self.amount.textEdited.connect(self.edited)
        row.addWidget(self.amount)
        self.away = buttons.icon_button("close", f"Remove {title}", self._remove)
        row.addWidget(self.away)

    def _remove(self) -> None:
        self.removed.emit(self)
