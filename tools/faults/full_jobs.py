"""The process on the small disk: each job of the program with no room, then with a little more, until it can be done.

So the disk fills up at every stage: before the journal, within it, in the record, in the last file of many. Each
attempt must be refused in words that name the remedy and leave every file as it was; and in the same open record it
must be done once there is room. Prints what came of it as JSON. Neighbors: `full_disk` starts it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from stemtracker.domain.educator import Educator
from stemtracker.errors import Trouble
from stemtracker.services import activities, backups, evidence, exports, history, papers, workspace
from stemtracker.services.backup_plan import Reason
from stemtracker.services.workspace import Workspace
from tools.bench import records
from tools.faults import state, work
from tools.faults.small_disk import Room

Job = Callable[[Workspace, Path], object]
#: Room in pages of 4096 bytes.
ROOMS = (0, 1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45, 64, 91, 128, 181, 256, 362, 512, 1024, 2048, 3072)
PAGE = 4096
#: How large each piece of evidence is.
PIECE = 40_000
PAPER = papers.TranscriptOptions(form="short", span="all")


def _save(ws: Workspace, _folder: Path) -> object:
    known = activities.all_activities(ws)[0]
    return activities.duplicate(ws, known.id)


def _attach(ws: Workspace, _folder: Path) -> object:
    return evidence.attach_bytes(ws, None, "scan.jpg", bytes(300_000), "certificate")


def _import(ws: Workspace, _folder: Path) -> object:
    return work.bring_in(ws, ws.path.with_name("table.csv"))


def _undo(ws: Workspace, _folder: Path) -> object:
    return history.undo(ws)


def _begin(_ws: Workspace, folder: Path) -> object:
    made = workspace.create(folder / "new.stemtracker", Educator(name="New"))
    workspace.close(made)
    return made


def _from_archive(ws: Workspace, folder: Path) -> object:
    made = exports.from_archive(ws.path.with_name("whole.stemarchive"), folder / "brought.stemtracker")
    workspace.close(made)
    return made


JOBS: dict[str, Job] = {
    "save": _save,
    "attach": _attach,
    "import": _import,
    "undo": _undo,
    "copy": lambda ws, folder: workspace.save_copy(ws, folder / "copy.stemtracker"),
    "back up": lambda ws, _folder: backups.make(ws, Reason.ASKED),
    "paper": lambda ws, folder: papers.save(ws, PAPER, folder / "transcript.pdf"),
    "table": lambda ws, folder: exports.log_csv(ws, folder / "log.csv"),
    "archive": lambda ws, folder: exports.archive(ws, folder / "whole.stemarchive"),
    "evidence as files": lambda ws, folder: evidence.save_all(ws, folder / "evidence"),
    "begin": _begin,
    "from archive": _from_archive,
}


def _is_whole_piece(path: Path) -> bool:
    """Of many files to write, those that were written whole may stay: the refusal says how many."""
    return path.parent.name == "evidence" and path.stat().st_size == PIECE


class Trial:
    """One small disk and what lies on it."""

    def __init__(self, folder: Path, kind: str, rooms: Sequence[int]) -> None:
        self._folder, self._kind, self._rooms = folder, kind, rooms
        self._room = Room(folder, kind)
        self._base = folder / "base"
        self.tried, self.refused = 0, 0
        self.failures: list[str] = []

    def prepare(self) -> None:
        """A record with evidence and a large write to take back, its archive, and a table to import."""
        self._base.mkdir()
        path = self._base / "record.stemtracker"
        work.begin(path)
        table = self._base / "table.csv"
        ws = workspace.open_record(path)
        records.write_csv(table, records.csv_rows(records.make(300, ws.vocabulary, seed=5)))
        for number in range(3):
            evidence.attach_bytes(ws, None, f"scan {number}.jpg", bytes([number]) * PIECE, "certificate")
        exports.archive(ws, self._base / "whole.stemarchive")
        work.bring_in(ws, table)
        workspace.close(ws)
        records.write_csv(table, records.csv_rows(records.make(300, ws.vocabulary, seed=6)))

    def try_all(self, names: Sequence[str]) -> None:
        """Each job at each room."""
        for name in names:
            if not any(self._done(name, JOBS[name], room * PAGE) for room in self._rooms):
                self.failures.append(f"{name}: refused with {self._rooms[-1] * PAGE:,} bytes of room too")

    def _done(self, name: str, job: Job, room: int) -> bool:
        """Whether that much room was enough; what was wrong with the refusal, if it was not, is kept."""
        self.tried += 1
        folder = self._folder / "at work"
        shutil.copytree(self._base, folder)
        ws = workspace.open_record(folder / "record.stemtracker")
        try:
            before, said = self._files(), state.everything(ws.path)
            self._room.leave(room)
            try:
                job(ws, folder)
            except Trouble as trouble:
                self._room.free()
                self.refused += 1
                wrong = [*self._words(trouble), *self._left(before, ws, said)]
            except Exception as error:  # noqa: BLE001 - a bug is what is looked for
                self._room.free()
                wrong = [f"{type(error).__name__}: {error}"]
            else:
                self._room.free()
                return True
            wrong += self._again(ws, job, folder)
            workspace.close(ws)
            wrong += state.findings(ws.path)
            self.failures += [f"{name} with {room:,} bytes of room: {problem}" for problem in wrong]
            return False
        finally:
            workspace.close(ws)
            shutil.rmtree(folder)
            shutil.rmtree(self._folder / "home", ignore_errors=True)

    def _words(self, trouble: Trouble) -> list[str]:
        if self._kind == "disk" and trouble.kind != "full":
            return [f"it is told as “{trouble.kind}”: {trouble}"]
        return [] if "space" in trouble.remedy or self._kind == "limit" else [f"no remedy in “{trouble.remedy}”"]

    def _left(self, before: dict[str, str], ws: Workspace, said: str) -> list[str]:
        # A write that could not even be taken back then is so now, as soon as the program looks.
        record, _count = ws.path, activities.count(ws)
        after = self._files()
        wrong = [f"“{name}” was left or changed" for name in after if before.get(name) != after[name]]
        wrong += [f"“{name}” is gone" for name in before if name not in after]
        if state.everything(record) != said:
            wrong.append("the record says something else than before")
        return wrong + state.unsound(record)

    def _files(self) -> dict[str, str]:
        """What lies there, and a word for what is in it; of records the name, since they are looked into elsewhere."""
        found = {}
        for path in self._folder.rglob("*"):
            name = path.relative_to(self._folder).as_posix()
            if path.suffix == ".stemtracker":
                found[name] = "a record"
            elif path.is_file() and path.suffix != ".lock" and not _is_whole_piece(path):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    @staticmethod
    def _again(ws: Workspace, job: Job, folder: Path) -> list[str]:
        try:
            job(ws, folder)
        except Exception as error:  # noqa: BLE001 - a bug is what is looked for
            return [f"with room again: {type(error).__name__}: {error}"]
        return [f"with room again: {problem}" for problem in state.unsound(ws.path)]


def main() -> None:
    """Try the jobs: the folder, the kind of disk, how many rooms to go on by each time, and the names (or all)."""
    folder, kind, every, *named = sys.argv[1:]
    trial = Trial(Path(folder), kind, ROOMS[:: int(every)])
    trial.prepare()
    trial.try_all(named or list(JOBS))
    disk = "a disk in memory that is full" if kind == "disk" else "files that can't grow (no small disk to be had)"
    told = {"disk": disk, "tried": trial.tried, "refused": trial.refused, "jobs": named or list(JOBS)}
    print(json.dumps({**told, "failures": trial.failures}))


if __name__ == "__main__":
    main()
