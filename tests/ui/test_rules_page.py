"""Rules in the window: written in a form or as text, a district's additions, a newer text with who moves, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from stemtracker import paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, history, renewal, rule_texts, writing_rules
from stemtracker.services.writing_rules import Additions, Change, Extra, OwnRules
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.record.rules import RulesSection
from stemtracker.ui.rules.additions_form import AdditionsForm
from stemtracker.ui.rules.editor import FORM, TEXT, RulesEditor
from stemtracker.ui.rules.moving import MovementDialog, who_moves
from stemtracker.ui.rules.own_form import OwnForm

FACTS = {"teaches_dyslexia": False, "administrator_too": False}
TEXAS = paths.resource("rules/US-TX.teacher.toml")


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def section(context: AppContext, qtbot: QtBot) -> RulesSection:
    one = Credential(id="tx", title="Texas certificate", pack_id="US-TX.teacher", authority="TEA")
    context.tasks.record(credentials.add, context.workspace, one, date(2027, 8, 31), FACTS)
    settle(context)
    made = RulesSection(context)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    settle(context)
    return made


def press(section: RulesSection, words: str) -> None:
    for button in section.findChildren(QPushButton):
        if button.isVisible() and button.text().startswith(words):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            settle(section._context)
            return
    raise AssertionError(words)


def own_editor(context: AppContext, qtbot: QtBot) -> RulesEditor:
    editor = RulesEditor(context, "Rules of your own", OwnForm(context.workspace.vocabulary))
    qtbot.addWidget(editor, before_close_func=RulesEditor.start)
    editor.show()
    editor.start()
    settle(context)
    return editor


def fill(editor: RulesEditor, **texts: str) -> None:
    assert editor.form is not None
    for name, text in texts.items():
        line = editor.form.fields[name].editor
        line.clear()  # type: ignore[attr-defined]
        QTest.keyClicks(line, text)


def test_only_rules_without_mistakes_can_be_saved(context: AppContext, qtbot: QtBot) -> None:
    editor = own_editor(context, qtbot)
    assert not editor.save_button.isEnabled()
    assert "Give these rules a name" in editor.problems.text()
    fill(editor, title="Ohio license", total="many")
    assert not editor.save_button.isEnabled()
    assert "“many” is no amount above zero" in editor.problems.text()
    fill(editor, total="180")
    assert editor.save_button.isEnabled()
    QTest.mouseClick(editor.save_button, Qt.MouseButton.LeftButton)
    settle(context)
    assert editor.result() == QDialog.DialogCode.Accepted
    (text,) = rule_texts.texts(context.workspace)
    assert (text.id, text.kind, text.title) == ("own.ohio_license", "own", "Ohio license")
    assert context.workspace.library.pack("own.ohio_license").title == "Ohio license"


def test_rows_of_topics_and_limits_come_and_go(context: AppContext, qtbot: QtBot) -> None:
    editor = own_editor(context, qtbot)
    form = editor.form
    assert isinstance(form, OwnForm)
    fill(editor, title="Ohio", total="100")
    QTest.mouseClick(form.topics.add_button, Qt.MouseButton.LeftButton)
    assert "Say how many are needed in this topic." in editor.problems.text()
    row = form.topics.rows[0]
    QTest.keyClicks(row.amount, "5")
    row.topics.combo.set_id("lab_safety")
    row.topics.combo.activated.emit(0)
    assert editor.save_button.isEnabled()
    assert form.draft().topics[0].topics == ("lab_safety",)
    away = next(b for b in form.topics.findChildren(QToolButton) if b.accessibleName() == "Remove topic 1")
    QTest.mouseClick(away, Qt.MouseButton.LeftButton)
    assert form.draft().topics == ()


def test_form_and_text_are_two_views_of_the_same(context: AppContext, qtbot: QtBot) -> None:
    editor = own_editor(context, qtbot)
    fill(editor, title="Ohio", total="100")
    editor.tabs.setCurrentIndex(TEXT)
    settle(context)
    assert "amount = 100" in editor.text.toPlainText()
    editor._look_through()
    settle(context)
    assert editor.save_button.isEnabled()
    editor.text.setPlainText(editor.text.toPlainText().replace("amount = 100", "amount = 120"))
    editor.tabs.setCurrentIndex(FORM)
    settle(context)
    assert isinstance(editor.form, OwnForm)
    assert editor.form.draft().total == "120"


def test_a_text_with_mistakes_says_where_and_is_not_saved(context: AppContext, qtbot: QtBot) -> None:
    editor = own_editor(context, qtbot)
    fill(editor, title="Ohio", total="100")
    editor.tabs.setCurrentIndex(TEXT)
    settle(context)
    editor.text.setPlainText(editor.text.toPlainText().replace("measure = time", "measure = thyme"))
    editor._look_through()
    settle(context)
    assert not editor.save_button.isEnabled()
    assert "thyme" in editor.problems.text()
    editor.text.setPlainText(editor.text.toPlainText().replace("thyme", "time") + '\n[note.n]\ntext = "More"\n')
    editor.tabs.setCurrentIndex(FORM)
    settle(context)
    assert editor.tabs.currentIndex() == TEXT
    assert "more than the form can show" in editor.problems.text()


def test_leaving_what_was_written_is_asked(context: AppContext, qtbot: QtBot, dialogs: ScriptedDialogs) -> None:
    editor = own_editor(context, qtbot)
    fill(editor, title="Ohio")
    dialogs.will("ask", False)
    editor.reject()
    assert editor.isVisible()
    dialogs.will("ask", True)
    editor.reject()
    assert not editor.isVisible()
    assert rule_texts.texts(context.workspace) == ()


def test_what_a_district_adds_is_shown_and_edited(section: RulesSection, qtbot: QtBot) -> None:
    context = section._context
    draft = Additions(
        id="",
        title="Our district",
        authority="Our district",
        changes="US-TX.teacher",
        figures=(Change(table="need.total", amount="160", reason="Policy 7"),),
        extras=(Extra(title="Safety", amount="5", account="hours", reason="Policy 8", topics=("lab_safety",)),),
    )
    text = writing_rules.text_of(context.workspace, draft)
    context.tasks.record(rule_texts.save_text, context.workspace, text)
    settle(context)
    section.refresh()
    settle(context)
    form = AdditionsForm(context.workspace.vocabulary, writing_rules.offered(context.workspace, "US-TX.teacher"))
    qtbot.addWidget(form)
    kept = writing_rules.draft_of(text)
    assert kept is not None
    assert form.take(kept)
    assert form.draft() == kept
    assert not form.take(OwnRules(id="x", title="X"))
    answer = renewal.assess(context.workspace, "tx")
    assert answer.node("total").required == 160
    press(section, "Remove")
    assert not any(t.changes for t in rule_texts.texts(context.workspace))


def test_a_newer_text_says_who_moves_and_can_be_undone(
    section: RulesSection, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    context = section._context
    day = date(2025, 3, 4)
    hours = Measure.minutes(60 * 160)
    one = Activity(
        id=activities.new_id(), title="Long", start=day, end=day, kind="workshop", measure=hours, approved=True
    )
    context.tasks.record(activities.save, context.workspace, one)
    settle(context)
    newer = TEXAS.read_text(encoding="utf-8").replace("checked = 2026-11-22", "checked = 2026-11-23")
    path = tmp_path / "texas.toml"
    path.write_text(newer.replace("150", "175"), encoding="utf-8")
    before = renewal.assess(context.workspace, "tx").node("total").required
    movement = rule_texts.movement(context.workspace, path.read_text(encoding="utf-8"))
    assert any("Texas certificate" in sentence for sentence in who_moves(movement))
    dialogs.will("open_file", path)
    dialogs.will("run", True)
    press(section, "Choose a rule text")
    assert renewal.assess(context.workspace, "tx").node("total").required == 175
    context.tasks.record(history.undo, context.workspace)
    settle(context)
    assert renewal.assess(context.workspace, "tx").node("total").required == before


def test_the_dialog_tells_what_moves(section: RulesSection, qtbot: QtBot) -> None:
    newer = TEXAS.read_text(encoding="utf-8").replace("checked = 2026-11-22", "checked = 2020-01-01")
    dialog = MovementDialog(rule_texts.movement(section._context.workspace, newer))
    qtbot.addWidget(dialog)
    assert [label.text() for label in dialog.sentences] == ["No license in this record moves."]
    assert dialog.use_button.isEnabled()


def test_a_file_that_holds_no_rules_is_refused_in_words(
    section: RulesSection, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\xff\xfe")
    dialogs.will("open_file", path)
    press(section, "Choose a rule text")
    assert dialogs.said[-1][:2] == ("warn", "These rules can’t be used")
    assert "no UTF-8 text" in dialogs.said[-1][2]
    path.write_text("[pack]\nid = 'x'\n", encoding="utf-8")
    dialogs.will("open_file", path)
    press(section, "Choose a rule text")
    assert "pack" in dialogs.said[-1][2]
    assert not [t for t in rule_texts.texts(section._context.workspace) if t.id == "x"]


def test_the_editor_fits_a_small_screen_however_large_the_letters(
    context: AppContext, qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, "light", 200)
    editor = RulesEditor(context, "Rules of your own", OwnForm(context.workspace.vocabulary))
    qtbot.addWidget(editor)
    room, least = editor.screen().availableSize(), editor.minimumSizeHint()
    assert editor.width() <= max(room.width(), least.width())
    assert editor.height() <= max(room.height(), least.height())
    assert least.width() <= 1024, "the form scrolls; title, tabs and buttons stay in reach"
    assert least.height() <= 640


def test_the_cards_fit_a_small_window_however_large_the_letters(
    context: AppContext, qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, "light", 200)
    section = RulesSection(context)
    qtbot.addWidget(section)
    section.resize(700, 500)
    section.show()
    settle(context)
    assert section.install_button.mapTo(section, section.install_button.rect().topRight()).x() < 700
    assert section.own_button.mapTo(section, section.own_button.rect().topRight()).x() < 700
