#!/usr/bin/env python3
"""Everything one does with STEM Tracker's source, in one list: `python3 dev.py` prints it.

Needs Python's standard library only. Sets up the environment in `.venv` (see `tools/setup_env.py`)
before the first command that needs it, and again when `requirements.lock` has changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OUT = ROOT / "out"

if sys.version_info < (3, 11):  # noqa: UP036 - the one file that an older Python may be asked to run
    sys.exit("STEM Tracker needs Python 3.11 or newer; this is " + sys.version.split()[0])

sys.path.insert(0, str(ROOT))
from tools import setup_env  # noqa: E402 - only after the version is known to do


def _call(*command: object, display: str | None = None) -> int:
    """Run a command in the project's folder and hand its exit code on."""
    environment = dict(os.environ)
    if display is not None:
        environment["QT_QPA_PLATFORM"] = display
    try:
        return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _module(name: str, *arguments: object, display: str | None = None) -> int:
    return _call(setup_env.python(), "-m", name, *arguments, display=display)


def run(arguments: Sequence[str]) -> int:
    """Open the program (`--sample`: on a sample record); without a screen, do its main job in the terminal."""
    setup_env.ready(screen=setup_env.has_screen())
    if not setup_env.has_screen():
        print(
            "There is no screen here, so no window can open: this is the main job, on the sample record.\n", flush=True
        )
        return _module("tools.terminal_tour", OUT / "run")
    if "--sample" in arguments:
        return _module("tools.open_sample")
    return _module("stemtracker", *arguments)


def test(arguments: Sequence[str]) -> int:
    """Run all tests, or those named (any argument goes to pytest)."""
    setup_env.ready()
    workers = [] if any(part.startswith("-n") for part in arguments) else ["-n", str(min(4, os.cpu_count() or 1))]
    return _module("pytest", *workers, *arguments)


def check(_arguments: Sequence[str]) -> int:
    """Check style, types, arrows between the rooms, sizes and house rules."""
    setup_env.ready()
    steps: list[tuple[str, Callable[[], int]]] = [
        ("style", lambda: _module("ruff", "check", ".")),
        ("format", lambda: _module("ruff", "format", "--check", ".")),
        ("types", lambda: _module("mypy")),
        ("arrows", lambda: _call(setup_env.script("lint-imports"))),
        ("sizes and house rules", lambda: _module("pytest", "-q", "tests/test_sizes.py", "tests/test_house_rules.py")),
    ]
    failed = []
    for name, step in steps:
        print(f"== {name}", flush=True)
        if step():
            failed.append(name)
    print("check: " + ("failed in " + ", ".join(failed) if failed else "all good"))
    return 1 if failed else 0


def shots(arguments: Sequence[str]) -> int:
    """Take a picture of every page and form, light and dark, at 100 % and 150 %, into out/shots."""
    setup_env.ready()
    return _module("tools.shots", *arguments, display="offscreen")


def journey(arguments: Sequence[str]) -> int:
    """Drive the real program by keys, from first start to transcript (`--frozen`: the built one), into out/journey."""
    setup_env.ready(screen=True, programs=setup_env.JOURNEY)
    return _module("tools.journey", *arguments)


def bench(arguments: Sequence[str]) -> int:
    """Measure speed and memory against limits taken in the same run (`--json`: as data)."""
    setup_env.ready()
    return _module("tools.bench", *arguments, display="offscreen")


def verdicts(_arguments: Sequence[str]) -> int:
    """List each need of each rule pack and the verdicts in which the examples show it; fail on gaps."""
    setup_env.ready()
    return _call(setup_env.python(), ROOT / "tests" / "rules" / "packs" / "node_verdicts.py")


def faults(arguments: Sequence[str]) -> int:
    """Kill it while it writes, cut the power at each write, fill the disk; say what held (`--runs 300`: kills)."""
    setup_env.ready()
    return _module("tools.faults", *arguments, display="offscreen")


def build(arguments: Sequence[str]) -> int:
    """Freeze the program into dist/stemtracker and let it test itself."""
    setup_env.ready(programs=setup_env.BUILD)
    code = _module("PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *arguments, "build.spec")
    if code:
        return code
    return _call(setup_env.frozen(), "--self-test", display="offscreen")


COMMANDS: tuple[Callable[[Sequence[str]], int], ...] = (
    run,
    test,
    check,
    shots,
    journey,
    bench,
    verdicts,
    faults,
    build,
)


def main(arguments: Sequence[str]) -> int:
    """Run the command named first; without one, print the list."""
    by_name = {command.__name__: command for command in COMMANDS}
    if arguments and arguments[0] in by_name:
        return by_name[arguments[0]](arguments[1:])
    print("python3 dev.py COMMAND\n")
    for name, command in by_name.items():
        print(f"  {name:<8} {(command.__doc__ or '').strip()}")
    known = not arguments or arguments[0] in {"-h", "--help", "help"}
    if not known:
        print(f"\nThere is no command “{arguments[0]}”.")
    return 0 if known else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
