"""The command line: the program's jobs on a record, for scripts and for trying out a rule without a record.

`stemtracker` alone or with a record's file opens the window. Exit status 0 ok, 1 refused, 2 usage; what was
refused stands on the error output, with its field or line. Neighbors: `records`, `backups`, `check` and
`rules` are the sub-commands, `output` writes; everything heavy is loaded by the command that needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stemtracker import __version__
from stemtracker.cli import backups, check, output, records, rules
from stemtracker.errors import Refused, Trouble

OK, REFUSED, USAGE = 0, 1, 2
_ABOUT = """\
STEM Tracker keeps a teacher's lifelong record of professional development on this computer.

  stemtracker            open the window
  stemtracker FILE       open that record in the window
  stemtracker COMMAND    do one job without a window (stemtracker COMMAND --help says how)
"""


def parser() -> argparse.ArgumentParser:
    """All sub-commands with their options."""
    top = argparse.ArgumentParser(
        prog="stemtracker",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 ok, 1 refused, 2 wrong usage.",
    )
    top.add_argument("--version", action="version", version=f"STEM Tracker {__version__}")
    top.add_argument(
        "--self-test", action="store_true", help="do the main job once on a trial record, and say how it went"
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    records.add_to(commands)
    backups.add_to(commands)
    check.add_to(commands)
    rules.add_to(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; answers the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.ready()
    try:
        status = _run(given)
        output.flush()
        return status
    except Refused as why:
        output.complain(*(f"{p.field}: {p.message}" if p.field else p.message for p in why.problems))
        return REFUSED
    except Trouble as why:
        output.complain(f"{why.message} {why.remedy}")
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output has enough of it; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except output.UnwritableError as why:
        output.abandon()
        output.complain(f"The answer can't be written ({why}). Make room, or write it elsewhere, and try again.")
        return REFUSED
    except KeyboardInterrupt:
        output.complain("Stopped.")
        return REFUSED


def _run(given: list[str]) -> int:
    top = parser()
    if not given or _is_file(given, top):
        return _window(given)
    try:
        args = top.parse_args(given)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else OK
    if args.self_test:
        from stemtracker import selftest

        return selftest.run()
    if args.command is None:
        output.complain("Say what to do; “stemtracker --help” lists the commands.")
        return USAGE
    run: int = args.run(args)
    return run


def _is_file(given: list[str], top: argparse.ArgumentParser) -> bool:
    """Whether the one argument is a record rather than a command."""
    if len(given) != 1 or given[0].startswith("-"):
        return False
    commands = next(a.choices for a in top._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001
    if commands and given[0] in commands:
        return False
    return bool(Path(given[0]).suffix) or Path(given[0]).exists()


def _window(given: list[str]) -> int:
    from stemtracker import app

    if given and not Path(given[0]).exists():
        raise Refused.at("file", f"There is no file “{given[0]}”; check the name and the folder.")
    return app.main(given)
