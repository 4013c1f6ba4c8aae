"""When the program itself is at fault: the details are kept in a file, shown, and easy to pass on."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from stemtracker import __version__, clock, paths
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle

if TYPE_CHECKING:
    from stemtracker.ui.dialogs import Dialogs

_log = logging.getLogger(__name__)


def details(error: BaseException) -> str:
    """What to pass on: versions and where it happened. Nothing from the record."""
    head = f"STEM Tracker {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return head + "\n\n" + "".join(traceback.format_exception(error))


def keep(error: BaseException) -> Path | None:
    """Write the details beside the program's data; None where even that fails."""
    target = paths.data() / "trouble" / f"{clock.now():%Y-%m-%d-%H%M%S}.txt"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(details(error), encoding="utf-8")
    except OSError as why:
        _log.info("The details could not be kept: %s", why)
        return None
    return target


class CrashDialog(QDialog):
    """Says what happened and that the record is safe; the details can be copied."""

    def __init__(self, error: BaseException, kept: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("STEM Tracker")
        self.setMinimumWidth(theme.px(theme.PROSE))
        column = QVBoxLayout(self)
        gap = theme.px(theme.XL)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(CardTitle("Something in the program went wrong"))
        column.addWidget(
            Body("Your record is safe: everything saved is still there, and what you typed stays on the screen.")
        )
        where = f" They are also kept in {kept.name}, in the program’s data folder." if kept else ""
        column.addWidget(Body(f"To help mend it, pass on these details.{where}"))
        self._text = QPlainTextEdit(details(error))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName("Details")
        column.addWidget(self._text, 1)
        row = QHBoxLayout()
        row.addWidget(buttons.plain("Copy details", self._copy, "copy"))
        row.addStretch(1)
        close = buttons.primary("Go on", self.accept)
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


class ExceptionHook(QObject):
    """Shows what no one caught, once at a time, instead of letting it vanish into a terminal."""

    def __init__(self, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._showing = False
        sys.excepthook = self.catch

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The hook: log it, then show it."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("Uncaught", exc_info=(kind, error, trace))
        if self._showing:
            return
        self._showing = True
        try:
            self._dialogs.show_error(error)
        finally:
            self._showing = False

    def release(self) -> None:
        """Give the hook back."""
        sys.excepthook = sys.__excepthook__
