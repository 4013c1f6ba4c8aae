"""Evidence: a file or note that proves something. The bytes stay in the record until asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_BYTES = 25 * 1024 * 1024


class Standing(StrEnum):
    """Who vouches for an hour; the four marks of screens and papers, weakest first."""

    SELF_KEPT = "self_kept"
    EVIDENCE = "evidence"
    SIGNED = "signed"
    POSTED = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence without its bytes. Numbers are given once and never used again."""

    id: str
    number: int
    activity_id: str | None
    kind: str
    title: str
    file_name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    note: str = ""
    added_at: datetime | None = None

    @property
    def label(self) -> str:
        """How papers name it: "E-014"."""
        return f"E-{self.number:03d}"
