"""Networks, mentoring, leadership, goals and preparation as an archive has them: each with its place in the bin.

Neighbor: `archive_parts` puts them into the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stemtracker.domain.goal import Goal
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, Exchange, Membership
from stemtracker.domain.preparation import Preparation


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEntry(Membership):
    """A membership, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry(Contact):
    """A contact, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeEntry(Exchange):
    """An exchange of advice, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingEntry(Pairing):
    """A mentoring pair, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadershipRoleEntry(LeadershipRole):
    """A leadership role, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionEntry(Contribution):
    """A contribution, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectEntry(Effect):
    """An effect, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEntry(Goal):
    """A goal, and since when it lies in the bin."""

    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationEntry(Preparation):
    """A preparation, and since when it lies in the bin."""

    deleted_at: datetime | None = None
