"""The need tree of an assessment as a Qt model: one row per need, sums to the right.

What the renewal asks comes first; what the employer sees to and what is advised stand below, under headings of
their own, and are never in the colors of a verdict.
Neighbors: `pages.renewal.needs` shows it. Amounts arrive as exact fractions and leave as words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemtracker.domain import explanation, wording
from stemtracker.domain.assessment import Assessment, Node, Role, Verdict
from stemtracker.ui import icons, theme
from stemtracker.ui.models.verdict_state import is_over

COLUMNS = ("Need", "Verdict", "Required", "Counted", "Possible", "Planned", "Over cap", "Missing")
NEED, VERDICT, REQUIRED, COUNTED, POSSIBLE, PLANNED, OVER_CAP, MISSING = range(8)
#: Gives the id of the need behind an index.
ID_ROLE = Qt.ItemDataRole.UserRole
_HINTS = (
    "What the rule asks",
    "Met, not met yet, or can’t tell yet",
    "What the rule asks for",
    "What counts whatever the open questions turn out to be",
    "What could count at best",
    "What planned activities would add",
    "What lies above a cap and does not count",
    "What is still to do",
)
#: What is said of them.
APART = "Kept apart from what this renewal asks: it does not decide the verdict."
_TOKENS = {Verdict.MET: "ok", Verdict.UNKNOWN: "unknown"}
_ICONS = {Verdict.MET: "met", Verdict.NOT_MET: "not-met", Verdict.UNKNOWN: "unknown"}

_Index = QModelIndex | QPersistentModelIndex


def verdict_words(node: Node) -> str:
    """The verdict of one need in words."""
    if node.applies is False:
        return "Does not apply"
    words = wording.VERDICT[node.verdict] if node.verdict else "–"
    return f"{words} (may not apply)" if node.applies is None else words


@dataclass
class _Item:
    """A row: a need, or the heading over those that do not block."""

    node: Node | None
    role: Role
    above: int = -1
    row: int = 0
    below: list[int] = field(default_factory=list)


class NeedTree(QAbstractItemModel):
    """Read-only tree over `Assessment.nodes`; replaced whole by `show`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[_Item] = []
        self._top: list[int] = []
        self._short = "warn"

    def show(self, assessment: Assessment | None) -> None:
        """Show the needs of that assessment."""
        self.beginResetModel()
        # What is short while the cycle runs can still be done: that is a warning, not yet a loss.
        self._short = "danger" if assessment and is_over(assessment) else "warn"
        self._items, self._top = [], []
        if assessment is not None:
            self._fill(assessment)
        self.endResetModel()

    def _fill(self, assessment: Assessment) -> None:
        roles = assessment.roles
        places: dict[str, int] = {}
        headings: dict[Role, int] = {}
        apart = [n for n in assessment.nodes if roles[n.id] != Role.REQUIRED]
        for node in [n for n in assessment.nodes if roles[n.id] == Role.REQUIRED] + sorted(
            apart, key=lambda n: roles[n.id] == Role.ADVICE
        ):
            role, above = roles[node.id], places.get(node.parent, -1)
            if role != Role.REQUIRED and (above < 0 or self._items[above].role != role):
                if role not in headings:
                    headings[role] = self._add(_Item(None, role))
                above = headings[role]
            places[node.id] = self._add(_Item(node, role, above))

    def _add(self, item: _Item) -> int:
        place = len(self._items)
        siblings = self._items[item.above].below if item.above >= 0 else self._top
        item.row = len(siblings)
        siblings.append(place)
        self._items.append(item)
        return place

    def node(self, index: _Index) -> Node | None:
        """The need behind an index; None for a heading."""
        return self._items[index.internalId()].node if index.isValid() else None

    def heading(self, index: _Index) -> str:
        """The heading behind an index; "" for a need."""
        item = self._items[index.internalId()] if index.isValid() else None
        return explanation.APART[item.role] if item is not None and item.node is None else ""

    def index_of(self, node_id: str) -> QModelIndex:
        """Where that need stands; invalid where it is not in the tree."""
        for place, item in enumerate(self._items):
            if item.node is not None and item.node.id == node_id:
                return self.createIndex(item.row, 0, place)
        return QModelIndex()

    def _below(self, parent: _Index) -> list[int]:
        if not parent.isValid():
            return self._top
        return self._items[parent.internalId()].below if parent.column() == 0 else []

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        below = self._below(parent)
        if 0 <= row < len(below) and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, below[row])
        return QModelIndex()

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid():
            return QModelIndex()
        above = self._items[index.internalId()].above
        return self.createIndex(self._items[above].row, 0, above) if above >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._below(parent))

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HINTS[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self._items[index.internalId()], index.column()
        if item.node is None:
            return _of_heading(item.role, column, role)
        return self._of_need(item.node, item.role, column, role)

    def _of_need(self, node: Node, kind: Role, column: int, role: int) -> Any:
        token = _token(node, kind, self._short)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell(node, column)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return spoken(node, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                muted = node.applies is False or (kind != Role.REQUIRED and column != NEED)
                return theme.color(token if column == VERDICT and token else "muted" if muted else "text")
            case Qt.ItemDataRole.DecorationRole if column == VERDICT and token and node.verdict:
                return icons.icon(_ICONS[node.verdict], token)
            case Qt.ItemDataRole.DecorationRole if column == NEED and node.touched_by_overlay:
                return icons.icon("edit", "accent")
            case Qt.ItemDataRole.UserRole:
                return node.id
        return None


def _token(node: Node, kind: Role, short: str) -> str:
    """The color of a verdict; "" where there is none, muted where it does not block the renewal."""
    if node.applies is False or not node.verdict:
        return ""
    return _TOKENS.get(node.verdict, short) if kind == Role.REQUIRED else "muted"


def _of_heading(kind: Role, column: int, role: int) -> Any:
    if column == NEED and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return explanation.APART[kind]
    if role == Qt.ItemDataRole.ToolTipRole:
        return APART
    if role == Qt.ItemDataRole.FontRole:
        return theme.font("strong")
    return theme.color("muted") if role == Qt.ItemDataRole.ForegroundRole else None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column >= REQUIRED else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def cell(node: Node, column: int) -> str:
    """What a cell says; empty where the need has no such amount or it is nothing."""
    if column == NEED:
        return node.title
    if column == VERDICT:
        return verdict_words(node)
    if column == REQUIRED:
        if node.required is None or wording.is_open(node):
            return node.required_text
        return wording.short(node.required)
    if node.applies is False or not (node.unit or node.kind == "count"):
        return ""
    amounts: dict[int, Fraction] = {
        COUNTED: node.counted,
        POSSIBLE: node.possible,
        PLANNED: node.planned,
        OVER_CAP: node.over_cap,
        MISSING: node.missing,
    }
    if column == POSSIBLE and node.possible == node.counted:
        return ""
    amount = amounts[column]
    return wording.short(amount) if amount or column == COUNTED else ""


def spoken(node: Node, column: int) -> str:
    """A cell with its heading and unit, for hovering and for reading aloud."""
    words = cell(node, column)
    if column >= REQUIRED and words and node.unit:
        words = f"{words} {wording.units(node.unit)}"
    if column == NEED:
        return f"{words} (changed by your district’s additions)" if node.touched_by_overlay else words
    return f"{COLUMNS[column]}: {words or 'none'}"
