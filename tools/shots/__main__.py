"""`dev.py shots [LOOK …]`: take all pictures, or those of the looks (or of `trouble`) named, two looks at a time."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.shots.scenes import LOOKS
from tools.shots.trouble import SHOWN_IN

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "out" / "shots"
#: The set of a record's troubles, in fewer looks.
TROUBLE = "trouble"

#: The screen that windows believe to be on: the one that is there by itself is smaller than the smallest we support.
SCREEN = "screen.json"
SIZES = {"name": "wide", "x": 0, "y": 0, "width": 1920, "height": 1200}
SIZES |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}


def _take(name: str) -> tuple[str, int, str]:
    look = name.removeprefix(f"{TROUBLE}-")
    module = "tools.shots.scenes" if look == name else "tools.shots.trouble"
    command = [sys.executable, "-m", module, look, str(OUT / name)]
    platform = f"offscreen:configfile={OUT / SCREEN}"
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "STEMTRACKER_HOME": str(OUT / name / ".home")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return name, done.returncode, (done.stdout + done.stderr).strip()


def main() -> int:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    troubles = [f"{TROUBLE}-{look}" for look in SHOWN_IN]
    parser.add_argument("looks", nargs="*", choices=[[], *LOOKS, TROUBLE, *troubles])
    wanted = parser.parse_args().looks or [*LOOKS, TROUBLE]
    chosen = [name for look in wanted for name in (troubles if look == TROUBLE else [look])]
    failed = False
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / SCREEN).write_text(json.dumps({"screens": [SIZES]}), encoding="utf-8")
    for look in chosen:
        shutil.rmtree(OUT / look, ignore_errors=True)
    with ThreadPoolExecutor(2) as pool:
        for look, code, said in pool.map(_take, chosen):
            failed = failed or code != 0
            print(
                f"{look}: {said}" if code else f"{look}: {len(list((OUT / look).glob('*.png')))} pictures", flush=True
            )
    print(f"in {OUT}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
