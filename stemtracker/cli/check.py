"""The sub-command check: what is wrong with a record, the repair of what can be made anew, the rescue of the rest.

Exit status 0 where nothing is wrong (any more), 1 where something is. Neighbors: `services.checking`,
`services.salvage` do the work.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli.output import as_json, complain, say
from stemtracker.domain import nouns

if TYPE_CHECKING:
    from stemtracker.services.checking import Report
    from stemtracker.services.salvage import Rescue

OK, FOUND = 0, 1


def add_to(commands: Any) -> None:
    """Add the sub-command."""
    check = commands.add_parser(
        "check",
        help="check a record thoroughly; repair or rescue it",
        description="Check a record thoroughly: the file, references, change log, evidence, search, words. "
        "Nothing is written without --repair; --rescue writes the new record only.",
    )
    check.add_argument("record", type=Path, metavar="RECORD")
    ways = check.add_mutually_exclusive_group()
    ways.add_argument(
        "--repair", action="store_true", help="make anew what comes from the record itself, after a backup"
    )
    ways.add_argument(
        "--rescue", type=Path, metavar="NEW", help="take what can be read of a damaged record into a new one"
    )
    check.add_argument("--json", action="store_true", help="as JSON")
    check.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    if args.rescue:
        return _rescue(args)
    from stemtracker.services import checking

    report = checking.check(args.record, repair=args.repair)
    if args.json:
        as_json(_report(report))
    else:
        _tell(report)
    return FOUND if report.findings else OK


def _rescue(args: argparse.Namespace) -> int:
    from stemtracker.services import salvage

    rescue = salvage.rescue(args.record, args.rescue)
    if args.json:
        as_json(_rescued(rescue))
        return OK
    say(f"Taken into {rescue.target}: {_counted(rescue.taken)}.")
    say(f"Lost: {_counted(rescue.lost)}." if rescue.lost else "Nothing is known to be lost.")
    for note in rescue.notes:
        say(note, indent=2)
    say(f"{args.record} was left as it is; keep it.")
    return OK


def _tell(report: Report) -> None:
    for line in report.repaired:
        say(line)
    for finding in report.findings:
        complain(f"{finding.where}: {finding.message}")
    for remedy in dict.fromkeys(finding.remedy for finding in report.findings):
        say(remedy)
    if report.checked:
        say(f"Looked at: {_counted(report.checked)}.")
    if not report.findings:
        say("Everything is as it should be.")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(nouns.counted(noun, number) for noun, number in counts.items() if number)


def _report(report: Report) -> dict[str, Any]:
    findings = [
        {name: getattr(finding, name) for name in ("kind", "where", "message", "remedy", "repairable")}
        for finding in report.findings
    ]
    return {
        "record": str(report.path),
        "checked": dict(report.checked),
        "findings": findings,
        "repaired": list(report.repaired),
    }


def _rescued(rescue: Rescue) -> dict[str, Any]:
    return {
        "rescued": str(rescue.target),
        "taken": dict(rescue.taken),
        "lost": dict(rescue.lost),
        "notes": list(rescue.notes),
    }
