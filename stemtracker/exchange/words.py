"""Words people use for kinds, roles, formats and statuses, and the vocabulary's id for each.

A word that is a term's own id or title is taken as it is; a synonym from here is taken and said; any other word
stays as it was typed. Neighbor: `rows` asks for every cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from stemtracker.domain.activity import Status
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.exchange.headings import normal

_KINDS = {
    "workshop": "training|pd|pd session|pd workshop|professional development|session|class|clinic|staff development|"
    "pd day|workshops|professional learning|professional development workshop",
    "in_service": "inservice|in service|in service day|staff meeting training",
    "webinar": "webinars|online webinar|zoom|zoom session|virtual workshop|live webinar",
    "online_course": "online|online training|mooc|e learning|elearning|online module|online class|self paced course",
    "course": "college course|university course|graduate course|college class|college credit|coursework|"
    "semester course|grad class",
    "conference": "conferences|convention|symposium|summit|conference session",
    "institute": "summer institute|academy|institutes|summer academy",
    "book_study": "book club|book study group|book talk",
    "plc": "plc meeting|professional learning community|plcs",
    "presentation": "presenter|presenting|presented|conference presentation|talk",
    "mentoring": "mentor|mentoring a teacher|mentorship",
    "coaching": "instructional coaching|coaching cycle|being coached",
    "committee": "committee work|committee service|committee meeting",
    "curriculum_work": "curriculum development|curriculum writing|curriculum",
    "student_teacher_supervision": "student teacher|cooperating teacher|supervising a student teacher|student teaching",
    "independent_study": "self study|independent learning|reading|professional reading",
    "publication": "article|published article|publishing",
    "network_meeting": "network|networking|association meeting|meeting",
    "school_visit": "site visit|visit|field trip",
    "peer_observation": "observation|classroom observation",
    "micro_credential": "microcredential|badge|digital badge|micro credentials",
    "research": "research experience|lab research|ret",
}
_ROLES = {
    "participant": "attendee|attended|learner|student|teacher",
    "presenter": "provider|instructor|speaker|trainer|presented",
    "organizer": "organiser|host|coordinator",
    "mentor": "coach",
    "recipient": "mentee|coachee",
    "leader": "chair|officer|president",
}
_FORMATS = {
    "in_person": "face to face|f2f|on site|onsite|in person event|inperson|live",
    "live_online": "virtual|online live|zoom|synchronous|remote|webinar|live virtual|online synchronous|teams",
    "self_paced": "asynchronous|on demand|self paced online|recorded|online self paced|online asynchronous",
    "hybrid": "blended|mixed",
    "job_embedded": "embedded|jobembedded",
}
_STATUSES = {
    Status.PLANNED: "planned|registered|enrolled|upcoming|scheduled|signed up|not started|to do",
    Status.ATTENDED: "attended|completed|complete|done|finished|taken|yes|passed",
    Status.CLAIMED: "claimed|submitted|pending|requested|in review|pending approval",
    Status.POSTED: "posted|awarded|credited|recorded|on transcript",
    Status.REFUSED: "refused|denied|rejected|not accepted|declined",
}


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {word: id_ for id_, names in table.items() for word in names.split("|")}


_SYNONYMS = {"kind": _turned(_KINDS), "role": _turned(_ROLES), "format": _turned(_FORMATS)}
_STATUS_OF = {word: status for status, names in _STATUSES.items() for word in names.split("|")}


@dataclass(frozen=True, slots=True)
class Found:
    """A term for a typed word; `said` is the sentence to show where the word was not the term's own."""

    id: str
    said: str = ""


class Words:
    """Looks typed words up in one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._own: dict[str, dict[str, str]] = {}

    def term(self, sort: str, text: str) -> Found | None:
        """The term of that list for the word, or None where nobody knows it."""
        own = self._own.get(sort)
        if own is None:
            own = self._own[sort] = {}
            for term in self._vocabulary.choices(sort):
                own.setdefault(normal(term.id), term.id)
                own.setdefault(normal(term.title), term.id)
        word = normal(text)
        if word in own:
            return Found(own[word])
        id_ = own.get(word.removesuffix("s")) or _SYNONYMS.get(sort, {}).get(word, "")
        if id_ and self._vocabulary.has(sort, id_):
            return Found(id_, f"“{text}” is read as {self._vocabulary.title(sort, id_)}.")
        return None


def status(text: str) -> Status | None:
    """The status a word stands for, or None."""
    return _STATUS_OF.get(normal(text))


def phrases(sort: str, vocabulary: Vocabulary) -> dict[str, str]:
    """All words that stand for a term of that list, in small letters; the list's own words win over synonyms."""
    found = {word: id_ for word, id_ in _SYNONYMS.get(sort, {}).items() if vocabulary.has(sort, id_)}
    for term in vocabulary.choices(sort):
        found.update({name.casefold(): term.id for name in (term.id.replace("_", " "), term.title)})
    return found
