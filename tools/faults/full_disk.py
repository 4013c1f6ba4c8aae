"""What the program does when the disk is full: in a process of its own, on a disk of its own.

Neighbors: `small_disk` is the disk, `full_jobs` and `full_window` are what runs on it.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.faults import small_disk


@dataclass(frozen=True)
class Filled:
    """What came of all attempts."""

    disk: str
    tried: int
    refused: int
    jobs: tuple[str, ...]
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """What came of the forms of the window."""

    forms: tuple[str, ...]
    failures: tuple[str, ...]


def run(*jobs: str, every: int = 1) -> Filled:
    """Try the jobs named, or all, at each amount of room or each so many of them."""
    told = _told("full_jobs", str(every), *jobs)
    return Filled(told["disk"], told["tried"], told["refused"], tuple(told["jobs"]), tuple(told["failures"]))


def window() -> Typed:
    """Try to save from the window."""
    told = _told("full_window")
    return Typed(tuple(told["held"]), tuple(told["failures"]))


def _told(module: str, *arguments: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = small_disk.run(Path(folder), f"tools.faults.{module}", *arguments)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
