"""The part "First license": programs that prepare for one, the hours they ask for, and where these stand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.domain.hours import hours, plain
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.services import preparations
from stemtracker.ui.nouns.card import Plan
from stemtracker.ui.nouns.fields import Ask, UnreadError
from stemtracker.ui.nouns.plans import PRIVATE
from stemtracker.ui.nouns.section import NounSection, Row
from stemtracker.ui.nouns.standing import bars, time_left
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Muted
from stemtracker.ui.widgets.rows_edit import Column

if TYPE_CHECKING:
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.services.preparations import Standing
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


def plan_of(words: Vocabulary) -> Plan:
    """What the form asks; kinds are typed by their names."""
    kinds = {term.title.casefold(): term.id for term in words.choices("kind")}
    kinds |= {term.id: term.id for term in words.choices("kind")}

    def shown(asked: HoursAsked) -> Mapping[str, str]:
        names = "; ".join(words.title("kind", kind) for kind in asked.kinds)
        return {"title": asked.title, "hours": plain(Fraction(asked.minutes, 60)), "kinds": names}

    def read(row: Mapping[str, Any]) -> HoursAsked:
        names = [name for piece in str(row["kinds"] or "").split(";") if (name := " ".join(piece.split()))]
        for name in names:
            if name.casefold() not in kinds:
                raise UnreadError(f"“{name}” is no kind of activity; type one as the log calls it, such as Research.")
        return HoursAsked(
            str(row["title"] or ""), _minutes(str(row["hours"] or "")), tuple(kinds[name.casefold()] for name in names)
        )

    asked = Ask(
        name="asked",
        label="Hours it asks for",
        hint="Kinds as the log calls them, separated by semicolons; none: of any kind.",
        sort="rows",
        part=HoursAsked,
        thing="kind of hours",
        columns=(Column("title", "What they are", 3), Column("hours", "Hours", 1), Column("kinds", "Kinds", 3)),
        of_row=shown,
        to_row=read,
    )
    return Plan(
        kind=Preparation,
        thing="preparation",
        rows=(
            (Ask(name="title", label="Program"),),
            (Ask(name="institution", label="College or provider"), Ask(name="sought", label="License it leads to")),
            (Ask(name="start", label="From", sort="day"), Ask(name="end", label="Until", sort="day")),
            (asked,),
            (
                Ask(name="supervisor", label="Supervisor"),
                Ask(name="credential_id", label="It led to", sort="refer", of="credential"),
            ),
        ),
        more=((Ask(name="private_notes", label="Private notes", sort="text", hint=PRIVATE),),),
    )


def _minutes(text: str) -> int:
    try:
        minutes = Decimal(text.replace(",", "").removesuffix("h").strip()) * 60
        if minutes == minutes.to_integral_value() and 0 < minutes < 10_000_000:
            return int(minutes)
    except (InvalidOperation, ValueError):
        pass
    raise UnreadError(f"“{text}” is no number of hours; type it like 600.")


class PreparationsSection(NounSection):
    """Programs before a first license, open ones first."""

    name = "preparations"
    title = "First license"
    page = "record"
    add = "Add a preparation"
    empty = (
        "Preparing for a first license? Enter the program and the hours it asks for: practicum, student teaching, "
        "research. Log them as you go, and they stay with the license that they lead to."
    )
    nouns = ("preparation", "activity", "credential")

    def __init__(self, context: AppContext) -> None:
        self.plan = plan_of(context.workspace.vocabulary)
        super().__init__(context)

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        return tuple(Row(one.preparation.id, one.preparation.title, _about(one)) for one in preparations.view(ws))

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> tuple[Standing, str] | None:
        found = (
            next((one for one in preparations.view(ws) if one.preparation.id == chosen.id), None) if chosen else None
        )
        return (found, found.sentence(ws.vocabulary)) if found else None

    def build_aside(self, column: QVBoxLayout) -> None:
        self.standing = Card("Where the hours stand")
        self._rows: list[QWidget] = []
        self.standing.hide()
        column.insertWidget(0, self.standing)

    def show_aside(self, aside: tuple[Standing, str] | None) -> None:
        self.standing.setVisible(aside is not None)
        for widget in self._rows:
            self.standing.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows = []
        if aside is None:
            return
        one, sentence = aside
        self._rows = bars(one)
        self._rows.append(Body(sentence) if one.license else Muted(time_left(one), wrap=True))
        for widget in self._rows:
            self.standing.add(widget)


def _about(one: Standing) -> str:
    return f"led to {one.license}" if one.license else hours(one.minutes)
