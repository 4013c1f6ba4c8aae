"""What is photographed, in the order of a visit: the doors, the wizard, each page with all its forms.

Runs as a process of its own per look: `python -m tools.shots.scenes LOOK FOLDER`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QPushButton, QTabBar, QWidget

from stemtracker import clock
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import credentials, exports, sample, workspace
from tools.shots.studio import Camera, Studio

#: name: (appearance, percent, size of the window)
LOOKS: dict[str, tuple[str, int, tuple[int, int]]] = {
    "light-100": ("light", 100, (1280, 800)),
    "dark-100": ("dark", 100, (1280, 800)),
    "light-150": ("light", 150, (1920, 1200)),
    "dark-150": ("dark", 150, (1920, 1200)),
    "light-100-small": ("light", 100, (1024, 640)),
    "light-200": ("light", 200, (1920, 1200)),
}
PAGES = ("home", "log", "renewal", "documents", "record")


def _forms(studio: Studio, page: QWidget, title: str) -> None:
    """Every form that a button of the page opens."""
    for number in range(len(studio.openers(page))):
        openers = studio.openers(page)
        if number < len(openers):
            with studio.photographed(f"{title}, {openers[number].text().strip('& …')}"):
                openers[number].click()


def _tabs(studio: Studio, page: QWidget, title: str) -> None:
    """Every tab of the page, with its forms; the first one is already shown."""
    for bar in page.findChildren(QTabBar):
        for number in range(bar.count()):
            if bar.isVisible():
                bar.setCurrentIndex(number)
                studio.shoot(f"{title}, {bar.tabText(number)}")
                _forms(studio, page, title)


def _first_row(studio: Studio, page: QWidget, title: str) -> None:
    """The page with the first row of its table or tree chosen."""
    views = [view for view in page.findChildren(QAbstractItemView) if view.isVisible() and view.model()]
    for view in views:
        if view.model().rowCount() > 0:
            view.setFocus()
            view.setCurrentIndex(view.model().index(0, 0))
            studio.shoot(f"{title}, a row chosen")
            return


def _page(studio: Studio, name: str, record: str) -> None:
    title = f"{name.capitalize()} {record}"
    page = studio.go_to(name)
    studio.shoot(title)
    _tabs(studio, page, title)
    if record == "sample":
        _forms(studio, page, title)
        _first_row(studio, page, title)
        _forms(studio, page, f"{title} row")


def _empty_record(path: Path) -> Path:
    ws = workspace.create(path, Educator(name="Ada Newcomb"))
    license_ = Credential(id="new", title="Standard teaching certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2029, 6, 30), {})
    workspace.close(ws)
    return path


def _sample_record(path: Path, sheet: Path) -> Path:
    ws = sample.build(path)
    exports.log_csv(ws, sheet)
    workspace.close(ws)
    return path


def _doors(studio: Studio) -> None:
    """The first start: three doors, then each step of the wizard as it is and with what it refuses."""
    studio.open(None)
    studio.shoot("First start")
    first = studio.window.findChild(QWidget, "") and studio.window.stack.currentWidget()
    first.begin()
    studio.shoot("Wizard, first step")
    buttons = [one for one in first.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    forward = [one for one in buttons if one.text().strip("& ").casefold() in {"next", "continue"}]
    if forward:
        forward[0].click()
        studio.shoot("Wizard, first step refused")


def main(look: str, folder: Path) -> None:
    """Take all pictures of one look."""
    appearance, percent, size = LOOKS[look]
    home = Path(os.environ["STEMTRACKER_HOME"])
    with tempfile.TemporaryDirectory() as name, clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        sheet = Path(name) / "My log.csv"
        records = {
            "sample": _sample_record(Path(name) / "Sample Educator.stemtracker", sheet),
            "empty": _empty_record(Path(name) / "Ada Newcomb.stemtracker"),
        }
        camera = Camera(folder)
        studio = Studio(camera, appearance, percent, size, sheet)
        _doors(studio)
        studio.close()
        for which, path in records.items():
            studio = Studio(camera, appearance, percent, size, sheet)
            studio.open(path)
            for page in PAGES:
                _page(studio, page, which)
            studio.close()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
