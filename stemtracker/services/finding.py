"""The one line of Ctrl+K: what it finds in the record, and the draft of an activity that it would become.

Activities are found through the index of the log; what else a record has is little, and looked through word by word.
Neighbors: `domain.quick_add` reads the line, `activities` and `keeping` save what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stemtracker import clock
from stemtracker.domain import quick_add, wording
from stemtracker.domain.activity import Activity, Status, TopicShare
from stemtracker.domain.goal import Goal
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, LeadershipRole
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.domain.quick_add import Lexicon, QuickDraft
from stemtracker.exchange import words
from stemtracker.services import activities, credentials, keeping
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = ["Hit", "QuickDraft", "activity_of", "draft", "find", "meaning"]

#: So many activities are shown; the log has the rest.
_MOST = 8
#: Words that stand for a kind in a column of kinds, and for anything in a line of words.
_ORDINARY = frozenset(
    [
        *("session", "class", "clinic", "reading", "online", "meeting", "talk", "visit", "observation", "article"),
        *("badge", "network", "networking", "curriculum", "summit", "academy", "presenter", "presenting", "presented"),
        *("mentor", "publishing", "zoom", "research", "other"),
    ]
)
#: The page on which each of them is shown.
_PAGES: dict[type[Any], str] = {
    Membership: "networks", Contact: "networks", Pairing: "networks",
    LeadershipRole: "leadership", Contribution: "leadership", Goal: "leadership", Preparation: "record",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """Something in the record that the line names: its noun and id, the page that shows it, and words for it."""

    noun: str
    id: str
    page: str
    title: str
    about: str


def find(ws: Workspace, line: str) -> tuple[Hit, ...]:
    """What has every word of the line, each at the beginning of one of its own: licenses first, activities last."""
    asked = line.casefold().split()
    if not asked:
        return ()
    found = [hit for hit, said in _known(ws) if all(_has(said, word) for word in asked)]
    ids = activities.ids(ws, activities.LogQuery(text=line))[:_MOST]
    for row in activities.rows(ws, ids):
        about = f"{wording.day(row.start)} · {ws.vocabulary.title('kind', row.kind)}"
        found.append(Hit("activity", row.id, "log", row.title, about))
    return tuple(found)


def _has(said: str, word: str) -> bool:
    return said.startswith(word) or f" {word}" in said


def _known(ws: Workspace) -> tuple[tuple[Hit, str], ...]:
    """All that is no activity, with its words in small letters."""
    return remembered(ws, "known to find", lambda: tuple(_read(ws)))


def _read(ws: Workspace) -> Iterable[tuple[Hit, str]]:
    for license_ in credentials.list_credentials(ws):
        said = f"{license_.title} {license_.authority} {license_.number}".casefold()
        yield Hit("credential", license_.id, "renewal", license_.title, "License"), said
    for kind, page in _PAGES.items():
        for one in keeping.everything(ws, kind):
            hit = Hit(keeping.noun(kind), one.id, page, keeping.called(one), keeping.named(kind))
            yield hit, f"{keeping.called(one)} {_more(one)}".casefold()


def _more(one: object) -> str:
    """Further words it may be looked for by."""
    names = ("organization", "program", "institution", "place", "discipline", "teaches", "position", "sought")
    return " ".join(str(getattr(one, name, "")) for name in names)


def draft(ws: Workspace, line: str) -> QuickDraft:
    """What the line says as an activity."""
    return quick_add.read(line, clock.today(), _lexicon(ws))


def _lexicon(ws: Workspace) -> Lexicon:
    return remembered(ws, ("words for quick add", clock.today()), lambda: _words(ws))


def _words(ws: Workspace) -> Lexicon:
    own = ws.vocabulary
    today = clock.today()
    return Lexicon(
        kinds={name: id_ for name, id_ in words.phrases("kind", own).items() if name not in _ORDINARY},
        units={name: id_ for id_, names in _units(ws).items() for name in names},
        topics={name.casefold(): t.id for t in own.choices("topic") for name in (t.id.replace("_", " "), t.title)},
        networks={
            m.title.strip().casefold(): (m.id, m.title) for m in keeping.everything(ws, Membership) if m.held_on(today)
        },
        providers={name.strip().casefold(): name for name in activities.distinct(ws, "provider") if name.strip()},
    )


def _units(ws: Workspace) -> dict[str, tuple[str, ...]]:
    """Units by their own names; one that many things are called by ("credit") says too little."""
    names = {t.id: {t.id.replace("_", " "), t.title.casefold()} for t in ws.vocabulary.choices("unit")}
    return {
        id_: tuple({*of, *(f"{name}s" for name in of)}) for id_, of in names.items() if id_ not in {"hour", "minute"}
    }


def activity_of(ws: Workspace, said: QuickDraft) -> Activity:
    """A new activity of what was said: on the day it was said on, else today; "other" where no kind was said."""
    day = said.on or clock.today()
    made = Activity(
        id=activities.new_id(),
        title=said.title or ws.vocabulary.title("kind", said.kind or "other"),
        start=day,
        end=day,
        kind=said.kind or "other",
        start_time=said.start_time,
        end_time=said.end_time,
        measure=said.measure or _of_times(said),
        topics=tuple(map(TopicShare, said.topics)),
        membership_id=said.membership_id,
        network=said.network,
        provider=said.provider,
    )
    return replace(made, status=Status.PLANNED) if day > clock.today() else made


def _of_times(said: QuickDraft) -> Measure:
    if said.start_time is None or said.end_time is None:
        return Measure.minutes(0)
    begun, ended = (t.hour * 60 + t.minute for t in (said.start_time, said.end_time))
    return Measure.minutes(ended - begun)


def meaning(ws: Workspace, read: quick_add.Read) -> str:
    """What words were understood as, for people: "Kind: Webinar"."""
    names = {"kind": "kind", "topic": "topic"}
    value = ws.vocabulary.title(names[read.field], read.meaning) if read.field in names else read.meaning
    return f"{read.field.capitalize()}: {value}"
