"""What a leadership portfolio is made from: frozen plain data, with the private fields left behind by construction.

`services.portfolios` fills it from the record; `portfolio` turns it into blocks. Neighbor: `data` does the same for
the transcript, whose holder and credentials stand here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from stemtracker.domain.credential import Credential
from stemtracker.domain.growth import CareerLine, Spoke, Sustained
from stemtracker.reports.data import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A leadership role as it is printed."""

    title: str
    kind: str
    level: str
    organization: str
    span: str
    duties: str
    reach: str
    led_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactLine:
    """One artifact of a chapter: what it is, why it is here, what changed; the numbers of its evidence."""

    title: str
    on: str
    what: str
    why: str
    changed: tuple[str, ...]
    level: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterPart:
    """A strand of the lens."""

    title: str
    asks: str
    claim: str
    artifacts: tuple[ArtifactLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal with how far it is."""

    title: str
    stage: str
    why: str
    due: str
    steps: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """A mentoring relation: with whom, which side, how much, goals reached."""

    title: str
    side: str
    about: str
    goals: tuple[tuple[str, bool], ...]
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningLine:
    """A line of the transcript extract."""

    on: str
    title: str
    kind: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioData:
    """All that one portfolio says."""

    holder: Holder
    credentials: tuple[Credential, ...]
    #: What led to the first license: practicum, research and the like, in a sentence each.
    before: tuple[str, ...]
    lens_title: str
    lens_about: str
    lens_source: str
    most_pages: int
    statement: str
    career: CareerLine | None
    roles: tuple[RoleLine, ...]
    #: What stands large at the top: a figure and what it counts.
    numbers: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    hours: tuple[tuple[str, tuple[Fraction, ...]], ...]
    sustained: Sustained
    chapters: tuple[ChapterPart, ...]
    networks: tuple[Spoke, ...]
    #: By network what it asked, gave and led to.
    network_words: tuple[tuple[str, str], ...]
    ladder: Mapping[int, int]
    pairs: tuple[PairLine, ...]
    goals: tuple[GoalLine, ...]
    learning: tuple[LearningLine, ...]
    learning_span: str
    #: Label, kind, title and what it belongs to.
    evidence: tuple[tuple[str, str, str, str], ...]
    made_on: date
    page: str = "letter"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text a person typed, with the field it stands in, in words."""
        yield "Your name", self.holder.name
        yield "Your position", self.holder.position
        for words in self.before:
            yield "What led to a license", words
        yield "Leadership statement", self.statement
        for role in self.roles:
            yield f"The role “{role.title}”", " ".join((role.title, role.organization, role.duties, role.led_by))
        for chapter in self.chapters:
            for item in chapter.artifacts:
                yield f"The artifact “{item.title}”", " ".join((item.title, item.what, item.why, *item.changed))
        for one in self.credentials:
            yield f"The license “{one.title}”", " ".join((one.title, one.authority, *one.areas))
        for spoke in self.networks:
            yield f"The network “{spoke.title}”", spoke.title
        for title, words in self.network_words:
            yield f"The network “{title}”", f"{title} {words}"
        for pair in self.pairs:
            yield (
                f"Mentoring with “{pair.title}”",
                " ".join((pair.title, pair.about, pair.shared, *(text for text, _ in pair.goals))),
            )
        for goal in self.goals:
            yield f"The goal “{goal.title}”", " ".join((goal.title, goal.why, *(text for text, _ in goal.steps)))
        for line in self.learning:
            yield f"The activity of {line.on}", f"{line.title} {line.kind}"
        for label, _kind, title, _belongs in self.evidence:
            yield f"Title of evidence {label}", title
