"""The pack that a draft makes, as its text; and the draft that a text was made of. Pure.

Neighbors: `drafting` has the drafts and says what is wrong with them; `load` checks whatever is written here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import tomli_w

from stemtracker.rules.drafting import Additions, Cap, Change, Draft, Extra, OwnRules, Topic, number

#: Stands before a source that has no address, such as a letter.
_READ_IN = "Read in: "


def toml(draft: Draft, today: date) -> str:
    """The pack that a draft without mistakes makes; `today` is the day on which it was compared with its source."""
    raw = _own(draft, today) if isinstance(draft, OwnRules) else _additions(draft, today)
    return tomli_w.dumps(raw)


def read(text: str) -> Draft | None:
    """The draft that makes this text, or None where the text says more than a draft can."""
    try:
        raw = tomllib.loads(text)
        draft = _read_additions(raw) if raw["pack"].get("changes") else _read_own(raw)
        again = tomllib.loads(toml(draft, raw["pack"]["checked"]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None
    return draft if again == raw else None


def _exact(text: str) -> int | str:
    """An amount as packs have it: a whole number, or text."""
    found = number(text)
    return int(found) if found is not None and found.denominator == 1 else text.strip()


def _own(draft: OwnRules, today: date) -> dict[str, Any]:
    url = draft.url.strip()
    src = {"src": "source"} if url else {}
    raw: dict[str, Any] = {
        "pack": {
            "id": draft.id,
            "language": 1,
            "jurisdiction": "own",
            "authority": "own",
            "title": draft.title.strip(),
            "checked": today,
            "confidence": "as good as what was entered",
            "root": "renewal",
        }
    }
    if src:
        raw["source"] = {"source": {"kind": "agency", "title": draft.source.strip() or url, "url": url}}
    elif draft.source.strip():
        raw["note"] = {"read_in": {"text": f"{_READ_IN}{draft.source.strip()}", "touches": ["renewal"]}}
    years = int(number(draft.years) or 5)
    raw["clock"] = {"length": f"{years} y", "end": "printed expiry", "next_start": "old expiry", **src}
    raw["window"] = {"cycle": {"cases": [{"from": "issue", "to": "expiry"}], **src}}
    raw["account"] = {"units": _purse(draft, src)}
    raw["need"] = _needs(draft, src)
    if len(draft.topics) > 1:
        question = "May one hour serve two topics at once? These rules don't say."
        members = [f"topic_{at}" for at in range(1, len(draft.topics) + 1)]
        raw["overlap"] = {"topics": {"members": members, "policy": "unknown", "question": question}}
    return raw


def _purse(draft: OwnRules, src: Mapping[str, str]) -> dict[str, Any]:
    rates = (
        ("time", "60 min", "1"),
        ("semester_credit", "credit", draft.semester),
        ("quarter_credit", "credit", draft.quarter),
        ("ceu", "ceu", draft.ceu),
    )
    earn = [
        {"id": measure, "match": f"measure = {measure}", "give": f"{rate.strip()} per {per}", **src}
        for measure, per, rate in rates
        if rate.strip()
    ]
    limits = [
        {
            "id": f"limit_{at}",
            "title": cap.title.strip(),
            "match": _among("kind", cap.kinds),
            "at_most": _exact(cap.amount),
            "per": cap.per,
            **src,
        }
        for at, cap in enumerate(draft.caps, 1)
    ]
    refuse = [{"id": "unrelated", "match": "not relevant", "reason": "You marked it as unrelated to this license."}]
    if draft.approval:
        doubt = "Is it approved, or from an approved provider? Note it on the activity."
        refuse.append(
            {"id": "unapproved", "match": "not approved", "reason": "You marked it as not approved.", "doubt": doubt}
        )
    purse = {"unit": draft.unit.strip(), "window": "cycle", "otherwise": "none", "earn": earn, "refuse": refuse}
    return purse | ({"limit": limits} if limits else {})


def _needs(draft: OwnRules, src: Mapping[str, str]) -> dict[str, Any]:
    needs: dict[str, Any] = {
        "renewal": {"title": "Renew the license", "all": ["total"]},
        "total": {"title": "In all", "amount": _exact(draft.total), "of": "units", **src},
    }
    for at, topic in enumerate(draft.topics, 1):
        needs[f"topic_{at}"] = {
            "title": topic.title.strip(),
            "amount": _exact(topic.amount),
            "of": "units",
            "match": _among("topic", topic.topics),
            "inside": "total",
            **src,
        }
    if draft.yearly.strip():
        yearly = {"title": "In every year", "amount": _exact(draft.yearly), "of": "units", "per": "year from 07-01"}
        needs["each_year"] = {**yearly, "inside": "total", **src}
    needs["renewal"]["all"] = [name for name in needs if name != "renewal"]
    return needs


def _among(field: str, words: Sequence[str]) -> str:
    """That a field is one of some words."""
    return f"{field} = {words[0]}" if len(words) == 1 else f"{field} in ({', '.join(words)})"


def _listed(match: str) -> tuple[str, ...]:
    """The words of that."""
    _field, how, rest = match.split(" ", 2)
    return (rest,) if how == "=" else tuple(rest.strip("()").split(", "))


def _read_own(raw: Mapping[str, Any]) -> OwnRules:
    pack, purse, needs = raw["pack"], raw["account"]["units"], raw["need"]
    rates = {row["id"]: row["give"].partition(" per ")[0] for row in purse["earn"]}
    topics = [row for id_, row in needs.items() if id_.startswith("topic_")]
    source = raw.get("source", {}).get("source", {})
    url, said = source.get("url", ""), raw.get("note", {}).get("read_in", {}).get("text", "")
    title = said.removeprefix(_READ_IN) or source.get("title", "")
    return OwnRules(
        id=pack["id"],
        title=pack["title"],
        unit=purse["unit"],
        total=str(needs["total"]["amount"]),
        years=raw["clock"]["length"].partition(" ")[0],
        yearly=str(needs["each_year"]["amount"]) if "each_year" in needs else "",
        semester=rates.get("semester_credit", ""),
        quarter=rates.get("quarter_credit", ""),
        ceu=rates.get("ceu", ""),
        approval=any(row["id"] == "unapproved" for row in purse["refuse"]),
        topics=tuple(Topic(title=t["title"], amount=str(t["amount"]), topics=_listed(t["match"])) for t in topics),
        caps=tuple(
            Cap(title=row["title"], amount=str(row["at_most"]), kinds=_listed(row["match"]), per=row["per"])
            for row in purse.get("limit", ())
        ),
        source=title,
        url=url,
    )


def _additions(draft: Additions, today: date) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "pack": {
            "id": draft.id,
            "language": 1,
            "jurisdiction": "own",
            "authority": draft.authority.strip(),
            "title": draft.title.strip(),
            "checked": today,
            "changes": draft.changes,
        }
    }
    for change in draft.figures:
        kind, id_, *inside = change.table.split(".")
        reason = {"reason": change.reason.strip()}
        if kind == "need":
            raw.setdefault("need", {})[id_] = {"amount": _exact(change.amount), **reason}
        else:
            account = raw.setdefault("account", {}).setdefault(id_, {"reason": change.reason.strip(), "limit": []})
            account["limit"].append({"id": inside[1], "at_most": _exact(change.amount), **reason})
    for at, extra in enumerate(draft.extras, 1):
        parts = [_among("topic", extra.topics)] if extra.topics else []
        parts += [_among("kind", extra.kinds)] if extra.kinds else []
        raw.setdefault("need", {})[f"{draft.id.rpartition('.')[2]}_{at}"] = {
            "title": extra.title.strip(),
            "amount": _exact(extra.amount),
            "of": extra.account,
            "match": " and ".join(parts),
            "reason": extra.reason.strip(),
        }
    return raw


def _read_additions(raw: Mapping[str, Any]) -> Additions:
    pack = raw["pack"]
    figures: list[Change] = []
    extras: list[Extra] = []
    for id_, row in raw.get("need", {}).items():
        if "title" not in row:
            figures.append(Change(table=f"need.{id_}", amount=str(row["amount"]), reason=row["reason"]))
            continue
        found = {key: _listed(part) for part in row["match"].split(" and ") for key in [part.split()[0]]}
        extras.append(
            Extra(
                title=row["title"],
                amount=str(row["amount"]),
                account=row["of"],
                reason=row["reason"],
                topics=found.get("topic", ()),
                kinds=found.get("kind", ()),
            )
        )
    for id_, account in raw.get("account", {}).items():
        for row in account["limit"]:
            table = f"account.{id_}.limit.{row['id']}"
            figures.append(Change(table=table, amount=str(row["at_most"]), reason=row["reason"]))
    return Additions(
        id=pack["id"],
        title=pack["title"],
        authority=pack["authority"],
        changes=pack["changes"],
        figures=tuple(figures),
        extras=tuple(extras),
    )
