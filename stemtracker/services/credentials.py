"""Licenses and their cycles, what their holder answered, and the holder's pins.

Neighbors: `renewal` assesses them and closes a cycle; `questions` says what a pack asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.db.views import BinRow
from stemtracker.domain.changes import Changes
from stemtracker.domain.credential import Credential, Cycle, FactValue, Pin
from stemtracker.errors import Problem, Refused
from stemtracker.services import bins, kept_rules
from stemtracker.services.activities import new_id

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "add",
    "bin_rows",
    "cycles",
    "delete",
    "delete_cycle",
    "facts",
    "get",
    "list_credentials",
    "new_id",
    "pin",
    "pins",
    "restore",
    "save",
    "save_cycle",
    "save_cycles",
    "set_facts",
]


def list_credentials(ws: Workspace) -> tuple[Credential, ...]:
    """All of them, in the order they were entered."""
    with ws.record.read() as connection:
        return db.credentials.everything(connection)


def get(ws: Workspace, id_: str) -> Credential:
    """One of them."""
    with ws.record.read() as connection:
        found = db.credentials.get(connection, id_)
    if found is None:
        raise Refused.at("credential", "This license is no longer in the record; it may have been deleted.")
    return found


def save(ws: Workspace, credential: Credential) -> Changes:
    """Add it, or change the one of its id."""
    credential = _checked(ws, credential)
    with ws.record.read() as connection:
        new = db.credentials.get(connection, credential.id) is None
    library = ws.library
    with ws.record.write(f"{'Add' if new else 'Change'} {credential.title}") as writer:
        db.credentials.put(writer.connection, credential)
        kept_rules.keep(writer, library, credential.pack_id)
    return writer.changes


def add(
    ws: Workspace,
    credential: Credential,
    expiry: date,
    facts: Mapping[str, FactValue],
    start: date | None = None,
) -> tuple[str, Changes]:
    """Add a license with its first cycle, which ends on the printed expiry date; its id.

    The pack's clock says when that cycle began, unless `start` is given.
    """
    credential = _checked(ws, credential)
    if start is None:
        from stemtracker.rules.clock import propose_cycle

        begins = propose_cycle(ws.library.pack(credential.pack_id), expiry, facts).start
    else:
        begins = start
    cycle = Cycle(
        id=f"{credential.id}-1",
        credential_id=credential.id,
        start=begins,
        expiry=expiry,
        start_is_derived=start is None,
    )
    _refuse_cycle(cycle)
    library = ws.library
    with ws.record.write(f"Add {credential.title}") as writer:
        if db.credentials.get(writer.connection, credential.id):
            raise Refused.at("id", "This license is in the record already.")
        db.credentials.put(writer.connection, credential)
        db.credentials.put_cycle(writer.connection, cycle)
        db.credentials.put_facts(writer.connection, credential.id, facts)
        kept_rules.keep(writer, library, credential.pack_id)
    return credential.id, writer.changes


def delete(ws: Workspace, id_: str) -> Changes:
    """Into the bin for 30 days, with its cycles, answers and pins."""
    title = get(ws, id_).title
    with ws.record.write(f"Delete {title}") as writer:
        db.trash.put_in(writer.connection, "credential", [id_])
    return writer.changes


def bin_rows(ws: Workspace) -> tuple[BinRow, ...]:
    """Licenses in the bin, deleted last first."""
    return bins.rows(ws, "credential")


def restore(ws: Workspace, ids: Iterable[str]) -> Changes:
    """Out of the bin."""
    return bins.restore(ws, "credential", ids, "a license")


def cycles(ws: Workspace, credential_id: str) -> tuple[Cycle, ...]:
    """Its cycles, newest first; the current one is the one that is not closed."""
    with ws.record.read() as connection:
        return db.credentials.cycles(connection, credential_id)


def save_cycle(ws: Workspace, cycle: Cycle) -> Changes:
    """Add a cycle, or change the one of its id."""
    return save_cycles(ws, (cycle,), f"Change the cycle to {cycle.expiry:%Y-%m-%d}")


def save_cycles(ws: Workspace, cycles: Iterable[Cycle], label: str) -> Changes:
    """Several cycles as one write: closing one and opening the next."""
    library = ws.library
    with ws.record.write(label) as writer:
        for cycle in cycles:
            _refuse_cycle(cycle)
            get(ws, cycle.credential_id)
            db.credentials.put_cycle(writer.connection, cycle)
            if cycle.closed:
                kept_rules.keep_past(writer, library, cycle.closed)
    return writer.changes


def delete_cycle(ws: Workspace, cycle: Cycle) -> Changes:
    """Remove a cycle that was entered by mistake; undo brings it back."""
    with ws.record.write(f"Delete the cycle to {cycle.expiry:%Y-%m-%d}") as writer:
        db.credentials.delete_cycle(writer.connection, cycle.id)
    return writer.changes


def facts(ws: Workspace, credential_id: str) -> Mapping[str, FactValue]:
    """What its holder answered, by the pack's names."""
    with ws.record.read() as connection:
        return db.credentials.facts(connection, credential_id)


def set_facts(ws: Workspace, credential_id: str, values: Mapping[str, FactValue | None]) -> Changes:
    """Keep those answers; None takes one away, what is not named stays."""
    with ws.record.write(f"Change answers for {get(ws, credential_id).title}") as writer:
        db.credentials.put_facts(writer.connection, credential_id, values)
    return writer.changes


def pins(ws: Workspace, credential_id: str) -> tuple[Pin, ...]:
    """The holder's decisions for it."""
    with ws.record.read() as connection:
        return db.credentials.pins(connection, credential_id)


def pin(ws: Workspace, activity_id: str, credential_id: str, node: str | None) -> Changes:
    """Count the line under that need, with "" not at all; None leaves it to the rules again."""
    with ws.record.write("Change what a line counts under") as writer:
        get(ws, credential_id)
        if db.activities.get(writer.connection, activity_id) is None:
            raise Refused.at("activity_id", "This activity is no longer in the log.")
        db.credentials.put_pin(writer.connection, activity_id, credential_id, node)
    return writer.changes


def _checked(ws: Workspace, credential: Credential) -> Credential:
    """The license as it will be kept; one without an id gets one."""
    found = []
    if not credential.title.strip():
        found.append(Problem("title", "Give the license a title, as printed on it."))
    if credential.pack_id not in ws.library:
        found.append(Problem("pack_id", "Choose the rules it is renewed by."))
    if found:
        raise Refused(*found)
    return replace(credential, id=credential.id or new_id(), title=credential.title.strip())


def _refuse_cycle(cycle: Cycle) -> None:
    found = []
    if cycle.expiry <= cycle.start:
        found.append(Problem("start", f"It must start before it expires ({cycle.expiry}); change one of the dates."))
    if cycle.expiry.year < 1950 or cycle.start.year < 1950:
        found.append(Problem("expiry", "The year can't be right; type it with four digits."))
    if cycle.approved_on and cycle.filed_on and cycle.approved_on < cycle.filed_on:
        found.append(Problem("approved_on", "It can't have been approved before it was filed; check both dates."))
    if found:
        raise Refused(*found)
