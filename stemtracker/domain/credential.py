"""Credentials, their cycles, the holder's facts and pins."""

from __future__ import annotations

from dataclasses import dataclass
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
