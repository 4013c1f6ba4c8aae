"""Labels in the roles of the type scale. All show plain text only: what people typed is never markup."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.style import set_look

#: Qt's own limit, which it has no name for in Python.
_WIDEST = 2**24 - 1
#: So much of a text that ends in dots is always shown.
_LEAST = 64
#: A word up to this length has room on a line of any wrapping label.
_FITS = 30
_HERE = "\u200b"


def breakable(text: str, fits: int = _FITS) -> str:
    """The text with words longer than that made so that they go on in the next line: Qt would cut them off."""
    return re.sub(rf"[^\s{_HERE}]{{{fits + 1},}}", _in_letters, text)


def _in_letters(word: re.Match[str]) -> str:
    # What belongs to the character before it (accents, vowel signs) stays with it.
    letters = (c if unicodedata.category(c)[0] == "M" else f"{_HERE}{c}" for c in word[0])
    return "".join(letters).removeprefix(_HERE)


class Label(QLabel):
    """A plain-text label in one role of `theme.TYPE`, and in one color of the sheet ("" for body text)."""

    def __init__(self, text: str = "", role: str = "body", look: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setText(text)
        if look:
            self.setProperty("look", look)
        if wrap:
            self.setWordWrap(True)
            self.setMaximumWidth(theme.px(theme.PROSE))
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        super().setText(breakable(text) if self.wordWrap() else text)

    def text(self) -> str:
        return super().text().replace(_HERE, "")

    def setWordWrap(self, on: bool) -> None:  # noqa: FBT001 - the name and shape are Qt's
        super().setWordWrap(on)
        self.setText(self.text())

    def heightForWidth(self, width: int) -> int:
        # Qt asks for the width of the column, though the label never gets wider than prose.
        return super().heightForWidth(min(width, self.maximumWidth()))

    def widen(self) -> None:
        """Let a wrapping label take the whole width: for lines of facts, which are no prose."""
        self.setMaximumWidth(_WIDEST)

    def set_look(self, look: str) -> None:
        """Change its color."""
        set_look(self, look)


class Title(Label):
    """The title of a page."""

    def __init__(self, text: str = "", *, wrap: bool = False) -> None:
        super().__init__(text, "title", wrap=wrap)


class CardTitle(Label):
    """The title of a card or a section."""

    def __init__(self, text: str = "", *, wrap: bool = False) -> None:
        super().__init__(text, "card", wrap=wrap)


class Strong(Label):
    """Body text that names something."""

    def __init__(self, text: str = "", *, wrap: bool = False) -> None:
        super().__init__(text, "strong", wrap=wrap)


class Body(Label):
    """A sentence; wraps at the width of prose."""

    def __init__(self, text: str = "", *, wrap: bool = True) -> None:
        super().__init__(text, wrap=wrap)


class Muted(Label):
    """A secondary sentence."""

    def __init__(self, text: str = "", *, wrap: bool = True) -> None:
        super().__init__(text, "secondary", "muted", wrap=wrap)


class Heading(Label):
    """A text that heads what stands beside it: it asks for one line, takes what is left, and wraps only without it."""

    def __init__(self, text: str, role: str) -> None:
        super().__init__(text, role, wrap=True)
        self.widen()
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        # Qt would ask for a block of several lines.
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())


class Number(Heading):
    """The large figure that answers "where do I stand?"."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, "number")


class Elided(Label):
    """A text in one line that ends in dots (or has them amid it) where there is no room for all of it.

    Pointing at it tells all; so do screen readers.
    """

    def __init__(self, text: str = "", role: str = "body", look: str = "", *, amid: bool = False) -> None:
        super().__init__("", role, look)
        self._mode = Qt.TextElideMode.ElideMiddle if amid else Qt.TextElideMode.ElideRight
        self.whole = ""
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.whole = text
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.whole) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(_LEAST)), self.fontMetrics().height())

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.whole, self._mode, max(self.width(), 1)))
        self.setToolTip(self.whole if self.text() != self.whole else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()


#: State -> (drawing, color token): always shown together with a word.
STATES = {
    "met": ("met", "ok"),
    "at_risk": ("risk", "warn"),
    "not_met": ("not-met", "danger"),
    "unknown": ("unknown", "unknown"),
    "info": ("info", "accent"),
    "danger": ("danger", "danger"),
}


class StateMark(QWidget):
    """An icon and a word for a state, in its color: never the color alone."""

    def __init__(self, state: str = "info", text: str = "", role: str = "strong", *, wrap: bool = False) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.XS + 2))
        self._icon = QLabel()
        self._text = Label(text, role, wrap=wrap)
        self._text.widen()
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        self.set_state(state, text)

    def set_state(self, state: str, text: str) -> None:
        """Show another state."""
        drawing, token = STATES[state]
        icons.put(self._icon, drawing, token, theme.ICON_SMALL + 2)
        self._text.setText(text)
        self._text.set_look({"info": "accent"}.get(state, token))
        self.setAccessibleName(text)

    def text(self) -> str:
        """The word shown."""
        return self._text.text()
