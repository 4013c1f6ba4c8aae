"""What is photographed, in the order of a visit: the doors, the wizard, each page with all its forms.

Runs as a process of its own per look: `python -m tools.shots.scenes LOOK FOLDER`.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QTabBar, QWidget

from stemtracker import clock
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import activities, credentials, educators, sample, workspace
from stemtracker.ui.pages.renewal.page import ALL
from tools.bench import records
from tools.journey.story import write_sheet
from tools.shots import backups, growth, merging, rules, unsaved
from tools.shots.studio import Camera, Studio

PATIENCE = 900
#: name: (appearance, percent, size of the window)
LOOKS: dict[str, tuple[str, int, tuple[int, int]]] = {
    "light-100": ("light", 100, (1280, 800)),
    "dark-100": ("dark", 100, (1280, 800)),
    "light-150": ("light", 150, (1920, 1200)),
    "dark-150": ("dark", 150, (1920, 1200)),
    "light-100-small": ("light", 100, (1024, 640)),
    "light-200": ("light", 200, (1920, 1200)),
    "dark-200-small": ("dark", 200, (1024, 640)),
}

HUGE = 5_000
LONG_NAME = "Maria-Theresia Wolfeschlegelsteinhausenbergerdorff y Fernández de Córdoba"
LONG_TITLES = (
    "Inquiry, argument and evidence in the middle school science classroom " * 4,
    "実践的な理科教育：探究と観察の授業づくり",
    "التعليم القائم على الاستقصاء في العلوم",
    "Исследовательское обучение на уроках физики",
    "विज्ञान शिक्षण में खोज आधारित अधिगम",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessen" * 3,
)


def _home(studio: Studio, which: str) -> None:
    studio.go_to("home")
    studio.shoot(f"Home, {which}")
    if studio.press("Show as table"):
        studio.shoot(f"Home, {which}, hours as a table")


def _log(studio: Studio, which: str) -> None:
    page = studio.go_to("log")
    studio.shoot(f"Log, {which}")
    studio.press("Add activity")
    studio.shoot(f"Log, {which}, new activity")
    studio.press("More", page.panels)
    studio.press("Save", page.panels)
    studio.shoot(f"Log, {which}, new activity refused")
    studio.press("Discard")
    if page.model.rowCount():
        _log_rows(studio, page)
    studio.press("Recently deleted")
    studio.shoot(f"Log, {which}, bin")


def _log_rows(studio: Studio, page: Any) -> None:
    page.table.setFocus()
    page.table.selectRow(4)
    studio.shoot("Log, a row chosen")
    for line in page.findChildren(QWidget):
        if hasattr(line, "open_button") and line.isVisible():
            line.open_button.click()
            studio.shoot("Log, evidence open")
            break
    page.commands.repeat_selected()
    studio.shoot("Log, repeat")
    page.table.selectRow(6)
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (1, 2, 4):
        page.table.selectionModel().select(page.table.model().index(row, 0), rows)
    studio.shoot("Log, several rows chosen")
    studio.press("More filters")
    studio.shoot("Log, filters")
    page.search.search.setText("nothing is called so")
    studio.shoot("Log, nothing found")
    page.search.search.clear()
    studio.press("Import", page)


def _renewal(studio: Studio, which: str) -> None:
    page = studio.go_to("renewal")
    studio.shoot(f"Renewal, {which}")
    for bar in page.findChildren(QTabBar):
        for number in range(1, bar.count()):
            bar.setCurrentIndex(number)
            studio.shoot(f"Renewal, {which}, {bar.tabText(number)}")
        bar.setCurrentIndex(0)
    studio.press("Renewed", page)
    for name, box in zip(("license", "cycle"), page.findChildren(QComboBox), strict=False):
        if box.isVisible() and box.count() > 1:
            studio.step_down(box)
            studio.shoot(f"Renewal, {which}, another {name}")
    if page.credential.count() > 1:
        page.open(ALL)
        studio.shoot(f"Renewal, {which}, all credentials")


def _documents(studio: Studio, which: str) -> None:
    page = studio.go_to("documents")
    for place in range(page.paper.count()):
        page.paper.setCurrentIndex(place)
        studio.settle()
        studio.shoot(f"Documents, {which}, {page.paper.currentText()}")


def _record(studio: Studio, which: str) -> None:
    page = studio.go_to("record")
    for section in page.sections.sections:
        page.open(section.name)
        studio.shoot(f"Record, {which}, {section.title}")
        if studio.press("Add a license", page):
            studio.shoot(f"Record, {which}, new license")
            studio.press("Cancel", page)
        studio.press("Remove activities for good", page)


PAGES = (_home, growth.quick, _log, _renewal, growth.networks, growth.leadership, _documents, _record)


def _empty_record(path: Path) -> Path:
    ws = workspace.create(path, Educator(name="Ada Newcomb"))
    license_ = Credential(id="new", title="Standard teaching certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2029, 6, 30), {})
    workspace.close(ws)
    return path


def _sample_record(path: Path) -> Path:
    ws = sample.build(path)
    workspace.close(ws)
    return path


def _huge_record(path: Path) -> Path:
    """5,000 activities of one cycle, names in many scripts at the top, and five licenses."""
    ws = records.record(path, HUGE)
    educators.save(ws, replace(educators.get(ws), name=LONG_NAME))
    for number, pack in enumerate(("US-MA.primary", "US-TX.administrator", "US-MA.additional", "generic")):
        license_ = Credential(id=f"more{number}", title=f"{pack}: {LONG_NAME}", pack_id=pack, authority=LONG_NAME)
        credentials.add(ws, license_, date(2027, 6, 30) + timedelta(days=number), {})
    day = date(2026, 11, 20)
    odd = (
        replace(one, id=f"odd{number}", start=day, end=day, title=title, provider=title, description=title)
        for number, (title, one) in enumerate(zip(LONG_TITLES, records.make(HUGE, ws.vocabulary), strict=False))
    )
    activities.save_many(ws, tuple(odd), "Names in many scripts")
    workspace.close(ws)
    return path


def _doors(studio: Studio) -> None:
    """The first start: three doors, then each step of the wizard, the first also with what it refuses."""
    studio.open(None)
    studio.shoot("First start")
    first = studio.window.stack.currentWidget()
    first.begin()
    wizard = first.wizard()
    wizard.go_on()
    studio.shoot("Wizard, name refused")
    QTest.keyClicks(wizard.who.name, "Ada Newcomb")
    studio.shoot("Wizard, who")
    wizard.go_on()
    studio.shoot("Wizard, license")
    wizard.license.place.set_value("US-TX")
    wizard.license.pack.set_value("US-TX.teacher")
    wizard.license.expiry.set_value(date(2027, 6, 30))
    for step in ("license filled", "questions of the rules", "old spreadsheet", "place"):
        studio.shoot(f"Wizard, {step}")
        if step != "place":
            wizard.go_on()


def main(look: str, folder: Path) -> None:
    """Take all pictures of one look."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    appearance, percent, size = LOOKS[look]
    home = Path(os.environ["STEMTRACKER_HOME"])
    with tempfile.TemporaryDirectory() as name, clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        sheet = Path(name) / "my-hours.csv"
        write_sheet(sheet)
        seen = {
            "sample": _sample_record(Path(name) / "Sample Educator.stemtracker"),
            "empty": _empty_record(Path(name) / "Ada Newcomb.stemtracker"),
            "huge": _huge_record(Path(name) / f"{LONG_NAME}.stemtracker"),
        }
        camera = Camera(folder)
        studio = Studio(camera, appearance, percent, size, sheet)
        _doors(studio)
        studio.close()
        backups.visit(lambda: Studio(camera, appearance, percent, size, sheet), Path(name))
        merging.visit(lambda: Studio(camera, appearance, percent, size, sheet), Path(name))
        for which, path in seen.items():
            studio = Studio(camera, appearance, percent, size, sheet)
            studio.open(path)
            for page in PAGES:
                page(studio, which)
            studio.close()
        rules.visit(lambda: Studio(camera, appearance, percent, size, sheet), Path(name))
        unsaved.take(lambda: Studio(camera, appearance, percent, size, sheet), Path(name))
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
