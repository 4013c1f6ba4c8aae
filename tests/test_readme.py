"""The README tells the truth: its commands exist, its links lead somewhere, its way to renew the lock is the lock's."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402 - it lives beside the package, not in it
from stemtracker import __version__  # noqa: E402

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_table_lists_each_command_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)
    assert listed == [command.__name__ for command in dev.COMMANDS]


def test_the_two_commands_stand_there() -> None:
    blocks = re.findall(r"^    python3 dev\.py (\w+)$", README, re.MULTILINE)
    assert blocks == ["run", "test"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


def test_the_examples_without_a_window_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from stemtracker import cli

    (tmp_path / "me.json").write_text(re.findall(r"`(\{.*?\})`", README)[0], encoding="utf-8")
    examples = re.findall(r"^    stemtracker (\w.*)$", README, re.MULTILINE)
    assert len(examples) > 5
    for example in examples:
        assert cli.main(shlex.split(example)) == 0, capsys.readouterr().err
    assert (tmp_path / "transcript.pdf").read_bytes().startswith(b"%PDF-")


def test_each_room_and_leaf_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in (ROOT / "stemtracker").iterdir() if not path.name.startswith("__")}
    assert [name for name in sorted(rooms) if f"{name}`" not in text and f"{name}.py`" not in text] == []


def test_the_changelog_knows_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or f"## [{__version__}]" in text


def test_the_lock_was_made_by_the_command_that_the_readme_names() -> None:
    head = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()[1]
    command = head.removeprefix("#").strip().replace(" --upgrade", "")
    assert f"`{command}`" in README.replace(" --upgrade", "")
