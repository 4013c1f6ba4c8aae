"""What the sub-commands write: plain text or JSON to the output, problems to the error output."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WIDEST = 110


class UnwritableError(Exception):
    """The output takes nothing more: a full disk, most often."""


def ready() -> None:
    """Let no character stop the output: what the terminal cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def say(text: str = "", indent: int = 0) -> None:
    """A line of text. A terminal gets it wrapped, lines that follow further in; a file or a pipe as one line."""
    pad = " " * indent
    if sys.stdout is None or not sys.stdout.isatty():
        raw(f"{pad}{text}\n")
        return
    width = max(40, min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns))
    wrapped = textwrap.wrap(
        text,
        width,
        initial_indent=pad,
        subsequent_indent=pad + "  ",
        break_on_hyphens=False,
        break_long_words=False,  # addresses stay whole, to be clicked
    )
    raw("\n".join(wrapped) + "\n")


def raw(text: str) -> None:
    """Text as it stands. A frozen program without a terminal has no output at all."""
    if sys.stdout is not None:
        with _writing():
            sys.stdout.write(text)


def flush() -> None:
    """All that was said is out, or it is told that it is not: at exit it would be too late."""
    if sys.stdout is not None:
        with _writing():
            sys.stdout.flush()


def abandon() -> None:
    """Nothing more can be written, not even what still waits at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as why:
        raise UnwritableError(why.strerror or str(why)) from why


def as_json(value: Any) -> None:
    """A value as JSON."""
    raw(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def complain(*lines: str) -> None:
    """What went wrong, a line each, on the error output."""
    if sys.stderr is not None:
        sys.stderr.writelines(f"stemtracker: {line}\n" for line in lines)
