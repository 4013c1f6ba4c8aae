"""A disk with next to no room: a small one in memory where that can be had, else a limit on the size of files.

The one in memory is mounted for a single process and goes with it; Linux gives it to root, and in many places to
everyone. The limit is what any POSIX system has: there a file can't grow, which is met as on a disk that is full.
Neighbors: `full_disk` starts the process, `full_jobs` runs in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTES = 24
_MOUNT = 'mount -t tmpfs -o mode=0700,size="$0"m stemtracker "$1" && shift && exec "$@"'
_WAYS = (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount"))


def run(folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module on a small disk that lies in `folder`; it is told where, and whether it is a "disk" or a "limit"."""
    prefix = _prefix(folder)
    told = [sys.executable, "-m", module, str(folder), "disk" if prefix else "limit", *arguments]
    environment = {**os.environ, "STEMTRACKER_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [*prefix, *told], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


def _prefix(folder: Path) -> Sequence[str]:
    """What stands before a command so that it gets a disk of its own; nothing where that can't be had."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return ()
    for way in _WAYS:
        prefix = (*way, "sh", "-c", _MOUNT, str(MEGABYTES), str(folder))
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
    return ()


class Room:
    """How much may still be written."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._filler = folder / "filler" if kind == "disk" else None

    @property
    def is_disk(self) -> bool:
        """Whether it is a disk that is full, not a limit on files."""
        return self._filler is not None

    def leave(self, size: int) -> None:
        """From now on there is room for that many bytes more (or, with the limit, in any one file)."""
        if self._filler is None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            return
        self.free()
        found = os.statvfs(self._filler.parent)
        with self._filler.open("wb") as file:
            file.write(bytes(max(0, found.f_bavail * found.f_frsize - size)))

    def free(self) -> None:
        """Room again."""
        if self._filler is None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            return
        self._filler.unlink(missing_ok=True)
