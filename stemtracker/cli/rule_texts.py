"""`packs list --record` and `packs install`: the rules that a record goes by, and whom another text would move.

Neighbors: `rules` has the other sub-commands of `packs`; `services.rule_texts` does the work.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli.output import as_json, say
from stemtracker.errors import Refused

if TYPE_CHECKING:
    from stemtracker.services.rule_texts import Movement
    from stemtracker.services.workspace import Workspace

OK = 0


def add_to(packs: Any) -> None:
    """Add the sub-command of `packs`."""
    install = packs.add_parser("install", help="go by this text of the rules in a record, and say who moves")
    install.add_argument("file", type=Path, metavar="FILE.toml", help="a pack or an overlay")
    install.add_argument("--record", type=Path, required=True, metavar="RECORD")
    install.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    install.add_argument("--json", action="store_true", help="report as JSON")
    install.set_defaults(run=_install)


def list_of(record: Path, *, json: bool) -> int:
    """All packs as the record goes by them: its own texts, then what comes with the program."""
    from stemtracker.services import rule_texts

    with _opened(record, read_only=True) as ws:
        texts, newer = rule_texts.texts(ws), {text.pack_id for text in rule_texts.newer_shipped(ws)}
        rows = [
            {
                "id": text.pack_id,
                "kind": str(text.kind),
                "title": text.title,
                "changes": text.changes,
                "checked": text.checked.isoformat() if text.checked else None,
                "hash": text.hash,
                "in_use": text.in_use,
                "newer": text.pack_id in newer and text.kind != "kept",
            }
            for text in texts
        ]
        rows += [
            {
                "id": pack.id,
                "kind": "shipped",
                "title": pack.title,
                "changes": "",
                "checked": pack.checked.isoformat(),
                "hash": pack.hash,
                "in_use": False,
                "newer": False,
            }
            for pack in (ws.library.pack(id_) for id_ in ws.library.ids())
            if all(text.id != pack.id for text in texts)
        ]
    if json:
        as_json(rows)
        return OK
    for row in rows:
        about = f", changes {row['changes']}" if row["changes"] else ""
        use = f"{', in use' if row['in_use'] else ''}{', a newer text is here' if row['newer'] else ''}"
        say(f"{row['id']} ({row['kind']}{about}): {row['title']}, checked {row['checked']}{use}")
    return OK


def _install(args: argparse.Namespace) -> int:
    from stemtracker.exchange import answer_json
    from stemtracker.exchange.tabular import read_bytes
    from stemtracker.services import rule_texts

    try:
        text = read_bytes(args.file).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused.at(args.file.name, "This file is no UTF-8 text; save it as such.") from None
    with _opened(args.record, read_only=args.dry_run) as ws:
        found = rule_texts.movement(ws, text)
        label = "" if args.dry_run else rule_texts.install(ws, text).label
    if args.json:
        moves = [
            {
                "credential": move.credential_id,
                "sentence": move.sentence,
                "before": answer_json.answer(move.before),
                "after": answer_json.answer(move.after),
            }
            for move in found.moves
        ]
        about = {"pack": found.pack_title, "older": found.older, "unmoved": found.unmoved, "installed": bool(label)}
        as_json({**about, "before": _day(found.before), "after": _day(found.after), "moves": moves})
        return OK
    _tell(found)
    if args.dry_run:
        say("Nothing was written.")
    else:
        say(f"{label}. “Undo” in the window takes it back." if label else "The record goes by this text already.")
    return OK


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _tell(found: Movement) -> None:
    since = f"checked {found.after}, the one in use {found.before}" if found.before else f"checked {found.after}"
    say(f"{found.pack_title}: {since}{' (this one is older)' if found.older else ''}")
    for move in found.moves:
        say(f"{move.sentence}.", 2)
    others = "license stays" if found.unmoved == 1 else "licenses stay"
    say(f"{found.unmoved} {others} where {'it is' if found.unmoved == 1 else 'they are'}.", 2)


@contextmanager
def _opened(path: Path, *, read_only: bool) -> Iterator[Workspace]:
    from stemtracker.services import workspace

    ws = workspace.open_record(path, read_only=read_only)
    try:
        yield ws
    finally:
        workspace.close(ws)
