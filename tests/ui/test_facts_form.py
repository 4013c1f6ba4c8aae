"""The form for what a rule asks: every shipped pack's questions, exact answers, errors under their field."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from stemtracker import clock
from stemtracker.domain.credential import Dated
from stemtracker.domain.periods import Period
from stemtracker.errors import Refused
from stemtracker.rules.library import Library
from stemtracker.services import questions
from stemtracker.services.questions import FactQuestion
from stemtracker.ui.forms.fact_inputs import ChoiceInput, DatedInput, ListInput, NumberInput, PickInput, input_for
from stemtracker.ui.forms.facts import FactsForm, asker

TOPICS = tuple((f"t{i}", f"Topic {i}") for i in range(20))


@pytest.fixture
def form(qtbot: QtBot) -> FactsForm:
    made = FactsForm()
    qtbot.addWidget(made)
    return made


def _form_for(form: FactsForm, *asked: FactQuestion, **answers: object) -> FactsForm:
    form.ask(asked, answers)  # type: ignore[arg-type]
    return form


@pytest.mark.parametrize("pack", Library.shipped().ids())
def test_every_shipped_question_has_a_field_and_no_answer_is_made_up(form: FactsForm, pack: str) -> None:
    library = Library.shipped()
    asked = questions.of_holder(library, pack)
    form.ask(asked, {}, asker(questions.wanted, library, pack))
    values = form.values()
    assert set(values) == {q.name for q in asked}
    assert all(values[q.name] == q.default for q in asked)


def test_answers_come_back_exactly(form: FactsForm) -> None:
    asked = (
        FactQuestion("sure", "yes/no", "Sure?"),
        FactQuestion("hours", "number", "How many?"),
        FactQuestion("day", "date", "When?"),
        FactQuestion("some", "list", "Which?", choices=TOPICS[:3]),
        FactQuestion("many", "list", "Which of many?", choices=TOPICS),
        FactQuestion("years", "dated", "How was each year?", choices=(("good", "Good"), ("poor", "Poor"))),
    )
    answers = {
        "sure": False,
        "hours": Fraction(15, 2),
        "day": date(2028, 2, 29),
        "some": ("t0", "t2"),
        "many": ("t7", "t19"),
        "years": (Dated(date(2024, 6, 1), "poor"), Dated(date(2025, 6, 1), "good")),
    }
    assert _form_for(form, *asked, **answers).values() == answers


@pytest.mark.parametrize(
    ("kept", "ticked", "answer"),
    [
        (None, (), None),
        (("2016-17", "2022-23"), ("2022-23",), ("2016-17", "2022-23")),
        (("2016-17",), (), ("2016-17",)),
        (("2016-17",), ("2021-22",), ("2016-17", "2021-22")),
        (("2016-17", "2022-23"), (), ("2016-17", "not 2021-22")),
        (("2022-23",), (), ("not 2021-22",)),
        (("2016-17", "not 2021-22"), (), ("2016-17", "not 2021-22")),
        (("2016-17", "not 2021-22"), ("2022-23",), ("2016-17", "2022-23")),
    ],
)
def test_years_of_other_cycles_stay_in_the_answer(
    form: FactsForm, kept: tuple[str, ...] | None, ticked: tuple[str, ...], answer: tuple[str, ...] | None
) -> None:
    years = tuple((f"{year}-{year - 1999}",) * 2 for year in range(2021, 2031))
    asked = FactQuestion("years", "list", "In which years?", choices=years, years=True)
    field = _form_for(form, asked, **({"years": kept} if kept else {})).field("years")
    assert field is not None
    assert isinstance(field.editor, ListInput)
    for box in field.editor.findChildren(QCheckBox):
        if box is not field.editor.none and box.isChecked() != (box.text() in ticked):
            box.click()
    assert form.values() == {"years": answer}


def test_none_of_the_choices_is_an_answer_that_can_be_seen_and_taken_back(form: FactsForm) -> None:
    field = _form_for(form, FactQuestion("years", "list", "In which years?", choices=TOPICS[:2])).field("years")
    assert field is not None
    assert isinstance(field.editor, ListInput)
    first, none = field.editor.findChildren(QCheckBox)[0], field.editor.none
    none.click()
    assert form.values() == {"years": ()}
    first.click()
    assert not none.isChecked()
    assert form.values() == {"years": ("t0",)}
    first.click()
    assert none.isChecked(), "the last tick taken away means none"
    none.click()
    assert form.values() == {"years": None}
    _form_for(form, FactQuestion("years", "list", "In which years?", choices=TOPICS[:2]), years=())
    shown = form.field("years")
    assert shown is not None
    assert isinstance(shown.editor, ListInput)
    assert shown.editor.none.isChecked()


def test_what_hangs_on_an_answer_is_asked_once_that_is_given(form: FactsForm) -> None:
    library, pack = Library.shipped(), "US-NC.continuing"
    form.ask(questions.of_holder(library, pack), {}, asker(questions.wanted, library, pack))
    asked, waiting = form.field("lapsed"), form.field("credits_since")
    assert asked is not None
    assert waiting is not None
    assert not asked.isHidden()
    assert waiting.isHidden()
    assert isinstance(asked.editor, ChoiceInput)
    asked.editor.set_value(True)
    asked.editor.combo.activated.emit(1)
    assert not waiting.isHidden()


def test_what_is_asked_from_a_later_day_on_is_not_asked_before(form: FactsForm) -> None:
    library, pack = Library.shipped(), "US-IL.administrative"
    with clock.standing_at(datetime(2026, 11, 22, tzinfo=UTC)):
        now = questions.of_holder(library, pack, Period(date(2022, 7, 1), date(2027, 6, 30)))
        past = questions.of_holder(library, pack, Period(date(2020, 7, 1), date(2025, 6, 30)))
    assert "lapsed" not in {q.name for q in now}, "the license has not ended yet"
    assert "lapsed" in {q.name for q in past}


def test_not_answered_is_none_and_not_no(form: FactsForm) -> None:
    assert _form_for(form, FactQuestion("sure", "yes/no", "Sure?")).values() == {"sure": None}


def test_a_number_that_is_none_is_said_under_its_field_and_stays_typed(form: FactsForm) -> None:
    _form_for(form, FactQuestion("hours", "number", "How many?"))
    field = form.field("hours")
    assert field is not None
    assert isinstance(field.editor, NumberInput)
    field.editor.line.setText("about ten")
    with pytest.raises(Refused):
        form.values()
    assert field.error_text() == "Type a number, such as 120 or 7.5."
    assert field.editor.line.text() == "about ten"


def test_a_number_out_of_the_bounds_of_its_question_is_refused(qtbot: QtBot) -> None:
    asked = {q.name: q for q in questions.of_holder(Library.shipped(), "US-DC.teacher")}["effective_years"]
    editor = input_for(asked)
    qtbot.addWidget(editor)
    assert isinstance(editor, NumberInput)
    editor.line.setText("5")
    with pytest.raises(ValueError, match="from 0 to 4"):
        editor.value()
    editor.line.setText("4")
    assert editor.value() == 4


def test_a_question_that_stops_mattering_hides_and_comes_back(form: FactsForm) -> None:
    library = Library.shipped()
    form.ask(
        questions.of_holder(library, "US-TX.teacher"),
        {"administrator_too": False},
        asker(questions.wanted, library, "US-TX.teacher"),
    )
    newer, asked = form.field("class_is_newer"), form.field("administrator_too")
    assert newer is not None
    assert asked is not None
    assert newer.isHidden()
    assert isinstance(asked.editor, ChoiceInput)
    asked.editor.set_value(True)
    asked.editor.combo.activated.emit(1)
    assert not newer.isHidden()


def test_long_lists_are_found_by_typing_and_short_ones_are_boxes(qtbot: QtBot) -> None:
    many = input_for(FactQuestion("x", "list", "?", choices=TOPICS))
    few = input_for(FactQuestion("x", "list", "?", choices=TOPICS[:2]))
    for one in (many, few):
        qtbot.addWidget(one)
    assert isinstance(few, ListInput)
    assert isinstance(many, PickInput)
    with qtbot.waitSignal(many.changed):
        many.search.setText("topic 13")
        many.search.returnPressed.emit()
    assert many.value() == ("t13",)
    many.none.click()
    assert many.value() == (), "none is an answer"
    with qtbot.waitSignal(many.changed):
        many.search.setText("topic 14")
        many.search.returnPressed.emit()
    assert many.value() == ("t14",)
    assert not many.none.isChecked()
    many.set_value(())
    assert many.none.isChecked()
    many.set_value(None)
    assert many.value() is None


def test_a_row_with_a_date_alone_asks_for_its_value(qtbot: QtBot) -> None:
    years = input_for(FactQuestion("y", "dated", "Each year?"))
    qtbot.addWidget(years)
    assert isinstance(years, DatedInput)
    years.set_value((Dated(date(2024, 6, 1), Fraction(3)),))
    years.rows[0].worth.set_value(None)
    with pytest.raises(ValueError, match="both a date and a value"):
        years.value()
