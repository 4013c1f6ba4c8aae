"""When a backup is due, what it is called, and which go: for any history of backups, and any clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.services import backup_plan as plan
from stemtracker.services.backup_plan import Reason

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MB = 1024**2


@dataclass(frozen=True)
class Kept:
    made_at: datetime
    size: int = MB


def ago(**said: float) -> Kept:
    return Kept(NOW - timedelta(**said))


histories = st.lists(
    st.builds(
        Kept,
        st.integers(0, 14 * 365 * 24 * 3600).map(
            lambda seconds: datetime(2016, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        ),
        st.integers(1, 900 * MB),
    ),
    max_size=60,
    unique_by=lambda one: one.made_at,
)


@given(histories, st.integers(0, 3000 * MB))
def test_thinning_keeps_the_newest_three_and_the_budget(history: list[Kept], budget: int) -> None:
    gone = plan.to_remove(history, NOW, budget)
    stay = [one for one in history if one not in gone]
    assert len(set(gone)) == len(gone)
    assert set(gone) <= set(history)
    assert not set(plan.newest_first(history, NOW)[:3]) & set(gone)
    assert len(stay) <= 3 or sum(one.size for one in stay) <= budget
    assert plan.to_remove(stay, NOW, budget) == [], "what stays once, stays"


@given(histories)
def test_within_the_budget_the_last_of_each_day_week_and_month_stays(history: list[Kept]) -> None:
    stay = set(history) - set(plan.to_remove(history, NOW, budget=10**18))
    for one in history:
        age = NOW - one.made_at
        if timedelta() <= age < timedelta(days=14):
            after = [other for other in history if other.made_at.date() == one.made_at.date()]
            assert max(after, key=lambda other: other.made_at) in stay
    months = {(one.made_at.year, one.made_at.month) for one in history if NOW - one.made_at > timedelta(weeks=8)}
    assert {(one.made_at.year, one.made_at.month) for one in stay} >= months


def test_a_year_of_days_thins_to_days_weeks_and_months() -> None:
    history = [ago(days=day, hours=hour) for day in range(365) for hour in (0, 1)]
    gone = set(plan.to_remove(history, NOW))
    stay = [one for one in history if one not in gone]
    ages = sorted((NOW - one.made_at).days for one in stay)
    assert ages[:15] == [0, *range(14)]
    assert len([age for age in ages if 14 <= age < 56]) in {6, 7}
    assert len([age for age in ages if age >= 56]) in {10, 11}


def test_what_does_not_fit_goes_so_that_the_rest_still_reaches_far_back() -> None:
    history = [Kept(NOW - timedelta(days=day), 100 * MB) for day in range(13)]
    history += [Kept(NOW - timedelta(days=20 + 30 * month), 100 * MB) for month in range(12)]
    gone = set(plan.to_remove(history, NOW, budget=1000 * MB))
    stay = sorted((NOW - one.made_at).days for one in history if one not in gone)
    assert len(stay) == 10
    assert stay[:3] == [0, 1, 2]
    assert stay[-1] == 350
    assert all(older <= newer * 3 for newer, older in pairwise(stay[2:])), stay


def test_what_the_future_made_counts_as_oldest() -> None:
    """Under a clock that was once ahead, or one that fell back, those made from here on are the newest."""
    ahead, today = ago(days=-1500), [ago(hours=hours) for hours in (3, 2, 1)]
    assert plan.newest_first([ahead, *today], NOW) == [today[2], today[1], today[0], ahead]
    fell_back = NOW - timedelta(days=2500)
    before = [ago(days=day) for day in (3, 2, 1)]
    made_now = Kept(fell_back)
    assert plan.newest_first([*before, made_now], fell_back)[0] == made_now
    assert made_now not in plan.to_remove([*before, made_now], fell_back, budget=0)


def test_two_computers_may_differ_by_hours() -> None:
    assert plan.newest_first([ago(hours=-3), ago(hours=1)], NOW)[0] == ago(hours=-3)


@pytest.mark.parametrize(
    ("last", "changed", "due"),
    [
        (None, False, True),
        (ago(hours=23), True, False),
        (ago(hours=24), True, True),
        (ago(days=400), False, False),
        (ago(days=-400), True, True),
        (ago(days=-400), False, False),
    ],
)
def test_due(last: Kept | None, changed: bool, due: bool) -> None:
    assert plan.is_due(last, NOW, changed=changed) is due


@pytest.mark.parametrize("reason", Reason)
def test_every_name_can_be_read_again_and_suits_every_system(reason: Reason) -> None:
    name = plan.name(NOW, reason)
    assert plan.parse(name) == (NOW, reason)
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isascii()
    assert not PureWindowsPath(name).is_reserved()


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-22 120000 mine.stemtracker",
        "2026-11-22 120000 asked for (keep).stemtracker",
        "2026-02-30 120000 asked for.stemtracker",
        "2026-11-22 120000 asked for.stemtracker.lock",
        "٢026-11-22 120000 asked for.stemtracker",
        "record.stemtracker",
        "",
    ],
)
def test_any_other_name_is_not_ours(name: str) -> None:
    assert plan.parse(name) is None


@given(st.one_of(st.text(), st.from_regex(r"2\d{3}-[01]\d-[0-3]\d [0-2]\d{5} [a-z ]{1,12}\.stemtracker")))
def test_a_name_is_ours_only_if_we_would_give_it(name: str) -> None:
    read = plan.parse(name)
    assert read is None or plan.name(*read) == name
