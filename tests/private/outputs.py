"""Every shared output with what it may show of a record: papers, exports, what commands write and say.

The places are those of `planted`. Neighbors: `test_private_shared` makes each and looks; `test_private_doors` fails
where the program has a way out that is not here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import product
from pathlib import Path
from typing import NamedTuple

from stemtracker import cli, paths
from stemtracker.domain import explanation
from stemtracker.services import credentials, exports, matrix, packets, papers, portfolios, renewal, workspace
from stemtracker.services.packets import PacketOptions
from stemtracker.services.papers import TranscriptOptions
from stemtracker.services.portfolios import PortfolioOptions
from stemtracker.services.workspace import Workspace


def _of(names: Collection[str], fields: str) -> frozenset[str]:
    return frozenset(f"{name}.{field}" for name, field in product(names, fields.split()))


#: Activities of the open cycles, and all that stand in the log.
NOW = {"activity", "activity in own units", "refused activity"}
ALL = {*NOW, "past activity"}
LINES = "title provider provider_number place"
HOLDER = _of({"position"}, "title employer school") | _of({"identifier"}, "authority label value")
HOLDER |= {"educator.name", "former name"}
LICENSE = "title authority number area"
#: What a district adds to the rules: asked on every paper, explained on those that tell the rules.
ADDED = _of({"additions"}, "need question source address remark")
RULES = {*ADDED, "additions.reason"}
#: What was added when the past cycle was renewed, and was taken away since.
ADDED_THEN = _of({"past additions"}, "need source address remark reason")
SHORT = HOLDER | _of({"license", "Texas license"}, LICENSE) | {"additions.need", "additions.question"}
EVIDENCE = {"evidence.title", "note.title", "page.title"}
LONG = SHORT | RULES | EVIDENCE | {"own kind", "own topic", "unit"}
TABLE = _of(ALL, f"id {LINES} zone grade course approved_by network description answer")
TABLE |= {f"{name}.answer's name" for name in ALL} | {"own kind", "own topic", "unit", "series", "pin"}


class Output(NamedTuple):
    """Makes the files, of a record and in a folder, and names the places that they show."""

    make: Callable[[Path, Path], list[bytes]]
    shows: Collection[str]


def paper(shows: Collection[str], *, past: bool = False, **options: str | int | bool) -> Output:
    """A transcript with its proposed name and what it says of its letters."""

    def make(record: Path, _folder: Path) -> list[bytes]:
        with _opened(record) as ws:
            cycles = (cycle for one in credentials.list_credentials(ws) for cycle in credentials.cycles(ws, one.id))
            closed = next(cycle.id for cycle in cycles if cycle.closed) if past else None
            made = papers.make(ws, TranscriptOptions(cycle_id=closed, **options))  # type: ignore[arg-type]
        return [made.pdf, made.stem.encode(), repr(made.unprintable).encode()]

    return Output(make, shows)


def portfolio(record: Path, _folder: Path) -> list[bytes]:
    """The portfolio through each lens, and what is missing of it."""
    with _opened(record) as ws:
        data = [portfolios.gather(ws, PortfolioOptions(lens.id)) for lens in portfolios.shipped()]
    made = [portfolios.draw(one) for one in data]
    told = repr([(one.stem, one.unprintable) for one in made])
    return [*(one.pdf for one in made), told.encode(), repr([portfolios.missing(one) for one in data]).encode()]


def packet(record: Path, folder: Path) -> list[bytes]:
    """The packet of the first license with its evidence, and what is said of it before."""
    with _opened(record) as ws:
        data = packets.gather(ws, PacketOptions(credentials.list_credentials(ws)[0].id))
        packets.save(ws, data, folder / "packet.pdf")
    made = packets.draw(data)
    told = repr((made.stem, made.unprintable, packets.missing(data)))
    return [(folder / "packet.pdf").read_bytes(), made.pdf, told.encode()]


@contextmanager
def _opened(record: Path) -> Iterator[Workspace]:
    ws = workspace.open_record(record, read_only=True)
    try:
        yield ws
    finally:
        workspace.close(ws)


def table(record: Path, folder: Path) -> list[bytes]:
    """The log as a table."""
    with _opened(record) as ws:
        exports.log_csv(ws, folder / "log.csv")
    return [(folder / "log.csv").read_bytes()]


def book(record: Path, folder: Path) -> list[bytes]:
    """The log as a workbook."""
    with _opened(record) as ws:
        exports.log_xlsx(ws, folder / "log.xlsx")
    return [(folder / "log.xlsx").read_bytes()]


def command(shows: Collection[str], *arguments: str) -> Output:
    """What a command writes into OUT, and what it says. LOG is a table of the record's own log, COPY a copy of it."""

    def make(record: Path, folder: Path) -> list[bytes]:
        told, out = folder / "told", folder / "out"
        out.mkdir()
        if "LOG" in arguments:
            table(record, folder)
        shutil.copyfile(record, folder / "copy.stemtracker")
        places = {"RECORD": record, "OUT": out, "LOG": folder / "log.csv", "COPY": folder / "copy.stemtracker"}
        places |= {"NEW": folder / "new.stemtracker", "RULES": folder / "rules.toml"}
        shipped = (paths.resource("rules") / "generic.toml").read_text(encoding="utf-8")
        asks_less = shipped.replace('amount = "total"', 'amount = "total / 2"')
        places["RULES"].write_text(asks_less, encoding="utf-8")
        given = [next((a.replace(k, str(v)) for k, v in places.items() if a.startswith(k)), a) for a in arguments]
        return [_said(given, told).replace(str(record).encode(), b""), *(_unfolded(file) for file in out.iterdir())]

    return Output(make, shows)


def _unfolded(file: Path) -> bytes:
    """The file; the lines of a calendar as they are meant, not as they are broken."""
    return file.read_bytes().replace(b"\r\n ", b"") if file.suffix == ".ics" else file.read_bytes()


def _said(given: list[str], told: Path) -> bytes:
    """What it wrote to its output and its error output."""
    with told.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        status = cli.main(given)
    assert status == 0, told.read_text(encoding="utf-8")
    return told.read_bytes()


def explanations(record: Path, _folder: Path) -> list[bytes]:
    """What the Renewal page copies as text: each license, each need of it, each activity."""
    told: list[str] = []
    with _opened(record) as ws:
        for one in credentials.list_credentials(ws):
            for cycle in credentials.cycles(ws, one.id):
                found = renewal.view(ws, one.id, cycle.id)
                answer, days = found.assessment, found.days
                told.append(explanation.of_credential(answer, days))
                told += [explanation.of_need(answer, node, days) for node in answer.nodes]
                told += [explanation.of_line(answer, line, days) for line in answer.lines]
    return [text.encode() for text in told]


def side_by_side(record: Path, _folder: Path) -> list[bytes]:
    """What the Renewal page copies as a table: each activity of the open cycles at each license."""
    with _opened(record) as ws:
        return [matrix.as_table(matrix.matrix(ws)).encode()]


TITLES = _of(ALL, "title")
PAPERS = {
    "long transcript": paper(LONG | {"pin"} | _of(ALL, LINES), form="long", span="all"),
    "long transcript without what does not count": paper(
        LONG | _of(ALL, LINES), form="long", span="all", include_refused=False
    ),
    "long transcript of the cycles": paper(LONG | {"pin"} | _of(NOW, LINES), form="long", page="A4"),
    "long transcript of a year": paper(
        SHORT | RULES | _of({"past activity"}, LINES), form="long", span="calendar", year=2020
    ),
    "long transcript of a past cycle": paper(
        HOLDER | ADDED_THEN | _of({"license"}, LICENSE) | _of({"past activity"}, LINES), form="long", past=True
    ),
    "short transcript": paper(SHORT, form="short"),
    "short transcript of all": paper(SHORT, form="short", span="all"),
    "short transcript of a past cycle": paper(
        HOLDER | _of({"license"}, LICENSE) | {"past additions.need"}, form="short", past=True
    ),
}
PACKET_MADE = ("report", "packet", "RECORD", "--out", "OUT/paper.pdf", "--license", "generic")
PACKET = RULES | EVIDENCE | _of(NOW, LINES) | _of({"license"}, LICENSE) | _of({"identifier"}, "authority label value")
PACKET |= {"educator.name", "former name", "own kind", "own topic", "unit", "pin"}
PORTFOLIO = (
    EVIDENCE | _of({"license", "Texas license"}, "title authority area") | _of({"position"}, "title employer school")
)
PORTFOLIO |= _of({"activity", "refused activity"}, "title provider") | {"educator.name", "own kind", "held role"}
PORTFOLIO |= _of({"role"}, "title organization duties led_by selected_by")
PORTFOLIO |= _of({"contribution"}, "title place description link")
PORTFOLIO |= (
    _of({"membership"}, "title asked gave led_to") | _of({"goal"}, "title why standard step") | {"effect.title"}
)
PORTFOLIO |= _of({"pairing"}, "title goal program confirmed_by shared_notes") | {"preparation.title"}
PAPERS |= {"portfolio": Output(portfolio, PORTFOLIO), "packet": Output(packet, PACKET)}
EXPORTS = {"table of the log": Output(table, TABLE), "workbook of the log": Output(book, TABLE)}
#: The activity that waits for something, and the licenses.
DEADLINES = {"activity in own units.title", "unit", "license.title", "Texas license.title"}
ASSESSED = TITLES | _of(ALL, "id") | {"pin"}
EXPLAINED = TITLES | RULES | ADDED_THEN | {"past additions.question", "pin"}
COPIED = {
    "explanations": Output(explanations, EXPLAINED | _of({"license", "Texas license"}, "title")),
    "licenses side by side": Output(side_by_side, _of(NOW, "title") | _of({"license", "Texas license"}, "title")),
}
KNOWN_RULES = _of({"own rules", "additions", "past additions"}, "id title")
#: By the words of the command.
COMMANDS = {
    "list": [
        command(TITLES | {"own kind", "unit"}, "list", "RECORD"),
        command(_of(ALL, "id title provider") | {"own kind", "own topic", "unit"}, "list", "RECORD", "--json"),
    ],
    "export": [
        command(TABLE, "export", "RECORD", "--out", "OUT/log.csv"),
        command(TABLE, "export", "RECORD", "--out", "OUT/log.xlsx"),
        command(DEADLINES, "export", "RECORD", "--out", "OUT/deadlines.ics"),
    ],
    "report transcript": [
        command(LONG | {"pin"} | _of(NOW, LINES), "report", "transcript", "RECORD", "--out", "OUT/paper.pdf"),
        command(SHORT, "report", "transcript", "RECORD", "--out", "OUT/paper.pdf", "--form", "short"),
    ],
    "report portfolio": [
        command(PORTFOLIO, "report", "portfolio", "RECORD", "--out", "OUT/paper.pdf", "--missing"),
        command(PORTFOLIO, "report", "portfolio", "RECORD", "--out", "OUT/paper.pdf", "--missing", "--json"),
    ],
    "report packet": [
        command(PACKET, *PACKET_MADE, "--missing"),
        command(PACKET, *PACKET_MADE, "--json"),
    ],
    "assess": [
        command(ASSESSED | ADDED, "assess", "--record", "RECORD"),
        command(
            ASSESSED | RULES | _of({"license", "Texas license"}, "title"), "assess", "--record", "RECORD", "--json"
        ),
    ],
    "packs list": [
        command(KNOWN_RULES, "packs", "list", "--record", "RECORD"),
        command(KNOWN_RULES, "packs", "list", "--record", "RECORD", "--json"),
    ],
    "packs install": [
        command({"license.title"}, "packs", "install", "RULES", "--record", "RECORD", "--dry-run"),
    ],
    "import": [
        command({f"{name}.answer's name" for name in ALL} | {"unit"}, "import", "RECORD", "LOG", "--dry-run"),
    ],
    "backup": [command((), "backup", "RECORD"), command((), "backup", "RECORD", "--json")],
    "restore": [
        command((), "restore", "RECORD", "--from", "COPY", "--dry-run"),
        command({"file name"}, "restore", "RECORD", "--from", "COPY", "--json"),
    ],
    "check": [
        command((), "check", "RECORD"),
        command((), "check", "RECORD", "--repair", "--json"),
        command((), "check", "RECORD", "--rescue", "NEW"),
    ],
}
#: Commands that say nothing of a record, or make a new one of what they are given.
WITHOUT_A_RECORD = {"new", "sample", "packs show", "packs check"}
SHARED = {
    **PAPERS,
    **EXPORTS,
    **COPIED,
    **{f"{name} {n}": output for name, several in COMMANDS.items() for n, output in enumerate(several, 1)},
}
