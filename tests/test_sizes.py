"""Small pieces: no file, class or function outgrows what one can read at a sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("stemtracker", "tests", "tools")
FILE, CLASS, FUNCTION = 400, 300, 50
FORBIDDEN_NAMES = ("_2", "_3", "_helpers", "_misc", "_utils", "_util", "_more", "_part")


def _sources() -> list[Path]:
    found = [ROOT / "dev.py"]
    for folder in FOLDERS:
        found += sorted((ROOT / folder).rglob("*.py"))
    return found


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _too_long(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > limit:
                yield f"{node.name} (line {node.lineno}): {length} lines, the limit is {limit}"


@pytest.mark.parametrize("path", _sources(), ids=_named)
def test_no_piece_outgrows_its_limit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= FILE, f"{lines} lines: split it by meaning"
    assert list(_too_long(ast.parse(text))) == []


def test_parts_are_named_by_meaning() -> None:
    odd = [_named(path) for path in _sources() if path.stem.endswith(FORBIDDEN_NAMES)]
    assert odd == []
