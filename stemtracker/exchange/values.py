"""Dates and amounts as people type them into spreadsheets. What can be read in two ways is never read in one.

Neighbors: `sheets` asks here cell by cell and puts the open question ("which comes first, day or month?") once
per file; `activities_csv` has the strict forms of the program's own files and does not come here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from stemtracker.domain.hours import Measure

#: How the numbers of a date follow each other.
ORDERS = {"mdy": "month first, as 3/31/2026", "dmy": "day first, as 31/3/2026", "ymd": "year first, as 2026-03-31"}
#: What stands before the part of a whole.
DECIMALS = {".": "a point, as 2.5", ",": "a comma, as 2,5"}

_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
_MONTHS = {
    short: number
    for number, name in enumerate((*_MONTH_NAMES, "november", "december"), 1)
    for short in (name, name[:3], name[:4])
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", re.ASCII)
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?z?\Z", re.ASCII | re.IGNORECASE)
_WEEKDAY = re.compile(r"(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\.?,? ", re.ASCII | re.IGNORECASE)
_SPAN = re.compile(r" ?[–—] ?| - | to | through | until ")


class WrongCellError(ValueError):
    """What is wrong with a cell, and the remedy, in words."""


def day(text: str, order: str) -> date:
    """The day that the text names; `order` is one of `ORDERS`, or "" where it is not known yet."""
    text = _bare(text)
    year_first = _YEAR_FIRST.fullmatch(text)
    try:
        if year_first:
            return date(*map(int, year_first.groups()))
        numeric = _NUMERIC.fullmatch(text)
        if numeric:
            return _numeric_day(text, numeric.groups(), order)
        named = _MONTH_NAMED.fullmatch(text)
        if named and named[1].casefold() in _MONTHS:
            return date(_year(named[3]), _MONTHS[named[1].casefold()], int(named[2]))
        named = _DAY_NAMED.fullmatch(text)
        if named and named[2].casefold() in _MONTHS:
            return date(_year(named[3]), _MONTHS[named[2].casefold()], int(named[1]))
    except ValueError as why:
        if isinstance(why, WrongCellError):
            raise
        raise WrongCellError(f"“{text}” is no day of the calendar.") from None
    raise WrongCellError(f"“{text[:40]}” can't be read as a date; write it as 2026-03-31.")


def span(text: str, order: str) -> tuple[date, date]:
    """First and last day of "3/31/2026" or "3/31/2026 - 4/2/2026"."""
    parts = _SPAN.split(text.strip())
    if len(parts) == 2:
        return day(parts[0], order), day(parts[1], order)
    one = day(text, order)
    return one, one


def _bare(text: str) -> str:
    """The date without weekday and time of day."""
    return _CLOCK.sub("", _WEEKDAY.sub("", text.strip(), count=1)).strip()


def _numeric_day(text: str, parts: tuple[str | None, ...], order: str) -> date:
    first, second, year = int(parts[0] or 0), int(parts[1] or 0), _year(parts[2] or "")
    if order == "dmy":
        return date(year, second, first)
    if order == "mdy" or first == second:
        return date(year, first, second)
    raise WrongCellError(f"“{text}” can be read in two ways; say whether the month or the day comes first.")


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else 2000 + year if year < 70 else 1900 + year


def orders_shown(texts: Iterable[str]) -> tuple[set[str], bool]:
    """Which orders the numeric dates among these can only have, and whether any leaves it open."""
    shown: set[str] = set()
    is_open = False
    for text in texts:
        for part in _SPAN.split(text.strip()):
            numeric = _NUMERIC.fullmatch(_bare(part))
            if not numeric:
                continue
            first, second = int(numeric[1]), int(numeric[2])
            if first > 12 >= second:
                shown.add("dmy")
            elif second > 12 >= first:
                shown.add("mdy")
            elif first != second:
                is_open = True
    return shown, is_open


def looks_like_day(text: str) -> bool:
    """Whether the text could be a date in any order."""
    for order in ("mdy", "dmy"):
        try:
            span(text, order)
        except WrongCellError:
            continue
        return True
    return False


#: Words after a number, and the unit's id they stand for. "Credits" alone says too little and is not here.
UNIT_WORDS = {
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour", "contact hours": "hour",
    "contact hour": "hour", "clock hours": "hour", "clock hour": "hour", "pd hours": "hour", "credit hours": "",
    "m": "minute", "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "ceu": "ceu", "ceus": "ceu", "cpe": "cpe", "cpes": "cpe", "cpe hours": "cpe", "cpe hour": "cpe",
    "pdp": "pdp", "pdps": "pdp", "pdu": "pdu", "pdus": "pdu", "plu": "plu", "plus": "plu", "clu": "clu",
    "clus": "clu", "point": "point", "points": "point", "pts": "point",
    "semester credit": "semester_credit", "semester credits": "semester_credit", "semester hours": "semester_credit",
    "semester hour": "semester_credit", "sem hrs": "semester_credit", "quarter credit": "quarter_credit",
    "quarter credits": "quarter_credit", "quarter hours": "quarter_credit", "qtr credits": "quarter_credit",
    "day": "day", "days": "day", "week": "week", "weeks": "week", "year": "year", "years": "year",
    "renewal credit": "renewal_credit", "renewal credits": "renewal_credit", "each": "each",
}  # fmt: skip
_HOURS_MINUTES = re.compile(
    r"(?:(\d{1,4}) ?(?:h|hrs?|hours?)\.?)(?:,? ?(?:and )?(\d{1,3}) ?(?:m|mins?|minutes?)\.?)", re.ASCII | re.IGNORECASE
)
_COLON = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?", re.ASCII)
_MIXED = re.compile(r"(\d{1,4})? ?([½¼¾]|[1-9]/[2-8])", re.ASCII)
_NUMBER_UNIT = re.compile(r"(\d[\d.,' ]*|[.,]\d+) ?([a-z .]*)", re.ASCII | re.IGNORECASE)
_SIGNS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


def amount(text: str, unit: str, decimal: str) -> Measure:
    """The measure of "2.5", "2,5 hrs", "2h 30m", "1:30", "1 ½"; `unit` where the cell names none.

    `decimal` is one of `DECIMALS`, or "" where it is not known yet.
    """
    text = " ".join(text.split())
    if both := _HOURS_MINUTES.fullmatch(text):
        return Measure.minutes(int(both[1]) * 60 + int(both[2]))
    if colon := _COLON.fullmatch(text):
        return Measure.minutes(int(colon[1]) * 60 + int(colon[2]))
    if mixed := _MIXED.fullmatch(text):
        part = _SIGNS.get(mixed[2]) or Fraction(mixed[2])
        exact = Fraction(int(mixed[1] or 0)) + part
        if (exact * 8).denominator == 1:
            return _measure(text, Decimal(exact.numerator) / Decimal(exact.denominator), unit)
    found = _NUMBER_UNIT.fullmatch(text)
    if not found:
        raise WrongCellError(f"“{text[:40]}” can't be read as an amount; write a number such as 2.5.")
    word = found[2].strip().rstrip(".").casefold()
    if word and not UNIT_WORDS.get(word):
        raise WrongCellError(f"“{word}” is no unit that is known here; write hours, minutes, CEU or a column for it.")
    return _measure(text, number(found[1].strip(), decimal), UNIT_WORDS[word] if word else unit)


def _measure(text: str, value: Decimal, unit: str) -> Measure:
    if not unit:
        raise WrongCellError(f"Say what “{text}” is counted in: hours, minutes, credits …")
    return Measure.of(value, unit)


_GROUPED = {
    ".": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII),
    ",": re.compile(r"\d{1,3}([. ']\d{3})+(,\d+)?", re.ASCII),
}
_PLAIN = {
    ".": re.compile(r"\d{0,9}\.?\d{1,6}|\d{1,9}\.", re.ASCII),
    ",": re.compile(r"\d{0,9},?\d{1,6}|\d{1,9},", re.ASCII),
}
_COULD_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def number(text: str, decimal: str) -> Decimal:
    """A number as typed; without a known decimal sign only what can be read in one way."""
    if not decimal:
        shown = decimals_shown([text])
        if len(shown) != 1:
            raise WrongCellError(
                f"“{text}” can be read in two ways; say whether a point or a comma comes before parts."
            )
        decimal = shown.pop()
    if _PLAIN[decimal].fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _GROUPED[decimal].fullmatch(text):
        bare = text.replace(" ", "").replace("'", "").replace("." if decimal == "," else ",", "")
        return Decimal(bare.replace(",", "."))
    raise WrongCellError(f"“{text[:40]}” is no number; write it as 2.5.")


def decimals_shown(texts: Iterable[str]) -> set[str]:
    """Which decimal signs these numbers can have: one sure reading, or both where nothing decides."""
    shown: set[str] = set()
    is_open = False
    for text in texts:
        found = _NUMBER_UNIT.fullmatch(" ".join(text.split()))
        bare = found[1].strip() if found else ""
        if "." not in bare and "," not in bare:
            continue
        if "." in bare and "," in bare:
            shown.add("." if bare.rindex(".") > bare.rindex(",") else ",")
        elif bare.count(".") > 1 or bare.count(",") > 1:
            shown.add("," if "." in bare else ".")
        elif _COULD_BE_THOUSANDS.fullmatch(bare) and "," in bare:
            is_open = True
        else:
            shown.add("." if "." in bare else ",")
    if is_open and not shown:
        return {".", ","}
    return shown or {"."}


_TIME = re.compile(r"(\d{1,2})(?::([0-5]\d))?(?::[0-5]\d)? ?([ap])?\.?(?:m\.?)?", re.ASCII | re.IGNORECASE)


def clock_time(text: str) -> time:
    """The time in "3:30 PM", "15:30", "3 pm"; a bare hour without am or pm says too little."""
    found = _TIME.fullmatch(text.strip())
    if found and (found[2] or found[3]):
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
        if half and 1 <= hour <= 12:
            return time(hour % 12 + (12 if half == "p" else 0), minute)
        if not half and hour < 24:
            return time(hour, minute)
    raise WrongCellError(f"“{text[:40]}” can't be read as a time of day; write it as 3:30 PM.")


def unit_of_words(text: str) -> str:
    """The unit that a heading or a cell names, or "" where it names none surely."""
    words = " ".join(re.sub(r"[^a-z ]", " ", text.casefold()).split())
    if words in UNIT_WORDS:
        return UNIT_WORDS[words]
    named = {UNIT_WORDS[word] for word in words.split() if UNIT_WORDS.get(word)}
    return named.pop() if len(named) == 1 and "credit" not in words else ""
