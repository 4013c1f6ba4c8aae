"""The renewal packet: which license, in which renewal period. Its evidence is bound in when it is saved.

Neighbors: `services.packets` gathers and binds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stemtracker.services import packets
from stemtracker.services.packets import LicenseChoice, PacketOptions
from stemtracker.services.papers import Made
from stemtracker.ui.pages.documents.kind import Missing, PaperForm, PaperKind, Progress, Way
from stemtracker.ui.pages.documents.transcript import NOUNS
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


class PacketForm(PaperForm):
    """License, renewal period, sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.license = Combo()
        self.cycle = Combo()
        self._cycle_field = LabeledField("Renewal period", self.cycle)
        self._license_field = LabeledField("License", self.license)
        for field in (self._license_field, self._cycle_field, LabeledField("Sheet", self.sheet)):
            self.column.addWidget(field)
        self._choices: tuple[LicenseChoice, ...] = ()
        self._wanted = ""
        self.license.currentIndexChanged.connect(self._other_license)
        self.cycle.currentIndexChanged.connect(self.edited)

    def set_choices(self, choices: tuple[LicenseChoice, ...]) -> None:
        self._choices = choices
        blocked = self.license.blockSignals(True)
        self.license.set_choices([(one.id, one.title) for one in choices])
        self.license.blockSignals(blocked)
        self._license_field.setVisible(bool(choices))
        self._offer_cycles()
        if self._wanted:
            self.choose(self._wanted)
        self._wanted = ""

    def options(self) -> PacketOptions | None:
        if not self._choices:
            return None
        cycle = self.cycle.value()
        return PacketOptions(str(self.license.value()), str(cycle) if cycle else None, str(self.sheet.value()))

    def choose(self, argument: str) -> None:
        """The packet of the license of that id; after a colon the renewal period, the open one without."""
        license_, _, cycle = argument.partition(":")
        known = any(one.id == license_ for one in self._choices)
        self._wanted = "" if known else argument
        if known:
            self.license.set_value(license_)
            self.cycle.set_value(cycle)

    def _other_license(self) -> None:
        self._offer_cycles()
        self.edited()

    def _offer_cycles(self) -> None:
        found = next((one.cycles for one in self._choices if one.id == self.license.value()), ())
        blocked = self.cycle.blockSignals(True)
        self.cycle.set_choices(found)
        self.cycle.blockSignals(blocked)
        self._cycle_field.setVisible(len(found) > 1)


def _form(_context: AppContext) -> PacketForm:
    return PacketForm()


def _draw(data: Any, _options: PacketOptions) -> Made:
    return packets.draw(data)


def _missing(data: Any, _made: Made) -> Missing:
    return packets.missing(data)


def _write(ws: Workspace, data: Any, _made: Made, path: Path, progress: Progress) -> None:
    packets.save(ws, data, path, progress)


PACKET = PaperKind(
    id="packet",
    title="Renewal packet",
    about="To hand in: cover, attestation, your hours beside the rule, the transcript, and the evidence itself.",
    nouns=NOUNS,
    form=_form,
    choices=packets.choices,
    gather=packets.gather,
    draw=_draw,
    write=_write,
    missing=_missing,
    missing_title="Before you hand it in",
    problems_title="Look at these first",
    follows=packets.evidence_pages,
    gathering="Looking at the evidence",
    writing="Binding the packet",
    empty="A renewal packet is about one license. Add yours, with its expiry date, and it is put together here.",
    way=Way("Add a license", "record", "credentials"),
)
