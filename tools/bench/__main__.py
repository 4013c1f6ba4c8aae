"""`dev.py bench [--json] [NAME …]`: measure everything, or only what is named."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from stemtracker import clock
from stemtracker.services.workspace import shipped_vocabulary
from tools.bench import bound, judging, safety, spreadsheets, start, work, worst
from tools.bench.measure import Figure

PARTS: dict[str, Callable[..., Iterator[Figure]]] = {
    "start": start.starting,
    "assessment": judging.assessment,
    "packs": judging.packs,
    "unlike": judging.unlike,
    "worst": worst.worst,
    "import": work.importing,
    "workbook": spreadsheets.reading,
    "search": work.searching,
    "transcript": work.printing,
    "packet": bound.packet,
    "portfolio": bound.portfolio,
    **safety.PARTS,
}


def main() -> int:
    """Measure, print, and answer 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        os.environ["STEMTRACKER_HOME"] = str(Path(home))
        vocabulary = shipped_vocabulary()
        figures = []
        for name in chosen.parts or PARTS:
            for one in PARTS[name](vocabulary):
                figures.append(one)
                if not chosen.json:
                    _say(one)
    if chosen.json:
        print(json.dumps([one.as_json() for one in figures], indent=2))
    return 1 if any(one.missed for one in figures) else 0


def _say(one: Figure) -> None:
    aim = f"aim {one.aim:g}" if one.aim else "no aim"
    low, high = one.spread
    mark = "MISSED" if one.missed else ""
    taken = f"({low:.2f} to {high:.2f} in {one.rounds} rounds, {aim})"
    print(f"{mark:<6} {one.ratio:8.2f}x  {taken}  {one.name}: {one.subject} / {one.limit}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
