"""Every page by keyboard alone: each control has a name, is reached by Tab, and shows that it has the focus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from parts import people_and_work
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from stemtracker import app
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, workspace
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.widgets.fold import Fold

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
PAGES = ("home", "log", "renewal", "networks", "leadership", "documents", "record")
#: Parts of pages with one of each to show, a new one, and what lies in the bin.
OF_NETWORKS = ("memberships:nsta", "mentoring:pair", "contacts:ben", "contacts:new", "advice", "aims")
OF_LEADERSHIP = ("career", "roles:chair", "contributions:talk", "effects:new:contribution:talk", "effects", "goals:new")
PARTS = ("educator", "credentials", "transfer", "file", "history", "appearance")


def settle(program: app.Program) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def _record(path: Path) -> Path:
    ws = workspace.create(path, Educator(name="Ada Example"))
    license_ = Credential(id="c1", title="Five-year license", pack_id="US-TX.teacher")
    credentials.add(ws, license_, date(2027, 6, 30), {"teaches_dyslexia": True})
    generic = Credential(id="c2", title="Another license", pack_id="generic")
    credentials.add(ws, generic, date(2028, 6, 30), {"total": Fraction(100)})
    day = date(2026, 3, 4)
    made = [
        Activity(id=f"a{n}", title=f"Lab {n}", start=day, end=day, kind="workshop", measure=Measure.minutes(60))
        for n in range(3)
    ]
    activities.save_many(ws, made, "Fill")
    activities.delete(ws, ["a2"])
    people_and_work(ws, "a0", "a1")
    workspace.close(ws)
    return path


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs, tmp_path: Path) -> Iterator[app.Program]:
    made = app.Program(qapp, dialogs)
    made.window.resize(1200, 800)
    made.start(_record(tmp_path / "Ada.stemtracker"))
    settle(made)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def controls(inside: QWidget) -> list[QWidget]:
    """What a person can work, without the inner parts of other controls."""
    found = []
    for widget in inside.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox, QTabBar, QAbstractScrollArea))
        if isinstance(widget, CONTROLS) and widget.isVisible() and not inner and not isinstance(widget, QHeaderView):
            found.append(widget)
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{name_of(widget)}” {widget.objectName()}"


def show(program: app.Program, place: str) -> QWidget:
    if place == "first start":
        program.window.begin()
    else:
        page, _, part = place.partition(":")
        program.window.go_to(page, part or None)
    settle(program)
    shown = program.window.stack.currentWidget()
    assert shown is not None
    return shown


PLACES = [
    *PAGES,
    *(f"record:{part}" for part in PARTS[1:]),
    *(f"networks:{part}" for part in OF_NETWORKS),
    *(f"leadership:{part}" for part in OF_LEADERSHIP),
    *("log:a1", "log:new", "log:new:membership:nsta", "log:new:pairing:pair", "first start"),
]


def test_every_control_has_a_name(program: app.Program) -> None:
    nameless, count = [], 0
    for place in PLACES:
        show(program, place)
        found = controls(program.window)
        count += len(found)
        nameless += [f"{place}: {told(widget)}" for widget in found if not name_of(widget)]
    assert nameless == []
    assert count > 200


def test_tab_reaches_every_control_and_comes_round(program: app.Program) -> None:
    missed = []
    for place in PLACES:
        shown = show(program, place)
        missed += [f"{place}: {told(widget)}" for widget in _tabbed(shown) - _reached(program, shown)]
    assert missed == []


def test_folds_under_networks_and_leadership_are_reached_too(program: app.Program) -> None:
    missed, unfolded = [], 0
    for place in ("networks:memberships:nsta", "networks:mentoring:pair", "leadership:roles:chair"):
        shown = show(program, place)
        for fold in shown.findChildren(Fold):
            if fold.isVisible():
                fold.button.click()
                unfolded += 1
        settle(program)
        missed += [f"{place}: {told(widget)}" for widget in _tabbed(shown) - _reached(program, shown)]
        missed += [f"{place}: {told(widget)} has no name" for widget in controls(shown) if not name_of(widget)]
    assert missed == []
    assert unfolded >= 4


def _tabbed(shown: QWidget) -> set[QWidget]:
    return {
        widget
        for widget in controls(shown)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _rests(widget)
    }


def _rests(widget: QWidget) -> bool:
    """In a group of radio buttons only the chosen one is reached by Tab, the others by arrows."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    return (widget.isCheckable() and widget.autoExclusive()) or widget.group() is not None


def _reached(program: app.Program, shown: QWidget) -> set[QWidget]:
    reached: set[QWidget] = set()
    shown.setFocus(Qt.FocusReason.OtherFocusReason)
    first = None
    for _ in range(400):
        QTest.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_Tab)
        here = program.window.focusWidget()
        assert here is not None
        if here is first:
            return reached
        first = first or here
        reached.add(here)
        parent = here.parentWidget()
        if isinstance(parent, (QComboBox, QAbstractSpinBox)):
            reached.add(parent)
    pytest.fail("Tab never came round")


def test_the_focus_can_be_seen(program: app.Program) -> None:
    unseen, looked = [], 0
    for place in PLACES:
        shown = show(program, place)
        for widget in controls(shown):
            if not widget.isEnabled() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
                continue
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
            before = widget.grab().toImage()
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if widget.isVisible() and (widget.hasFocus() or widget.focusProxy()):
                looked += 1
                unseen += [f"{place}: {told(widget)}"] if widget.grab().toImage() == before else []
    assert unseen == []
    assert looked > 100


def test_every_page_says_its_name(program: app.Program) -> None:
    for name in PAGES:
        assert name_of(show(program, name)) == program.window.current_page().title


def test_keys_are_not_given_twice(program: app.Program) -> None:
    keys = [key.toString() for action in program.window.actions() for key in action.shortcuts()]
    for menu in (program.window.menus.file, program.window.menus.edit, program.window.menus.go):
        keys += [key.toString() for action in menu.actions() for key in action.shortcuts()]
    assert sorted(set(keys)) == sorted(keys)
