"""`assess` and `packs`: what a rule says of a record, or of plain files without one.

Neighbors: `rules` does the work; `exchange` reads the files; `answers` tells the verdict in words.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stemtracker import clock, paths
from stemtracker.cli import arguments, pack_told, rule_texts
from stemtracker.cli.output import as_json, complain, say
from stemtracker.errors import Problem, Refused

if TYPE_CHECKING:
    from stemtracker.domain.assessment import Assessment
    from stemtracker.domain.credential import ClosedCycle, FactValue
    from stemtracker.domain.periods import Period
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.exchange.draft import Draft
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import Pack

OK, REFUSED, USAGE = 0, 1, 2


class DayFact(NamedTuple):
    """A day that any pack may count from, answered in the holder file whether or not a pack asks it."""

    name: str
    type: str = "date"
    choices: tuple[str, ...] = ()
    years: None = None


_DAYS = tuple(DayFact(name) for name in ("issue", "first_issue", "plan_start", "hire", "expiry"))


def add_to(commands: Any) -> None:
    """Add the sub-commands."""
    assess = commands.add_parser(
        "assess",
        help="say where a credential stands, and why",
        description="Say where a credential stands under a rule pack, and why: for a record, or for plain files.",
    )
    assess.add_argument(
        "--record", type=Path, metavar="FILE", help="a record; without it, give --pack and --activities"
    )
    assess.add_argument("--credential", metavar="ID", help="only this credential of the record (id or title)")
    assess.add_argument("--pack", action="append", default=[], metavar="ID", help="a rule pack by id, or its TOML file")
    assess.add_argument(
        "--overlay", action="append", default=[], metavar="FILE.toml", help="what changes one of the packs"
    )
    assess.add_argument("--activities", type=Path, metavar="FILE.csv", help="the activities")
    assess.add_argument("--holder", type=Path, metavar="FILE.json", help="the facts that the pack asks for")
    assess.add_argument("--history", type=Path, metavar="FILE.json", help="closed cycles, as a JSON list")
    assess.add_argument(
        "--cycle",
        action="append",
        default=[],
        type=arguments.cycle,
        metavar="START..END",
        help="the cycle (PACK=START..END for one of several packs)",
    )
    assess.add_argument("--filed", type=arguments.day, metavar="DATE", help="the day of filing")
    assess.add_argument("--as-of", type=arguments.day, metavar="DATE", help="the day of the answer (default: today)")
    assess.add_argument("--json", action="store_true", help="answer as JSON")
    assess.set_defaults(run=_assess)
    packs = commands.add_parser("packs", help="list, show or check rule packs").add_subparsers(
        dest="what", required=True, metavar="list|show|check|install"
    )
    listed = packs.add_parser("list", help="all packs")
    listed.add_argument("--record", type=Path, metavar="RECORD", help="as that record goes by them")
    listed.add_argument("--json", action="store_true", help="as JSON")
    listed.set_defaults(run=_list)
    show = packs.add_parser("show", help="what a pack asks, and its sources")
    show.add_argument("pack", metavar="ID", help="a pack's id, or its TOML file")
    show.add_argument("--json", action="store_true", help="as JSON")
    show.set_defaults(run=_show)
    check = packs.add_parser("check", help="every mistake in a pack's file, with the remedy")
    check.add_argument("file", type=Path, metavar="FILE.toml")
    check.set_defaults(run=_check)
    rule_texts.add_to(packs)


def library() -> Library:
    """The shipped packs and the user's own; what is wrong with one of those is said."""
    from stemtracker.rules.library import Library

    found = Library.load([paths.resource("rules"), paths.own_packs()])
    complain(*(f"{problem.field}: {problem.message}" for problem in found.problems))
    return found


def vocabulary() -> Vocabulary:
    """The shipped words."""
    from stemtracker.domain import vocabulary as words

    return words.parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))


def pack_of(name: str, shelf: Library, given: Sequence[Pack] = ()) -> Pack:
    """A pack by its id, or read from its file; an overlay is one on a given pack, or on one of the shelf."""
    if not name.casefold().endswith(".toml") or name in shelf.packs:
        return shelf.pack(name)
    pack, problems = _read(Path(name), shelf, given)
    if pack is None:
        raise Refused(*problems)
    return pack


def _read(path: Path, shelf: Library, given: Sequence[Pack] = ()) -> tuple[Pack | None, tuple[Problem, ...]]:
    import tomllib

    from stemtracker.exchange.tabular import read_bytes
    from stemtracker.rules.load import read_pack

    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused.at(path.name, "This file is no UTF-8 text; save it as such.") from None
    try:
        head = tomllib.loads(text).get("pack")
        changes = head.get("changes") if isinstance(head, dict) else None
    except (ValueError, RecursionError):
        changes = None
    known = {**shelf.packs, **{pack.id: pack for pack in given}} if changes else {}
    base = known.get(changes) if isinstance(changes, str) else None
    return read_pack(text, path.name, vocabulary(), base)


def _assess(args: argparse.Namespace) -> int:
    if args.record:
        plain = ("pack", "overlay", "activities", "holder", "history", "cycle", "filed")
        if any(getattr(args, name) for name in plain):
            complain("--record has its own packs, activities, facts, cycles and filing; leave those options out.")
            return USAGE
        answers = _of_record(args.record, args.credential, args.as_of)
    elif not args.pack or not args.activities:
        complain("Give --record FILE, or --pack ID and --activities FILE.csv (see stemtracker assess --help).")
        return USAGE
    elif twice := _twice(args):
        complain(twice)
        return USAGE
    else:
        answers = _of_files(args)
    if args.json:
        from stemtracker.exchange import answer_json

        as_json(answer_json.answers(answers))
    else:
        from stemtracker.cli.answers import tell

        for answer in answers:
            tell(answer)
    return OK


def _twice(args: argparse.Namespace) -> str:
    """What is wrong where a pack, or the cycle of one, is given twice."""
    for option, given in (
        ("--pack", args.pack),
        ("--overlay", args.overlay),
        ("--cycle", [pack for pack, _span in args.cycle]),
    ):
        for name in given:
            if given.count(name) > 1:
                words = f" for {name}" if name and option == "--cycle" else f" {name}" if name else ""
                return f"{option}{words} is given twice; keep one."
    return ""


def _of_record(path: Path, wanted: str | None, as_of: date | None) -> tuple[Assessment, ...]:
    from stemtracker.services import credentials, renewal, workspace

    ws = workspace.open_record(path, read_only=True)
    try:
        found = [
            c for c in credentials.list_credentials(ws) if not wanted or wanted in (c.id, c.title, c.number, c.pack_id)
        ]
        if not found:
            raise Refused.at(
                "credential",
                f"The record has no credential “{wanted}”." if wanted else "The record has no credential yet; add one.",
            )
        return tuple(renewal.assess(ws, c.id, as_of=as_of) for c in found)
    finally:
        workspace.close(ws)


def _of_files(args: argparse.Namespace) -> tuple[Assessment, ...]:
    from stemtracker.exchange import activities_csv, history_json, holder_json
    from stemtracker.exchange.tabular import read_bytes
    from stemtracker.rules.assess import Case, assess
    from stemtracker.rules.load import effective

    shelf = library()
    packs = tuple(pack_of(name, shelf) for name in args.pack)
    overlays = tuple(pack_of(name, shelf, packs) for name in args.overlay)
    _require_pairs(packs, overlays)
    laid = [effective(pack, [o for o in overlays if o.changes == pack.id])[0] for pack in packs]
    wrong: list[Problem] = []
    facts: dict[str, FactValue] = {}
    if args.holder:
        specs = [spec for pack in laid for spec in pack.facts.values()]
        facts, strange = _kept(wrong, lambda: holder_json.facts(read_bytes(args.holder), (*specs, *_DAYS)), ({}, ()))
        complain(*strange)
    history: tuple[ClosedCycle, ...] = ()
    if args.history:
        known = {*shelf.ids(), *(pack.id for pack in packs)}
        history = _kept(wrong, lambda: history_json.cycles(read_bytes(args.history), known), ())
    units = [unit for pack in laid for unit in pack.units]
    names = [name for pack in laid for name in pack.line_questions]
    empty = activities_csv.ActivitiesFile(())
    file = _kept(wrong, lambda: activities_csv.read(args.activities, vocabulary(), units, names), empty)
    complain(*file.warnings)
    wrong.extend(_strange_pins(file.drafts, {pack.id: pack for pack in (*shelf.packs.values(), *laid)}, laid))
    lines = _kept(wrong, lambda: activities_csv.lines(file), ())
    if wrong:
        raise Refused(*wrong)
    today = args.as_of or clock.today()
    case = Case(
        packs=packs,
        overlays=overlays,
        facts={name: value for name, value in facts.items() if name != "expiry"},
        history=history,
        ledger=lines,
        cycles=_cycles(packs, dict(args.cycle), facts, args.filed or today),
        filing=args.filed,
        today=today,
        credentials={pack.id: pack.id for pack in packs},
    )
    return assess(case)


def _require_pairs(packs: Sequence[Pack], overlays: Sequence[Pack]) -> None:
    """Each pack is one, and each overlay changes one of them."""
    wrong = [
        Problem("pack", f"“{p.id}” changes the pack “{p.changes}”; give it with --overlay.") for p in packs if p.changes
    ]
    wrong += [Problem("overlay", f"“{o.id}” changes no pack; give it with --pack.") for o in overlays if not o.changes]
    wrong += [
        Problem("overlay", f"“{o.id}” changes the pack “{o.changes}”; give that as well.")
        for o in overlays
        if o.changes and all(o.changes != pack.id for pack in packs)
    ]
    if wrong:
        raise Refused(*wrong)


def _strange_pins(drafts: Iterable[Draft], known: Mapping[str, Pack], given: Sequence[Pack]) -> list[Problem]:
    """Pins to needs that there are not; one to a pack that is not at hand can't be checked, and does nothing."""
    every = sorted({need for pack in given for need in pack.needs})
    found: list[Problem] = []
    for draft in drafts:
        for name, need in draft.pins.items():
            if need == "none" or (name and name not in known):
                continue
            needs = sorted(known[name].needs) if name else every
            if need.partition("/")[0] not in needs:  # of what is asked for each of several it may be one
                of = f" of {name}" if name else ""
                words = f"“{need}” is no need{of}; use one of {', '.join(needs)}, or none."
                found.append(Problem(f"line {draft.line}, pin", words))
    return found


def _kept(wrong: list[Problem], read: Any, otherwise: Any) -> Any:
    """What is read, or otherwise, with the problems kept: a file's mistakes are told together with the others'."""
    try:
        return read()
    except Refused as why:
        wrong.extend(why.problems)
        return otherwise


def _cycles(
    packs: Sequence[Pack], given: dict[str, Period], facts: dict[str, FactValue], day: date
) -> dict[str, Period]:
    """A cycle for each pack: the one given, else by the printed expiry, else the pack's own length up to that day."""
    from stemtracker.rules.clock import propose_cycle

    for name in given:
        if name and name not in {pack.id for pack in packs}:
            raise Refused.at("cycle", f"A cycle is given for “{name}”, which is none of the packs.")
    cycles: dict[str, Period] = {}
    for pack in packs:
        span = given.get(pack.id) or given.get("")
        if span is None:
            expiry = facts.get("expiry")
            span = propose_cycle(pack, expiry if isinstance(expiry, date) else day, facts)
            complain(f"No cycle is given for {pack.id}; taken as {span.start}..{span.end}.")
        cycles[pack.id] = span
    return cycles


def _list(args: argparse.Namespace) -> int:
    if args.record:
        return rule_texts.list_of(args.record, json=args.json)
    shelf = library()
    packs = [shelf.pack(id_) for id_ in shelf.ids()]
    if args.json:
        keys = ("id", "title", "authority", "jurisdiction", "confidence", "hash")
        as_json([{**{key: getattr(p, key) for key in keys}, "checked": p.checked.isoformat()} for p in packs])
    else:
        for pack in packs:
            say(f"{pack.id}: {pack.title} ({pack.authority}), checked {pack.checked}")
    return OK


def _show(args: argparse.Namespace) -> int:
    pack = pack_of(args.pack, library())
    if args.json:
        as_json(pack_told.plainly(pack))
    else:
        pack_told.tell(pack)
    return OK


def _check(args: argparse.Namespace) -> int:
    pack, problems = _read(args.file, library())
    complain(*(f"{problem.field}: {problem.message}" for problem in problems))
    if pack is None:
        say(f"{args.file.name}: {len(problems)} mistake{'s' if len(problems) != 1 else ''}.")
        return REFUSED
    say(f"{args.file.name}: no mistakes. {pack.title} ({pack.id}), {len(pack.needs)} needs, {len(pack.facts)} facts.")
    return OK
