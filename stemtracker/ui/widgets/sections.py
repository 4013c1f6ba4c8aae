"""A page in parts: a row of tabs and the part chosen below it. A part is asked to reload when it is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.dialogs import Dialogs
from stemtracker.ui.widgets.scrolling import scroll_column


class Section(QWidget):
    """One part. A subclass sets `name` and `title`, fills `column`, and writes `refresh`."""

    name = ""
    title = ""
    #: The nouns of `Changes` that make it stale; empty means all.
    nouns: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area, self.column = scroll_column()
        outer.addWidget(area)
        self.stale = True

    def refresh(self) -> None:
        """Reload what is shown."""

    def show_one(self, id_: str) -> None:
        """Show that one of the things in it; a part that has no list stays as it is."""

    def is_edited(self) -> bool:
        """Whether something typed isn't saved yet; then it is not reloaded under the user's hands."""
        return False

    def save(self) -> bool:
        """Save what was typed; whether it could be asked for."""
        return True

    def drop(self) -> None:
        """Forget what was typed since the last save."""
        self.refresh()

    def reload(self) -> None:
        """Reload now if visible, else when next shown."""
        if self.is_edited():
            return
        self.stale = not self.isVisible()
        if not self.stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.stale:
            self.stale = False
            self.refresh()


def may_leave(dialogs: Dialogs, section: Section) -> bool:
    """Ask about what was typed and not saved; whether one may go elsewhere now."""
    if not section.is_edited():
        return True
    answer = dialogs.choose(
        "Save what you changed?",
        f"Your changes under “{section.title}” are not saved yet.",
        (("save", "Save"), ("drop", "Don’t save"), ("stay", "Go on editing")),
    )
    if answer == "drop":
        section.drop()
    return answer == "drop" or (answer == "save" and section.save())


class Sections(QWidget):
    """The tabs over their parts."""

    def __init__(self, name: str, sections: tuple[Section, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.L))
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.stack = QStackedWidget()
        self.sections = sections
        for section in sections:
            self.bar.addTab(section.title)
            self.stack.addWidget(section)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)

    def show_section(self, name: str) -> Section | None:
        """Bring a part forward by its name."""
        for index, section in enumerate(self.sections):
            if section.name == name:
                self.bar.setCurrentIndex(index)
                return section
        return None

    def current(self) -> Section:
        """The part shown."""
        return self.sections[self.bar.currentIndex()]
