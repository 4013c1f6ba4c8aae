"""What stands in the editor of a fact while it is typed, readable or not, as JSON can say it.

Neighbors: `fact_inputs` has the editors; `facts` asks for all of them.
"""

from __future__ import annotations

from typing import Any

from stemtracker.ui.forms.fact_inputs import (
    ChoiceInput,
    DatedInput,
    DateInput,
    FactInput,
    ListInput,
    NumberInput,
    PickInput,
    TextInput,
)


def typed_in(editor: FactInput) -> Any:
    """What stands in it."""
    if isinstance(editor, NumberInput | TextInput):
        return editor.line.text()
    if isinstance(editor, DateInput):
        return editor.edit.line.text()
    if isinstance(editor, ChoiceInput):
        value = editor.combo.value()
        return value if value is None or isinstance(value, bool) else str(value)
    if isinstance(editor, DatedInput):
        return [[row.day.line.text(), typed_in(row.worth)] for row in editor.rows]
    value = editor.value()
    return list(value) if isinstance(value, tuple) else None


def show_typed(editor: FactInput, typed: Any) -> None:
    """Put that into it."""
    if isinstance(editor, NumberInput | TextInput):
        editor.line.setText(str(typed))
    elif isinstance(editor, DateInput):
        editor.edit.line.setText(str(typed))
    elif isinstance(editor, ChoiceInput):
        values = [editor.combo.itemData(row) for row in range(editor.combo.count())]
        editor.combo.set_value(next((v for v in values if v == typed or str(v) == typed), None))
    elif isinstance(editor, ListInput | PickInput):
        editor.set_value(tuple(typed) if isinstance(typed, list) else None)
    elif isinstance(editor, DatedInput):
        editor.set_value(())
        for day, worth in typed if isinstance(typed, list) else ():
            row = editor.append(None)
            row.day.line.setText(str(day))
            show_typed(row.worth, worth)
