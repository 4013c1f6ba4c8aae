"""The one style sheet, generated from the tokens of `theme`. Widgets choose a look by the property "look"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QWidget

from stemtracker import paths
from stemtracker.ui import theme

Tokens = Mapping[str, str]

#: Qt keeps the text of a cell this far from its padding, but not that of a header.
CELL_EDGE = 3
#: Qt's sheets take pictures from files only: the few marks in the theme's colors are written here.
_marks: dict[str, QTemporaryDir] = {}


def set_look(widget: QWidget, look: str) -> None:
    """Give a widget one of the looks of the sheet ("primary", "danger", "link", "invalid", …; "" for none)."""
    if widget.property("look") == look:
        return
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def sheet() -> str:
    """The sheet for the theme and scale in use."""
    t = theme.tokens()
    return "\n".join((_ground(t), _buttons(t), _cards(t), _inputs(t), _choices(t), _views(t), _rest(t)))


def _mark(name: str, token: str) -> str:
    folder = _marks.setdefault("marks", QTemporaryDir())
    color = theme.tokens()[token]
    target = Path(folder.path()) / f"{name}-{color[1:]}.svg"
    if not target.exists():
        drawing = (paths.resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
        target.write_text(drawing.replace("currentColor", color), encoding="utf-8")
    return target.as_posix()


def _ground(t: Tokens) -> str:
    return f"""
QToolTip {{ background: {t["raised"]}; color: {t["text"]}; border: 1px solid {t["outline"]};
  padding: {theme.px(theme.XS)}px; }}
QFrame[look="card"] {{ background: {t["surface"]}; border: 1px solid {t["border"]};
  border-radius: {theme.px(theme.RADIUS)}px; }}
QFrame[look="line"] {{ background: {t["border"]}; border: none; }}
QFrame[look="notice"] {{ background: {t["raised"]}; border: 1px solid {t["border"]};
  border-radius: {theme.px(theme.RADIUS)}px; }}
QFrame[look="trouble"] {{ background: {t["surface"]}; border: 1px solid {t["danger"]};
  border-radius: {theme.px(theme.RADIUS)}px; }}
QWidget[look="navigation"] {{ background: {t["surface"]}; border: none;
  border-right: 1px solid {t["border"]}; }}
QScrollArea, QScrollArea > QWidget > QWidget[look="ground"] {{ background: transparent; border: none; }}
QLabel {{ background: transparent; }}
QLabel[look="muted"] {{ color: {t["muted"]}; }}
QLabel[look="danger"] {{ color: {t["danger"]}; }}
QLabel[look="warn"] {{ color: {t["warn"]}; }}
QLabel[look="ok"] {{ color: {t["ok"]}; }}
QLabel[look="unknown"] {{ color: {t["unknown"]}; }}
QLabel[look="accent"] {{ color: {t["accent"]}; }}
"""


def _buttons(t: Tokens) -> str:
    pad, side, radius = theme.px(theme.XS), theme.px(theme.M), theme.px(theme.RADIUS)
    target = theme.px(theme.TARGET) - 2 * pad - 2 * theme.FOCUS
    return f"""
QPushButton, QToolButton {{ background: {t["surface"]}; color: {t["text"]}; border: 1px solid {t["outline"]};
  border-radius: {radius}px; padding: {pad + 1}px {side}px; min-height: {target}px; }}
QToolButton {{ padding: {pad + 1}px; min-width: {target}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t["raised"]}; }}
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {{ background: {t["raised"]};
  border-color: {t["text"]}; }}
QPushButton:focus, QToolButton:focus {{ border: {theme.FOCUS}px solid {t["accent"]};
  padding: {pad}px {side - 1}px; }}
QToolButton:focus {{ padding: {pad}px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t["muted"]}; border-color: {t["border"]};
  background: {t["bg"]}; }}
QPushButton[look="primary"] {{ background: {t["accent"]}; color: {t["on_accent"]};
  border: 1px solid {t["accent"]}; font-weight: 600; }}
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed {{ background: {t["accent_strong"]};
  border-color: {t["accent_strong"]}; }}
QPushButton[look="primary"]:focus {{ border: {theme.FOCUS}px solid {t["text"]}; }}
QPushButton[look="primary"]:disabled {{ background: {t["raised"]}; color: {t["muted"]};
  border-color: {t["border"]}; }}
QPushButton[look="danger"] {{ color: {t["danger"]}; border-color: {t["danger"]}; }}
QPushButton[look="danger"]:focus {{ border-color: {t["accent"]}; }}
QPushButton[look="link"] {{ background: transparent; border: {theme.FOCUS}px solid transparent;
  color: {t["accent"]}; padding: {pad}px {pad}px; text-align: left; }}
QPushButton[look="link"]:hover {{ text-decoration: underline; }}
QPushButton[look="link"]:focus {{ border-color: {t["accent"]}; }}
QPushButton[look="link"]:disabled {{ color: {t["muted"]}; }}
QToolButton[look="quiet"] {{ background: transparent; border: {theme.FOCUS}px solid transparent; padding: {pad}px; }}
QToolButton[look="quiet"]:hover {{ background: {t["raised"]}; }}
QToolButton[look="quiet"]:focus {{ border-color: {t["accent"]}; }}
QToolButton[look="navigation"] {{ background: transparent; border: {theme.FOCUS}px solid transparent;
  border-radius: {radius}px; padding: {theme.px(theme.S) - 2}px {side - 2}px; text-align: left; }}
QToolButton[look="navigation"][narrow="true"] {{ padding: {pad}px 0; }}
QToolButton[look="navigation"][low="true"] {{ padding: 0; }}
QToolButton[look="navigation"]:hover {{ background: {t["raised"]}; }}
QToolButton[look="navigation"]:checked {{ background: {t["raised"]}; color: {t["accent"]}; font-weight: 600; }}
QToolButton[look="navigation"]:focus {{ border-color: {t["accent"]}; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; }}
"""


def _cards(t: Tokens) -> str:
    """Buttons that are as large as what they say."""
    return f"""
QPushButton[look="door"] {{ text-align: left; padding: {theme.px(theme.L)}px; background: {t["surface"]};
  border: 1px solid {t["border"]}; }}
QPushButton[look="door"]:hover {{ border-color: {t["accent"]}; }}
QPushButton[look="door"]:focus {{ border: {theme.FOCUS}px solid {t["accent"]};
  padding: {theme.px(theme.L) - 1}px; }}
QPushButton[look="way"] {{ background: {t["surface"]}; border: 1px solid {t["border"]}; padding: 0;
  text-align: left; }}
QPushButton[look="way"]:hover {{ border-color: {t["accent"]}; }}
QPushButton[look="way"]:checked {{ background: {t["raised"]}; border: 1px solid {t["accent"]};
  border-left: {theme.px(3)}px solid {t["accent"]}; }}
QPushButton[look="way"]:focus {{ border: {theme.FOCUS}px solid {t["accent"]}; padding: 0; }}
QPushButton[look="row"] {{ background: transparent; border: {theme.FOCUS}px solid transparent; padding: 0;
  text-align: left; }}
QPushButton[look="row"]:hover {{ background: {t["bg"]}; }}
QPushButton[look="row"]:focus {{ border-color: {t["accent"]}; padding: 0; }}
"""


def _inputs(t: Tokens) -> str:
    pad, side, radius = theme.px(theme.XS), theme.px(theme.S), theme.px(theme.INPUT_RADIUS)
    target = theme.px(theme.TARGET) - 2 * pad - 2 * theme.FOCUS
    inputs = ("QLineEdit", "QComboBox", "QAbstractSpinBox", "QPlainTextEdit", "QTextEdit")
    every, focused = ", ".join(inputs), ", ".join(f"{name}:focus" for name in inputs)
    one_line = "QLineEdit, QComboBox, QAbstractSpinBox"
    invalid = ", ".join(f'{name}[look="invalid"]' for name in inputs)
    disabled = ", ".join(f"{name}:disabled" for name in inputs)
    return f"""
{every} {{ background: {t["surface"]}; color: {t["text"]}; border: 1px solid {t["outline"]};
  border-radius: {radius}px; padding: {pad + 1}px {side}px;
  selection-background-color: {t["accent"]}; selection-color: {t["on_accent"]};
  placeholder-text-color: {t["muted"]}; }}
{one_line} {{ min-height: {target}px; }}
{invalid} {{ border: 1px solid {t["danger"]}; }}
{focused} {{ border: {theme.FOCUS}px solid {t["accent"]}; padding: {pad}px {side - 1}px; }}
{disabled} {{ background: {t["bg"]}; color: {t["muted"]}; border-color: {t["border"]}; }}
QLineEdit QToolButton {{ border: none; background: transparent; padding: 0; min-width: 0; min-height: 0; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; background: transparent;
  min-height: 0; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none; padding: 0 {side}px;
  background: transparent; min-height: 0; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: {theme.px(theme.XL)}px; }}
QComboBox::down-arrow {{ image: url("{_mark("chevron-down", "muted")}"); width: {theme.px(12)}px;
  height: {theme.px(12)}px; }}
QComboBox QAbstractItemView {{ background: {t["surface"]}; border: 1px solid {t["outline"]};
  selection-background-color: {t["raised"]}; selection-color: {t["text"]}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: {theme.px(theme.ROW_COMPACT)}px; padding: 0 {pad}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; background: transparent;
  width: {theme.px(20)}px; }}
QAbstractSpinBox::up-arrow {{ image: url("{_mark("chevron-up", "muted")}"); width: {theme.px(10)}px;
  height: {theme.px(10)}px; }}
QAbstractSpinBox::down-arrow {{ image: url("{_mark("chevron-down", "muted")}"); width: {theme.px(10)}px;
  height: {theme.px(10)}px; }}
"""


def _choices(t: Tokens) -> str:
    box, radius = theme.px(16), theme.px(theme.INPUT_RADIUS)
    return f"""
QCheckBox, QRadioButton {{ background: transparent; spacing: {theme.px(theme.S)}px; color: {t["text"]};
  border: {theme.FOCUS}px solid transparent; border-radius: {radius}px; padding: {theme.px(theme.XS)}px;
  min-height: {theme.px(20)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t["accent"]}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t["muted"]}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{ width: {box}px; height: {box}px;
  border: 1px solid {t["outline"]}; background: {t["surface"]}; border-radius: {theme.px(3)}px; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {t["accent"]};
  border-color: {t["accent"]}; image: url("{_mark("check", "on_accent")}"); }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{ background: {t["accent"]};
  border-color: {t["accent"]}; image: url("{_mark("minus", "on_accent")}"); }}
QRadioButton::indicator:checked {{ background: {t["accent"]}; border-color: {t["accent"]};
  image: url("{_mark("dot", "on_accent")}"); }}
"""


def _views(t: Tokens) -> str:
    return f"""
QTableView, QTreeView, QListView {{ background: {t["surface"]}; color: {t["text"]};
  border: 1px solid {t["border"]}; border-radius: {theme.px(theme.RADIUS)}px; gridline-color: {t["border"]};
  selection-background-color: {t["raised"]}; selection-color: {t["text"]}; outline: none; }}
QTableView:focus, QTreeView:focus, QListView:focus {{ border: {theme.FOCUS}px solid {t["accent"]}; }}
QTreeView::item, QListView::item {{ min-height: {theme.px(theme.ROW_COMPACT)}px; }}
QListView::item {{ border-left: {theme.px(3)}px solid transparent; }}
QListView::item:selected {{ border-left: {theme.px(3)}px solid {t["accent"]}; }}
QTableView::item, QTreeView::item {{ padding: 0 {theme.px(theme.S)}px; border: none; }}
QListView::item {{ padding: {theme.px(theme.XS)}px {theme.px(theme.S)}px; }}
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover {{ background: {t["bg"]}; }}
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {{ background: {t["raised"]};
  color: {t["text"]}; }}
QHeaderView {{ background: {t["raised"]}; border: none; }}
QHeaderView::section {{ background: {t["raised"]}; color: {t["muted"]}; border: none;
  border-bottom: 1px solid {t["border"]}; padding: {theme.px(theme.XS)}px {theme.px(theme.S) + CELL_EDGE}px;
  font-weight: 600; }}
QHeaderView::up-arrow {{ image: url("{_mark("chevron-up", "muted")}"); }}
QHeaderView::down-arrow {{ image: url("{_mark("chevron-down", "muted")}"); }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: {theme.px(12)}px; height: {theme.px(12)}px;
  margin-right: {theme.px(theme.XS)}px; subcontrol-position: right center; }}
QTableCornerButton::section {{ background: {t["raised"]}; border: none; }}
QTreeView::branch {{ background: transparent; }}
QTreeView::branch:has-children:closed {{ image: url("{_mark("chevron-right", "muted")}"); }}
QTreeView::branch:has-children:open {{ image: url("{_mark("chevron-down", "muted")}"); }}
"""


def _rest(t: Tokens) -> str:
    bar = theme.px(12)
    return f"""
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; border: none; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 0; border: none; }}
QScrollBar::handle {{ background: {t["outline"]}; border-radius: {bar // 2 - 2}px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: {theme.px(32)}px; }}
QScrollBar::handle:horizontal {{ min-width: {theme.px(32)}px; }}
QScrollBar::handle:hover {{ background: {t["muted"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover, QSplitter::handle:focus {{ background: {t["border"]}; }}
QMenuBar {{ background: {t["bg"]}; color: {t["text"]}; border: none; border-bottom: 1px solid {t["border"]}; }}
QMenuBar::item {{ background: transparent; padding: {theme.px(theme.XS)}px {theme.px(theme.S)}px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t["raised"]}; color: {t["text"]}; }}
QMenu {{ background: {t["surface"]}; color: {t["text"]}; border: 1px solid {t["outline"]};
  padding: {theme.px(theme.XS)}px; }}
QMenu::item {{ padding: {theme.px(6)}px {theme.px(theme.XL)}px {theme.px(6)}px {theme.px(theme.M)}px; }}
QMenu::item:selected {{ background: {t["raised"]}; color: {t["text"]}; }}
QMenu::item:disabled {{ color: {t["muted"]}; }}
QMenu::separator {{ height: 1px; background: {t["border"]}; margin: {theme.px(theme.XS)}px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t["border"]}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {t["muted"]}; border: none;
  border-bottom: {theme.FOCUS}px solid transparent; padding: {theme.px(theme.S)}px {theme.px(theme.M)}px; }}
QTabBar::tab:hover {{ color: {t["text"]}; }}
QTabBar::tab:selected {{ color: {t["accent"]}; border-bottom-color: {t["accent"]}; font-weight: 600; }}
QTabBar::tab:focus {{ border: {theme.FOCUS}px solid {t["accent"]}; }}
QTabBar::scroller {{ width: {theme.px(2 * theme.XXL)}px; }}
QTabBar QToolButton {{ min-width: 0; min-height: 0; padding: 0; border: none; background: {t["bg"]}; }}
QTabBar QToolButton::left-arrow {{ image: url("{_mark("chevron-left", "text")}"); }}
QTabBar QToolButton::right-arrow {{ image: url("{_mark("chevron-right", "text")}"); }}
QProgressBar {{ background: {t["raised"]}; border: 1px solid {t["outline"]}; border-radius: {theme.px(4)}px;
  text-align: center; color: {t["text"]}; min-height: {theme.px(8)}px; }}
QProgressBar::chunk {{ background: {t["accent"]}; border-radius: {theme.px(3)}px; }}
QGroupBox {{ border: none; margin-top: {theme.px(theme.XL)}px; font-weight: 600; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 0; }}
QCalendarWidget QWidget {{ background: {t["surface"]}; color: {t["text"]}; }}
QCalendarWidget QTableView {{ selection-background-color: {t["accent"]}; selection-color: {t["on_accent"]};
  border: none; border-radius: 0; }}
QCalendarWidget QTableView:focus {{ border: none; }}
QCalendarWidget QTableView::item, QCalendarWidget QHeaderView::section {{ padding: 0; border: none; }}
QCalendarWidget QTableView::item:selected {{ background: {t["accent"]}; color: {t["on_accent"]}; }}
QCalendarWidget QToolButton {{ background: transparent; border: {theme.FOCUS}px solid transparent; }}
QCalendarWidget QToolButton:focus {{ border-color: {t["accent"]}; }}
QCalendarWidget QToolButton:hover {{ background: {t["raised"]}; }}
QWidget[look="popup"] {{ background: {t["surface"]}; border: 1px solid {t["outline"]}; }}
"""


theme.use_sheet(sheet)
