"""Activities that are alike are worked out together: told apart by years, by days and by topics where these matter.

Neighbors: `small_rows` has the rows; `test_two_licenses` shares hours between licenses.
"""

from __future__ import annotations

from datetime import date

import pytest
from small_rows import TALK, Build, Make, Row, account, assessed, taken

from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess


def yearly(begins: str) -> str:
    return account(f'limit = [ {{ id = "yearly", match = "kind = talk", at_most = 2, per = "year from {begins}" }} ]')


FLOOR = 'threshold = [ { id = "floor", by = "topic", at_least = 1, scope = "total too" } ]\n'


def test_years_matter_for_some_activities_though_not_for_the_first(build: Build, line: Make) -> None:
    rows: list[Row] = [("a", 1, 2023, {}), ("b", 2, 2023, TALK), ("c", 2, 2024, TALK), ("d", 2, 2024, TALK)]
    assert taken(assessed(build, line, yearly("01-01"), rows)) == "5 0 0"


def test_years_of_a_limit_begin_where_the_license_began(build: Build, line: Make) -> None:
    lines = [line(id_, 2, day=day, kind="talk") for id_, day in (("a", date(2022, 4, 1)), ("b", date(2023, 2, 1)))]
    cycle = Period(date(2022, 3, 1), date(2027, 2, 28))
    needs = '[need]\nrenewal = { amount = 4, of = "hours" }\n'
    pack = build(needs, account=yearly("start"))
    assert assess(Case((pack,), tuple(lines), {"t": cycle}, date(2026, 11, 22)))[0].root.counted == 2


@pytest.mark.parametrize("more", ["", FLOOR])
def test_topics_that_matter_to_nobody_leave_the_year_as_it_is(build: Build, line: Make, more: str) -> None:
    """Safety in two years and pedagogy in one of them: two hours of each year."""
    safety, pedagogy = ({**TALK, "tags": frozenset({topic})} for topic in ("safety", "pedagogy"))
    rows: list[Row] = [("a", 2, 2023, safety), ("b", 2, 2024, safety), ("c", 2, 2024, pedagogy)]
    assert taken(assessed(build, line, yearly("01-01") + more, rows)) == "4 0 0"
