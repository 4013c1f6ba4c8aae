"""The second place: chosen, away, full, sealed, another stick; each of them a sentence, and none in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stemtracker import clock, paths
from stemtracker.domain.activity import Activity
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, backups, evidence, workspace
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that was chosen as the second place."""
    folder = tmp_path / "STICK"
    folder.mkdir()
    backups.choose_place(folder)
    return folder


def _there(ws: Workspace, stick: Path) -> list[Path]:
    return sorted((stick / "STEM Tracker backups" / ws.record.record_id()[:12]).glob("*"))


def test_none_chosen(ws: Workspace) -> None:
    state = backups.place(ws)
    assert (state.folder, state.state, state.last, state.days, state.message) == (None, "none", None, None, "")
    assert backups.make(ws, "asked for").outside == state


def test_each_backup_goes_there_too(ws: Workspace, stick: Path) -> None:
    assert backups.place(ws).last is None
    made = backups.make(ws, "asked for")
    assert made.here
    assert (made.outside.state, made.outside.last, made.outside.days) == ("ready", NOON, 0)
    (copy,) = _there(ws, stick)
    assert copy.name == made.here.path.name
    assert copy.read_bytes() == made.here.path.read_bytes()
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
    found = backups.all_backups(ws.record.record_id())
    assert [(one.path, one.outside) for one in found] == [(made.here.path, False), (copy, True)]
    assert backups.reach(ws.record.record_id(), outside=True).number == 1


def test_how_long_ago(ws: Workspace, stick: Path) -> None:
    backups.make(ws, "asked for")
    for later, days in (
        (timedelta(hours=11), 0),
        (timedelta(hours=12), 1),
        (timedelta(days=40), 40),
        (timedelta(), 0),
    ):
        with clock.standing_at(NOON + later):
            assert backups.place(ws).days == days
    with clock.standing_at(NOON - timedelta(days=900)):
        assert backups.place(ws).days == 0, "the clock was set back"


def test_away_is_a_reminder_and_counts_on(ws: Workspace, an_activity: Make, stick: Path, tmp_path: Path) -> None:
    backups.make(ws, "asked for")
    shutil.move(stick, tmp_path / "in a drawer")
    activities.save(ws, an_activity())
    with clock.standing_at(NOON + timedelta(days=3)):
        made = backups.make(ws, "asked for")
        assert made.here
        assert (made.outside.state, made.outside.last, made.outside.days) == ("away", NOON, 3)
        assert made.outside.message.startswith("“STICK” is not there just now. Backups on this computer go on.")
        assert backups.place(ws) == made.outside
        shutil.move(tmp_path / "in a drawer", stick)
        assert backups.place(ws).message == ""
        assert backups.make(ws, "asked for").outside.days == 0
    assert len(_there(ws, stick)) == 2


def test_a_stick_that_comes_back_is_due_for_what_it_missed(
    ws: Workspace, an_activity: Make, stick: Path, tmp_path: Path
) -> None:
    backups.make(ws, "asked for")
    activities.save(ws, an_activity())
    shutil.move(stick, tmp_path / "in a drawer")
    with clock.standing_at(NOON + timedelta(days=3)):
        backups.make(ws, "on opening")
        assert not backups.is_due(ws)
        shutil.move(tmp_path / "in a drawer", stick)
        assert backups.is_due(ws)
        assert not backups.has_changed(ws)
        backups.make(ws, "on opening")
        assert not backups.is_due(ws)


def test_a_place_that_was_just_chosen_is_due(ws: Workspace, tmp_path: Path) -> None:
    backups.make(ws, "asked for")
    assert not backups.is_due(ws)
    backups.choose_place(tmp_path)
    assert backups.is_due(ws)


def test_a_mount_point_without_its_stick_or_another_stick_is_not_the_place(ws: Workspace, stick: Path) -> None:
    backups.make(ws, "asked for")
    shutil.rmtree(stick)
    stick.mkdir()
    assert backups.make(ws, "asked for").outside.state == "away"
    assert list(stick.iterdir()) == []
    backups.choose_place(stick)
    assert backups.make(ws, "asked for").outside.state == "ready"


def test_a_file_where_the_stick_was(ws: Workspace, stick: Path) -> None:
    shutil.rmtree(stick)
    stick.write_text("x")
    assert backups.make(ws, "asked for").outside.state == "away"


def test_a_file_where_the_records_folder_should_be(ws: Workspace, stick: Path) -> None:
    (stick / "STEM Tracker backups" / ws.record.record_id()[:12]).write_text("x")
    made = backups.make(ws, "asked for")
    assert made.here
    assert made.outside.state in {"away", "failed"}
    assert "Backups on this computer go on." in made.outside.message


def test_no_longer(ws: Workspace, stick: Path) -> None:
    backups.make(ws, "asked for")
    assert backups.choose_place(None).state == "none"
    backups.make(ws, "asked for")
    assert len(_there(ws, stick)) == 1
    assert len(backups.all_backups(ws.record.record_id())) == 2
    assert backups.place(ws).last == NOON, "that one still lies in a drawer"


def test_only_there(ws: Workspace, stick: Path) -> None:
    made = backups.make(ws, "asked for", place="outside")
    assert (made.here, made.outside.state) == (None, "ready")
    assert len(_there(ws, stick)) == 1
    assert backups.make(ws, "asked for", place="here").outside.last == NOON
    assert len(_there(ws, stick)) == 1


def test_where_this_computer_has_no_room_the_stick_still_gets_its_copy(ws: Workspace, stick: Path) -> None:
    backups.make(ws, "asked for")
    folder = paths.backups() / ws.record.record_id()[:12]
    shutil.rmtree(folder)
    folder.write_text("a file where the folder should be")
    with clock.standing_at(NOON + timedelta(days=1)), pytest.raises(Trouble, match="was not backed up"):
        backups.make(ws, "asked for")
    assert len(_there(ws, stick)) == 2
    assert backups.place(ws).last == NOON + timedelta(days=1)


@pytest.mark.parametrize("where", ["missing", "a file", "our own", "in our own"])
def test_what_can_not_be_the_place_is_refused_and_the_old_one_stays(
    ws: Workspace, stick: Path, tmp_path: Path, where: str
) -> None:
    backups.make(ws, "asked for")
    (tmp_path / "file").write_text("x")
    folder = {
        "missing": tmp_path / "nowhere",
        "a file": tmp_path / "file",
        "our own": paths.backups(),
        "in our own": paths.backups() / "deeper",
    }[where]
    with pytest.raises(Refused, match="Backups can't go there"):
        backups.choose_place(folder)
    assert backups.place(ws).folder == stick


def test_found_on_a_stick_that_another_computer_wrote(
    ws: Workspace, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.make(ws, "asked for").here
    assert made
    monkeypatch.setenv("STEMTRACKER_HOME", str(tmp_path / "another computer"))
    assert backups.all_backups() == ()
    (copy,) = _there(ws, stick)
    for folder in (stick, stick / "STEM Tracker backups", copy.parent):
        assert [one.path for one in backups.found_in(folder)] == [copy]
    assert backups.found_in(tmp_path / "nowhere") == ()
    new = tmp_path / "here" / "Ana.stemtracker"
    assert backups.restore(copy, new) is None
    again = workspace.open_record(new)
    assert again.record.record_id() == ws.record.record_id()
    workspace.close(again)


def test_it_is_thinned_like_this_computer(ws: Workspace, stick: Path) -> None:
    (stick / "STEM Tracker backups" / "photos").mkdir()
    for hour in range(6):
        with clock.standing_at(NOON + timedelta(hours=hour)):
            made = backups.make(ws, "asked for")
    assert made.thinned == 2
    assert len(_there(ws, stick)) == 3
    assert (stick / "STEM Tracker backups" / "photos").is_dir()


SMALL = """
import json, os, subprocess, sys
from pathlib import Path
from stemtracker.services import backups, evidence, workspace
stick, record, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
ws = workspace.open_record(record)
backups.choose_place(stick)
told = [backups.make(ws, "asked for").outside]
if what == "sealed":
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
elif what == "full":
    (stick / "films").write_bytes(bytes(os.statvfs(stick).f_bavail * os.statvfs(stick).f_frsize - 100_000))
else:
    told += [backups.make(ws, "asked for").outside for _ in range(9)]
told += [backups.place(ws), backups.make(ws, "asked for").outside]
names = [path.name for path in stick.rglob("*") if path.is_file() and path.name != "films"]
print(json.dumps({"told": [(one.state, one.message) for one in told], "names": names}))
workspace.close(ws)
"""


def _on_a_small_stick(folder: Path, record: Path, what: str) -> dict[str, Any]:
    """What is told by a process that has a stick of 10 MB there."""
    mount = 'mount -t tmpfs -o size=10m stick "$0" && exec "$@"'
    for way in (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount")):
        if not shutil.which("unshare"):
            break
        if subprocess.run([*way, "sh", "-c", mount, str(folder), "true"], capture_output=True, check=False).returncode:
            continue
        command = [*way, "sh", "-c", mount, str(folder), sys.executable, "-c", SMALL, str(folder), str(record), what]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    pytest.skip("no small disks can be made here")


@pytest.mark.parametrize(("what", "state"), [("sealed", "read only"), ("full", "full")])
def test_a_stick_that_takes_nothing_more(ws: Workspace, tmp_path: Path, what: str, state: str) -> None:
    workspace.close(ws)
    (tmp_path / "stick").mkdir()
    answer = _on_a_small_stick(tmp_path / "stick", ws.path, what)
    assert [told[0] for told in answer["told"]] == ["ready", state, state]
    assert all("Backups on this computer go on." in told[1] for told in answer["told"][1:])
    assert len(answer["names"]) == 1, "the first one, and nothing half done"
    assert len(backups.all_backups()) == 2


def test_a_small_stick_keeps_what_it_can(ws: Workspace, an_activity: Make, tmp_path: Path) -> None:
    """Six would fit; the older ones go before room gets narrow."""
    activities.save(ws, an_activity())
    evidence.attach_bytes(ws, "a", "a.bin", os.urandom(1_500_000), "note")
    workspace.close(ws)
    (tmp_path / "stick").mkdir()
    answer = _on_a_small_stick(tmp_path / "stick", ws.path, "many")
    assert {told[0] for told in answer["told"]} == {"ready"}
    assert 3 <= len(answer["names"]) <= 6
