"""Sizes of files, as people read them."""

from __future__ import annotations


def size(count: int) -> str:
    """As in "870 KB", "1.2 MB", "34 MB"."""
    for unit, power in (("GB", 3), ("MB", 2), ("KB", 1)):
        if count >= 1000**power:
            tenths = count * 10 // 1000**power
            return f"{tenths // 10}.{tenths % 10} {unit}" if tenths < 100 else f"{tenths // 10:,} {unit}"
    return f"{count} bytes"
