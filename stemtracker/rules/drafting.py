"""Rules as a form has them: rules of one's own, and what a district adds; what is wrong with them. Pure.

A draft holds amounts as typed. Neighbors: `drafted` writes the pack that a draft without mistakes makes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from stemtracker.errors import Problem
from stemtracker.rules.figures import Figure, Plain
from stemtracker.rules.pack import Pack

#: What one may choose between for a limit: over what it runs.
PERIODS = ("window", "year from 07-01", "year from 01-01", "line")
_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A minimum in one or several topics."""

    title: str
    amount: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """No more than so much of some kinds of activity."""

    title: str
    amount: str
    kinds: tuple[str, ...]
    per: str = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """Rules of one's own: so much in all, topics within it, a yearly minimum, rates, limits. "" asks nothing."""

    id: str
    title: str
    unit: str = "hour"
    total: str = ""
    years: str = "5"
    yearly: str = ""
    #: What one semester credit, quarter credit and CEU is worth; "" where they don't count.
    semester: str = ""
    quarter: str = ""
    ceu: str = ""
    approval: bool = False
    topics: tuple[Topic, ...] = ()
    caps: tuple[Cap, ...] = ()
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another figure for a table of the authority, with the reason."""

    table: str
    amount: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A further need beside the authority's: so much, in these topics or by these kinds of activity."""

    title: str
    amount: str
    account: str
    reason: str
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What a district, or its holder, adds to the rules of a pack."""

    id: str
    title: str
    authority: str
    changes: str
    figures: tuple[Change, ...] = ()
    extras: tuple[Extra, ...] = ()


Draft = OwnRules | Additions


@dataclass(frozen=True, slots=True)
class Changeable:
    """A figure of a pack that additions may change: its table, what it is called, its unit.

    `now` is what it says now, "" where that depends on something.
    """

    table: str
    title: str
    now: str
    unit: str


def changeable(pack: Pack) -> tuple[Changeable, ...]:
    """What needs ask, and the limits that are plain numbers, in pack order."""
    return tuple(_changeable(pack))


def _changeable(pack: Pack) -> Iterator[Changeable]:
    for id_, texts in pack.needs.items():
        need = texts[-1]
        if len(texts) == 1 and need.kind == "amount" and need.amount is not None:
            yield Changeable(f"need.{id_}", need.title or id_, _stated(need.amount), pack.accounts[need.of][0].unit)
    for id_, accounts in pack.accounts.items():
        for limit in accounts[-1].limits if len(accounts) == 1 else ():
            if (now := _stated(limit.at_most)) and not limit.lines:
                table = f"account.{id_}.limit.{limit.id}"
                yield Changeable(table, limit.title or limit.id, now, accounts[-1].unit)


def _stated(figure: Figure) -> str:
    """A figure that is a plain number, as it stands there; "" where it depends on something."""
    text = figure.expr.text if isinstance(figure, Plain) else ""
    return text if number(text) is not None else ""


def new_id(title: str, taken: Collection[str], prefix: str) -> str:
    """An id made of a title that nothing else has: "own.my-license", "own.my-license-2"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    stem = f"{prefix}.{_ID.sub('_', plain).strip('_')[:40] or 'rules'}"
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def mistakes(draft: Draft) -> tuple[Problem, ...]:
    """Everything that keeps a draft from being rules, each with its field and the remedy."""
    return tuple(_own_mistakes(draft) if isinstance(draft, OwnRules) else _additions_mistakes(draft))


def _own_mistakes(draft: OwnRules) -> Iterator[Problem]:
    if not draft.title.strip():
        yield Problem("title", "Give these rules a name, such as the license they are about.")
    if not draft.unit.strip():
        yield Problem("unit", "Say what is counted: hour, point, credit.")
    yield from _amount("total", draft.total, "Say how many are needed in all.")
    years = number(draft.years)
    if years is None or years.denominator != 1 or not 1 <= years <= 20:
        yield Problem("years", "A renewal period lasts a whole number of years, 1 to 20.")
    rates = {"yearly": draft.yearly, "semester": draft.semester, "quarter": draft.quarter, "ceu": draft.ceu}
    for name, text in rates.items():
        if text.strip():
            yield from _amount(name, text, "")
    for at, topic in enumerate(draft.topics, 1):
        yield from _amount(f"topic {at}", topic.amount, "Say how many are needed in this topic.")
        if not topic.topics:
            yield Problem(f"topic {at}", "Choose a topic.")
    for at, cap in enumerate(draft.caps, 1):
        yield from _amount(f"limit {at}", cap.amount, "Say how many may count at most.")
        if not cap.kinds:
            yield Problem(f"limit {at}", "Choose what kind of activity the limit is about.")


def _additions_mistakes(draft: Additions) -> Iterator[Problem]:
    if not draft.title.strip():
        yield Problem("title", "Give these additions a name, such as that of the district.")
    if not draft.authority.strip():
        yield Problem("authority", "Say who asks for this.")
    if not draft.figures and not draft.extras:
        yield Problem("figures", "Change a figure or add a need; there is nothing here yet.")
    for change in draft.figures:
        yield from _amount(change.table, change.amount, "Say how much is asked instead.")
        if not change.reason.strip():
            yield Problem(change.table, "Say why, such as the number of the policy.")
    for at, extra in enumerate(draft.extras, 1):
        field = f"need {at}"
        if not extra.title.strip():
            yield Problem(field, "Give this need a name.")
        yield from _amount(field, extra.amount, "Say how much is asked.")
        if not extra.topics and not extra.kinds:
            yield Problem(field, "Choose a topic or a kind of activity that it is about.")
        if not extra.reason.strip():
            yield Problem(field, "Say why, such as the number of the policy.")


def _amount(field: str, text: str, empty: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(field, empty)
    elif (found := number(text)) is None or found <= 0:
        yield Problem(field, f"“{text.strip()}” is no amount above zero; write 100, 7.5 or 2/3.")


def number(text: str) -> Fraction | None:
    """An amount as typed (100, 7.5, 2/3); None where it is none."""
    text = text.strip()
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,4}|/\d{1,4})?", text, re.ASCII):
        return None
    whole, _, part = text.partition("/")
    return None if part and not int(part) else Fraction(whole) / (int(part) if part else 1)
