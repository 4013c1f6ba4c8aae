"""What stands between the click on the icon and the verdict on Home: nothing that it doesn't need."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import credentials, workspace

ROOT = Path(__file__).resolve().parents[2]

#: Opens the window on a record and names what is loaded at the moment in which Home's verdict is painted.
START = """
import linecache
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QObject, QEvent, QTimer
from stemtracker import app

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and type(watched).__name__ == "StandingCard":
            loaded.update(sys.modules)
            loaded.update(f"source:{name}" for name in linecache.cache)
            loop.quit()
        return False

loaded = set()
running = app._application([sys.argv[0]])
loop, painted = QEventLoop(), Painted()
program = app.Program(running)
running.installEventFilter(painted)
QTimer.singleShot(20_000, loop.quit)
program.start(Path(sys.argv[1]))
loop.exec()
running.removeEventFilter(painted)
program.window.close()
program.stop()
print("\\n".join(sorted(loaded)))
"""

NOT_YET = (
    *("reportlab", "pypdfium2", "rapidfuzz", "PIL", "font_source_sans_pro"),
    *("PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtTest"),
    *("stemtracker.cli", "stemtracker.reports", "stemtracker.selftest"),
    *("stemtracker.exchange.archive", "stemtracker.exchange.pictures", "stemtracker.exchange.rows"),
    *("stemtracker.services.backups", "stemtracker.services.backup_places", "stemtracker.ui.models.backup_rows"),
    *("stemtracker.services.beginning", "stemtracker.services.exports", "stemtracker.services.imports"),
    *("stemtracker.services.papers", "stemtracker.services.sample", "stemtracker.db.log", "stemtracker.db.history"),
    *("stemtracker.ui.forms", "stemtracker.ui.imports", "stemtracker.ui.wizard"),
    *("stemtracker.ui.pages.log", "stemtracker.ui.pages.renewal"),
    *("stemtracker.ui.pages.documents", "stemtracker.ui.pages.record"),
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All modules that a start on a record with a license has loaded by its first verdict."""
    folder = tmp_path_factory.mktemp("start")
    path = folder / "record.stemtracker"
    ws = workspace.create(path, Educator(name="Ana Lucía Ñíguez"))
    license_ = Credential(id="tx", title="Certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2027, 6, 30), {})
    workspace.close(ws)
    done = subprocess.run(
        [sys.executable, "-c", START, str(path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "STEMTRACKER_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_verdict_comes_from_the_record_by_the_rules(loaded: set[str]) -> None:
    assert {"stemtracker.ui.pages.home.standing_card", "stemtracker.db.ledger", "stemtracker.rules.assess"} <= loaded


def test_the_source_of_what_was_imported_to_open_the_record_is_not_kept(loaded: set[str]) -> None:
    assert not [name for name in loaded if name.startswith("source:") and "sqlalchemy" in name]


@pytest.mark.parametrize("name", NOT_YET)
def test_the_verdict_is_painted_before_loading(name: str, loaded: set[str]) -> None:
    assert name not in loaded
