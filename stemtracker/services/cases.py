"""What the rules are asked about a record: its activities as lines, and the licenses that are renewed together.

Neighbors: `renewal` asks, and `rule_texts` and `what_if` with something changed; `credentials` keeps what is typed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle, Credential, Cycle, FactValue
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
    credential: Credential
    cycle: Cycle


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
    seen by the rules that it was renewed by. `library`: by other texts than the record goes by.
    """
    from stemtracker.rules.assess import Case

    shelf = library or ws.library
    members = _together(ws, credential, cycle)
    packs = tuple(_pack_of(shelf, m.credential, m.cycle) for m in members)
    ids = dict.fromkeys(m.credential.pack_id for m in members)
    return Case(
        packs=packs,
        overlays=() if cycle.closed else tuple(o for id_ in ids for o in shelf.overlays_for(id_)),
        facts=_facts(ws, members, credential),
        own=_own_facts(ws, members),
        history=tuple(_history(ws, members)),
        ledger=ledger(ws),
        cycles={m.name: m.cycle.period for m in members},
        filing=filing or cycle.filed_on,
        today=as_of,
        credentials={m.name: m.credential.id for m in members},
    )


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
    found = [(credential, cycle)]
    for other in _others(ws, credential):
        found += [(other, span) for span in credentials.cycles(ws, other.id) if span.expiry == cycle.expiry]
    found.sort(key=lambda one: (one[0].pack_id, one[0].id))
    return tuple(_Member(name, *one) for name, one in zip(_names(c for c, _span in found), found, strict=True))


def _names(found: Iterable[Credential]) -> Iterator[str]:
    """A name for each license; further ones under the same rules are told apart."""
    from stemtracker.rules.licenses import name_of

    seen: dict[str, int] = {}
    for credential in found:
        before = seen.get(credential.pack_id, 0)
        seen[credential.pack_id] = before + 1
        yield name_of(credential.pack_id, before)


def _others(ws: Workspace, credential: Credential) -> list[Credential]:
    """The other licenses of the same authority."""
    every = credentials.list_credentials(ws)
    return [other for other in every if other.id != credential.id and _same_authority(other, credential)]


def _same_authority(one: Credential, other: Credential) -> bool:
    if GENERIC in {one.pack_id, other.pack_id}:  # figures of one's own: the rules are the same if the authority is
        return one.pack_id == other.pack_id and bool(one.authority) and one.authority == other.authority
    return one.pack_id.split(".")[0] == other.pack_id.split(".")[0]


def _pack_of(shelf: Library, credential: Credential, cycle: Cycle) -> Pack:
    past = shelf.past(credential.pack_id, cycle.closed.pack_hash) if cycle.closed else None
    return past or shelf.pack(credential.pack_id)


def _facts(ws: Workspace, members: Sequence[_Member], asked: Credential) -> dict[str, FactValue]:
    """What was answered for any of them; where answers differ, those for the license that is asked about."""
    facts: dict[str, FactValue] = {}
    for member in members:
        facts.update(credentials.facts(ws, member.credential.id))
    facts.update(_of_one(ws, asked))
    return facts


def _of_one(ws: Workspace, credential: Credential) -> dict[str, FactValue]:
    dates: Mapping[str, FactValue] = {"first_issue": credential.first_issued} if credential.first_issued else {}
    return {**dates, **credentials.facts(ws, credential.id)}


def _own_facts(ws: Workspace, members: Sequence[_Member]) -> dict[str, dict[str, FactValue]]:
    """The answers for each of several licenses under the same rules, with those for licenses under other rules."""
    packs = [member.credential.pack_id for member in members]
    found: dict[str, dict[str, FactValue]] = {}
    for member in members:
        mine = member.credential.pack_id
        if packs.count(mine) > 1:
            others = [m.credential for m in members if m.credential.pack_id != mine]
            known = [credentials.facts(ws, other.id) for other in others]
            found[member.name] = {k: v for facts in (*known, _of_one(ws, member.credential)) for k, v in facts.items()}
    return found


def _history(ws: Workspace, members: Sequence[_Member]) -> Iterator[ClosedCycle]:
    """What lies behind the licenses, oldest first, and what other licenses of the authority used up."""
    for member in members:
        for closed in _closed(ws, member.credential):
            if closed.start < member.cycle.start and closed.closed:
                yield replace(closed.closed, pack_id=member.name)
    here = [member.credential for member in members]
    ids = {one.id for one in here}
    beside = [other for other in _others(ws, here[0]) if other.id not in ids]
    for name, other in list(zip(_names([*here, *beside]), [*here, *beside], strict=True))[len(here) :]:
        for closed in _closed(ws, other):
            if closed.closed:
                yield replace(closed.closed, pack_id=name)


def _closed(ws: Workspace, credential: Credential) -> list[Cycle]:
    return [cycle for cycle in reversed(credentials.cycles(ws, credential.id)) if cycle.closed]
