"""The transcript as blocks: who, where each license stands, the lines behind it, statement and signature.

Long form: every line. Short form: the same sums on one page. Neighbors: `transcript_sums` makes verdicts,
grids and bars, `transcript_lines` and `transcript_reasons` the lists.
"""

from __future__ import annotations

from dataclasses import replace

from stemtracker.domain import wording
from stemtracker.reports import transcript_lines, transcript_reasons, transcript_sums
from stemtracker.reports.blocks import (
    Block,
    Column,
    Heading,
    KeyValues,
    Paper,
    Para,
    Row,
    Rule,
    SignatureBlock,
    Table,
)
from stemtracker.reports.data import TranscriptData
from stemtracker.reports.layout import pages_of

TITLE = "Professional development transcript"
DISCLAIMER = "Self-kept record; not issued by a state agency."

#: How the short form is made to fit its page, gentlest first: (type scale, depth of the grids, figure).
_TIGHTER = ((1.0, 4, True), (0.93, 4, True), (0.87, 4, True), (0.87, 4, False), (0.8, 4, False), (0.8, 1, False))


def long_form(data: TranscriptData) -> Paper:
    """Everything: sums, each line with its standing, what does not count and why, evidence and sources."""
    blocks = [
        *_head(data),
        *transcript_sums.standings(data),
        *transcript_sums.grids(data),
        *transcript_sums.figures(data),
        *transcript_sums.by_year(data),
        *transcript_lines.counted(data),
        *transcript_reasons.uncounted(data),
        *transcript_lines.evidence_index(data),
        *transcript_reasons.conversions(data),
        *transcript_lines.sources(data),
        *_statement(data),
    ]
    return _paper(data, tuple(blocks))


def short_form(data: TranscriptData) -> Paper:
    """The sums on one page. Where they are too many even in small type, it runs on rather than lose any."""
    paper = _paper(data, ())
    for scale, depth, with_figure in _TIGHTER:
        blocks = [
            *_head(data),
            *transcript_sums.brief(data, depth),
            *(transcript_sums.figures(data) if with_figure else ()),
            *transcript_sums.summary(data),
            *_statement(data, short=True),
        ]
        paper = replace(_paper(data, tuple(blocks)), scale=scale)
        if len(pages_of(paper)) == 1:
            break
    return paper


def _paper(data: TranscriptData, blocks: tuple[Block, ...]) -> Paper:
    return Paper(
        title=TITLE,
        subtitle=data.span,
        owner=data.holder.name,
        made_on=wording.day(data.made_on),
        stamp=f"{data.made_on:%Y%m%d}",
        disclaimer=DISCLAIMER,
        blocks=blocks,
        page=data.page,
        sample=data.holder.is_sample,
    )


def _head(data: TranscriptData) -> list[Block]:
    holder = data.holder
    blocks: list[Block] = [Heading(TITLE, 1), Para(holder.name or "Name not filled in yet", "name"), Rule()]
    pairs = [("Covers", data.span), ("Made on", wording.day(data.made_on)), ("Holds", _holds(data))]
    if holder.former_names:
        former = ", ".join(
            f"{n.full} (until {wording.day(n.until)})" if n.until else n.full for n in holder.former_names
        )
        pairs.append(("Former names", former))
    if holder.position:
        pairs.append(("Position", holder.position))
    pairs += [(f"{i.authority} {i.label}".strip() or "Identifier", i.value) for i in holder.identifiers]
    blocks.append(KeyValues(tuple(pairs), columns=3))
    if data.credentials:
        blocks.append(_credentials(data))
    return blocks


def _holds(data: TranscriptData) -> str:
    count = len(data.lines)
    if not count:
        return "no activities yet"
    proven = sum(1 for line in data.lines if line.evidence)
    return f"{count:,} {'activity' if count == 1 else 'activities'}, {proven:,} with evidence attached"


def _credentials(data: TranscriptData) -> Table:
    several = len(data.credentials) > 1
    columns = (
        *((Column("", 0),) if several else ()),
        Column("License or certificate", 5),
        Column("Number", 0),
        Column("Issued by", 2.6),
        Column("Cycle", 0),
    )
    rows = []
    for part in data.credentials:
        credential = part.credential
        areas = f" · {', '.join(credential.areas)}" if credential.areas else ""
        key = (part.key,) if several else ()
        cycle = wording.days(part.assessment.cycle)
        rows.append(
            Row((*key, f"{credential.title}{areas}", credential.number or "–", credential.authority or "–", cycle))
        )
    return Table(columns, tuple(rows), "The licenses and certificates this transcript is about")


def _statement(data: TranscriptData, *, short: bool = False) -> list[Block]:
    words = (
        "I keep this record myself. To the best of my knowledge, the activities it lists took place as stated, "
        "and I hold the evidence it names."
    )
    about = (
        "This transcript is not issued by a state agency and decides no renewal. What a mark says about each line "
        "can be checked with the provider or authority it names. The check code at the foot of every page is "
        "computed from all words of this paper; a page with another code belongs to another printing."
    )
    blocks: list[Block] = [Heading("Statement", 3 if short else 2)]
    blocks.append(Para(words, "body", keep_with_next=True))
    if not short:
        blocks.append(Para(about, "small", keep_with_next=True))
    blocks.append(SignatureBlock((data.holder.name or "Signature of the holder", "Received or reviewed by")))
    return blocks
