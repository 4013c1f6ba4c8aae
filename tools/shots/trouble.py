"""Each trouble a record's file can be in, as the window shows it: on opening, while it is open, beside it.

Runs as a process of its own per look: `python -m tools.shots.trouble LOOK FOLDER`. Neighbors: `scenes` has the pages.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from stemtracker import clock, paths
from stemtracker.db import whereabouts
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import activities, backups, credentials, workspace
from tools.bench import records
from tools.shots.scenes import LOOKS
from tools.shots.studio import Camera, Studio

SHOWN_IN = ("light-100", "dark-100", "light-150", "light-100-small")
_OLD = Path(__file__).resolve().parent.parent.parent / "tests" / "db" / "record_schema_1.stemtracker"
_ENTRIES = 60
PATIENCE = 300


class Place:
    """A folder with a record, its backup, and windows to open on it."""

    def __init__(self, folder: Path, new_studio: Callable[[], Studio]) -> None:
        self.folder = folder
        self.record = folder / "Ada Example.stemtracker"
        self._new_studio = new_studio

    def begin(self, *, backed_up: bool = False) -> Path:
        """The record as it was before anything happened to it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(paths.backups(), ignore_errors=True)
        paths.settings_file().unlink(missing_ok=True)
        ws = workspace.create(self.record, Educator(name="Ada Example"))
        license_ = Credential(id="tx", title="Standard teaching certificate", pack_id="US-TX.teacher", authority="TEA")
        credentials.add(ws, license_, date(2029, 6, 30), {})
        made = tuple(records.make(_ENTRIES, ws.vocabulary))
        activities.save_many(ws, made[:-3], "Years of use")
        if backed_up:
            with clock.standing_at(clock.now() - timedelta(days=1, hours=3)):
                backups.make(ws, "on closing")
        activities.save_many(ws, made[-3:], "This week")
        workspace.close(ws)
        return self.record

    def opened(self, doing: str, path: Path | None = None, *answers: str) -> Studio:
        """A window on it; dialogs are photographed, and answered by those keys, then by Escape."""
        studio = self._new_studio()
        studio.doing = doing
        studio.answers = list(answers)
        studio.open(path or self.record)
        return studio


def _lock_words(record: Path, **said: object) -> None:
    record.with_name(record.name + ".lock").write_bytes(msgspec.json.encode(said))


def _damage(record: Path) -> None:
    """One page of activities and the end of the file."""
    with closing(sqlite3.connect(record)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'change'").fetchone()[0]
    whole = record.read_bytes()
    record.write_bytes(whole[: (root + 6) * 4096] + b"\xff" * 4096 + whole[(root + 7) * 4096 : -12_000])


def _come_back(studio: Studio) -> None:
    studio.window.activateWindow()
    QApplication.sendEvent(studio.window, QEvent(QEvent.Type.ActivationChange))
    studio.settle()


def locked(place: Place) -> None:
    """Open in another window here, and left open by another computer."""
    there = workspace.open_record(place.begin())
    place.opened("Open in another window").close()
    workspace.close(there)
    since = clock.now() - timedelta(days=2, hours=4)
    _lock_words(place.record, user="ana", host="STAFFROOM-PC", pid=4711, since=since, machine="another")
    place.opened("Left open by another computer").close()
    studio = place.opened("Read only", None, "read")
    studio.shoot("Read only, window")
    studio.close()


def damaged(place: Place) -> None:
    """With a good backup, brought back; without any, rescued; and nothing left at all."""
    _damage(place.begin(backed_up=True))
    studio = place.opened("Damaged, with a backup", None, "backup")
    studio.shoot("Damaged, the backup in its place")
    studio.close()
    _damage(place.begin())
    studio = place.opened("Damaged, no backup", None, "rescue")
    studio.shoot("Damaged, rescued")
    studio.close()
    place.begin().write_bytes(b"")
    place.opened("Empty").close()
    place.begin(backed_up=True).write_bytes(b"")
    place.opened("Empty, with a backup").close()


def not_to_be_opened(place: Place) -> None:
    """Not ours, newer, older where it may not be written, gone."""
    place.begin().write_text("date,title\n2026-01-04,Lab safety\n" * 40, encoding="utf-8")
    place.opened("Another kind of file").close()
    with closing(sqlite3.connect(place.begin())) as connection:
        connection.execute("PRAGMA user_version = 9000")
    place.opened("Newer").close()
    place.begin()
    old = place.folder / "Ada Example, 2026.stemtracker"
    shutil.copyfile(_OLD, old)
    with mock.patch.object(whereabouts, "writable", return_value=False):
        studio = place.opened("Older, opened first", None)
        studio.doing = "Older, to read only"
        studio.answers = ["copy"]
        studio.program.opener.open(old, read_only=True)
    studio.shoot("Older, copied")
    studio.close()
    place.begin(backed_up=True).unlink()
    place.opened("Gone").close()


def touched_while_open(place: Place) -> None:
    """Removed, replaced, written over, protected, taken over, damaged while it is open."""
    place.begin()
    studio = place.opened("Removed while open")
    place.record.unlink()
    _come_back(studio)
    studio.shoot("Removed while open, noticed")
    studio.press("What can I do")
    studio.doing, studio.answers = "Removed while open, closing", ["drop"]
    studio.close()
    other = place.folder / "Other.stemtracker"
    for what, put in (("Replaced", other.replace), ("Written over", None)):
        place.begin()
        workspace.close(workspace.create(other, Educator(name="Bea Example")))
        studio = place.opened(f"{what} while open")
        put(place.record) if put else place.record.write_bytes(other.read_bytes())
        _save_something(studio, what)
        studio.answers = ["drop"] if what == "Replaced" else []
        studio.close()
    place.begin()
    studio = place.opened("Protected while open")
    with mock.patch.object(whereabouts, "writable", return_value=False):
        _save_something(studio, "Protected")
        studio.close()
    place.begin()
    studio = place.opened("Taken over while open")
    there = workspace.open_record(place.record, take_over=True)
    _save_something(studio, "Taken over")
    workspace.close(there)
    studio.close()
    place.begin()
    studio = place.opened("Damaged while open")
    size = place.record.stat().st_size
    with place.record.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    _save_something(studio, "Damaged")
    studio.close()


def full(place: Place) -> None:
    """The disk is full on saving; what was typed stays."""
    place.begin()
    studio = place.opened("Disk full")
    ws = studio.program.context.workspace
    with ws.record.maintain() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    _save_something(studio, "Disk full", length=9_000)
    studio.shoot("Disk full, what was typed stays")
    studio.close()


def _save_something(studio: Studio, what: str, length: int = 40) -> None:
    """An activity typed into the form and saved."""
    page = studio.go_to("log")
    page.add()
    studio.settle()
    form = page.panels.editor.form
    form.basics.kind.set_id("workshop")
    said = "What we tried, and what came of it. " * (length // 36)
    for name, text in {"title": "Lab safety refresher", "amount": "2", "private_notes": said}.items():
        editor = form.fields[name].editor
        (editor.setText if isinstance(editor, QLineEdit) else editor.setPlainText)(text)
    studio.doing = f"{what}, saving"
    studio.window.save()
    studio.shoot(f"{what}, window")


def beside(place: Place) -> None:
    """A copy that a sync left beside the record."""
    ws = workspace.open_record(place.begin())
    copy = place.folder / "Ada Example (Ben's conflicted copy 2026-11-20).stemtracker"
    workspace.save_copy(ws, copy)
    elsewhere = workspace.open_record(copy)
    with clock.standing_at(clock.now() - timedelta(days=2)):
        first = activities.all_activities(elsewhere)[0]
        activities.save(elsewhere, replace(first, title="Changed elsewhere"))
    workspace.close(elsewhere)
    workspace.close(ws)
    studio = place.opened("Copy beside it")
    studio.shoot("Copy beside it, notice")
    studio.close()


SCENES = (locked, damaged, not_to_be_opened, touched_while_open, full, beside)


def main(look: str, folder: Path) -> None:
    """Take all pictures of one look."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    appearance, percent, size = LOOKS[look]
    home = Path(os.environ["STEMTRACKER_HOME"])
    camera = Camera(folder)
    with tempfile.TemporaryDirectory() as name, clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        sheet = Path(name) / "none.csv"
        place = Place(Path(name) / "records", lambda: Studio(camera, appearance, percent, size, sheet))
        for scene in SCENES:
            scene(place)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
