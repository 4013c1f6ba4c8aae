"""What the record says of fields in which someone typed something else meanwhile, shown beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from PySide6.QtWidgets import QComboBox

from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.notice import Notice

_LONGEST = 60


class Dispute(Notice):
    """Hidden until there is something to tell. `way_out` says what the buttons of the form do then."""

    def __init__(self, way_out: str) -> None:
        super().__init__("", drawing="risk")
        self._way_out = way_out
        self.hide()

    def tell(self, fields: Mapping[str, LabeledField], now: Mapping[str, Any], disputed: Sequence[str]) -> None:
        """The record changed these fields since the typing began; () hides it."""
        said = [_said(fields[name], now.get(name)) for name in disputed if name in fields]
        self.setVisible(bool(said))
        if said:
            self.text.setText(
                f"The record changed after you typed here. It now says: {'; '.join(said)}. {self._way_out}"
            )


def _said(field: LabeledField, value: Any) -> str:
    label = field.label.text() or field.editor.accessibleName()
    if isinstance(field.editor, QComboBox):
        value = field.editor.itemText(field.editor.findData(value))
    if not isinstance(value, str):
        return f"{label}, changed"
    return f"{label}, “{shorten(value, _LONGEST, placeholder=' …')}”" if value.strip() else f"{label}, nothing"
