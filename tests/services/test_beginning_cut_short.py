"""A beginning that is cut short, by whatever, leaves no half-made record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator
from stemtracker.errors import Trouble
from stemtracker.services import beginning


class PulledOut(Mapping[str, FactValue]):
    """Answers that lie on a stick which is pulled out while they are read."""

    def __getitem__(self, name: str) -> FactValue:
        raise Trouble("disk", "The stick is gone.", "Plug it in.")

    def __iter__(self) -> Iterator[str]:
        raise Trouble("disk", "The stick is gone.", "Plug it in.")

    def __len__(self) -> int:
        return 1


def test_nothing_stays_of_a_record_that_could_not_be_begun(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    answers = beginning.Answers(
        educator=Educator(name="Ana"),
        path=folder / "Ana.stemtracker",
        credential=Credential(id="", title="License", pack_id="generic"),
        expiry=date(2030, 6, 30),
        facts=PulledOut(),
    )
    with pytest.raises(Trouble, match="stick"):
        beginning.begin(answers)
    assert list(folder.iterdir()) == []
