"""The license itself: title, authority, number, areas, first issue, status, and the rules it is renewed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit

from stemtracker.domain.credential import Credential, CredentialStatus
from stemtracker.errors import Problem
from stemtracker.services import credentials
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo, FindCombo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField, row_of, show_problems
from stemtracker.ui.wizard import places

if TYPE_CHECKING:
    from stemtracker.services.renewal import PackChoice

_STATUS = {
    CredentialStatus.ACTIVE: "Active",
    CredentialStatus.INACTIVE: "Inactive",
    CredentialStatus.EXPIRED: "Expired",
    CredentialStatus.SOUGHT: "Working toward it",
}


class LicenseCard(EditCard):
    """The fields of one license, saved as one change."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("License", context)
        self._kept: Credential | None = None
        self.license_title, self.authority, self.number, self.areas = (QLineEdit() for _ in range(4))
        self.issued = DateEdit()
        self.status = Combo([(str(status), words) for status, words in _STATUS.items()])
        self.place, self.pack = FindCombo(), FindCombo()
        self.pack.setMinimumContentsLength(20)
        self._packs: tuple[PackChoice, ...] = ()
        self.fields = {
            "title": LabeledField("What it is called", self.license_title),
            "authority": LabeledField("Issued by", self.authority),
            "number": LabeledField("Number", self.number),
            "areas": LabeledField("Areas", self.areas, "Subjects and grades, separated by semicolons."),
            "first_issued": LabeledField("First issued", self.issued),
            "status": LabeledField("Status", self.status),
            "place": LabeledField("Renewed by rules of", self.place),
            "pack_id": LabeledField("Which rules", self.pack),
        }
        f = self.fields
        self.body.setSpacing(theme.px(theme.M))
        self.add(f["title"])
        self.body.addLayout(row_of((f["authority"], 3), (f["number"], 2)))
        self.add(f["areas"])
        self.body.addLayout(row_of((f["first_issued"], 1), (f["status"], 1)))
        self.add(f["place"])
        self.add(f["pack_id"])
        self.delete_button = buttons.danger("Delete", self._delete, "trash")
        self.delete_button.setAccessibleName("Delete this license")
        self.foot.addWidget(self.delete_button)
        self.finish()
        for line in (self.license_title, self.authority, self.number, self.areas, self.issued.line):
            line.textEdited.connect(self.touch)
        self.issued.changed.connect(self.touch)
        self.status.activated.connect(self.touch)
        self.place.currentIndexChanged.connect(self._place_changed)
        self.pack.currentIndexChanged.connect(self._pack_changed)

    def show_license(self, credential: Credential, packs: tuple[PackChoice, ...]) -> None:
        """Show that license, with what was typed over it."""
        if self._kept is None or self._kept.id != credential.id:
            self.set_edited(edited=False)
        self._kept = credential
        self._packs = packs
        with QSignalBlocker(self.place):
            self.place.set_choices([*places.covered(packs), (places.ANY, "Any other place")])
        self.show_anew()

    def draft_place(self) -> Place | None:
        kept = self._kept
        if kept is None:
            return None
        return Place(f"license:{kept.id}", f"in the license “{kept.title}”", "record", f"credentials:{kept.id}")

    def show_kept(self) -> None:
        kept = self._kept
        if kept is None:
            return
        self.license_title.setText(kept.title)
        self.authority.setText(kept.authority)
        self.number.setText(kept.number)
        self.areas.setText("; ".join(kept.areas))
        for line in (self.license_title, self.authority, self.areas):
            line.setCursorPosition(0)
        self.issued.set_value(kept.first_issued)
        self.status.set_value(str(kept.status))
        self._show_pack(kept.pack_id)
        show_problems(self.fields, ())
        self.set_edited(edited=False)

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        self._show_pack(str(typed.get("pack_id", "")), str(typed.get("place", "")))
        super().show_typed({"place": self.place.id(), **typed}, now, disputed)

    def _show_pack(self, id_: str, place: str = "") -> None:
        """Show these rules among those of their place."""
        of = next((p.jurisdiction for p in self._packs if p.id == id_), place or places.ANY)
        with QSignalBlocker(self.place), QSignalBlocker(self.pack):
            self.place.set_id(of)
            self._offer()
            self.pack.set_id(id_)

    def _offer(self) -> None:
        """The rules of the place chosen; where there are several, none is chosen unasked."""
        here = [(p.id, p.title) for p in self._packs if p.jurisdiction == self.place.id()]
        self.pack.set_choices(here if len(here) == 1 else [("", "Choose the rules"), *here])

    def _place_changed(self) -> None:
        with QSignalBlocker(self.pack):
            self._offer()
        self.touch()

    def _pack_changed(self) -> None:
        self.touch()

    def submit(self) -> bool:
        words = self.issued.problem()
        problems = [Problem("first_issued", words)] if words else []
        if not self.pack.id():
            problems.append(Problem("pack_id", "Choose the rules that this license is renewed by."))
        show_problems(self.fields, problems)
        if problems or self._kept is None:
            return False
        changed = replace(
            self._kept,
            title=self.license_title.text().strip(),
            authority=self.authority.text().strip(),
            number=self.number.text().strip(),
            areas=tuple(area for part in self.areas.text().split(";") if (area := part.strip())),
            first_issued=self.issued.value(),
            status=CredentialStatus(str(self.status.value())),
            pack_id=self.pack.id(),
        )
        work = self.context.tasks.record
        work(credentials.save, self.context.workspace, changed, done=self.saved, failed=self.refused)
        return True

    def _delete(self) -> None:
        if self._kept is not None:
            # No question: it goes to the bin, and the quiet line offers Undo.
            self.set_edited(edited=False)
            self.typing.done()
            self.context.tasks.record(credentials.delete, self.context.workspace, self._kept.id)
