"""All rows of a merge together: what hangs on what, and what must hold between rows whatever was decided.

Neighbors: `three_way` judges each row, `siblings` asks and writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.services import three_way
from stemtracker.services.three_way import Side, Versions

if TYPE_CHECKING:
    from stemtracker.db.siblings import Key, Reading, Row

_SIDES: tuple[Side, ...] = ("here", "there")


@dataclass(frozen=True, slots=True)
class Merged:
    """What the rows become, what is open about them by part, and the highest number of evidence that was given."""

    rows: dict[Key, Row | None]
    open: dict[Key, dict[str, tuple[str, ...]]]
    last_number: int


def merge(found: Mapping[Key, Versions], decisions: Mapping[str, Side], here: Reading, there: Reading) -> Merged:
    """What becomes of the rows that differ; what is not decided stays as it is here."""
    rows: dict[Key, Row | None] = {}
    open_: dict[Key, dict[str, tuple[str, ...]]] = {}
    needed = _needed(found)
    for key, one in found.items():
        start = f"{key[0]}/{key[1]}/"
        decided = {name.removeprefix(start): side for name, side in decisions.items() if name.startswith(start)}
        outcome = three_way.merge(one, {side: key in needed[side] for side in _SIDES}, decided)
        rows[key] = outcome.row
        if outcome.open:
            open_[key] = outcome.open
    _bring_back(found, rows)
    _let_go(found, rows, here)
    last = _number(found, rows, here, there)
    return Merged(rows, open_, last)


def _needed(found: Mapping[Key, Versions]) -> dict[Side, set[Key]]:
    """What each side works on, by itself or by what hangs on it."""
    needed: dict[Side, set[Key]] = {"here": set(), "there": set()}
    for key, one in found.items():
        for side in _SIDES:
            if one.worked_on(side):
                needed[side].add(key)
                needed[side].update(
                    owner for owner, _ in _refers(key[0], one.side(side)) if owner[0] in db.trash.OWNERS
                )
    return needed


def _refers(noun: str, row: Row | None) -> Iterator[tuple[Key, str]]:
    """What a row belongs to, and under which field it says so."""
    for name, to, _ in db.tables.REFERS.get(noun, ()):
        if row and row[name] is not None:
            yield (to, row[name]), name


def _bring_back(found: Mapping[Key, Versions], rows: dict[Key, Row | None]) -> None:
    """What one side removed for good and a person wants back comes with all that hung on it."""
    back = {
        key
        for key, one in found.items()
        if rows[key] is not None and one.base is not None and (one.here is None or one.there is None)
    }
    for key, one in found.items():
        left = one.here or one.there
        if rows[key] is None and any(owner in back for owner, _ in _refers(key[0], left)):
            rows[key] = left


def _let_go(found: Mapping[Key, Versions], rows: dict[Key, Row | None], here: Reading) -> None:
    """Nothing refers to what isn't there: evidence and activities stay without it, the rest goes with it."""
    standing = {noun: db.siblings.there_are(here, noun) for noun in ("series", *db.trash.OWNERS)}
    for (noun, id_), row in rows.items():
        if noun in standing:
            (standing[noun].discard if row is None else standing[noun].add)(id_)
    for key in found:
        row = rows[key]
        for (to, id_), name in list(_refers(key[0], row)):
            if id_ not in standing[to] and row is not None:
                stays = not next(goes for field, _, goes in db.tables.REFERS[key[0]] if field == name)
                row = rows[key] = {**row, name: None} if stays else None


def _number(found: Mapping[Key, Versions], rows: dict[Key, Row | None], here: Reading, there: Reading) -> int:
    """No number of evidence twice, and none here becomes another; what comes with one given here gets the next."""
    holders, given = db.siblings.numbers(here), db.siblings.last_number(here)
    mine = {id_: number for number, id_ in holders.items()}
    last = max(given, db.siblings.last_number(there))
    pieces = [(key, row) for key, row in rows.items() if key[0] == "evidence" and row is not None]
    for key, row in sorted(pieces, key=lambda piece: int(piece[1]["number"])):
        number: int = mine[key[1]] if key[1] in mine else row["number"]
        new = found[key].base is None and number <= given
        if key[1] not in mine and (number in holders or new):
            last = number = last + 1
        holders[number] = key[1]
        rows[key] = {**row, "number": number}
    return last


def titles(connection: Reading) -> dict[Key, str]:
    """What licenses, activities and the like are called, for what belongs to them."""
    return {
        (noun, id_): title
        for noun in db.trash.OWNERS
        for id_, title in connection.execute(f'SELECT id, {db.trash.called(noun)} FROM "{noun}"')  # noqa: S608
    }
