"""The part "Backups" of the Record page and the line on Home: what there is, and how the second place stands."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from stemtracker import clock
from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, backups
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.home import HomePage
from stemtracker.ui.pages.record import RecordPage
from stemtracker.ui.pages.record.backups import BackupsSection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "STICK"
    path.mkdir()
    return path


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> RecordPage:
    context.backing_up.watch(context.workspace)
    made = RecordPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.open("backups")
    settle(context)
    return made


@pytest.fixture
def shown(page: RecordPage) -> BackupsSection:
    return page.backups


@pytest.fixture
def home(context: AppContext, qtbot: QtBot) -> HomePage:
    context.backing_up.watch(context.workspace)
    made = HomePage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(context)
    return made


def add(context: AppContext, count: int) -> None:
    day = date(2026, 3, 4)
    for number in range(count):
        one = Activity(id=f"a{number}", title="x", start=day, end=day, kind="workshop", measure=Measure.minutes(60))
        context.tasks.record(activities.save, context.workspace, one)
    settle(context)


def cells(shown: BackupsSection, row: int) -> list[str]:
    model = shown.model
    return [model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole) for column in range(4)]


def choose(shown: BackupsSection, dialogs: ScriptedDialogs, folder: Path, context: AppContext) -> None:
    dialogs.will("choose_folder", folder)
    shown.choose_button.click()
    settle(context)


def test_before_the_first_backup_it_says_when_that_comes(shown: BackupsSection) -> None:
    assert shown.reach.text().startswith("There is no backup yet.")
    assert not shown.table.isVisible()
    assert not shown.restore_button.isEnabled()


def test_backups_are_listed_with_when_why_where_and_how_large(shown: BackupsSection, context: AppContext) -> None:
    with clock.standing_at(NOON - timedelta(days=40)):
        backups.make(context.workspace, "on opening")
    shown.now_button.click()
    settle(context)
    assert shown.reach.text().startswith("2 backups on this computer reach back to Oct 13, 2026 and take ")
    when, why, where, size = cells(shown, 0)
    assert (when, why, where) == ("Nov 22, 2026, 12:00", "Asked for", "This computer")
    assert size.endswith("KB")
    assert cells(shown, 1)[1] == "On opening"


def test_a_second_place_gets_a_copy_at_once(
    shown: BackupsSection, context: AppContext, dialogs: ScriptedDialogs, stick: Path
) -> None:
    told: list[str] = []
    context.bus.message.connect(lambda text, _undo: told.append(text))
    choose(shown, dialogs, stick, context)
    assert told == ["Backed up, also outside this computer."]
    assert shown.place.text() == "Last copy outside this computer: today."
    assert shown.place_folder.text() == f"In {stick}"
    assert not shown.place_state.isVisible()
    assert {cells(shown, row)[2] for row in range(2)} == {"This computer", "Second place"}
    assert [one.outside for one in backups.found_in(stick)] == [True]


def test_a_stick_that_is_away_is_a_reminder_and_backups_go_on(
    shown: BackupsSection, context: AppContext, dialogs: ScriptedDialogs, stick: Path
) -> None:
    choose(shown, dialogs, stick, context)
    shutil.rmtree(stick)
    told: list[str] = []
    context.bus.message.connect(lambda text, _undo: told.append(text))
    with clock.standing_at(NOON + timedelta(days=5)):
        shown.now_button.click()
        settle(context)
        assert shown.place.text() == "Last copy outside this computer: 5 days ago."
    assert shown.place_state.isVisible()
    assert "not there just now" in shown.place_words.text()
    assert not [words for words in dialogs.said if words[0] == "warn"]
    assert told == ["Backed up on this computer. “STICK” took no copy."]
    assert not shown.trouble.isVisible()
    assert len([one for one in backups.all_backups() if not one.outside]) == 2


def test_a_folder_that_takes_nothing_is_refused_in_words(
    shown: BackupsSection, context: AppContext, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    choose(shown, dialogs, tmp_path / "not there", context)
    assert dialogs.said[-1][:2] == ("warn", "That folder can’t be used")
    assert shown.choose_button.text() == "Choose a folder …"


def test_the_second_place_can_be_given_up_and_its_copies_stay(
    shown: BackupsSection, context: AppContext, dialogs: ScriptedDialogs, stick: Path
) -> None:
    choose(shown, dialogs, stick, context)
    shown.stop_button.click()
    settle(context)
    assert not shown.stop_button.isVisible()
    assert shown.place.text().startswith("If this computer is lost")
    assert len(backups.found_in(stick)) == 1


def test_home_asks_for_a_second_place_only_once_there_is_something_to_lose(home: HomePage, context: AppContext) -> None:
    context.backing_up.look()
    settle(context)
    assert home.copies.isHidden()
    add(context, 3)
    assert home.copies.isVisible()
    assert home.copies.notice is not None
    assert "on this computer only" in home.copies.notice.text.text()


def test_home_says_how_old_the_last_copy_outside_is(home: HomePage, context: AppContext, stick: Path) -> None:
    backups.choose_place(stick)
    with clock.standing_at(NOON - timedelta(days=6)):
        backups.make(context.workspace, "asked for")
    context.backing_up.look()
    settle(context)
    assert home.copies.notice is not None
    assert home.copies.notice.text.text() == "Last copy outside this computer: 6 days ago."
    shutil.rmtree(stick)
    context.backing_up.look()
    settle(context)
    assert home.copies.notice is not None
    assert home.copies.notice.text.text().endswith("6 days ago. “STICK” can’t take one just now.")


def test_home_leads_to_the_backups(home: HomePage, context: AppContext, stick: Path, qtbot: QtBot) -> None:
    backups.choose_place(stick)
    context.backing_up.look()
    settle(context)
    assert home.copies.notice is not None
    with qtbot.waitSignal(context.bus.navigate) as asked:
        home.copies._go()
    assert asked.args == ["record", "backups"]
