"""Where things lie: shipped resources, the user's data, settings and papers. The only module that knows.

`STEMTRACKER_HOME` puts everything under one folder (tests, trials, a stick).
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "STEM Tracker"


def resource(name: str) -> Path:
    """A shipped file or folder, from source and from the frozen program alike."""
    return Path(__file__).resolve().parent.parent / "resources" / name


def _home() -> Path | None:
    home = os.environ.get("STEMTRACKER_HOME")
    return Path(home) if home else None


def records() -> Path:
    """Where a new record is proposed: Documents/STEM Tracker."""
    home = _home()
    return home / "Documents" if home else Path(platformdirs.user_documents_dir()) / _APP


def papers() -> Path:
    """Where a paper or an export is proposed to be saved."""
    return records()


def settings_file() -> Path:
    """The program's own settings (not the record's)."""
    home = _home()
    folder = home / "config" if home else Path(platformdirs.user_config_dir(_APP, appauthor=False))
    return folder / "settings.json"


def data() -> Path:
    """The program's own data: backups, logs, kept drafts."""
    home = _home()
    return home / "data" if home else Path(platformdirs.user_data_dir(_APP, appauthor=False))


def backups() -> Path:
    """The first place for backups."""
    return data() / "backups"


def own_packs() -> Path:
    """The user's own rule packs and overlays."""
    return data() / "packs"
