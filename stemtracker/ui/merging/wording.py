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
from stemtracker.domain.hours import MINUTE, Measure, plain
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
    return lambda row, _words: "" if row[field] is None else str(row[field])


def _on(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: _day(row[field])


def _one(field: str, words: str) -> Callable[[Row, Vocabulary], str]:
    """That it belongs to something."""
    return lambda row, _words: words if row[field] else ""


def _code(field: str) -> Callable[[Row, Vocabulary], str]:
    """A word of the program's own."""
    return lambda row, _words: _name(str(row[field] or "")).capitalize()


def _money(field: str, period: str) -> Callable[[Row, Vocabulary], str]:
    each = {"year": " a year", "month": " a month", "once": ", once"}
    return lambda row, _words: "" if row[field] is None else f"{row[field]}{each[row[period]]}"


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


def _count(field: str, noun: str) -> Callable[[Row, Vocabulary], str]:
    """How many a list of ids names."""
    return lambda row, _words: nouns.counted(noun, len(ids)) if (ids := json.loads(row[field])) else ""


def _percent(field: str) -> Callable[[Row, Vocabulary], str]:
    return lambda row, _words: "" if row[field] is None else f"{row[field]} %"


def _cause(row: Row, _words: Vocabulary) -> str:
    causes = {"activity_id": "An activity", "contribution_id": "A contribution", "role_id": "One of your roles"}
    return ", ".join(words for field, words in causes.items() if row[field])


def _hours_asked(row: Row, words: Vocabulary) -> str:
    return "; ".join(
        f"{one['title']}: {show(Measure(MINUTE, Decimal(one['minutes'])), words)}"
        + "".join(f", {words.title('kind', kind)}" for kind in one["kinds"])
        for one in json.loads(row["asked"])
    )


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
        Line("Series", ("series_id",), _one("series_id", "In a series")),
        Line("Membership", ("membership_id",), _one("membership_id", "A meeting of a network")),
        Line("Mentoring", ("pairing_id",), _one("pairing_id", "A mentoring meeting")),
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
#: What the nouns of networks and leadership have in common.
_IN_NETWORK = Line("Network", ("membership_id",), _one("membership_id", "One of your networks"))
_WITH = Line("Contact", ("contact_id",), _one("contact_id", "One of your contacts"))
_REACHES = Line("Level", ("level",), _code("level"))
_PROOF = Line("Evidence", ("evidence_ids",), _count("evidence_ids", "evidence"))
_BEGINS, _ENDS = Line("Begins", ("start",), _on("start")), Line("Ends", ("end",), _on("end"))
_LINES |= {
    "membership": (
        Line("Kind", ("kind",), _word("kind", "network")),
        _REACHES,
        Line("Joined", ("joined",), _on("joined")),
        Line("Left", ("left",), _on("left")),
        Line("Roles", ("roles",), _listed("roles")),
        Line("Promised", ("duties",), _listed("duties")),
        Line("Dues", ("dues", "dues_period"), _money("dues", "dues_period")),
        Line("It asked", ("asked",), _text("asked")),
        Line("It gave", ("gave",), _text("gave")),
        Line("It led to", ("led_to",), _text("led_to")),
    ),
    "contact": (
        Line("Groups", ("groups",), _listed("groups")),
        Line("Met on", ("met_on",), _on("met_on")),
        Line("Next on", ("next_on",), _on("next_on")),
        _IN_NETWORK,
    ),
    "exchange": (
        Line("About", ("title",), _text("title")),
        Line("Date", ("on",), _on("on")),
        Line("Advice", ("direction",), _code("direction")),
        Line("Came of it", ("came_of",), _text("came_of")),
        _WITH,
        _IN_NETWORK,
    ),
    "pairing": (
        Line("With", ("title",), _text("title")),
        Line("You are the", ("side",), _code("side")),
        Line("Goals", ("goals",), _listed("goals")),
        *(_BEGINS, _ENDS, _WITH, _IN_NETWORK),
    ),
    "leadership_role": (
        Line("Kind", ("kind",), _word("kind", "leadership")),
        _REACHES,
        *(_BEGINS, _ENDS),
        Line("Formal", ("formal",), _yes_no("formal")),
        Line("Released time", ("release_percent",), _percent("release_percent")),
        Line("Pay", ("pay", "pay_period"), _money("pay", "pay_period")),
        Line("What led to it", ("led_by",), _text("led_by")),
        _IN_NETWORK,
    ),
    "contribution": (
        Line("Kind", ("kind",), _word("kind", "contribution")),
        Line("Date", ("on",), _on("on")),
        _REACHES,
        Line("Activity", ("activity_id",), _one("activity_id", "An activity")),
        Line("Role", ("role_id",), _one("role_id", "One of your roles")),
        *(_PROOF, _IN_NETWORK),
    ),
    "effect": (
        Line("Date", ("on",), _on("on")),
        Line("Step", ("step",), _code("step")),
        Line("Level", ("level",), _text("level")),
        Line("Came of", ("activity_id", "contribution_id", "role_id"), _cause),
        _PROOF,
    ),
    "goal": (
        Line("When", ("stage",), _code("stage")),
        Line("Begins", ("start",), _on("start")),
        Line("Due", ("due",), _on("due")),
        Line("Reached on", ("reached_on",), _on("reached_on")),
        Line("Look again on", ("review_on",), _on("review_on")),
        Line("Steps", ("steps",), _listed("steps")),
        Line("Activities", ("activity_ids",), _count("activity_ids", "activity")),
    ),
    "preparation": (
        Line("License sought", ("sought",), _text("sought")),
        *(_BEGINS, _ENDS),
        Line("Hours asked", ("asked",), _hours_asked),
        Line("License", ("credential_id",), _one("credential_id", "One of your licenses")),
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
    return str(whole.get("title") or whole.get("name") or _name(str(whole.get("id", ""))))


def heading(noun: str, whole: Row, titles: Titles) -> str:
    """The same with what kind of thing it is."""
    return f"{nouns.one(noun).capitalize()}: {thing(noun, whole, titles)}"


#: What was done to a thing, in the order it is told.
DONE = {"added": "Added", "changed": "Changed", "deleted": "Deleted"}
