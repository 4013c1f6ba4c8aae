"""Backups in pictures: none yet, many, a second place that is there and one that is away, bringing one back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from stemtracker import clock, paths
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import activities, backups, credentials, workspace
from tools.bench import records
from tools.shots.studio import Studio

#: How many days ago backups were made, and how many activities there were.
MADE = ((420, 4), (130, 8), (60, 9), (25, 11), (12, 12), (6, 14), (1, 15))


def visit(new_studio: Callable[[], Studio], folder: Path) -> None:
    """All states of backups, on a record of their own in that folder."""
    record = folder / "Ada Example.stemtracker"
    ws = workspace.create(record, Educator(name="Ada Example"))
    license_ = Credential(id="tx", title="Standard teaching certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2029, 6, 30), {})
    workspace.close(ws)
    studio = new_studio()
    studio.open(record)
    studio.go_to("record").open("backups")
    studio.shoot("Backups, the first")
    _grow(studio)
    _places(studio, folder)
    _restore(studio)
    studio.close()
    _first_start(new_studio, folder)
    backups.choose_place(None)
    shutil.rmtree(paths.backups())


def _grow(studio: Studio) -> None:
    """Years of use, with the backups that would have stayed."""
    ws, work = studio.program.context.workspace, studio.program.context.tasks.record
    made = list(records.make(MADE[-1][1] + 2, ws.vocabulary))
    there = 0
    for days, count in MADE:
        activities.save_many(ws, tuple(made[there:count]), "Years of use")
        there = count
        with clock.standing_at(clock.now() - timedelta(days=days)):
            backups.make(ws, "on closing")
    work(activities.save_many, ws, tuple(made[there:]), "This week")
    work(activities.save, ws, replace(made[0], title="Inquiry, argument and evidence"))
    studio.settle()


def _look(studio: Studio) -> None:
    studio.program.context.backing_up.look()
    studio.settle()


def _places(studio: Studio, folder: Path) -> None:
    """The second place: none, there, away; and a folder on this computer that takes nothing."""
    stick = folder / "KINGSTON"
    stick.mkdir()
    _look(studio)
    studio.go_to("home")
    studio.shoot("Home, no second place")
    page = studio.go_to("record")
    studio.shoot("Backups, no second place")
    studio.dialogs.folder = folder / "Not there"
    studio.press("Choose a folder", page)
    studio.dialogs.folder = stick
    studio.press("Choose a folder", page)
    studio.shoot("Backups, with a second place")
    studio.go_to("home")
    studio.shoot("Home, copied today")
    away = stick.rename(folder / "KINGSTON away")
    with clock.standing_at(clock.now() + timedelta(days=9)):
        _look(studio)
        studio.shoot("Home, second place away")
        studio.go_to("record")
        studio.shoot("Backups, second place away")
    away.rename(stick)
    ours = backups.all_backups()[0].path.parent
    aside = ours.rename(ours.with_name("aside"))
    ours.write_text("in the way", encoding="utf-8")
    studio.press("Back up now", page)
    studio.shoot("Backups, none can be made")
    studio.go_to("home")
    studio.shoot("Home, none can be made")
    ours.unlink()
    aside.rename(ours)
    studio.program.context.backing_up.now()
    studio.settle()


def _restore(studio: Studio) -> None:
    """What it would change, and what it says once it is done."""
    page = studio.go_to("record")
    table = page.backups.table
    table.selectRow(table.model().rowCount() - 2)
    studio.press("Restore", page)
    studio.program.context.bus.navigate.emit("restore", page.backups.chosen())
    studio.shoot("Home, restored")


def _first_start(new_studio: Callable[[], Studio], folder: Path) -> None:
    """The second door: where to look, what was found, nothing found, one that can't be read."""
    aside = paths.settings_file().rename(paths.settings_file().with_name("aside.json"))
    studio = new_studio()
    studio.open(None)
    studio.program.window.begin()
    doors = studio.window.stack.currentWidget()
    doors.look_for_it()
    studio.shoot("First start, where is your record")
    doors.existing().look_here()
    studio.shoot("First start, backups on this computer")
    table = doors.existing().table
    newest = backups.all_backups()[0].path
    newest.write_bytes(b"spoilt" * 1000)
    doors.existing().look_here()
    studio.settle()
    table.selectRow(0)
    studio.shoot("First start, one that can not be read")
    studio.dialogs.folder = folder / "empty"
    studio.dialogs.folder.mkdir()
    doors.existing().look_elsewhere()
    studio.shoot("First start, no backup found")
    studio.close()
    aside.replace(paths.settings_file())
