"""What is done while the power goes: a day of writing, saving a copy, backing up, putting a backup back.

Neighbors: `cuts` writes it down and replays it, `work` has the steps of the day.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from stemtracker.services import activities, backups, workspace
from tools.faults import state, work
from tools.faults.cuts import Cut, record, replay
from tools.faults.watch import Operation, watched

#: One of each kind of write, and those again that follow each other in a real day.
DAY = ("add", "edit", "attach", "import", "undo", "redo", "edit many", "delete", "restore", "note", "undo", "repeat")
NAME = "record.stemtracker"


def writing(steps: Sequence[str] = DAY, *, every: int = 1) -> Cut:
    """Each kind of write into the record."""

    def doing(folder: Path) -> Iterator[object]:
        ws = workspace.open_record(folder / NAME)
        day = work.Work(ws, 1)
        for name in steps:
            yield day.step(name)[1]()
        workspace.close(ws)

    return _tried(_begin, doing, lambda folder: state.everything(folder / NAME), _opened, every)


def copying(*, every: int = 1) -> Cut:
    """A copy saved over an older one."""

    def prepare(folder: Path) -> None:
        _begin(folder)
        shutil.copyfile(folder / NAME, folder / "copy.stemtracker")
        _more(folder)

    def doing(folder: Path) -> Iterator[object]:
        ws = workspace.open_record(folder / NAME)
        workspace.save_copy(ws, folder / "copy.stemtracker")
        yield "saved"
        workspace.close(ws)

    copy = "copy.stemtracker"
    say = partial(_said, name=copy)
    return _tried(prepare, doing, say, partial(_opened, name=copy), every)


def backing_up(*, every: int = 1) -> Cut:
    """A second backup: the newest one that is found good is the first one or the second, whole."""

    def prepare(folder: Path) -> None:
        _begin(folder)
        backups.make_of(folder / NAME, backups.Reason.ASKED, place="here")
        _more(folder)

    def doing(folder: Path) -> Iterator[object]:
        yield backups.make_of(folder / NAME, backups.Reason.CLOSING, place="here")

    def newest(folder: Path) -> str:
        good = backups.last_good(folder / NAME)
        return state.everything(good.path) if good else "there is no good backup"

    return _tried(prepare, doing, newest, newest, every)


def putting_back(*, every: int = 1, cut_off: bool = False) -> Cut:
    """A backup in the record's place, where a write may have been cut off: one or the other, the older one kept."""

    def prepare(folder: Path) -> None:
        _begin(folder)
        shutil.copyfile(folder / NAME, folder / "backup.stemtracker")
        _more(folder, cut_off=cut_off)

    def doing(folder: Path) -> Iterator[object]:
        yield backups.restore(folder / "backup.stemtracker", folder / NAME)

    before = ""

    def say(folder: Path) -> str:
        nonlocal before
        found = _said(folder)
        before = before or found
        return found

    def read(folder: Path) -> str:
        found = _opened(folder)
        if found == before:
            return found
        kept = [_opened(folder, file.name) for file in folder.glob("record, replaced*.stemtracker")]
        return found if before in kept else "what was replaced is not kept"

    return _tried(prepare, doing, say, read, every)


def _tried(
    prepare: Callable[[Path], None],
    doing: Callable[[Path], Iterator[object]],
    say: Callable[[Path], str],
    read: Callable[[Path], str],
    every: int,
) -> Cut:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "done"
        folder.mkdir()
        _at_home_in(folder, prepare)
        recording = record(folder, doing(folder), lambda: say(folder))
        return replay(recording, lambda there: _at_home_in(there, read), every=every)


def _at_home_in(folder: Path, work: Callable[[Path], str | None]) -> str:
    """With the program's own data in that folder, too: backups lie there."""
    os.environ["STEMTRACKER_HOME"] = str(folder / "home")
    return work(folder) or ""


def _begin(folder: Path) -> None:
    work.begin(folder / NAME)


def _more(folder: Path, *, cut_off: bool = False) -> None:
    """Something is added; the process dies within it, if that is asked for."""
    left: dict[str, bytes] = {}

    def look(operation: Operation) -> None:
        if operation.kind == "sync" and operation.file == NAME:
            left.update({name: (folder / name).read_bytes() for name in (NAME, f"{NAME}-journal")})

    with watched(folder, look):
        ws = workspace.open_record(folder / NAME)
        activities.duplicate(ws, activities.all_activities(ws)[0].id)
        if cut_off:
            activities.edit_many(ws, [a.id for a in activities.all_activities(ws)], activities.BulkEdit(provider="Cut"))
        workspace.close(ws)
    if cut_off:
        for name, data in left.items():
            (folder / name).write_bytes(data)


def _said(folder: Path, name: str = NAME) -> str:
    """What a record says that nobody has open, or whose last write was cut off; looked at in a copy."""
    with tempfile.TemporaryDirectory() as other:
        for file in folder.glob(f"{name}*"):
            if not file.name.endswith(".lock"):
                shutil.copyfile(file, Path(other) / file.name)
        return _opened(Path(other), name)


def _opened(folder: Path, name: str = NAME) -> str:
    """Open the record as the program does, and say what is in it, or what is wrong with it."""
    path = folder / name
    workspace.close(workspace.open_record(path))
    return "; ".join(state.unsound(path)) or state.everything(path)
