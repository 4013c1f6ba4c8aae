"""Every question, message and file picker of the program, and the door to the browser and the folders.

Nothing else opens a modal dialog, so that tests can answer them all: `ScriptedDialogs` does.
Texts are plain: what people typed or files hold is never markup.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from stemtracker.errors import Refused, Trouble
from stemtracker.ui.widgets.question import Question

#: Name filters for the pickers.
RECORDS = "STEM Tracker records (*.stemtracker)"
SHEETS = "Spreadsheets (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt)"
CSV = "CSV tables (*.csv)"
XLSX = "Spreadsheets (*.xlsx)"
CALENDAR = "Calendars (*.ics)"
PAPERS = "PDF papers (*.pdf)"
ANY = "All files (*)"

#: What can be chosen: its key and its words, and where they need it a sentence on what comes of it.
Option = tuple[str, str] | tuple[str, str, str]


class Dialogs:
    """The real dialogs, over the window given by `set_window`."""

    def __init__(self, window: QWidget | None = None) -> None:
        self._window = window
        self._helper: Callable[[Trouble], bool] | None = None

    @property
    def window(self) -> QWidget | None:
        """Whose window the dialogs stand over, while there is one."""
        return self._window

    def set_window(self, window: QWidget | None) -> None:
        """Whose window the dialogs stand over."""
        self._window = window

    def help_with(self, helper: Callable[[Trouble], bool] | None) -> None:
        """Who offers more than words where there is trouble with the open record; it says whether it did."""
        self._helper = helper

    # Questions

    def ask(self, title: str, text: str, yes: str, no: str = "Cancel", *, destructive: bool = False) -> bool:
        """A question with one way on and one way back; the way back is the default where something is lost."""
        default, danger = ("no", "yes") if destructive else ("yes", "")
        return self._ask(title, text, (("yes", yes), ("no", no)), default, danger) == "yes"

    def choose(self, title: str, text: str, options: Sequence[Option], default: str = "") -> str:
        """One of several (key, words), the way back last; Esc answers that one.

        Options that need a sentence of their own, (key, words, sentence), stand as large buttons above the rest.
        """
        plain = [option for option in options if len(option) == 2]
        if len(plain) == len(options):
            return self._ask(title, text, plain, default, "")
        from stemtracker.ui.trouble.choices import Choices

        choices = Choices(title, text, options, parent=self._window)
        choices.exec()
        answer = choices.answer
        choices.deleteLater()
        return answer

    def _ask(self, title: str, text: str, options: Sequence[tuple[str, str]], default: str, danger: str) -> str:
        drawing = ("risk", "warn") if danger else ("unknown", "accent")
        question = Question(title, text, options, default=default, danger=danger, drawing=drawing, parent=self._window)
        question.exec()
        answer = question.answer
        question.deleteLater()
        return answer

    # Messages

    def tell(self, title: str, text: str) -> None:
        """Something to know before going on."""
        self._say(title, text, ("info", "accent"))

    def warn(self, title: str, text: str) -> None:
        """Something that went wrong, and what to do."""
        self._say(title, text, ("risk", "warn"))

    def show_error(self, error: BaseException) -> None:
        """Whatever was raised: what a person can mend in kind words, anything else in the crash dialog."""
        if isinstance(error, Refused):
            self.warn("This can’t be saved yet", "\n".join(p.message for p in error.problems))
        elif isinstance(error, Trouble):
            if self._helper is None or not self._helper(error):
                self.warn(error.message, error.remedy)
        else:
            self.crash(error)

    def crash(self, error: BaseException) -> None:
        """A bug: it goes the way of all that nobody caught (see `crash.ExceptionHook`)."""
        sys.excepthook(type(error), error, error.__traceback__)

    # Files

    def open_file(self, title: str, filters: str = ANY, folder: Path | None = None) -> Path | None:
        """One file to read, or None."""
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(folder or ""), _with_any(filters))
        return Path(name) if name else None

    def open_files(self, title: str, filters: str = ANY, folder: Path | None = None) -> tuple[Path, ...]:
        """Files to read; none when cancelled."""
        names, _ = QFileDialog.getOpenFileNames(self._window, title, str(folder or ""), _with_any(filters))
        return tuple(Path(name) for name in names)

    def save_file(self, title: str, proposal: Path, filters: str = ANY) -> Path | None:
        """Where to write, proposed by name; the system asks before a file is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(proposal), filters)
        return _with_suffix(Path(name), proposal.suffix) if name else None

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:
        """A folder, or None."""
        name = QFileDialog.getExistingDirectory(self._window, title, str(folder or ""))
        return Path(name) if name else None

    # Own dialogs, the browser, the folders

    def run(self, dialog: QDialog) -> bool:
        """Show one of our own dialogs until it is answered; whether it was accepted."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def open_link(self, address: str) -> None:
        """Show an address in the browser, because the user clicked it."""
        if address.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(address))

    def reveal(self, path: Path) -> None:
        """Show the folder that holds a file, or the folder itself."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))

    def open_document(self, path: Path) -> None:
        """Show a paper in the system's viewer."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _say(self, title: str, text: str, drawing: tuple[str, str]) -> None:
        message = Question(title, text, (("ok", "OK"),), drawing=drawing, parent=self._window)
        message.exec()
        message.deleteLater()


def _with_any(filters: str) -> str:
    return filters if ANY in filters else f"{filters};;{ANY}"


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix or not suffix else path.with_name(path.name + suffix)


class ScriptedDialogs(Dialogs):
    """Answers from a list, in order; keeps what was said. A question without an answer fails the test.

    Answers are what the method returns (True, "key", a Path, None …), as (method, answer). For `run`
    the answer may be a function that is given the dialog, works it, and returns whether it accepted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers: deque[tuple[str, Any]] = deque()
        #: (method, title, text) of everything shown.
        self.said: list[tuple[str, str, str]] = []
        #: What was to be chosen from last.
        self.offered: dict[str, tuple[str, ...]] = {}
        self.errors: list[BaseException] = []

    def will(self, method: str, answer: Any) -> None:
        """The next dialog is this one, and is answered so."""
        self.answers.append((method, answer))

    def _answer(self, method: str, title: str, text: str = "") -> Any:
        self.said.append((method, title, text))
        if not self.answers or self.answers[0][0] != method:
            raise AssertionError(f"unanswered dialog {method}: {title!r} {text!r}; answers left: {self.answers}")
        return self.answers.popleft()[1]

    def ask(self, title: str, text: str, yes: str, no: str = "Cancel", *, destructive: bool = False) -> bool:  # noqa: ARG002
        return bool(self._answer("ask", title, text))

    def choose(self, title: str, text: str, options: Sequence[Option], default: str = "") -> str:  # noqa: ARG002
        self.offered = {option[0]: option[1:] for option in options}
        answer = self._answer("choose", title, text)
        if answer not in self.offered:
            raise AssertionError(f"{answer!r} is not one of {options}")
        return str(answer)

    def tell(self, title: str, text: str) -> None:
        self.said.append(("tell", title, text))

    def warn(self, title: str, text: str) -> None:
        self.said.append(("warn", title, text))

    def show_error(self, error: BaseException) -> None:
        if not isinstance(error, (Refused, Trouble)):
            raise error
        self.errors.append(error)
        super().show_error(error)

    def crash(self, error: BaseException) -> None:
        raise error

    def open_file(self, title: str, filters: str = ANY, folder: Path | None = None) -> Path | None:  # noqa: ARG002
        answer: Path | None = self._answer("open_file", title)
        return answer

    def open_files(self, title: str, filters: str = ANY, folder: Path | None = None) -> tuple[Path, ...]:  # noqa: ARG002
        return tuple(self._answer("open_files", title))

    def save_file(self, title: str, proposal: Path, filters: str = ANY) -> Path | None:  # noqa: ARG002
        answer: Path | None = self._answer("save_file", title, str(proposal))
        return answer

    def choose_folder(self, title: str, folder: Path | None = None) -> Path | None:  # noqa: ARG002
        answer: Path | None = self._answer("choose_folder", title)
        return answer

    def run(self, dialog: QDialog) -> bool:
        answer = self._answer("run", type(dialog).__name__)
        try:
            return bool(answer(dialog) if callable(answer) else answer)
        finally:
            dialog.deleteLater()

    def open_link(self, address: str) -> None:
        self.said.append(("open_link", address, ""))

    def reveal(self, path: Path) -> None:
        self.said.append(("reveal", str(path), ""))

    def open_document(self, path: Path) -> None:
        self.said.append(("open_document", str(path), ""))
