"""The sums of a transcript: each license's verdict in words, its requirement grid, the bars, year by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from stemtracker.domain import in_question, wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Node, Role, Verdict
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import plain
from stemtracker.reports.blocks import (
    Bar,
    Block,
    Cell,
    Column,
    Content,
    Figure,
    Heading,
    Para,
    Row,
    Run,
    Spacer,
    Table,
)
from stemtracker.reports.data import CredentialPart, TranscriptData, TranscriptLine

_YEARS_A_TABLE = 8
#: Between parts of a line; it ends a line rather than begin one.
DOT = "\u00a0· "
_MARKS = {
    "secondary": "from a secondary source",
    "inferred": "inferred from the rule’s text",
    "conflict": "sources disagree",
}


def standings(data: TranscriptData) -> Iterator[Block]:
    """The verdict of each license in words."""
    yield Heading(f"Where it stands on {wording.day(data.made_on)}")
    if not data.credentials:
        yield Para("No license is named in this transcript; its lines are listed without a verdict.")
    for part in data.credentials:
        yield from _standing(data, part)


def brief(data: TranscriptData, depth: int) -> Iterator[Block]:
    """Verdict and grid of each license together, for the form of one page."""
    if not data.credentials:
        yield from standings(data)
        return
    yield Heading(f"Where it stands on {wording.day(data.made_on)}")
    for part in data.credentials:
        yield from _standing(data, part)
        yield _grid(part, source_numbers(data), depth)
        yield Spacer(8)


def _standing(data: TranscriptData, part: CredentialPart) -> Iterator[Block]:
    yield Para(_verdict(part, several=len(data.credentials) > 1), "lead", keep_with_next=True)
    decides = in_question.deciding(part.assessment)
    if decides and part.assessment.verdict == Verdict.UNKNOWN:
        yield Para("\n".join(("Open:", *(f"–  {text}" for text in decides))), "small")


def _verdict(part: CredentialPart, *, several: bool) -> Content:
    answer = part.assessment
    key = f"{part.key}  " if several else ""
    state = wording.VERDICT[answer.verdict]
    figure = wording.headline(answer)
    opening: tuple[Run, ...] = (Run(f"{key}{state}. ", bold=True, ink="accent"),)
    if figure != state:
        opening = (*opening, Run(f"{figure}. ", bold=True))
    return (*opening, Run(_behind(answer, part.filed_on)))


def _behind(answer: Assessment, filed_on: date | None) -> str:
    """What stands behind the verdict, in the third person, for whoever reads the paper."""
    parts = []
    node = answer.headline
    if answer.verdict != Verdict.MET:
        if node.missing:
            parts.append(f"{wording.amount(node.missing, node.unit)} to go")
        short = wording.short_topics(answer)
        if short:
            parts.append(f"short in {_listed([n.title for n in short])}")
    if answer.verdict_with_overlay != answer.verdict:
        added = wording.VERDICT[answer.verdict_with_overlay].lower()
        parts.append(f"with the additions declared by the holder or district: {added}")
    parts.append(f"filed on {wording.day(filed_on)}" if filed_on else wording.days_left(answer))
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def grids(data: TranscriptData) -> Iterator[Block]:
    """Per license a grid: what each requirement asks, what counts, is open, planned, over a cap, left."""
    if not data.credentials:
        return
    yield Heading("Requirements")
    refs = source_numbers(data)
    for part in data.credentials:
        if len(data.credentials) > 1:
            yield Heading(f"{part.key}  {part.credential.title}", 3)
        yield _grid(part, refs, None)
    yield Para(
        "Open: may count as well, once what is open about the rule or a line is answered. "
        "Over cap: given in full, but more than the rule takes. Left: still missing.",
        "small",
    )


def _grid(part: CredentialPart, refs: dict[tuple[str, str], int], depth: int | None) -> Table:
    """With a `depth` the grid is brief: only what is required, no deeper than that, without notes and sources."""
    units = {n.unit for n in part.assessment.nodes if n.unit and n.applies is not False}
    only = next(iter(units)) if len(units) == 1 else ""
    full = depth is None
    columns = (
        Column(f"Amounts in {wording.units(only)}" if only else "Requirement", 1),
        Column("Required", 0, "right"),
        Column("Counted", 0, "right"),
        *((Column("Open", 0, "right"), Column("Planned", 0, "right"), Column("Over cap", 0, "right")) if full else ()),
        Column("Left", 0, "right"),
        Column("Standing", 0),
    )
    return Table(columns, tuple(_rows(part, refs, only, depth)), f"Requirements of {part.credential.title}")


def source_numbers(data: TranscriptData) -> dict[tuple[str, str], int]:
    """The number of each source in the list at the end, by pack and source id; one address has one number."""
    numbers: dict[tuple[str, str], int] = {}
    known: dict[tuple[str, str], int] = {}
    for part in data.credentials:
        for source in part.assessment.sources:
            same = known.setdefault((source.title, source.url), len(known) + 1)
            numbers[part.assessment.pack, source.id] = same
    return numbers


def _tree(answer: Assessment) -> Iterator[tuple[int, Node]]:
    below: dict[str, list[Node]] = {}
    for node in answer.nodes[1:]:
        below.setdefault(node.parent, []).append(node)
    stack = [(0, answer.root)]
    while stack:
        depth, node = stack.pop()
        yield depth, node
        stack += [(depth + 1, child) for child in reversed(below.get(node.id, ()))]


def _rows(part: CredentialPart, refs: dict[tuple[str, str], int], only_unit: str, deepest: int | None) -> Iterator[Row]:
    full = deepest is None
    for depth, node in _tree(part.assessment):
        if deepest is not None and (depth > deepest or node.applies is False or node.role != Role.REQUIRED):
            continue
        title: Content | Cell = node.title
        under = _under(part, node, refs) if full else ""
        if under:
            title = Cell((Para(node.title, "td-title"), Para(under, "td-sub")))
        amounts = node.required is not None or node.counted or node.possible
        open_ = node.possible - node.counted
        numbers: tuple[Content, ...] = (
            figure(node.counted),
            *((figure(open_), figure(node.planned), figure(node.over_cap)) if full else ()),
            figure(node.missing, up=True),
        )
        if node.applies is False or not amounts:
            numbers = tuple("" for _ in numbers)
        yield Row((title, _required(node, only_unit), *numbers, _state(node)), indent=min(depth, 4))


def _under(part: CredentialPart, node: Node, refs: dict[tuple[str, str], int]) -> str:
    parts = []
    if node.role != Role.REQUIRED:
        parts.append("advice, not required" if node.role == Role.ADVICE else "a duty; does not block the renewal")
    if node.note:
        parts.append(node.note)
    if node.mark in _MARKS:
        parts.append(_MARKS[node.mark])
    if node.touched_by_overlay:
        parts.append("changed by an addition of the holder or district")
    sources = sorted({refs[part.assessment.pack, s] for s in node.sources if (part.assessment.pack, s) in refs})
    if sources:
        parts.append("source " + ", ".join(f"S{n}" for n in sources))
    text = DOT.join(p.rstrip(".") for p in parts)
    return text[:1].upper() + text[1:]


def _required(node: Node, only_unit: str) -> str:
    if node.applies is False:
        return ""
    words = node.required_text or (wording.short(node.required) if node.required is not None else "")
    if node.required is not None and node.unit and node.unit != only_unit:
        return f"{words} {wording.units(node.unit, node.required)}"
    return words


def figure(amount: Fraction, *, up: bool = False) -> str:
    """An amount in a column: exact within two decimals, else rounded to two with a sign that says so.

    Rounded down, so that no paper claims too much; what is left to do is rounded up.
    """
    if (amount * 100).denominator == 1:
        return plain(amount) if amount else "–"
    hundredths = -(-amount * 100 // 1) if up else amount * 100 // 1
    return f"≈{plain(Fraction(hundredths, 100))}"


def _state(node: Node) -> Content:
    if node.applies is False:
        return "does not apply"
    if node.applies is None and node.verdict is None:
        return "can’t tell"
    if node.verdict is None:
        return ""
    words = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.UNKNOWN: "can’t tell"}[node.verdict]
    return (Run(words, bold=node.verdict != Verdict.MET),)


def figures(data: TranscriptData) -> Iterator[Block]:
    """A bar per required amount, in the licenses' order."""
    drawn = [(part, bars) for part in data.credentials if (bars := tuple(_bars(part, data.proven)))]
    if drawn:
        yield Heading("At a glance")
    for n, (part, bars) in enumerate(drawn, 1):
        if len(data.credentials) > 1:
            yield Heading(f"{part.key}  {part.credential.title}", 3)
        yield Figure(bars, " ".join(f"{b.label}: {b.text}." for b in bars), key=n == len(drawn))


def _bars(part: CredentialPart, backed: frozenset[str]) -> Iterator[Bar]:
    answer = part.assessment
    for node in answer.nodes:
        if not node.required or node.applies is False or node.role != Role.REQUIRED:
            continue
        proven = sum(
            (line.counted_at(node.id) for line in answer.lines if line.synthetic or line.id in backed),
            Fraction(0),
        )
        bare = node.counted - proven
        on_way = answer.cycle.start <= answer.as_of <= answer.cycle.end
        notes = [f"{wording.short(node.counted)} of {wording.amount(node.required, node.unit)}"]
        notes += [f"{wording.short(bare)} without evidence"] if bare > 0 else []
        notes += [f"{wording.short(node.planned)} planned"] if node.planned else []
        notes += [f"{wording.short(node.over_cap)} over the cap"] if node.over_cap else []
        notes += [f"{wording.short(node.missing)} to go"] if node.missing else []
        yield Bar(
            label=node.title,
            text=", ".join(notes),
            required=node.required,
            counted=node.counted,
            proven=min(max(proven, Fraction(0)), node.counted),
            planned=node.planned,
            over_cap=node.over_cap,
            pace=wording.expected(node, answer.cycle, answer.as_of) if on_way and node.missing else None,
        )


def year_of(day: date, years: str) -> str:
    """The year a day belongs to, in words."""
    if years == "calendar":
        return str(day.year)
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}–{(first + 1) % 100:02d}"


def _done(lines: Iterable[TranscriptLine]) -> Iterator[TranscriptLine]:
    return (line for line in lines if line.status not in (Status.PLANNED, Status.REFUSED))


def by_year(data: TranscriptData) -> Iterator[Block]:
    """Year by kind with sums both ways: hours as attended, whatever any license counts of them."""
    sums: dict[str, dict[str, Fraction]] = {}
    years: dict[str, date] = {}
    for line in _done(data.lines):
        year = year_of(line.end, data.years)
        years[year] = min(years.get(year, line.end), line.end)
        kind, amount = line.kind or "Other", Fraction(line.measure.amount)
        if line.measure.is_time:
            amount /= 60
        else:
            kind = f"{kind}, {line.unit}"
        row = sums.setdefault(kind, {})
        row[year] = row.get(year, Fraction(0)) + amount
    if not sums:
        return
    yield Heading("Hours by year and kind")
    ordered = sorted(years, key=lambda y: years[y])
    times = {line.kind or "Other" for line in data.lines if line.measure.is_time}
    for start in range(0, len(ordered), _YEARS_A_TABLE):
        part = ordered[start : start + _YEARS_A_TABLE]
        last = start + _YEARS_A_TABLE >= len(ordered)
        yield _year_table(part, ordered if last else [], sums, times)


def _year_table(part: list[str], whole: list[str], sums: dict[str, dict[str, Fraction]], times: set[str]) -> Table:
    def total(rows: Iterable[dict[str, Fraction]], years: list[str]) -> Fraction:
        return sum((row.get(year, Fraction(0)) for row in rows for year in years), Fraction(0))

    kinds = sorted(sums, key=lambda k: (k not in times, k))
    rows = [
        Row(
            (
                kind,
                *(figure(sums[kind].get(y, Fraction(0))) for y in part),
                *((figure(total([sums[kind]], whole)),) if whole else ()),
            )
        )
        for kind in kinds
    ]
    timed = [sums[k] for k in kinds if k in times]
    if len(timed) > 1:
        cells = ["Hours in all", *(figure(total(timed, [y])) for y in part)]
        rows.append(Row((*cells, *((figure(total(timed, whole)),) if whole else ())), "total"))
    columns = (
        Column("Kind", 3),
        *(Column(year, 1, "right") for year in part),
        *((Column("All years", 1.2, "right"),) if whole else ()),
    )
    return Table(columns, tuple(rows), "Hours by year and kind")


def summary(data: TranscriptData) -> Iterator[Block]:
    """The lines in one sentence, for the form that does not list them."""
    done = list(_done(data.lines))
    if not done:
        return
    minutes = sum(int(line.measure.amount) for line in done if line.measure.is_time)
    counts = {s: sum(1 for line in done if line.standing == s) for s in Standing}
    text = (
        f"Behind these sums stand {len(done):,} {'activity' if len(done) == 1 else 'activities'} with "
        f"{wording.short(Fraction(minutes, 60))} hours: {counts[Standing.POSTED]:,} posted by the authority, "
        f"{counts[Standing.SIGNED]:,} signed by the provider, {counts[Standing.EVIDENCE]:,} with evidence attached, "
        f"{counts[Standing.SELF_KEPT]:,} self-kept. The long form of this transcript lists each of them."
    )
    yield Para(text, "small")
