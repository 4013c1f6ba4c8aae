"""The sub-commands backup and restore. Neighbor: `services.backups` does the work."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli.output import as_json, complain, say
from stemtracker.domain import wording
from stemtracker.errors import Refused, Trouble

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup, Contents, Difference, PlaceState

OK = 0


def add_to(commands: Any) -> None:
    """Add the sub-commands."""
    backup = commands.add_parser(
        "backup",
        help="back a record up now, or list its backups",
        description="Back a record up, on this computer and in the second place if one was chosen. It may be open.",
    )
    backup.add_argument("record", type=Path, metavar="RECORD")
    backup.add_argument("--list", action="store_true", dest="listed", help="list its backups and make none")
    where = backup.add_mutually_exclusive_group()
    where.add_argument("--second-place", type=Path, metavar="FOLDER", help="from now on, copy backups there, too")
    where.add_argument("--no-second-place", action="store_true", help="from now on, keep them on this computer only")
    backup.add_argument("--json", action="store_true", help="as JSON")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser(
        "restore",
        help="put a backup in a record's place",
        description="Put a backup in a record's place, or where there is none yet. The record must be closed; the file "
        "that was there is kept beside it. Without --from, the newest backup that proves whole is taken.",
    )
    restore.add_argument("record", type=Path, metavar="RECORD")
    restore.add_argument("--from", type=Path, metavar="BACKUP", dest="backup", help="which one")
    restore.add_argument("--dry-run", action="store_true", help="say what it would change, and change nothing")
    restore.add_argument("--json", action="store_true", help="as JSON")
    restore.set_defaults(run=_restore)


def _backup(args: argparse.Namespace) -> int:
    from stemtracker.services import backups

    if args.second_place or args.no_second_place:
        backups.choose_place(args.second_place)
    if args.listed:
        return _list(backups.all_backups(backups.contents(args.record).record_id), json=args.json)
    made = backups.make_of(args.record, backups.Reason.ASKED)
    assert made.here is not None  # noqa: S101 - tells the type: this place was asked for
    if args.json:
        as_json({**_backup_data(made.here), "second_place": _place_data(made.outside), "removed": made.thinned})
        return OK
    say(f"Backed up as {made.here.path}.")
    if made.outside.state == "ready":
        say(f"A copy is in {made.outside.folder}.")
    if made.outside.message:
        complain(made.outside.message)
    return OK


def _list(found: tuple[Backup, ...], *, json: bool) -> int:
    if json:
        as_json([_backup_data(one) for one in found])
        return OK
    for one in found:
        say(f"{one.made_at:%Y-%m-%d %H:%M} UTC  {one.size / 1024**2:>7.1f} MB  {one.reason:<15} {one.path}")
    say(f"{len(found)} {wording.units('backup', len(found))}.")
    return OK


def _restore(args: argparse.Namespace) -> int:
    from stemtracker.services import backups

    backup = args.backup or _newest(args.record)
    held = backups.contents(backup)
    difference = _difference(args.record, backup)
    if not args.json:
        _tell(backup, held, difference)
    kept = None if args.dry_run else backups.restore(backup, args.record)
    if args.json:
        as_json(
            {
                "backup": str(backup),
                "holds": {**held.counts, "newest": held.newest and held.newest.isoformat()},
                "changes": _difference_data(difference),
                "restored": not args.dry_run,
                "kept": kept and str(kept),
            }
        )
    elif args.dry_run:
        say("Nothing was changed.")
    else:
        say(f"{args.record} is as it was in the backup.")
        if kept:
            say(f"The file that was there is kept as {kept}.")
    return OK


def _newest(record: Path) -> Path:
    from stemtracker.services import backups

    found = backups.last_good(record)
    if found is None:
        raise Refused.at(
            "--from", f"No backup of {record} was found here or in the second place. Name one with --from BACKUP."
        )
    return found.path


def _difference(record: Path, backup: Path) -> Difference | None:
    """None where there is no record yet, or one that can't be read: then everything comes from the backup."""
    from stemtracker.services import backups

    if not record.exists():
        return None
    try:
        return backups.difference_of(record, backup)
    except Trouble as why:
        complain(why.message)
        return None


def _tell(backup: Path, held: Contents, difference: Difference | None) -> None:
    from stemtracker.domain import nouns

    counts = ", ".join(nouns.counted(noun, count) for noun, count in held.counts.items() if count)
    newest = f"; the newest activity is of {held.newest}" if held.newest else ""
    say(f"{backup} holds {counts or 'no entries'}{newest}.")
    if difference is None:
        return
    for noun in difference.nouns:
        parts = (
            f"{count} {words}"
            for count, words in (
                (noun.only_there, "would come back"),
                (noun.only_here, "would go"),
                (noun.different, "would be as before"),
            )
            if count
        )
        say(f"{nouns.many(noun.noun)}: {', '.join(parts)}", 2)
    if not difference.nouns:
        say("The record holds the same.")


def _backup_data(one: Backup) -> dict[str, Any]:
    return {
        "path": str(one.path),
        "made_at": one.made_at.isoformat(),
        "reason": str(one.reason),
        "size": one.size,
        "outside": one.outside,
    }


def _place_data(place: PlaceState) -> dict[str, Any]:
    return {
        "folder": place.folder and str(place.folder),
        "state": place.state,
        "last": place.last and place.last.isoformat(),
        "days": place.days,
        "message": place.message,
    }


def _difference_data(difference: Difference | None) -> dict[str, Any] | None:
    if difference is None:
        return None
    return {
        noun.noun: {"come_back": noun.only_there, "go": noun.only_here, "as_before": noun.different}
        for noun in difference.nouns
    }
