"""Writing a file so that the old one stays until the new one is whole. Neighbors: `archive`, the exports."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from stemtracker.errors import Refused, Trouble

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


@contextlib.contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the name of `path` when the block ends well, and vanishes otherwise."""
    if path.is_dir():
        raise Refused.at("file", f"“{path}” is a folder; add a file name.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except FileNotFoundError:
        raise _no_folder(path) from None
    except OSError as why:
        raise _trouble(path, why) from why
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _folder_to_disk(path.parent)
    except OSError as why:
        raise _trouble(path, why) from why
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """The same, but over nothing that is there: “Plan.pdf”, else “Plan (2).pdf”, whoever else looks for a name."""
    claimed = _claimed(path)
    try:
        with written(claimed) as file:
            yield file
    except BaseException:
        claimed.unlink(missing_ok=True)
        raise


def _claimed(path: Path) -> Path:
    """The first of the names that is free, as an empty file: to look first and write later loses to another program."""
    name, number = path, 1
    while True:
        try:
            name.open("xb").close()
        except FileNotFoundError:
            raise _no_folder(path) from None
        except OSError as why:
            # Windows says of a folder of that name that it may not be written.
            if not isinstance(why, FileExistsError) and not name.is_dir():
                raise _trouble(path, why) from why
        else:
            return name
        number += 1
        name = path.with_name(f"{path.stem} ({number}){path.suffix}")


def _folder_to_disk(folder: Path) -> None:
    """The new name too must survive a pulled plug; Windows needs and knows no such call."""
    if os.name == "nt":
        return
    # Not every network disk takes it; the file is there all the same.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """The text as a whole file."""
    with written(path) as file:
        file.write(text.encode(encoding))


def _no_folder(path: Path) -> Refused:
    return Refused.at("file", f"There is no folder “{path.parent}”; make it or choose another.")


def _trouble(path: Path, why: OSError) -> Trouble:
    if why.errno in _FULL:
        return Trouble(
            "full",
            f"There is not enough room for “{path.name}”. What was there before is untouched.",
            "Free some space or save to another disk.",
        )
    return Trouble(
        "not written",
        f"“{path.name}” can't be written ({why.strerror}). What was there before is untouched.",
        "It may be open in another program or the folder may be protected; use another name or folder.",
    )
