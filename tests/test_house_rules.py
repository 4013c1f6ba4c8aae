"""House rules that no linter knows: what may stand only in one place, and what may stand nowhere."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "stemtracker"


@dataclass(frozen=True)
class Rule:
    """What may stand only in some places of the package (a file or a folder), and why."""

    why: str
    pattern: str
    places: tuple[str, ...] = ()


DIALOGS = ("ui/dialogs.py", "ui/dialogs/")
RULES = (
    Rule("tests must be able to answer", r"\bQ(Message|File|Input|Color|Font)(Box|Dialog)\b", DIALOGS),
    Rule("no nested event loop outside dialogs", r"\.exec_?\(\)", (*DIALOGS, "app.py")),
    Rule("one clock", r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(", ("clock.py",)),
    Rule("one way to open a record", r"\bcreate_engine\(", ("db/engine.py",)),
    Rule("foreign text reaches no markup parser unescaped", r"\bParagraph\(", ("reports/text.py",)),
    Rule("text from people or files is never markup", r"\bsetHtml\(|\bTextFormat\.RichText\b|\bMarkdownText\b"),
    Rule(
        "one gate off the UI thread",
        r"\bQThread(Pool)?\b|\bthreading\.(Thread|Timer)\b|\bimport Thread\b|\bconcurrent\b|\bmultiprocessing\b",
        ("ui/tasks.py",),
    ),
    Rule(
        "colors live in one module",
        r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{8}\b|\bGlobalColor\.(?!transparent\b)|\brgba?\(",
        ("ui/theme.py", "ui/theme/", "reports/"),
    ),
    Rule("one module knows where things lie", r"\bplatformdirs\b|Path\.home\(|expanduser\(", ("paths.py",)),
    Rule("links and folders open through one door", r"\bQDesktopServices\b", (*DIALOGS, "ui/links.py")),
    Rule("a window has no terminal", r"(?<!\.)\bprint\(", ("cli.py", "cli/", "selftest.py")),
    Rule("the program never uses the network", r"\b(requests|urllib\.request|http\.client|QtNetwork|import socket)\b"),
    Rule("tables and trees are models", r"\bQTableWidget\b|\bQTreeWidget\b"),
    Rule("amounts are never floats", r"\bfloat\(", ("ui/", "reports/")),
)


def _code(path: Path) -> list[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(number, line) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#")]


@pytest.mark.parametrize("rule", RULES, ids=[rule.why for rule in RULES])
def test_stands_only_in_its_place(rule: Rule) -> None:
    found = [
        f"stemtracker/{name}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(rule.places)
        for number, line in _code(path)
        if re.search(rule.pattern, line)
    ]
    assert found == [], rule.why


def test_app_wide_signals_are_never_connected_to_a_closure() -> None:
    pattern = re.compile(r"bus\.\w+\.connect\(\s*(lambda|partial)")
    found = [str(path) for path in sorted(PACKAGE.rglob("*.py")) if pattern.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_each_module_says_its_job() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for folder in ("stemtracker", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_each_file_of_tests_has_its_own_name() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "out"}


def _committed() -> list[Path]:
    """What git lists; without git (a bare machine, an unpacked archive) every file that is not made by a tool."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    found = (path for path in ROOT.rglob("*") if path.is_file())
    parts = ((path, path.relative_to(ROOT).parts) for path in found)
    return [
        path for path, names in parts if not any(n in NOT_OURS or n.endswith(("_cache", ".egg-info")) for n in names)
    ]


# The brackets keep this file from finding itself.
ADDRESSES = re.compile(r"pyp[i]\.org|python[h]osted|registry\.np[m]|deb\.debia[n]|(?<!emit)-index[-]url|find[-]links")
UNFINISHED = re.compile(r"TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror")
MACHINE = re.compile(r"/wor[k]/|/roo[t]/|(?<!pages)/hom[e]/[a-z]")


@pytest.mark.parametrize("pattern", [ADDRESSES, UNFINISHED, MACHINE], ids=["addresses", "unfinished", "machine"])
def test_no_committed_file_holds(pattern: re.Pattern[str]) -> None:
    found = []
    for path in _committed():
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        text = data.decode("utf-8")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []
