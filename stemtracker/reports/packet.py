"""The renewal packet's own pages: cover with a checklist, attestation, computation sheet, transcript.

The evidence itself follows these pages in the binder; the cover says on which page of the whole. Page numbers depend
on how long the parts get, so the pages are laid out until the numbers stand still. Neighbors: `transcript` makes the
parts that a transcript has too, `stamps` what is printed on evidence, `exchange.binder` the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stemtracker.domain import wording
from stemtracker.domain.assessment import Node, Role
from stemtracker.reports import transcript, transcript_lines, transcript_reasons, transcript_sums
from stemtracker.reports.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    KeyValues,
    PageBreak,
    Paper,
    Para,
    Row,
    Rule,
    SignatureBlock,
    Table,
)
from stemtracker.reports.data import CredentialPart, TranscriptData, full_title
from stemtracker.reports.layout import pages_of
from stemtracker.reports.pages import Page

TITLE = "Renewal packet"
ATTESTATION = "Attestation"
COMPUTATION = "Computation beside the rule"
TRANSCRIPT = "Transcript"
EVIDENCE = "Evidence"
#: What the paper is laid out again for; a number more or less moves nothing by then.
_MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPiece:
    """A piece of evidence as the packet names it; without pages it is handed in beside the packet."""

    label: str
    title: str
    kind: str
    belongs_to: str
    pages: int
    sha256: str = ""
    #: Why it is not bound, or what is to be known of it.
    trouble: str = ""
    #: The same for the holder, with what can be done about it; never printed.
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketData:
    """All that a packet says on its own pages; the transcript is about its one credential."""

    transcript: TranscriptData
    pieces: tuple[PacketPiece, ...]

    @property
    def part(self) -> CredentialPart:
        """The credential it renews."""
        return self.transcript.credentials[0]

    @property
    def bound(self) -> tuple[PacketPiece, ...]:
        """The pieces whose pages are in the packet."""
        return tuple(piece for piece in self.pieces if piece.pages)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a section of our own pages begins (0 is the first page)."""

    title: str
    page: int
    level: int


def paper(data: PacketData) -> Paper:
    """Our own pages, with the numbers of all pages of the packet."""
    starts: dict[str, int] = {}
    made = _paper(data, starts, 0)
    for _round in range(_MOST_ROUNDS):
        pages = pages_of(made)
        found = {mark.title: mark.page for mark in _marks(pages)}
        whole = len(pages) + sum(piece.pages for piece in data.bound)
        again = _paper(data, found | {EVIDENCE: len(pages)}, whole)
        if again == made:
            break
        made = again
    return made


def marks(made: Paper) -> tuple[Mark, ...]:
    """The sections, for bookmarks."""
    return tuple(_marks(pages_of(made)))


def _marks(pages: Sequence[Page]) -> Iterator[Mark]:
    for number, page in enumerate(pages):
        for mark in page.bookmarks:
            if mark.level <= 2:
                yield Mark(mark.title, number, mark.level - 1)


def _paper(data: PacketData, starts: dict[str, int], whole: int) -> Paper:
    part, holder = data.part, data.transcript.holder
    blocks: list[Block] = [
        *_cover(data, starts, whole),
        PageBreak(),
        *_attestation(data, whole),
        PageBreak(),
        *_computation(data),
        PageBreak(),
        Heading(TRANSCRIPT),
        *transcript_sums.by_year(data.transcript),
        *transcript_lines.counted(data.transcript),
        *transcript_reasons.uncounted(data.transcript),
        *transcript_reasons.conversions(data.transcript),
        *transcript_lines.sources(data.transcript),
    ]
    return Paper(
        title=TITLE,
        subtitle=f"{part.credential.title}, {wording.days(part.assessment.cycle)}",
        owner=holder.name,
        made_on=wording.day(data.transcript.made_on),
        stamp=f"{data.transcript.made_on:%Y%m%d}",
        disclaimer=transcript.DISCLAIMER,
        blocks=tuple(blocks),
        page=data.transcript.page,
        sample=holder.is_sample,
        pages=whole,
    )


def _cover(data: PacketData, starts: dict[str, int], whole: int) -> Iterator[Block]:
    part, holder = data.part, data.transcript.holder
    credential, answer = part.credential, part.assessment
    yield Heading(TITLE, 1)
    yield Para(holder.name or "Name not filled in yet", "name")
    yield Rule()
    pairs = [
        ("License", full_title(credential)),
        ("Issued by", credential.authority or "–"),
        ("Number", credential.number or "–"),
        ("Renewal period", wording.days(answer.cycle)),
        ("Made on", wording.day(data.transcript.made_on)),
        ("Pages in all", f"{whole:,}"),
    ]
    if holder.former_names:
        pairs.append(("Former names", ", ".join(name.full for name in holder.former_names)))
    pairs += [(f"{i.authority} {i.label}".strip() or "Identifier", i.value) for i in holder.identifiers]
    yield KeyValues(tuple(pairs), columns=3)
    yield from transcript_sums.standings(replace(data.transcript, credentials=(part,)))
    yield Heading("What is in this packet")
    yield _checklist(data, starts)
    beside = [piece for piece in data.pieces if not piece.pages]
    if beside:
        yield Heading("Not bound here", 3)
        rows = tuple(Row((piece.label, piece.title, piece.trouble)) for piece in beside)
        yield Table((Column("No.", 0), Column("Title", 3), Column("Why", 4)), rows, "Evidence that is not bound here")
    if not data.bound:
        return
    yield Para(
        "A fingerprint is the start of a file’s SHA-256 checksum. Binding a file that was signed takes its signature "
        "away; the file itself, with this fingerprint, still has it.",
        "small",
    )


def _checklist(data: PacketData, starts: dict[str, int]) -> Table:
    rows = [
        _item(title, about, starts.get(title))
        for title, about in (
            (ATTESTATION, "Statement of the holder, to sign"),
            (COMPUTATION, "What the rule asks, where it says so, and the hours held against it"),
            (TRANSCRIPT, "Every activity with its evidence, and what does not count"),
        )
    ]
    if data.bound:
        rows.append(Row((EVIDENCE,), "group"))
    page = starts.get(EVIDENCE)
    for piece in data.bound:
        fingerprint = f" · {piece.sha256[:12]}" if piece.sha256 else ""
        note = f" · {piece.trouble}" if piece.trouble else ""
        about = f"{piece.kind} · {piece.belongs_to}{fingerprint}{note}"
        rows.append(_item(f"{piece.label}  {piece.title}", about, page, piece.pages))
        page = None if page is None else page + piece.pages
    if not data.bound:
        why = "None of it can be bound; see below." if data.pieces else "None is attached to the activities that count."
        none = Para(why, "td-sub")
        rows.append(Row((Cell((Para(EVIDENCE, "td-title"), none)), "–")))
    columns = (Column("", 0), Column("Part", 1), Column("Page", 0, "right"))
    return Table(columns, tuple(_ticked(row) for row in rows), "Contents with page numbers, to tick off")


def _item(title: str, about: str, page: int | None, pages: int = 1) -> Row:
    """A line of the checklist; pages are counted from 1 where people read them."""
    numbers = "" if page is None else f"{page + 1:,}" if pages == 1 else f"{page + 1:,}–{page + pages:,}"
    return Row((Cell((Para(title, "td-title"), Para(about, "td-sub"))), numbers))


def _ticked(row: Row) -> Row:
    return row if row.kind == "group" else replace(row, cells=("☐", *row.cells[-2:]))


def _attestation(data: PacketData, whole: int) -> Iterator[Block]:
    credential = data.part.credential
    yield Heading(ATTESTATION)
    named = credential.title + (f" (number {credential.number})" if credential.number else "")
    evidence = " The evidence bound here is copied from what I hold; I will show the originals when asked."
    yield Para(
        f"I apply to renew {named}. The activities listed here took place as stated, I took part in them as stated, "
        f"and no hour is claimed twice for this renewal.{evidence if data.bound else ''}",
    )
    yield Para(
        f"This packet has {whole:,} pages. Its sums were worked out from my own record by the rules named on the "
        "computation sheet; they decide nothing, the issuing authority does.",
    )
    yield SignatureBlock((data.transcript.holder.name or "Signature of the holder",))
    yield Heading("For the office", 3)
    yield SignatureBlock(("Received by", "Reviewed by"))


def _computation(data: PacketData) -> Iterator[Block]:
    """Each requirement with where the rule says so on one side and the holder's numbers on the other."""
    answer = data.part.assessment
    refs = transcript_sums.source_numbers(data.transcript)
    yield Heading(COMPUTATION)
    yield Para(
        "Left: what the rule asks, in our words, and where it was read. Right: the amounts in this record. The sources "
        "stand under the table, and with their addresses at the end of the transcript.",
        "small",
    )
    roles = answer.roles
    asked = [node for node in answer.nodes if roles[node.id] == Role.REQUIRED]
    depth = _depths(asked)
    columns = (
        Column("The rule", 5.8),
        Column("Required", 1.35, "right"),
        Column("Counted", 1.35, "right"),
        Column("Left", 1.35, "right"),
        Column("Standing", 1.4),
    )
    read = {
        node.id: tuple(refs[answer.pack, id_] for id_ in node.sources if (answer.pack, id_) in refs) for node in asked
    }
    rows = tuple(_needed(node, read, depth[node.id]) for node in asked)
    yield Table(columns, rows, "Each requirement beside the amounts held")
    cited = {number for numbers in read.values() for number in numbers}
    seen = {refs[answer.pack, source.id]: source for source in answer.sources}
    for number in sorted(cited):
        yield Para(f"S{number}  {seen[number].title}, seen {wording.day(seen[number].seen)}", "td-sub")


def _depths(nodes: Sequence[Node]) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in nodes:  # what is above comes first
        found[node.id] = found[node.parent] + 1 if node.parent in found else 0
    return found


def _needed(node: Node, read: Mapping[str, tuple[int, ...]], depth: int) -> Row:
    """Sources that are those of the need above it are not named again."""
    paras = [Para(node.title, "td-title")]
    sources = read[node.id] if read[node.id] != read.get(node.parent or "") else ()
    said = " ".join(filter(None, (node.note, ", ".join(f"S{number}" for number in sources))))
    paras += [Para(said, "td-sub")] if said else []
    if node.applies is False:
        return Row((Cell(tuple(paras)), "", "", "", "does not apply"), indent=depth)
    amounts = ("", "", "")
    if node.unit:
        required = wording.amount(node.required, node.unit) if node.required is not None else node.required_text
        left = wording.amount(node.missing, node.unit) if node.missing else "–"
        amounts = (required, wording.amount(node.counted, node.unit), left)
    elif node.required_text:
        amounts = (node.required_text, "", "")
    verdict = wording.VERDICT[node.verdict].lower() if node.verdict else "can’t tell yet"
    return Row((Cell(tuple(paras)), *amounts, verdict), indent=depth)
