"""Memberships, contacts, mentoring pairs, roles, contributions, effects, goals, preparations: read, save, delete.

One door for all of them, since they differ only in what must hold of each. What they mean together is said by
`networks`, `mentoring`, `leadership` and `preparations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from stemtracker import db
from stemtracker.db.views import BinRow
from stemtracker.domain import goal, leadership, mentoring, network, nouns, preparation
from stemtracker.domain.changes import Changes
from stemtracker.domain.goal import Goal
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, Exchange, Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.errors import Problem, Refused

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = ["BinRow", "bin_rows", "called", "delete", "everything", "get", "named", "noun", "restore", "save"]

T = TypeVar("T")

_PROBLEMS: Mapping[type, Callable[[Any], tuple[Problem, ...]]] = {
    Membership: network.membership_problems,
    Contact: network.contact_problems,
    Exchange: network.exchange_problems,
    Pairing: mentoring.problems,
    LeadershipRole: leadership.role_problems,
    Contribution: leadership.contribution_problems,
    Effect: leadership.effect_problems,
    Goal: goal.problems,
    Preparation: preparation.problems,
}
#: The list of the vocabulary that `kind` is of.
_KINDS: Mapping[type, str] = {Membership: "network", LeadershipRole: "leadership", Contribution: "contribution"}


def everything(ws: Workspace, kind: type[T]) -> tuple[T, ...]:
    """All of that kind that are not in the bin, in the order they were entered."""
    with ws.record.read() as connection:
        return db.keeping.everything(connection, kind)


def get(ws: Workspace, kind: type[T], id_: str) -> T:
    """One of them."""
    with ws.record.read() as connection:
        found = db.keeping.get(connection, kind, id_)
    if found is None:
        raise Refused.at("id", f"This {nouns.one(db.keeping.noun(kind))} is no longer there; it may be in the bin.")
    return found


def save(ws: Workspace, one: Any) -> Changes:
    """Add it, or change the one of its id. The meetings of a network are called as the network is now."""
    kind = type(one)
    with ws.record.read() as connection:
        before = db.keeping.get(connection, kind, one.id)
        binned = db.keeping.in_bin(connection, kind, one.id)
        found = [*_PROBLEMS[kind](one), *_word_problems(ws, one, before), *_broken(connection, one)]
    if not one.id:
        found.append(Problem("id", "It has no id; reopen the form."))
    if binned:
        found.append(Problem("id", "It is in the bin; have it back before you change it."))
    if found:
        raise Refused(*found)
    with ws.record.write(f"{'Change' if before else 'Add'} {_label(one)}") as writer:
        db.keeping.put(writer.connection, one)
        if isinstance(one, Membership) and before and before.title != one.title:
            db.activities.rename_network(writer.connection, one.id, one.title)
    return writer.changes


def delete(ws: Workspace, kind: type, id_: str) -> Changes:
    """Into the bin, where it stays for 30 days with all that hangs on it."""
    label = _label(get(ws, kind, id_))
    with ws.record.write(f"Delete {label}") as writer:
        db.trash.put_in(writer.connection, db.keeping.noun(kind), [id_])
    return writer.changes


def restore(ws: Workspace, kind: type, ids: Sequence[str]) -> Changes:
    """Out of the bin."""
    noun = db.keeping.noun(kind)
    with ws.record.write(f"Restore {nouns.counted(noun, len(ids))}") as writer:
        if not db.trash.take_out(writer.connection, noun, ids):
            raise Refused.at("ids", "None of this is in the bin any more.")
    return writer.changes


def bin_rows(ws: Workspace, kind: type) -> tuple[BinRow, ...]:
    """What of that kind is in the bin, deleted last first."""
    with ws.record.read() as connection:
        return db.trash.rows(connection, db.keeping.noun(kind))


def noun(kind: type) -> str:
    """What the kind is called in `Changes`."""
    return db.keeping.noun(kind)


def named(kind: type) -> str:
    """What people call one of that kind: "Mentoring pair"."""
    return nouns.one(noun(kind)).capitalize()


def called(one: Any) -> str:
    """What a person calls it."""
    return str(one.name if isinstance(one, Contact) else one.title)


def _label(one: Any) -> str:
    noun = db.keeping.noun(type(one))
    return nouns.one(noun) if noun in nouns.PRIVATE else f"{nouns.one(noun)} {called(one)}"


def _word_problems(ws: Workspace, one: Any, before: Any) -> Iterator[Problem]:
    """A kind that the list does not know; what stood there before may stay."""
    name = _KINDS.get(type(one))
    if name and one.kind and not ws.vocabulary.has(name, one.kind) and not (before and before.kind == one.kind):
        yield Problem("kind", f"“{one.kind}” is not in the list; choose one of its words.")


def _broken(connection: Any, one: Any) -> Iterator[Problem]:
    """What it refers to and is not there any more."""
    for column, to, _goes in db.tables.REFERS.get(db.keeping.noun(type(one)), ()):
        id_ = getattr(one, column)
        if id_ is not None and not db.trash.is_there(connection, to, id_):
            yield Problem(column, f"The {nouns.one(to)} chosen here is no longer in the record; choose another.")
