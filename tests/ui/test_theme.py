"""The look: contrast of every pair of tokens that meet, and what changes when theme or scale do."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolButton

from stemtracker import paths
from stemtracker.ui import icons, style, theme
from stemtracker.ui.widgets import buttons

SURFACES = ("bg", "surface", "raised")
TEXTS = ("text", "muted", "accent", "ok", "warn", "danger", "unknown")
THEMES = {"light": theme.LIGHT, "dark": theme.DARK}


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_surface(name: str, surface: str, text: str) -> None:
    assert theme.contrast(THEMES[name][text], THEMES[name][surface]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
def test_edges_and_figures_can_be_seen(name: str, surface: str) -> None:
    assert theme.contrast(THEMES[name]["outline"], THEMES[name][surface]) >= 3
    assert theme.contrast(THEMES[name]["accent"], THEMES[name][surface]) >= 3


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["accent", "accent_strong"])
def test_the_primary_button_can_be_read(name: str, ground: str) -> None:
    assert theme.contrast(THEMES[name]["on_accent"], THEMES[name][ground]) >= 4.5


def test_contrast_is_the_standard_ratio() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_themes_have_the_same_tokens() -> None:
    assert list(theme.LIGHT) == list(theme.DARK)


def test_dark_changes_palette_and_sheet(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.is_dark()
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.DARK["bg"])
    assert theme.DARK["surface"] in qapp.styleSheet()
    assert theme.LIGHT["accent"] not in qapp.styleSheet()


def test_the_sheet_uses_no_color_but_the_tokens() -> None:
    allowed = {value.lower() for value in theme.LIGHT.values()}
    used = {found.lower() for found in re.findall(r"(?<![-\w])#[0-9a-fA-F]{6}\b", style.sheet())}
    assert used <= allowed


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_type_and_gaps_grow_with_the_scale(qapp: QApplication, scale: int) -> None:
    theme.apply(qapp, "light", scale)
    assert theme.font("body").pixelSize() == round(13 * scale / 100)
    assert theme.px(theme.L) == 16 * scale // 100
    assert qapp.font().pixelSize() == round(13 * scale / 100)


def test_an_impossible_scale_is_held_in_bounds(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 900)
    assert theme.scale() == 200
    theme.apply(qapp, "nonsense", 3)
    assert theme.scale() == 100


def test_the_figures_of_a_font_keep_one_width() -> None:
    assert theme.font("body").featureValue(theme.QFont.Tag("tnum")) == 1


def _ink(button: QToolButton) -> QColor:
    picture = button.icon().pixmap(48, 48).toImage()
    points = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return max((picture.pixelColor(x, y) for x, y in points), key=QColor.alpha)


def test_icons_follow_a_change_of_theme(qapp: QApplication, qtbot: object) -> None:
    button = buttons.icon_button("close", "Close", tint="text")
    assert _ink(button).name().upper() == theme.LIGHT["text"]
    theme.apply(qapp, "dark")
    assert _ink(button).name().upper() == theme.DARK["text"]
    button.deleteLater()


@pytest.mark.parametrize("name", sorted(path.stem for path in paths.resource("icons").glob("*.svg")))
def test_every_drawing_takes_the_color_it_is_given(name: str, qapp: QApplication) -> None:
    drawing = (paths.resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
    assert "currentColor" in drawing
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", drawing)
    picture = icons.pixmap(name, "accent", 24).toImage()
    assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
