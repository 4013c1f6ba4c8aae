"""What people call the columns of their own lists, and which field of an activity each one is.

Neighbors: `sheets` guesses a mapping with it, `rows` reads the cells by that mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.exchange import values

#: Every field a column can be mapped to, with its name on the screen. Besides these: `amount:UNIT` (an amount in
#: that unit) and `topic:ID` (the part of the amount for that topic).
FIELDS = {
    "": "Leave out",
    "title": "Title",
    "date": "Date (or first day)",
    "end_date": "Last day",
    "amount": "Amount",
    "unit": "Unit of the amount",
    "kind": "Kind of activity",
    "role": "Your role",
    "format": "Format",
    "provider": "Provider",
    "provider_number": "Provider's approval number",
    "topics": "Topics",
    "status": "Status",
    "place": "Place",
    "level": "Level of credit",
    "grade": "Grade",
    "course": "Course or its number",
    "network": "Network",
    "start_time": "From (time)",
    "end_time": "To (time)",
    "break_minutes": "Break in minutes",
    "approved_by": "Approved by",
    "approved_on": "Approved on",
    "cost": "Cost",
    "description": "Description",
    "note": "Keep in the description, with its heading",
    "private_notes": "Private notes",
    "id": "Id in this program",
}
#: Fields that only one column can be.
SINGLE = frozenset(FIELDS) - {"", "note", "description", "private_notes"}
DATES = frozenset({"date", "end_date", "approved_on"})

#: Headings as people write them, in small letters without signs; the first of each is the plainest.
_NAMES = {
    "title": "title|activity|activity title|activity name|name|name of activity|event|event name|event title|session|"
    "session title|workshop|workshop title|training|training title|pd activity|pd title|pd event|program|program title|"
    "professional development|professional development activity|topic of training|what|course title|course name|"
    "name of workshop|name of training|conference|activity description|description of activity",
    "date": "date|start date|start|from|from date|begin|begin date|beginning date|first day|day|when|date attended|"
    "date of activity|activity date|event date|session date|date completed|completed|completion date|dates|date s|"
    "dates attended|date of training|date of completion|date taken",
    "end_date": "end date|end|to|to date|through|until|last day|finish date|ending date|date ended",
    "amount": "amount|hours|number of hours|hrs|total hours|hours earned|hours attended|pd hours|clock hours|"
    "contact hours|credits|credit|credits earned|credit earned|credit hours|points|units|duration|length|time|"
    "quantity|total|value|hours awarded|number of credits|of hours|no of hours|cpe hours|hours completed|"
    "hours of credit|time spent|minutes|ceu|ceus|pdp|pdps|cpe|pdu|pdus",
    "unit": "unit|unit type|credit type|type of credit|measure|units of measure|hour type",
    "kind": "kind|type|activity type|type of activity|category|event type|type of pd|pd type|kind of activity",
    "role": "role|my role|capacity|participation|participant or presenter",
    "format": "format|delivery|delivery method|mode|modality|delivery mode|in person or online|setting",
    "provider": "provider|sponsor|organization|organisation|provider name|sponsor name|sponsoring organization|"
    "offered by|presented by|presenter|host|hosted by|agency|vendor|institution|university|college|company|source|"
    "training provider|organizer|facilitator|instructor|given by|taught by|led by|run by|delivered by|conducted by|"
    "presenters|presenter name|name of presenter|speaker|trainer|consultant",
    "provider_number": "provider number|provider id|provider no|sponsor number|sponsor id|approval number|"
    "provider approval number|approved provider number|provider code|cpe provider number",
    "topics": "topics|topic|content area|area|areas|subject|subject area|focus|focus area|strand|keywords|tags",
    "status": "status|progress|completion status",
    "place": "place|location|venue|where|site|city|address",
    "level": "level|level of credit|course level|credit level",
    "grade": "grade|final grade|grade earned|mark",
    "course": "course|course number|course id|course code|course no|section",
    "network": "network|association|community|membership",
    "start_time": "start time|from time|time in|begin time|time from|time start|starts at",
    "end_time": "end time|to time|time out|finish time|time to|time end|ends at",
    "break_minutes": "break|breaks|break minutes|minutes of break|lunch",
    "approved_by": "approved by|approver|supervisor|signed by|principal",
    "approved_on": "approved on|approval date|date approved",
    "cost": "cost|fee|price|amount paid|registration fee|expense",
    "description": "description|details|summary|comments|comment|notes|note|remarks|reflection|objective|objectives|"
    "purpose|learning outcomes",
    "note": "certificate number|certificate no|certificate|cert no|cert number|confirmation number|transcript|"
    "evidence|proof|documentation|certificate on file",
    "private_notes": "private notes|private",
    "id": "stem tracker id",
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_FUZZY_FROM = 87
_TOPIC_ENDINGS = re.compile(r" (hours?|hrs?|minutes|mins|credits?|points?)\Z")


def normal(heading: str) -> str:
    """The heading in small letters, without signs and doubled blanks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", heading.casefold().replace("#", " number ")).split())


@lru_cache(maxsize=4096)
def field_of(heading: str) -> str:
    """The field whose known name the heading is, word for word; "" where it is none."""
    return _FIELD_OF.get(normal(heading), "")


def candidates(heading: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    """Fields that the heading may mean, with how well each fits (100 is word for word)."""
    name = normal(heading)
    if not name:
        return
    exact = _FIELD_OF.get(name)
    topic = "" if exact else _topic_of(name, vocabulary)
    unit = values.unit_of_words(heading) if exact in ("amount", None) else ""
    if topic:
        yield f"topic:{topic}", 102.0
    elif unit:
        yield f"amount:{unit}", 101.0
    if exact:
        yield exact, 100.0
        return
    from rapidfuzz import fuzz, process

    for known, score, _ in process.extract(name, _FIELD_OF.keys(), scorer=fuzz.token_sort_ratio, limit=4):
        if score >= _FUZZY_FROM:
            yield _FIELD_OF[known], score - 5


def _topic_of(name: str, vocabulary: Vocabulary) -> str:
    """The topic whose hours stand in a column of that name ("Equity hours", "Suicide prevention")."""
    bare = _TOPIC_ENDINGS.sub("", name)
    for term in vocabulary.choices("topic"):
        if bare in (normal(term.title), normal(term.id)):
            return term.id
    return ""


def title_of(field: str, vocabulary: Vocabulary) -> str:
    """What the screen calls a field."""
    sort, colon, id_ = field.partition(":")
    if colon:
        return (
            f"Amount in {vocabulary.title('unit', id_)}s"
            if sort == "amount"
            else f"Part for {vocabulary.title('topic', id_)}"
        )
    return FIELDS.get(field, field)
