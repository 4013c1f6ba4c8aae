"""What the forms for rules are made of: words picked from a list, and rows that can be added and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import TermCombo
from stemtracker.ui.widgets.labels import Body


class TermsEdit(QWidget):
    """Several words of one list: chosen one after the other, listed below, each with a way out."""

    changed = Signal()

    def __init__(self, vocabulary: Vocabulary, kind: str, ask: str) -> None:
        super().__init__()
        self._vocabulary, self._kind = vocabulary, kind
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        self.combo = TermCombo(vocabulary, kind, ask)
        self.combo.activated.connect(self._take)
        column.addWidget(self.combo)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self._chosen: dict[str, QWidget] = {}
        self.setFocusProxy(self.combo)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.combo.setAccessibleName(name)

    def value(self) -> tuple[str, ...]:
        """The ids chosen, in the order they were."""
        return tuple(self._chosen)

    def title(self) -> str:
        """The words chosen, in words."""
        return " or ".join(self._vocabulary.title(self._kind, id_) for id_ in self._chosen)

    def set_value(self, ids: Iterable[str]) -> None:
        """Show these."""
        for id_ in tuple(self._chosen):
            self._drop(id_)
        for id_ in ids:
            self._add(id_)

    def _take(self, _index: int) -> None:
        id_ = self.combo.id()
        self.combo.set_id("")
        if id_ and id_ not in self._chosen:
            self._add(id_)
            self.changed.emit()

    def _add(self, id_: str) -> None:
        title = self._vocabulary.title(self._kind, id_)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(theme.px(theme.S), 0, 0, 0)
        line.addWidget(Body(title), 1)
        away = buttons.icon_button("close", f"Remove {title}", self._remove)
        away.setObjectName(id_)
        line.addWidget(away)
        self._chosen[id_] = row
        self._list.addWidget(row)

    def _remove(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._drop(sender.objectName())
            self.combo.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def _drop(self, id_: str) -> None:
        row = self._chosen.pop(id_)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()


class RowEdit(QWidget):
    """One row of a list. A subclass fills it and emits `changed`."""

    changed = Signal()


_Row = TypeVar("_Row", bound=RowEdit)


class RowList(QWidget, Generic[_Row]):
    """Rows of one sort, each with a way out, and a button for another."""

    changed = Signal()

    def __init__(self, make: Callable[[], _Row], add: str, thing: str) -> None:
        super().__init__()
        self._make, self._thing = make, thing
        self.rows: list[_Row] = []
        self._holders: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(theme.M))
        column.addLayout(self._list)
        self.add_button = buttons.link(add, self._add_empty, "plus")
        column.addWidget(self.add_button)

    def add(self) -> _Row:
        """One more row."""
        row = self._make()
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(theme.S))
        line.addWidget(row, 1)
        away = buttons.icon_button("close", f"Remove {self._thing} {len(self.rows) + 1}", self._remove)
        line.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        row.changed.connect(self.changed)
        self.rows.append(row)
        self._holders.append(holder)
        self._list.addWidget(holder)
        return row

    def clear(self) -> None:
        """No rows."""
        while self.rows:
            self._drop(0)

    def _add_empty(self) -> None:
        self.add().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self) -> None:
        sender = self.sender()
        at = next((n for n, holder in enumerate(self._holders) if sender in holder.children()), None)
        if at is not None:
            self._drop(at)
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def _drop(self, at: int) -> None:
        holder = self._holders.pop(at)
        self.rows.pop(at)
        self._list.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
