"""The texts of rules that are kept unasked: that of a license's rules, and those by which a cycle was judged.

So a newer program changes no answer by itself, and a closed cycle can be looked at as it was renewed.
Neighbors: `credentials` calls this in its writes, `workspace` for a record of an earlier program; `rule_texts` changes
what is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from stemtracker import clock, db
from stemtracker.domain.rule_text import StoredText, TextKind

if TYPE_CHECKING:
    from stemtracker.db.record import Writer
    from stemtracker.domain.credential import ClosedCycle
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import Pack
    from stemtracker.services.workspace import Workspace


def keep(writer: Writer, library: Library, pack_id: str) -> None:
    """The text by which a license is renewed from now on, unless the record has one."""
    if pack_id not in library or db.rule_texts.get(writer.connection, pack_id):
        return
    db.rule_texts.put(writer.connection, stored(library.pack(pack_id), TextKind.INSTALLED))


def keep_past(writer: Writer, library: Library, closed: ClosedCycle) -> None:
    """The texts by which a cycle was judged, those that are at hand."""
    then = library.as_it_was(closed.texts)
    for id_, hash_ in closed.texts:
        pack = then.past(id_, hash_)
        if pack and not db.rule_texts.get(writer.connection, f"{id_}/{hash_}"):
            text = replace(stored(pack, TextKind.KEPT), id=f"{id_}/{hash_}")
            db.rule_texts.put(writer.connection, text)


def keep_lacking(ws: Workspace) -> None:
    """The texts that licenses and closed cycles go by, where the program before kept none and they are still here.

    Undo passes over it, and it waits while there is something to do again, which any write would cut off.
    """
    with ws.record.read() as connection:
        packs, past = db.rule_texts.lacking(connection)
        if not (packs or past) or db.journal.to_redo(connection):
            return
        closed = db.rule_texts.closed_cycles(connection)
    library = ws.library
    named = [ws.record_id, *sorted(packs), *sorted(hash_ for _id, hash_ in past)]
    with ws.record.write("Keep the rules it goes by", kind="purge") as writer:
        db.siblings.name(writer.connection, uuid5(NAMESPACE_OID, "/".join(named)).hex)
        for id_ in sorted(packs):
            keep(writer, library, id_)
        for one in closed:
            if past.intersection(one.texts):
                keep_past(writer, library, one)


def stored(pack: Pack, kind: TextKind) -> StoredText:
    """A pack's text as the record goes by it."""
    return StoredText(
        id=pack.id,
        pack_id=pack.id,
        changes=pack.changes,
        kind=kind,
        title=pack.title,
        toml=pack.text,
        hash=pack.hash,
        checked=pack.checked,
        added_on=clock.today(),
    )
