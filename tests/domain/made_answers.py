"""Made-up answers of the engine for tests of wordings: a root, and needs with amounts below it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from stemtracker.domain.assessment import Assessment, LineAnswer, Node, Reason, Source, Verdict
from stemtracker.domain.periods import Period

CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
RULE = Source("rule", "regulation", "Rule 12", "https://example.org/rule-12", date(2026, 11, 22))


def amount(id_: str, required: int | None, counted: int, possible: int | None = None, **more: Any) -> Node:
    """A need of so many hours."""
    high = counted if possible is None else possible
    met = required is not None and counted >= required
    open_ = required is None or high >= required
    fields: dict[str, Any] = {
        "title": id_.capitalize(),
        "parent": "renewal",
        "kind": "amount",
        "verdict": Verdict.MET if met else Verdict.UNKNOWN if open_ and high > counted else Verdict.NOT_MET,
        "required": None if required is None else Fraction(required),
        "required_text": "" if required is None else str(required),
        "counted": Fraction(counted),
        "possible": Fraction(high),
        "missing": Fraction(max(0, (required or 0) - counted)),
        "unit": "hour",
        "sources": ("rule",),
    }
    return Node(id=id_, **(fields | more))


def line(id_: str, hours: int, *reasons: Reason) -> LineAnswer:
    """An activity of so many hours."""
    return LineAnswer(id=id_, title=f"Activity {id_}", offered=Fraction(hours), unit="hour", reasons=reasons)


def answer(verdict: Verdict, *nodes: Node, **more: Any) -> Assessment:
    """An answer with these needs below "Renew my license"."""
    root = Node(id="renewal", parent="", title="Renew my license", kind="all", verdict=verdict)
    fields: dict[str, Any] = {
        "pack": "own",
        "pack_title": "My rules",
        "pack_hash": "0",
        "credential": "My license",
        "cycle": CYCLE,
        "window": CYCLE,
        "filing": None,
        "as_of": date(2026, 6, 1),
        "verdict": verdict,
        "verdict_with_overlay": verdict,
        "gap": Fraction(0),
        "gap_unit": "hour",
        "lines": (),
        "sources": (RULE,),
        "checked": date(2026, 5, 2),
    }
    return Assessment(nodes=(root, *nodes), **(fields | more))
