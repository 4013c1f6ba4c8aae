"""A record with a word of its own in every place that can hold one, so that a leak says where it comes from.

`plant` fills the record by what the program can do; `WORDS` gives for each word what it stands in: "activity.title",
"deleted activity.private_notes". Neighbors: `leaks` finds the words; `test_private_planted` shows that no column of
the record was left out.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pikepdf

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.goal import Goal, GoalStep
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import PairGoal, Pairing
from stemtracker.domain.network import Contact, Duty, Exchange, HeldRole, Membership
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.services import (
    activities,
    credentials,
    educators,
    evidence,
    history,
    keeping,
    renewal,
    rule_texts,
    vocabularies,
    workspace,
)
from stemtracker.services import settings as stored
from stemtracker.services.workspace import Workspace

#: The day on which it is planted and read.
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: Each word and the place it was planted in.
WORDS: dict[str, str] = {}


def word(place: str) -> str:
    """A word of no language for that place."""
    made = "Zqleak" + "".join(chr(97 + byte % 26) for byte in hashlib.sha256(place.encode()).digest()[:8])
    WORDS[made] = place
    return made


def places(words: Iterable[str]) -> set[str]:
    """Where the words were planted."""
    return {WORDS[one] for one in words}


def plant(folder: Path) -> Workspace:
    """Write the record, and leave it open. Its licenses end in 2027."""
    with clock.standing_at(clock.now() - timedelta(days=100)):
        ws = workspace.create(folder / f"{word('file name')}.stemtracker", Educator(name=word("first name ever")))
        _gone_for_good(ws)
    workspace.close(ws)
    ws = workspace.open_record(ws.path)
    _person(ws)
    _words_of_its_own(ws)
    _licenses(ws)
    _rules(ws)
    _log(ws)
    _proof(ws)
    _network(ws)
    _hidden(ws)
    return ws


def _texts(kind: type, place: str, /, **given: Any) -> dict[str, Any]:
    """A word for each text field that is not given."""
    return {f.name: word(f"{place}.{f.name}") for f in fields(kind) if f.type == "str" and f.name not in given} | given


def _person(ws: Workspace) -> None:
    long_ago, now = date(2010, 8, 1), date(2012, 8, 1)
    educators.save(
        ws,
        Educator(
            **_texts(
                Educator,
                "educator",
                former_names=(Name(word("former name"), date(2018, 5, 1)),),
                emails=(
                    Email(word("email") + "@example.org"),
                    Email(word("old email") + "@example.org", date(2020, 1, 1)),
                ),
                identifiers=(Identifier(**_texts(Identifier, "identifier")),),
                positions=(
                    Position(**_texts(Position, "old position", start=long_ago, end=now)),
                    Position(**_texts(Position, "position", start=now)),
                ),
            )
        ),
    )


def _words_of_its_own(ws: Workspace) -> None:
    vocabularies.add_topic(ws, word("own topic"), "stem")
    vocabularies.add_topic(ws, word("unused topic"))
    vocabularies.add_kind(ws, word("own kind"))
    activities.save_series(ws, word("series"), word("series.id"))
    stored.keep_in_record(ws, word("setting.name"), word("setting"))


OWN_RULES = """
[pack]
id = "{own rules.id}"
language = 1
jurisdiction = "{own rules.jurisdiction}"
authority = "own"
title = "{own rules.title}"
checked = 2026-11-22
root = "renewal"
[clock]
length = "5 y"
[need.renewal]
fact = "asked"
title = "{own rules.need}"
[fact.asked]
type = "yes/no"
ask = "{own rules.question}"
[note.known]
text = "{own rules.remark}"
"""
ADDITIONS = """
[pack]
id = "{additions.id}"
changes = "generic"
language = 1
authority = "{additions.authority}"
title = "{additions.title}"
checked = 2026-11-22
[source.board]
kind = "agency"
title = "{additions.source}"
url = "https://example.org/{additions.address}"
[fact.asked_here]
type = "yes/no"
ask = "{additions.question}"
reason = "{additions.fact's reason}"
[need.more]
fact = "asked_here"
src = "board"
title = "{additions.need}"
reason = "{additions.reason}"
[note.known]
text = "{additions.remark}"
reason = "{additions.remark's reason}"
"""


def _rules(ws: Workspace) -> None:
    for text in (OWN_RULES, ADDITIONS):
        rule_texts.save_text(ws, _filled(text))


def _filled(text: str) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda found: word(found[1]), text)


def _own(ws: Workspace, name: str, place: str) -> str:
    return next(term.id for term in ws.vocabulary.choices(name) if term.title == word(place))


def _license(place: str, **given: Any) -> Credential:
    return Credential(**_texts(Credential, place, **{"pack_id": "generic", "areas": (word(f"{place}.area"),), **given}))


def _licenses(ws: Workspace) -> None:
    facts = {"total": Fraction(120), "unit_name": "hours", word("fact.name"): word("fact")}
    activities.save(ws, _activity("past activity", date(2020, 3, 2)))
    past = _license("license")
    credentials.add(ws, past, date(2022, 6, 30), facts, start=date(2017, 7, 1))
    (cycle,) = credentials.cycles(ws, past.id)
    rule_texts.save_text(ws, _filled(ADDITIONS.replace("{additions.", "{past additions.")))
    renewal.renewed(ws, cycle.id, date(2022, 5, 1), date(2022, 6, 1), date(2027, 6, 30))
    rule_texts.remove_text(ws, word("past additions.id"))
    credentials.set_facts(ws, past.id, {word("fact.name"): word("fact answered anew")})
    credentials.add(ws, _license("Texas license", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    credentials.add(ws, _license("deleted license"), date(2027, 6, 30), facts, start=date(2022, 7, 1))


def _activity(place: str, day: date, **given: Any) -> Activity:
    given = {
        "start": day,
        "end": day,
        "kind": "workshop",
        "role": "participant",
        "format": "in_person",
        "level": "300",
        "measure": Measure.minutes(90),
        "answers": ((word(f"{place}.answer's name"), word(f"{place}.answer")),),
        **given,
    }
    return Activity(**_texts(Activity, place, **given))


def _log(ws: Workspace) -> None:
    day, own = date(2026, 3, 2), {"kind": _own(ws, "kind", "own kind"), "series_id": activities.list_series(ws)[0].id}
    steps = (Step(Status.CLAIMED, day), Step(Status.POSTED, day, amount=Decimal(60)))
    parts = (TopicShare(_own(ws, "topic", "own topic"), Decimal(30)), TopicShare("stem"))
    full = _activity("activity", day, topics=parts, steps=steps, status=Status.POSTED, cost=Decimal("1.5"), **own)
    activities.save(ws, _activity("activity as first typed", day, id=full.id))
    activities.save(ws, full)
    activities.save(ws, _activity("refused activity", day, status=Status.REFUSED))
    units = Measure(word("unit"), Decimal(2))
    waits = (Step(Status.CLAIMED, due=date(2026, 12, 31)),)
    activities.save(ws, _activity("activity in own units", date(2026, 4, 2), measure=units, steps=waits))
    for license_ in credentials.list_credentials(ws):
        credentials.pin(ws, full.id, license_.id, word("pin"))


def _network(ws: Workspace) -> None:
    """Networks, leadership, goals and preparation, each with a word in every text; one of each in the bin."""
    (full,) = [one for one in activities.all_activities(ws) if one.series_id]
    (piece,) = [one for one in evidence.of_activity(ws, full.id) if one.title == word("evidence.title")]
    for place in ("", "deleted "):
        for one in _networked(place, full.id, piece.id):
            keeping.save(ws, one)
    group, person = word("membership.id"), word("pairing.id")
    activities.save(ws, replace(activities.get(ws, full.id), membership_id=group, pairing_id=person))
    for kind, name in _KINDS.items():
        keeping.delete(ws, kind, word(f"deleted {name}.id"))
    keeping.save(ws, replace(keeping.get(ws, Contact, word("contact.id")), notes=word("undone contact.notes")))
    history.undo(ws)


_KINDS = {
    Membership: "membership",
    Contact: "contact",
    Exchange: "exchange",
    Pairing: "pairing",
    LeadershipRole: "role",
    Contribution: "contribution",
    Effect: "effect",
    Goal: "goal",
    Preparation: "preparation",
}


def _networked(place: str, activity: str, piece: str) -> Iterator[Any]:
    day = {"on": date(2026, 3, 2)}
    network = {"membership_id": word(f"{place}membership.id")}
    known = {**network, "contact_id": word(f"{place}contact.id")}
    role, gave = {"role_id": word(f"{place}role.id")}, {"evidence_ids": (piece,)}
    said = {
        "roles": (HeldRole(word(f"{place}held role")),),
        "duties": (Duty(word(f"{place}duty")),),
        "kind": "association",
    }
    yield Membership(**_texts(Membership, f"{place}membership", **said))
    yield Contact(**_texts(Contact, f"{place}contact", groups=(word(f"{place}contact.group"),), **network))
    yield Exchange(**_texts(Exchange, f"{place}exchange", **day, **known))
    yield Pairing(**_texts(Pairing, f"{place}pairing", goals=(PairGoal(word(f"{place}pairing.goal")),), **known))
    yield LeadershipRole(**_texts(LeadershipRole, f"{place}role", kind="mentor", **network))
    given = {**day, **network, **role, **gave, "kind": "talk", "activity_id": activity}
    yield Contribution(**_texts(Contribution, f"{place}contribution", **given))
    yield Effect(**_texts(Effect, f"{place}effect", **day, **gave, **role))
    steps = (GoalStep(word(f"{place}goal.step")),)
    yield Goal(**_texts(Goal, f"{place}goal", steps=steps, activity_ids=(activity,)))
    asked = (HoursAsked(word(f"{place}preparation.hours"), 60),)
    yield Preparation(**_texts(Preparation, f"{place}preparation", asked=asked, credential_id=word("license.id")))


def _proof(ws: Workspace) -> None:
    (full,) = [one for one in activities.all_activities(ws) if one.series_id]
    for place, activity in (("evidence", full.id), ("loose evidence", None), ("removed evidence", full.id)):
        _attach(ws, place, activity)
    evidence.add_note(ws, full.id, "certificate", word("note.title"), word("note.place"))
    name, note = word("page.file_name"), word("page.note")
    piece, _ = evidence.attach_bytes(ws, full.id, f"{name}.pdf", _page(), "certificate", note)
    evidence.update(ws, replace(piece, title=word("page.title")))


def _page() -> bytes:
    """A file of one page that says more of itself than what is seen on it."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.PieceInfo = pikepdf.Dictionary(Maker=pikepdf.Dictionary(Private=pikepdf.String(word("page.maker"))))
        pdf.docinfo["/Author"] = word("page.author")
        pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, word("page.attachment").encode())
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(word("page.bookmark"), 0))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _attach(ws: Workspace, place: str, activity: str | None) -> None:
    name, data, note = word(f"{place}.file_name"), word(f"{place}.bytes"), word(f"{place}.note")
    piece, _ = evidence.attach_bytes(ws, activity, f"{name}.txt", data.encode(), "certificate", note)
    evidence.update(ws, replace(piece, title=word(f"{place}.title")))


def _hidden(ws: Workspace) -> None:
    """What is in the bin, and what was undone and can be done again."""
    day = date(2026, 3, 3)
    activities.save(ws, _activity("deleted activity", day))
    _attach(ws, "evidence of a deleted activity", word("deleted activity.id"))
    activities.delete(ws, [word("deleted activity.id")])
    (removed,) = [one for one in evidence.all_evidence(ws) if one.title == word("removed evidence.title")]
    evidence.remove(ws, removed.id)
    credentials.delete(ws, word("deleted license.id"))
    activities.save(ws, _activity("undone activity", day))
    history.undo(ws)


def _gone_for_good(ws: Workspace) -> None:
    activities.save(ws, _activity("emptied activity", date(2026, 3, 4)))
    _attach(ws, "evidence of an emptied activity", word("emptied activity.id"))
    activities.delete(ws, [word("emptied activity.id")])
