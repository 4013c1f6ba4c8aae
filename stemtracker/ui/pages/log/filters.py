"""What narrows the log: search as you type, year and kind at hand, the rest unfolded when asked for.

Neighbors: `page` turns `query` into what the table shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolButton, QWidget

from stemtracker import clock
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, credentials
from stemtracker.ui import icons, theme
from stemtracker.ui.forms.basics import STATUSES
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from stemtracker.services.activities import LogQuery
    from stemtracker.services.workspace import Workspace

#: Typing rests this long before the record is asked (milliseconds).
REST = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from in this record."""

    vocabulary: Vocabulary
    cycles: tuple[tuple[str, str], ...] = ()
    networks: tuple[str, ...] = ()
    first_year: int = 0
    last_year: int = 0


def choices(ws: Workspace) -> Choices:
    """Read them (off the UI thread)."""
    cycles = tuple(
        (cycle.id, f"{credential.title}, {cycle.start.year}–{cycle.expiry.year}")
        for credential in credentials.list_credentials(ws)
        for cycle in credentials.cycles(ws, credential.id)
    )
    ids = activities.ids(ws, activities.LogQuery(sort="start", descending=False))
    edges = activities.rows(ws, [ids[0], ids[-1]]) if ids else ()
    years = [row.start.year for row in edges] or [0]
    return Choices(ws.vocabulary, cycles, activities.distinct(ws, "network"), min(years), max(years))


def spans(first: int, last: int, today: date) -> list[tuple[object, str]]:
    """The years to choose as "first day/last day": this and the last school year (from July), then calendar years."""
    begin = today.year if today.month >= 7 else today.year - 1
    found: list[tuple[object, str]] = [("", "Any year")]
    for year, name in ((begin, "This school year"), (begin - 1, "Last school year")):
        found.append((f"{year}-07-01/{year + 1}-06-30", name))
    if first:
        found += [(f"{year}-01-01/{year}-12-31", str(year)) for year in range(max(last, today.year), first - 1, -1)]
    return found


class SearchLine(QLineEdit):
    """The line to search with; Down goes to the list."""

    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search title, provider, notes")
        self.setAccessibleName("Search activities")
        self.setClearButtonEnabled(True)
        # Qt's own drawing of it can't be seen in the dark.
        clear = self.findChild(QToolButton)
        if isinstance(clear, QToolButton):
            icons.put(clear, "close", "muted", theme.ICON_SMALL)
        self.setMinimumWidth(theme.px(160))
        self.setMaximumWidth(theme.px(420))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.leave.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Filters(QObject):
    """The search line and the drop-downs; `changed` comes when the answer may differ."""

    changed = Signal()

    def __init__(self, row: FlowLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._cycle_later = ""
        self.search = SearchLine()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        row.addWidget(self.search)
        self.year = self._combo("Year", "Any year")
        self.kind = self._combo("Kind", "Any kind")
        row.addWidget(self.year)
        row.addWidget(self.kind)
        self.fold = buttons.plain("More filters", self._unfold, "filter")
        self.fold.setCheckable(True)
        row.addWidget(self.fold)
        self.clear_button = buttons.link("Clear filters", self.clear)
        row.addWidget(self.clear_button)
        self.rest = QWidget(parent)
        flow = FlowLayout(self.rest)
        self.topic = self._combo("Topic", "Any topic")
        self.status = self._combo("Status", "Any status")
        self.status.set_choices([("", "Any status"), *STATUSES])
        self.evidence = self._combo("Evidence", "Evidence or not")
        self.evidence.set_choices([("", "Evidence or not"), ("yes", "With evidence"), ("no", "No evidence")])
        self.network = self._combo("Network", "Any network")
        self.cycle = self._combo("Renewal cycle", "Any cycle")
        for combo in (self.topic, self.status, self.evidence, self.network, self.cycle):
            flow.addWidget(combo)
        self.rest.hide()
        self._show_state()

    def _combo(self, name: str, nothing: str) -> Combo:
        combo = Combo([("", nothing)])
        combo.setAccessibleName(f"Filter by {name.lower()}")
        combo.setFixedWidth(theme.px(148))
        combo.view().setMinimumWidth(theme.px(260))
        combo.currentIndexChanged.connect(self._picked)
        return combo

    def set_choices(self, found: Choices) -> None:
        """Offer what there is in the record."""
        words = found.vocabulary
        self.kind.set_choices([("", "Any kind"), *((t.id, t.title) for t in words.choices("kind"))])
        self.topic.set_choices([("", "Any topic"), *((t.id, t.title) for t in words.choices("topic"))])
        self.network.set_choices([("", "Any network"), *((name, name) for name in found.networks)])
        self.cycle.set_choices([("", "Any cycle"), *found.cycles])
        self.year.set_choices(spans(found.first_year, found.last_year, clock.today()))
        if self._cycle_later:
            self.cycle.set_value(self._cycle_later)
            self._cycle_later = ""
        self.network.setVisible(bool(found.networks))
        self.cycle.setVisible(bool(found.cycles))

    def query(self, sort: str, *, descending: bool) -> LogQuery:
        """What is asked for now."""
        since, _, until = _text(self.year).partition("/")
        return activities.LogQuery(
            text=self.search.text().strip(),
            cycle_id=_text(self.cycle) or None,
            kind=_text(self.kind),
            topic=_text(self.topic),
            status=_text(self.status),
            evidence={"yes": True, "no": False}.get(_text(self.evidence)),
            network=_text(self.network),
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
            sort=sort,
            descending=descending,
        )

    @property
    def _combos(self) -> tuple[Combo, ...]:
        return (self.year, self.kind, self.topic, self.status, self.evidence, self.network, self.cycle)

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search.text().strip()) or any(combo.currentIndex() > 0 for combo in self._combos)

    def clear(self) -> None:
        """Show everything again."""
        for combo in self._combos:
            blocked = combo.blockSignals(True)
            combo.setCurrentIndex(0)
            combo.blockSignals(blocked)
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)
        self._rest.stop()
        self._show_state()
        self.changed.emit()

    def without_evidence(self, cycle_id: str) -> None:
        """Only what has no evidence in that cycle, as the next things to do ask; known once the record was read."""
        self.clear()
        self._cycle_later = cycle_id
        self.fold.setChecked(True)
        self._unfold()
        self.evidence.set_value("no")
        self.cycle.set_value(cycle_id)

    def choose(self, combo: Combo, value: object) -> None:
        """Narrow by one thing, as a link from another page asks."""
        combo.set_value(value)

    def _typed(self, _text: str) -> None:
        self._show_state()
        self._rest.start()

    def _picked(self, *_index: Any) -> None:
        self._show_state()
        self._rest.stop()
        self.changed.emit()

    def _unfold(self) -> None:
        self.rest.setVisible(self.fold.isChecked())

    def _show_state(self) -> None:
        if not hasattr(self, "cycle"):
            return
        hidden = sum(c.currentIndex() > 0 for c in (self.topic, self.status, self.evidence, self.network, self.cycle))
        self.fold.setText(f"More filters ({hidden})" if hidden else "More filters")
        self.fold.setAccessibleName(self.fold.text())
        self.clear_button.setVisible(self.active)


def _text(combo: Combo) -> str:
    return str(combo.value() or "")
