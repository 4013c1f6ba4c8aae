"""An entry of a list of things: what it is called and a second line, each of a few lines at most, all of it told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem

from stemtracker.ui.widgets.labels import breakable

ID = Qt.ItemDataRole.UserRole
#: Longer ones end in dots: one title must not push all others out of the list.
_MOST = 90
#: A word up to this length has room in the narrowest list.
_FITS = 20


def entry(id_: str, title: str, about: str = "") -> QStandardItem:
    """Pointing at it tells what was left out; so do screen readers."""
    whole = f"{title}\n{about}" if about else title
    shown = f"{_short(title)}\n{_short(about)}" if about else _short(title)
    item = QStandardItem(breakable(shown, _FITS))
    item.setData(id_, ID)
    item.setAccessibleText(whole)
    if shown != whole:
        item.setToolTip(whole)
    return item


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"
