"""What the program does to files without SQLite: it syncs, renames, links and deletes them.

The calls of the module `os` are replaced by ones that tell first. What stands in a file at that moment counts as
written just before, since Python's own writing is not watched. Linux only: elsewhere an open file tells no name.
Neighbor: `watch` sees what SQLite does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.faults.watch import Observer, Operation


class _Names:
    """The replaced calls."""

    def __init__(self, folder: Path, observer: Observer, known: dict[str, bytes]) -> None:
        self._folder, self._tell, self._known = folder.resolve(), observer, known
        self._calls = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "link", "unlink")}
        self.ours = {"fsync": self.fsync, "replace": self.rename, "rename": self.rename, "link": self.link,
                     "unlink": self.unlink}  # fmt: skip

    def _name(self, path: Any) -> str:
        full = Path(os.fspath(path)).absolute()
        return full.relative_to(self._folder).as_posix() if full.is_relative_to(self._folder) else ""

    def fsync(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        name = self._name(path)
        if name:
            self._arrived(path, name)
            self._tell(Operation("sync", name))
        self._calls["fsync"](handle)

    def rename(self, path: Any, to: Any) -> None:
        self._named("rename", path, to)
        self._calls["replace"](path, to)

    def link(self, path: Any, to: Any) -> None:
        self._named("link", path, to)
        self._calls["link"](path, to)

    def unlink(self, path: Any, **where: Any) -> None:
        # With a folder given, it is the end of a whole tree, which nobody here does within the folder.
        name = "" if where else self._name(path)
        if name and Path(path).exists():
            self._tell(Operation("delete", name))
        self._calls["unlink"](path, **where)

    def _named(self, kind: Any, path: Any, to: Any) -> None:
        name = self._name(path)
        if name:
            self._arrived(Path(path), name)
            self._tell(Operation(kind, name, to=self._name(to)))

    def _arrived(self, path: Path, name: str) -> None:
        """What Python wrote there by itself; of SQLite's files nothing, since each of its writes is known."""
        if path.is_file() and self._known.get(name) != (data := path.read_bytes()):
            self._tell(Operation("truncate", name))
            self._tell(Operation("write", name, data=data))


@contextmanager
def watched(folder: Path, observer: Observer, known: dict[str, bytes]) -> Iterator[None]:
    """Tell the observer of each call on a file in that folder, before it is done.

    `known` is what the observer knows to stand in each file by now.
    """
    names = _Names(folder, observer, known)
    before = {name: getattr(os, name) for name in names.ours}
    for name, ours in names.ours.items():
        setattr(os, name, ours)
    try:
        yield
    finally:
        for name, theirs in before.items():
            setattr(os, name, theirs)
