"""Where each credential stands: asks `rules` about the record, closes a cycle when renewed.

Answers are kept per state of the record, so a page may ask again for nothing. Neighbors: `outlook` draws
next steps and pace from these answers; `cases` gathers what is asked about, `credentials` keeps what is typed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.changes import Changes
from stemtracker.domain.credential import Credential, Cycle, FactValue, Pin
from stemtracker.errors import Refused
from stemtracker.services import cases, credentials, preparations, questions
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.rules.library import Library
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A rule pack to choose in the wizard."""

    id: str
    title: str
    authority: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class CredentialStanding:
    """One credential in its open cycle, assessed today."""

    credential: Credential
    cycle: Cycle
    assessment: Assessment
    days_left: int
    #: What an even pace would have brought by today, in the headline's unit.
    pace_amount: Fraction | None
    sentence: str


@dataclass(frozen=True, slots=True)
class RenewalView:
    """All that the Renewal page shows of one credential in one cycle, read at one moment."""

    credential: Credential
    cycles: tuple[Cycle, ...]
    cycle: Cycle
    assessment: Assessment
    pace_amount: Fraction | None
    #: When each line was, for the lines that are activities.
    days: Mapping[str, date]
    questions: tuple[questions.FactQuestion, ...]
    facts: Mapping[str, FactValue]
    pins: tuple[Pin, ...]
    #: The wordings of open points about lines that recording an approval settles.
    about_approval: frozenset[str]
    #: What is to be known of the answer about a closed cycle.
    remarks: tuple[str, ...]
    #: What was done before the license, where this is its first cycle; no rule counts it.
    before: tuple[str, ...]
    #: By which the questions were asked, so that the window need not look into the record for it.
    library: Library


def pack_choices(library: Library) -> tuple[PackChoice, ...]:
    """All packs, the built-in generic one last."""
    packs = [library.pack(id_) for id_ in library.ids()]
    packs.sort(key=lambda p: (p.id == "generic", p.jurisdiction, p.title))
    return tuple(PackChoice(p.id, p.title, p.authority, p.jurisdiction) for p in packs)


def current_cycle(ws: Workspace, credential_id: str) -> Cycle:
    """The cycle that is not closed."""
    cycles = credentials.cycles(ws, credential_id)
    for cycle in cycles:
        if cycle.closed is None:
            return cycle
    raise Refused.at("cycle", "This credential has no open cycle; add its next expiry date on the Record page.")


def assess(ws: Workspace, credential_id: str, cycle_id: str | None = None, as_of: date | None = None) -> Assessment:
    """Where that credential stands in that cycle (the open one unless named), on that day (today)."""
    day = as_of or clock.today()
    cycle = cycle_of(ws, credential_id, cycle_id) if cycle_id else current_cycle(ws, credential_id)
    return remembered(ws, ("assess", credential_id, cycle.id, day), lambda: _assess(ws, credential_id, cycle, day))


def _assess(ws: Workspace, credential_id: str, cycle: Cycle, day: date) -> Assessment:
    from stemtracker.rules.assess import assess as ask

    credential = credentials.get(ws, credential_id)
    case = cases.case_of(ws, credential, cycle, day)
    # Licenses renewed together are answered together, and not again for each of them.
    who = (sorted(case.credentials.items()), sorted(case.facts.items()))
    parts = (case.packs, case.overlays, case.cycles, who, case.own, case.history)
    same = ("case", case.filing, day, *(repr(part) for part in parts))
    answers = remembered(ws, same, lambda: ask(case))
    answer = cases.answer_for(answers, credential)
    return replace(answer, notes=(*cases.remarks(ws, cycle, answer), *answer.notes))


def cycle_of(ws: Workspace, credential_id: str, cycle_id: str) -> Cycle:
    """That cycle of that credential."""
    for cycle in credentials.cycles(ws, credential_id):
        if cycle.id == cycle_id:
            return cycle
    raise Refused.at("cycle", "This cycle is no longer in the record; choose another one.")


def standings(ws: Workspace) -> tuple[CredentialStanding, ...]:
    """Every credential with an open cycle, the nearest expiry first."""
    found = []
    for credential in credentials.list_credentials(ws):
        cycle = next((c for c in credentials.cycles(ws, credential.id) if c.closed is None), None)
        if cycle is None:
            continue
        answer = assess(ws, credential.id, cycle.id)
        found.append(
            CredentialStanding(
                credential=credential,
                cycle=cycle,
                assessment=answer,
                days_left=(cycle.expiry - answer.as_of).days,
                pace_amount=wording.expected(answer.headline, cycle.period, answer.as_of),
                sentence=wording.sentence(answer),
            )
        )
    return tuple(sorted(found, key=lambda s: (s.cycle.expiry, s.credential.title)))


def proposed_expiry(ws: Workspace, cycle: Cycle, filed_on: date, approved_on: date | None) -> date:
    """The expiry that the pack's clock gives the next cycle; the one printed on the new certificate wins."""
    from stemtracker.rules.clock import next_cycle

    credential = credentials.get(ws, cycle.credential_id)
    facts = credentials.facts(ws, credential.id)
    return next_cycle(ws.library.pack(credential.pack_id), cycle.period, filed_on, approved_on, facts).end


def renewed(ws: Workspace, cycle_id: str, filed_on: date, approved_on: date | None, new_expiry: date) -> Changes:
    """Close the cycle and open the next one: what was used up and carried over is kept, and by what it was judged.

    Raises `Refused` where the dates can't be, or the cycle is closed already.
    """
    from stemtracker.rules.assess import assess as ask
    from stemtracker.rules.clock import next_cycle
    from stemtracker.rules.close import close

    credential, cycle = _open_cycle(ws, cycle_id)
    if new_expiry <= cycle.expiry:
        raise Refused.at("new_expiry", f"The new expiry must be later than the old one, {wording.day(cycle.expiry)}.")
    if approved_on and approved_on < filed_on:
        raise Refused.at("approved_on", "It can’t have been approved before it was filed; check both dates.")
    # What a district adds uses up nothing of what the authority counts.
    case = replace(cases.case_of(ws, credential, cycle, filed_on, filed_on), overlays=())
    answer = next(a for a in ask(case) if a.credential == credential.id)
    closed = replace(close(answer, case, filed_on), basis=cases.basis_of(ws, credential, cycle))
    done = replace(cycle, filed_on=filed_on, approved_on=approved_on, closed=closed)
    start = next_cycle(ws.library.pack(credential.pack_id), cycle.period, filed_on, approved_on, case.facts).start
    # The one that follows this, also where it is renewed in two copies of the record.
    following = Cycle(
        id=uuid5(NAMESPACE_OID, cycle.id).hex, credential_id=credential.id, start=start, expiry=new_expiry
    )
    return credentials.save_cycles(ws, (done, following), f"Renew {credential.title}")


def _open_cycle(ws: Workspace, cycle_id: str) -> tuple[Credential, Cycle]:
    for credential in credentials.list_credentials(ws):
        for cycle in credentials.cycles(ws, credential.id):
            if cycle.id == cycle_id:
                if cycle.closed:
                    raise Refused.at("cycle", "This cycle is closed already; Undo would open it again.")
                return credential, cycle
    raise Refused.at("cycle", "This cycle is no longer in the record.")


def view(ws: Workspace, credential_id: str, cycle_id: str | None = None) -> RenewalView:
    """What the Renewal page shows; the open cycle unless one is named, the newest where all are closed."""
    credential = credentials.get(ws, credential_id)
    cycles = credentials.cycles(ws, credential_id)
    if not cycles:
        raise Refused.at("cycle", "This credential has no cycle yet; add its expiry date on the Record page.")
    open_ones = [c for c in cycles if c.closed is None]
    cycle = cycle_of(ws, credential_id, cycle_id) if cycle_id else (open_ones or list(cycles))[0]
    answer = assess(ws, credential_id, cycle.id)
    holding, shelf = cases.holding_of(ws, credential, cycle), cases.shelf_of(ws, cycle)
    return RenewalView(
        credential=credential,
        cycles=cycles,
        cycle=cycle,
        assessment=answer,
        pace_amount=wording.expected(answer.headline, cycle.period, answer.as_of),
        days={line.id: line.end for line in cases.ledger(ws)},
        questions=questions.of_holder(shelf, holding.pack_id, cycle.period, cases.names_with(ws, credential, cycle)),
        facts=holding.facts,
        pins=credentials.pins(ws, credential_id),
        about_approval=questions.about_approval(shelf, holding.pack_id),
        remarks=cases.remarks(ws, cycle, answer),
        before=_before(ws, credential_id) if cycle.start == min(c.start for c in cycles) else (),
        library=shelf,
    )


def _before(ws: Workspace, credential_id: str) -> tuple[str, ...]:
    return tuple(one.sentence(ws.vocabulary) for one in preparations.before(ws, credential_id))
