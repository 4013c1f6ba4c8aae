"""What a row of a second file knows of an activity that the log has already: what is missing there is filled in.

Nothing that stands in the record gives way; where both say something else, both are told. Neighbors: `duplicates`
finds the activity, `services.imports` offers what is found here, and writes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stemtracker.domain.activity import Activity, Status, Step
from stemtracker.domain.activity import problems as activity_problems
from stemtracker.domain.hours import Measure, hours, plain
from stemtracker.domain.vocabulary import Vocabulary

#: Fields that are simply empty or not, and what people call them.
_PLAIN = {
    "provider": "provider",
    "provider_number": "provider number",
    "place": "place",
    "format": "format",
    "level": "level",
    "grade": "grade",
    "course": "course",
    "network": "network",
    "cost": "cost",
    "relevant": "relates to the license",
    "description": "description",
    "private_notes": "private notes",
    "topics": "topics",
    "approved_by": "approved by",
    "approved_on": "approved on",
}
#: What belongs together: half of it from one place and half from another would tell of what never was.
_TOGETHER = {
    "times": ("start_time", "end_time", "break_minutes", "missed_minutes", "zone"),
    "approval": ("approved", "approved_by", "approved_on"),
    "network": ("network", "membership_id"),
}
#: What every activity has, so that it can only differ.
_ALWAYS = {"title": "title", "start": "date", "end": "end date", "measure": "amount", "kind": "kind", "role": "role"}
_ORDER = (Status.PLANNED, Status.ATTENDED, Status.CLAIMED, Status.POSTED)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a row knows: `key` is what it is of an activity, `told` what a person reads."""

    key: str
    value: Any
    told: str


@dataclass(frozen=True, slots=True)
class Filling:
    """What would be filled in, and what stays though the row has it otherwise, in words."""

    parts: tuple[Part, ...]
    differs: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What would be filled in; "" where there is nothing."""
        return f"Missing there and known here: {'; '.join(part.told for part in self.parts)}." if self.parts else ""

    @property
    def stays(self) -> str:
        """What differs; the log's stays."""
        return f"Your log’s stays: {'; '.join(self.differs)}." if self.differs else ""


def _empty(value: object) -> bool:
    """Whether nothing is known: no and a cost of zero are known."""
    return value is None or value in ("", ()) or (type(value) is int and value == 0)


def of_row(kept: Activity, values: Mapping[str, Any], series: str, words: Vocabulary) -> Filling:
    """What the values of a row, by the names of the activity's fields, add to the activity that is kept."""
    row = {name: value for name, value in values.items() if not _empty(value)}
    differs = tuple(_differing(kept, row, words))
    if kept.start_time and row.get("start_time", kept.start_time) != kept.start_time:
        return Filling((), differs)  # two meetings of one day: nothing of one belongs to the other
    known = [*_known(kept, row, words)]
    if series:
        known.append(Part("series", series, f"series “{series}”"))
    found = [part for part in known if lacks(kept, part) and not activity_problems(filled(kept, [part]))]
    return Filling(() if activity_problems(filled(kept, found)) else tuple(found), differs)


def disputed(fillings: Iterable[tuple[str, Filling]]) -> frozenset[tuple[str, str]]:
    """What must not be filled in since rows of one file know it differently: the activity's id and the part's key.

    Each of several steps on the way to the official record may be named; the one furthest on holds for all.
    """
    said: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for id_, filling in fillings:
        for part in filling.parts:
            values = said[id_, part.key]
            if part.key != "status" and part.value not in values:
                values.append(part.value)
    return frozenset(key for key, values in said.items() if len(values) > 1)


def lacks(kept: Activity, part: Part) -> bool:
    """Whether the activity has nothing in the place of the part."""
    kind, _, name = part.key.partition(":")
    if kind in _TOGETHER:
        return all(_empty(getattr(kept, field)) for field in _TOGETHER[kind])
    if kind == "end":
        return kept.end == kept.start and bool(part.value > kept.end)
    if kind == "status":
        return kept.status in _ORDER and _ORDER.index(part.value) > _ORDER.index(kept.status)
    if kind in {"on", "amount"}:
        return getattr(kept.step(Status(name)), kind) is None
    if kind == "answer":
        return name not in dict(kept.answers)
    if kind == "series":
        return kept.series_id is None
    return _empty(getattr(kept, kind))


def filled(kept: Activity, parts: Iterable[Part]) -> Activity:
    """The activity with those parts that it lacks; its series, which has only a title yet, is left to the caller."""
    for part in parts:
        kind, _, name = part.key.partition(":")
        if not lacks(kept, part) or kind == "series":
            continue
        if kind in _TOGETHER:
            kept = replace(kept, **dict(part.value))
        elif kind in {"on", "amount"}:
            step = replace(kept.step(Status(name)), **{kind: part.value})
            others = [one for one in kept.steps if one.status != step.status]
            kept = replace(kept, steps=tuple(sorted((*others, step), key=_place)))
        elif kind == "answer":
            kept = replace(kept, answers=tuple(sorted((*kept.answers, (name, part.value)))))
        else:
            kept = replace(kept, **{kind: part.value})
    return kept


def _place(step: Step) -> int:
    return tuple(Status).index(step.status)


def _known(kept: Activity, row: Mapping[str, Any], words: Vocabulary) -> Iterator[Part]:
    same_unit = row.get("measure", kept.measure).unit == kept.measure.unit
    for name, title in _PLAIN.items():
        if name in row and name != "network" and (name not in _TOGETHER["approval"] or kept.approved):
            if name == "topics" and not same_unit and any(share.amount is not None for share in row[name]):
                continue
            yield Part(name, row[name], f"{title} {_text(name, row[name], words)}")
    if "end" in row and row.get("start") == kept.start:
        yield Part("end", row["end"], f"end date {row['end']}")
    for key, names in _TOGETHER.items():
        if names[0] in row:
            given = tuple((name, row[name]) for name in names if name in row)
            told = " ".join(_text(name, value, words) for name, value in given if name != "membership_id")
            yield Part(key, given, f"{key} {told}")
    if row.get("status") in _ORDER:
        yield Part("status", row["status"], f"status {row['status']}")
    for step in row.get("steps", ()):
        if step.on is not None:
            yield Part(f"on:{step.status}", step.on, f"{step.status} on {step.on}")
        if step.amount is not None and same_unit:
            amount = _text("measure", Measure(kept.measure.unit, step.amount), words)
            yield Part(f"amount:{step.status}", step.amount, f"{step.status} {amount}")
    for name, answer in row.get("answers", ()):
        yield Part(f"answer:{name}", answer, f"{name.replace('_', ' ')} {answer}")


def _differing(kept: Activity, row: Mapping[str, Any], words: Vocabulary) -> Iterator[str]:
    """Where both have something, and not the same."""
    for name, title in {**_ALWAYS, **_PLAIN, "start_time": "start time", "status": "status"}.items():
        mine, theirs = getattr(kept, name), row.get(name)
        if _empty(mine) or _empty(theirs) or mine == theirs or _alike(mine, theirs):
            continue
        if name == "end" and kept.end == kept.start and row.get("start") == kept.start:
            continue  # filled in
        if name == "status" and mine in _ORDER and theirs in _ORDER and _ORDER.index(theirs) > _ORDER.index(mine):
            continue  # filled in
        yield f"{title} {_text(name, mine, words)} (the file has {_text(name, theirs, words)})"


def _alike(mine: object, theirs: object) -> bool:
    """Texts that differ in capitals and spaces only."""
    return isinstance(mine, str) and " ".join(mine.casefold().split()) == " ".join(str(theirs).casefold().split())


def _text(name: str, value: Any, words: Vocabulary) -> str:
    if isinstance(value, Measure):
        return hours(value.amount) if value.is_time else f"{plain(value.amount)} {words.title('unit', value.unit)}"
    if name == "topics":
        return ", ".join(words.title("topic", share.topic) for share in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date) or not isinstance(value, str):
        return f"{value} min" if name.endswith("_minutes") else str(value)
    if name in {"kind", "role", "format", "level"}:
        return words.title(name, value)
    if name == "status":
        return str(value)
    text = " ".join(value.split())
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[: _SHOWN - 1]}…”"
