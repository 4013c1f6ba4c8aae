"""The program's own settings, in one JSON file that is written whole or not at all.

What a newer version wrote is kept; a file that can't be read is set aside and the settings begin anew, since
they hold nothing that a person would miss. Settings of a record are in the record: `of_record`, `keep_in_record`.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from stemtracker import db, paths
from stemtracker.domain.changes import Changes
from stemtracker.errors import Refused, Trouble

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

MAX_RECENT = 8
_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the program remembers between starts."""

    #: Paths of records, the one opened last first.
    recent: list[str] = []
    appearance: Literal["system", "light", "dark"] = "system"
    scale_percent: int = 100
    #: Size and place of the window, as Qt packs it, in base 64.
    window: str = ""


def load() -> Settings:
    """The settings; the defaults where there are none."""
    try:
        return msgspec.convert(_read(), Settings)
    except (msgspec.MsgspecError, ValueError):
        _set_aside()
        return Settings()


def save(settings: Settings) -> None:
    """Keep them. A disk that can't is no reason to stop a person's work: it is logged, and they last until exit."""
    from stemtracker.exchange.files import written

    path = paths.settings_file()
    try:
        data = {**_kept_of_file(), **msgspec.to_builtins(settings)}
        path.parent.mkdir(parents=True, exist_ok=True)
        with written(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(data)))
    except (OSError, Refused, Trouble) as error:
        _log.warning("settings were not saved: %s", error)


def remember(path: Path) -> Settings:
    """Put a record first among those opened last."""
    settings = load()
    name = str(path.absolute())
    recent = [name, *(other for other in settings.recent if other != name)][:MAX_RECENT]
    settings = msgspec.structs.replace(settings, recent=recent)
    save(settings)
    return settings


def of_record(ws: Workspace, name: str, default: str = "") -> str:
    """A setting that belongs to the record and goes with it."""
    with ws.record.read() as connection:
        return db.settings.value(connection, name, default)


def keep_in_record(
    ws: Workspace, name: str, value: str | None, label: str = "Change a setting of the record"
) -> Changes:
    """Set it; None removes it."""
    with ws.record.write(label) as writer:
        db.settings.put(writer.connection, name, value)
    return writer.changes


def _read() -> dict[str, Any]:
    try:
        return msgspec.json.decode(paths.settings_file().read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("settings were not read: %s", error)
        return {}


def _kept_of_file() -> dict[str, Any]:
    """What stands in the file, also what this version does not know."""
    try:
        return _read()
    except msgspec.MsgspecError:
        return {}


def _set_aside() -> None:
    path = paths.settings_file()
    with contextlib.suppress(OSError):
        path.replace(path.with_name(path.name + ".broken"))
