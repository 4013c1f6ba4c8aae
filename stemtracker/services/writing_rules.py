"""Rules written in a form: what one may change, what is wrong with a draft, and the text that it makes.

Neighbors: `rules.drafting` has the drafts, `rule_texts` keeps the texts and checks those written by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.errors import Refused
from stemtracker.rules.drafted import read, toml
from stemtracker.rules.drafting import (
    PERIODS,
    Additions,
    Cap,
    Change,
    Changeable,
    Draft,
    Extra,
    OwnRules,
    Topic,
    changeable,
    mistakes,
    new_id,
)
from stemtracker.services import rule_texts

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "PERIODS",
    "Additions",
    "Cap",
    "Change",
    "Changeable",
    "Draft",
    "Extra",
    "Offered",
    "OwnRules",
    "Topic",
    "draft_of",
    "mistakes",
    "offered",
    "read_file",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Offered:
    """What additions to a pack may be about: its figures, and what it counts in (account, unit)."""

    pack_id: str
    title: str
    figures: tuple[Changeable, ...]
    accounts: tuple[tuple[str, str], ...]


def read_file(path: Path) -> str:
    """The rules in a file; refused where it is no text of reasonable size."""
    from stemtracker.exchange.tabular import read_bytes

    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused.at(path.name, "This file is no UTF-8 text, so it holds no rules; save it as such.") from None


def offered(ws: Workspace, pack_id: str) -> Offered:
    """What may be added to that pack."""
    pack = ws.library.pack(pack_id)
    accounts = tuple((id_, texts[0].unit) for id_, texts in pack.accounts.items())
    return Offered(pack.id, pack.title, changeable(pack), accounts)


def draft_of(text: str) -> Draft | None:
    """The draft of a text; None where the text says more than a form can show."""
    return read(text)


def text_of(ws: Workspace, draft: Draft) -> str:
    """The text of a draft without mistakes; a new one is given an id of its own."""
    if not draft.id:
        taken = {*ws.library.ids(), *(text.id for text in rule_texts.texts(ws))}
        draft = replace(draft, id=new_id(draft.title, taken, "own" if isinstance(draft, OwnRules) else "added"))
    return toml(draft, clock.today())
