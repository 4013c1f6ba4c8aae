"""Several small lines of the same kind, each with its own fields: former names, addresses, numbers, posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Label

Value = str | date | None


@dataclass(frozen=True)
class Column:
    """One field of a line: its key, what stands above it, its share of the width, text or a day.

    Fields with a higher `tier` stand under the others; then each field has its own words above it, and what finds no
    room in its line goes into the next.
    """

    key: str
    title: str
    share: int = 1
    is_day: bool = False
    tier: int = 0


def _line(editor: QLineEdit | DateEdit) -> QLineEdit:
    return editor.line if isinstance(editor, DateEdit) else editor


class RowsEdit(QWidget):
    """Lines to add, change and remove. Empty lines count as none."""

    changed = Signal()

    def __init__(self, columns: Sequence[Column], add: str, thing: str) -> None:
        super().__init__()
        self._columns, self._thing = tuple(columns), thing
        self._narrow = False
        self._editors: list[tuple[QWidget, dict[str, QLineEdit | DateEdit], QToolButton]] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(theme.XS))
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, theme.px(theme.TARGET + theme.S), 0)
        head.setSpacing(theme.px(theme.S))
        for column in self._columns:
            head.addWidget(Label(column.title, "secondary", "muted"), column.share)
        outer.addWidget(self._head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(theme.XS))
        outer.addLayout(self._list)
        self.add_button = buttons.link(add, self._add_empty, "plus")
        outer.addWidget(self.add_button)
        self._show_head()

    @property
    def _tiered(self) -> bool:
        return any(map(self._tier, self._columns))

    def _tier(self, column: Column) -> int:
        return column.tier or int(self._narrow and column.is_day)

    def set_narrow(self, *, narrow: bool) -> None:
        """Where there is no room beside the text, days stand under it."""
        if narrow != self._narrow:
            texts = self.texts()
            self._narrow = narrow
            self.show_texts(texts)

    def set_rows(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """Show these lines."""
        for holder, _, _ in self._editors:
            self._list.removeWidget(holder)
            holder.hide()
            holder.deleteLater()
        self._editors.clear()
        for row in rows:
            self._add(row)
        self._show_head()

    def rows(self) -> list[dict[str, Value]]:
        """The lines that hold something; a day that can't be read is None (see `problem`)."""
        found = []
        for _, editors, _ in self._editors:
            row: dict[str, Value] = {}
            for key, editor in editors.items():
                row[key] = editor.value() if isinstance(editor, DateEdit) else editor.text().strip()
            if any(row.values()):
                found.append(row)
        return found

    def texts(self) -> list[dict[str, str]]:
        """The lines that hold something, as they are typed."""
        texts = [{key: _line(editor).text() for key, editor in editors.items()} for _, editors, _ in self._editors]
        return [row for row in texts if any(text.strip() for text in row.values())]

    def show_texts(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Show lines as they were typed, also days that can't be read."""
        self.set_rows([{} for _ in rows])
        for row, (_, editors, _) in zip(rows, self._editors, strict=True):
            for key, editor in editors.items():
                _line(editor).setText(row.get(key, ""))

    def problem(self) -> str:
        """The first day that can't be read, in words."""
        days = (e for _, editors, _ in self._editors for e in editors.values() if isinstance(e, DateEdit))
        return next((p for d in days if (p := d.problem())), "")

    def _add_empty(self) -> None:
        self._add({})
        self._show_head()
        first = next(iter(self._editors[-1][1].values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, row: Mapping[str, Value]) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, theme.px(theme.S) if self._tiered else 0)
        line.setSpacing(theme.px(theme.S))
        tiers: dict[int, FlowLayout] = {}
        column_of_tiers = QVBoxLayout()
        column_of_tiers.setSpacing(theme.px(theme.XS))
        if self._tiered:
            line.addLayout(column_of_tiers, 1)
        editors: dict[str, QLineEdit | DateEdit] = {}
        number = len(self._editors) + 1
        for column in self._columns:
            value = row.get(column.key)
            editor: QLineEdit | DateEdit
            if column.is_day:
                editor = DateEdit(value if isinstance(value, date) else None)
                editor.changed.connect(self._tell)
                editor.line.textEdited.connect(self._tell)
            else:
                editor = QLineEdit(value if isinstance(value, str) else "")
                editor.setMinimumWidth(theme.px(60))
                editor.textEdited.connect(self._tell)
                editor.setCursorPosition(0)
            editor.setAccessibleName(f"{self._thing} {number}: {column.title}")
            editors[column.key] = editor
            if not self._tiered:
                line.addWidget(editor, column.share)
                continue
            tier = self._tier(column)
            if tier not in tiers:
                tiers[tier] = FlowLayout()
                column_of_tiers.addLayout(tiers[tier])
            tiers[tier].addWidget(_under_words(column, editor))
        remove = buttons.icon_button("close", f"Remove {self._thing.lower()} {number}", self._remove)
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop if self._tiered else Qt.AlignmentFlag.AlignVCenter)
        self._list.addWidget(holder)
        self._editors.append((holder, editors, remove))

    def _remove(self) -> None:
        sender = self.sender()
        for at, (holder, _, remove) in enumerate(self._editors):
            if remove is sender:
                self._list.removeWidget(holder)
                holder.hide()
                holder.deleteLater()
                del self._editors[at]
                break
        self._show_head()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show_head(self) -> None:
        self._head.setVisible(bool(self._editors) and not self._tiered)

    def _tell(self) -> None:
        self.changed.emit()


def _under_words(column: Column, editor: QWidget) -> QWidget:
    """A field under its words; it grows with the line it stands in."""
    cell = QWidget()
    cell.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    inside = QVBoxLayout(cell)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(theme.px(2))
    inside.addWidget(Label(column.title, "secondary", "muted"))
    inside.addWidget(editor)
    return cell
