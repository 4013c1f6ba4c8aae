"""Two copies of a record in pictures: the same, one further along, both changed with much to decide, another record.

Neighbors: `scenes` calls it for each look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, educators, evidence, workspace
from stemtracker.services.workspace import Workspace
from stemtracker.ui.merging.window import MergeWindow
from tools.bench import records
from tools.shots.studio import Studio

_LONG = "Inquiry, argument and evidence in the middle school science classroom, " * 3


def visit(new_studio: Callable[[], Studio], folder: Path) -> None:
    """All states of the window over two copies, on a record of its own in that folder."""
    record, copy = folder / "Ada Merging.stemtracker", folder / "Ada at school.stemtracker"
    ws = workspace.create(record, Educator(name="Ada Newcomb"))
    made = list(records.make(12, ws.vocabulary))
    activities.save_many(ws, made, "Bring in")
    workspace.save_copy(ws, copy)
    workspace.close(ws)
    stranger = folder / "Ben Other.stemtracker"
    workspace.close(workspace.create(stranger, Educator(name="Ben Other")))
    studio = new_studio()
    studio.open(record)
    _look(studio, copy, "the same")
    _look(studio, stranger, "another record")
    _changed(copy, _there)
    _look(studio, copy, "further along")
    _here(studio.program.context.workspace)
    _look(studio, copy, "both changed")
    studio.close()


def _changed(path: Path, change: Callable[[Workspace], None]) -> None:
    ws = workspace.open_record(path)
    change(ws)
    workspace.close(ws)


def _there(ws: Workspace) -> None:
    first, second, third, fourth, *rest = activities.all_activities(ws)
    activities.save(ws, replace(first, title="Robotics night", private_notes="Ask the principal."))
    day = second.start + timedelta(days=1)
    activities.save(ws, replace(second, start=day, end=day, measure=Measure.minutes(120)))
    activities.save(ws, replace(third, place="Austin", provider="Region 13"))
    activities.delete(ws, [fourth.id])
    activities.save_many(ws, [replace(one, id=f"new {one.id}", cost=Decimal(25)) for one in rest], "Summer")
    evidence.attach_bytes(ws, first.id, "Certificate of attendance.pdf", b"%PDF-1.7", "certificate")
    educators.save(ws, Educator(name="Ada Newcomb Smith"))


def _here(ws: Workspace) -> None:
    first, second, third, fourth, fifth, *_ = activities.all_activities(ws)
    activities.save(ws, replace(first, title=_LONG, private_notes="Ask Ms. Lee."))
    activities.save(ws, replace(second, measure=Measure.minutes(45), end=date(second.end.year, 12, 31)))
    activities.delete(ws, [third.id])
    evidence.attach_bytes(ws, fourth.id, "Badge.pdf", b"%PDF-1.6", "certificate")
    activities.save(ws, replace(fifth, network="District"))


def _look(studio: Studio, other: Path, which: str) -> None:
    """The window as it opens, and scrolled by halves where it holds more."""
    window = MergeWindow(studio.program.context, other, studio.window)
    window.show()
    studio.shoot(f"Compare, {which}")
    bar = window.area.verticalScrollBar()
    for part in (1, 2):
        if bar.maximum():
            bar.setValue(bar.maximum() * part // 2)
            studio.shoot(f"Compare, {which}, scrolled {part}")
    window.reject()
    window.deleteLater()
