"""One row in two copies and as it stood before they went apart: what it becomes, and what only a person can decide.

A change of one side alone is taken. Where both sides changed, each part of the row is looked at by itself; fields
that make sense only together are one part. Pure; neighbor: `siblings` finds the rows and puts them in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Side = Literal["here", "there"]
Row = dict[str, Any]
#: The part of a row that says whether it is there at all, or in the bin.
EXISTENCE = "existence"
_BIN = "deleted_at"
#: Of no one's choosing: evidence has the number that it got in each copy, a text of rules the day it came.
_GIVEN = {"id", "number", "added_on"}
#: Fields that are decided together, by noun.
_TOGETHER: dict[str, dict[str, tuple[str, ...]]] = {
    "activity": {
        "time": (
            *("start", "end", "start_time", "end_time", "zone", "break_minutes", "missed_minutes"),
            *("unit", "amount", "topics"),
        ),
        "kind": ("kind", "role"),
        "status": ("status", "steps"),
        "approval": ("approved", "approved_by", "approved_on"),
        "provider": ("provider", "provider_number"),
        "course": ("course", "level", "grade"),
    },
    "credential": {"rules": ("pack_id", "authority")},
    "cycle": {"period": ("start", "expiry", "start_is_derived"), "filing": ("filed_on", "approved_on", "closed")},
    "rule_text": {"text": ("pack_id", "changes", "kind", "title", "toml", "hash", "checked")},
    "evidence": {"file": ("file_name", "media_type", "size", "sha256")},
    "membership": {"time": ("joined", "left"), "dues": ("dues", "dues_period", "paid_by")},
    "contact": {"meeting": ("how_met", "met_on"), "next": ("next_step", "next_on")},
    "pairing": {"time": ("start", "end")},
    "leadership_role": {"time": ("start", "end"), "pay": ("pay", "pay_period", "paid_by")},
    "effect": {"cause": ("activity_id", "contribution_id", "role_id")},
    "goal": {"time": ("start", "due"), "stage": ("stage", "reached_on")},
    "preparation": {"time": ("start", "end")},
}
_PART_OF = {noun: {name: part for part, names in parts.items() for name in names} for noun, parts in _TOGETHER.items()}


@dataclass(frozen=True, slots=True)
class Versions:
    """A row as it stood (`known`: whether that can be told) and as it is on both sides; None where it isn't."""

    noun: str
    base: Row | None
    here: Row | None
    there: Row | None
    known: bool = True

    def side(self, side: Side) -> Row | None:
        """The row on that side."""
        return self.here if side == "here" else self.there

    def changed(self, side: Side) -> bool:
        """Whether that side did anything to it."""
        return not self.known or not alike(self.side(side), self.base)

    def gone(self, side: Side) -> bool:
        """Whether that side deleted it."""
        row = self.side(side)
        if row is None:
            return self.base is not None or not self.known
        if self.known and self.base is None and (self.here is None or self.there is None):
            return False  # it came with its place in the bin
        return bool(row.get(_BIN)) and not (self.base or {}).get(_BIN)

    def worked_on(self, side: Side) -> bool:
        """Whether that side did anything to it but delete it."""
        return self.side(side) is not None and self.changed(side) and not self.gone(side)

    def fields(self, side: Side) -> list[str]:
        """The fields that are different there from before."""
        before, now = self.base or {}, self.side(side) or {}
        return [name for name in now if name not in {*_GIVEN, _BIN} and now[name] != before.get(name)]


@dataclass(slots=True)
class Outcome:
    """What a row becomes; `open` are the parts that both sides changed, with their fields."""

    row: Row | None
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)


def merge(one: Versions, needed: Mapping[Side, bool], decided: Mapping[str, Side]) -> Outcome:
    """What becomes of the row; `needed`: that side works on it, or on what hangs on it.

    What isn't decided stays as it is here.
    """
    if one.gone("here") != one.gone("there"):
        deleter: Side = "here" if one.gone("here") else "there"
        keeper: Side = "there" if deleter == "here" else "here"
        if not needed[keeper]:
            return _deleted(one, deleter, decided)
        outcome = _deleted(one, deleter, decided)
        if decided.get(EXISTENCE, "here") == keeper:
            outcome = _kept(one, keeper, decided)
        outcome.open[EXISTENCE] = tuple(one.fields(keeper))
        return outcome
    if one.here is None or one.there is None:
        # Both deleted it, and one has it in the bin still; or one added it.
        return Outcome(one.here or one.there)
    return _by_parts(one, one.here, one.there, decided)


def _deleted(one: Versions, deleter: Side, decided: Mapping[str, Side]) -> Outcome:
    if one.here is None or one.there is None:
        return Outcome(None)
    outcome = _by_parts(one, one.here, one.there, decided)
    return Outcome({**(outcome.row or {}), _BIN: (one.side(deleter) or {})[_BIN]}, outcome.open)


def _kept(one: Versions, keeper: Side, decided: Mapping[str, Side]) -> Outcome:
    if one.here is None or one.there is None:
        return Outcome(one.side(keeper))
    outcome = _by_parts(one, one.here, one.there, decided)
    return Outcome({**(outcome.row or {}), _BIN: (one.side(keeper) or {})[_BIN]}, outcome.open)


def _by_parts(one: Versions, here: Row, there: Row, decided: Mapping[str, Side]) -> Outcome:
    row = dict(here)
    outcome = Outcome(row)
    if _BIN in here:
        row[_BIN] = _in_bin(one, here[_BIN], there[_BIN])
    for part, names in parts(one.noun, here).items():
        mine, theirs = ([row.get(name) for name in names] for row in (here, there))
        # What nobody can tell of before is like nothing else.
        before = [one.base.get(name) for name in names] if one.known and one.base is not None else None
        if theirs in (mine, before):
            continue
        if mine != before:
            outcome.open[part] = tuple(name for name in names if here.get(name) != there.get(name))
            if decided.get(part, "here") == "here":
                continue
        row.update(zip(names, theirs, strict=True))
    return outcome


def alike(one: Row | None, other: Row | None) -> bool:
    """Whether two rows say the same."""
    if one is None or other is None:
        return one is other
    return all(one[name] == other.get(name) for name in one if name not in _GIVEN)


def parts(noun: str, row: Row) -> dict[str, tuple[str, ...]]:
    """The fields of a row by the part they are decided with; most are a part of their own."""
    found: dict[str, list[str]] = {}
    together = _PART_OF.get(noun, {})
    for name in row:
        if name not in {*_GIVEN, _BIN}:
            found.setdefault(together.get(name, name), []).append(name)
    return {part: tuple(names) for part, names in found.items()}


def _in_bin(one: Versions, mine: str | None, theirs: str | None) -> str | None:
    """Since when it is in the bin: the later day where both put it there."""
    if mine and theirs:
        return max(mine, theirs)
    if one.known and one.base is not None:
        return theirs if mine == one.base.get(_BIN) else mine
    return None
