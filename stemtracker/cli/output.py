"""What the sub-commands write: plain text or JSON to the output, problems to the error output."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any

_WIDEST = 110


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
        sys.stdout.write(text)


def as_json(value: Any) -> None:
    """A value as JSON."""
    raw(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def complain(*lines: str) -> None:
    """What went wrong, a line each, on the error output."""
    if sys.stderr is not None:
        sys.stderr.writelines(f"stemtracker: {line}\n" for line in lines)
