"""The thorough check of a record's file, and the repair of what can be made anew from the record itself.

Neighbors: `db.check` looks, `backups` keeps a copy before anything is repaired, `salvage` is for what is damaged.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stemtracker import db
from stemtracker.db.findings import Finding, Report
from stemtracker.domain.vocabulary import LISTS
from stemtracker.services import workspace

__all__ = ["Finding", "Report", "check"]


def check(path: Path, *, repair: bool = False) -> Report:
    """Everything that is not as it should be. Nothing is written, but with `repair`, and then after a backup.

    What is damaged is not repaired: that is for `salvage` and the backups.
    """
    report = _look(path)
    findings = report.findings
    mendable = [finding for finding in findings if finding.repairable]
    if not repair or not mendable or any(finding.kind == "damage" for finding in findings):
        return report
    from stemtracker.services import backups

    ws = workspace.open_record(path)
    try:
        made = backups.make(ws, backups.Reason.REPAIR, place="here")
        with ws.record.maintain() as connection:
            done = db.check.repair(connection, mendable)
    finally:
        workspace.close(ws)
    if made.here:
        done.insert(0, f"Before anything else a backup was made: {made.here.path}")
    return replace(_look(path), repaired=tuple(done))


def _look(path: Path) -> Report:
    checked, findings = db.check.check(path, shipped_words())
    return Report(path, checked, tuple(findings))


def shipped_words() -> dict[str, frozenset[str]]:
    """The words of each list that come with the program, by their ids."""
    shipped = workspace.shipped_vocabulary()
    return {name: frozenset(term.id for term in shipped.choices(name)) for name in LISTS}
