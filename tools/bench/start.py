"""From starting the process to Home with its verdict painted and a key accepted; and the peak memory by then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import workspace
from tools.bench import records
from tools.bench.measure import Figure, figure

ROOT = Path(__file__).resolve().parent.parent.parent
ACTIVITIES = 5_000
ROUNDS = 7


def _as_for_a_user() -> dict[str, str]:
    """Both processes may keep the modules they have read once, as Python does unless a developer forbids it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


def measured(module: str, *arguments: str) -> tuple[float, float]:
    """Seconds and bytes of one process that reports on itself."""
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"tools.bench.{module}", str(begin), *arguments],
        cwd=ROOT,
        env=_as_for_a_user(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        message = f"{module} did not report: {done.stdout}{done.stderr}"
        raise RuntimeError(message)
    answer = json.loads(lines[-1])
    if not answer["accepted"]:
        message = f"{module} did not accept a key: {answer}"
        raise RuntimeError(message)
    return answer["seconds"], answer["bytes"]


def starting(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """Start and peak memory with 5,000 activities, against a bare PySide6 window process."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "start.stemtracker"
        workspace.close(records.record(path, ACTIVITIES))
        measured("child_program", str(path)), measured("child_bare")
        taken = [(measured("child_program", str(path)), measured("child_bare")) for _ in range(ROUNDS)]
    yield figure(
        "start: usable with 5,000 activities / bare window",
        [(subject[0], limit[0]) for subject, limit in taken],
        aim=5.0,
    )
    yield figure(
        "memory: peak when usable / bare window",
        [(subject[1], limit[1]) for subject, limit in taken],
        aim=2.8,
        say=lambda size: f"{size / 2**20:,.0f} MB",
    )
