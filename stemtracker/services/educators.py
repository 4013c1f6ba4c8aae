"""The person the record belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.domain.changes import Changes
from stemtracker.domain.educator import Educator
from stemtracker.errors import Problem, Refused

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

MAX_NAME = 300


def get(ws: Workspace) -> Educator:
    """Who it is."""
    with ws.record.read() as connection:
        return db.educators.get(connection)


def save(ws: Workspace, educator: Educator) -> Changes:
    """Keep what is known about them."""
    person = replace(educator, name=educator.name.strip())
    _refuse(person)
    with ws.record.write("Change your details") as writer:
        db.educators.put(writer.connection, person)
    return writer.changes


def _refuse(person: Educator) -> None:
    found = []
    if not person.name:
        found.append(Problem("name", "Give your name as your license shows it."))
    if len(person.name) > MAX_NAME:
        found.append(Problem("name", f"Keep the name to {MAX_NAME} characters."))
    if any(not name.full.strip() for name in person.former_names):
        found.append(Problem("former_names", "A former name is empty; fill it in or remove the line."))
    if any("@" not in email.address for email in person.emails):
        found.append(Problem("emails", "An e-mail address has no @; correct it or remove the line."))
    if any(not identifier.value.strip() for identifier in person.identifiers):
        found.append(Problem("identifiers", "An identifier has no number; fill it in or remove the line."))
    for position in person.positions:
        if not position.title.strip():
            found.append(Problem("positions", "A position has no title; fill it in or remove the line."))
        if position.start and position.end and position.end < position.start:
            message = f"“{position.title}” ends before it starts; change one of the dates."
            found.append(Problem("positions", message))
    if found:
        raise Refused(*found)
