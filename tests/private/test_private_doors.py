"""Nothing new leaves the record unseen: every way out of the program is named here with what looks at it.

A paper, a command, or a module that begins to write, log, print or propose names fails a test below until someone
says what passes there, and for what is shared, puts it among the `outputs`.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import doors
import outputs
import pytest

import stemtracker.reports
import stemtracker.services
from stemtracker import cli

#: Shared: looked at word by word in these tests.
OUTPUTS, WINDOW = "test_private_shared.py", "test_private_window.py"
#: What is the owner's own holds everything, and lies where only the owner put it.
OWN = "own: the record, or a copy of it or of a part, for its owner"
#: Names of files and folders that a person chose, kinds of trouble, ids.
NOTHING = "nothing of what a record holds"

THROUGH = {
    "cli/__init__.py": (OUTPUTS, "file terminal"),
    "cli/answers.py": (OUTPUTS, "terminal"),
    "cli/backups.py": (OUTPUTS, "terminal"),
    "cli/check.py": (OUTPUTS, "terminal"),
    "cli/output.py": (OUTPUTS, "file terminal"),
    "cli/pack_told.py": (NOTHING, "terminal"),
    "cli/records.py": (OUTPUTS, "terminal"),
    "cli/reports.py": (OUTPUTS, "terminal"),
    "cli/rule_texts.py": (OUTPUTS, "terminal"),
    "cli/rules.py": (OUTPUTS, "terminal"),
    "db/copies.py": (OWN, "file"),
    "db/lock.py": (WINDOW, "file"),
    "db/record.py": (OWN, "file"),
    "db/rescue.py": (OWN, "file"),
    "db/siblings.py": (OWN, "file"),
    "db/upgrades.py": (OWN, "file log"),
    "db/wreck.py": (OWN, "file"),
    "exchange/archive.py": (OWN, "file"),
    "exchange/binder.py": (OUTPUTS, "file"),
    "exchange/calendar.py": (OUTPUTS, "file"),
    "exchange/files.py": (OUTPUTS, "file"),
    "selftest.py": (NOTHING, "file terminal"),
    "services/backup_files.py": (NOTHING, "log"),
    "services/backup_memory.py": (WINDOW, "file log"),
    "services/backup_places.py": (NOTHING, "log"),
    "services/backups.py": (NOTHING, "log"),
    "services/crashes.py": (WINDOW, "file log"),
    "services/drafts.py": (OWN, "file log"),
    "services/evidence.py": (OWN, "file"),
    "services/exports.py": (OUTPUTS, "file"),
    "services/packets.py": (OUTPUTS, "file"),
    "services/papers.py": (OUTPUTS, "file"),
    "services/settings.py": (WINDOW, "file log"),
    "ui/clipboard.py": (OUTPUTS, "clipboard"),
    "ui/crash.py": (WINDOW, "clipboard log"),
    "ui/dialogs.py": (NOTHING, "system"),
    "ui/forms/drafts.py": (NOTHING, "log"),
    "ui/imports/window.py": (NOTHING, "title"),
    "ui/main_window.py": (WINDOW, "title"),
    "ui/merging/window.py": (NOTHING, "title"),
    "ui/pages/documents/page.py": (WINDOW, "name"),
    "ui/pages/documents/printing.py": (WINDOW, "printer"),
    "ui/pages/home/page.py": (WINDOW, "name"),
    "ui/pages/log/preview.py": (OWN, "name"),
    "ui/pages/record/backups.py": (NOTHING, "name"),
    "ui/pages/record/transfer.py": (WINDOW, "name"),
    "ui/record_file.py": (OWN, "name"),
    "ui/rules/editor.py": (NOTHING, "title"),
    "ui/rules/moving.py": (NOTHING, "title"),
    "ui/style.py": (NOTHING, "file"),
    "ui/trouble/rescue_report.py": (NOTHING, "title"),
    "ui/trouble/watch.py": (OWN, "name"),
    "ui/widgets/sheet.py": (NOTHING, "title"),
    "ui/wizard/existing.py": (OWN, "name"),
    "ui/wizard/rest.py": (OWN, "name"),
}
#: What services hand out that is no part of the record's own shape: finished files, pictures, texts to pass on.
HANDED_OUT = {
    "backups.make": OWN,
    "backups.make_of": OWN,
    "evidence.content": OWN,
    "evidence.preview": OWN,
    "packets.draw": OUTPUTS,
    "papers.make": OUTPUTS,
    "papers.draw": OUTPUTS,
    "papers.transcript": OUTPUTS,
    "papers.picture": WINDOW,
    "portfolios.draw": OUTPUTS,
}
#: Every paper by the function that lays it out, and the outputs that show it.
LAID_OUT = {
    "packet.paper": "packet",
    "portfolio.paper": "portfolio",
    "transcript.long_form": "long transcript",
    "transcript.short_form": "short transcript",
}


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("path.write_text(words)", "file"),
        ("open(name, 'w')", "file"),
        ("path.open('ab')", "file"),
        ("path.open(mode='x')", "file"),
        ("os.open(name, os.O_CREAT | os.O_WRONLY)", "file"),
        ("with files.written(path) as file: pass", "file"),
        ("tempfile.TemporaryDirectory()", "file"),
        ("QGuiApplication.clipboard().setText(words)", "clipboard"),
        ("QPrinter()", "printer"),
        ("print(words)", "terminal"),
        ("_log.warning(words)", "log"),
        ("window.setWindowTitle(words)", "title"),
        ("dialogs.save_file(words, path)", "name"),
        ("subprocess.run(words)", "system"),
    ],
)
def test_a_door_is_seen(source: str, kind: str) -> None:
    assert doors.of(source) == {kind}


@pytest.mark.parametrize("source", ["path.read_text()", "open(name)", "path.open('rb')", "bare(path, read_only=True)"])
def test_what_only_reads_is_no_door(source: str) -> None:
    assert doors.of(source) == set()


def test_every_way_out_is_known() -> None:
    known = {module: set(kinds.split()) for module, (_, kinds) in THROUGH.items()}
    assert doors.doors() == known, "say in THROUGH what passes there; what is shared belongs into outputs.py as well"
    looked_at = {by for by, _ in THROUGH.values()} - {OWN, NOTHING}
    assert all(Path(__file__).with_name(name).exists() for name in looked_at)


def test_every_command_is_tried() -> None:
    tried = outputs.WITHOUT_A_RECORD | set(outputs.COMMANDS)
    assert set(_commands(cli.parser())) == tried, "put the command into COMMANDS of outputs.py"


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield before.strip()
    for action in below:
        for name, one in action.choices.items():
            yield from _commands(one, f"{before} {name}")


def test_every_paper_is_looked_at() -> None:
    laid_out = {name for name, answer in _functions(stemtracker.reports) if answer.rpartition(".")[2] == "Paper"}
    assert laid_out == set(LAID_OUT), "a new paper needs its outputs in outputs.py"
    assert set(LAID_OUT.values()) <= set(outputs.PAPERS)


def test_every_finished_file_that_services_hand_out_is_known() -> None:
    finished = {"bytes", "Made", "Picture", "BinaryIO"}
    found = {name for name, answer in _functions(stemtracker.services) if finished & set(answer.split(" | "))}
    assert found == set(HANDED_OUT), "say in HANDED_OUT what becomes of it"


def _functions(package: ModuleType) -> Iterator[tuple[str, str]]:
    """The public functions of the package's modules, with what they answer."""
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{found.name}.{name}", str(function.__annotations__.get("return", ""))
