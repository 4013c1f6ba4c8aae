"""`packs show`: what a pack asks, of whom and of which activities, and where it was read.

Neighbors: `rules` finds the pack, `exchange.holder_json` has an example of each answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from stemtracker.cli.output import say

if TYPE_CHECKING:
    from stemtracker.rules.pack import FactSpec, Pack


def tell(pack: Pack) -> None:
    """A pack as text to read."""
    told = plainly(pack)
    say(f"{pack.title} ({pack.id})")
    say(f"{pack.authority}, {pack.jurisdiction}; compared with its sources on {pack.checked}", 2)
    for title, key in (
        ("Asked of the holder:", "facts"),
        ("Asked of an activity, in a column of its own:", "line_questions"),
    ):
        if told[key]:
            say(title, 2)
        for fact in told[key]:
            years = f"{fact['years']}, as “{fact['example'][0]}”" if fact["years"] else ""
            choices = f": {years or ', '.join(fact['choices'])}" if years or fact["choices"] else ""
            where = f" (asked of: {fact['asked_of']})" if "asked_of" in fact else ""
            say(f"{fact['name']} ({fact['type']}{choices}): {fact['ask']}{where}", 4)
    for title, key in (("Units:", "units"), ("Left open by the sources:", "questions"), ("To know:", "notes")):
        if told[key]:
            say(title, 2)
        for item in told[key]:
            say(f"- {item if isinstance(item, str) else item['text']}", 4)
    say("Sources:", 2)
    for source in told["sources"]:
        say(f"- {source['title']} ({source['kind']}): {source['url']}", 4)


def plainly(pack: Pack) -> dict[str, Any]:
    """What a pack asks and where it stands, as plain values."""
    return {
        "id": pack.id,
        "title": pack.title,
        "authority": pack.authority,
        "jurisdiction": pack.jurisdiction,
        "checked": pack.checked.isoformat(),
        "confidence": pack.confidence,
        "hash": pack.hash,
        "facts": _asked(pack.facts.values()),
        "line_questions": [
            {**told, "example": _cell(told["example"]), "asked_of": _of_which(spec)}
            for spec, told in zip(pack.line_questions.values(), _asked(pack.line_questions.values()), strict=True)
        ],
        "units": list(pack.units),
        "sources": [
            {"id": s.id, "kind": s.kind, "title": s.title, "url": s.url, "date": s.date} for s in pack.sources.values()
        ],
        "questions": [{"id": q.id, "text": q.text, "touches": list(q.touches)} for q in pack.questions],
        "notes": [{"id": n.id, "text": n.text, "kind": n.kind} for n in pack.notes],
    }


def _asked(specs: Iterable[FactSpec]) -> list[dict[str, Any]]:
    from stemtracker.exchange import holder_json

    return [
        {
            "name": spec.name,
            "type": spec.type,
            "ask": spec.ask,
            "why": spec.why,
            "choices": list(spec.choices),
            "years": spec.years.text if spec.years else None,
            "titles": dict(spec.titles),
            "default": None if spec.default is None else str(spec.default),
            "example": holder_json.example(spec),
        }
        for spec in specs
    ]


def _cell(value: object) -> str:
    """An answer as it stands in the column of an activities file."""
    return "yes" if value is True else str(value)


def _of_which(spec: FactSpec) -> str:
    """Of which activities a question is asked: by the expression of the pack, where it is not asked of all or none."""
    text = spec.match.text if spec.match else "true"
    return {"true": "every activity", "false": "none, but an answer counts"}.get(text, text)
