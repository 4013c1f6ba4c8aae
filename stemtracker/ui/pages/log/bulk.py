"""Several activities at once: set a few fields on all of them, or delete them. One change, one undo.

Neighbors: `services.activities.edit_many` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from stemtracker.domain.activity import Status
from stemtracker.services import activities
from stemtracker.ui import theme
from stemtracker.ui.forms.basics import STATUSES, in_row
from stemtracker.ui.forms.details import YES_NO
from stemtracker.ui.forms.inputs import Line, on_edit, show_text, text_of
from stemtracker.ui.pages.log.side import SidePanel
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import Combo, TermCombo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Muted

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.activities import BulkEdit
    from stemtracker.ui.app_context import AppContext

AS_IS = "Leave as is"


class BulkPanel(SidePanel):
    """Only what is filled in changes; all else stays as it is in each activity."""

    delete_wanted = Signal(object)
    done = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__("Selected activities")
        self._context = context
        self._ids: tuple[str, ...] = ()
        self.delete_button = buttons.icon_button("trash", "Delete the selected activities", self._delete)
        self.head.addWidget(self.delete_button)
        self.finish_head()
        words = context.workspace.vocabulary
        self._series_choice = Combo([("", AS_IS)])
        self.fields = {
            "kind": LabeledField("Kind", TermCombo(words, "kind", AS_IS)),
            "role": LabeledField("Your role", TermCombo(words, "role", AS_IS)),
            "format": LabeledField("Format", TermCombo(words, "format", AS_IS)),
            "status": LabeledField("Status", Combo([("", AS_IS), *STATUSES])),
            "provider": LabeledField("Provider", Line(AS_IS)),
            "add_topic": LabeledField("Add a topic", TermCombo(words, "topic", "None")),
            "remove_topic": LabeledField("Take a topic away", TermCombo(words, "topic", "None")),
            "approved": LabeledField("Approved", Combo([("", AS_IS), *YES_NO[1:]])),
            "network": LabeledField("Network", Line(AS_IS)),
            "series_id": LabeledField("Series", self._series_choice),
        }
        f = self.fields
        self.body.setSpacing(theme.px(theme.M))
        self.body.addWidget(Muted("What you fill in is set on all of them; everything else stays as it is."))
        self.body.addWidget(in_row((f["kind"], 1), (f["role"], 1)))
        self.body.addWidget(in_row((f["format"], 1), (f["status"], 1)))
        self.body.addWidget(f["provider"])
        self.body.addWidget(in_row((f["add_topic"], 1), (f["remove_topic"], 1)))
        self.body.addWidget(in_row((f["approved"], 1), (f["network"], 1)))
        self.body.addWidget(f["series_id"])
        self.body.addStretch(1)
        for field in f.values():
            on_edit(field.editor, self._tell)
        self.apply_button = buttons.primary("Change", self._apply)
        self.foot.addStretch(1)
        self.foot.addWidget(self.apply_button)
        self._tell()

    def open(self, ids: Sequence[str]) -> None:
        """Work on these."""
        self._ids = tuple(ids)
        self.set_title(f"{len(ids):,} activities selected")
        self._context.tasks.record(activities.list_series, self._context.workspace, done=self._series)
        self._tell()

    def _series(self, series: Any) -> None:
        self._series_choice.set_choices([("", AS_IS), *((each.id, each.title) for each in series)])

    def edit(self) -> BulkEdit:
        """What is filled in."""
        said = {name: text_of(field.editor).strip() or None for name, field in self.fields.items()}
        add, remove, approved = said.pop("add_topic"), said.pop("remove_topic"), said.pop("approved")
        status = said.pop("status")
        return activities.BulkEdit(
            add_topics=(add,) if add else (),
            remove_topics=(remove,) if remove else (),
            status=Status(status) if status else None,
            approved={"yes": True, "no": False}.get(approved or ""),
            **said,
        )

    def _tell(self, *_said: Any) -> None:
        self.apply_button.setText(f"Change {len(self._ids):,} activities")
        self.apply_button.setAccessibleName(self.apply_button.text())
        self.apply_button.setEnabled(self.edit() != activities.BulkEdit())

    def _apply(self) -> None:
        self.apply_button.setEnabled(False)
        self._context.tasks.record(
            activities.edit_many, self._context.workspace, self._ids, self.edit(), done=self._applied
        )

    def _applied(self, _changes: Changes) -> None:
        for field in self.fields.values():
            show_text(field.editor, "")
        self._tell()
        self.done.emit()

    def _delete(self) -> None:
        self.delete_wanted.emit(self._ids)
