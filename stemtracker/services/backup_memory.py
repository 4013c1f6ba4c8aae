"""What the program remembers about backups: the second place, where each record lies, when it was last copied out.

One small JSON file beside the backups, written whole or not at all. That the second place is named here and not in
a record is meant so: a record that is carried to another computer finds another stick there.
Neighbors: `backups` and `backup_places` ask and tell; nothing is lost with this file but the way to the second place.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from pathlib import Path

import msgspec

from stemtracker import paths
from stemtracker.errors import Refused, Trouble

_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


class Known(msgspec.Struct, frozen=True):
    """What is remembered of one record."""

    path: str = ""
    outside: datetime | None = None


class Memory(msgspec.Struct, frozen=True):
    """The whole file."""

    second_place: str = ""
    records: dict[str, Known] = {}


def recall() -> Memory:
    """What is remembered; nothing where there is no file or it can't be read."""
    try:
        return msgspec.json.decode(_file().read_bytes(), type=Memory)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("the second place of backups can't be looked up: %s", type(error).__name__)
    return Memory()


def second_place() -> Path | None:
    """The folder a person chose, whether it is there or not."""
    chosen = recall().second_place
    return Path(chosen) if chosen else None


def remember_place(folder: Path | None) -> None:
    """From here on backups go there, too; None for nowhere."""
    with _one_at_a_time:
        _write(msgspec.structs.replace(recall(), second_place=str(folder.absolute()) if folder else ""))


def remember(record_id: str, record: Path, *, outside: datetime | None = None) -> None:
    """Where the record lay when it was backed up, and when it was last copied out. No disk trouble stops a backup."""
    with _one_at_a_time:
        memory = recall()
        before = memory.records.get(record_id, Known())
        known = Known(str(record.absolute()), outside or before.outside)
        if known == before:
            return
        try:
            _write(msgspec.structs.replace(memory, records={**memory.records, record_id: known}))
        except (OSError, Refused, Trouble) as error:
            _log.warning("where backups belong was not written down: %s", type(error).__name__)


def ids_of(record: Path) -> tuple[str, ...]:
    """The records that lay there when they were backed up: for a file that can't say itself which one it is."""
    place = str(record.absolute())
    return tuple(id_ for id_, known in recall().records.items() if known.path == place)


def last_outside(record_id: str) -> datetime | None:
    """When the record was last copied to a second place from this computer."""
    return recall().records.get(record_id, Known()).outside


def _file() -> Path:
    return paths.backups() / "places.json"


def _write(memory: Memory) -> None:
    from stemtracker.exchange.files import written

    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with written(file) as out:
        out.write(msgspec.json.format(msgspec.json.encode(memory)))
