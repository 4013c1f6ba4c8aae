"""What a form may refer to: the memberships, contacts, roles, licenses … to choose from, by noun.

Asked in the record's worker. Neighbor: `section` hands them to the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stemtracker.domain import nouns, wording
from stemtracker.domain.leadership import Contribution, LeadershipRole
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, Membership
from stemtracker.services import activities, credentials, evidence, keeping
from stemtracker.ui.nouns.evidence import words_of
from stemtracker.ui.nouns.fields import Choices

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.nouns.card import Plan

#: So many activities are offered, the newest ones; the one chosen before always is.
_MOST = 400
_KINDS: dict[str, type[Any]] = {
    "membership": Membership,
    "contact": Contact,
    "pairing": Pairing,
    "leadership_role": LeadershipRole,
    "contribution": Contribution,
}


def choices_for(ws: Workspace, plan: Plan, one: Any) -> dict[str, Choices]:
    """For each noun that the form refers to, what there is of it."""
    asked = {ask.of: getattr(one, ask.name, None) for ask in plan.asks() if ask.sort == "refer"}
    found = {noun: _with_chosen(noun, _choices(ws, noun, chosen), chosen) for noun, chosen in asked.items()}
    if any(ask.sort == "evidence" for ask in plan.asks()):
        found["evidence"] = _evidence(ws, getattr(one, "activity_id", None))
    return found


def _evidence(ws: Workspace, activity_id: str | None) -> Choices:
    """What proves the activity first, then the newest."""
    found = sorted(evidence.all_evidence(ws), key=lambda e: (e.activity_id != (activity_id or ""), -e.number))
    return tuple((piece.id, words_of(piece)) for piece in found)


def _with_chosen(noun: str, found: Choices, chosen: str | None) -> Choices:
    """With the one chosen before, also where it lies in the bin."""
    if not chosen or any(id_ == chosen for id_, _ in found):
        return found
    return (*found, (chosen, f"A deleted {nouns.one(noun)}"))


def _choices(ws: Workspace, noun: str, chosen: str | None) -> Choices:
    if noun == "credential":
        return tuple((c.id, c.title) for c in credentials.list_credentials(ws))
    if noun == "activity":
        ids = list(activities.ids(ws, activities.LogQuery())[:_MOST])
        ids += [chosen] if chosen and chosen not in ids else []
        return tuple((row.id, f"{row.title} · {wording.day(row.start)}") for row in activities.rows(ws, ids))
    return tuple((one.id, keeping.called(one)) for one in keeping.everything(ws, _KINDS[noun]))
