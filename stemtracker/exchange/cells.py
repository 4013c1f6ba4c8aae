"""Spreadsheet cells on the way out and back: text that a spreadsheet would run as a formula is made safe.

A cell whose first character (but blanks) is dangerous gets a `'` in front; our own import takes exactly that one away
again, so that a text comes back as it was. Neighbors: `activities_csv` writes and reads with it.
"""

from __future__ import annotations

import re

_DANGEROUS = "=+\\-@\t\r\n\0＝＋－＠"
#: What some programs take away before they look at the first character.
_BLANK = r"[\s\ufeff\u200b]"
_GUARD = re.compile(f"'*{_BLANK}*[{_DANGEROUS}]")
_GUARDED = re.compile(f"'+{_BLANK}*[{_DANGEROUS}]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z", re.ASCII)


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; plain numbers stay numbers."""
    if text and _GUARD.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text


def unguard(cell: str) -> str:
    """The text that `guard` was given."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
