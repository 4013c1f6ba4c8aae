"""What a form asks of one field, the editor for it, and the value that stands there.

Neighbors: `plans` lists what is asked, `card` lays the editors out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QWidget

from stemtracker.domain.hours import plain
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.forms.inputs import Line, Notes, day_edit
from stemtracker.ui.nouns.evidence import EvidenceEdit
from stemtracker.ui.widgets.combo import Combo, FindCombo, TermCombo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.rows_edit import Column, RowsEdit

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One field: its name in the class, the label, the sort of editor.

    `sort`: line | text | day | choice | term | whole | amount | yes_no | words | rows | refer | evidence. `of` is the
    list of the vocabulary for a term, the noun for a reference. `part` is the class of each row.
    """

    name: str
    label: str
    sort: str = "line"
    hint: str = ""
    of: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    part: type | None = None
    #: Where a row is not held as it is typed: how it is shown, and read (which may raise UnreadError).
    of_row: Callable[[Any], Mapping[str, str]] | None = None
    to_row: Callable[[Mapping[str, Any]], Any] | None = None
    columns: tuple[Column, ...] = ()
    thing: str = ""
    share: int = 1
    #: Whether it can't be left empty, and the class itself would not say so.
    needed: bool = False
    #: How the value of a choice becomes what the class holds.
    make: Callable[[str], Any] = str


class UnreadError(ValueError):
    """What stands in the field can't be read; why, and the remedy, in words."""


def editor_for(ask: Ask, vocabulary: Vocabulary) -> QWidget:
    """An empty editor."""
    match ask.sort:
        case "text":
            return Notes()
        case "day":
            return day_edit()
        case "choice":
            return Combo(ask.choices)
        case "yes_no":
            return Combo((("", "Not said"), ("yes", "Yes"), ("no", "No")))
        case "term":
            return TermCombo(vocabulary, ask.of, "Not said")
        case "refer":
            return FindCombo((("", "None"),))
        case "evidence":
            return EvidenceEdit()
        case "rows":
            return RowsEdit(ask.columns, f"Add {_article(ask.thing)}", ask.thing.capitalize())
    return Line()


def _article(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def show(ask: Ask, editor: QWidget, value: Any, choices: Mapping[str, Choices]) -> None:
    """Show what the record holds."""
    if isinstance(editor, RowsEdit):
        shown = ask.of_row or (lambda row: {c.key: getattr(row, c.key) for c in ask.columns})
        editor.set_rows([shown(row) for row in value])
    elif isinstance(editor, EvidenceEdit):
        editor.set_known(choices.get("evidence", ()))
        editor.show_texts(value)
    elif isinstance(editor, DateEdit):
        editor.set_value(value)
    elif ask.sort == "refer" and isinstance(editor, FindCombo):
        editor.set_choices([("", "None"), *choices.get(ask.of, ())])
        editor.set_id(value or "")
    elif isinstance(editor, FindCombo):
        editor.set_id(value)
    elif isinstance(editor, Combo):
        editor.set_value(_of_choice(ask, value))
    elif isinstance(editor, Notes):
        editor.setPlainText(value)
    elif isinstance(editor, Line):
        editor.setText(_as_text(ask, value))
        editor.setCursorPosition(0)


def _of_choice(ask: Ask, value: Any) -> str:
    if ask.sort == "yes_no":
        return {True: "yes", False: "no", None: ""}[value]
    return "" if value is None else str(value)


def _as_text(ask: Ask, value: Any) -> str:
    if value is None:
        return ""
    if ask.sort == "words":
        return "; ".join(value)
    return plain(value) if ask.sort == "amount" else str(value)


def value_of(ask: Ask, editor: QWidget) -> Any:
    """What stands there, as the class holds it. UnreadError where that can't be told."""
    if isinstance(editor, RowsEdit):
        if problem := editor.problem():
            raise UnreadError(problem)
        return tuple(_row(ask, row) for row in editor.rows())
    if isinstance(editor, EvidenceEdit):
        return tuple(editor.texts())
    if isinstance(editor, DateEdit):
        if problem := editor.problem():
            raise UnreadError(problem)
        day = editor.value()
        if day is None and ask.needed:
            raise UnreadError("Type the day.")
        return day
    if isinstance(editor, FindCombo):
        return (editor.id() or None) if ask.sort == "refer" else editor.id()
    if isinstance(editor, Combo):
        value = str(editor.value() or "")
        return {"yes": True, "no": False}.get(value) if ask.sort == "yes_no" else ask.make(value)
    if isinstance(editor, Notes):
        return editor.toPlainText().strip()
    assert isinstance(editor, Line)  # noqa: S101 - tells the type
    return _of_text(ask, editor.text().strip())


def _row(ask: Ask, row: Mapping[str, str | date | None]) -> Any:
    if ask.to_row:
        return ask.to_row(row)
    part = ask.part
    assert part is not None  # noqa: S101 - tells the type
    texts = {field.name for field in fields(part) if field.type == "str"}
    return part(**{name: ("" if value is None and name in texts else value) for name, value in row.items()})


def _of_text(ask: Ask, text: str) -> Any:
    if ask.sort == "words":
        return tuple(word for piece in text.split(";") if (word := piece.strip()))
    if ask.sort not in {"whole", "amount"}:
        return text
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", "").lstrip("$").rstrip("%").strip())
    except InvalidOperation:
        raise UnreadError(f"“{text}” is no number; type it like {'12' if ask.sort == 'whole' else '65.50'}.") from None
    if ask.sort == "amount":
        return number
    if number != number.to_integral_value():
        raise UnreadError(f"“{text}” is no whole number; type it like 12.")
    return int(number)
