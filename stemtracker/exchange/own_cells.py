"""What may stand in a cell of the program's own CSV, strictly. Neighbor: `activities_csv` asks column by column."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from stemtracker.domain.activity import Status, TopicShare
from stemtracker.domain.hours import TIME_UNITS, Measure
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.exchange.values import UNIT_WORDS
from stemtracker.exchange.words import status as status_of

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?", re.ASCII)
_NEED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_PACK = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}


class WrongError(ValueError):
    """What is wrong with one cell, and the remedy, in words."""


def known(vocabulary: Vocabulary, sort: str, most: int = 12) -> str:
    """Some ids of a list, for the remedy."""
    return ", ".join(term.id for term in vocabulary.choices(sort)[:most])


def word(vocabulary: Vocabulary, sort: str, text: str) -> str:
    """An id of the vocabulary."""
    if vocabulary.has(sort, text):
        return text
    meant = _meant(vocabulary, sort, text)
    remedy = f"; write “{meant}”" if meant else f" (such as {known(vocabulary, sort)})"
    raise WrongError(f"“{text}” is no {sort} that the vocabulary knows{remedy}.")


def _meant(vocabulary: Vocabulary, sort: str, text: str) -> str:
    """The id of the word that is written otherwise, or by its title; "" where there is none."""
    said = _plain(text)
    return next((t.id for t in vocabulary.choices(sort) if said in (_plain(t.id), _plain(t.title))), "")


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("-", " ").strip()


def kind(vocabulary: Vocabulary, text: str) -> str:
    """The kind of activity, which must be said."""
    if not text:
        raise WrongError(f"Say what kind of activity it was (such as {known(vocabulary, 'kind')}).")
    return word(vocabulary, "kind", text)


def level(vocabulary: Vocabulary, text: str) -> str:
    """A level of the vocabulary, or a course's number: packs ask for "100 and above"."""
    return text if text.isascii() and text.isdigit() and len(text) < 10 else word(vocabulary, "level", text)


def unit(vocabulary: Vocabulary, more: frozenset[str], text: str) -> str:
    """The unit's id; packs may name units of their own."""
    if text in more or vocabulary.has("unit", text):
        return text
    units = known(vocabulary, "unit", 99)
    if not text:
        raise WrongError(f"Give the unit: one of {units}.")
    meant = _meant(vocabulary, "unit", text.removesuffix("s")) or UNIT_WORDS.get(_plain(text), "")
    raise WrongError(f"“{text}” is no unit; write “{meant}”." if meant else f"“{text}” is no unit; use one of {units}.")


def day(text: str) -> date:
    """A day as 2026-03-31."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as why:
        raise WrongError(f"“{text}” is no day of the calendar ({why}).") from None
    raise WrongError(f"“{text}” is no date; write it as 2026-03-31.")


def first_day(text: str) -> date:
    """The day it began, which must be said."""
    if not text:
        raise WrongError("Give the day it took place, as 2026-03-31.")
    return day(text)


def wall_time(text: str) -> time:
    """A time of day as 15:30."""
    try:
        if _TIME.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError as why:
        raise WrongError(f"“{text}” is no time of day ({why}).") from None
    raise WrongError(f"“{text}” is no time of day; write it as 15:30.")


def whole(text: str) -> int:
    """A whole number of minutes."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text)
    raise WrongError(f"“{text}” is no number of minutes; write a whole number.")


def decimal(text: str) -> Decimal:
    """A number with a point."""
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    raise WrongError(f"“{text}” is no amount; write a number with a point, such as 1.5.")


def measure(text: str, unit_id: str) -> Measure:
    """The amount in its unit, which must be said."""
    if not text:
        raise WrongError("Give the amount, such as 1.5.")
    return Measure.of(decimal(text), unit_id)


def rounding(text: str, unit_id: str) -> str:
    """In words, that a length of time was no whole number of minutes; "" where it was, or is no amount at all."""
    if unit_id not in TIME_UNITS or not _AMOUNT.fullmatch(text):
        return ""
    minutes = measure(text, unit_id).amount
    exact = Fraction(Decimal(text)) * TIME_UNITS[unit_id]
    return "" if exact == minutes else f"{text} {unit_id}s was rounded to {minutes} minutes"


def status(text: str) -> Status:
    """How far it has come."""
    try:
        return Status(text)
    except ValueError:
        meant = status_of(text)
        remedy = f"write “{meant}”" if meant else f"use one of {', '.join(Status)}"
        raise WrongError(f"“{text}” is no status; {remedy}.") from None


def yes_no(text: str) -> bool:
    """A plain answer."""
    if text.casefold() in _YES_NO:
        return _YES_NO[text.casefold()]
    raise WrongError(f"“{text}” is neither yes nor no.")


def topics(text: str, unit_id: str, vocabulary: Vocabulary) -> tuple[TopicShare, ...]:
    """Tags and splits: `equity;stem:2`."""
    shares: list[TopicShare] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        topic, colon, amount = (piece.strip() for piece in part.partition(":"))
        shares.append(
            TopicShare(word(vocabulary, "topic", topic), Measure.of(decimal(amount), unit_id).amount if colon else None)
        )
    return tuple(shares)


def evidence(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Kinds of evidence: `certificate;agenda`."""
    kinds = frozenset(filter(None, map(str.strip, text.split(";"))))
    for one in sorted(kinds):
        if not vocabulary.has("evidence", one):
            raise WrongError(f"“{one}” is no kind of evidence; use {known(vocabulary, 'evidence', 99)}.")
    return kinds


def pins(text: str) -> dict[str, str]:
    """The need to count under: `total` (any pack), `US-WA.teacher:total;US-TX.teacher:none` (or with `=`)."""
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        pack, sign, node = (piece.strip() for piece in part.replace("=", ":").rpartition(":"))
        if not _NEED.fullmatch(node) or (sign and not _PACK.fullmatch(pack)) or pack in found:
            words = "the need, or PACK=need, and “none” for not at all, each pack once"
            raise WrongError(f"“{part}” is no pin; write {words}.")
        found[pack] = node
    return found
