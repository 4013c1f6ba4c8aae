"""Each shared output shows exactly the places of the record that are named for it, and nothing from anywhere else."""

from __future__ import annotations

from pathlib import Path

import leaks
import planted
import pytest
from outputs import SHARED


@pytest.mark.parametrize("name", SHARED)
def test_shows_what_it_may_and_nothing_else(name: str, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    output = SHARED[name]
    shown = planted.places(leaks.found(planted.WORDS, *output.make(record, folder)))
    assert shown - set(output.shows) == set(), "this leaks"
    assert set(output.shows) - shown == set(), "this is no longer shown, or the search is blind"
