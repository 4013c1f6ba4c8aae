"""What a record consists of, as people count it: "1 activity", "3 pieces of evidence"."""

from __future__ import annotations

_NOUNS = {
    "activity": ("activity", "activities"),
    "credential": ("license", "licenses"),
    "cycle": ("renewal period", "renewal periods"),
    "fact": ("answer", "answers"),
    "pin": ("pin", "pins"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "series": ("series", "series"),
    "educator": ("educator", "educators"),
    "vocabulary": ("own word", "own words"),
    "rule_text": ("text of rules", "texts of rules"),
    "membership": ("membership", "memberships"),
    "contact": ("contact", "contacts"),
    "exchange": ("exchange of advice", "exchanges of advice"),
    "pairing": ("mentoring pair", "mentoring pairs"),
    "leadership_role": ("leadership role", "leadership roles"),
    "contribution": ("contribution", "contributions"),
    "effect": ("effect", "effects"),
    "goal": ("goal", "goals"),
    "preparation": ("preparation", "preparations"),
    "setting": ("setting", "settings"),
    "file": ("file of evidence", "files of evidence"),
    "entry": ("write", "writes"),
    "change": ("change in the log", "changes in the log"),
    "page": ("page of the file", "pages of the file"),
    "table": ("table", "tables"),
    "search entry": ("entry of the search", "entries of the search"),
}

#: Private as a whole: no label of the change log and no message says which one it is about, since both may be shared.
PRIVATE = ("contact", "exchange")


def one(noun: str) -> str:
    """One of them: "renewal period"."""
    return _NOUNS.get(noun, (noun, noun))[0]


def named(noun: str, title: str) -> str:
    """One of them by its title, where it has one that may be told: "activity “Robotics”", "contact"."""
    return one(noun) if noun in PRIVATE else f"{one(noun)} “{title}”"


def many(noun: str) -> str:
    """Several of them: "renewal periods"."""
    return _NOUNS.get(noun, (noun, noun))[1]


def counted(noun: str, count: int) -> str:
    """So many of them: "1 license", "1,204 activities"."""
    return f"{count:,} {one(noun) if count == 1 else many(noun)}"
