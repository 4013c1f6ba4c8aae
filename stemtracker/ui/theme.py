"""Every color, size and font of the program, light and dark, and the one style sheet made from them.

Neighbors: `style` turns the tokens into Qt's sheet, `icons` tints the drawings. No other module
holds a color, a font or a pixel size of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

LIGHT: Final[Mapping[str, str]] = {
    "bg": "#F6F7F9",
    "surface": "#FFFFFF",
    "raised": "#EEF1F5",
    "border": "#C9D0D9",
    "outline": "#76818F",
    "text": "#1B2430",
    "muted": "#55606E",
    "accent": "#1F5FBF",
    "on_accent": "#FFFFFF",
    "accent_strong": "#184C99",
    "ok": "#1D7A46",
    "warn": "#8A5A00",
    "danger": "#B3261E",
    "unknown": "#6B4FA0",
}
DARK: Final[Mapping[str, str]] = {
    "bg": "#15191F",
    "surface": "#1D232B",
    "raised": "#262E38",
    "border": "#46515F",
    "outline": "#7C8896",
    "text": "#E8ECF1",
    "muted": "#A7B1BE",
    "accent": "#7FB0FF",
    "on_accent": "#15191F",
    "accent_strong": "#A6C8FF",
    "ok": "#6FCF97",
    "warn": "#F2C14E",
    "danger": "#FF8A80",
    "unknown": "#C3A6FF",
}

#: Spacing: the only gaps there are. Used as `px(theme.M)`.
XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
RADIUS, INPUT_RADIUS = 6, 4
ROW, ROW_COMPACT, TARGET = 32, 26, 32
FOCUS = 2
NAVIGATION, NAVIGATION_NARROW = 184, 104
#: The smallest window everything must fit into.
WINDOW: Final = (1024, 640)
#: Prose lines are held to about 72 characters by this width.
PROSE = 560
QUESTION = 400
#: Qt's own "as wide as it likes".
WIDEST = 16_777_215
ICON, ICON_SMALL = 20, 16

#: (pixels, weight) of each role of type.
TYPE: Final[Mapping[str, tuple[int, QFont.Weight]]] = {
    "number": (28, QFont.Weight.DemiBold),
    "title": (22, QFont.Weight.DemiBold),
    "card": (16, QFont.Weight.DemiBold),
    "strong": (13, QFont.Weight.DemiBold),
    "body": (13, QFont.Weight.Normal),
    "secondary": (12, QFont.Weight.Normal),
}
SCALES: Final = (100, 110, 125, 150, 175, 200)
APPEARANCES: Final = ("system", "light", "dark")


class ThemeSignals(QObject):
    """Tells painted widgets and icons that colors or sizes changed."""

    changed = Signal()


@dataclass
class _State:
    appearance: str = "system"
    scale: int = 100
    dark: bool = False
    family: str = ""
    sheet: Callable[[], str] = str


_state = _State()
signals = ThemeSignals()


def apply(app: QApplication, appearance: str = "system", scale: int = 100) -> None:
    """Dress the whole program: Fusion, palette, type and sheet; follow the system's scheme where asked."""
    first = not _state.family
    if first:
        app.setStyle("Fusion")
        _state.family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        QGuiApplication.styleHints().colorSchemeChanged.connect(_follow_system)
    _state.appearance = appearance if appearance in APPEARANCES else "system"
    _state.scale = min(max(scale, SCALES[0]), SCALES[-1])
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(scheme.get(_state.appearance, Qt.ColorScheme.Unknown))
    _state.dark = _wants_dark()
    app.setPalette(palette())
    app.setFont(font("body"))
    app.setStyleSheet(_state.sheet())
    signals.changed.emit()


def use_sheet(sheet: Callable[[], str]) -> None:
    """Who writes the style sheet from the tokens (`style`, which reads this module, says so when it is loaded)."""
    _state.sheet = sheet


def _wants_dark() -> bool:
    if _state.appearance != "system":
        return _state.appearance == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _follow_system() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _state.appearance == "system" and _wants_dark() != _state.dark:
        apply(app, "system", _state.scale)


def is_dark() -> bool:
    """Whether the dark tokens are in use."""
    return _state.dark


def scale() -> int:
    """The size of everything in percent."""
    return _state.scale


def tokens() -> Mapping[str, str]:
    """The color tokens in use."""
    return DARK if _state.dark else LIGHT


def color(token: str) -> QColor:
    """The color of a token in the theme in use."""
    return QColor(tokens()[token])


def px(size: float) -> int:
    """A length of the design in the pixels of the chosen scale."""
    return max(1, round(size * _state.scale / 100)) if size else 0


def font(role: str) -> QFont:
    """The system's interface font in one of the roles of `TYPE`; figures keep one width."""
    size, weight = TYPE[role]
    made = QFont(_state.family) if _state.family else QFont()
    made.setPixelSize(px(size))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette() -> QPalette:
    """The tokens as Qt's palette, so that plain controls and painted ones agree."""
    c = {name: QColor(value) for name, value in tokens().items()}
    role = QPalette.ColorRole
    made = QPalette(c["bg"])
    for where, token in {
        role.Window: "bg",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "surface",
        role.Text: "text",
        role.PlaceholderText: "muted",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "danger",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "unknown",
        role.Light: "surface",
        role.Midlight: "raised",
        role.Mid: "border",
        role.Dark: "outline",
        role.Shadow: "outline",
    }.items():
        made.setColor(where, c[token])
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, c["muted"])
    return made


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colors written as #RRGGBB."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(name: str) -> float:
    channels = (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
