"""The texts of rules that are kept unasked: that of a license's rules, and that by which a cycle was renewed.

So a newer program changes no answer by itself, and a closed cycle can be looked at as it was renewed.
Neighbors: `credentials` calls this in its writes, `rule_texts` changes what is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemtracker import clock, db
from stemtracker.domain.rule_text import StoredText, TextKind, text_hash

if TYPE_CHECKING:
    from stemtracker.db.record import Writer
    from stemtracker.domain.credential import ClosedCycle
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import Pack


def keep(writer: Writer, library: Library, pack_id: str) -> None:
    """The text by which a license is renewed from now on, unless the record has one."""
    if pack_id not in library or db.rule_texts.get(writer.connection, pack_id):
        return
    db.rule_texts.put(writer.connection, stored(library.pack(pack_id), TextKind.INSTALLED))


def keep_past(writer: Writer, library: Library, closed: ClosedCycle) -> None:
    """The text by which a cycle was renewed, where that is at hand."""
    id_ = f"{closed.pack_id}/{closed.pack_hash}"
    toml = library.toml_of(closed.pack_id, closed.pack_hash)
    if toml is None or db.rule_texts.get(writer.connection, id_):
        return
    pack = library.past(closed.pack_id, closed.pack_hash) or library.pack(closed.pack_id)
    text = StoredText(
        id=id_,
        pack_id=closed.pack_id,
        kind=TextKind.KEPT,
        title=pack.title,
        toml=toml,
        hash=text_hash(toml),
        checked=pack.checked,
        added_on=clock.today(),
    )
    db.rule_texts.put(writer.connection, text)


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
