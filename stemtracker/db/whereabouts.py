"""Whether the file that was opened still lies in its place, is still the same one, and may still be written.

While a record is open a person or a sync may move it, delete it, put another file in its place, write over it, or
protect it. On most systems SQLite would go on writing into a file that has no name any more, where nobody would ever
look again. So this is asked before each write, and when the window comes to the front.
Neighbors: `record` asks; `faults` has the words; the file is never opened here, see `RecordFile.revision`.
"""

from __future__ import annotations

import os
from pathlib import Path

from stemtracker.db import faults


class Whereabouts:
    """The file at a path as it was when this was made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = path.stat()
        self._same = (found.st_dev, found.st_ino)
        self._state = (found.st_mtime_ns, found.st_size)

    def require_same(self) -> None:
        """Trouble where it is gone, or another file has its name."""
        try:
            found = self.path.stat()
        except FileNotFoundError as error:
            kind = "removed" if self.path.parent.exists() else "away"
            raise faults.trouble(kind, self.path) from error
        # A disk that numbers no files says 0 for all of them.
        if found.st_ino and (found.st_dev, found.st_ino) != self._same:
            raise faults.trouble("replaced", self.path)

    def require_writable(self) -> None:
        """Trouble where it, or the folder that SQLite's journal goes to, was protected."""
        if not (writable(self.path) and writable(self.path.parent)):
            raise faults.trouble("read only", self.path)

    def was_written(self) -> bool:
        """Whether anybody wrote to it since the last look. Looking again starts anew."""
        found = self.path.stat()
        before, self._state = self._state, (found.st_mtime_ns, found.st_size)
        return self._state != before


def writable(path: Path) -> bool:
    """Whether the account that this process works under may write there."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
