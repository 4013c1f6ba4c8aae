"""The one list of commands: printed, explained in the README, and able to make a fresh machine ready."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import dev  # noqa: E402 - it lives beside the package, not in it
from tools import setup_env  # noqa: E402


def test_alone_it_prints_every_command_with_its_job() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "dev.py")], capture_output=True, text=True, check=True)
    for command in dev.COMMANDS:
        assert f"  {command.__name__:<8} {command.__doc__}" in done.stdout


def test_an_unknown_command_is_named_and_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2
    assert "There is no command “dance”." in capsys.readouterr().out


def test_it_needs_only_the_standard_library() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import dev; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    top = {name.split(".")[0] for name in done.stdout.split()}
    assert top - set(sys.stdlib_module_names) - {"dev", "tools", "__main__", "sitecustomize"} == set()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment folder of the test's own."""
    venv = tmp_path / "venv"
    monkeypatch.setattr(setup_env, "VENV", venv)
    monkeypatch.setattr(setup_env, "STAMP", venv / "stamp")
    return venv


def test_a_half_made_environment_is_not_taken_for_a_whole_one(elsewhere: Path) -> None:
    assert not setup_env.works()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(elsewhere)], check=True)
    assert setup_env.python().exists()
    assert not setup_env.works()


def test_an_interpreter_that_cannot_start_is_not_whole(elsewhere: Path) -> None:
    setup_env.python().parent.mkdir(parents=True)
    setup_env.python().write_text("broken", encoding="utf-8")
    assert not setup_env.works()


def test_a_changed_lock_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = setup_env.wanted()
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(setup_env.LOCK.read_bytes() + b"\n")
    monkeypatch.setattr(setup_env, "LOCK", lock)
    assert setup_env.wanted() != before


def test_what_is_missing_is_named_by_its_package() -> None:
    programs = {"a-program-that-nobody-has": "its-package"}
    assert "its-package" in setup_env.missing_packages(screen=False, programs=programs)


def test_without_the_right_to_install_the_one_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux") or shutil.which("apt-get") is None:
        pytest.skip("this system installs its libraries in another way")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        setup_env.install_system_packages(screen=False, programs={"a-program-that-nobody-has": "its-package"})
    assert "sudo apt-get install --yes --no-install-recommends its-package" in str(stopped.value)


def test_the_lock_names_every_dependency_with_hashes_and_no_index() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert all(line.endswith("\\") and "==" in line for line in packages)
    locked = {line.split("==")[0].replace("_", "-").lower() for line in packages}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    named = {re.split(r"[<>=!~;\[ ]", entry)[0].lower() for entry in wanted}
    assert named - locked == set()
    bounded = [entry for entry in project["project"]["dependencies"] if "<" not in entry]
    assert bounded == []
