"""Make a fresh machine ready: Qt's system libraries, `.venv`, the locked packages, the project itself.

Standard library only, since it runs before anything is installed. `dev.py` calls `ready()` before each
command; when nothing has changed that costs a few milliseconds.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "stemtracker-installed"
WINDOWS = os.name == "nt"

# What Qt loads from the system, and the Debian package that brings it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What a window on an X screen needs on top.
SCREEN = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What a command needs on Linux: a program or (with a slash) a file, and the Debian package that brings it.
JOURNEY = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/gi/__init__.py": "python3-gi",
    "/usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
}
BUILD = {"objdump": "binutils"}


def has_screen() -> bool:
    """Whether a window can open: always on Windows and macOS, with a display server on Linux."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def python() -> Path:
    """The interpreter of `.venv`."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def script(name: str) -> Path:
    """A console script of `.venv`."""
    return VENV / (f"Scripts/{name}.exe" if WINDOWS else f"bin/{name}")


def frozen() -> Path:
    """The frozen program, once `build` has made it."""
    return ROOT / "dist" / "stemtracker" / ("stemtracker.exe" if WINDOWS else "stemtracker")


def ready(*, screen: bool = False, programs: dict[str, str] | None = None) -> None:
    """Install what is missing, or say in one line what to install and stop."""
    install_system_packages(screen=screen, programs=programs or {})
    if _stamp() == wanted():
        return
    _make_venv()
    _pip("install", "--require-hashes", "--requirement", str(LOCK))
    # The project itself, from its own folder, with the setuptools that the lock brought: no index is asked.
    _pip("install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(wanted(), encoding="utf-8")


def missing_packages(*, screen: bool, programs: dict[str, str]) -> list[str]:
    """Debian packages of the libraries and programs that are not there."""
    wanted = {**LIBRARIES, **SCREEN} if screen else LIBRARIES
    missing = [package for library, package in wanted.items() if not _loads(library)]
    missing += [package for program, package in programs.items() if not _is_there(program)]
    if not python().exists() and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        missing.append("python3-venv")
    if not _has_font():
        missing.append("fonts-dejavu-core")
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_there(program: str) -> bool:
    """Whether a program is on the path, or a file (its name may hold *) in its place."""
    return bool(any(Path("/").glob(program[1:])) if "/" in program else shutil.which(program))


def _has_font() -> bool:
    """Whether any font is installed: without one, every picture shows empty boxes."""
    folders = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path.home() / ".local/share/fonts",
    ]
    return any(
        next(folder.rglob(pattern), None) for folder in folders if folder.is_dir() for pattern in ("*.ttf", "*.otf")
    )


def install_system_packages(*, screen: bool, programs: dict[str, str]) -> None:
    """Install them where that is allowed and known how; else say what to do, and stop."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages(screen=screen, programs=programs)
    if not missing:
        return
    command = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if shutil.which("apt-get") is None:
        sys.exit(f"Missing on this computer (by their Debian names): {' '.join(missing)}")
    if os.geteuid() != 0:
        sys.exit(f"Please run this once, then try again:\n\n    sudo {command}\n")
    print(f"Installing for the whole computer: {' '.join(missing)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in ("apt-get update --quiet=2", command.replace("apt-get", "apt-get --quiet=2", 1)):
        code = subprocess.run(step.split(), env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        if code:
            sys.exit(f"“{step}” failed ({code}). Install these by hand: {' '.join(missing)}")


def _stamp() -> str:
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() and python().exists() else ""


def wanted() -> str:
    """What the environment was made from: the lock, the project's own metadata, this Python."""
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def works() -> bool:
    """Whether `.venv` has a Python of this version with a working pip; a half-made one has not."""
    if not python().exists():
        return False
    try:
        done = subprocess.run([str(python()), "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and f"(python {sys.version_info[0]}.{sys.version_info[1]})" in done.stdout


def _make_venv() -> None:
    if works():
        return
    if VENV.exists():
        print("The environment in .venv is not whole: making it anew.", flush=True)
        shutil.rmtree(VENV)
    print("Making the environment in .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode or not works():
        sys.exit("Python's venv module could not make .venv; on Debian and Ubuntu: sudo apt-get install python3-venv")


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
    if arguments[1] != "--no-index":
        print("Installing the packages named in requirements.lock (the first time takes a minute) …", flush=True)
    code = subprocess.run([str(python()), "-m", "pip", arguments[0], *quiet, *arguments[1:]], cwd=ROOT, check=False)
    if code.returncode:
        sys.exit("Installing failed; the lines above say why. Nothing is lost: run the same command again.")
