"""What is told of a fault of the program itself: versions, and where in the program it happened. Nothing else.

The words of an exception may hold what a person typed, and the path of a file the name of its owner, so both are
left out: a module and a line say where, and words stand only where they are Python's own.
Neighbors: `ui.crash` shows it.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import os
import platform
import re
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePath
from types import TracebackType
from typing import TextIO

from stemtracker import __version__, clock, paths
from stemtracker.errors import Trouble

_log = logging.getLogger(__name__)
_PROGRAM = Path(__file__).resolve().parent.parent
_PYTHON = Path(sysconfig.get_path("stdlib"))
#: So many files of details are kept.
MOST = 30
#: So long an empty file may belong to a program that still runs.
_FORGOTTEN = timedelta(days=30)
#: Words of Python and Qt themselves, in which only names of the program's own code stand.
_HARMLESS = re.compile(
    r"""
      [\w.]+\(\)\ (?:missing|takes|got\ an?\ unexpected)\ [\w ',:()-]+
    | unsupported\ operand\ type\(s\)\ for\ \S{1,4}:\ '[\w.]+'\ and\ '[\w.]+'
    | '[\w.]+'\ object\ (?:is\ not\ (?:callable|iterable|subscriptable)|does\ not\ support\ \w[\w ]+)
    | (?:list|tuple|string|pop)\ index\ out\ of\ range
    | (?:division|modulo)\ by\ zero
    | maximum\ recursion\ depth\ exceeded[\w ]*
    | (?:Internal\ C\+\+\ object\ \([\w.]+\)\ already\ deleted\.)
    """,
    re.VERBOSE,
)
_LINE = re.compile(r'\s*File "(?P<file>[^"]*)", line (?P<line>\d+|\?\?\?) in (?P<name>[\w.<>]+)')
_KEPT_LINES = ("Fatal Python error: ", "Current thread ", "Thread 0x", "Windows fatal exception: ")


def details(error: BaseException, *versions: str) -> str:
    """What to pass on."""
    return f"{_head(*versions)}\n\n" + "\n".join(_chain(error, set()))


def signature(error: BaseException) -> str:
    """What two faults share that happened at the same place."""
    frames = list(_frames(error.__traceback__))
    return f"{_kind(error)} {frames[-1] if frames else ''}"


def keep(text: str) -> Path | None:
    """Write details beside the program's data; None where even that fails. The oldest make room."""
    folder = _folder()
    moment = f"{clock.now():%Y-%m-%d %H%M%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        last = max((int(path.stem[-3:]) for path in folder.glob(f"{moment} [0-9][0-9][0-9].txt")), default=0)
        target = folder / f"{moment} {last + 1:03}.txt"
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        for old in sorted(folder.glob("*.txt"))[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError as why:
        _log.info("the details could not be kept (%s)", type(why).__name__)
        return None
    return target


class Watch:
    """Lets Python say where it stood should the whole program be torn down: by a fault in Qt, in SQLite, in a driver.

    What it writes in that moment is raw; the next start makes it fit to be passed on.
    """

    def __init__(self) -> None:
        self._path = _folder() / f"stopped-{os.getpid()}.raw"
        self._file: TextIO | None = None
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8")
            faulthandler.enable(self._file)

    def end(self) -> None:
        """The program ends in order."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            self._path.unlink()


def last_stop(*versions: str) -> Path | None:
    """The details of how the program was torn down last time, if it was; told once."""
    found = None
    for raw in sorted(_folder().glob("stopped-*.raw")):
        with suppress(OSError):
            text = raw.read_text(encoding="utf-8", errors="replace")
            if text.strip():
                raw.unlink()
                found = keep(f"{_head(*versions)}\n\n{_cleaned(text)}") or found
            elif clock.now().timestamp() - raw.stat().st_mtime > _FORGOTTEN.total_seconds():
                raw.unlink()
    return found


def _folder() -> Path:
    return paths.data() / "trouble"


def _head(*versions: str) -> str:
    known = " · ".join((f"STEM Tracker {__version__}", f"Python {platform.python_version()}", *versions))
    return f"{known}\n{platform.platform()}"


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The error under those it came from, each with its place."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "and from that:"
    words = _words(error)
    yield f"{_kind(error)}: {words}" if words else f"{_kind(error)} (its words are left out)"
    for frame in _frames(error.__traceback__):
        yield f"  {frame}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in seen:
                yield "holding:"
                yield from _chain(one, seen)


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _words(error: BaseException) -> str:
    """What can be said of it without saying anything of the record; "" for nothing."""
    if isinstance(error, Trouble):
        return error.kind
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "")
    if isinstance(error, AttributeError | NameError | ImportError):
        return error.name if isinstance(error.name, str) and error.name.replace(".", "").isidentifier() else ""
    by_sqlite = getattr(error, "sqlite_errorname", None) or getattr(
        getattr(error, "orig", None), "sqlite_errorname", None
    )
    if by_sqlite:
        return str(by_sqlite)
    said = error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else ""
    return said if isinstance(error, Exception) and _HARMLESS.fullmatch(said) else ""


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{_module(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"


def _module(name: str) -> str:
    """A file by its place in the program, in a library or in Python; nothing of where those lie."""
    if name.startswith("<frozen"):
        return name
    path = PurePath(name.replace("\\", "/"))
    for root in (_PROGRAM.parent, _PYTHON):
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            return path.relative_to(root).as_posix()
    if "site-packages" in path.parts:
        last = len(path.parts) - path.parts[::-1].index("site-packages")
        return "/".join(path.parts[last:])
    # Frozen, the program's own files have no folder above them.
    return path.as_posix() if path.parts and path.parts[0] == _PROGRAM.name else "elsewhere"


def _cleaned(raw: str) -> str:
    """What faulthandler wrote, by module and line."""
    lines = []
    for line in raw.splitlines():
        if found := _LINE.fullmatch(line):
            lines.append(f"  {_module(found['file'])}:{found['line']} in {found['name']}")
        elif line.startswith(_KEPT_LINES):
            lines.append(line)
    return "\n".join(lines)
