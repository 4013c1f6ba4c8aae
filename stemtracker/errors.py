"""The two kinds of trouble a person can meet; everything else that is raised is a bug.

`Refused` is for what the user can mend (it names each field and the remedy); `Trouble` is for what
the computer did (disk full, file locked, damaged or newer): it says what is safe and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the field (or line, or table) it stands in, and what to do about it in words."""

    field: str
    message: str


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The input cannot be taken as it is; `problems` says where and how to mend it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(p.message for p in problems))

    @classmethod
    def at(cls, field: str, message: str) -> Refused:
        """One problem in one field."""
        return cls(Problem(field, message))


class Trouble(Exception):  # noqa: N818
    """The computer, the disk or the file stands in the way.

    `message` says what happened and what is safe, `remedy` what to do next; both are whole sentences
    for the user. `kind` tells screens apart ("full", "locked", "damaged", "newer", "not ours", …), and `about`
    is the file it is about, where it is about one.
    """

    def __init__(self, kind: str, message: str, remedy: str, *, about: Path | None = None) -> None:
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.about = about
        super().__init__(f"{message} {remedy}")
