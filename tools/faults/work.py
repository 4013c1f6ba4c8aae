"""A day's work on a record, always the same for the same seed: every kind of write that the program has.

Everything goes through the public services, as from the window. Neighbors: `kills` and `cuts` interrupt it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, backups, evidence, history, imports, workspace
from stemtracker.services.backup_plan import Reason
from stemtracker.services.workspace import Workspace
from tools.bench import records

Step = tuple[str, Callable[[], object]]
#: How often each comes, of a hundred.
WEIGHTS = {
    "add": 20, "edit": 18, "edit many": 6, "delete": 8, "restore": 5, "undo": 12, "redo": 5, "attach": 10,
    "note": 3, "import": 6, "repeat": 3, "copy": 2, "back up": 2,
}  # fmt: skip


def begin(path: Path) -> None:
    """The record that everything starts from: a license and sixty activities."""
    workspace.close(records.record(path, 60))


class Work:
    """Chooses what comes next by what the record holds."""

    def __init__(self, ws: Workspace, seed: int) -> None:
        self._ws = ws
        self._luck = random.Random(seed)  # noqa: S311 - the same work each time, no secrets
        self._seed = seed
        self._number = 0

    def steps(self) -> Iterator[Step]:
        """Steps without end; each is one write at most."""
        while True:
            name = self._luck.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            yield self.step(name if activities.count(self._ws) else "add")

    def step(self, name: str) -> Step:
        """The next step of that name."""
        self._number += 1
        return name, getattr(self, f"_{name.replace(' ', '_')}")

    def _new(self) -> Activity:
        day = date(2025, 8, 1) + timedelta(days=self._luck.randrange(400))
        return Activity(
            id=f"w{self._seed}-{self._number}",
            title=f"{self._luck.choice(records.SUBJECTS).capitalize()} {self._seed}/{self._number}",
            start=day,
            end=day,
            kind="workshop",
            measure=Measure.minutes(self._luck.choice((45, 60, 90))),
            provider=self._luck.choice(records.PROVIDERS),
            description="What was learned, and what comes of it. " * self._luck.choice((0, 1, 40, 300)),
        )

    def _some(self, count: int = 1) -> list[str]:
        known = activities.ids(self._ws, activities.LogQuery())
        return self._luck.sample(known, min(count, len(known)))

    def _add(self) -> object:
        return activities.save(self._ws, self._new(), "A study group" if self._luck.random() < 0.2 else "")

    def _edit(self) -> object:
        before = activities.get(self._ws, self._some()[0])
        return activities.save(self._ws, replace(before, title=f"{before.title} again", private_notes="Ask Kim. " * 9))

    def _edit_many(self) -> object:
        provider = self._luck.choice(records.PROVIDERS)
        return activities.edit_many(self._ws, self._some(25), activities.BulkEdit(provider=provider))

    def _delete(self) -> object:
        return activities.delete(self._ws, self._some(self._luck.choice((1, 1, 5))))

    def _restore(self) -> object:
        binned = [row.id for row in activities.bin_rows(self._ws)]
        return activities.restore(self._ws, binned[:3]) if binned else self._add()

    def _undo(self) -> object:
        return history.undo(self._ws)

    def _redo(self) -> object:
        return history.redo(self._ws)

    def _attach(self) -> object:
        data = self._luck.randbytes(self._luck.choice((300, 5_000, 60_000)))
        return evidence.attach_bytes(self._ws, self._some()[0], f"scan {self._number}.jpg", data, "certificate")

    def _note(self) -> object:
        return evidence.add_note(self._ws, self._some()[0], "certificate", "Paper", place="The blue folder")

    def _repeat(self) -> object:
        before = activities.get(self._ws, self._some()[0])
        return activities.repeat(self._ws, before, [before.start + timedelta(days=7 * week) for week in (1, 2, 3)])

    def _import(self) -> object:
        made = records.make(40, self._ws.vocabulary, seed=self._seed * 1000 + self._number)
        table = self._ws.path.with_suffix(".csv")
        records.write_csv(table, records.csv_rows(made))
        return bring_in(self._ws, table)

    def _back_up(self) -> object:
        return backups.make(self._ws, Reason.CHANGES, place="here")

    def _copy(self) -> None:
        workspace.save_copy(self._ws, copy_of(self._ws.path))


def bring_in(ws: Workspace, table: Path) -> object:
    """Import what the table proposes."""
    sheet = imports.read(table)
    return imports.take(ws, imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary)))


def copy_of(record: Path) -> Path:
    """Where the work saves a copy, over the one before."""
    return record.with_name(f"{record.stem} – copy{record.suffix}")
