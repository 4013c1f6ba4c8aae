"""What is typed and not saved yet, kept in a file so that no crash takes it.

One small file per record in the program's own data folder, readable by its owner only, and gone as soon as nothing
is unsaved. It never stands in the way: a disk that can't take it is no reason to interrupt who types.
Neighbors: `ui.drafts` keeps what the forms hold; the record itself never knows of it.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from stemtracker import paths
from stemtracker.errors import Refused, Trouble

#: The file of what is typed before there is a record.
BEGINNING = "beginning"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """What stands in one form. `typed` and `base` are what its fields hold, as JSON can say it."""

    #: Which form, and what it is about: "activity:…", "educator".
    key: str
    #: In words for who typed it, to know it again.
    about: str
    #: Where it is taken up again: a page, and what the page is asked to show.
    page: str
    argument: str = ""
    typed: Mapping[str, Any]
    #: What the record said when the typing began.
    base: Mapping[str, Any] = field(default_factory=dict)


def file_of(record_id: str) -> Path:
    """Where the unsaved words of a record lie. An id may come from anywhere: only its plain characters count."""
    name = re.sub(r"[^0-9A-Za-z]", "", record_id)[:32] or "record"
    return paths.data() / "drafts" / f"{name}.json"


class Keeper:
    """Brings changes into one file, in the order they were made, from whatever thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._changes: dict[str, Unsaved | None] = {}
        self._noting, self._writing = threading.Lock(), threading.Lock()

    def note(self, key: str, unsaved: Unsaved | None) -> None:
        """Remember for the next `write`; None where nothing is unsaved any more."""
        with self._noting:
            self._changes[key] = unsaved

    def write(self) -> bool:
        """Bring what was noted into the file; whether all of it is there. What is not waits for the next time."""
        with self._writing:
            with self._noting:
                taken, self._changes = self._changes, {}
            try:
                if taken:
                    store(self.file, taken)
            except (OSError, Refused, Trouble) as why:
                with self._noting:
                    self._changes = {**taken, **self._changes}
                _log.info("what is typed could not be kept (%s)", type(why).__name__)
                return False
            return True


def store(file: Path, changes: Mapping[str, Unsaved | None]) -> None:
    """Change these in the file, and leave what another window keeps in it."""
    from stemtracker.exchange.files import written

    kept: dict[str, Unsaved | None] = {**load(file), **changes}
    left = [asdict(unsaved) for unsaved in kept.values() if unsaved is not None]
    if not left:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with written(file) as target:
        # Half a character, such as an emoji cut in two, is no UTF-8: so each is spelled out.
        target.write(json.dumps(left).encode("ascii"))


def load(file: Path) -> dict[str, Unsaved]:
    """What a file keeps. One that is no such file is set aside; one that can't be read is left alone."""
    try:
        return {unsaved.key: unsaved for unsaved in map(_unsaved, json.loads(file.read_bytes()))}
    except FileNotFoundError:
        return {}
    except OSError as why:
        _log.info("what was typed could not be read (%s)", type(why).__name__)
        return {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        _set_aside(file)
        return {}


def tidy(file: Path) -> None:
    """Take away what a writer that was stopped in the middle left beside the file."""
    for part in file.parent.glob(f".{file.name}.*.part"):
        try:
            part.unlink(missing_ok=True)
        except OSError as why:
            _log.info("a half-written draft stays (%s)", type(why).__name__)


def _set_aside(file: Path) -> None:
    aside = file.with_suffix(".unreadable")
    try:
        file.replace(aside)
    except OSError:
        return
    _log.info("kept drafts could not be understood and lie in %s", aside.name)


def _unsaved(raw: Mapping[str, Any]) -> Unsaved:
    known = {f.name for f in fields(Unsaved)}
    made = Unsaved(**{name: value for name, value in raw.items() if name in known})
    texts = (made.key, made.about, made.page, made.argument)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("the words of a draft are texts")
    if not isinstance(made.typed, dict) or not isinstance(made.base, dict):
        raise TypeError("what was typed is named by its field")
    return made


def rebased(
    base: Mapping[str, Any], typed: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What was typed over `base`, laid over what the record says `now`, and the fields that both changed.

    A field nobody typed in follows the record; one that both changed stays as typed.
    """
    merged, disputed = dict(now), []
    for name, said in typed.items():
        before = base.get(name)
        if said == before:
            merged.setdefault(name, said)
            continue
        merged[name] = said
        if name in now and now[name] not in (before, said):
            disputed.append(name)
    return merged, tuple(disputed)
