"""The license itself: title, authority, number, areas, first issue, status, and the rules it is renewed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from stemtracker.domain.credential import Credential, CredentialStatus
from stemtracker.errors import Problem
from stemtracker.services import credentials
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place
from stemtracker.ui.pages.record.edit_card import EditCard
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField, row_of, show_problems

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
        self.pack = Combo()
        self.pack.setMinimumContentsLength(20)
        self.fields = {
            "title": LabeledField("What it is called", self.license_title),
            "authority": LabeledField("Issued by", self.authority),
            "number": LabeledField("Number", self.number),
            "areas": LabeledField("Areas", self.areas, "Subjects and grades, separated by semicolons."),
            "first_issued": LabeledField("First issued", self.issued),
            "status": LabeledField("Status", self.status),
            "pack_id": LabeledField("Renewed by these rules", self.pack),
        }
        f = self.fields
        self.body.setSpacing(theme.px(theme.M))
        self.add(f["title"])
        self.body.addLayout(row_of((f["authority"], 3), (f["number"], 2)))
        self.add(f["areas"])
        self.body.addLayout(row_of((f["first_issued"], 1), (f["status"], 1)))
        self.add(f["pack_id"])
        self.delete_button = buttons.danger("Delete", self._delete, "trash")
        self.delete_button.setAccessibleName("Delete this license")
        self.foot.addWidget(self.delete_button)
        self.finish()
        for line in (self.license_title, self.authority, self.number, self.areas, self.issued.line):
            line.textEdited.connect(self.touch)
        self.issued.changed.connect(self.touch)
        for combo in (self.status, self.pack):
            combo.activated.connect(self.touch)

    def show_license(self, credential: Credential, packs: Sequence[tuple[str, str]]) -> None:
        """Show that license, with what was typed over it."""
        if self._kept is None or self._kept.id != credential.id:
            self.set_edited(edited=False)
        self._kept = credential
        self.pack.set_choices(packs)
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
        self.pack.set_value(kept.pack_id)
        show_problems(self.fields, ())
        self.set_edited(edited=False)

    def submit(self) -> bool:
        words = self.issued.problem()
        show_problems(self.fields, [Problem("first_issued", words)] if words else [])
        if words or self._kept is None:
            return False
        changed = replace(
            self._kept,
            title=self.license_title.text().strip(),
            authority=self.authority.text().strip(),
            number=self.number.text().strip(),
            areas=tuple(area for part in self.areas.text().split(";") if (area := part.strip())),
            first_issued=self.issued.value(),
            status=CredentialStatus(str(self.status.value())),
            pack_id=str(self.pack.value()),
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
