"""One typed line: what is understood of it, and that nothing of it is ever lost."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain import quick_add
from stemtracker.domain.hours import Measure
from stemtracker.domain.quick_add import Lexicon, QuickDraft

TODAY = date(2026, 11, 22)  # a Sunday
WORDS = Lexicon(
    kinds={"webinar": "webinar", "workshop": "workshop", "book study": "book_study"},
    units={"ceu": "ceu", "ceus": "ceu"},
    topics={"pedagogy": "pedagogy", "english learners": "english_learners"},
    networks={"nsta": ("m1", "NSTA")},
    providers={"rice university": "Rice University"},
)


def read(line: str) -> QuickDraft:
    return quick_add.read(line, TODAY, WORDS)


def test_the_line_of_the_promise() -> None:
    found = read("2h webinar NSTA lab safety yesterday #pedagogy")
    assert found.title == "lab safety"
    assert (found.kind, found.on, found.measure) == ("webinar", date(2026, 11, 21), Measure.minutes(120))
    assert (found.membership_id, found.network, found.topics) == ("m1", "NSTA", ("pedagogy",))
    assert [(r.words, r.field) for r in found.read] == [
        ("2h", "amount"), ("webinar", "kind"), ("NSTA", "network"), ("yesterday", "date"), ("#pedagogy", "topic"),
    ]  # fmt: skip
    assert found.notes == ()


@pytest.mark.parametrize(
    ("line", "minutes"),
    [("2h", 120), ("1.5 hours", 90), ("90min", 90), ("45 minutes", 45), ("1h30", 90), (".5h", 30), ("2 hrs", 120)],
)
def test_lengths_of_time(line: str, minutes: int) -> None:
    assert read(line).measure == Measure.minutes(minutes)


def test_other_units_are_those_of_the_list() -> None:
    assert read("0.5 ceu").measure == Measure("ceu", Decimal("0.5"))
    assert read("3 credits").measure is None  # of which kind is not said
    assert read("3 credits").title == "3 credits"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 23)),
        ("friday", date(2026, 11, 20)),
        ("last friday", date(2026, 11, 20)),
        ("sunday", TODAY),
        ("last sunday", date(2026, 11, 15)),
        ("3/14", date(2026, 3, 14)),
        ("12/20", date(2026, 12, 20)),
        ("12/31", date(2025, 12, 31)),
        ("3/14/25", date(2025, 3, 14)),
        ("2026-02-28", date(2026, 2, 28)),
        ("March 14", date(2026, 3, 14)),
        ("14 Mar 2025", date(2025, 3, 14)),
        ("Sept 3", None),
        ("2/29", date(2024, 2, 29)),
    ],
)
def test_days(line: str, day: date | None) -> None:
    assert read(line).on == day


def test_a_day_that_is_none_stays_in_the_title_and_is_told() -> None:
    found = read("PLC 2/30")
    assert (found.title, found.on) == ("PLC 2/30", None)
    assert found.notes == ("“2/30” is no day of the calendar; it stays in the title.",)


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("4-6pm", (time(16), time(18))),
        ("9-1pm", (time(9), time(13))),
        ("16:00-17:30", (time(16), time(17, 30))),
        ("9:30am-noon", None),
        ("6pm-4pm", None),
        ("4-6", None),
    ],
)
def test_times(line: str, times: tuple[time, time] | None) -> None:
    found = read(line)
    assert (found.start_time, found.end_time) == (times or (None, None))
    assert found.title == ("" if times else line)


def test_longer_names_win_and_a_second_kind_is_a_word_like_others() -> None:
    found = read("book study at Rice University about a webinar")
    assert (found.kind, found.provider, found.title) == ("book_study", "Rice University", "at about a webinar")


def test_a_second_amount_or_day_stays_in_the_title_and_is_told() -> None:
    found = read("2h workshop 3h today yesterday")
    assert (found.measure, found.on, found.title) == (Measure.minutes(120), TODAY, "3h yesterday")
    assert len(found.notes) == 2


def test_a_tag_that_is_no_topic_stays_and_is_told() -> None:
    found = read("workshop #unheardof #english-learners")
    assert (found.title, found.topics) == ("#unheardof", ("english_learners",))
    assert found.notes == ("“#unheardof” is no topic of the list; it stays in the title.",)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["2h", "webinar", "NSTA", "yesterday", "#pedagogy", "3/14", "99/99", "Mar", "14", "last", "4-6pm"]
            ),
        ),
        max_size=12,
    ).map(" ".join)
)
def test_every_word_is_either_understood_or_in_the_title(line: str) -> None:
    found = read(line)
    understood = [word for one in found.read for word in one.words.split()]
    assert sorted([*found.title.split(), *understood]) == sorted(line.split())
