"""What `docs/coverage.md` names is there: each page, each part of it, each test."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UI = ROOT / "stemtracker" / "ui"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
LATER = "later"


@cache
def pages() -> dict[str, set[str]]:
    """The pages of the window by the words of the navigation, each with the titles of its parts."""
    source = ast.parse((UI / "main_window.py").read_text(encoding="utf-8"))
    entries = [
        [word.value for word in call.args if isinstance(word, ast.Constant)]
        for call in ast.walk(source)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Entry"
    ]
    return {title: _titles(str(name)) for name, title, *_ in entries}


def _titles(page: str) -> set[str]:
    """What the classes in a page's folder call themselves."""
    found: set[str] = set()
    for path in (UI / "pages" / page).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found |= {
                    statement.value.value
                    for statement in node.body
                    if isinstance(statement, ast.Assign)
                    and any(isinstance(t, ast.Name) and t.id == "title" for t in statement.targets)
                    and isinstance(statement.value, ast.Constant)
                }
    return found


def test_every_thing_is_told_once() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 76))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_the_page_names_is_there(row: list[str]) -> None:
    _number, _thing, where, test = row
    if where == LATER:
        assert not test
        return
    page, _, part = where.removesuffix(" (in part)").partition(" › ")
    assert page in pages()
    assert not part or part in pages()[page]
    file, _, name = test.strip("`").partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_count_is_true() -> None:
    later = sum(row[2] == LATER for row in ROWS)
    assert f"{75 - later} are there, {later} come later." in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
