"""The made-up proof in the sample record: one page that says who attended what. Marked as sample throughout."""

from __future__ import annotations

from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import hours
from stemtracker.domain.periods import Period
from stemtracker.reports.blocks import Heading, KeyValues, Paper, Para
from stemtracker.reports.render import render


def note_of_attendance(name: str, activity: Activity) -> bytes:
    """A PDF with the title, days, provider and amount of one activity."""
    measure = activity.measure
    unit = measure.unit.replace("_", " ")
    amount = hours(measure.amount) if measure.is_time else wording.amount(Fraction(measure.amount), unit)
    pairs = [
        ("Participant", name),
        ("Activity", activity.title),
        ("Date", wording.days(Period(activity.start, activity.end))),
        ("Amount", amount),
        ("Provider", activity.provider or "–"),
        ("Provider number", activity.provider_number or "–"),
        ("Place", activity.place or "–"),
    ]
    day = activity.end
    return render(
        Paper(
            title="Note of attendance",
            subtitle=activity.title,
            owner=name,
            made_on=wording.day(day),
            stamp=f"{day:%Y%m%d}",
            disclaimer="Made by STEM Tracker for its sample record; it proves nothing",
            blocks=(
                Heading("Note of attendance", 1),
                Para("This page stands in for the paper a provider would have handed out."),
                KeyValues(tuple(pairs), columns=1),
            ),
            sample=True,
        )
    )
