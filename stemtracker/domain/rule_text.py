"""The text of a rule pack as a record keeps it: which rules, since when, and what for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


def text_hash(toml: str) -> str:
    """What a text goes by: two packs with the same are the same."""
    return hashlib.sha256(toml.encode("utf-8", "surrogatepass")).hexdigest()


class TextKind(StrEnum):
    """What a text is to the record."""

    #: A pack of its owner's.
    OWN = "own"
    #: What changes another pack.
    OVERLAY = "overlay"
    #: The text of a shipped pack that the record goes by.
    INSTALLED = "installed"
    #: What a closed cycle was renewed by.
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A text in the record. `id` is the pack's own, with the hash behind it for what is kept of the past."""

    id: str
    pack_id: str
    #: The pack that it changes; "" unless it is an overlay.
    changes: str = ""
    kind: TextKind
    title: str
    toml: str
    hash: str
    #: When it was last compared with its sources.
    checked: date | None = None
    added_on: date
