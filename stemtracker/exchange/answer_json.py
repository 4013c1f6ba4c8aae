"""The engine's answer as JSON: one object per credential, amounts as decimal strings or "2/3".

Neighbors: `domain.assessment` has the answer itself; `cli` prints it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from stemtracker.domain.assessment import Assessment, Deadline, LineAnswer, Node, Question
from stemtracker.domain.hours import plain
from stemtracker.domain.periods import Period


def answers(assessments: Sequence[Assessment]) -> list[dict[str, Any]]:
    """All answers, in the order given."""
    return [answer(assessment) for assessment in assessments]


def answer(a: Assessment) -> dict[str, Any]:
    """One credential's answer."""
    return {
        "pack": a.pack,
        "title": a.pack_title,
        "pack_hash": a.pack_hash,
        "credential": a.credential,
        "cycle": {
            "start": a.cycle.start.isoformat(),
            "end": a.cycle.end.isoformat(),
            "window": _period(a.window),
            "filing": _period(a.filing),
        },
        "as_of": a.as_of.isoformat(),
        "verdict": a.verdict.value,
        "verdict_with_overlay": a.verdict_with_overlay.value,
        "decides": _questions(a, a.decides),
        "others_may_decide": a.others_may_decide,
        "gap": plain(a.gap),
        "gap_unit": a.gap_unit,
        "nodes": [_node(node) for node in a.nodes],
        "lines": [_line(line) for line in a.lines],
        "alternatives": [
            {
                "node": way.node,
                "title": way.title,
                "verdict": way.verdict.value,
                "gaps": [{"amount": plain(gap), "unit": unit} for gap, unit in way.gaps],
                "grants": way.grants,
            }
            for way in a.alternatives
        ],
        "questions": _questions(a, a.questions),
        "deadlines": [_deadline(d) for d in a.deadlines],
        "sources": [
            {
                "id": s.id,
                "kind": s.kind,
                "title": s.title,
                "url": s.url,
                "seen": s.seen.isoformat(),
                "date": s.page_date,
            }
            for s in a.sources
        ],
        "notes": list(a.notes),
        "checked": _day(a.checked),
        "open": a.open,
        "later": {"on": a.later.on.isoformat(), "verdict": a.later.verdict.value} if a.later else None,
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "parent": node.parent,
        "title": node.title,
        "kind": node.kind,
        "role": node.role.value,
        "applies": node.applies,
        "verdict": node.verdict.value if node.verdict else None,
        "required": None if node.required is None else plain(node.required),
        "required_text": node.required_text,
        "counted": plain(node.counted),
        "possible": plain(node.possible),
        "planned": plain(node.planned),
        "over_cap": plain(node.over_cap),
        "missing": plain(node.missing),
        "unit": node.unit,
        "mark": node.mark,
        "sources": list(node.sources),
        "touched_by_overlay": node.touched_by_overlay,
        "note": node.note,
        "window": _period(node.window),
        "aside": node.aside,
    }


def _line(line: LineAnswer) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "offered": plain(line.offered),
        "unit": line.unit,
        "synthetic": line.synthetic,
        "reasons": [
            {"node": r.node, "amount": plain(r.amount), "step": r.step, "text": r.text, "source": r.source}
            for r in line.reasons
        ],
    }


def _deadline(due: Deadline) -> dict[str, Any]:
    return {"on": due.on.isoformat(), "title": due.title, "kind": due.kind, "node": due.node, "line": due.line}


def _questions(a: Assessment, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Open points; `title` is that of the activity that one is about, "" where it is about none."""
    titles = {line.id: line.title for line in a.lines}
    return [
        {
            "kind": question.kind,
            "key": question.key,
            "title": titles.get(question.key, "") if question.kind == "line" else "",
            "text": question.text,
            "nodes": list(question.nodes),
            "decides": question.decides,
        }
        for question in questions
    ]


def _period(period: Period | None) -> dict[str, str] | None:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
