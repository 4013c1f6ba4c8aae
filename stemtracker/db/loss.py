"""What a rescue could not bring home whole. Neighbors: `rescue`, `untold` and `stand_ins` add to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stemtracker.db.story import Key
from stemtracker.db.tables import RECORD


@dataclass
class Loss:
    """Rows that differ from what they were, ids that are gone, and what a person should know of it."""

    mended: set[Key] = field(default_factory=set)
    #: Ids by noun.
    lost: dict[str, set[str]] = field(default_factory=lambda: {noun: set() for noun in RECORD})
    #: SHA-256 of files of evidence.
    files: set[str] = field(default_factory=set)
    #: How many changes of the log.
    changes: int = 0
    notes: list[str] = field(default_factory=list)
    #: All ids that were there, of the nouns whose index could be read whole.
    indexed: dict[str, set[str]] = field(default_factory=dict)
    #: Whether more may be lost than anything tells of.
    unsure: bool = False

    def counts(self) -> dict[str, int]:
        """How much of each noun is lost."""
        found = {noun: len(ids) for noun, ids in self.lost.items()}
        found.update(file=len(self.files), change=self.changes)
        return {noun: number for noun, number in found.items() if number}
