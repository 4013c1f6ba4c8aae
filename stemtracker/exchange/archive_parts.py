"""What an archive consists of: the record's own nouns, with what the record file keeps beside them.

The fields are documented in `docs/archive-format.md`; a test compares. All that was not there in an earlier version
has a default, so that older archives are read by the same shapes. Neighbors: `archive` is the file,
`services.archiving` fills these from a record and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal, cast

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Basis, ClosedCycle, Credential, Cycle, Dated, FactValue, Holding, Pin
from stemtracker.domain.educator import Educator
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.hours import plain
from stemtracker.domain.periods import Period
from stemtracker.domain.rule_text import StoredText
from stemtracker.errors import Refused
from stemtracker.exchange.archive_network import (
    ContactEntry,
    ContributionEntry,
    EffectEntry,
    ExchangeEntry,
    GoalEntry,
    LeadershipRoleEntry,
    MembershipEntry,
    PairingEntry,
    PreparationEntry,
)
from stemtracker.exchange.history_json import fraction_in

FORMAT = "stemtracker-archive"
VERSION = 6
NOTICE = "The whole record of its owner, private notes included. Not for sharing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the record says of itself: the same in every copy."""

    id: str
    created_at: datetime
    created_with: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialEntry(Credential):
    """A credential, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry(Activity):
    """An activity, its number in the order of entering (0: not known), and since when it lies in the bin."""

    row: int = 0
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of a credential's holder, its value with its type beside it."""

    credential_id: str
    name: str
    type: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingEntry:
    """A license as it was when a cycle was closed."""

    credential_id: str
    pack_id: str
    pack_hash: str
    period: Period
    first_issued: date | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisEntry:
    """By what a closed cycle was judged besides its activities."""

    licenses: tuple[HoldingEntry, ...]
    overlays: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedEntry:
    """What a renewal used up and carried over, as `ClosedCycle` has it."""

    pack_id: str
    pack_hash: str
    period: Period
    filed_on: date
    verdict: str
    consumed: tuple[tuple[str, str, Fraction], ...] = ()
    carried: tuple[tuple[str, Fraction], ...] = ()
    career: tuple[tuple[str, Fraction], ...] = ()
    basis: BasisEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEntry:
    """A cycle, with what it was closed with."""

    id: str
    credential_id: str
    start: date
    expiry: date
    start_is_derived: bool = True
    filed_on: date | None = None
    approved_on: date | None = None
    closed: ClosedEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEntry:
    """A series by name."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the user's own in a list of the vocabulary."""

    list: str
    id: str
    title: str
    meaning: str = ""
    broader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """A piece of evidence, the file in the archive that holds its bytes ("" for a note without one), the bin."""

    evidence: Evidence
    file: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedBytes:
    """Bytes that no piece of evidence has any more, kept for redo until thirty days are over."""

    sha256: str
    file: str
    unused_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a write did to one row; the images are whole rows of the record file, `position` their order in it."""

    position: int
    noun: str
    row_id: str
    what: Literal["added", "changed", "removed"]
    before: dict[str, str | int | None] | None = None
    after: dict[str, str | int | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write in the change log; `uid` is its name in every copy, `taken` those of another copy that it merged."""

    id: int
    uid: str = ""
    at: datetime
    label: str
    kind: Literal["write", "fixed", "purge"]
    undone_at: datetime | None = None
    cut: bool = False
    taken: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything a record holds, the bin and the change log too."""

    format: str = FORMAT
    version: int = VERSION
    notice: str = NOTICE
    program: str = ""
    made_at: datetime | None = None
    record: Identity | None = None
    educator: Educator = field(default_factory=Educator)
    credentials: tuple[CredentialEntry, ...] = ()
    cycles: tuple[CycleEntry, ...] = ()
    facts: tuple[Fact, ...] = ()
    activities: tuple[ActivityEntry, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    pins: tuple[Pin, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    #: Numbers are never given twice, those of removed evidence neither.
    last_evidence_number: int = 0
    vocabulary: tuple[Word, ...] = ()
    rule_texts: tuple[StoredText, ...] = ()
    memberships: tuple[MembershipEntry, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()
    exchanges: tuple[ExchangeEntry, ...] = ()
    pairings: tuple[PairingEntry, ...] = ()
    leadership_roles: tuple[LeadershipRoleEntry, ...] = ()
    contributions: tuple[ContributionEntry, ...] = ()
    effects: tuple[EffectEntry, ...] = ()
    goals: tuple[GoalEntry, ...] = ()
    preparations: tuple[PreparationEntry, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    unused_bytes: tuple[UnusedBytes, ...] = ()
    log: tuple[Write, ...] = ()


def damaged(what: str) -> Refused:
    """The archive is not what it was."""
    return Refused.at("file", f"This archive is damaged: {what}. Use another copy of it.")


def cycle_out(cycle: Cycle) -> CycleEntry:
    """A cycle as it stands in an archive."""
    closed = cycle.closed
    return CycleEntry(
        **_plain(cycle) | {"closed": closed and ClosedEntry(**_plain(closed) | {"basis": _basis(closed)})}
    )


def _basis(closed: ClosedCycle) -> BasisEntry | None:
    if closed.basis is None:
        return None
    licenses = (
        HoldingEntry(**_plain(one) | {"facts": tuple(fact_out(one.credential_id, *fact) for fact in one.facts.items())})
        for one in closed.basis.licenses
    )
    return BasisEntry(licenses=tuple(licenses), overlays=closed.basis.overlays)


def cycle_in(entry: CycleEntry) -> Cycle:
    """The cycle that an archive tells of."""
    closed = entry.closed
    if closed is None:
        return Cycle(**_plain(entry))
    basis = None
    if closed.basis:
        licenses = (
            Holding(**_plain(one) | {"facts": {fact.name: fact_in(fact) for fact in one.facts}})
            for one in closed.basis.licenses
        )
        basis = Basis(licenses=tuple(licenses), overlays=closed.basis.overlays)
    return Cycle(**_plain(entry) | {"closed": ClosedCycle(**_plain(closed) | {"basis": basis})})


def _plain(part: Any) -> dict[str, Any]:
    return {one.name: getattr(part, one.name) for one in fields(part)}


_TYPES = {bool: "yes/no", Fraction: "number", date: "date", str: "text"}


def fact_out(credential_id: str, name: str, value: FactValue) -> Fact:
    """A fact with its type written beside it, since JSON knows fewer types than packs do."""
    if isinstance(value, tuple):
        dated = bool(value) and isinstance(value[0], Dated)
        items: list[Any] = []
        for item in value:
            if isinstance(item, Dated):
                inner = fact_out("", "", item.value)
                items.append({"date": item.date.isoformat(), "type": inner.type, "value": inner.value})
            else:
                items.append(item)
        return Fact(credential_id=credential_id, name=name, type="dated" if dated else "list", value=items)
    plainly: Any = value
    if isinstance(value, Fraction):
        plainly = plain(value)
    elif isinstance(value, date):
        plainly = value.isoformat()
    return Fact(credential_id=credential_id, name=name, type=_TYPES[type(value)], value=plainly)


def fact_in(fact: Fact) -> FactValue:
    """The value of an archived fact."""
    try:
        return _value(fact.type, fact.value)
    except (ValueError, TypeError, KeyError, ZeroDivisionError, RecursionError):
        raise damaged(f"the fact “{fact.name}” can't be read") from None


def _value(type_: str, value: Any) -> FactValue:
    if type_ == "dated":
        return tuple(Dated(date.fromisoformat(v["date"]), _value(v["type"], v["value"])) for v in value)
    if type_ == "list":
        return tuple(_text(item) for item in value)
    if type_ == "number":
        return cast("Fraction", fraction_in(Fraction, value))
    if type_ == "date":
        return date.fromisoformat(value)
    if type_ == "yes/no" and isinstance(value, bool):
        return value
    if type_ == "text":
        return _text(value)
    raise ValueError(type_)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value
