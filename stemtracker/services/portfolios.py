"""The leadership portfolio: what the record shows through a lens, gathered without anything private, and drawn.

What is still missing for the lens is told to the holder and never printed. Neighbors: `leadership`, `networks` and
`mentoring` know the record, `domain.lens` the lenses, `reports.portfolio` the paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from stemtracker import clock, paths
from stemtracker.domain import growth, wording
from stemtracker.domain import lens as lenses
from stemtracker.domain.hours import hours, plain
from stemtracker.domain.leadership import LeadershipRole
from stemtracker.domain.lens import Chapter, Lens
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Membership
from stemtracker.domain.periods import add_years
from stemtracker.errors import Refused
from stemtracker.services import (
    activities,
    credentials,
    educators,
    keeping,
    leadership,
    mentoring,
    networks,
    papers,
    preparations,
    settings,
)
from stemtracker.services.artifacts import LEVELS, SIDES, Artifacts, amount
from stemtracker.services.papers import Made

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.reports.portfolio_data import (
        ChapterPart,
        GoalLine,
        LearningLine,
        PairLine,
        PortfolioData,
        RoleLine,
    )
    from stemtracker.services.workspace import Workspace

__all__ = ["Made", "PortfolioOptions", "draw", "gather", "lens", "missing", "save_statement", "shipped", "statement"]

_STATEMENT = "portfolio_statement"
_MOST_STATEMENT = 6_000
#: The transcript extract: the longest activities of so many years.
_LEARNING_YEARS, _MOST_LEARNING = 5, 20
#: Columns of years in the figure, and rows of kinds; what is less stands together.
_MOST_YEARS, _MOST_KINDS = 10, 8


@dataclass(frozen=True, slots=True)
class PortfolioOptions:
    """Through which lens, on which sheet."""

    lens: str = "teacher-leader-standards"
    page: str = "letter"


@cache
def shipped() -> tuple[Lens, ...]:
    """All lenses that come with the program, by title."""
    found = [lenses.parse(path.read_text("utf-8")) for path in paths.resource("lenses").glob("*.toml")]
    return tuple(sorted(found, key=lambda one: one.title))


def lens(id_: str) -> Lens:
    """The lens of that id."""
    found = next((one for one in shipped() if one.id == id_), None)
    if found is None:
        raise Refused.at("lens", f"There is no lens “{id_}”; there are {', '.join(one.id for one in shipped())}.")
    return found


def statement(ws: Workspace) -> str:
    """The holder's leadership statement; "" where none is written."""
    return settings.of_record(ws, _STATEMENT)


def save_statement(ws: Workspace, text: str) -> Changes:
    """Keep it in the record."""
    if len(text) > _MOST_STATEMENT:
        raise Refused.at("statement", f"The statement has {len(text):,} characters; keep it to {_MOST_STATEMENT:,}.")
    return settings.keep_in_record(ws, _STATEMENT, text.strip(), "Change the leadership statement")


def gather(ws: Workspace, options: PortfolioOptions) -> PortfolioData:
    """Everything the portfolio says, as plain data without private fields."""
    return _Portfolio(ws, lens(options.lens)).data(options.page)


def draw(data: PortfolioData) -> Made:
    """The paper for gathered data; needs no record."""
    from stemtracker.reports import portfolio, render

    pdf, pages = render.render_counted(portfolio.paper(data))
    stem = papers.stem_of("Leadership portfolio", data.holder, data.made_on)
    return Made(pdf, pages, stem, papers.unprintable_texts(data.texts()))


def missing(data: PortfolioData, pages: int | None = None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For the holder alone: what each strand still lacks, and what the paper as a whole does."""
    found = [(chapter.title, chapter.missing) for chapter in data.chapters if chapter.missing]
    whole = []
    if not data.statement:
        whole.append("a leadership statement")
    if data.career is None:
        whole.append("a role or license with a date")
    if not data.goals:
        whole.append("a goal with its next steps")
    if pages is not None and pages > data.most_pages:
        whole.append(f"{pages - data.most_pages} pages fewer: this lens takes {data.most_pages}")
    return (*found, *((("The whole portfolio", tuple(whole)),) if whole else ()))


class _Portfolio:
    """One record seen through one lens."""

    def __init__(self, ws: Workspace, through: Lens) -> None:
        self.ws, self.lens = ws, through
        self.words = ws.vocabulary
        self.view = leadership.view(ws)
        self.memberships = {m.id: m for m in keeping.everything(ws, Membership)}
        self.pairs = mentoring.pairs(ws)
        self.activities = activities.all_activities(ws)
        self.artifacts = Artifacts(ws, self.view, self.memberships, self.pairs, self.activities)

    def data(self, page: str) -> PortfolioData:
        from stemtracker.reports.portfolio_data import PortfolioData

        today = clock.today()
        chapters = lenses.chapters(self.lens, self.artifacts.all(), self.words.narrower)
        parts = tuple(self.chapter(chapter) for chapter in chapters)
        years, kinds = self.hours()
        return PortfolioData(
            holder=papers.holder_of(educators.get(self.ws)),
            credentials=credentials.list_credentials(self.ws),
            before=tuple(
                standing.sentence(self.words)
                for one in credentials.list_credentials(self.ws)
                for standing in preparations.before(self.ws, one.id)
            ),
            lens_title=self.lens.title,
            lens_about=self.lens.about,
            lens_source=self.lens.source,
            most_pages=self.lens.most_pages,
            statement=statement(self.ws),
            career=self.view.career,
            roles=tuple(map(self.role, self.view.roles)),
            numbers=tuple(self.numbers()),
            years=years,
            hours=kinds,
            sustained=self.view.sustained,
            chapters=parts,
            networks=growth.network_rings(list(self.memberships.values()), self.activities, today),
            network_words=tuple(self.network_words()),
            ladder=self.view.ladder,
            pairs=tuple(self.pair(one) for one in self.pairs),
            goals=tuple(self.goals()),
            learning=tuple(self.learning(today)),
            learning_span=f"The longest of the last {_LEARNING_YEARS} years, up to {_MOST_LEARNING}.",
            evidence=self.artifacts.index(),
            made_on=today,
            page=page,
        )

    def role(self, one: LeadershipRole) -> RoleLine:
        from stemtracker.reports.portfolio_data import RoleLine

        reach = [
            wording.number(count, what)
            for count, what in ((one.teachers_supported, "teacher"), (one.students_reached, "student"))
            if count
        ]
        release = f"{plain(one.release_percent)} % released" if one.release_percent else ""
        return RoleLine(
            title=one.title,
            kind=self.words.title("leadership", one.kind) if one.kind else "",
            level=LEVELS[one.level],
            organization=" · ".join(filter(None, (one.organization, release))),
            span=wording.years(one.start, one.end),
            duties=one.duties,
            reach="\n".join(reach),
            led_by=self.led_by(one),
        )

    def led_by(self, one: LeadershipRole) -> str:
        member = self.memberships.get(one.membership_id or "")
        through = f"through {member.title}" if member and member.title != one.organization else ""
        chosen = f"chosen by {one.selected_by}" if one.selected_by else ""
        return "; ".join(part.rstrip(". ") for part in (one.led_by, through, chosen) if part)

    def numbers(self) -> Iterable[tuple[str, str]]:
        view = self.view
        led = sum(a.role in {"presenter", "facilitator"} for a in growth.attended(self.activities))
        current = sum(m.held_on(clock.today()) for m in self.memberships.values())
        for count, one, many in (
            (len(view.roles), "leadership role", "leadership roles"),
            (len(view.contributions), "contribution", "contributions"),
            (led, "session led", "sessions led"),
            (view.teachers, "teacher reached", "teachers reached"),
            (view.students, "student reached", "students reached"),
            (current, "network today", "networks today"),
            (len(self.pairs), "mentoring pair", "mentoring pairs"),
        ):
            if count:
                yield f"{count:,}", one if count == 1 else many
        if view.sustained.whole:
            yield hours(view.sustained.whole), "learning in all"

    def hours(self) -> tuple[tuple[int, ...], tuple[tuple[str, tuple[Fraction, ...]], ...]]:
        """Hours of the kinds with most of them in the last years; the other kinds together."""
        found = growth.minutes_by_kind_and_year(self.activities)
        years = tuple(sorted({year for of in found.values() for year in of})[-_MOST_YEARS:])
        rows = [
            (self.words.title("kind", kind), tuple(Fraction(of.get(year, 0), 60) for year in years))
            for kind, of in found.items()
        ]
        rows = [row for row in rows if any(row[1])]
        if len(rows) > _MOST_KINDS:
            rest = rows[_MOST_KINDS - 1 :]
            together = tuple(sum(column, Fraction(0)) for column in zip(*(amounts for _, amounts in rest), strict=True))
            rows = [*rows[: _MOST_KINDS - 1], (f"{len(rest)} other kinds", together)]
        return years, tuple(rows)

    def chapter(self, chapter: Chapter) -> ChapterPart:
        from stemtracker.reports.portfolio_data import ChapterPart

        count = len(chapter.artifacts) + chapter.more
        proven = sum(bool(one.level) for one in chapter.artifacts)
        claim = f"{wording.number(count, 'artifact shows', 'artifacts show')} this"
        claim += f"; {len(chapter.artifacts)} of them stand here" if chapter.more else ""
        claim += f", {proven} with an effect that was noted." if proven else "."
        return ChapterPart(
            title=chapter.strand.title,
            asks=chapter.strand.asks,
            claim=claim,
            artifacts=tuple(map(self.artifacts.line, chapter.artifacts)),
            missing=chapter.missing,
        )

    def network_words(self) -> Iterable[tuple[str, str]]:
        for network in networks.view(self.ws).networks:
            one = network.membership
            said = [f"{name}: {text}" for name, text in (("Asked", one.asked), ("Gave", one.gave)) if text]
            led = "; ".join(text.rstrip(".; ") for text in (one.led_to, *network.led_to) if text)
            said += [f"Led to: {led}"] if led else []
            kept = sum(duty.kept_on is not None for duty in one.duties)
            said += [f"{kept} of {wording.number(len(one.duties), 'duty', 'duties')} kept"] if one.duties else []
            said += [f"Roles: {', '.join(role.title for role in one.roles)}"] if one.roles else []
            if said:
                yield one.title, f"{'. '.join(part.rstrip('.') for part in said)}."

    def pair(self, pair: mentoring.Pair) -> PairLine:
        from stemtracker.reports.portfolio_data import PairLine

        one: Pairing = pair.pairing
        met = len(growth.attended(pair.meetings))
        meetings = f"{wording.number(met, 'meeting')}, {hours(pair.minutes)}" if met else ""
        about = [wording.years(one.start, one.end), meetings, one.program]
        about += [f"confirmed by {one.confirmed_by}"] if one.confirmed_by else []
        return PairLine(
            title=one.title,
            side=SIDES[one.side],
            about=" · ".join(filter(None, about)),
            goals=tuple((goal.text, goal.reached_on is not None) for goal in one.goals),
            shared=one.shared_notes,
        )

    def goals(self) -> Iterable[GoalLine]:
        from stemtracker.reports.portfolio_data import GoalLine

        for goal in self.view.goals:
            reached = f"reached {wording.day(goal.reached_on)}" if goal.reached_on else ""
            yield GoalLine(
                title=goal.title,
                stage="Reached" if reached else goal.stage.value.capitalize(),
                why=" · ".join(filter(None, (goal.why, goal.standard))),
                due=reached or (wording.day(goal.due) if goal.due else "–"),
                steps=tuple((step.text, step.done_on is not None) for step in goal.steps),
            )

    def learning(self, today: date) -> Iterable[LearningLine]:
        from stemtracker.reports.portfolio_data import LearningLine

        since = add_years(today, -_LEARNING_YEARS)
        there = [a for a in growth.attended(self.activities) if a.measure.is_time and a.start >= since]
        longest = sorted(there, key=lambda a: (-a.measure.amount, -a.start.toordinal(), a.id))[:_MOST_LEARNING]
        for a in sorted(longest, key=lambda a: (a.start, a.id), reverse=True):
            kind = " · ".join(filter(None, (self.words.title("kind", a.kind), a.provider)))
            yield LearningLine(on=wording.day(a.start), title=a.title, kind=kind, amount=amount(a, self.words))
