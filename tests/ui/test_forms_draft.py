"""A draft keeps what was typed and says everything that can't be read at once."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.ui.forms import draft as drafts
from stemtracker.ui.forms.draft import Draft, StepText

TODAY = date(2026, 11, 22)

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))
clock = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
amounts = st.decimals(Decimal("0.01"), Decimal(400), places=2)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    start = draw(days)
    measure = draw(st.one_of(st.integers(1, 5000).map(Measure.minutes), amounts.map(lambda a: Measure("ceu", a))))
    step_amounts = st.none() | (st.integers(0, 900).map(Decimal) if measure.is_time else amounts)
    share = st.none() | st.just(measure.amount)
    statuses = draw(st.lists(st.sampled_from(Status), unique=True, max_size=4))
    return Activity(
        id="a1",
        title=draw(words.filter(bool)),
        start=start,
        end=max(start, draw(days)) if draw(st.booleans()) else start,
        kind="workshop",
        start_time=draw(st.none() | clock),
        end_time=None,
        measure=measure,
        topics=tuple(TopicShare(t, draw(share)) for t in draw(st.lists(st.sampled_from("xyz"), unique=True))),
        steps=tuple(
            s
            for s in (Step(n, draw(st.none() | days), draw(st.none() | days), draw(step_amounts)) for n in statuses)
            if s != Step(s.status)
        ),
        status=draw(st.sampled_from(Status)),
        approved=draw(st.sampled_from([None, True, False])),
        approved_on=draw(st.none() | days),
        relevant=draw(st.sampled_from([None, True, False])),
        cost=draw(st.none() | amounts),
        membership_id=draw(st.sampled_from([None, "nsta"])),
        pairing_id=draw(st.sampled_from([None, "pair"])),
        provider=draw(words),
        description=draw(words),
        private_notes=draw(words),
        answers=draw(st.sampled_from([(), (("final_product", "yes"),)])),
    )


@given(activities())
def test_an_activity_shown_and_read_again_is_the_same(activity: Activity) -> None:
    assert drafts.read(drafts.of(activity), TODAY) == activity


def filled(**typed: str) -> Draft:
    return replace(Draft(id="n", title="Lab safety", kind="workshop", start="yesterday"), **typed)


def test_from_and_to_make_the_minutes() -> None:
    draft = filled(start_time="9", end_time="3:30", break_minutes="30", missed_minutes="15")
    told = drafts.worked(draft, TODAY)
    assert told is not None
    assert told.minutes == 345
    activity = drafts.read(draft, TODAY)
    assert activity.measure == Measure.minutes(345)
    assert (activity.start_time, activity.end_time, activity.start) == (time(9), time(15, 30), date(2026, 11, 21))


def test_over_several_days_the_times_hold_on_each_of_them() -> None:
    draft = filled(end="tomorrow", start_time="9", end_time="3:30", break_minutes="30")
    told = drafts.worked(draft, TODAY)
    assert told is not None
    assert told.words == "(6.5 h − 0.5 h break) × 3 days = 18 h"
    assert drafts.read(draft, TODAY).measure == Measure.minutes(18 * 60)
    missed = replace(draft, break_minutes="", end_time="3", missed_minutes="7:00")
    told = drafts.worked(missed, TODAY)
    assert told is not None
    assert told.words == "6 h × 3 days − 7 h missed = 11 h"
    assert drafts.read(missed, TODAY).measure == Measure.minutes(11 * 60)


def test_a_night_is_held_once_though_it_has_two_days() -> None:
    night = drafts.worked(filled(end="today", start_time="8 pm", end_time="7 am"), TODAY)
    assert night is not None
    assert (night.minutes, night.words) == (11 * 60, "11 h")


def test_over_more_than_a_week_the_times_do_not_make_the_amount() -> None:
    draft = filled(start="11/1/2026", end="11/8/2026", start_time="9", end_time="3")
    assert drafts.worked(draft, TODAY) is None
    with pytest.raises(Refused) as refused:
        drafts.read(draft, TODAY)
    assert [p.field for p in refused.value.problems] == ["amount"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    draft = Draft(id="n", start="31/31", amount="lots", cost="much", steps=(StepText(Status.CLAIMED, on="soon"),))
    with pytest.raises(Refused) as refused:
        drafts.read(draft, TODAY)
    assert {p.field for p in refused.value.problems} == {"title", "kind", "start", "amount", "cost", "claimed_on"}
    assert len(refused.value.problems) == 6


def test_claimed_and_posted_differ_in_words() -> None:
    steps = (StepText(Status.CLAIMED, amount="6"), StepText(Status.POSTED, amount="5.5"))
    assert drafts.difference(filled(amount="6")) == ""
    assert drafts.difference(replace(filled(amount="6"), steps=steps)) == "Posted 0.5 h less than claimed."


def test_spaces_are_no_change() -> None:
    assert not filled(title="Lab safety ").differs(filled())
    assert filled(provider="NSTA").differs(filled())
    assert not replace(filled(), steps=(StepText(Status.CLAIMED),)).differs(filled())
