"""The form for what a rule asks: every shipped pack's questions, exact answers, errors under their field."""

from datetime import date
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from stemtracker.domain.credential import Dated
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
        if box.isChecked() != (box.text() in ticked):
            box.click()
    assert form.values() == {"years": answer}


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


def test_a_row_with_a_date_alone_asks_for_its_value(qtbot: QtBot) -> None:
    years = input_for(FactQuestion("y", "dated", "Each year?"))
    qtbot.addWidget(years)
    assert isinstance(years, DatedInput)
    years.set_value((Dated(date(2024, 6, 1), Fraction(3)),))
    years.rows[0].worth.set_value(None)
    with pytest.raises(ValueError, match="both a date and a value"):
        years.value()
