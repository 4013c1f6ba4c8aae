"""The first start: what is asked before a record exists, and making the record from the answers.

Neighbors: `workspace` makes the file, `credentials` adds the license, `questions` says what its pack asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import paths
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator
from stemtracker.domain.periods import Period

if TYPE_CHECKING:
    from stemtracker.rules.library import Library
    from stemtracker.services.questions import FactQuestion
    from stemtracker.services.renewal import PackChoice
    from stemtracker.services.workspace import Workspace

GENERIC = "generic"


@dataclass(frozen=True)
class Packs:
    """The rule packs that a license can be renewed by."""

    library: Library
    choices: tuple[PackChoice, ...]

    def of_place(self, jurisdiction: str) -> tuple[PackChoice, ...]:
        """The packs of one place; the generic one where it isn't covered."""
        return tuple(c for c in self.choices if c.jurisdiction == jurisdiction) or tuple(
            c for c in self.choices if c.id == GENERIC
        )

    def questions(self, pack_id: str, expiry: date | None = None) -> tuple[FactQuestion, ...]:
        """What that pack asks of its holder, in the renewal period that ends then."""
        from stemtracker.services import questions

        return questions.of_holder(self.library, pack_id, self.cycle(pack_id, expiry, {}) if expiry else None)

    def cycle(self, pack_id: str, expiry: date, facts: Mapping[str, FactValue]) -> Period:
        """The renewal period that ends on the printed expiry date."""
        from stemtracker.rules.clock import propose_cycle

        return propose_cycle(self.library.pack(pack_id), expiry, facts)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the first start was told. Without a credential, one can be added later."""

    educator: Educator
    path: Path
    credential: Credential | None = None
    expiry: date | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)


def packs(ws: Workspace | None = None) -> Packs:
    """The shipped packs and the user's own, those of an open record too."""
    from stemtracker.rules.library import Library
    from stemtracker.services import renewal

    library = ws.library if ws else Library.load([paths.resource("rules"), paths.own_packs()])
    return Packs(library, renewal.pack_choices(library))


def proposed_path(name: str) -> Path:
    """Where a new record would lie: named after its educator, never on top of another."""
    stem = "".join(c for c in name.strip() if c.isalnum() or c in " -_'’").strip()[:60] or "My record"
    folder, number = paths.records(), 1
    target = folder / f"{stem}.stemtracker"
    while target.exists():
        number += 1
        target = folder / f"{stem} {number}.stemtracker"
    return target


def begin(answers: Answers) -> Workspace:
    """Make the record. Where that fails, no half-made file is left behind."""
    from stemtracker.services import credentials, workspace

    answers.path.parent.mkdir(parents=True, exist_ok=True)
    ws = workspace.create(answers.path, answers.educator)
    if answers.credential is not None and answers.expiry is not None:
        try:
            credential = replace(answers.credential, id=answers.credential.id or credentials.new_id())
            credentials.add(ws, credential, answers.expiry, answers.facts)
        except BaseException:
            workspace.close(ws)
            answers.path.unlink(missing_ok=True)
            raise
    return ws
