"""Wiring: the window is painted first; the record, and what it takes to read it, is loaded after that.

Neighbors: `cli` calls `main`; `ui.main_window` is the window; `ui.opening` opens the record.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from stemtracker.services import crashes
from stemtracker.services import settings as stored
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.collector import Collector
from stemtracker.ui.crash import ExceptionHook
from stemtracker.ui.dialogs import Dialogs
from stemtracker.ui.main_window import MainWindow
from stemtracker.ui.opening import Opener


class Program(QObject):
    """Everything that lives as long as the window does."""

    def __init__(self, app: QApplication, dialogs: Dialogs | None = None) -> None:
        super().__init__()
        settings = stored.load()
        theme.apply(app, settings.appearance, settings.scale_percent)
        self.dialogs = dialogs or Dialogs()
        self.context = AppContext(settings, self.dialogs, self)
        self.opener = Opener(self.context)
        self.window = MainWindow(self.context, self.opener)
        self.dialogs.set_window(self.window)
        self.collector = Collector(self)
        self._wanted: Path | None = None
        self._stopped: Path | None = None
        self.window.ready.connect(self._tell_of_stop)

    def start(self, wanted: Path | None, *, stopped: Path | None = None) -> None:
        """Show the window, and once it is painted open the record named, the last one, or the three doors.

        `stopped` has the details of how the program was torn down last time.
        """
        self._wanted, self._stopped = wanted, stopped
        self.window.restore(self.context.settings)
        self.window.show()
        QTimer.singleShot(0, self._first_step)

    def _first_step(self) -> None:
        recent = self.context.settings.recent
        last = next((path for name in recent if (path := Path(name)).exists()), None)
        # Where none is left, the doors would look as if there had never been one: its backups are offered instead.
        chosen = self._wanted or last or (Path(recent[0]) if recent else None)
        if chosen is None:
            self.window.begin()
        else:
            self.opener.open(chosen)

    def _tell_of_stop(self) -> None:
        if self._stopped is not None:
            self.window.notices.show_notice(
                "The program was stopped by a fault last time. Everything you saved is here.",
                "Show the details",
                self._show_stop,
                "risk",
                matter="stopped",
            )

    def _show_stop(self) -> None:
        kept, self._stopped = self._stopped, None
        self.window.notices.drop("stopped")
        if kept is not None:
            self.dialogs.reveal(kept)

    def stop(self) -> None:
        """After the window closed: finish the record's work, release the file, keep the settings."""
        # What is on its way still looks at the record: it ends before the record is let go.
        self.context.tasks.drain()
        self.context.finish_drafts()
        self.opener.close()
        self.context.tasks.drain()
        self.context.tasks.close()
        self.collector.stop()
        self.dialogs.set_window(None)
        stored.save(self.window.kept(stored.load()))
        self.window.deleteLater()


def _application(arguments: Sequence[str]) -> QApplication:
    app = QApplication.instance() or QApplication(list(arguments))
    if not isinstance(app, QApplication):
        raise TypeError("a program without windows runs already")
    QCoreApplication.setApplicationName("STEM Tracker")
    app.setApplicationDisplayName("STEM Tracker")
    app.setDesktopFileName("stemtracker")
    return app


def main(arguments: Sequence[str] = ()) -> int:
    """Open the window, on the record named first in the arguments if there is one; answers the exit status."""
    app = _application([sys.argv[0], *arguments])
    stopped = crashes.last_stop()
    watch, dialogs = crashes.Watch(), Dialogs()
    hook = ExceptionHook(dialogs)
    try:
        program = Program(app, dialogs)
        hook.use(program.context)
        program.start(Path(arguments[0]).resolve() if arguments else None, stopped=stopped)
    except Exception as error:  # noqa: BLE001 - without a window this is all that can be said
        hook.could_not_start(error)
        hook.release()
        return 1
    status = app.exec()
    try:
        program.stop()
    except Exception as error:  # noqa: BLE001 - the window is gone, but not what it has to say
        hook.catch(type(error), error, error.__traceback__)
    hook.release()
    watch.end()
    return status


def trial_window(path: Path) -> str:
    """Open that record in a real window, wait for Home, close it again; answers the window's title."""
    app = _application([sys.argv[0]])
    program = Program(app)
    loop = QEventLoop()
    program.window.ready.connect(loop.quit)
    program.opener.gave_up.connect(loop.quit)
    QTimer.singleShot(20_000, loop.quit)
    program.start(path)
    loop.exec()
    title = program.window.windowTitle()
    program.window.close()
    program.stop()
    return title
