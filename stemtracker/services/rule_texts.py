"""The rules that a record goes by, as texts: its owner's packs and overlays, and newer texts of shipped packs.

Nothing moves unasked: `movement` says what a text would change for each license before `install` uses it.
Neighbors: `kept_rules` keeps texts with licenses and closed cycles; `rules.library` reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from stemtracker import clock, db
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.changes import Changes
from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.moving import moved, standing
from stemtracker.domain.rule_text import StoredText, TextKind
from stemtracker.errors import Problem, Refused
from stemtracker.services import cases, credentials, kept_rules
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.db.record import Writer
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import Pack
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText(StoredText):
    """A text in the record, and whether a license or a closed cycle goes by it."""

    in_use: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A license that another text would move: both answers, and in a sentence by how much."""

    credential_id: str
    title: str
    before: Assessment
    after: Assessment
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What using a text would change; `older` where it was compared with its sources before the one in use."""

    pack_title: str
    before: date | None
    after: date
    older: bool
    moves: tuple[Move, ...]
    unmoved: int


def texts(ws: Workspace) -> tuple[RuleText, ...]:
    """All that the record has, its owner's first, then by title."""
    return remembered(ws, ("rule texts",), lambda: _texts(ws))


def _texts(ws: Workspace) -> tuple[RuleText, ...]:
    with ws.record.read() as connection:
        found = db.rule_texts.everything(connection)
        packs, past = db.rule_texts.packs_in_use(connection), db.rule_texts.past_in_use(connection)
    order = list(TextKind)
    return tuple(
        RuleText(
            **_fields(text),
            in_use=(text.pack_id, text.hash) in past if text.kind == TextKind.KEPT else _pack(text) in packs,
        )
        for text in sorted(found, key=lambda text: (order.index(text.kind), text.title, text.id))
    )


def _fields(text: StoredText) -> dict[str, Any]:
    return {field.name: getattr(text, field.name) for field in fields(StoredText)}


def _plain(text: StoredText) -> StoredText:
    return StoredText(**_fields(text))


def _pack(text: StoredText) -> str:
    """The pack whose licenses it concerns."""
    return text.changes or text.pack_id


def problems(ws: Workspace, toml: str) -> tuple[Problem, ...]:
    """Every mistake in a text of an own pack or an overlay, by file, table and key."""
    return _read(ws, toml)[1]


def _read(ws: Workspace, toml: str) -> tuple[Pack | None, tuple[Problem, ...]]:
    from stemtracker.rules.load import read_pack

    try:
        head = tomllib.loads(toml).get("pack")
    except (ValueError, RecursionError):
        head = None
    named = {key: head.get(key) for key in ("id", "changes")} if isinstance(head, dict) else {}
    id_, changes = (value if isinstance(value := named.get(key), str) else "" for key in ("id", "changes"))
    base = ws.library.pack(changes) if changes in ws.library else None
    return read_pack(toml, f"{id_ or 'rules'}.toml", ws.vocabulary, base)


def _sound(ws: Workspace, toml: str) -> Pack:
    pack, found = _read(ws, toml)
    if pack is None:
        raise Refused(*found)
    return pack


def save_text(ws: Workspace, toml: str, id: str | None = None) -> Changes:  # noqa: A002 - as a text calls it
    """Keep an own pack or an overlay: a new one, or in the place of the text of that id. All mistakes are refused."""
    known = {text.id: text for text in texts(ws)}
    before = None if id is None else _known(ws, id)
    pack = _sound(ws, toml)
    place = f"{pack.id}.toml: pack.id"
    if before and before.kind not in {TextKind.OWN, TextKind.OVERLAY}:
        raise Refused.at("id", "An authority’s text stays as it is. Write an overlay that changes it.")
    if pack.id in known and pack.id != id:
        raise Refused.at(place, f"The record has rules called “{pack.id}” already; choose another id.")
    if ws.library.file(pack.id) and not before:
        raise Refused.at(place, f"“{pack.id}” is the id of rules that are here already; choose another, or an overlay.")
    if before and before.id != pack.id:
        _refuse_in_use(ws, before, f"Its id has to stay “{before.id}”")
    kind = TextKind.OVERLAY if pack.changes else TextKind.OWN
    return _put(ws, before, kept_rules.stored(pack, kind), f"{'Change' if before else 'Add'} the rules “{pack.title}”")


def remove_text(ws: Workspace, id: str) -> Changes:  # noqa: A002
    """Take a text away; refused while something goes by it."""
    text = _known(ws, id)
    _refuse_in_use(ws, text, "It has to stay")
    with ws.record.write(f"Remove the rules “{text.title}”") as writer:
        _keep_for_the_past(writer, text)
        db.rule_texts.remove(writer.connection, [id])
    return writer.changes


def _known(ws: Workspace, id_: str) -> RuleText:
    found = next((text for text in texts(ws) if text.id == id_), None)
    if found is None:
        raise Refused.at("id", "This text is no longer in the record; it may have been removed.")
    return found


def _refuse_in_use(ws: Workspace, text: RuleText, so: str) -> None:
    above = [other.title for other in texts(ws) if other.kind == TextKind.OVERLAY and other.changes == text.id]
    if above:
        raise Refused.at("id", f"{so}: “{above[0]}” changes these rules.")
    if text.in_use and text.kind != TextKind.OVERLAY:
        who = "a closed cycle was" if text.kind == TextKind.KEPT else "a license (it may be in the bin) is"
        raise Refused.at("id", f"{so}: {who} renewed by these rules.")


def _put(ws: Workspace, before: StoredText | None, text: StoredText, label: str) -> Changes:
    """A text in the place of another; that one is kept where a closed cycle was renewed by it."""
    if before and (before.id, before.hash) == (text.id, text.hash):
        return Changes()
    with ws.record.write(label) as writer:
        if before:
            _keep_for_the_past(writer, before)
        if before and before.id != text.id:
            db.rule_texts.remove(writer.connection, [before.id])
        db.rule_texts.put(writer.connection, text)
    return writer.changes


def _keep_for_the_past(writer: Writer, text: StoredText) -> None:
    if (text.pack_id, text.hash) in db.rule_texts.past_in_use(writer.connection):
        past = replace(_plain(text), id=f"{text.pack_id}/{text.hash}", kind=TextKind.KEPT)
        db.rule_texts.put(writer.connection, past)


def install(ws: Workspace, toml: str) -> Changes:
    """Go by this text from now on: a newer one of a pack that is here, an own pack or an overlay."""
    pack = _sound(ws, toml)
    before = next((text for text in texts(ws) if text.id == pack.id), None)
    if before and (before.kind == TextKind.OVERLAY) != bool(pack.changes):
        raise Refused.at(f"{pack.id}.toml: pack.id", f"“{before.title}” has this id in the record; choose another.")
    older = bool(before and before.checked and pack.checked < before.checked)
    label = f"Use {'older' if older else 'newer'} rules for {pack.title}" if before else f"Use the rules “{pack.title}”"
    return _put(ws, before, kept_rules.stored(pack, _kind(ws, pack, before)), label)


def _kind(ws: Workspace, pack: Pack, before: StoredText | None) -> TextKind:
    if pack.changes:
        return TextKind.OVERLAY
    if before:
        return before.kind
    return TextKind.INSTALLED if ws.library.file(pack.id) else TextKind.OWN


def newer_shipped(ws: Workspace) -> tuple[RuleText, ...]:
    """The texts that came with the program, or lie in its folder of packs, and are newer than what the record has."""
    return remembered(ws, ("newer rules",), lambda: tuple(_newer(ws)))


def _newer(ws: Workspace) -> Iterator[RuleText]:
    for text in texts(ws):
        if text.kind in {TextKind.OWN, TextKind.INSTALLED}:
            pack = ws.library.file(text.pack_id)
            if pack and pack.hash != text.hash and pack.checked >= (text.checked or date.min):
                yield RuleText(**_fields(kept_rules.stored(pack, text.kind)), in_use=text.in_use)


def movement(ws: Workspace, toml: str) -> Movement:
    """What going by this text would change for each open cycle. Nothing is written."""
    from stemtracker.rules.assess import assess

    pack = _sound(ws, toml)
    here = ws.library
    stored = [text for text in texts(ws) if text.id != pack.id]
    then = here.with_texts([*stored, kept_rules.stored(pack, _kind(ws, pack, None))], here.asked_for)
    about = pack.changes or pack.id
    moves: list[Move] = []
    unmoved = 0
    for credential, cycle in _open_cycles(ws):
        asked = [cases.case_of(ws, credential, cycle, clock.today(), library=shelf) for shelf in (here, then)]
        if all(one.id != about for one in asked[0].packs):
            continue
        before, after = (cases.answer_for(assess(case), credential) for case in asked)
        if standing(before) == standing(after):
            unmoved += 1
        else:
            said = f"{credential.title}: {moved(before, after)}"
            move = Move(credential_id=credential.id, title=credential.title, before=before, after=after, sentence=said)
            moves.append(move)
    used = _in_place(here, pack)
    return Movement(
        pack_title=pack.title,
        before=used,
        after=pack.checked,
        older=bool(used and pack.checked < used),
        moves=tuple(moves),
        unmoved=unmoved,
    )


def _in_place(library: Library, pack: Pack) -> date | None:
    """When what the text would take the place of was last compared with its sources."""
    before = library.overlays.get(pack.id)
    if not pack.changes:
        before = library.pack(pack.id) if pack.id in library else None
    return before.checked if before and not before.stands_in else None


def _open_cycles(ws: Workspace) -> Iterator[tuple[Credential, Cycle]]:
    for credential in credentials.list_credentials(ws):
        for cycle in credentials.cycles(ws, credential.id):
            if cycle.closed is None:
                yield credential, cycle
                break
