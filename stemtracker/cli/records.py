"""The sub-commands on a record: new, import, list, export, report, sample. Neighbors: `services` does the work."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli import arguments
from stemtracker.cli.output import as_json, complain, say
from stemtracker.domain.hours import HOUR, hours, plain
from stemtracker.errors import Problem, Refused

if TYPE_CHECKING:
    from stemtracker.domain.credential import FactValue
    from stemtracker.services.imports import ColumnMapping, ImportReport, Preview, Sheet
    from stemtracker.services.workspace import Workspace

OK = 0
_ORDERS = ("mdy", "dmy", "ymd")
_DECIMALS = {"point": ".", "comma": ","}


def add_to(commands: Any) -> None:
    """Add the sub-commands."""
    _add_new(commands)
    _add_import(commands)
    listed = commands.add_parser("list", help="list the activities of a record")
    listed.add_argument("record", type=Path, metavar="RECORD")
    listed.add_argument("--search", default="", metavar="TEXT", help="only those with these words")
    for name in ("kind", "topic", "status", "network"):
        listed.add_argument(f"--{name}", default="", metavar="ID", help=f"only of this {name}")
    listed.add_argument("--since", type=arguments.day, metavar="DATE", help="only from this day on")
    listed.add_argument("--until", type=arguments.day, metavar="DATE", help="only up to this day")
    listed.add_argument("--json", action="store_true", help="as JSON")
    listed.set_defaults(run=_list)
    export = commands.add_parser(
        "export",
        help="save the log as CSV, or the whole record as an archive",
        description="Save the log as CSV (nothing private in it), or the whole record as an archive (all of it).",
    )
    export.add_argument("record", type=Path, metavar="RECORD")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="FILE.csv, FILE.ics (deadlines for a calendar) or FILE.stemarchive",
    )
    export.add_argument("--format", choices=("csv", "archive", "calendar"), help="where the name does not say it")
    export.set_defaults(run=_export)
    _add_report(commands)
    sample = commands.add_parser("sample", help="make the sample record")
    sample.add_argument("file", type=Path, metavar="FILE")
    sample.set_defaults(run=_sample)


def _add_new(commands: Any) -> None:
    new = commands.add_parser("new", help="make a new record")
    new.add_argument("record", type=Path, metavar="RECORD")
    new.add_argument("--name", required=True, help="whose record it is, as on the license")
    new.add_argument("--pack", metavar="ID", help="the rule pack of a license")
    new.add_argument("--expiry", type=arguments.day, metavar="DATE", help="the expiry date printed on it")
    new.add_argument("--title", default="", help="what the license is called (default: the pack's title)")
    new.add_argument("--number", default="", help="its number")
    new.add_argument("--holder", type=Path, metavar="FILE.json", help="the facts that the pack asks for")
    new.set_defaults(run=_new)


def _add_import(commands: Any) -> None:
    take = commands.add_parser(
        "import",
        help="bring a spreadsheet (CSV) into a record, or an archive into a new one",
        description="Bring a spreadsheet saved as CSV into a record. FILE.stemarchive becomes a new record.",
    )
    take.add_argument("record", type=Path, metavar="RECORD")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument(
        "--map",
        action="append",
        default=[],
        type=arguments.pair,
        metavar="COLUMN=FIELD",
        help="what a column is (its heading or number; FIELD empty leaves it out)",
    )
    take.add_argument("--date-order", choices=_ORDERS, help="how the numbers of a date follow each other")
    take.add_argument("--decimal", choices=tuple(_DECIMALS), help="what stands before the parts of an amount")
    take.add_argument("--unit", metavar="ID", help="unit of amounts that name none, such as hour")
    take.add_argument("--kind", metavar="ID", help="kind of rows that name none, such as workshop")
    take.add_argument("--near", action="store_true", help="take rows that look much like an activity in the log, too")
    take.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    take.add_argument("--json", action="store_true", help="report as JSON")
    take.set_defaults(run=_import)


def _add_report(commands: Any) -> None:
    papers = commands.add_parser("report", help="make a paper as PDF").add_subparsers(
        dest="paper", required=True, metavar="transcript"
    )
    paper = papers.add_parser("transcript", help="the transcript of professional development")
    paper.add_argument("record", type=Path, metavar="RECORD")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    paper.add_argument("--form", choices=("long", "short"), default="long")
    paper.add_argument("--span", choices=("cycle", "calendar", "school", "all"), default="cycle")
    paper.add_argument("--year", type=int, help="which calendar or school year (the one it begins in)")
    paper.add_argument("--page", choices=("letter", "A4"), default="letter")
    paper.set_defaults(run=_report)


@contextmanager
def _opened(path: Path, *, read_only: bool) -> Iterator[Workspace]:
    from stemtracker.services import workspace

    ws = workspace.open_record(path, read_only=read_only)
    try:
        yield ws
    finally:
        workspace.close(ws)


def _new(args: argparse.Namespace) -> int:
    from stemtracker.domain.credential import Credential
    from stemtracker.domain.educator import Educator
    from stemtracker.services import beginning, credentials, workspace

    if bool(args.pack) != bool(args.expiry):
        raise Refused.at("expiry", "A license needs both --pack and --expiry (the date printed on it).")
    credential: Credential | None = None
    facts: dict[str, FactValue] = {}
    if args.pack:
        pack = beginning.packs().library.pack(args.pack)
        title = args.title or pack.title
        credential = Credential(
            id=credentials.new_id(), title=title, pack_id=pack.id, authority=pack.authority, number=args.number
        )
        if args.holder:
            from stemtracker.exchange import holder_json
            from stemtracker.exchange.tabular import read_bytes

            facts, strange = holder_json.facts(read_bytes(args.holder), pack.facts.values())
            complain(*strange)
    answers = beginning.Answers(
        educator=Educator(name=args.name), path=args.record, credential=credential, expiry=args.expiry, facts=facts
    )
    workspace.close(beginning.begin(answers))
    say(f"{args.record} is ready.")
    return OK


def _import(args: argparse.Namespace) -> int:
    from stemtracker.services import exports, imports, workspace

    if args.file.suffix.casefold() == exports.ARCHIVE_SUFFIX:
        workspace.close(exports.from_archive(args.file, args.record))
        say(f"{args.record} now holds the whole archive.")
        return OK
    with _opened(args.record, read_only=args.dry_run) as ws:
        sheet = imports.read(args.file)
        mapping = _mapping(args, sheet, imports.guess(sheet, ws.vocabulary), ws)
        preview = imports.preview(ws, sheet, mapping)
        lines = set(preview.proposed)
        if args.near:
            lines |= {row.line for row in preview.rows if row.verdict is imports.RowVerdict.NEAR}
        if not args.json:
            _tell(preview)
        if args.dry_run:
            if args.json:
                as_json({"rows": _rows(preview), "left_aside": preview.aside})
            else:
                say(f"Nothing was written; {len(lines)} rows would be taken.")
            return OK
        report, _ = imports.take(ws, preview, lines)
        if args.json:
            as_json({"counts": _counts(report), "rows": _rows(preview), "left_aside": preview.aside})
        else:
            say(report.sentence)
    return OK


def _mapping(args: argparse.Namespace, sheet: Sheet, mapping: ColumnMapping, ws: Workspace) -> ColumnMapping:
    """The guess, with what the options say in its place; refused while something must still be asked."""
    from stemtracker.services import imports

    fields = dict(imports.field_choices(ws.vocabulary))
    headings = [heading.casefold() for heading in sheet.header]
    for column, field in args.map:
        index = int(column) - 1 if column.isdigit() and column not in headings else -1
        index = headings.index(column.casefold()) if column.casefold() in headings else index
        if not 0 <= index < len(headings):
            raise Refused.at("--map", f"There is no column “{column}”; there are: {', '.join(sheet.header)}.")
        if field not in fields:
            raise Refused.at("--map", f"“{field}” is no field; there are: {', '.join(filter(None, fields))}.")
        mapping = mapping.assign(index, field)
    given = {
        "date_order": args.date_order,
        "decimal": _DECIMALS.get(args.decimal or ""),
        "unit": args.unit,
        "kind": args.kind,
    }
    for sort in ("unit", "kind"):
        if given[sort] and not ws.vocabulary.has(sort, str(given[sort])):
            known = ", ".join(term.id for term in ws.vocabulary.choices(sort))
            raise Refused.at(f"--{sort}", f"“{given[sort]}” is no {sort}; there are: {known}.")
    mapping = replace(mapping, **{name: value for name, value in given.items() if value})
    asked = imports.open_questions(sheet, mapping)
    if asked:
        options = {
            "columns": "--map COLUMN=FIELD",
            "date_order": "--date-order mdy or dmy",
            "unit": "--unit ID",
            "kind": "--kind ID",
        }
        raise Refused(
            *(
                Problem(q.field, f"{q.message} Say it with {options.get(q.field, f'--{q.field} point or comma')}.")
                for q in asked
            )
        )
    return mapping


def _tell(preview: Preview) -> None:
    if preview.aside:
        complain(preview.aside)
    for row in preview.rows:
        if row.why:
            complain(f"line {row.line}: {row.verdict}: {row.why}")
        for note in row.notes:
            complain(f"line {row.line}: {note}")


def _rows(preview: Preview) -> list[dict[str, Any]]:
    return [
        {
            "line": row.line,
            "verdict": row.verdict.value,
            "id": row.activity.id if row.activity else None,
            "title": row.title,
            "other": row.other or None,
            "why": row.why,
            "notes": list(row.notes),
        }
        for row in preview.rows
    ]


def _counts(report: ImportReport) -> dict[str, int]:
    return {name: len(getattr(report, name)) for name in ("taken", "changed", "left", "refused")}


def _list(args: argparse.Namespace) -> int:
    from stemtracker.services import activities

    with _opened(args.record, read_only=True) as ws:
        query = activities.LogQuery(
            text=args.search,
            kind=args.kind,
            topic=args.topic,
            status=args.status,
            network=args.network,
            since=args.since,
            until=args.until,
        )
        rows = activities.rows(ws, activities.ids(ws, query))
        if args.json:
            as_json(
                [
                    {
                        "id": row.id,
                        "date": row.start.isoformat(),
                        "end_date": row.end.isoformat(),
                        "title": row.title,
                        "kind": row.kind,
                        "role": row.role,
                        "provider": row.provider,
                        "amount": plain(row.measure.amount / 60 if row.measure.is_time else row.measure.amount),
                        "unit": HOUR if row.measure.is_time else row.measure.unit,
                        "topics": list(row.topics),
                        "status": row.status.value,
                        "evidence": row.evidence_count,
                        "standing": row.standing.value,
                    }
                    for row in rows
                ]
            )
            return OK
        for row in rows:
            worth = hours(row.measure.amount) if row.measure.is_time else f"{row.measure.amount} {row.measure.unit}"
            say(f"{row.start}  {worth:>10}  {row.title} ({ws.vocabulary.title('kind', row.kind)}, {row.status})")
        say(f"{len(rows)} activities.")
    return OK


def _export(args: argparse.Namespace) -> int:
    from stemtracker.services import deadlines, exports

    by_name = {".csv": "csv", ".ics": "calendar", exports.ARCHIVE_SUFFIX: "archive"}
    kind = args.format or by_name.get(args.out.suffix.casefold())
    if kind is None:
        text = f"Name it FILE.csv, FILE.ics or FILE{exports.ARCHIVE_SUFFIX}, or say --format csv, calendar or archive."
        raise Refused.at("--out", text)
    with _opened(args.record, read_only=True) as ws:
        if kind == "archive":
            exports.archive(ws, args.out)
            say(f"{args.out} holds the whole record, private notes included. Keep it to yourself.")
        elif kind == "calendar":
            count = deadlines.calendar(ws, args.out)
            say(f"{args.out} holds {count} {'deadline' if count == 1 else 'deadlines'} for your calendar.")
        else:
            exports.log_csv(ws, args.out)
            say(f"{args.out} holds the log, without anything private.")
    return OK


def _report(args: argparse.Namespace) -> int:
    from stemtracker.services import papers

    with _opened(args.record, read_only=True) as ws:
        options = papers.TranscriptOptions(form=args.form, span=args.span, year=args.year, page=args.page)
        made = papers.make(ws, options)
        complain(*(f"{problem.field}: {problem.message}" for problem in made.unprintable))
        papers.write(made.pdf, args.out)
        say(f"{args.out} is ready.")
    return OK


def _sample(args: argparse.Namespace) -> int:
    from stemtracker.services import sample, workspace

    workspace.close(sample.build(args.file))
    say(f"{args.file} is ready: a made-up record to look around in.")
    return OK
