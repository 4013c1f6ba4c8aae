"""Papers from the record: gathers what a transcript says, has it drawn, saves it without ever half a file.

What is private stays behind here: `TranscriptData` has no place for it. Neighbors: `activities`,
`credentials`, `evidence`, `renewal` give the data, `reports` draws, `exchange.pictures` shows pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.educator import Educator, Position
from stemtracker.domain.evidence import Evidence, Standing
from stemtracker.domain.periods import Period
from stemtracker.errors import Problem, Refused
from stemtracker.services import activities, credentials, educators, evidence, renewal

if TYPE_CHECKING:
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.exchange.pictures import Picture
    from stemtracker.reports.blocks import Paper
    from stemtracker.reports.data import CredentialPart, EvidenceItem, Holder, TranscriptData, TranscriptLine
    from stemtracker.services.workspace import Workspace

_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNSAFE = frozenset('<>:"/\\|?*')


@dataclass(frozen=True, slots=True)
class TranscriptOptions:
    """What a transcript covers and how it looks.

    `span`: "cycle" (the days of the chosen cycles), "calendar" or "school" (a year, from July on; `year` is
    the one it begins in, the present one where it is None), "all".
    """

    form: str = "long"
    span: str = "cycle"
    year: int | None = None
    #: None for every credential of the record.
    credential_ids: tuple[str, ...] | None = None
    #: A past cycle instead of the open one; the transcript is then about its credential alone.
    cycle_id: str | None = None
    page: str = "letter"
    #: Whether lines that do not count are listed with the reason.
    include_refused: bool = True


@dataclass(frozen=True, slots=True)
class CycleChoice:
    """A past cycle that a transcript may be about."""

    id: str
    credential_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from in this record."""

    credentials: tuple[Credential, ...]
    past_cycles: tuple[CycleChoice, ...]
    #: Calendar years with activities, newest first.
    years: tuple[int, ...]
    #: School years with activities, by the year they begin in, newest first.
    school_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished paper: the file, its number of pages, what to name it, and characters it could not print."""

    pdf: bytes
    pages: int
    stem: str
    unprintable: tuple[Problem, ...]


def choices(ws: Workspace) -> Choices:
    """The credentials, past cycles and years of this record."""
    held = credentials.list_credentials(ws)
    days = [a.end for a in activities.all_activities(ws)] or [clock.today()]
    past = tuple(
        CycleChoice(cycle.id, one.id, f"{one.title}, {wording.days(cycle.period)}")
        for one in held
        for cycle in credentials.cycles(ws, one.id)
        if cycle.closed
    )
    return Choices(
        held,
        past,
        tuple(sorted({d.year for d in days}, reverse=True)),
        tuple(sorted({_school_year(d) for d in days}, reverse=True)),
    )


def transcript(ws: Workspace, options: TranscriptOptions) -> bytes:
    """The transcript as a PDF file."""
    return make(ws, options).pdf


def make(ws: Workspace, options: TranscriptOptions) -> Made:
    """The transcript with all that a screen wants to know about it, gathered once."""
    return draw(gather(ws, options), options.form)


def draw(data: TranscriptData, form: str) -> Made:
    """The paper for gathered data; needs no record, so it may run beside other work."""
    from stemtracker.reports import render

    paper = _paper(data, form)
    pdf, pages = render.render_counted(paper)
    return Made(pdf, pages, stem_of("Transcript", data.holder, data.made_on), unprintable_in(data))


def unprintable(ws: Workspace, options: TranscriptOptions) -> tuple[Problem, ...]:
    """Characters the papers' typeface lacks, with the field they stand in; they are printed as empty boxes."""
    return unprintable_in(gather(ws, options))


def picture(pdf: bytes, page: int, width: int) -> Picture:
    """One page of a paper as pixels for the screen."""
    from stemtracker.exchange import pictures

    return pictures.render(pdf, "application/pdf", page, width)


def save(ws: Workspace, options: TranscriptOptions, path: Path) -> None:
    """Make the transcript and write it; a file of that name is replaced only by a whole new one."""
    write(transcript(ws, options), path)


def write(pdf: bytes, path: Path) -> None:
    """Write the file; one that lies there is replaced only by a whole new one."""
    from stemtracker.exchange import files

    with files.written(path) as file:
        file.write(pdf)


def free_name(folder: Path, stem: str) -> Path:
    """A PDF name in that folder that is not taken: "Transcript.pdf", then "Transcript 2.pdf"."""
    path, n = folder / f"{stem}.pdf", 1
    while path.exists():
        n += 1
        path = folder / f"{stem} {n}.pdf"
    return path


def gather(ws: Workspace, options: TranscriptOptions) -> TranscriptData:
    """Everything the transcript says, as plain data without private fields."""
    from stemtracker.reports.data import TranscriptData

    parts = _parts(ws, options)
    period, span = _span(options, parts)
    attached: dict[str, list[Evidence]] = {}
    for item in evidence.all_evidence(ws):
        if item.activity_id:
            attached.setdefault(item.activity_id, []).append(item)
    everything = activities.all_activities(ws)
    standings = {row.id: row.standing for row in activities.rows(ws, tuple(a.id for a in everything))}
    chosen = _chosen(everything, options, period, parts)
    lines = tuple(_line(a, standings[a.id], attached.get(a.id, []), ws.vocabulary) for a in chosen)
    return TranscriptData(
        holder=holder_of(educators.get(ws)),
        credentials=parts,
        lines=lines,
        evidence=tuple(_index(chosen, attached, ws.vocabulary)),
        proven=frozenset(id_ for id_, standing in standings.items() if standing != Standing.SELF_KEPT),
        span=span,
        made_on=clock.today(),
        period=period,
        years="school" if options.span == "school" else "calendar",
        page=options.page,
        list_uncounted=options.include_refused,
    )


def _paper(data: TranscriptData, form: str) -> Paper:
    from stemtracker.reports import transcript as forms

    return forms.short_form(data) if form == "short" else forms.long_form(data)


def unprintable_in(data: TranscriptData) -> tuple[Problem, ...]:
    """Characters of gathered data that the papers' typeface lacks."""
    return unprintable_texts(data.texts())


def unprintable_texts(texts: Iterable[tuple[str, str]]) -> tuple[Problem, ...]:
    """The same of texts with the fields they stand in."""
    from stemtracker.reports.text import missing

    found = []
    for field, text in texts:
        lacking = missing(text)
        if lacking:
            signs = " ".join(lacking[:8])
            words = "this character" if len(lacking) == 1 else "these characters"
            found.append(Problem(field, f"The paper’s typeface has no sign for {words}: {signs}. A box ☐ is printed."))
    return tuple(dict.fromkeys(found))


def _parts(ws: Workspace, options: TranscriptOptions) -> tuple[CredentialPart, ...]:
    from stemtracker.reports.data import CredentialPart

    chosen: list[tuple[Credential, Cycle]] = []
    for one in credentials.list_credentials(ws):
        cycle = _cycle(credentials.cycles(ws, one.id), options.cycle_id)
        wanted = options.credential_ids is None or one.id in options.credential_ids
        if cycle and (options.cycle_id or wanted):
            chosen.append((one, cycle))
    if options.cycle_id and not chosen:
        raise Refused.at("cycle", "This cycle is no longer in the record; choose another one.")
    return tuple(
        CredentialPart(
            key=_KEYS[n] if n < len(_KEYS) else str(n + 1),
            credential=one,
            assessment=renewal.assess(ws, one.id, cycle.id),
            filed_on=cycle.filed_on if cycle.closed else None,
        )
        for n, (one, cycle) in enumerate(chosen)
    )


def _cycle(cycles: tuple[Cycle, ...], id_: str | None) -> Cycle | None:
    if id_:
        return next((c for c in cycles if c.id == id_), None)
    return next((c for c in cycles if c.closed is None), cycles[0] if cycles else None)


def _school_year(day: date) -> int:
    return day.year if day.month >= 7 else day.year - 1


def _span(options: TranscriptOptions, parts: tuple[CredentialPart, ...]) -> tuple[Period | None, str]:
    """The days the lines are from, and the span in words."""
    today = clock.today()
    if options.span == "calendar":
        year = options.year or today.year
        return Period(date(year, 1, 1), date(year, 12, 31)), f"Calendar year {year}"
    if options.span == "school":
        year = options.year or _school_year(today)
        return Period(date(year, 7, 1), date(year + 1, 6, 30)), f"School year {year}–{(year + 1) % 100:02d}"
    cycles = [p.assessment.cycle for p in parts]
    if options.span == "all" or not cycles:
        return None, "Whole record"
    whole = Period(min(c.start for c in cycles), max(c.end for c in cycles))
    words = "Cycle" if len(set(cycles)) == 1 else "Cycles"
    return whole, f"{words} {wording.days(whole)}"


def _chosen(
    everything: tuple[Activity, ...],
    options: TranscriptOptions,
    period: Period | None,
    parts: tuple[CredentialPart, ...],
) -> list[Activity]:
    """The activities of those days; for a cycle also what counts in it from outside (carried in, late posted)."""
    counting: set[str] = set()
    if options.span == "cycle":
        counting = {
            line.id for p in parts for line in p.assessment.lines if any(r.step == "counted" for r in line.reasons)
        }
    found = [a for a in everything if period is None or a.id in counting or period.overlaps(Period(a.start, a.end))]
    return sorted(found, key=lambda a: (a.end, a.start, a.title, a.id))


def holder_of(educator: Educator) -> Holder:
    """The person as papers name them."""
    from stemtracker.reports.data import Holder

    return Holder(
        name=educator.name,
        former_names=educator.former_names,
        identifiers=educator.identifiers,
        position=_position(educator.positions),
        is_sample=educator.is_sample,
    )


def _position(positions: tuple[Position, ...]) -> str:
    present = [p for p in positions if p.end is None or p.end >= clock.today()]
    if not present:
        return ""
    latest = max(present, key=lambda p: p.start or date.min)
    return ", ".join(dict.fromkeys(t for t in (latest.title, latest.school, latest.employer) if t))


def _line(a: Activity, standing: Standing, attached: list[Evidence], words: Vocabulary) -> TranscriptLine:
    from stemtracker.reports.data import TranscriptLine

    posted = a.step(Status.POSTED)
    return TranscriptLine(
        id=a.id,
        title=a.title,
        start=a.start,
        end=a.end,
        kind=words.title("kind", a.kind),
        measure=a.measure,
        unit="" if a.measure.is_time else wording.units(words.title("unit", a.measure.unit), _whole(a)),
        role="" if a.role == "participant" else words.title("role", a.role),
        format=words.title("format", a.format) if a.format else "",
        provider=a.provider,
        provider_number=a.provider_number,
        place=a.place,
        topics=tuple((words.title("topic", t.topic), t.amount) for t in a.topics),
        status=a.status,
        standing=standing,
        posted_on=posted.on,
        posted_amount=posted.amount,
        evidence=tuple(e.label for e in sorted(attached, key=lambda e: e.number)),
    )


def _whole(a: Activity) -> int:
    return 1 if a.measure.amount == 1 else 2


def _index(chosen: list[Activity], attached: dict[str, list[Evidence]], words: Vocabulary) -> list[EvidenceItem]:
    from stemtracker.reports.data import EvidenceItem

    pieces = sorted((e.number, e, a) for a in chosen for e in attached.get(a.id, ()))
    return [
        EvidenceItem(
            label=e.label,
            kind=words.title("evidence", e.kind),
            title=e.title or e.file_name,
            belongs_to=f"{wording.day(a.start)}, {a.title}",
            sha256=e.sha256,
        )
        for _, e, a in pieces
    ]


def stem_of(paper: str, holder: Holder, made_on: date) -> str:
    """A file name that every system takes: "Transcript Maria Okafor 2026-11-22"."""
    name = "".join(c for c in holder.name if c.isprintable() and c not in _UNSAFE).strip(" .")[:60].strip()
    sample = "Sample " if holder.is_sample else ""
    return " ".join(f"{sample}{paper} {name} {made_on.isoformat()}".split())
