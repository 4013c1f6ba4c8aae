"""What safety costs: a commit, a backup of a large record, opening it after an end in order and after a crash."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, backups, evidence, workspace
from tools.bench import records
from tools.bench.measure import ROUNDS, Figure, compare, figure, seconds

PAGE = 4096
PIECES, PIECE = 20, 10 * 2**20
SAVES = 20


def committing(vocabulary: Vocabulary) -> Iterator[Figure]:
    """One activity saved into a record of 5,000, against a page written and synced on the same disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ws = records.record(folder / "commit.stemtracker", 5_000)
        new = iter(records.make((ROUNDS + 1) * SAVES, vocabulary, seed=3, prefix="c"))

        def save() -> None:
            for _ in range(SAVES):
                activities.save(ws, next(new))

        with (folder / "page").open("wb", buffering=0) as file:

            def sync() -> None:
                for _ in range(SAVES):
                    file.write(bytes(PAGE))
                    os.fsync(file.fileno())

            made = compare("commit: 20 activities, one by one / 20 pages written and synced", save, sync, aim=40.0)
        workspace.close(ws)
    yield made


def backing_up(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """A record of 200 MB backed up, verified and synced, against its file copied and synced."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ws = records.record(folder / "large.stemtracker", 1_000)
        data = os.urandom(PIECE)
        for number in range(PIECES):
            piece = number.to_bytes(4, "big") + data[4:]
            evidence.attach_bytes(ws, None, f"scan {number}.jpg", piece, "certificate")

        def back_up() -> None:
            made = backups.make(ws, backups.Reason.ASKED, place="here").here
            if made is None or made.size < PIECES * PIECE:
                message = "no backup was made"
                raise RuntimeError(message)
            made.path.unlink()

        def copy() -> None:
            copied = folder / "copied"
            with ws.path.open("rb") as source, copied.open("wb") as target:
                shutil.copyfileobj(source, target, 2**20)
                target.flush()
                os.fsync(target.fileno())
            copied.unlink()

        yield compare("backup: a record of 200 MB, verified / its file copied and synced", back_up, copy, aim=5.0)
        workspace.close(ws)


def opening(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """A record of 5,000 opened after an end in order and after a crash, against SQLite opening and checking it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "open.stemtracker"
        workspace.close(records.record(path, 5_000))
        crashed = _left_by_a_crash(path)
        numbers = count()

        def fresh(files: tuple[bytes, ...]) -> Path:
            at = Path(name) / f"{next(numbers)}.stemtracker"
            for ending, data in zip(("", "-journal", ".lock"), files, strict=False):
                at.with_name(at.name + ending).write_bytes(data)
            return at

        def subject(files: tuple[bytes, ...]) -> float:
            at = fresh(files)
            opened: list[workspace.Workspace] = []
            taken = seconds(lambda: opened.append(workspace.open_record(at)))
            workspace.close(opened[0])
            return taken

        for title, files in (("in order", (path.read_bytes(),)), ("by a crash within a write", crashed)):
            subject(files)
            pairs = [(subject(files), _checked(fresh(files[:1]))) for _ in range(ROUNDS)]
            yield figure(f"open: 5,000 activities after an end {title} / bare open and quick_check", pairs, aim=4.0)


def _left_by_a_crash(path: Path) -> tuple[bytes, ...]:
    """The record, its journal and its lock, as they stand while a large write reaches the file."""
    from tools.faults.watch import Operation, watched

    left: list[tuple[bytes, ...]] = []

    def look(operation: Operation) -> None:
        # The last sync of the record: everything is written, and the journal would take all of it back.
        if operation.kind == "sync" and operation.file == path.name:
            left.append(tuple(path.with_name(path.name + ending).read_bytes() for ending in ("", "-journal", ".lock")))

    with watched(path.parent, look):
        ws = workspace.open_record(path)
        everything = activities.ids(ws, activities.LogQuery())
        activities.edit_many(ws, everything[:500], activities.BulkEdit(provider="Changed"))
        workspace.close(ws)
    return left[-1]


def _checked(path: Path) -> float:
    def check() -> None:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                message = "the record to measure with is damaged"
                raise RuntimeError(message)

    return seconds(check)


PARTS: dict[str, Callable[[Vocabulary], Iterator[Figure]]] = {
    "commit": committing,
    "backup": backing_up,
    "open": opening,
}
