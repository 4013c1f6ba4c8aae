"""The leadership portfolio as blocks: who, the career line, numbers, a chapter per strand, networks, effects, goals.

Sections for which the record has nothing are left out rather than shown empty. Neighbors: `portfolio_data` is what
it says, `growth_figures` draws.
"""

from __future__ import annotations

from collections.abc import Iterator

from stemtracker.domain import wording
from stemtracker.domain.growth import CareerLine, Spoke
from stemtracker.domain.hours import hours
from stemtracker.domain.leadership import LEVELS
from stemtracker.reports import growth_figures
from stemtracker.reports.blocks import (
    Block,
    Career,
    Cell,
    Column,
    Heading,
    HoursOverYears,
    KeyValues,
    Ladder,
    Paper,
    Para,
    Rings,
    Row,
    Rule,
    Run,
    Table,
)
from stemtracker.reports.data import full_title
from stemtracker.reports.portfolio_data import ArtifactLine, ChapterPart, PortfolioData

TITLE = "Leadership portfolio"
DISCLAIMER = "Self-kept record; what is named with a number (E-014) can be shown on request."


def paper(data: PortfolioData) -> Paper:
    """The whole portfolio."""
    blocks = [
        *_profile(data),
        *_career(data),
        *_statement(data),
        *_numbers(data),
        *_chapters(data),
        *_networks(data),
        *_mentoring(data),
        *_effects(data),
        *_goals(data),
        *_learning(data),
        *_index(data),
    ]
    return Paper(
        title=TITLE,
        subtitle=data.lens_title,
        owner=data.holder.name,
        made_on=wording.day(data.made_on),
        stamp=f"{data.made_on:%Y%m%d}",
        disclaimer=DISCLAIMER,
        blocks=tuple(blocks),
        page=data.page,
        sample=data.holder.is_sample,
    )


def _profile(data: PortfolioData) -> Iterator[Block]:
    yield Heading(TITLE, 1)
    yield Para(data.holder.name or "Name not filled in yet", "name")
    if data.holder.position:
        yield Para(data.holder.position, "lead")
    yield Rule()
    yield KeyValues((("Arranged by", data.lens_title), ("Made on", wording.day(data.made_on))), columns=2)
    yield Para(data.lens_about, "small")
    if data.credentials:
        yield Heading("Licenses and certificates", 3)
        dated = any(one.first_issued for one in data.credentials)
        rows = tuple(
            Row((
                full_title(one),
                one.authority or "–",
                *((wording.day(one.first_issued) if one.first_issued else "–",) if dated else ()),
            ))
            for one in data.credentials
        )  # fmt: skip
        issued = (Column("First issued", 0),) if dated else ()
        columns = (Column("License or certificate", 4), Column("Issued by", 2.4), *issued)
        yield Table(columns, rows, "Licenses and certificates held")
    for sentence in data.before:
        yield Para(sentence, "small")


def _career(data: PortfolioData) -> Iterator[Block]:
    if not data.roles and data.career is None:
        return
    yield Heading("Career line")
    if data.career is not None:
        yield Career(data.career, career_words(data.career))
        if data.career.undated:
            yield Para(f"Without a date: {'; '.join(data.career.undated)}.", "small")
    if data.roles:
        rows = tuple(
            Row((
                Cell((
                    Para(role.title, "td-title"),
                    Para(" · ".join(filter(None, (role.kind, role.level, role.organization))), "td-sub"),
                    *(Para(text, "td-sub") for text in (role.duties, role.led_by) if text),
                )),
                role.span,
                Cell(tuple(Para(text, "td") for text in role.reach.split("\n"))) if role.reach else "–",
            ))
            for role in data.roles
        )  # fmt: skip
        columns = (Column("Role", 1), Column("When", 0), Column("For whom", 0))
        yield Table(columns, rows, "Leadership roles", parted=True)


def career_words(line: CareerLine) -> str:
    """What the career line shows, in words."""
    roles = [f"{bar.title} from {bar.start.year} {f'to {bar.end.year}' if bar.end else 'on'}" for bar in line.bars]
    flags = [f"{flag.title} in {flag.on.year}" for flag in line.flags]
    return f"Career line from {line.first.year} to {line.last.year}: {'; '.join([*flags, *roles])}."


def _statement(data: PortfolioData) -> Iterator[Block]:
    if data.statement:
        yield Heading("Leadership statement")
        for part in data.statement.split("\n\n"):
            yield Para(part)


def _numbers(data: PortfolioData) -> Iterator[Block]:
    if not data.numbers:
        return
    yield Heading("At a glance")
    yield KeyValues(tuple((label, (Run(figure, bold=True),)) for figure, label in data.numbers), columns=4)
    if len(data.hours) > 1 or len(data.years) > 1:  # one sum stands there already
        yield Heading("Hours by kind and year", 3)
        words = "; ".join(
            f"{title}: {', '.join(f'{wording.short(a)} in {y}' for y, a in zip(data.years, amounts, strict=True) if a)}"
            for title, amounts in data.hours
        )
        yield HoursOverYears(data.years, data.hours, f"Hours by kind and year. {words}.")
    percent = data.sustained.percent
    if percent:
        yield Para(
            f"{percent} % of {hours(data.sustained.whole)} was sustained: job-embedded, with a mentor or mentee, or in "
            "a series that went on for a month or longer. The rest was one-off.",
        )


def _chapters(data: PortfolioData) -> Iterator[Block]:
    shown = [chapter for chapter in data.chapters if chapter.artifacts]
    if not shown:
        return
    yield Heading(data.lens_title)
    source = f"Source: {data.lens_source}. What each part asks stands here in our own words."
    yield Para(source, "small", keep_with_next=True)
    for chapter in shown:
        yield from _chapter(chapter)


def _chapter(chapter: ChapterPart) -> Iterator[Block]:
    yield Heading(chapter.title, 3)
    yield Para(chapter.asks, "small", keep_with_next=True)
    yield Para(chapter.claim, "lead", keep_with_next=True)
    changed = any(one.changed for one in chapter.artifacts)
    proven = any(one.evidence for one in chapter.artifacts)
    columns = (
        Column("Artifact", 1),
        *((Column("What changed", 0.6),) if changed else ()),
        *((Column("Evidence", 0.4),) if proven else ()),
    )
    rows = tuple(_artifact(one, changed=changed, proven=proven) for one in chapter.artifacts)
    yield Table(columns, rows, f"Artifacts for {chapter.title}", parted=True)


def _artifact(one: ArtifactLine, *, changed: bool, proven: bool) -> Row:
    """A column that would be empty in the whole chapter is left out."""
    what = Cell(
        (Para(one.title, "td-title"), Para(one.on, "td-sub"), *(Para(t, "td-sub") for t in (one.what, one.why) if t))
    )
    effects = [Para(text, "td") for text in one.changed] or [Para("–", "td")]
    if one.level:
        effects.append(Para(f"Level {one.level}: {LEVELS[one.level].lower()}", "td-sub"))
    cells: list[Cell | str] = [what]
    cells += [Cell(tuple(effects))] if changed else []
    cells += [", ".join(one.evidence) or "–"] if proven else []
    return Row(tuple(cells))


def _networks(data: PortfolioData) -> Iterator[Block]:
    if not data.networks:
        return
    yield Heading("Networks")
    yield Rings(data.networks, rings_words(data.networks))
    for title, words in data.network_words:
        yield Para((Run(f"{title}. ", bold=True), Run(words)))


def rings_words(spokes: tuple[Spoke, ...]) -> str:
    """What the rings show, in words."""
    said = [
        f"{s.title} ({growth_figures.LEVELS.get(s.level, 'level not said').lower()}, {hours(s.minutes)})"
        for s in spokes
    ]
    return f"Networks by level and hours: {'; '.join(said)}."


def _mentoring(data: PortfolioData) -> Iterator[Block]:
    if not data.pairs:
        return
    yield Heading("Mentoring")
    for pair in data.pairs:
        yield Para((Run(f"{pair.side} {pair.title}. ", bold=True), Run(pair.about)), keep_with_next=bool(pair.goals))
        for text, reached in pair.goals:
            yield Para(f"{'✓' if reached else '–'}  {text}{' (reached)' if reached else ''}", "small")
        if pair.shared:
            yield Para(pair.shared)


def _effects(data: PortfolioData) -> Iterator[Block]:
    if not any(data.ladder.values()):
        return
    yield Heading("What came of it")
    counts = tuple((f"{level}  {LEVELS[level]}", data.ladder[level]) for level in sorted(LEVELS, reverse=True))
    said = "; ".join(f"level {level}: {count}" for level, count in sorted(data.ladder.items()))
    yield Ladder(counts, f"How many activities, contributions and roles reached each level of effect. {said}.")
    yield Para(
        "Levels of evaluation after Guskey, in our words; each thing is counted at the highest it reached.", "small"
    )


def _goals(data: PortfolioData) -> Iterator[Block]:
    if not data.goals:
        return
    yield Heading("Goals and next steps")
    rows = tuple(
        Row((
            goal.stage,
            Cell((
                Para(goal.title, "td-title"),
                *((Para(goal.why, "td-sub"),) if goal.why else ()),
                *(Para(f"{'✓' if done else '–'}  {text}", "td-sub") for text, done in goal.steps),
            )),
            goal.due,
        ))
        for goal in data.goals
    )  # fmt: skip
    yield Table((Column("When", 0), Column("Goal", 1), Column("Due", 0)), rows, "Goals with their steps")


def _learning(data: PortfolioData) -> Iterator[Block]:
    if not data.learning:
        return
    yield Heading("From the transcript")
    yield Para(data.learning_span, "small", keep_with_next=True)
    rows = tuple(
        Row((line.on, Cell((Para(line.title, "td-title"), Para(line.kind, "td-sub"))), line.amount))
        for line in data.learning
    )
    columns = (Column("Date", 0), Column("Activity", 1), Column("Amount", 0, "right"))
    yield Table(columns, rows, "The longest activities of the last years")


def _index(data: PortfolioData) -> Iterator[Block]:
    if not data.evidence:
        return
    yield Heading("Index of evidence")
    of: dict[str, list[Row]] = {}
    for label, kind, title, belongs in data.evidence:
        of.setdefault(belongs, []).append(Row((label, title, kind)))
    rows = tuple(row for belongs, pieces in of.items() for row in (Row((belongs,), "group"), *pieces))
    yield Table((Column("No.", 0), Column("Title", 3), Column("Kind", 0)), rows, "Evidence named in this portfolio")
