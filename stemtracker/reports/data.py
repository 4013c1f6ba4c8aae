"""What a transcript is made from: frozen plain data, with the private fields left behind by construction.

`services.papers` fills it from the record; `transcript` turns it into blocks. There is no field here that
could hold a private note, so none can be printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stemtracker.domain import wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Identifier, Name
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import Measure
from stemtracker.domain.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person, as papers name them. `position` is the present post in words."""

    name: str
    former_names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    position: str = ""
    is_sample: bool = False


def full_title(credential: Credential) -> str:
    """Its title with the areas that the title does not name already."""
    title = credential.title.casefold()
    return " · ".join((credential.title, *(area for area in credential.areas if area.casefold() not in title)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialPart:
    """A credential with its cycle and where it stands; `key` is the letter that lines refer to it by."""

    key: str
    credential: Credential
    assessment: Assessment
    #: The day a past cycle was filed; None for the open one.
    filed_on: date | None = None

    @property
    def unit(self) -> str:
        """The unit its amounts are in: the headline's, or the first that a need names; "" where none does."""
        answer = self.assessment
        return answer.headline.unit or next((n.unit for n in answer.nodes if n.unit), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """An activity as it is printed; vocabulary ids have become titles."""

    id: str
    title: str
    start: date
    end: date
    kind: str
    measure: Measure
    #: The title of the unit where it is not time.
    unit: str = ""
    role: str = ""
    format: str = ""
    provider: str = ""
    provider_number: str = ""
    place: str = ""
    #: Topic titles; with an amount where only that part is on the topic.
    topics: tuple[tuple[str, Decimal | None], ...] = ()
    status: Status = Status.ATTENDED
    standing: Standing = Standing.SELF_KEPT
    signer: str = ""
    posted_on: date | None = None
    posted_amount: Decimal | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A piece of evidence for the index, without its bytes."""

    label: str
    kind: str
    title: str
    belongs_to: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptData:
    """All that one transcript says."""

    holder: Holder
    credentials: tuple[CredentialPart, ...]
    lines: tuple[TranscriptLine, ...]
    evidence: tuple[EvidenceItem, ...]
    #: Activities, printed here or not, that have evidence or more: their hours are drawn as proven.
    proven: frozenset[str]
    #: What the lines cover, in words: "Cycle …", "School year 2025–26", "Whole record".
    span: str
    made_on: date
    #: The days the lines are from; None for the whole record.
    period: Period | None = None
    #: What a year is in grids and groups: "calendar" or "school" (from July on).
    years: str = "calendar"
    page: str = "letter"
    #: Whether lines that do not count are listed with the reason.
    list_uncounted: bool = True

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text a person typed, with the field it stands in, in words."""
        holder = self.holder
        yield "Your name", holder.name
        for name in holder.former_names:
            yield "Former name", name.full
        for identifier in holder.identifiers:
            yield "Identifier", f"{identifier.authority} {identifier.label} {identifier.value}"
        yield "Position", holder.position
        for part in self.credentials:
            credential = part.credential
            yield f"License {part.key}", " ".join((credential.title, credential.authority, credential.number))
            yield f"Areas of license {part.key}", " ".join(credential.areas)
        for line in self.lines:
            place = f"the activity of {wording.day(line.start)}"
            yield f"Title of {place}", line.title
            yield f"Provider of {place}", f"{line.provider} {line.provider_number} {line.signer}"
            yield f"Place of {place}", line.place
            yield f"Kind or topics of {place}", " ".join((line.kind, *(title for title, _ in line.topics)))
        for item in self.evidence:
            yield f"Title of evidence {item.label}", item.title
