"""What of the program's own CSV an import does not take in is said, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stemtracker.domain.credential import Credential
from stemtracker.services import activities, credentials, evidence, exports, imports
from stemtracker.services.workspace import Workspace


def preview(ws: Workspace, path: Path) -> imports.Preview:
    sheet = imports.read(path)
    return imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary))


def test_columns_that_are_not_taken_in_are_named_with_the_reason(
    ws: Workspace, tmp_path: Path, an_activity: Any
) -> None:
    activities.save(ws, an_activity("a"))
    exports.log_csv(ws, tmp_path / "log.csv")
    assert preview(ws, tmp_path / "log.csv").aside == ""
    evidence.attach_bytes(ws, "a", "Plan.txt", b"a plan", "plan")
    credentials.save(ws, Credential(id="c", title="License", pack_id="generic"))
    credentials.pin(ws, "a", "c", "")
    exports.log_csv(ws, tmp_path / "log.csv")
    shown = preview(ws, tmp_path / "log.csv")
    assert shown.aside == (
        "2 columns are not taken in: evidence, because a spreadsheet only names its kinds (attach the files to the "
        "activities, or bring in the archive); pin, because what a line counts under is decided under Renewal."
    )


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("mood", "good", "1 column is not taken in: mood, because neither the program nor a rule pack knows it."),
        ("mood", "", ""),
    ],
)
def test_columns_that_nobody_knows_are_named(  # noqa: PLR0917
    ws: Workspace, tmp_path: Path, an_activity: Any, heading: str, cell: str, words: str
) -> None:
    activities.save(ws, an_activity("a"))
    exports.log_csv(ws, tmp_path / "log.csv")
    header, row = (tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "more.csv").write_text(f'{header},"{heading}"\n{row},"{cell}"\n', encoding="utf-8")
    assert preview(ws, tmp_path / "more.csv").aside == words
