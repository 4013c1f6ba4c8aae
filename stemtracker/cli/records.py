"""The sub-commands on a record: new, import, list, export, sample.

Neighbors: `reports` makes papers, `services` does the work.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.cli import arguments, reports
from stemtracker.cli.opening import opened
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
        help="save the log as a spreadsheet or CSV, or the whole record as an archive",
        description="Save the log as XLSX or CSV (nothing private in it), or the whole record as an archive (all).",
    )
    export.add_argument("record", type=Path, metavar="RECORD")
    export.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="FILE.xlsx, FILE.csv, FILE.ics (deadlines for a calendar) or FILE.stemarchive",
    )
    export.add_argument(
        "--format", choices=("xlsx", "csv", "archive", "calendar"), help="where the name does not say it"
    )
    export.set_defaults(run=_export)
    reports.add_to(commands)
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
        help="bring a spreadsheet into a record, or an archive into a new one",
        description="Bring a spreadsheet (XLSX, XLS, ODS or CSV) into a record. Rows that repeat an activity fill in "
        "what is missing there; nothing that stands there is changed. FILE.stemarchive becomes a new record.",
    )
    take.add_argument("record", type=Path, metavar="RECORD")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--sheet", default="", metavar="NAME", help="which sheet of a workbook (default: the first)")
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
    near = take.add_mutually_exclusive_group()
    near.add_argument("--near", action="store_true", help="take rows that look much like an activity in the log, too")
    near.add_argument(
        "--fill-near", action="store_true", help="let such rows fill in what the activity that they look like lacks"
    )
    take.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    take.add_argument("--json", action="store_true", help="report as JSON")
    take.set_defaults(run=_import)


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
    with opened(args.record, read_only=args.dry_run) as ws:
        sheet = imports.read(args.file, args.sheet)
        mapping = _mapping(args, sheet, imports.guess(sheet, ws.vocabulary), ws)
        preview = imports.preview(ws, sheet, mapping)
        lines = set(preview.proposed)
        if args.near:
            lines |= {row.line for row in preview.rows if row.verdict is imports.RowVerdict.NEAR}
        fill = preview.fillable if args.fill_near else preview.proposed_to_fill
        if not args.json:
            _tell(preview)
        if args.dry_run:
            if args.json:
                as_json({"rows": _rows(preview), "left_aside": preview.aside})
            else:
                filled = f" and {len(fill)} filled in" if fill else ""
                say(f"Nothing was written; {len(lines)} rows would be taken{filled}.")
            return OK
        report, _ = imports.take(ws, preview, lines, fill)
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
            "fills": [part.told for part in row.filling.parts],
            "notes": list(row.notes),
        }
        for row in preview.rows
    ]


def _counts(report: ImportReport) -> dict[str, int]:
    return {name: len(getattr(report, name)) for name in ("taken", "changed", "filled", "left", "refused")}


def _list(args: argparse.Namespace) -> int:
    from stemtracker.services import activities

    with opened(args.record, read_only=True) as ws:
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

    by_name = {".xlsx": "xlsx", ".csv": "csv", ".ics": "calendar", exports.ARCHIVE_SUFFIX: "archive"}
    kind = args.format or by_name.get(args.out.suffix.casefold())
    if kind is None:
        text = f"Name it FILE.xlsx, FILE.csv, FILE.ics or FILE{exports.ARCHIVE_SUFFIX}, or say it with --format."
        raise Refused.at("--out", text)
    with opened(args.record, read_only=True) as ws:
        if kind == "archive":
            exports.archive(ws, args.out)
            say(f"{args.out} holds the whole record, private notes included. Keep it to yourself.")
        elif kind == "calendar":
            count = deadlines.calendar(ws, args.out)
            say(f"{args.out} holds {count} {'deadline' if count == 1 else 'deadlines'} for your calendar.")
        else:
            (exports.log_xlsx if kind == "xlsx" else exports.log_csv)(ws, args.out)
            say(f"{args.out} holds the log, without anything private.")
    return OK


def _sample(args: argparse.Namespace) -> int:
    from stemtracker.services import sample, workspace

    workspace.close(sample.build(args.file))
    say(f"{args.file} is ready: a made-up record to look around in.")
    return OK
