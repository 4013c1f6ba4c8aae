"""A day to type or to pick from a calendar. What is typed is read when the field is left, and shown in words."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from stemtracker import clock
from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons, dates


class DateEdit(QWidget):
    """One day or none. `changed` comes with each new day (or None); text that is no day has a `problem`."""

    changed = Signal(object)

    def __init__(self, value: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.XS))
        self.line = QLineEdit()
        self.line.setPlaceholderText("month/day/year")
        self.line.setMinimumWidth(theme.px(120))
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self._settle)
        self.button = buttons.icon_button("calendar", "Choose from a calendar", self._open)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self._value: date | None = None
        self._problem = ""
        self._popup: CalendarPopup | None = None
        self.set_value(value)

    def value(self) -> date | None:
        """The day; None where nothing (or nothing readable) is typed."""
        self._read()
        return self._value

    def set_value(self, value: date | None) -> None:
        """Show a day."""
        self._value, self._problem = value, ""
        self.line.setText(dates.short(value) if value else "")

    def problem(self) -> str:
        """Why the text is no day, in words; "" when all is well."""
        self._read()
        return self._problem

    def _read(self) -> None:
        try:
            self._value, self._problem = dates.read(self.line.text(), clock.today()), ""
        except dates.NotADay as why:
            self._value, self._problem = None, str(why)

    def _settle(self) -> None:
        if not self.line.isModified():
            return
        self.line.setModified(False)
        self._read()
        if not self._problem:
            self.line.setText(dates.short(self._value) if self._value else "")
        self.changed.emit(self._value)

    def _open(self) -> None:
        popup = CalendarPopup(self.value() or clock.today(), self)
        popup.chosen.connect(self._choose)
        popup.open_under(self)
        self._popup = popup

    def _choose(self, day: object) -> None:
        if isinstance(day, date):
            self.set_value(day)
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit(day)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._open()
                return True
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if step is not None and (day := self.value()) is not None:
                self._choose(date.fromordinal(day.toordinal() + step))
                return True
        return super().eventFilter(watched, event)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)
        self.button.setAccessibleName(f"{name}: choose from a calendar")

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)


class Month(QCalendarWidget):
    """Qt's calendar, but days of the months beside are dimmed in every theme: the colors of weekdays hide Qt's own."""

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        if (date.year(), date.month()) == (self.yearShown(), self.monthShown()):
            super().paintCell(painter, rect, date)
            return
        painter.save()
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.color("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(date.day()))
        painter.restore()


class CalendarPopup(QWidget):
    """A month to pick a day from; Esc or a click elsewhere closes it."""

    chosen = Signal(object)

    def __init__(self, day: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        self.calendar = Month()
        self.calendar.setAccessibleName("Calendar")
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._dress()
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        column.addWidget(self.calendar)

    def _dress(self) -> None:
        """Qt's own colors and arrows, exchanged for ours."""
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.calendar.setMinimumSize(theme.px(300), theme.px(260))
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        plain, head = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme.color("text"))
        head.setForeground(theme.color("muted"))
        head.setBackground(theme.color("surface"))
        for day in Qt.DayOfWeek:
            self.calendar.setWeekdayTextFormat(day, plain)
        self.calendar.setHeaderTextFormat(head)
        for name, drawing, words in (
            ("qt_calendar_prevmonth", "chevron-left", "Month before"),
            ("qt_calendar_nextmonth", "chevron-right", "Month after"),
        ):
            button = self.calendar.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setAccessibleName(words)
                icons.put(button, drawing, "muted", theme.ICON_SMALL)

    def open_under(self, owner: QWidget) -> None:
        """Show it below its field, kept on the screen."""
        self.adjustSize()
        corner = owner.mapToGlobal(QPoint(0, owner.height()))
        screen = owner.screen().availableGeometry()
        self.move(
            max(screen.left(), min(corner.x(), screen.right() - self.width())),
            max(screen.top(), min(corner.y(), screen.bottom() - self.height())),
        )
        self.show()
        self.calendar.setFocus()

    def _pick(self, picked: QDate) -> None:
        self.chosen.emit(date(picked.year(), picked.month(), picked.day()))
        self.close()
