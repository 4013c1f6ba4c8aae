"""A program that writes is killed again and again; what it said was saved must be there each time.

The writer works through the program's services and says of each step when it begins and when it is saved. It is ended
by SIGKILL: from outside some microseconds after a step began, or at a chosen operation of SQLite on the disk, so that
many ends fall inside a commit. Then the record is opened as by the program. It must hold what was acknowledged, or one
step more, whole: taken back, that one step leads to what was acknowledged.

This proves that a dying process leaves no half of anything. It says nothing about a computer that loses its power,
since what a process has written stays with the system: `cuts` is for that.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from stemtracker import paths
from stemtracker.services import history, workspace
from tools.faults import state, work
from tools.faults.watch import Operation, watched

#: A new record after that many ends, so that each check stays quick.
LIFE = 25
#: From outside, a step is left that long at most.
_LONGEST = 0.012
#: SQLite writes about forty times in a step: ends spread over some thirty steps.
_OPERATIONS = 1_200
_PATIENCE = 120
#: By then, a writer that ends itself has done so.
_LATE = 500


@dataclass
class Killed:
    """What came of all runs."""

    runs: int = 0
    acknowledged: int = 0
    #: In which step each ended; and how many left a journal to be taken back.
    within: Counter[str] = field(default_factory=Counter)
    cut_off: int = 0
    #: Steps that were saved whole before they could be acknowledged.
    one_more: int = 0
    copies: int = 0
    failures: list[str] = field(default_factory=list)


def _end() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def write(path: Path, seed: int, last_operation: int | None, out: Connection) -> None:
    """The writer's process: work until it is killed, or until that operation on the disk."""
    left = last_operation or 0

    def count(_operation: Operation) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            _end()

    with watched(path.parent, count):
        ws = workspace.open_record(path)
        with closing(state.bare(path)) as looking:
            out.send(("open", state.entered(looking)))
            for name, step in work.Work(ws, seed).steps():
                out.send(("begins", name))
                step()
                out.send(("saved", state.entered(looking)))


def run(runs: int, *, seed: int = 1) -> Killed:
    """Kill that many writers."""
    hunt = _Hunt(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        for number in range(runs):
            if number % LIFE == 0 or hunt.result.failures:
                path = Path(folder) / f"{number}" / "killed.stemtracker"
                path.parent.mkdir()
                work.begin(path)
            problem = hunt.run(path, seed * 10_000 + number)
            if problem:
                hunt.result.failures.append(f"run {number}: {problem}")
    return hunt.result


@dataclass(frozen=True)
class _Last:
    """What the writer said last: the state it acknowledged, and the step it was in."""

    state: str
    step: str = ""


class _Hunt:
    """Starts writers, ends them, and looks at what they left."""

    def __init__(self, seed: int) -> None:
        self.result = Killed()
        self._looked_at: dict[Path, int] = {}
        self._luck = random.Random(seed)  # noqa: S311 - the same ends each time, as far as the machine allows
        self._context = multiprocessing.get_context("forkserver")
        # What is large and not ours is loaded once; the program itself starts anew each time, as it does.
        self._context.set_forkserver_preload(["sqlalchemy", "msgspec", "rapidfuzz"])

    def run(self, path: Path, seed: int) -> str:
        """One writer; what is wrong with what it left, or nothing."""
        with closing(state.bare(path)) as looking:
            before = _Last(state.entered(looking))
        self.result.runs += 1
        by_operation = self._luck.randrange(1, _OPERATIONS) if self._luck.random() < 0.5 else None
        ours, its = self._context.Pipe(duplex=False)
        writer = self._context.Process(target=write, args=(path, seed, by_operation, its))
        writer.start()
        its.close()
        try:
            last = self._follow(ours, before, writer.kill, own_end=by_operation is not None)
        finally:
            writer.kill()
            writer.join()
            ours.close()
        if writer.exitcode != -signal.SIGKILL:
            return f"the writer ended by itself ({writer.exitcode}) in the step “{last.step}”"
        return self._wrong(path, last)

    def _follow(self, said: Connection, last: _Last, kill: Callable[[], None], *, own_end: bool) -> _Last:
        """Listen until the writer is gone; in one of the steps to come, kill it (late, if it ends itself)."""
        steps = _LATE if own_end else self._luck.randrange(1, 30)
        try:
            while said.poll(_PATIENCE):
                kind, word = said.recv()
                if kind != "begins":
                    last = _Last(word)
                    self.result.acknowledged += kind == "saved"
                    continue
                last = _Last(last.state, word)
                steps -= 1
                if steps == 0:
                    _wait(self._luck.uniform(0, _LONGEST))
                    kill()
        except EOFError:  # it is gone
            self.result.within[last.step or "between two"] += 1
        return last

    def _wrong(self, path: Path, last: _Last) -> str:
        """What is wrong with the record that the writer left; nothing, if all is well."""
        journal = path.with_name(path.name + "-journal")
        self.result.cut_off += journal.exists() and journal.stat().st_size > 0
        ws = workspace.open_record(path)
        try:
            with closing(state.bare(path)) as looking:
                if state.entered(looking) != last.state:
                    if not last.step:
                        return "what was acknowledged is not there"
                    self.result.one_more += 1
                    (history.redo if last.step == "undo" else history.undo)(ws)
                    if state.entered(looking) != last.state:
                        return f"the step “{last.step}” is there in part, or something acknowledged is not"
        finally:
            workspace.close(ws)
        found = [one for file in self._files(path) for one in (*state.unsound(file), *state.findings(file))]
        return "; ".join(found)

    def _files(self, record: Path) -> list[Path]:
        """The record, and the copies and backups that were made of it since it was looked at last."""
        copies = [work.copy_of(record), *paths.backups().rglob(f"*{record.suffix}")]
        found = {file: file.stat().st_mtime_ns for file in copies if file.exists()}
        new = [file for file, written in found.items() if self._looked_at.get(file) != written]
        self._looked_at = found
        self.result.copies += len(new)
        return [record, *new]


def _wait(seconds: float) -> None:
    """To the microsecond, which sleeping is not."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
