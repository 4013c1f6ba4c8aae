"""What the rules are asked about a record: its activities as lines, and the licenses that are renewed together.

Neighbors: `renewal` asks, and `rule_texts` and `what_if` with something changed; `credentials` keeps what is typed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import Basis, ClosedCycle, Credential, Cycle, FactValue, Holding
from stemtracker.domain.ledger import Line
from stemtracker.services import credentials, evidence
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.rules.assess import Case
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import Pack
    from stemtracker.services.workspace import Workspace

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class _Member:
    """A license of a case, by the name under which the rules know it."""

    name: str
    license: Holding


def ledger(ws: Workspace) -> tuple[Line, ...]:
    """Every activity as a line, oldest first, with the kinds of its evidence and the holder's pins.

    Read once per state of the record: verdict, next steps and pace all look at it.
    """
    return remembered(ws, ("ledger",), lambda: _ledger(ws))


def _ledger(ws: Workspace) -> tuple[Line, ...]:
    kinds: dict[str, set[str]] = {}
    for item in evidence.all_evidence(ws):
        if item.activity_id:
            kinds.setdefault(item.activity_id, set()).add(item.kind)
    pins: dict[str, dict[str, str]] = {}
    for credential in credentials.list_credentials(ws):
        for pin in credentials.pins(ws, credential.id):
            pins.setdefault(pin.activity_id, {})[credential.id] = pin.node or "none"
    with ws.record.read() as connection:
        return db.ledger.lines(connection, kinds, pins)


def case_of(  # noqa: PLR0917 - what a case is about
    ws: Workspace,
    credential: Credential,
    cycle: Cycle,
    as_of: date,
    filing: date | None = None,
    library: Library | None = None,
) -> Case:
    """Everything the engine needs to know about one credential in one cycle.

    The other credentials renewed in the same days come along, since some rules look at all of them. A closed cycle is
    seen by what it was judged by, as far as that was kept. `library`: by other texts than the record goes by.
    """
    from stemtracker.rules.assess import Case

    shelf = library or shelf_of(ws, cycle)
    members = _together(ws, credential, cycle)
    ids = dict.fromkeys(m.license.pack_id for m in members)
    return Case(
        packs=tuple(_pack_of(shelf, m.license) for m in members),
        overlays=tuple(o for id_ in ids for o in shelf.overlays_for(id_)),
        facts=_facts(members, credential.id),
        own=_own_facts(members),
        history=tuple(_history(ws, members, credential)),
        ledger=ledger(ws),
        cycles={m.name: m.license.period for m in members},
        filing=filing or cycle.filed_on,
        today=as_of,
        credentials={m.name: m.license.credential_id for m in members},
    )


def basis_of(ws: Workspace, credential: Credential, cycle: Cycle) -> Basis:
    """By what a cycle would be judged now, besides the activities."""
    shelf = shelf_of(ws, cycle)
    found = [member.license for member in _together(ws, credential, cycle)]
    ids = dict.fromkeys(one.pack_id for one in found)
    return Basis(
        licenses=tuple(replace(one, pack_hash=_pack_of(shelf, one).hash) for one in found),
        overlays=tuple((overlay.id, overlay.hash) for id_ in ids for overlay in shelf.overlays_for(id_)),
    )


def shelf_of(ws: Workspace, cycle: Cycle) -> Library:
    """The texts by which a cycle is looked at: the record's, for a closed one those that it was judged by."""
    closed = cycle.closed
    if closed is None:
        return ws.library
    return remembered(ws, ("shelf", id(ws.vocabulary), closed.texts), lambda: ws.library.as_it_was(closed.texts))


def remarks(ws: Workspace, cycle: Cycle, answer: Assessment) -> tuple[str, ...]:
    """What is to be known of the answer about a closed cycle: how far it is the one of the day it was closed."""
    return () if cycle.closed is None else tuple(_remarks(ws, cycle.closed, answer))


def _remarks(ws: Workspace, closed: ClosedCycle, answer: Assessment) -> Iterator[str]:
    if closed.basis is None:
        yield "Shown with the answers of today: those of the day it was renewed were not kept."
    gone = {id_ for id_, hash_ in closed.texts if ws.library.past(id_, hash_) is None}
    if closed.pack_id in gone:
        yield "Shown by the rules of today: the text that it was renewed by is no longer here."
    if gone - {closed.pack_id}:
        yield "Other rules that were in force then are no longer here, so what they asked may be missing."
    verdict = next((verdict for verdict in wording.VERDICT if verdict.value == closed.verdict), answer.verdict)
    if verdict != answer.verdict:
        yield f"On the day it was renewed the answer was “{wording.VERDICT[verdict]}”."


def answer_for(answers: Iterable[Assessment], credential: Credential) -> Assessment:
    """The answer about one license, by its title."""
    return replace(next(a for a in answers if a.credential == credential.id), credential=credential.title)


def names_with(ws: Workspace, credential: Credential, cycle: Cycle | None) -> frozenset[str]:
    """The names of the licenses that are renewed together with one, itself among them."""
    if cycle is None:
        return frozenset({credential.pack_id})
    return frozenset(member.name for member in _together(ws, credential, cycle))


def _together(ws: Workspace, credential: Credential, cycle: Cycle) -> tuple[_Member, ...]:
    """The license and those renewed in the same days, the same whichever of them is asked for."""
    if cycle.closed and cycle.closed.basis:
        found = list(cycle.closed.basis.licenses)
    else:
        found = [_as_now(ws, credential, cycle)]
        for other in _others(ws, credential):
            cycles = (span for span in credentials.cycles(ws, other.id) if span.expiry == cycle.expiry)
            found += [_as_now(ws, other, span) for span in cycles]
    found.sort(key=lambda one: (one.pack_id, one.credential_id))
    return tuple(_Member(name, one) for name, one in zip(_names(one.pack_id for one in found), found, strict=True))


def holding_of(ws: Workspace, credential: Credential, cycle: Cycle) -> Holding:
    """The license in that cycle: as it was when the cycle was closed, where that was kept."""
    kept = cycle.closed.basis.licenses if cycle.closed and cycle.closed.basis else ()
    return next((one for one in kept if one.credential_id == credential.id), None) or _as_now(ws, credential, cycle)


def _as_now(ws: Workspace, credential: Credential, cycle: Cycle) -> Holding:
    return Holding(
        credential_id=credential.id,
        pack_id=credential.pack_id,
        pack_hash=cycle.closed.pack_hash if cycle.closed else "",
        period=cycle.period,
        first_issued=credential.first_issued,
        facts=credentials.facts(ws, credential.id),
    )


def _names(pack_ids: Iterable[str]) -> Iterator[str]:
    """A name for each license by its rules; further ones under the same rules are told apart."""
    from stemtracker.rules.licenses import name_of

    seen: dict[str, int] = {}
    for pack_id in pack_ids:
        before = seen.get(pack_id, 0)
        seen[pack_id] = before + 1
        yield name_of(pack_id, before)


def _others(ws: Workspace, credential: Credential) -> list[Credential]:
    """The other licenses of the same authority."""
    every = credentials.list_credentials(ws)
    return [other for other in every if other.id != credential.id and _same_authority(other, credential)]


def _same_authority(one: Credential, other: Credential) -> bool:
    if GENERIC in {one.pack_id, other.pack_id}:  # figures of one's own: the rules are the same if the authority is
        return one.pack_id == other.pack_id and bool(one.authority) and one.authority == other.authority
    return one.pack_id.split(".")[0] == other.pack_id.split(".")[0]


def _pack_of(shelf: Library, one: Holding) -> Pack:
    past = shelf.past(one.pack_id, one.pack_hash) if one.pack_hash else None
    return past or shelf.pack(one.pack_id)


def _facts(members: Sequence[_Member], asked: str) -> dict[str, FactValue]:
    """What was answered for any of them; where answers differ, those for the license that is asked about."""
    facts: dict[str, FactValue] = {}
    for member in members:
        facts.update(member.license.facts)
    for member in members:
        if member.license.credential_id == asked:
            facts.update(_of_one(member.license))
    return facts


def _of_one(one: Holding) -> dict[str, FactValue]:
    dates: Mapping[str, FactValue] = {"first_issue": one.first_issued} if one.first_issued else {}
    return {**dates, **one.facts}


def _own_facts(members: Sequence[_Member]) -> dict[str, dict[str, FactValue]]:
    """The answers for each of several licenses under the same rules, with those for licenses under other rules."""
    packs = [member.license.pack_id for member in members]
    found: dict[str, dict[str, FactValue]] = {}
    for member in members:
        mine = member.license.pack_id
        if packs.count(mine) > 1:
            known = [one.license.facts for one in members if one.license.pack_id != mine]
            found[member.name] = {k: v for facts in (*known, _of_one(member.license)) for k, v in facts.items()}
    return found


def _history(ws: Workspace, members: Sequence[_Member], asked: Credential) -> Iterator[ClosedCycle]:
    """What lies behind the licenses, oldest first, and what other licenses of the authority used up."""
    for member in members:
        for closed in _closed(ws, member.license.credential_id):
            if closed.start < member.license.period.start and closed.closed:
                yield _behind(closed.closed, member.name)
    here = [member.license.pack_id for member in members]
    ids = {member.license.credential_id for member in members}
    beside = [other for other in _others(ws, asked) if other.id not in ids]
    names = list(_names([*here, *(other.pack_id for other in beside)]))[len(here) :]
    for name, other in zip(names, beside, strict=True):
        for closed in _closed(ws, other.id):
            if closed.closed:
                yield _behind(closed.closed, name)


def _behind(closed: ClosedCycle, name: str) -> ClosedCycle:
    """As what lies behind a license of that name: what it was judged by concerns nobody any more."""
    return replace(closed, pack_id=name, basis=None)


def _closed(ws: Workspace, credential_id: str) -> list[Cycle]:
    return [cycle for cycle in reversed(credentials.cycles(ws, credential_id)) if cycle.closed]
