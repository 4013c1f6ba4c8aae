"""The power goes: what SQLite wrote to the disk is written down, and cut off after, and within, each operation.

A disk keeps for certain what was synced. What was written since may be there, or not, or in part, in any order; a file
that grew may hold anything where nothing arrived. So for each operation the files are put together as the disk could
have them then, several ways, and the program opens them: it must find all that was acknowledged by then, or that and
the one write under way, whole.
Neighbors: `watch` and `names` see the operations, `days` makes them and says what must be found.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stemtracker.errors import Trouble
from tools.faults import names
from tools.faults.watch import Operation, watched

#: What a disk writes as one. A page of the record is eight of them.
SECTOR = 512
#: Chance pictures of the disk for each operation.
CHANCES = 4

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Saved:
    """Between operations: the program said that it is saved, and what the record says then."""

    state: str


@dataclass
class Recording:
    """What lay in the folder before, and everything that was done since."""

    before: Files
    first: str
    steps: list[Operation | Saved] = field(default_factory=list)


@dataclass
class Cut:
    """What came of all cuts."""

    operations: int = 0
    writes: int = 0
    #: Pictures of the disk opened, by how they were made; the same one is opened once.
    pictures: Counter[str] = field(default_factory=Counter)
    #: How many held the write under way, whole.
    newer: int = 0
    failures: list[str] = field(default_factory=list)


# ---- what was done


def record(folder: Path, doing: Iterable[object], say: Callable[[], str]) -> Recording:
    """Write down what reaches the folder while `doing` is gone through; with each item something more is saved.

    `say` puts what is saved into one word.
    """
    made = Recording(_lying_in(folder), say())
    known = dict(made.before)

    def note(operation: Operation) -> None:
        made.steps.append(operation)
        apply(known, operation)

    with watched(folder, note), names.watched(folder, note, known):
        for _ in doing:
            made.steps.append(Saved(say()))
            # A computer whose power goes leaves its locks behind.
            made.before |= {name: data for name, data in _lying_in(folder).items() if name.endswith(".lock")}
    return made


def _lying_in(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- what a disk may hold


@dataclass
class Disk:
    """What is certain, and what was asked for since, oldest first."""

    certain: Files
    pending: list[Operation] = field(default_factory=list)

    def do(self, operation: Operation) -> None:
        """The operation returned."""
        if operation.kind == "sync":
            self._settle(operation.file)
        elif operation.kind == "delete" and operation.durable:
            self.pending = [one for one in self.pending if one.file != operation.file]
            self.certain.pop(operation.file, None)
        else:
            self.pending.append(operation)

    def _settle(self, name: str) -> None:
        """A file, with what happened to it under another name; or what happened to the names in a folder."""
        mine, left = {name}, []
        for one in reversed(self.pending):
            if one.to in mine:
                mine.add(one.file)
            in_folder = one.kind in {"rename", "link", "delete"} and str(Path(one.file).parent) == name
            if one.file not in mine and not in_folder:
                left.append(one)
        for one in self.pending:
            if one not in left:
                apply(self.certain, one)
        self.pending = left[::-1]


def apply(files: Files, operation: Operation) -> None:
    """What the operation makes of the files."""
    if operation.kind == "delete":
        files.pop(operation.file, None)
    elif operation.kind == "link" and operation.file in files:
        files[operation.to] = files[operation.file]
    elif operation.kind == "rename" and operation.file in files:
        files[operation.to] = files.pop(operation.file)
    elif operation.kind == "truncate":
        files[operation.file] = files.get(operation.file, b"")[: operation.offset].ljust(operation.offset, b"\0")
    elif operation.kind == "write":
        data, end = files.get(operation.file, b""), operation.offset + len(operation.data)
        data = data.ljust(operation.offset, b"\0")
        files[operation.file] = data[: operation.offset] + operation.data + data[end:]


def pictures(disk: Disk, last: Operation, luck: random.Random) -> Iterator[tuple[str, Files]]:
    """How the disk may look if the power goes while the last operation is under way."""
    asked = [*disk.pending, last]
    yield "nothing unsynced arrived", dict(disk.certain)
    yield "everything arrived", _with(disk.certain, asked)
    for cut in _cuts(last):
        yield "cut within a write", _with(disk.certain, [*disk.pending, cut])
        yield "only part of the last write", _with(disk.certain, [cut])
    for _ in range(CHANCES):
        yield "some arrived, in any order", _by_chance(disk.certain, asked, luck)


def _with(certain: Files, operations: Sequence[Operation]) -> Files:
    files = dict(certain)
    for one in operations:
        apply(files, one)
    return files


def _cuts(last: Operation) -> Iterator[Operation]:
    """The write up to each boundary of sectors within it, and so of pages."""
    if last.kind != "write":
        return
    first = last.offset // SECTOR * SECTOR + SECTOR
    for boundary in range(first, last.offset + len(last.data), SECTOR):
        yield Operation("write", last.file, last.offset, last.data[: boundary - last.offset])


def _by_chance(certain: Files, asked: Sequence[Operation], luck: random.Random) -> Files:
    """Each operation arrived or not; where a write did not, the file may have grown all the same, full of anything."""
    files, share = dict(certain), luck.choice((0.2, 0.5, 0.8))
    for one in asked:
        if luck.random() < share:
            apply(files, one)
        elif one.kind == "write" and luck.random() < 0.5:
            parts = list(_cuts(one))
            if parts and luck.random() < 0.5:
                apply(files, luck.choice(parts))
            held = len(files.get(one.file, b""))
            missing = one.offset + len(one.data) - held
            if missing > 0:
                filler = bytes(missing) if luck.random() < 0.5 else luck.randbytes(missing)
                apply(files, Operation("write", one.file, held, filler))
    return files


# ---- and what the program makes of it

#: What the program finds in a folder, in one word.
Reader = Callable[[Path], str]


def replay(recording: Recording, read: Reader, *, seed: int = 1, every: int = 1) -> Cut:
    """Cut at each operation (of the writes, at each so many), and compare what is found with what was acknowledged."""
    luck = random.Random(seed)  # noqa: S311 - the same pictures each time
    result, disk = Cut(), Disk(dict(recording.before))
    states = [recording.first, *(one.state for one in recording.steps if isinstance(one, Saved))]
    saved, seen = 0, set()
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(recording.steps):
            if isinstance(one, Saved):
                saved += 1
                continue
            result.operations += 1
            result.writes += one.kind == "write"
            allowed = states[saved : saved + 2]
            chosen = one.kind != "write" or result.writes % every == 0
            for how, files in pictures(disk, one, luck) if chosen else ():
                print_ = (saved, _fingerprint(files))
                if print_ in seen:
                    continue
                seen.add(print_)
                result.pictures[how] += 1
                found = _found(Path(folder) / str(number), files, read)
                result.newer += found in allowed[1:]
                if found not in allowed:
                    result.failures.append(f"operation {number} ({one.kind} of {one.file}), {how}: {found}")
            disk.do(one)
    return result


def _fingerprint(files: Files) -> str:
    digest = hashlib.blake2b()
    for name, data in sorted(files.items()):
        digest.update(f"{name} {len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()


def _found(folder: Path, files: Files, read: Reader) -> str:
    """What the program finds where the disk looks like that; of a record that it does not open, why."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    try:
        return read(folder)
    except Trouble as trouble:
        return f"it does not open: {trouble}"
    finally:
        shutil.rmtree(folder)
