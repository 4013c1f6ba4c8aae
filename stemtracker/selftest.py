"""What `--self-test` runs, from source and in the frozen program: the main job once, on a record of its own.

Each step prints its name and how it went; the exit code is 0 when all went well. Nothing outside a
temporary folder is touched. Called by `cli`; uses services and the window, like a person would.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import __version__, clock, paths
from stemtracker.domain.activity import Activity, Status, TopicShare
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

ICONS = 10
PATIENCE = 120


class Fault(Exception):  # noqa: N818 - a finding, not an error of the program's own making
    """A step did not give what it must."""


def _must(holds: bool, what: str) -> None:  # noqa: FBT001 - reads like a sentence
    if not holds:
        raise Fault(what)


@dataclass
class Trial:
    """What the steps hand on to each other."""

    folder: Path
    opened: list[Workspace] = field(default_factory=list)
    credential: str = ""

    @property
    def ws(self) -> Workspace:
        """The trial's record."""
        _must(bool(self.opened), "there is no record, since an earlier step failed")
        return self.opened[0]


def _resources(_trial: Trial) -> str:
    for name in ("vocabulary.toml", "rules", "icons", "lenses", "sample.toml", "sample_growth.toml"):
        _must(paths.resource(name).exists(), f"{paths.resource(name)} is missing")
    icons = len(list(paths.resource("icons").glob("*.svg")))
    _must(icons >= ICONS, f"only {icons} icons")
    return f"{icons} icons"


def _packs(_trial: Trial) -> str:
    from stemtracker.services import beginning

    packs = beginning.packs()
    choices = packs.choices
    _must(any(choice.id == "US-TX.teacher" for choice in choices), "the Texas pack is missing")
    for choice in choices:
        packs.questions(choice.id)
    return ", ".join(choice.id for choice in choices)


def _record(trial: Trial) -> str:
    from stemtracker.services import credentials, workspace

    path = trial.folder / "Trial.stemtracker"
    ws = workspace.create(path, Educator(name="Trial Educator"))
    trial.opened.append(ws)
    license_ = Credential(id="trial", title="Standard certificate", pack_id="US-TX.teacher", authority="Trial")
    expiry = date(clock.today().year + 1, 6, 30)
    trial.credential, _ = credentials.add(ws, license_, expiry, {})
    return f"{path.stat().st_size // 1024} KB"


def _activity(trial: Trial) -> str:
    from stemtracker.services import activities

    day = clock.today() - timedelta(days=30)
    title = "Lab safety and inquiry"
    one = Activity(
        id=activities.new_id(),
        title=title,
        start=day,
        end=day,
        kind=trial.ws.vocabulary.choices("kind")[0].id,
        measure=Measure.minutes(90),
        topics=(TopicShare(trial.ws.vocabulary.choices("topic")[0].id),),
        status=Status.ATTENDED,
    )
    activities.save(trial.ws, one)
    activities.save(trial.ws, replace(one, title=title + " II"))
    found = activities.ids(trial.ws, activities.LogQuery(text="safety inq"))
    _must(found == (one.id,), f"the search found {found!r}")
    _must(activities.get(trial.ws, one.id).title == title + " II", "the change was not kept")
    return "saved, changed, found"


def _verdict(trial: Trial) -> str:
    from stemtracker.services import renewal

    answer = renewal.assess(trial.ws, trial.credential)
    _must(answer.verdict in set(Verdict), "no verdict")
    _must(bool(answer.lines), "no line was judged")
    _must(all(line.reasons for line in answer.lines), "a line without a reason")
    return f"{answer.verdict}, {len(answer.nodes)} needs"


def _transcript(trial: Trial) -> str:
    from stemtracker.services import papers

    pdf = papers.transcript(trial.ws, papers.TranscriptOptions(form="long", span="all"))
    _must(pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF"), "that is no PDF")
    (trial.folder / "Transcript.pdf").write_bytes(pdf)
    return f"{len(pdf) // 1024} KB"


def _spreadsheet(trial: Trial) -> str:
    from stemtracker.services import exports, imports

    path = trial.folder / "Log.xlsx"
    written = exports.log_xlsx(trial.ws, path)
    sheet = imports.read(path)
    _must(len(sheet.rows) == written, f"{written} rows were written and {len(sheet.rows)} read")
    shown = imports.preview(trial.ws, sheet, imports.guess(sheet, trial.ws.vocabulary))
    _must(not shown.proposed, "the log's own table is new to it")
    return f"{path.stat().st_size // 1024} KB"


def _merged(trial: Trial) -> str:
    import pikepdf

    from stemtracker.exchange import binder

    front = (trial.folder / "Transcript.pdf").read_bytes()
    piece = binder.Piece("1", "Certificate", "application/pdf", 1, lambda: front)
    with (trial.folder / "Packet.pdf").open("wb") as out:
        pages = binder.bind(
            out, front, bookmarks=(), pieces=(piece,), stamps=lambda _places: front, sheet="letter", progress=_unwatched
        )
    with pikepdf.open(trial.folder / "Packet.pdf") as packet:
        _must(pages == len(packet.pages) > 1, f"two papers in one have {pages} pages")
    return f"{pages} pages"


def _unwatched(_done: int, _total: int) -> None:
    """Nobody looks on."""


def _window(trial: Trial) -> str:
    from stemtracker import app
    from stemtracker.services import workspace

    while trial.opened:
        workspace.close(trial.opened.pop())
    title = app.trial_window(trial.folder / "Trial.stemtracker")
    _must("Trial" in title, f"the window is titled {title!r}")
    return title


STEPS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("resources", _resources),
    ("rule packs", _packs),
    ("new record", _record),
    ("activity", _activity),
    ("verdict", _verdict),
    ("transcript", _transcript),
    ("spreadsheet", _spreadsheet),
    ("two papers in one", _merged),
    ("window", _window),
)


@contextmanager
def _own_place() -> Iterator[Path]:
    """A folder of the trial's own, which is also the program's home as long as the trial lasts."""
    before = {name: os.environ.get(name) for name in ("STEMTRACKER_HOME", "QT_QPA_PLATFORM")}
    with tempfile.TemporaryDirectory(prefix="stemtracker-self-test-", ignore_cleanup_errors=True) as folder:
        os.environ["STEMTRACKER_HOME"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def run() -> int:
    """Run every step, say how each went, and answer 0 when all went well."""
    frozen = " (frozen)" if getattr(sys, "frozen", False) else ""
    print(f"STEM Tracker {__version__}{frozen}, Python {sys.version.split()[0]}, {sys.platform}")
    failed = 0
    # Whatever waits for a person that is not there ends the process, and says where it waited.
    if sys.stderr is not None:  # a program without a terminal has none
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
    with _own_place() as folder:
        trial = Trial(folder)
        for name, step in STEPS:
            try:
                print(f"  ok    {name}: {step(trial)}", flush=True)
            except Exception as error:  # noqa: BLE001 - whatever went wrong is the finding
                failed += 1
                print(f"  FAIL  {name}: {error or type(error).__name__}", flush=True)
                if not isinstance(error, Fault):
                    traceback.print_exc()
        _close(trial)
    faulthandler.cancel_dump_traceback_later()
    print(f"self-test: {len(STEPS) - failed} of {len(STEPS)} steps went well")
    return 1 if failed else 0


def _close(trial: Trial) -> None:
    if trial.opened:
        from stemtracker.services import workspace

        workspace.close(trial.opened.pop())
