"""What a check finds and what a rescue brings home: plain data. Loads nothing heavy.

Neighbors: `check` and `rescue` answer with them; `services` hand them on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: where, in words, and what to do about it."""

    #: damage | schema | reference | journal | value | word | period | evidence | search | counter
    kind: str
    where: str
    message: str
    remedy: str
    #: Whether `check --repair` can make it anew from what the record holds.
    repairable: bool = False


@dataclass(frozen=True)
class Report:
    """What was looked at (how many of what), what was found, and what was repaired."""

    path: Path
    checked: Mapping[str, int]
    findings: tuple[Finding, ...]
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rescue:
    """A record made of what could be read of a damaged one; counts by noun, "file" for the bytes of evidence."""

    target: Path
    taken: Mapping[str, int]
    lost: Mapping[str, int]
    notes: tuple[str, ...]
