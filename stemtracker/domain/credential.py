"""Credentials, their cycles, the holder's facts and pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from stemtracker.domain.periods import Period


class CredentialStatus(StrEnum):
    """Where a credential stands with its authority."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    EXPIRED = "expired"
    SOUGHT = "sought"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A license, certificate, endorsement or permit, and the rule pack it is renewed by."""

    id: str
    title: str
    pack_id: str
    authority: str = ""
    number: str = ""
    areas: tuple[str, ...] = ()
    first_issued: date | None = None
    status: CredentialStatus = CredentialStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One renewal period of a credential. A cycle with `closed` is past: it was renewed by that."""

    id: str
    credential_id: str
    start: date
    expiry: date
    #: Whether the start was worked out from the pack's clock or typed in by the holder.
    start_is_derived: bool = True
    filed_on: date | None = None
    approved_on: date | None = None
    closed: ClosedCycle | None = None

    @property
    def period(self) -> Period:
        """Its days, from start to printed expiry."""
        return Period(self.start, self.expiry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A license in one cycle, as the rules are asked about it: by which text, and what its holder answered."""

    credential_id: str
    pack_id: str
    #: The exact text; "" for the one that the record goes by now.
    pack_hash: str = ""
    period: Period
    first_issued: date | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """By what a closed cycle was judged besides its activities."""

    #: Its license, and those that were renewed together with it.
    licenses: tuple[Holding, ...]
    #: (id, hash) of each overlay in force
    overlays: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedCycle:
    """What a renewal used up and carried over, under which text: stored when a cycle is closed.

    Amounts are in the account's unit; `pack_hash` names the exact text of the pack.
    """

    pack_id: str
    pack_hash: str
    period: Period
    filed_on: date
    verdict: str
    #: (line id, node, amount consumed); what goes over to the next cycle stands at "carried:ACCOUNT"
    consumed: tuple[tuple[str, str, Fraction], ...] = ()
    #: (account, amount carried into the next cycle)
    carried: tuple[tuple[str, Fraction], ...] = ()
    #: (limit, lines or amount) of what a career allows only so much of
    career: tuple[tuple[str, Fraction], ...] = ()
    #: None where it was not kept: of what an early program closed, and of what is told from outside.
    basis: Basis | None = None

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """(id, hash) of every text of rules that it was judged by, its own first."""
        found = [(self.pack_id, self.pack_hash)]
        if self.basis:
            found += [(one.pack_id, one.pack_hash) for one in self.basis.licenses]
            found += self.basis.overlays
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact's value as of a day."""

    date: date
    value: FactValue


#: What a fact may hold; lists are tuples of choices, dated facts tuples of `Dated`.
FactValue = bool | Fraction | date | str | tuple[str, ...] | tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """The holder's decision on one line for one credential: the need it counts under, or "" for not at all."""

    activity_id: str
    credential_id: str
    node: str
