"""The need tree of an assessment as a Qt model: one row per need, sums to the right.

Neighbors: `pages.renewal.needs` shows it. Amounts arrive as exact fractions and leave as words.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stemtracker.domain import wording
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
_ROLE_WORDS = {Role.ADVICE: "advice", Role.DUTY: "duty of the employer"}
_TOKENS = {Verdict.MET: "ok", Verdict.UNKNOWN: "unknown"}
_ICONS = {Verdict.MET: "met", Verdict.NOT_MET: "not-met", Verdict.UNKNOWN: "unknown"}

_Index = QModelIndex | QPersistentModelIndex


def verdict_words(node: Node) -> str:
    """The verdict of one need in words, with what it is if it does not block."""
    if node.applies is False:
        return "Does not apply"
    words = wording.VERDICT[node.verdict] if node.verdict else "–"
    if node.applies is None:
        words = f"{words} (may not apply)"
    return f"{words} ({_ROLE_WORDS[node.role]})" if node.role in _ROLE_WORDS else words


class NeedTree(QAbstractItemModel):
    """Read-only tree over `Assessment.nodes`; replaced whole by `show`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: tuple[Node, ...] = ()
        self._short = "warn"
        self._children: dict[str, list[int]] = {}
        self._row: list[int] = []
        self._parent: list[int] = []

    def show(self, assessment: Assessment | None) -> None:
        """Show the needs of that assessment."""
        self.beginResetModel()
        self._nodes = assessment.nodes if assessment else ()
        # What is short while the cycle runs can still be done: that is a warning, not yet a loss.
        self._short = "danger" if assessment and is_over(assessment) else "warn"
        known = {n.id: i for i, n in enumerate(self._nodes)}
        self._children, self._row, self._parent = {}, [0] * len(self._nodes), [-1] * len(self._nodes)
        for i, node in enumerate(self._nodes):
            parent = node.parent if node.parent in known and known[node.parent] < i else ""
            self._parent[i] = known[parent] if parent else -1
            siblings = self._children.setdefault(parent, [])
            self._row[i] = len(siblings)
            siblings.append(i)
        self.endResetModel()

    def node(self, index: _Index) -> Node | None:
        """The need behind an index."""
        return self._nodes[index.internalId()] if index.isValid() else None

    def index_of(self, node_id: str) -> QModelIndex:
        """Where that need stands; invalid where it is not in the tree."""
        for i, node in enumerate(self._nodes):
            if node.id == node_id:
                return self.createIndex(self._row[i], 0, i)
        return QModelIndex()

    def _below(self, parent: _Index) -> list[int]:
        if not parent.isValid():
            return self._children.get("", [])
        return self._children.get(self._nodes[parent.internalId()].id, []) if parent.column() == 0 else []

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        below = self._below(parent)
        if 0 <= row < len(below) and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, below[row])
        return QModelIndex()

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid():
            return QModelIndex()
        above = self._parent[index.internalId()]
        return self.createIndex(self._row[above], 0, above) if above >= 0 else QModelIndex()

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
        node = self.node(index)
        if node is None:
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell(node, column)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return spoken(node, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._color(node, column)
            case Qt.ItemDataRole.DecorationRole if column == VERDICT and node.verdict and node.applies is not False:
                return icons.icon(_ICONS[node.verdict], _TOKENS.get(node.verdict, self._short))
            case Qt.ItemDataRole.UserRole:
                return node.id
        return None

    def _color(self, node: Node, column: int) -> Any:
        if node.applies is False:
            return theme.color("muted")
        if column == VERDICT and node.verdict:
            return theme.color(_TOKENS.get(node.verdict, self._short))
        return theme.color("text")


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
        if node.required is None:
            return node.required_text
        return wording.short(node.required)
    if not node.unit or node.applies is False:
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
    return words if column == NEED else f"{COLUMNS[column]}: {words or 'none'}"
