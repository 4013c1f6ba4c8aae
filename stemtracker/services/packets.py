"""The renewal packet of one license: our own pages, then the evidence itself, as one file.

Whatever can't be bound is named before anything is written. What is still missing is told to the holder and never
stands in the packet. Neighbors: `papers` gathers the transcript in it, `reports.packet` lays out our pages,
`exchange.binder` puts the whole together.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker.domain import wording
from stemtracker.domain.assessment import LineAnswer
from stemtracker.domain.credential import Cycle
from stemtracker.domain.evidence import Evidence
from stemtracker.errors import Problem, Refused
from stemtracker.services import activities, credentials, evidence, papers
from stemtracker.services.papers import Made, TranscriptOptions

if TYPE_CHECKING:
    from stemtracker.exchange.binder import Piece, Place
    from stemtracker.exchange.evidence_pages import Look
    from stemtracker.reports.packet import PacketData, PacketPiece
    from stemtracker.services.workspace import Workspace

__all__ = [
    "LicenseChoice",
    "Made",
    "PacketOptions",
    "choices",
    "draw",
    "evidence_pages",
    "gather",
    "missing",
    "problems",
    "save",
]

#: What a line may be at a license for its evidence to be bound: it counts, or may once something is answered.
_BOUND = frozenset({"counted", "doubtful", "no_rate"})
#: Files looked at before, by their bytes: opening hundreds of them again for each change of an option takes long.
_looked: OrderedDict[tuple[str, str], Look] = OrderedDict()
_MOST_LOOKED = 5_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PacketOptions:
    """Which license, in which cycle (None: the open one), on which sheet."""

    credential_id: str
    cycle_id: str | None = None
    page: str = "letter"


@dataclass(frozen=True, slots=True)
class LicenseChoice:
    """A license that a packet may be about, with its renewal periods by their ids; the open one comes first."""

    id: str
    title: str
    cycles: tuple[tuple[str, str], ...]


def choices(ws: Workspace) -> tuple[LicenseChoice, ...]:
    """The licenses of this record."""
    return tuple(
        LicenseChoice(one.id, one.title, tuple(map(_cycle_choice, credentials.cycles(ws, one.id))))
        for one in credentials.list_credentials(ws)
    )


def _cycle_choice(cycle: Cycle) -> tuple[str, str]:
    return cycle.id, f"{'Past' if cycle.closed else 'Current'}: {wording.days(cycle.period)}"


def gather(ws: Workspace, options: PacketOptions, progress: Progress | None = None) -> PacketData:
    """All that the packet says on its own pages; each piece of evidence is looked at once."""
    from stemtracker.reports.packet import PacketData

    transcript = papers.gather(
        ws,
        TranscriptOptions(
            credential_ids=(options.credential_id,),
            cycle_id=options.cycle_id,
            page=options.page,
        ),
    )
    if not transcript.credentials:
        raise Refused.at("credential", "This license has no renewal period; add its expiry date first.")
    pieces = _pieces(ws, transcript.credentials[0].assessment.lines)
    told = progress or _unwatched
    looks = []
    for number, piece in enumerate(pieces):
        told(number, len(pieces))
        looks.append(_look(ws, piece))
    titles = {a.id: f"{wording.day(a.start)}, {a.title}" for a in activities.all_activities(ws)}
    named = [_named(ws, piece, look, titles) for piece, look in zip(pieces, looks, strict=True)]
    return PacketData(transcript=transcript, pieces=tuple(named))


def _unwatched(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _pieces(ws: Workspace, lines: Sequence[LineAnswer]) -> list[Evidence]:
    """The evidence of what counts or may count there, by its number."""
    counting = {line.id for line in lines if any(r.step in _BOUND for r in line.reasons)}
    found = (piece for piece in evidence.all_evidence(ws) if piece.activity_id in counting)
    return sorted(found, key=lambda piece: piece.number)


def _look(ws: Workspace, piece: Evidence) -> Look:
    from stemtracker.exchange import evidence_pages

    if not piece.sha256:
        return evidence_pages.Look(0, ("on paper, handed in beside this packet; bring it along",))
    key = (piece.sha256, piece.media_type)
    if key not in _looked:
        _looked[key] = evidence_pages.look(evidence.content(ws, piece.id), piece.media_type)
        while len(_looked) > _MOST_LOOKED:
            _looked.popitem(last=False)
    return _looked[key]


def _named(ws: Workspace, piece: Evidence, look: Look, titles: dict[str, str]) -> PacketPiece:
    from stemtracker.reports.packet import PacketPiece

    return PacketPiece(
        label=piece.label,
        title=piece.title or piece.file_name,
        kind=ws.vocabulary.title("evidence", piece.kind),
        belongs_to=titles.get(piece.activity_id or "", ""),
        pages=look.pages,
        sha256=piece.sha256,
        trouble="; ".join(trouble.partition("; ")[0] for trouble in look.troubles),
        advice="; ".join(look.troubles),
    )


def draw(data: PacketData) -> Made:
    """Our own pages, to look at; the evidence is bound when the packet is saved."""
    from stemtracker.reports import packet, render

    paper = packet.paper(data)
    pdf, pages = render.render_counted(paper)
    return Made(
        pdf, pages, papers.stem_of("Renewal packet", data.transcript.holder, data.transcript.made_on), problems(data)
    )


def problems(data: PacketData) -> tuple[Problem, ...]:
    """Files that are not whole, named; and signs that can't be printed."""
    troubles = (Problem(f"{p.label} {p.title}".strip(), f"{p.advice}.") for p in data.pieces if p.sha256 and p.advice)
    return (*troubles, *papers.unprintable_in(data.transcript))


def missing(data: PacketData) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For the holder alone: what counts and has no evidence, and what must be brought on paper."""
    counting = {
        line.id for line in data.part.assessment.lines if any(r.step == "counted" and r.amount for r in line.reasons)
    }
    bare = [line for line in data.transcript.lines if line.id in counting and not line.evidence]
    found = (
        ("Counted, without evidence", tuple(f"{wording.day(line.start)}, {line.title}" for line in bare)),
        ("On paper, to bring along", tuple(f"{p.label} {p.title}".strip() for p in data.pieces if not p.sha256)),
    )
    return tuple((title, items) for title, items in found if items)


def evidence_pages(data: PacketData) -> int:
    """How many pages of evidence follow our own."""
    return sum(piece.pages for piece in data.bound)


def save(ws: Workspace, data: PacketData, path: Path, progress: Progress | None = None) -> int:
    """Write the whole packet; a file of that name is replaced only by a whole new one. How many pages it has."""
    from stemtracker.exchange import binder, files
    from stemtracker.reports import packet, render

    paper = packet.paper(data)
    front = render.render(paper)
    marks = [binder.Bookmark(mark.title, mark.page, mark.level) for mark in packet.marks(paper)]
    pieces = _bound(ws, data)
    with files.written(path) as file:
        return binder.bind(
            file,
            front,
            bookmarks=marks,
            pieces=pieces,
            stamps=_stamps,
            sheet=data.transcript.page,
            progress=progress or _unwatched,
            scratch=path.parent,
        )


def _bound(ws: Workspace, data: PacketData) -> list[Piece]:
    from stemtracker.exchange.binder import Piece

    ids = {piece.label: piece for piece in evidence.all_evidence(ws)}
    return [
        Piece(p.label, p.title, ids[p.label].media_type, p.pages, partial(evidence.content, ws, ids[p.label].id))
        for p in data.bound
        if p.label in ids
    ]


def _stamps(places: Sequence[Place]) -> bytes:
    from stemtracker.reports import stamps

    return stamps.sheet_of(
        [
            stamps.Stamp(f"{p.label} · page {p.page} of {p.pages} · packet page {p.packet_page:,}", p.width, p.height)
            for p in places
        ]
    )
