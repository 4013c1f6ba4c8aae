"""A series in the form of an activity: one that is there, or a new one made with the activity."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemtracker.services import activities, history
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.activity_form import ActivityForm
from stemtracker.ui.pages.log import LogPage
from stemtracker.ui.pages.log.editor import EditorPanel


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key)


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> LogPage:
    made = LogPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(context)
    return made


def start(context: AppContext, page: LogPage, title: str) -> EditorPanel:
    """A new activity with all it needs but a series, its form unfolded."""
    page.add()
    settle(context)
    editor = page.panels.editor
    fields = editor.form.fields
    fields["title"].editor.setText(title)
    fields["kind"].editor.set_id("workshop")
    fields["amount"].editor.setText("2")
    editor.form.open_more(more=True)
    return editor


def type_series(form: ActivityForm, text: str) -> None:
    series = form.details.series
    series.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(series, text)


def test_a_new_title_is_offered_and_saved_with_the_activity_as_one_step(context: AppContext, page: LogPage) -> None:
    editor = start(context, page, "Line followers")
    type_series(editor.form, "Robotics club")
    series = editor.form.details.series
    assert "New series “Robotics club”" in [series.itemText(place) for place in range(series.count())]
    press(Qt.Key.Key_Tab)
    assert series.currentText() == "New series “Robotics club”"
    assert page.save_shortcut()
    settle(context)
    (made,) = activities.list_series(context.workspace)
    (saved,) = activities.all_activities(context.workspace)
    assert (made.title, saved.series_id) == ("Robotics club", made.id)
    assert series.currentText() == "Robotics club"
    assert not editor.dirty
    history.undo(context.workspace)
    assert activities.list_series(context.workspace) == ()
    assert activities.all_activities(context.workspace) == ()


def test_a_title_that_is_there_is_chosen_and_no_second_one_made(context: AppContext, page: LogPage) -> None:
    id_, _ = activities.save_series(context.workspace, "Robotics")
    editor = start(context, page, "Line followers")
    type_series(editor.form, "robotics")
    press(Qt.Key.Key_Tab)
    assert editor.form.details.series.currentText() == "Robotics"
    assert page.save_shortcut()
    settle(context)
    (saved,) = activities.all_activities(context.workspace)
    assert saved.series_id == id_
    assert len(activities.list_series(context.workspace)) == 1


def test_a_new_series_is_kept_with_what_is_unsaved(context: AppContext, page: LogPage) -> None:
    editor = start(context, page, "Line followers")
    type_series(editor.form, "Robotics club")
    press(Qt.Key.Key_Tab)
    id_, draft = editor.activity_id, editor.form.draft()
    assert draft.series_title == "Robotics club"
    editor.leave()
    kept = page.book.of(id_)
    assert kept is not None
    assert kept.draft == draft
    page.add()
    settle(context)
    assert editor.form.draft().series_title == ""
    editor.open_new(kept)
    settle(context)
    assert editor.form.details.series.currentText() == "New series “Robotics club”"


def test_a_series_typed_anew_is_not_made(context: AppContext, page: LogPage) -> None:
    editor = start(context, page, "Line followers")
    type_series(editor.form, "Robotics club")
    press(Qt.Key.Key_Tab)
    type_series(editor.form, "Chess")
    assert page.save_shortcut()
    settle(context)
    assert [one.title for one in activities.list_series(context.workspace)] == ["Chess"]


def test_a_word_that_is_in_no_list_keeps_the_activity_from_being_saved(context: AppContext, page: LogPage) -> None:
    editor = start(context, page, "Line followers")
    kind = editor.form.fields["kind"]
    kind.editor.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(kind.editor, "zzz")
    assert page.save_shortcut()
    settle(context)
    assert kind.error_text() == "“zzz” is not in the list; “Workshop or training” stays."
    assert activities.count(context.workspace) == 0
