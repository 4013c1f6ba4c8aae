"""What a workbook costs beside the same rows as CSV: time to bring it in, memory to read it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import exports, imports, workspace
from tools.bench import records
from tools.bench.measure import Figure, compare, figure

ROWS = 10_000
#: Reads a table in a process of its own, and says the most memory that it held.
_READ = """
import sys
from pathlib import Path
from stemtracker.exchange import tabular
from tools.bench.child_report import peak_memory
tabular.read_grid(Path(sys.argv[1]))
print(peak_memory())
"""


def reading(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """10,000 rows looked at as XLSX and as CSV: read, guessed, each with its verdict."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ws = records.record(folder / "many.stemtracker", ROWS)
        csv, book = folder / "log.csv", folder / "log.xlsx"
        exports.log_csv(ws, csv)
        exports.log_xlsx(ws, book)
        yield compare(
            f"import: {ROWS:,} XLSX rows looked at / as CSV",
            lambda: _look(ws, book),
            lambda: _look(ws, csv),
            aim=3.0,
        )
        workspace.close(ws)
        yield figure(
            "memory: an XLSX of as many rows read / as CSV", [(_peak(book), _peak(csv))], aim=4.0, say=_megabytes
        )


def _look(ws: workspace.Workspace, path: Path) -> None:
    sheet = imports.read(path)
    shown = imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary))
    if len(shown.rows) != ROWS or shown.proposed:
        message = f"{len(shown.rows)} rows, {len(shown.proposed)} of them new"
        raise RuntimeError(message)


def _megabytes(size: float) -> str:
    return f"{size / 2**20:,.1f} MB"


def _peak(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)
