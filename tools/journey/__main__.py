"""`dev.py journey [--frozen]`: walk the way in the real program, assert what is shown, keep numbered pictures."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import setup_env
from tools.journey.screen import Lost, program, screen
from tools.journey.story import Story, check_files

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Walk it; 0 when everything was seen."""
    parser = argparse.ArgumentParser(prog="dev.py journey", description=__doc__)
    parser.add_argument("--frozen", action="store_true", help="drive the program that `dev.py build` made")
    frozen = parser.parse_args().frozen
    if not sys.platform.startswith("linux"):
        print("The journey needs an X server of its own, and so runs on Linux only.")
        return 2
    if frozen and not setup_env.frozen().exists():
        print("There is no frozen program yet: python3 dev.py build")
        return 2
    pictures = ROOT / "out" / ("journey-frozen" if frozen else "journey")
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="journey-") as name:
        return _walk(Path(name), pictures, frozen=frozen)


def _walk(home: Path, pictures: Path, *, frozen: bool) -> int:
    home.chmod(0o700)
    log = pictures / "program.log"
    os.environ["STEMTRACKER_HOME"] = str(home)
    command = [str(setup_env.frozen())] if frozen else [sys.executable, "-m", "stemtracker"]
    try:
        with screen(pictures, home) as on, program(on, command, log) as started:
            story = Story(on, home)
            story.tell()
            story.leave()
            code = started.wait(30)
        said = check_files(story)
    except (Lost, subprocess.SubprocessError) as error:
        print(f"journey: {error}\n--- the program said:\n{log.read_text(encoding='utf-8')}")
        return 1
    if code:
        print(f"journey: the program ended with {code}; see {log}")
        return 1
    print(f"journey: every step was seen. {said}.\npictures: {pictures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
