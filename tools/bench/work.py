"""What the program does with much data: importing, searching, printing; each beside its limit."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, imports, papers, workspace
from tools.bench import records
from tools.bench.measure import ROUNDS, Figure, compare, figure, seconds


def importing(vocabulary: Vocabulary) -> Iterator[Figure]:
    """10,000 CSV rows into a record of 10,000, against `executemany` of the same rows into a plain table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = folder / "base.stemtracker"
        workspace.close(records.record(base, 10_000))
        rows = records.csv_rows(records.make(10_000, vocabulary, seed=99, prefix="n"))
        table = folder / "new.csv"
        records.write_csv(table, rows)

        def take_in(number: int) -> float:
            copy = folder / f"copy{number}.stemtracker"
            shutil.copyfile(base, copy)
            ws = workspace.open_record(copy)
            try:
                return seconds(lambda: _import(ws, table, len(rows)))
            finally:
                workspace.close(ws)
                copy.unlink()

        def plain(number: int) -> float:
            return seconds(lambda: _executemany(folder / f"plain{number}.sqlite", rows))

        take_in(-1)
        pairs = [(take_in(number), plain(number)) for number in range(ROUNDS)]
    yield figure("import: 10,000 CSV rows into 10,000 / plain executemany", pairs, aim=15.0)


def _import(ws: workspace.Workspace, table: Path, expected: int) -> None:
    sheet = imports.read(table)
    preview = imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary))
    report, _ = imports.take(ws, preview, frozenset(row.line for row in preview.rows if row.activity is not None))
    if len(report.taken) != expected:
        message = f"only {len(report.taken)} of {expected} rows were taken"
        raise RuntimeError(message)


def _executemany(path: Path, rows: list[tuple[str, ...]]) -> None:
    columns = ", ".join(f'"{column}" TEXT' for column in records.COLUMNS)
    marks = ", ".join("?" * len(records.COLUMNS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE rows ({columns})")
        connection.executemany(f"INSERT INTO rows VALUES ({marks})", rows)  # noqa: S608 - marks only
    path.unlink()


def searching(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """A keystroke's search over 50,000 activities with its first page, against the bare query of SQLite."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "big.stemtracker"
        ws = records.record(path, 50_000)
        words = itertools.cycle(("rob", "robo", "lab sa", "lab safety", "climate coaching", "fract", "museum"))
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as bare:
            typed = next(words)

            def keystroke() -> int:
                found = activities.ids(ws, activities.LogQuery(text=typed))
                return len(activities.rows(ws, found[:50]))

            def query() -> int:
                match = " ".join(f'"{word}"*' for word in typed.split())
                return len(bare.execute(BARE_SEARCH, (match,)).fetchall())

            pairs = []
            for _ in range(3 * ROUNDS):
                typed = next(words)
                keystroke(), query()
                pairs.append((seconds(keystroke), seconds(query)))
        workspace.close(ws)
    yield figure("search: a keystroke over 50,000 / bare FTS query", pairs, aim=3.0)


BARE_SEARCH = """
SELECT activity.id FROM search JOIN activity ON activity.row = search.rowid
WHERE search MATCH ? AND activity.deleted_at IS NULL
ORDER BY activity.start DESC, activity.start_time DESC, activity.row DESC
"""


def printing(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """A long transcript of 1,000 lines against a bare canvas that draws the same text."""
    with tempfile.TemporaryDirectory() as name:
        ws = records.record(Path(name) / "long.stemtracker", 1_000)
        options = papers.TranscriptOptions(form="long", span="all")
        pages = _text_of(papers.transcript(ws, options))
        yield compare(
            "transcript: 1,000 lines / bare canvas",
            lambda: papers.transcript(ws, options),
            lambda: _draw(pages),
            aim=5.0,
        )
        workspace.close(ws)


def _text_of(pdf: bytes) -> list[list[str]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded().splitlines() for page in document]
    finally:
        document.close()


def _draw(pages: list[list[str]]) -> bytes:
    from font_source_sans_pro import font_files_ttf
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("bare", font_files_ttf["SourceSansPro"]))
    target = BytesIO()
    canvas = Canvas(target)
    for lines in pages:
        canvas.setFont("bare", 8)
        for number, line in enumerate(lines):
            canvas.drawString(40, 800 - number * 10, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
