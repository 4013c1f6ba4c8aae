"""Which lines the shared hours belong to: hours lie along the lines of a sort, in canonical order.

Neighbors: `share_out` says where along a sort the hours of a need lie, `line_answers` tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.offer import LOW
from stemtracker.rules.sharing import Sharing

ZERO = Fraction(0)


@dataclass(slots=True)
class Taken:
    """What is taken of each line: the same of all lines of a row, or of each of its own."""

    rows: dict[int, Fraction] = field(default_factory=dict)
    lines: dict[int, Fraction] = field(default_factory=dict)
    #: Rows whose lines stand under `lines`.
    apart: set[int] = field(default_factory=set)


def taken_of(sharing: Sharing, purse: int, spans: Mapping[int, tuple[Fraction, Fraction]]) -> Taken:
    """What lines give where so much along the hours of each sort is taken (from, to)."""
    found, taken = sharing.sorted[LOW], Taken()
    cut = []
    for index, (start, stop) in spans.items():
        if stop > start and (start > 0 or stop < found.sorts[index].offered[purse]):
            cut.append(index)
            taken.apart.update(row for row, _part, _amounts in found.members[index])
    for index, (start, stop) in spans.items():
        if stop <= start or index in cut:
            continue
        for row, _part, amounts in found.members[index]:
            if not amounts[purse]:
                continue
            if row in taken.apart:
                for number in found.rows[row].numbers:
                    taken.lines[number] = taken.lines.get(number, ZERO) + amounts[purse]
            else:
                taken.rows[row] = taken.rows.get(row, ZERO) + amounts[purse]
    for index in cut:
        start, stop = spans[index]
        at = ZERO
        for number, _row, amounts in found.laid(index):
            end = at + amounts[purse]
            amount = min(end, stop) - max(at, start)
            if amount > 0:
                taken.lines[number] = taken.lines.get(number, ZERO) + amount
            at = end
    return taken
