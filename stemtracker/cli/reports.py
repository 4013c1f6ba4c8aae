"""The sub-command `report`: transcript, leadership portfolio and renewal packet as PDF files.

What can't be printed or bound as it is stands on the error output, as does nothing else. Neighbors: `services.papers`,
`portfolios` and `packets` make them, `records` has the other sub-commands on a record.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli import arguments
from stemtracker.cli.opening import opened
from stemtracker.cli.output import as_json, complain, say
from stemtracker.errors import Problem, Refused

if TYPE_CHECKING:
    from stemtracker.domain.credential import Credential
    from stemtracker.services.workspace import Workspace

OK = 0
Missing = tuple[tuple[str, tuple[str, ...]], ...]


def add_to(commands: Any) -> None:
    """Add the sub-command with its papers."""
    papers = commands.add_parser("report", help="make a paper as PDF").add_subparsers(
        dest="paper", required=True, metavar="transcript|portfolio|packet"
    )
    paper = _paper(papers, "transcript", "the transcript of professional development", _transcript)
    paper.add_argument("--form", choices=("long", "short"), default="long")
    paper.add_argument("--span", choices=("cycle", "calendar", "school", "all"), default="cycle")
    paper.add_argument("--year", type=int, help="which calendar or school year (the one it begins in)")
    _license(paper, "only this license of the record")
    paper = _paper(papers, "portfolio", "the leadership portfolio", _portfolio)
    paper.add_argument("--lens", metavar="ID", help="what it is arranged by; an id that is none lists them")
    _missing(paper)
    paper = _paper(papers, "packet", "the renewal packet of one license, with its evidence bound in", _packet)
    _license(paper, "which license, where the record has several")
    paper.add_argument(
        "--cycle",
        type=arguments.day,
        metavar="DATE",
        help="the renewal period that this day is in, instead of the open one",
    )
    _missing(paper)


def _paper(papers: Any, name: str, about: str, run: Any) -> argparse.ArgumentParser:
    paper: argparse.ArgumentParser = papers.add_parser(name, help=about, description=f"Make {about}.")
    paper.add_argument("record", type=Path, metavar="RECORD")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    paper.add_argument("--page", choices=("letter", "A4"), default="letter")
    paper.add_argument("--json", action="store_true", help="say what was made as JSON")
    paper.set_defaults(run=run)
    return paper


def _license(paper: argparse.ArgumentParser, about: str) -> None:
    paper.add_argument("--license", default="", metavar="ID", help=f"{about} (id, title, number or rule pack)")


def _missing(paper: argparse.ArgumentParser) -> None:
    paper.add_argument("--missing", action="store_true", help="also say what is still missing; it is never printed")


def _transcript(args: argparse.Namespace) -> int:
    from stemtracker.services import papers

    with opened(args.record, read_only=True) as ws:
        only = (_held(ws, args.license).id,) if args.license else None
        options = papers.TranscriptOptions(
            form=args.form, span=args.span, year=args.year, credential_ids=only, page=args.page
        )
        made = papers.make(ws, options)
        _warn(args, made.unprintable)
        papers.write(made.pdf, args.out)
        return _tell(args, made.pages, made.unprintable)


def _portfolio(args: argparse.Namespace) -> int:
    from stemtracker.services import papers, portfolios

    with opened(args.record, read_only=True) as ws:
        given = {"lens": args.lens} if args.lens else {}
        data = portfolios.gather(ws, portfolios.PortfolioOptions(page=args.page, **given))
        made = portfolios.draw(data)
        _warn(args, made.unprintable)
        papers.write(made.pdf, args.out)
        return _tell(args, made.pages, made.unprintable, portfolios.missing(data, made.pages))


def _packet(args: argparse.Namespace) -> int:
    from stemtracker.services import packets

    with opened(args.record, read_only=True) as ws:
        held = _held(ws, args.license)
        cycle = _cycle(ws, held, args.cycle) if args.cycle else None
        data = packets.gather(ws, packets.PacketOptions(held.id, cycle, args.page))
        problems = packets.problems(data)
        _warn(args, problems)
        pages = packets.save(ws, data, args.out)
        return _tell(args, pages, problems, packets.missing(data))


def _held(ws: Workspace, wanted: str) -> Credential:
    """The license that is meant; the only one where none is named."""
    from stemtracker.services import credentials

    held = credentials.list_credentials(ws)
    found = [one for one in held if not wanted or wanted in (one.id, one.title, one.number, one.pack_id)]
    if len(found) == 1:
        return found[0]
    if not held:
        raise Refused.at("--license", "The record has no license yet; add one.")
    named = ", ".join(f"“{one.title}” ({one.id})" for one in found or held)
    raise Refused.at("--license", f"Say which license is meant: {named}.")


def _cycle(ws: Workspace, held: Credential, day: date) -> str:
    from stemtracker.domain import wording
    from stemtracker.services import credentials

    cycles = credentials.cycles(ws, held.id)
    found = next((one.id for one in cycles if one.period.start <= day <= one.period.end), None)
    if found is None:
        known = "; ".join(wording.days(one.period) for one in cycles)
        raise Refused.at("--cycle", f"No renewal period of “{held.title}” has that day in it; there are: {known}.")
    return found


def _warn(args: argparse.Namespace, problems: Iterable[Problem]) -> None:
    """Name what can't be printed or bound as it is, before anything is written."""
    if not args.json:
        complain(*(f"{p.field}: {p.message}" for p in problems))


def _tell(args: argparse.Namespace, pages: int, problems: Iterable[Problem], missing: Missing = ()) -> int:
    lacking = missing if getattr(args, "missing", False) else ()
    if args.json:
        told: dict[str, Any] = {"file": str(args.out), "pages": pages}
        told["problems"] = [{"field": p.field, "message": p.message} for p in problems]
        if getattr(args, "missing", False):
            told["missing"] = [{"of": title, "what": list(items)} for title, items in lacking]
        as_json(told)
        return OK
    say(f"{args.out} is ready: {pages:,} {'page' if pages == 1 else 'pages'}.")
    for title, items in lacking:
        say(f"{title}:")
        for item in items:
            say(f"- {item}", 2)
    return OK
