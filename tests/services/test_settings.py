"""The program's settings: whole or not at all, tolerant of what is newer or broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stemtracker import paths
from stemtracker.services import history, settings
from stemtracker.services.settings import Settings
from stemtracker.services.workspace import Workspace


def _file(text: str) -> Path:
    path = paths.settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_where_there_are_none() -> None:
    assert settings.load() == Settings()
    assert not paths.settings_file().exists()


def test_saved_and_loaded() -> None:
    changed = msgspec.structs.replace(Settings(), appearance="dark", scale_percent=150, window="abc", recent=["/ü"])
    settings.save(changed)
    assert settings.load() == changed
    assert [path.name for path in paths.settings_file().parent.iterdir()] == ["settings.json"]


def test_what_a_newer_version_wrote_is_kept() -> None:
    path = _file('{"appearance": "light", "telepathy": {"on": true}}')
    settings.save(msgspec.structs.replace(settings.load(), scale_percent=125))
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "appearance": "light", "recent": [], "scale_percent": 125, "telepathy": {"on": True}, "window": "",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scale_percent": "big"}', '{"appearance": "pink"}', "\x00\x01"])
def test_a_broken_file_is_set_aside(text: str) -> None:
    path = _file(text)
    assert settings.load() == Settings()
    assert path.with_name("settings.json.broken").read_text(encoding="utf-8") == text
    settings.save(Settings(appearance="dark"))
    assert settings.load().appearance == "dark"


def test_recent_records_are_few_and_newest_first(tmp_path: Path) -> None:
    for number in [*range(12), 5]:
        found = settings.remember(tmp_path / f"{number}.stemtracker")
    assert [Path(name).stem for name in found.recent] == ["5", "11", "10", "9", "8", "7", "6", "4"]
    assert settings.load() == found


def test_a_folder_in_the_way_is_no_reason_to_stop(tmp_path: Path, logged: Any) -> None:
    paths.settings_file().parent.write_text("in the way")
    settings.save(Settings(appearance="dark"))
    assert settings.load() == Settings()
    assert all("were not" in message for message in logged.take())


def test_settings_of_a_record_go_with_it(ws: Workspace) -> None:
    assert settings.of_record(ws, "paper", "letter") == "letter"
    changes = settings.keep_in_record(ws, "paper", "A4")
    assert changes.ids("setting") == {"paper"}
    assert settings.of_record(ws, "paper", "letter") == "A4"
    settings.keep_in_record(ws, "paper", None)
    assert settings.of_record(ws, "paper", "letter") == "letter"
    history.undo(ws)
    assert settings.of_record(ws, "paper") == "A4"
