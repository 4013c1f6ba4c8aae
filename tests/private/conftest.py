"""For the tests of what leaves the record: a planted one, made once and handed out as a copy."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for the modules that tests share


@pytest.fixture(scope="session")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed record with a word in every place."""
    import planted

    from stemtracker import clock
    from stemtracker.services import workspace

    folder = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as elsewhere, clock.standing_at(planted.TODAY):
        elsewhere.setenv("STEMTRACKER_HOME", str(folder / "home"))
        ws = planted.plant(folder)
        workspace.close(ws)
    return ws.path


@pytest.fixture
def record(planted_file: Path, tmp_path: Path) -> Path:
    """A copy of it, under its own name."""
    return Path(shutil.copyfile(planted_file, tmp_path / planted_file.name))
