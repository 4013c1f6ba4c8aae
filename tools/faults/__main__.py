"""`dev.py faults [--json] [--runs N] [NAME …]`: everything that can go wrong while writing, or only what is named."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.faults import days, full_disk, kills


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table: what was tried how often, what it proves, and what failed."""

    name: str
    tried: str
    found: str
    proves: str
    failures: tuple[str, ...]


def killed(runs: int) -> Outcome:
    """Writers killed at any moment."""
    result = kills.run(runs)
    within = ", ".join(f"{name} {count}" for name, count in result.within.most_common())
    return Outcome(
        "kills",
        f"{result.runs} writers killed ({within})",
        f"{result.acknowledged} acknowledged steps all there, {result.one_more} more had been saved unsaid, "
        f"{result.cut_off} journals taken back, {result.copies} copies and backups sound",
        "atomicity against a dying process, not against a loss of power: what a process wrote stays with the system",
        tuple(result.failures),
    )


def cut_off(_runs: int) -> Outcome:
    """The power goes at every operation on the disk."""
    tried = {
        "a day of writing": days.writing(),
        "a copy over an older one": days.copying(every=4),
        "a backup": days.backing_up(every=4),
        "a backup put back": days.putting_back(every=4),
        "one put back over a write that was cut off": days.putting_back(every=4, cut_off=True),
    }
    ways = sum((result.pictures for result in tried.values()), Counter[str]())
    return Outcome(
        "cuts",
        "; ".join(f"{what}: {one.operations} operations, {one.pictures.total()} disks" for what, one in tried.items())
        + f". {', '.join(f'{how}: {number}' for how, number in ways.most_common())}",
        f"what was saved last, or ({sum(one.newer for one in tried.values())} times) what was under way, whole",
        "nothing saved is lost, and nothing is half, when the power goes on a disk that keeps what was synced",
        tuple(f"{what}: {failure}" for what, one in tried.items() for failure in one.failures),
    )


def filled(_runs: int) -> Outcome:
    """No room left, at each stage of each write."""
    result = full_disk.run()
    return Outcome(
        "full",
        f"{result.tried} attempts of {len(result.jobs)} jobs ({', '.join(result.jobs)}) on {result.disk}, "
        "with no room at all and then a little more each time",
        f"{result.refused} refused in words, record and folder as before; once there was room each was done",
        "a full disk costs nothing but the moment",
        result.failures,
    )


def typed(_runs: int) -> Outcome:
    """No room left while someone types in the window."""
    result = full_disk.window()
    return Outcome(
        "window",
        f"{', '.join(result.forms)}, in the window, with no room on the disk",
        "told in words, every word still in its form, and saved from there once there was room",
        "a full disk costs nothing of what is being typed",
        result.failures,
    )


PARTS: dict[str, Callable[[int], Outcome]] = {"kills": killed, "cuts": cut_off, "full": filled, "window": typed}


def main() -> int:
    """Try all, print, and answer 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--json", action="store_true", help="as data")
    parser.add_argument("--runs", type=int, default=300, help="how many writers are killed")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    chosen = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEMTRACKER_HOME"] = str(Path(home))
        for name in chosen.parts or PARTS:
            outcomes.append(PARTS[name](chosen.runs))
            if not chosen.json:
                _say(outcomes[-1])
    if chosen.json:
        print(json.dumps([asdict(one) for one in outcomes], indent=2))
    return 1 if any(one.failures for one in outcomes) else 0


def _say(one: Outcome) -> None:
    print(f"{'FAILED' if one.failures else 'held':<6}  {one.name}")
    for title, text in (("tried", one.tried), ("found", one.found), ("proves", one.proves)):
        print(f"        {title:<7} {text}")
    for failure in one.failures[:20]:
        print(f"        FAILED  {failure}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
