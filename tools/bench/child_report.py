"""What a measured process says of itself: seconds since it was started, its peak memory. Standard library only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def peak_memory() -> int:
    """The most memory this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def report(*, accepted: bool) -> None:
    """Print the figures; the first argument is the moment at which the parent started this process."""
    elapsed = time.monotonic() - float(sys.argv[1])
    print(json.dumps({"seconds": elapsed, "bytes": peak_memory(), "accepted": accepted}), flush=True)
