"""What the program does when the disk is full: `full_jobs` in a process of its own, on a disk of its own."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.faults import small_disk


@dataclass(frozen=True)
class Filled:
    """What came of all attempts."""

    disk: str
    tried: int
    refused: int
    jobs: tuple[str, ...]
    failures: tuple[str, ...]


def run(*jobs: str) -> Filled:
    """Try the jobs named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        done = small_disk.run(Path(folder), "tools.faults.full_jobs", *jobs)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    return Filled(told["disk"], told["tried"], told["refused"], tuple(told["jobs"]), tuple(told["failures"]))
