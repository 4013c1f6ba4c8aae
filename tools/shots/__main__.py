"""`dev.py shots [LOOK …]`: take all pictures, or those of the looks named, two looks at a time."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.shots.scenes import LOOKS

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "out" / "shots"


def _take(look: str) -> tuple[str, int, str]:
    command = [sys.executable, "-m", "tools.shots.scenes", look, str(OUT / look)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "STEMTRACKER_HOME": str(OUT / look / ".home")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return look, done.returncode, (done.stdout + done.stderr).strip()


def main() -> int:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument("looks", nargs="*", choices=[[], *LOOKS])
    chosen = parser.parse_args().looks or list(LOOKS)
    failed = False
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
