"""A lens on one record: the standards or strands of a portfolio, what shows each of them, and what is still missing.

Lenses are data (`resources/lenses/*.toml`); nothing of what they mean stands in code. An artifact may serve several
strands; those with a proven effect come first. Neighbors: `leadership` has what is looked at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One standard: what it asks, how many artifacts it wants, and by which words an artifact shows it.

    The words are ids of the vocabulary: kinds of leadership roles, contributions and networks; kinds, roles and
    topics of activities. `level` is the lowest level of effect (1 to 5) that one of its artifacts should show.
    """

    id: str
    title: str
    asks: str
    least: int = 1
    level: int = 0
    leadership: frozenset[str] = frozenset()
    contributions: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    mentoring: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """A whole lens with its limits."""

    id: str
    title: str
    about: str
    source: str
    most_pages: int
    #: Of one strand.
    most_artifacts: int
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Something that can stand for a strand. `sort` says of which list its words are.

    `sort`: leadership | contribution | network | activity | mentoring. `level` is its highest effect.
    """

    id: str
    sort: str
    title: str
    on: date | None
    kind: str = ""
    role: str = ""
    topics: frozenset[str] = frozenset()
    level: int = 0
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """A strand with the artifacts chosen for it, the strongest first, and what is missing of what it asks."""

    strand: Strand
    artifacts: tuple[Artifact, ...]
    #: How many more there are that also show it.
    more: int
    missing: tuple[str, ...]


def parse(text: str) -> Lens:
    """A lens written as TOML. ValueError names the word that is not understood."""
    raw = tomllib.loads(text)
    strands = tuple(_strand(one) for one in raw.pop("strand", []))
    _known(raw, Lens, "the lens")
    return Lens(**raw, strands=strands)


def _strand(raw: Mapping[str, object]) -> Strand:
    _known(raw, Strand, f"the strand {raw.get('id', '')}")
    values = {name: frozenset(value) if isinstance(value, list) else value for name, value in raw.items()}
    return Strand(**values)  # type: ignore[arg-type]


def _known(raw: Iterable[str], kind: type, where: str) -> None:
    unknown = sorted(set(raw) - {field.name for field in fields(kind)})
    if unknown:
        message = f"{where} has no {', '.join(unknown)}"
        raise ValueError(message)


def words(lens: Lens) -> dict[str, set[str]]:
    """The ids a lens uses, by the list of the vocabulary they are of."""
    lists = {
        "leadership": "leadership", "contributions": "contribution", "networks": "network", "kinds": "kind",
        "roles": "role", "topics": "topic",
    }  # fmt: skip
    found: dict[str, set[str]] = {name: set() for name in lists.values()}
    for strand in lens.strands:
        for field, name in lists.items():
            found[name] |= getattr(strand, field)
    return found


def chapters(lens: Lens, artifacts: Sequence[Artifact], narrower: Mapping[str, Collection[str]]) -> tuple[Chapter, ...]:
    """Each strand with what shows it; `narrower` has for each topic itself and all below it."""
    return tuple(_chapter(lens, strand, artifacts, narrower) for strand in lens.strands)


def _chapter(
    lens: Lens, strand: Strand, artifacts: Sequence[Artifact], narrower: Mapping[str, Collection[str]]
) -> Chapter:
    topics = frozenset[str]().union(*(narrower.get(topic, {topic}) for topic in strand.topics))
    fitting = sorted((one for one in artifacts if shows(strand, one, topics)), key=_strength)
    chosen = tuple(_unlike(fitting)[: lens.most_artifacts])
    return Chapter(strand, chosen, len(fitting) - len(chosen), tuple(_missing(strand, fitting)))


def shows(strand: Strand, one: Artifact, topics: Collection[str]) -> bool:
    """Whether the artifact stands for the strand; `topics` are the strand's with all below them."""
    if one.sort == "leadership":
        return one.kind in strand.leadership
    if one.sort == "contribution":
        return one.kind in strand.contributions
    if one.sort == "network":
        return one.kind in strand.networks
    if one.sort == "mentoring":
        return strand.mentoring
    return one.kind in strand.kinds or one.role in strand.roles or not one.topics.isdisjoint(topics)


def _strength(one: Artifact) -> tuple[int, bool, int, str]:
    """The strongest first: proven effect, evidence, then the newest."""
    return -one.level, not one.evidence, -(one.on.toordinal() if one.on else 0), one.id


def _unlike(fitting: Sequence[Artifact]) -> list[Artifact]:
    """Those with a proven effect, then the strongest of each sort and kind, so that they differ, then the rest."""
    seen: set[tuple[str, ...]] = set()
    first: list[Artifact] = []
    rest: list[Artifact] = []
    for one in fitting:
        look = (one.sort, one.kind, one.role)
        (first if one.level or look not in seen else rest).append(one)
        seen.add(look)
    return [*first, *rest]


def _missing(strand: Strand, found: Sequence[Artifact]) -> Iterable[str]:
    if len(found) < strand.least:
        lacking = strand.least - len(found)
        yield f"{lacking} more {'artifact that shows' if lacking == 1 else 'artifacts that show'} this"
    if found and not any(one.evidence for one in found):
        yield "evidence: nothing here has a file or note attached"
    if strand.level and found and max(one.level for one in found) < strand.level:
        yield f"an effect of level {strand.level} or higher, with what shows it"
