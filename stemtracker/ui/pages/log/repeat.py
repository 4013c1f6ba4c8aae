"""An activity once more on other dates: how often, until when, and which of the dates.

Neighbors: `forms.repeats` works out the dates, `services.activities.repeat` writes them as one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView

from stemtracker.domain.activity import Activity
from stemtracker.services import activities
from stemtracker.ui import theme
from stemtracker.ui.forms.basics import in_row
from stemtracker.ui.forms.inputs import Line, day_edit
from stemtracker.ui.forms.repeats import MOST, Occurrence, Rhythm, occurrences, ordinal
from stemtracker.ui.pages.log.side import SidePanel
from stemtracker.ui.widgets import buttons, dates
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Muted

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OCCURRENCE = Qt.ItemDataRole.UserRole


def rhythms(day: date) -> list[tuple[object, str]]:
    """The rhythms in words that fit the first date."""
    weekday = WEEKDAYS[day.weekday()]
    return [
        (Rhythm.WEEKLY.value, f"Every week on {weekday}"),
        (Rhythm.BIWEEKLY.value, f"Every two weeks on {weekday}"),
        (Rhythm.MONTHLY_WEEKDAY.value, f"Every month on the {ordinal(day)} {weekday}"),
        (Rhythm.MONTHLY_DAY.value, f"Every month on day {day.day}"),
    ]


def words(occurrence: Occurrence) -> str:
    """A date for the list: "Thu, Nov 26, 2026 · Thanksgiving"."""
    day = f"{WEEKDAYS[occurrence.day.weekday()][:3]}, {dates.short(occurrence.day)}"
    return f"{day} · {occurrence.holiday}" if occurrence.holiday else day


class RepeatPanel(SidePanel):
    """The dates to tick and the button that adds them."""

    done = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__("Repeat")
        self._context = context
        self._activity: Activity | None = None
        self.finish_head()
        self._about = Muted()
        self.rhythm = Combo()
        self.times, self.until = Line("10"), day_edit()
        self._times = LabeledField("How many more", self.times)
        self._until = LabeledField("Or until", self.until)
        self.body.setSpacing(theme.px(theme.M))
        self.body.addWidget(self._about)
        self.body.addWidget(LabeledField("How often", self.rhythm))
        self.body.addWidget(in_row((self._times, 1), (self._until, 1)))
        self._model = QStandardItemModel(self)
        self._model.itemChanged.connect(self._tell)
        self.dates = QListView()
        self.dates.setModel(self._model)
        self.dates.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.dates.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.dates.setMinimumHeight(theme.px(220))
        self.body.addWidget(
            LabeledField("Dates", self.dates, "Space ticks a date or leaves it out. Public holidays are left out.")
        )
        self.add_button = buttons.primary("Add", self._add)
        self.foot.addStretch(1)
        self.foot.addWidget(self.add_button)
        self.rhythm.currentIndexChanged.connect(self._propose)
        self.times.textChanged.connect(self._propose)
        self.until.line.textChanged.connect(self._propose)

    def open(self, id_: str) -> None:
        """Repeat that activity."""
        self._context.tasks.record(activities.get, self._context.workspace, id_, done=self._show)

    def _show(self, activity: Activity) -> None:
        self._activity = activity
        self.set_title(f"Repeat “{activity.title}”")
        self._about.setText(f"First on {WEEKDAYS[activity.start.weekday()]}, {dates.long(activity.start)}.")
        self.rhythm.set_choices(rhythms(activity.start))
        self.rhythm.set_value(Rhythm.WEEKLY.value)
        self.times.setText("10")
        self.until.set_value(None)
        self._propose()
        self.rhythm.setFocus()

    def _propose(self, *_said: Any) -> None:
        if self._activity is None:
            return
        count, until = self.times.text().strip(), self.until.value()
        wrong = bool(count) and not (count.isdecimal() and 1 <= int(count) <= MOST)
        self._times.set_error(f"Type a number from 1 to {MOST}." if wrong else "")
        self._until.set_error(self.until.problem())
        self._model.clear()
        rhythm = str(self.rhythm.value() or "")
        if not wrong and not self.until.problem() and (count or until) and rhythm:
            for each in occurrences(self._activity.start, Rhythm(rhythm), int(count) if count else None, until):
                item = QStandardItem(words(each))
                item.setCheckable(True)
                item.setEditable(False)
                item.setData(each.day.isoformat(), OCCURRENCE)
                item.setCheckState(Qt.CheckState.Unchecked if each.holiday else Qt.CheckState.Checked)
                self._model.appendRow(item)
        self._tell()

    def chosen(self) -> tuple[date, ...]:
        """The dates that are ticked."""
        items = (self._model.item(row) for row in range(self._model.rowCount()))
        return tuple(
            date.fromisoformat(item.data(OCCURRENCE)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def _tell(self, *_said: Any) -> None:
        count = len(self.chosen())
        self.add_button.setText(f"Add {count} {'activity' if count == 1 else 'activities'}" if count else "Add")
        self.add_button.setAccessibleName(self.add_button.text())
        self.add_button.setEnabled(bool(count))

    def _add(self) -> None:
        if self._activity is not None and self.chosen():
            self.add_button.setEnabled(False)
            self._context.tasks.record(
                _repeat, self._context.workspace, self._activity, self.chosen(), done=self._added
            )

    def _added(self, _changes: Changes) -> None:
        self._activity = None
        self.done.emit()


def _repeat(ws: Workspace, activity: Activity, days: tuple[date, ...]) -> Changes:
    return activities.repeat(ws, activity, days)
