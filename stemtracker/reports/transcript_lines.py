"""The lists of a transcript: lines by date with who vouches for them, the evidence, the sources of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from stemtracker.domain import wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import LineAnswer
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import hours, plain
from stemtracker.domain.periods import Period
from stemtracker.reports.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Heading,
    Legend,
    Mark,
    Para,
    Row,
    Run,
    Table,
)
from stemtracker.reports.data import CredentialPart, TranscriptData, TranscriptLine
from stemtracker.reports.transcript_sums import DOT, figure, source_numbers, year_of


def dates(start: date, end: date) -> str:
    """The days of an activity, as short as they stay clear: "Jun 8–12, 2026"."""
    if start == end:
        return wording.day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{wording.MONTHS[start.month - 1]} {start.day}–{end.day}, {start.year}"
    if start.year == end.year:
        return f"{wording.MONTHS[start.month - 1]} {start.day} – {wording.day(end)}"
    return wording.days(Period(start, end))


def amount(line: TranscriptLine) -> str:
    """What the activity is worth as given: "6 h", "3 semester credits"."""
    if line.measure.is_time:
        return hours(line.measure.amount)
    return f"{plain(line.measure.amount)} {line.unit}".strip()


def _part(line: TranscriptLine, value: Fraction | int) -> str:
    return hours(int(value)) if line.measure.is_time else plain(value)


def counted(data: TranscriptData) -> Iterator[Block]:
    """All lines by date, grouped by year, with what counted for which license and who vouches for them."""
    yield Heading("Activities by date")
    if not data.lines:
        yield Para("No activities fall into these days.")
        return
    yield Legend()
    if len(data.credentials) > 1:
        units = ", ".join(f"{p.key} in {wording.units(p.unit) or 'lines'}" for p in data.credentials)
        yield Para(f"Counted toward {units}.", "small", keep_with_next=True)
    answers = [(part, {a.id: a for a in part.assessment.lines}) for part in data.credentials]
    rows: list[Row] = []
    for year, lines in groupby(data.lines, key=lambda line: year_of(line.end, data.years)):
        group = list(lines)
        rows.append(Row((_year_words(year, group, data.years),), "group"))
        rows += [_line(line, answers) for line in group]
    columns = [Column("Date", 1.42), Column("Activity", 6), Column("Amount", 0, "right")]
    if _side_by_side(answers):
        columns += [Column(part.key, 0, "right") for part, _ in answers]
    elif answers:
        columns.append(Column("Counted", 0, "right"))
    columns.append(Column("Standing, evidence", 2.08))
    yield Table(tuple(columns), tuple(rows), "Activities by date")


def _year_words(year: str, lines: list[TranscriptLine], years: str) -> str:
    done = [line for line in lines if line.status not in (Status.PLANNED, Status.REFUSED)]
    minutes = sum(int(line.measure.amount) for line in done if line.measure.is_time)
    words = f"School year {year}" if years == "school" else year
    count = f"{len(lines):,} {'activity' if len(lines) == 1 else 'activities'}"
    return f"{words}  ·  {count}, {wording.short(Fraction(minutes, 60))} hours attended"


def _line(line: TranscriptLine, answers: list[tuple[CredentialPart, dict[str, LineAnswer]]]) -> Row:
    cells: list[Content | Cell] = [dates(line.start, line.end), _activity(line), amount(line)]
    if _side_by_side(answers):
        cells += [figure(counted_amount(part, found.get(line.id))) for part, found in answers]
    elif answers:
        several = len(answers) > 1
        paras = (Para(_counted(part, found.get(line.id), several=several), "td") for part, found in answers)
        cells.append(Cell(tuple(paras)))
    cells.append(_standing(line))
    return Row(tuple(cells))


def _side_by_side(answers: Sequence[object]) -> bool:
    """Whether each license gets a column of its own; more than a few would leave the titles no room."""
    return 1 < len(answers) <= 4


def _activity(line: TranscriptLine) -> Cell:
    """The title; under it kind and role, provider and number, format and place, topics with their part."""
    number = f" (no. {line.provider_number})" if line.provider_number else ""
    topics = ", ".join(
        title if share is None else f"{title} {_part(line, Fraction(share))}" for title, share in line.topics
    )
    kind = ", ".join(t for t in (line.kind, line.role.lower()) if t)
    where = ", ".join(t for t in (line.format, line.place) if t)
    about = DOT.join(t for t in (f"{line.provider}{number}".strip(), where, topics) if t)
    under = (Run(kind, ink="strong"), Run(f"{DOT}{about}" if about else ""))
    return Cell((Para(line.title, "td-title"), Para(under, "td-sub")))


def _counted(part: CredentialPart, answer: LineAnswer | None, *, several: bool) -> str:
    value = counted_amount(part, answer)
    words = figure(value)
    return f"{part.key} {words}" if several else words


def counted_amount(part: CredentialPart, answer: LineAnswer | None) -> Fraction:
    """What counted at the need the verdict is about; else the most that counted at any need."""
    if answer is None:
        return Fraction(0)
    main = answer.counted_at(part.assessment.headline.id)
    return main or max((answer.counted_at(r.node) for r in answer.reasons if r.step == "counted"), default=Fraction(0))


def _standing(line: TranscriptLine) -> Content | Cell:
    words = {
        Standing.SELF_KEPT: "self-kept",
        Standing.EVIDENCE: "evidence",
        Standing.SIGNED: f"signed by {line.signer}" if line.signer else "signed by the provider",
        Standing.POSTED: "posted",
    }[line.standing]
    if line.status == Status.PLANNED:
        words = "planned"
    elif line.status == Status.REFUSED:
        words = "refused by the authority"
    content: list[Run | Mark] = [] if line.status == Status.PLANNED else [Mark(line.standing), Run("\u00a0")]
    paras = [Para((*content, Run(words)), "td")]
    if line.evidence and line.standing == Standing.EVIDENCE:
        paras = [Para((*content, Run(", ".join(line.evidence))), "td")]
    elif line.evidence:
        paras.append(Para(", ".join(line.evidence), "td-sub"))
    if line.standing == Standing.POSTED and line.posted_on:
        differs = line.posted_amount is not None and line.posted_amount != line.measure.amount
        amount_ = f"{_part(line, Fraction(line.posted_amount or 0))} on " if differs else ""
        paras[0] = Para((*content, Run(f"posted {amount_}{wording.day(line.posted_on)}")), "td")
    return Cell(tuple(paras))


def evidence_index(data: TranscriptData) -> Iterator[Block]:
    """What is attached, by number; the fingerprint proves that a file is the one named here."""
    if not data.evidence:
        return
    yield Heading("Evidence")
    rows = tuple(Row((item.label, item.kind, item.title, item.belongs_to, item.sha256[:12])) for item in data.evidence)
    columns = (
        Column("No.", 0),
        Column("Kind", 2.3),
        Column("Title", 3.2),
        Column("Belongs to", 4),
        Column("Fingerprint", 0),
    )
    yield Table(columns, rows, "Index of the evidence")
    yield Para("A fingerprint is the start of the file’s SHA-256 checksum.", "small")


_KINDS = {"agency": "agency", "statute": "statute", "regulation": "regulation", "secondary": "secondary source"}


def sources(data: TranscriptData) -> Iterator[Block]:
    """Where the rules were read and when they were last seen; what the holder or district added is declared."""
    if not data.credentials:
        return
    yield Heading("Sources of the rules")
    refs = source_numbers(data)
    rows: dict[int, Row] = {}
    for part in data.credentials:
        for source in part.assessment.sources:
            number = refs[part.assessment.pack, source.id]
            title = Cell((Para(source.title, "td-title"), Para(source.url, "td-sub")))
            rows[number] = Row((f"S{number}", title, _KINDS.get(source.kind, source.kind), wording.day(source.seen)))
    if rows:
        columns = (Column("", 0), Column("Source", 1), Column("Kind", 0), Column("Seen", 0))
        yield Table(columns, tuple(rows[n] for n in sorted(rows)), "Sources of the rules")
    for part in data.credentials:
        yield Para(_pack_words(part, several=len(data.credentials) > 1), "small")


def _pack_words(part: CredentialPart, *, several: bool) -> str:
    answer = part.assessment
    key = f"{part.key}: " if several else ""
    checked = f", compared with its sources on {wording.day(answer.checked)}" if answer.checked else ""
    changed = [n.title for n in answer.nodes if n.touched_by_overlay]
    overlay = (
        f" Additions by the holder or district touch: {', '.join(changed)}."
        if changed
        else " No additions by the holder or district were used."
    )
    hash_ = f" (text {answer.pack_hash[:12]})" if answer.pack_hash else ""
    notes = "".join(f"\n–  {note}" for note in answer.notes)
    return f"{key}Assessed by the rule pack “{answer.pack_title}”{hash_}{checked}.{overlay}{notes}"
