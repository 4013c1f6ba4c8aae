"""The nouns of a record as people count them: "1 activity", "3 pieces of evidence"."""

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
    "setting": ("setting", "settings"),
}


def one(noun: str) -> str:
    """One of them: "renewal period"."""
    return _NOUNS.get(noun, (noun, noun))[0]


def many(noun: str) -> str:
    """Several of them: "renewal periods"."""
    return _NOUNS.get(noun, (noun, noun))[1]


def counted(noun: str, count: int) -> str:
    """So many of them: "1 license", "1,204 activities"."""
    return f"{count:,} {one(noun) if count == 1 else many(noun)}"
