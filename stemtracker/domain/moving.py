"""What another text of the rules changes for a license, told from both answers: "met → not met, 12 hours more".

Neighbors: `assessment` has the answers, `wording` the amounts.
"""

from __future__ import annotations

from collections.abc import Iterator

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Node, Verdict

_VERDICT = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.UNKNOWN: "can’t tell"}
#: So many needs are told one by one.
_MOST = 2


def standing(answer: Assessment) -> object:
    """All of an answer that a person would call a difference: verdicts, amounts, days; no wording."""
    nodes = {
        n.id: (n.verdict, n.applies, n.role, n.required_text, n.counted, n.possible, n.planned, n.unit, n.window)
        for n in answer.nodes
    }
    return (
        *(answer.verdict, answer.verdict_with_overlay, answer.gap, answer.gap_unit),
        *(answer.cycle, answer.window, answer.filing, nodes),
    )


def moved(before: Assessment, after: Assessment) -> str:
    """By how much the answer moves, the most important first."""
    parts = [_verdicts(before.verdict, after.verdict) or f"still {_VERDICT[after.verdict]}"]
    both = (before.verdict, after.verdict), (before.verdict_with_overlay, after.verdict_with_overlay)
    added = _verdicts(*both[1])
    if added and both[0] != both[1]:
        parts.append(f"with what was added {added}")
    gap = _gap(before, after)
    needs = [] if gap and parts[0].count("→") else list(_needs(before, after))
    parts += [gap] if gap else []
    parts += needs[:_MOST]
    if len(needs) > _MOST:
        parts.append(f"and {len(needs) - _MOST} more")
    if len(parts) == 1:
        parts.append("other days count" if before.window != after.window else "other days or lines count")
    return ", ".join(parts)


def _verdicts(before: Verdict, after: Verdict) -> str:
    return f"{_VERDICT[before]} → {_VERDICT[after]}" if before != after else ""


def _gap(before: Assessment, after: Assessment) -> str:
    """How much more or less there is to do."""
    one, other = before.gap, after.gap
    if before.gap_unit != after.gap_unit and one and other:
        return f"{wording.amount(other, after.gap_unit)} to go instead of {wording.amount(one, before.gap_unit)}"
    if one == other:
        return ""
    unit = after.gap_unit or before.gap_unit
    return f"{wording.amount(abs(other - one), unit)} {'more' if other > one else 'less'}"


def _needs(before: Assessment, after: Assessment) -> Iterator[str]:
    """The needs whose figures differ, came or went."""
    there, here = (_counted(answer) for answer in (before, after))
    for id_, node in here.items():
        if id_ not in there:
            yield f"“{node.title}” is new"
        elif _asked(there[id_]) != _asked(node):
            yield f"“{node.title}” {_asked(there[id_])} → {_asked(node)}"
    yield from (f"“{node.title}” falls away" for id_, node in there.items() if id_ not in here)


def _counted(answer: Assessment) -> dict[str, Node]:
    """The needs that ask for something themselves."""
    above = {n.parent for n in answer.nodes}
    return {n.id: n for n in answer.nodes if n.applies is not False and (n.required_text or n.id not in above)}


def _asked(node: Node) -> str:
    return f"{node.required_text} {wording.units(node.unit)}".strip() or "no amount"
