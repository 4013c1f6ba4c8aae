"""Another copy of the open record: how the two are related, what is only in one, and bringing them together.

Both histories say what both copies know. What stood in a row when they last had the same is worked out from the
journal; with that, each row is merged three-way. What both changed is decided by a person, never by the clock; so is
what can't be told from before any more. A merge is one write, which knows whose writes it brought in.
Neighbors: `db.siblings` reads both files, `three_way` knows rows, `merged_rows` what must hold between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stemtracker import db
from stemtracker.db.views import NounDifference
from stemtracker.domain.changes import Changes
from stemtracker.errors import Refused
from stemtracker.services import merged_rows, three_way
from stemtracker.services.three_way import EXISTENCE, Side

if TYPE_CHECKING:
    from stemtracker.db.siblings import Key, Reading, Row, Write
    from stemtracker.services.merged_rows import Merged
    from stemtracker.services.workspace import Workspace

__all__ = ["EXISTENCE", "Comparison", "Conflict", "Field", "Item", "Kinship", "Side", "compare", "kinship", "merge"]


@dataclass(frozen=True, slots=True)
class Kinship:
    """How two copies are related; "ahead": here is all that is there, and more. The counts are of writes."""

    kind: Literal["same", "ahead", "behind", "diverged", "stranger"]
    common: int = 0
    here_only: int = 0
    there_only: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it stood (None: nobody knows) and as it is on both sides, as the record keeps it."""

    name: str
    base: Any
    here: Any
    there: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part of a thing that both sides changed, or that one side deleted and the other went on with.

    `here` and `there` say what each did: "changed", "deleted" or "added". `whole` is the thing as it is on the side
    that has it, for its title and what its fields mean.
    """

    key: str
    noun: str
    id: str
    part: str
    here: str
    there: str
    fields: tuple[Field, ...]
    whole: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that one side added, changed or deleted, and the other did not touch."""

    noun: str
    id: str
    what: Literal["added", "changed", "deleted"]
    whole: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a merge would do: `taken` comes from there, `kept` is only here; `titles` name what things belong to."""

    kinship: Kinship
    nouns: tuple[NounDifference, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    taken: tuple[Item, ...] = ()
    kept: tuple[Item, ...] = ()
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


def kinship(ws: Workspace, other: Path) -> Kinship:
    """How the copy is related to the open record."""
    with _opened(ws, other) as there, ws.record.read() as connection:
        return _Histories.of(db.siblings.of_file(connection), there).kinship()


def compare(ws: Workspace, other: Path) -> Comparison:
    """What is only here, only there, and changed on both sides. Nothing is written."""
    with _opened(ws, other) as there, ws.record.read() as connection:
        here = db.siblings.of_file(connection)
        histories = _Histories.of(here, there)
        related = histories.kinship()
        if related.kind in {"stranger", "same"}:
            return Comparison(related)
        found = _versions(histories, here, there)
        merged = merged_rows.merge(found, {}, here, there)
        titles = merged_rows.titles(there) | merged_rows.titles(here)
    return Comparison(
        related,
        _counts(found),
        tuple(_conflicts(found, merged)),
        tuple(_items(found, merged, "there")),
        tuple(_items(found, merged, "here")),
        titles,
    )


def merge(ws: Workspace, other: Path, decisions: Mapping[str, Side]) -> Changes:
    """Bring in what is only there, as one write; each conflict is decided under its key."""
    with _opened(ws, other) as there:
        with ws.record.read() as connection:
            here = db.siblings.of_file(connection)
            histories = _Histories.of(here, there)
            related = histories.kinship()
            if related.kind == "stranger":
                raise Refused.at("file", f"“{other.name}” is another record, not a copy of this one.")
            if related.kind in {"same", "ahead"}:
                return Changes()
            found = _versions(histories, here, there)
            merged = merged_rows.merge(found, decisions, here, there)
        if any(f"{noun}/{id_}/{part}" not in decisions for (noun, id_), parts in merged.open.items() for part in parts):
            raise Refused.at("decisions", "The copy or the record has changed meanwhile; compare them once more.")
        return _write(ws, other.name, histories, found, merged, there)


def _write(  # noqa: PLR0917 - what a merge consists of
    ws: Workspace,
    name: str,
    histories: _Histories,
    found: Mapping[Key, three_way.Versions],
    merged: Merged,
    there: Reading,
) -> Changes:
    rows = {key: row for key, row in merged.rows.items() if row != found[key].here}
    as_there = all(three_way.alike(row, found[key].there) for key, row in merged.rows.items())
    uid = histories.newest_there() if as_there and histories.kinship().kind == "behind" else None
    with ws.record.write(f"Merge with {name}") as writer:
        db.siblings.put(writer.connection, rows, there)
        db.evidence.claim_number(writer.connection, merged.last_number)
        db.siblings.take(writer.connection, histories.there_only | histories.doubtful, uid)
    if writer.changes.touches("vocabulary"):
        ws.learn_words()
    return writer.changes


@contextmanager
def _opened(ws: Workspace, other: Path) -> Iterator[Reading]:
    if other.exists() and other.samefile(ws.path):
        raise Refused.at("file", "This is the record that is open; choose the copy to compare it with.")
    with db.siblings.opened(other) as there:
        yield there


@dataclass(frozen=True)
class _Histories:
    """What the two copies know."""

    akin: bool
    here: tuple[Write, ...]
    there: tuple[Write, ...]

    @classmethod
    def of(cls, here: Reading, there: Reading) -> _Histories:
        """The histories of the two files."""
        akin = db.siblings.record_id(here) == db.siblings.record_id(there)
        return cls(akin, db.siblings.history(here), db.siblings.history(there))

    def kinship(self) -> Kinship:
        """How the copies are related."""
        if not self.akin:
            return Kinship("stranger")
        here, there = len(_known(self.here) - _known(self.there)), len(self.there_only)
        if self.doubtful or (here and there):
            return Kinship("diverged", len(self.common), here, there)
        return Kinship("ahead" if here else "behind" if there else "same", len(self.common), here, there)

    @property
    def common(self) -> frozenset[str]:
        """What both know."""
        return _known(self.here) & _known(self.there)

    @property
    def there_only(self) -> frozenset[str]:
        """What only the other copy knows."""
        return _known(self.there) - _known(self.here)

    @property
    def doubtful(self) -> frozenset[str]:
        """What stands on one side and was taken back on the other: nobody can tell if undone or done again since.

        What was merged in spite of that is told twice by the side that did.
        """
        sides = (self.here, self.there)
        told = [Counter(uid for write in side if write.stands for uid in write.uids) for side in sides]
        back = [{uid for write in side if not write.stands for uid in write.uids} for side in sides]
        return frozenset(
            uid
            for stands, other, taken_back in ((told[0], told[1], back[1]), (told[1], told[0], back[0]))
            for uid in taken_back
            if stands[uid] == 1 and not other[uid]
        )

    def newest_there(self) -> str | None:
        """The name of the last write there, where it can be the name of one here too."""
        newest = next((write.uid for write in reversed(self.there) if write.stands), None)
        return newest if newest in self.there_only and newest not in {write.uid for write in self.here} else None


def _known(history: tuple[Write, ...]) -> frozenset[str]:
    return frozenset(uid for write in history if write.stands for uid in write.uids)


def _since(history: tuple[Write, ...], common: frozenset[str]) -> tuple[list[int], bool]:
    """The writes after the last of the common ones, and whether what stood before them was all of those."""
    standing = [write for write in history if write.stands]
    at = next((at for at, write in enumerate(standing) if write.uid not in common), len(standing))
    return [write.number for write in standing[at:]], common <= _known(tuple(standing[:at]))


def _versions(histories: _Histories, here: Reading, there: Reading) -> dict[Key, three_way.Versions]:
    """The rows that differ, each as it is on both sides and as it stood when both copies had the same."""
    lost = db.siblings.Lost.LOST
    (since_here, whole_here), (since_there, whole_there) = (
        _since(history, histories.common) for history in (histories.here, histories.there)
    )
    before_here, before_there = db.siblings.before(here, since_here), db.siblings.before(there, since_there)
    doubtful: set[Key] = set()
    for connection, history in ((here, histories.here), (there, histories.there)):
        doubted = [write.number for write in history if write.uid in histories.doubtful]
        doubtful |= set(db.siblings.before(connection, doubted))
    found: dict[Key, three_way.Versions] = {}
    for key, (mine, theirs) in db.siblings.differing(here, there).items():
        if three_way.alike(mine, theirs):
            continue
        stood: list[Row | Any | None] = [before_there.get(key, theirs), before_here.get(key, mine)]
        told = [row for row, whole in zip(stood, (whole_there, whole_here), strict=True) if whole and row is not lost]
        agreed = stood[0] == stood[1] and stood[0] is not lost
        known = key not in doubtful and bool(told or agreed)
        base = (told or stood)[0] if known else None
        found[key] = three_way.Versions(key[0], base, mine, theirs, known)
    return found


def _counts(found: Mapping[Key, three_way.Versions]) -> tuple[NounDifference, ...]:
    counts: dict[str, list[int]] = {}
    for (noun, _), one in found.items():
        at = 1 if one.here is None else 0 if one.there is None else 2
        counts.setdefault(noun, [0, 0, 0])[at] += 1
    return tuple(NounDifference(noun, *three) for noun, three in counts.items())


def _conflicts(found: Mapping[Key, three_way.Versions], merged: Merged) -> Iterator[Conflict]:
    for (noun, id_), parts in merged.open.items():
        one = found[noun, id_]
        here, there = one.here or {}, one.there or {}
        for part, names in parts.items():
            yield Conflict(
                f"{noun}/{id_}/{part}",
                noun,
                id_,
                part,
                _did(one, "here"),
                _did(one, "there"),
                tuple(
                    Field(name, (one.base or {}).get(name) if one.known else None, here.get(name), there.get(name))
                    for name in names
                ),
                one.here or one.there or {},
            )


def _did(one: three_way.Versions, side: Side) -> Literal["added", "changed", "deleted"]:
    if one.gone(side):
        return "deleted"
    row = one.side(side) or {}
    fresh = one.base is None or bool(one.base.get("deleted_at") and not row.get("deleted_at"))
    return "added" if fresh and one.known else "changed"


def _items(found: Mapping[Key, three_way.Versions], merged: Merged, side: Side) -> Iterator[Item]:
    """What that side did and a merge takes or keeps as it is, without what is asked."""
    for (noun, id_), one in found.items():
        asked = merged.open.get((noun, id_), {})
        if EXISTENCE in asked or not one.changed(side):
            continue
        if one.here is not None and one.there is not None and one.base is not None:
            names = {name for name in one.fields(side) if one.here.get(name) != one.there.get(name)}
            undisputed = bool(names.difference(*asked.values())) or one.gone(side)
        else:
            undisputed = not asked
        if undisputed and not three_way.alike(merged.rows[noun, id_], one.here if side == "there" else one.there):
            yield Item(noun, id_, _did(one, side), one.side(side) or one.base or {})
