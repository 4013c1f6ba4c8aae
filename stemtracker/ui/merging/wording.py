"""What differs between two copies, in words: what a thing is called, and what its fields say. No Qt.

Rows come as the record keeps them. Neighbors: `services.siblings` finds them, `window` and `choice` show them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stemtracker.domain import nouns
from stemtracker.domain.hours import Measure, plain
from stemtracker.ui.forms.amounts import show
from stemtracker.ui.widgets import dates

if TYPE_CHECKING:
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.services.siblings import Conflict

Row = Mapping[str, Any]
Titles = Mapping[tuple[str, str], str]
NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """One line of a thing: its label, the fields that it tells, and how."""

    label: str
    fields: tuple[str, ...]
    text: Callable[[Row, Vocabulary], str]


def _day(text: str | None) -> str:
    return dates.short(date.fromisoformat(text)) if text else ""


def _when(row: Row, _words: Vocabulary) -> str:
    days = dates.span(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
    times = " – ".join(str(row[name])[:5] for name in ("start_time", "end_time") if row.get(name))
    return " ".join(part for part in (f"{days}, {times}" if times else days, row.get("zone")) if part)


def _amount(row: Row, words: Vocabulary) -> str:
    shown = show(Measure(row["unit"], Decimal(row["amount"])), words)
    less = ((row.get("break_minutes"), "break"), (row.get("missed_minutes"), "missed"))
    return ", ".join([shown, *(f"{minutes} min {word}" for minutes, word in less if minutes)])


def _topics(row: Row, words: Vocabulary) -> str:
    return ", ".join(
        words.title("topic", one["topic"])
        + (f" ({show(Measure(row['unit'], Decimal(one['amount'])), words)})" if one.get("amount") else "")
        for one in json.loads(row["topics"])
    )


def _steps(row: Row, _words: Vocabulary) -> str:
    told = []
    for step in json.loads(row["steps"]):
        days = (_day(step.get("on")), f"due {_day(step['due'])}" if step.get("due") else "")
        told.append(" ".join(part for part in (step["status"], *days) if part))
    return "; ".join(told)


def _answers(row: Row, _words: Vocabulary) -> str:
    return "; ".join(f"{_name(name)}: {value}" for name, value in json.loads(row["answers"]))


def _name(field: str) -> str:
    return field.replace("_", " ").strip()


def _word(field: str, list_: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, words: words.title(list_, row[field]) if row[field] else ""


def _text(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: str(row[field] or "")


def _on(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: _day(row[field])


def _yes_no(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: "" if row[field] is None else "Yes" if row[field] else "No"


def _listed(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: "; ".join(
        ", ".join(str(part) for part in one.values() if part) if isinstance(one, dict) else str(one)
        for one in json.loads(row[field])
    )


def _fact(row: Row, _words: Vocabulary) -> str:
    return _fact_text(json.loads(row["value"]))


def _fact_text(value: dict[str, Any]) -> str:
    kind, told = next(iter(value.items()))
    if kind == "yes/no":
        return "Yes" if told else "No"
    if kind == "number":
        return plain(Fraction(told))
    if kind == "date":
        return _day(told)
    if kind == "list":
        return ", ".join(told)
    if kind == "dated":
        return "; ".join(f"{_day(one['date'])}: {_fact_text(one['value'])}" for one in told)
    return str(told)


def _rules(row: Row, _words: Vocabulary) -> str:
    checked = f"compared with their sources on {_day(row['checked'])}, " if row["checked"] else ""
    return f"{checked}{row['toml'].count(chr(10)):,} lines, {row['hash'][:8]}"


#: What people call the fields of each noun; a field that is not here is shown under its own name.
_LINES: dict[str, tuple[Line, ...]] = {
    "activity": (
        Line("When", ("start", "end", "start_time", "end_time", "zone"), _when),
        Line("How much", ("unit", "amount", "break_minutes", "missed_minutes"), _amount),
        Line("Topics", ("topics",), _topics),
        Line("Kind", ("kind",), _word("kind", "kind")),
        Line("Role", ("role",), _word("role", "role")),
        Line("Format", ("format",), _word("format", "format")),
        Line("Level", ("level",), _word("level", "level")),
        Line("Steps", ("steps",), _steps),
        Line("Answers", ("answers",), _answers),
        Line("Approved", ("approved",), _yes_no("approved")),
        Line("Approved on", ("approved_on",), _on("approved_on")),
        Line("Relevant", ("relevant",), _yes_no("relevant")),
        Line("Series", ("series_id",), lambda row, _words: "In a series" if row["series_id"] else ""),
    ),
    "credential": (
        Line("Rules", ("pack_id",), _text("pack_id")),
        Line("Areas", ("areas",), _listed("areas")),
        Line("First issued", ("first_issued",), _on("first_issued")),
    ),
    "cycle": (
        Line("Begins", ("start",), _on("start")),
        Line("Expires", ("expiry",), _on("expiry")),
        Line("Filed on", ("filed_on",), _on("filed_on")),
        Line("Approved on", ("approved_on",), _on("approved_on")),
        Line("Closed", ("closed",), lambda row, _words: "Yes" if row["closed"] else "No"),
    ),
    "fact": (Line("Answer", ("value",), _fact),),
    "pin": (Line("Counts under", ("node",), lambda row, _words: _name(row["node"]) or "Nothing"),),
    "evidence": (
        Line("Kind", ("kind",), _word("kind", "evidence")),
        Line("File", ("file_name", "size", "sha256"), _text("file_name")),
        Line("Belongs to", ("activity_id",), lambda row, _words: "An activity" if row["activity_id"] else "Nothing"),
    ),
    "rule_text": (Line("Rules", ("pack_id", "changes", "kind", "toml", "hash", "checked"), _rules),),
    "educator": tuple(
        Line(_name(name).capitalize(), (name,), _listed(name))
        for name in ("former_names", "emails", "identifiers", "positions")
    ),
}
#: Told by another line, or of no use to a person.
_SILENT = {"start_is_derived", "media_type", "approved_by_id"}


def lines(noun: str, names: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines that tell those fields."""
    known = [line for line in _LINES.get(noun, ()) if set(line.fields) & set(names)]
    told = {name for line in known for name in line.fields} | _SILENT
    return (*known, *(Line(_name(name).capitalize(), (name,), _text(name)) for name in names if name not in told))


def told(conflict: Conflict, words: Vocabulary) -> list[tuple[str, str, str, str]]:
    """A conflict field by field: label, before ("" where nobody knows), here, there."""
    sides = [
        {**conflict.whole, **{field.name: value for field, value in zip(conflict.fields, values, strict=True)}}
        for values in zip(*((field.base, field.here, field.there) for field in conflict.fields), strict=True)
    ]
    found = []
    for line in lines(conflict.noun, tuple(field.name for field in conflict.fields)):
        texts = [_safely(line, side, words) for side in sides]
        found.append((line.label, texts[0], texts[1] or NOTHING, texts[2] or NOTHING))
    return found


def _safely(line: Line, row: Row, words: Vocabulary) -> str:
    """What the line says of that side; "" where the side lacks what it would tell."""
    try:
        return line.text(row, words)
    except (TypeError, KeyError, ValueError, ArithmeticError):
        return ""


def thing(noun: str, whole: Row, titles: Titles) -> str:
    """What a person calls it."""
    license_ = titles.get(("credential", str(whole.get("credential_id"))), "a license")
    activity = titles.get(("activity", str(whole.get("activity_id"))), "an activity")
    if noun == "activity":
        return f"{whole['title']}, {_day(whole['start'])}"
    if noun == "evidence":
        return f"E-{whole['number']:03} {whole['title']}"
    if noun == "cycle":
        return f"{license_}: the period to {_day(whole['expiry'])}"
    if noun == "fact":
        return f"{license_}: {_name(whole['name'])}"
    if noun == "pin":
        return f"{activity}, for {license_}"
    if noun == "educator":
        return str(whole["name"] or "You")
    return str(whole.get("title") or _name(str(whole.get("id", ""))))


def heading(noun: str, whole: Row, titles: Titles) -> str:
    """The same with what kind of thing it is."""
    return f"{nouns.one(noun).capitalize()}: {thing(noun, whole, titles)}"


#: What was done to a thing, in the order it is told.
DONE = {"added": "Added", "changed": "Changed", "deleted": "Deleted"}
