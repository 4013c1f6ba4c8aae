"""The menu bar: everything the window as a whole can do, with its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from stemtracker.ui.navigation import Entry
from stemtracker.ui.record_file import RecordFileActions

Slot = Callable[..., Any]


class Menus:
    """Makes the menus over a window's slots; keeps the actions whose words or state change."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        self.edit = bar.addMenu("&Edit")
        self.go = bar.addMenu("&Go")
        self.recent: QMenu | None = None
        #: Actions that need an open record.
        self.on_record: list[QAction] = []
        self.undo: QAction | None = None
        self.redo: QAction | None = None

    def add(self, menu: QMenu, text: str, keys: str | Sequence[str], slot: Slot, *, on_record: bool = True) -> QAction:
        """One entry with its keys."""
        action = QAction(text, self._window)
        shortcuts = [keys] if isinstance(keys, str) else list(keys)
        action.setShortcuts([QKeySequence(k) for k in shortcuts if k])
        action.triggered.connect(slot)
        menu.addAction(action)
        if on_record:
            self.on_record.append(action)
        return action

    def add_of_file(self, file: RecordFileActions) -> None:
        """What can be done with the file of the open record."""
        self.add(self.file, "Save a &copy …", "", file.save_copy)
        self.add(self.file, "Co&mpare with a copy …", "", file.compare)
        self.add(self.file, "Show in &folder", "", file.reveal)

    def add_recent(self) -> QMenu:
        """The list of records opened lately."""
        self.recent = self.file.addMenu("Open &recent")
        return self.recent

    def add_pages(self, entries: Sequence[Entry], slot: Slot) -> None:
        """An entry per page; the slot is given the page's name through the action."""
        for number, entry in enumerate(entries, 1):
            action = self.add(self.go, f"&{entry.title}", (f"Ctrl+{number}", f"Alt+{number}"), slot)
            action.setData(entry.name)

    def show_recent(self, recent: Sequence[str], slot: Slot) -> None:
        """Fill the list of recent records."""
        if self.recent is None:
            return
        self.recent.clear()
        for name in recent:
            action = QAction(Path(name).stem.replace("&", "&&"), self.recent)
            action.setToolTip(name)
            action.setData(name)
            action.triggered.connect(slot)
            self.recent.addAction(action)
        self.recent.setEnabled(bool(recent))

    def show_history(self, undo: str, redo: str) -> None:
        """Say what Undo and Redo would do."""
        for action, word, label in ((self.undo, "&Undo", undo), (self.redo, "&Redo", redo)):
            if action is not None:
                action.setText(f"{word} {label[:1].lower()}{label[1:]}".strip().replace("&&", "&"))
                action.setEnabled(bool(label))

    def set_record_open(self, *, is_open: bool) -> None:
        """Enable what needs a record."""
        for action in self.on_record:
            action.setEnabled(is_open)
