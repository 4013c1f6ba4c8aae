"""The second step: which license, from where, and the expiry date printed on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from stemtracker.domain.credential import Credential
from stemtracker.domain.periods import Period
from stemtracker.errors import Problem
from stemtracker.services.beginning import GENERIC, Packs
from stemtracker.ui.widgets import buttons, dates
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Muted
from stemtracker.ui.wizard.places import PLACES, covered, name
from stemtracker.ui.wizard.step import Step

_CHOOSE = object()


class LicenseStep(Step):
    """Place, pack, title and number, printed expiry; or none for now."""

    #: The user has no license yet, or adds it later.
    skipped = Signal()
    #: The user prepares for a first one.
    preparing = Signal()
    #: Something was typed or chosen.
    edited = Signal()

    def __init__(self, *, can_skip: bool = True) -> None:
        super().__init__(
            "Which license do you want to keep track of?",
            "Take your certificate, or look at your agency’s web page. You can add more licenses later.",
        )
        self._packs: Packs | None = None
        self.place = Combo([(_CHOOSE, "Choose a place"), *PLACES.items()])
        self.pack = Combo()
        self.own_title, self.number = QLineEdit(), QLineEdit()
        self.expiry = DateEdit()
        self.add_field("place", LabeledField("Who issued it", self.place))
        self.add_field("pack", LabeledField("License", self.pack))
        self.add_field("title", LabeledField("What it is called", self.own_title, "As printed on it."))
        self.add_field(
            "expiry",
            LabeledField("Expires on", self.expiry, "The date printed on it. Type it like 6/30/2027, or pick it."),
        )
        self.add_field("number", LabeledField("Number", self.number, optional=True))
        self.cycle = Muted("")
        self.column.addWidget(self.cycle)
        if can_skip:
            self.column.addWidget(buttons.link("I am preparing for my first license", self.preparing))
            self.column.addWidget(buttons.link("I’ll add it later", self.skipped))
        self.place.currentIndexChanged.connect(self._place_changed)
        self.pack.currentIndexChanged.connect(self._pack_changed)
        self.expiry.changed.connect(self._show_cycle)
        for line in (self.own_title, self.number, self.expiry.line):
            line.textChanged.connect(self.edited)
        for combo in (self.place, self.pack):
            combo.currentIndexChanged.connect(self.edited)
        self._place_changed()

    def set_packs(self, packs: Packs) -> None:
        """What there is to choose from."""
        self._packs = packs
        first = covered(packs.choices)
        rest = [(code, title) for code, title in PLACES.items() if code and code not in dict(first)]
        self.place.set_choices([(_CHOOSE, "Choose a place"), *first, *rest, ("", PLACES[""])])
        if first:
            self.place.insertSeparator(1 + len(first))
        self._place_changed()

    def pack_id(self) -> str:
        """The pack chosen, "" for none."""
        value = self.pack.value()
        return value if isinstance(value, str) else ""

    def _place_changed(self) -> None:
        place = self.place.value()
        chosen = isinstance(place, str)
        offered = self._packs.of_place(place) if self._packs and isinstance(place, str) else ()
        packs = [(c.id, c.title) for c in offered]
        self.pack.set_choices(packs if len(packs) == 1 else [("", "Choose your license"), *packs])
        self.fields["pack"].setVisible(chosen and self.pack_id() != GENERIC)
        for key in ("expiry", "number"):
            self.fields[key].setVisible(chosen)
        self._pack_changed()

    def _pack_changed(self) -> None:
        generic = self.pack_id() == GENERIC
        self.fields["title"].setVisible(generic)
        place = self.place.value()
        if generic and isinstance(place, str):
            where = f"the rules of {name(place)}" if place else "the rules of your agency"
            self.fields["place"].set_hint(
                f"We don’t have {where} yet. You can tell the program what your license asks; the next step helps."
            )
        else:
            self.fields["place"].set_hint("")
        self._show_cycle()

    def _show_cycle(self) -> None:
        period = self.period()
        self.cycle.setVisible(period is not None)
        if period is not None:
            span = dates.span(period.start, period.end)
            self.cycle.setText(f"Your renewal period: {span}. You can change its start later.")

    def period(self) -> Period | None:
        """The period worked out from the printed expiry, where all is known."""
        day = self.expiry.value()
        if self._packs is None or not self.pack_id() or day is None:
            return None
        return self._packs.cycle(self.pack_id(), day, {})

    def problems(self) -> Iterator[Problem]:
        if not isinstance(self.place.value(), str):
            yield Problem("place", "Choose where your license is from.")
            return
        if not self.pack_id():
            yield Problem("pack", "Choose which license it is.")
        if self.pack_id() == GENERIC and not self.own_title.text().strip():
            yield Problem("title", "Type what your license is called.")
        if self.expiry.problem():
            yield Problem("expiry", self.expiry.problem())
        elif self.expiry.value() is None:
            yield Problem("expiry", "Type the expiry date printed on your license.")

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        place = self.place.value()
        texts = {"title": self.own_title.text(), "number": self.number.text(), "expiry": self.expiry.line.text()}
        return {"place": place if isinstance(place, str) else None, "pack": self.pack_id(), **texts}

    def show_typed(self, typed: Mapping[str, Any]) -> None:
        """Go on with what was typed before; the choices must be known."""
        if isinstance(typed.get("place"), str):
            self.place.set_value(typed["place"])
        self.pack.set_value(typed.get("pack", ""))
        for key, line in (("title", self.own_title), ("number", self.number), ("expiry", self.expiry.line)):
            line.setText(str(typed.get(key, "")))
        self._show_cycle()

    def clear(self) -> None:
        """Begin anew."""
        self.own_title.clear()
        self.number.clear()
        self.expiry.set_value(None)
        self.place.setCurrentIndex(0)

    def credential(self) -> Credential:
        """The license, as far as told."""
        chosen = next(c for c in (self._packs.choices if self._packs else ()) if c.id == self.pack_id())
        generic = chosen.id == GENERIC
        place = self.place.value()
        return Credential(
            id="",
            title=self.own_title.text().strip() if generic else chosen.title,
            pack_id=chosen.id,
            authority=(name(place) if isinstance(place, str) and place else "") if generic else chosen.authority,
            number=self.number.text().strip(),
        )

    def day(self) -> date | None:
        """The printed expiry date."""
        return self.expiry.value()
