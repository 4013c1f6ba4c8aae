"""Reads needs in their seven forms, and shares. Neighbors: `reader` notes the mistakes, `check` the names."""

from __future__ import annotations

import re

from stemtracker.rules.pack import Need
from stemtracker.rules.read_accounts import read_rounding
from stemtracker.rules.read_figures import read_figure
from stemtracker.rules.reader import Common, Reader, exact, shown

FORMS = ("amount", "count", "done", "fact", "all", "any", "each")
_VALID = re.compile(r"in window|on filing|once ever|every \d{1,2} y|within \d{1,3} (d|mo|y) of hire")
_PERCENT = re.compile(r"(\d[\d./]*)\s*%")


def read_need(reader: Reader) -> Need | None:
    """One node; the key that is present says which form it has."""
    common = reader.common()
    forms = [form for form in FORMS if reader.has(form)]
    if len(forms) != 1:
        said = f"this has {' and '.join(forms)}" if forms else "this has none of them"
        reader.fault("", f"A need has exactly one of {', '.join(FORMS)}; {said}.")
        return None
    grants = reader.text("grants")
    need = _READ[forms[0]](reader, common, grants)
    reader.done()
    return need


def _amount(reader: Reader, common: Common, grants: str) -> Need | None:
    amount = read_figure(reader, "amount", needed=True)
    of = reader.text("of", needed=True)
    inside, on_top = reader.text("inside"), reader.text("on_top")
    if inside and on_top:
        reader.fault("on_top", "A need is either inside another or on top of it, not both.")
    per = reader.per("per") if reader.has("per") else None
    if per and per.kind not in {"year", "window"}:
        reader.fault("per", "A need runs over the window or a year: “year from 07-01”.")
    return Need(
        **common.fields(),
        kind="amount",
        grants=grants,
        amount=amount,
        of=of,
        match=reader.expr("match", line=True),
        window=reader.text("window"),
        per=per if per and per.kind == "year" else None,
        inside=inside,
        on_top=on_top,
        rounding=read_rounding(reader),
    )


def _count(reader: Reader, common: Common, grants: str) -> Need | None:
    return Need(
        **common.fields(),
        kind="count",
        grants=grants,
        amount=read_figure(reader, "count", needed=True),
        of=reader.text("of"),
        match=reader.expr("match", line=True),
        distinct=reader.one_of("distinct", ("kind", "topic", "provider", "course", "series", "network", "year")),
        window=reader.text("window"),
    )


def _done(reader: Reader, common: Common, grants: str) -> Need | None:
    valid = reader.text("valid", "in window")
    if not _VALID.fullmatch(valid):
        reader.fault(
            "valid",
            f"“{shown(valid)}” is none of: in window, on filing, once ever, every 5 y, within 12 mo of hire.",
        )
    per = reader.per("per") if reader.has("per") else None
    if per and (per.kind != "year" or not reader.has("years")):
        reader.fault("per", "“per” says where the “years” begin: per = “year from 07-01”.")
    years = reader.get("years")
    listed = years if isinstance(years, list) else []
    if years is not None and (not listed or not all(isinstance(y, int) and 1900 < y < 2200 for y in listed)):
        reader.fault("years", "Write years in a list: years = [2013, 2018].")
        listed = []
    return Need(
        **common.fields(),
        kind="done",
        grants=grants,
        match=reader.expr("done", line=True, needed=True),
        window=reader.text("window"),
        valid=valid,
        years=tuple(listed),
        years_over=per if per and per.kind == "year" else None,
        defer=reader.flag("defer"),
        evidence=reader.text("evidence"),
    )


def _fact(reader: Reader, common: Common, grants: str) -> Need | None:
    return Need(
        **common.fields(),
        kind="fact",
        grants=grants,
        fact=reader.expr("fact", needed=True),
        evidence=reader.text("evidence"),
    )


def _all(reader: Reader, common: Common, grants: str) -> Need | None:
    return Need(**common.fields(), kind="all", grants=grants, members=reader.names("all", needed=True))


def _any(reader: Reader, common: Common, grants: str) -> Need | None:
    members = reader.names("any", needed=True)
    k = reader.whole("k", 1)
    if members and not 1 <= k <= len(members):
        reader.fault("k", f"“k” must lie between 1 and {len(members)}, the number of ways.")
        k = 1
    return Need(**common.fields(), kind="any", grants=grants, members=members, k=k)


def _each(reader: Reader, common: Common, grants: str) -> Need | None:
    over = reader.text("over", needed=True)
    return Need(
        **common.fields(),
        kind="each",
        grants=grants,
        template=reader.text("each", needed=True),
        over=over,
        years_over=reader.years("over"),
    )


_READ = {
    "amount": _amount,
    "count": _count,
    "done": _done,
    "fact": _fact,
    "all": _all,
    "any": _any,
    "each": _each,
}


def read_share(reader: Reader) -> Need | None:
    """A share of what another need requires: a node of its own."""
    common = reader.common()
    of = reader.text("of", needed=True)
    match = reader.expr("match", line=True, needed=True)
    keys = [key for key in ("at_least", "at_most") if reader.has(key)]
    if len(keys) != 1:
        reader.fault("", "A share has either “at_least” or “at_most”.")
        return None
    raw = reader.get(keys[0])
    found = _PERCENT.fullmatch(raw.strip()) if isinstance(raw, str) else None
    number = exact(found[1]) if found else None
    if number is None or not 0 <= number <= 100:
        reader.fault(keys[0], f"Write a percentage: “80 %”, not {shown(raw)}.")
        return None
    reader.done()
    return Need(
        **common.fields(),
        kind="share",
        of=of,
        match=match,
        percent=number / 100,
        at_most=keys[0] == "at_most",
        percent_of=reader.scope.at(reader.at(keys[0])).meant.get(of, ""),
    )
