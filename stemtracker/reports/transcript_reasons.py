"""Why hours do not count, and how other measures became the license's unit: each reason once, with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import LineAnswer
from stemtracker.domain.periods import Period
from stemtracker.reports.blocks import Block, Cell, Column, Content, Heading, Para, Row, Table
from stemtracker.reports.data import CredentialPart, TranscriptData, TranscriptLine
from stemtracker.reports.transcript_lines import amount, counted_amount, dates
from stemtracker.reports.transcript_sums import figure, source_numbers

#: Steps that say why an amount does not count, or not in full.
_WHY = ("outside", "refused", "doubtful", "superseded", "status", "no_rate", "over_cap", "planned", "pinned", "unused",
        "capped", "floored")  # fmt: skip
#: "1.5 PDP over · Presenting: at most 15": the amount is the line's own, the rest is said of many lines.
_OVER = re.compile(r"[\d./]+ .*?over · (.+)")
#: "0.75 h at 1 per 60 min = 0.75 PDP": the rate is what lines have in common.
_RATE = re.compile(r".+? at (.+) = .+")


def uncounted(data: TranscriptData) -> Iterator[Block]:
    """What a license does not count, or not in full, gathered under the reasons."""
    if not data.credentials or not data.list_uncounted:
        return
    yield Heading("What does not count, and why")
    rows: list[Row] = []
    elsewhere = set(range(len(data.lines)))
    for part in data.credentials:
        answers = {a.id: a for a in part.assessment.lines}
        reasons: dict[str, list[Row]] = {}
        for n, line in enumerate(data.lines):
            answer = answers.get(line.id)
            if answer is None or not _touches(line, part, answer):
                continue
            elsewhere.discard(n)
            why = _why(part, answer)
            if why:
                reasons.setdefault(why, []).append(_row(line, counted_amount(part, answer)))
        for why, group in reasons.items():
            key = f"{part.key}  " if len(data.credentials) > 1 else ""
            rows += [Row((f"{key}{why}",), "group"), *group]
    if elsewhere:
        many = "activity lies" if len(elsewhere) == 1 else "activities lie"
        yield Para(f"{len(elsewhere):,} {many} outside the cycle this transcript judges, and count for nothing in it.")
    if rows:
        columns = (
            Column("Date", 1.6),
            Column("Activity", 6),
            Column("Amount", 0, "right"),
            Column("Counted", 0, "right"),
        )
        yield Table(columns, tuple(rows), "What does not count, under the reasons")
    elif not elsewhere:
        yield Para("Every line above counts in full." if data.lines else "There are no lines yet.")


def _row(line: TranscriptLine, counts: Fraction) -> Row:
    title: Content | Cell = Cell((Para(line.title, "td-title"),))
    return Row((dates(line.start, line.end), title, amount(line), figure(counts)))


def _touches(line: TranscriptLine, part: CredentialPart, answer: LineAnswer) -> bool:
    """Whether the line has anything to do with the cycle; long records hold many that have not."""
    return part.assessment.cycle.overlaps(Period(line.start, line.end)) or counted_amount(part, answer) > 0


def _why(part: CredentialPart, answer: LineAnswer) -> str:
    """The reasons as one text, "" where the line counts in full."""
    main = part.assessment.headline.id
    counts = counted_amount(part, answer)
    reasons = [r for r in answer.reasons if r.step in _WHY and (r.node == main or not counts)]
    if not reasons:
        return "" if counts else "No requirement of this license takes it."
    return " ".join(dict.fromkeys(_sentence(r.text) for r in reasons if r.text))


def _sentence(text: str) -> str:
    over = _OVER.fullmatch(text)
    said = f"Over the limit. {over[1]}" if over else f"{text[:1].upper()}{text[1:]}"
    return said if said.endswith((".", "?")) else f"{said}."


def conversions(data: TranscriptData) -> Iterator[Block]:
    """How amounts became the license's unit: each rate once, with the number of lines it served."""
    rows = []
    refs, several = source_numbers(data), len(data.credentials) > 1
    for part in data.credentials:
        used: dict[tuple[str, str], int] = {}
        for line in part.assessment.lines:
            said = ((_RATE.fullmatch(r.text), r) for r in line.reasons if r.step == "converted")
            for key in dict.fromkeys((rate[1] if rate else r.text, r.source) for rate, r in said):
                used[key] = used.get(key, 0) + 1
        for (text, source), count in used.items():
            number = refs.get((part.assessment.pack, source))
            unit = wording.units(part.unit) or "–"
            named = (part.key,) if several else ()
            rows.append(Row((*named, unit, text, f"S{number}" if number else "", f"{count:,}")))
    if rows:
        yield Heading("Conversions used")
        columns = (
            *((Column("License", 0),) if several else ()),
            Column("Into", 1.5),
            Column("Rate", 4),
            Column("Source", 0),
            Column("Lines", 0, "right"),
        )
        yield Table(columns, tuple(rows), "Conversions used")
