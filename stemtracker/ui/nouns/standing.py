"""How the hours of a preparation stand: a line and a bar for each that is asked for, and how long it goes on.

Neighbors: Home shows it before anything else is loaded, so nothing of forms belongs here; the record's part shows it
beside the form.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from stemtracker.domain.hours import hours
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.services.preparations import Standing


def bars(one: Standing) -> list[QWidget]:
    """A line and a bar for each of the hours asked for."""
    made: list[QWidget] = []
    for each in one.asked:
        left = f", {hours(each.missing)} missing" if each.missing else ""
        planned = f", {hours(each.planned)} planned" if each.planned else ""
        figure = f"{hours(each.done)} of {hours(each.asked.minutes)}{planned}{left}"
        made.append(Label(f"{each.asked.title}: {figure}", wrap=True))
        amounts = Amounts(
            Fraction(each.asked.minutes, 60), Fraction(each.done, 60), Fraction(each.planned, 60), unit="hours"
        )
        made.append(ProgressBar(amounts, slim=True))
    if not made:
        made.append(Label(f"{hours(one.minutes)} logged so far.", wrap=True))
    return made


def time_left(one: Standing) -> str:
    """How long the program goes on."""
    days = one.days_left
    if days is None:
        return "It has no last day yet."
    if days < 0:
        return f"It ended {-days:,} {'day' if days == -1 else 'days'} ago."
    return "It ends today." if days == 0 else f"{days:,} {'day' if days == 1 else 'days'} left"
