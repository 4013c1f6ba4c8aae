"""What the line means and finds, asked in the record's worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stemtracker.services import finding

if TYPE_CHECKING:
    from stemtracker.domain.activity import Activity
    from stemtracker.services.finding import Hit
    from stemtracker.services.workspace import Workspace

#: More are not looked through; another word finds what is meant.
_MOST = 16


@dataclass(frozen=True)
class Answer:
    """To one line: the activity it would become, what was understood and what was not, and what was found."""

    line: str
    activity: Activity
    understood: tuple[str, ...]
    notes: tuple[str, ...]
    hits: tuple[Hit, ...]


def answer(ws: Workspace, line: str) -> Answer:
    """Read and look for it."""
    said = finding.draft(ws, line)
    # What was not said is left open: the form asks for it.
    activity = replace(finding.activity_of(ws, said), kind=said.kind, title=said.title)
    understood = tuple(finding.meaning(ws, read) for read in said.read)
    return Answer(line, activity, understood, said.notes, finding.find(ws, line)[:_MOST])


def place_of(hit: Hit) -> str:
    """What the page of a hit is told, so that it shows it."""
    if hit.page in {"log", "renewal"}:
        return hit.id
    part = "preparations" if hit.page == "record" else hit.noun
    return f"{part}:{hit.id}"
