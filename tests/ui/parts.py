"""A page in parts, as the tests of Networks and Leadership use it: fill in a form, save it, look at the list.

Neighbors: `test_networks_page`, `test_leadership_page`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.inputs import show_text
from stemtracker.ui.pages.base import Page


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


def shown(page: Page, qtbot: QtBot) -> Any:
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle(page.context)
    return page


def part(page: Any, name: str) -> Any:
    """Open a part (and in it what the name says), and return it."""
    page.open(name)
    settle(page.context)
    return page.sections.current()


def fill(section: Any, **texts: str) -> None:
    for name, text in texts.items():
        show_text(section.form.fields[name].editor, text)


def save(section: Any, **texts: str) -> None:
    """Type these into the form, and save as Ctrl+S does."""
    fill(section, **texts)
    assert section.form.is_edited()
    section.save()
    settle(section.context)


def entries(section: Any) -> list[str]:
    model = section.list.model()
    return [model.index(row, 0).data().partition("\n")[0] for row in range(model.rowCount())]


def press(context: AppContext, within: Any, words: str) -> None:
    """Click the button a screen reader would call so."""
    (button,) = [b for b in within.findChildren(QPushButton) if b.accessibleName() == words and b.isVisibleTo(within)]
    button.click()
    settle(context)
