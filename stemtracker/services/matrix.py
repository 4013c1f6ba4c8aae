"""What each activity brings to each license: one row per activity of the open cycles, one column per credential.

Amounts stand in the unit of their own license and are never added up. Neighbors: `renewal` assesses each credential;
`domain.explanation` tells the reasons behind a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, LineAnswer, Reason
from stemtracker.domain.explanation import telling
from stemtracker.domain.periods import Period
from stemtracker.services import cases, renewal
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.domain.ledger import Line
    from stemtracker.services.renewal import CredentialStanding
    from stemtracker.services.workspace import Workspace


class Standing(StrEnum):
    """What became of an activity at a license, the most it brings first."""

    COUNTS = "counts"
    PART = "in part"
    PLANNED = "planned"
    OPEN = "open"
    NOT = "no"


@dataclass(frozen=True, slots=True)
class Column:
    """One credential in its open cycle."""

    credential_id: str
    title: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Cell:
    """How much of an activity counts at a license, or the short reason why not."""

    standing: Standing
    amount: Fraction
    unit: str
    why: str
    line: LineAnswer

    @property
    def text(self) -> str:
        """As it is read: "12 hours", "10 hours, in part", "Open: …", "No: …"."""
        if self.standing == Standing.COUNTS:
            return wording.amount(self.amount, self.unit)
        if self.standing == Standing.PART:
            return f"{wording.amount(self.amount, self.unit)}, in part"
        return f"{self.standing.capitalize()}: {self.why}" if self.why else self.standing.capitalize()


@dataclass(frozen=True, slots=True)
class Row:
    """One activity with a cell per column, in their order."""

    id: str
    on: date
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it, the newest activity first."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: When each activity was, for explanations.
    days: Mapping[str, date]


def matrix(ws: Workspace) -> Matrix:
    """The activities of the open cycles at every credential that has one."""
    return remembered(ws, ("matrix", clock.today()), lambda: _matrix(ws))


def _matrix(ws: Workspace) -> Matrix:
    standings = renewal.standings(ws)
    columns = tuple(Column(s.credential.id, s.credential.title, s.assessment) for s in standings)
    found = [{line.id: line for line in s.assessment.lines} for s in standings]
    makers = [_Cells(s.assessment) for s in standings]
    ledger = cases.ledger(ws)
    rows = []
    for line in ledger:
        if not any(_belongs(line, s) for s in standings) or any(line.id not in lines for lines in found):
            continue
        cells = tuple(maker.cell(lines[line.id]) for maker, lines in zip(makers, found, strict=True))
        rows.append(Row(line.id, line.end, line.title, cells))
    rows.sort(key=lambda row: (-row.on.toordinal(), row.title, row.id))
    return Matrix(columns, tuple(rows), {line.id: line.end for line in ledger})


def _belongs(line: Line, standing: CredentialStanding) -> bool:
    span: Period = standing.cycle.period
    window = standing.assessment.window
    return any(p is not None and line.start <= p.end and p.start <= line.end for p in (span, window))


class _Cells:
    """Makes the cells of one license."""

    def __init__(self, answer: Assessment) -> None:
        self._headline = answer.headline.id
        self._units = {n.id: n.unit for n in answer.nodes}

    def cell(self, line: LineAnswer) -> Cell:
        """What became of one activity there: at the need that the verdict is about, else where most of it counts."""
        counted: dict[str, Fraction] = {}
        for one in line.reasons:
            if one.step == "counted" and one.amount:
                counted[one.node] = counted.get(one.node, Fraction(0)) + one.amount
        # "counted" of another unit is never compared: the first need in the order of the rule is taken.
        node = self._headline if self._headline in counted else next(iter(counted), "")
        reason = telling([r for r in line.reasons if not node or r.node in (node, "")])
        why = reason.text.removeprefix("planned: ").removeprefix("can't tell yet: ") if reason else ""
        if not node:
            return Cell(_standing(reason), Fraction(0), "", why, line)
        part = reason is not None and reason.amount > 0
        return Cell(Standing.PART if part else Standing.COUNTS, counted[node], self._units.get(node, ""), why, line)


def _standing(reason: Reason | None) -> Standing:
    if reason is None:
        return Standing.NOT
    if reason.step == "planned":
        return Standing.PLANNED
    return Standing.OPEN if reason.step in ("doubtful", "no_rate") else Standing.NOT


def as_table(found: Matrix, rows: Sequence[Row] | None = None) -> str:
    """The matrix with tabs between its cells, for a spreadsheet; formulas made harmless."""
    from stemtracker.exchange.cells import guard

    lines = [["Date", "Activity", *(c.title for c in found.columns)]]
    lines += [
        [row.on.isoformat(), row.title, *(cell.text for cell in row.cells)]
        for row in (found.rows if rows is None else rows)
    ]
    return "".join("\t".join(guard(" ".join(text.split())) for text in line) + "\n" for line in lines)
