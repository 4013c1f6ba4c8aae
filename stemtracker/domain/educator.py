"""The person the record belongs to, with everything that once identified them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Name:
    """A name the educator bears or bore; `until` is None for the present one."""

    full: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that an agency, district or provider knows the educator by."""

    authority: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Email:
    """An address in use or used before (`until`)."""

    address: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A post held: title, where, what is taught, from and until."""

    title: str
    employer: str = ""
    school: str = ""
    subjects: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Educator:
    """One person, as named on papers, with earlier names, addresses, numbers and posts."""

    name: str = ""
    former_names: tuple[Name, ...] = ()
    emails: tuple[Email, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    positions: tuple[Position, ...] = ()
    #: Set by the sample record only: every paper then says "sample".
    is_sample: bool = False
