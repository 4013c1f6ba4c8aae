"""An assessment as text to read: the verdict, the tree of needs, each line's reasons, what is open, the sources.

Neighbors: `exchange.answer_json` says the same for programs, `domain.wording` has the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable

from stemtracker.cli.output import say
from stemtracker.domain import in_question, wording
from stemtracker.domain.assessment import Alternative, Assessment, LineAnswer, Node, Role, Verdict

_MARKS = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.UNKNOWN: "can’t tell", None: "does not apply"}
_ROLES = {Role.REQUIRED: "", Role.ADVICE: " (advice)", Role.DUTY: " (the employer’s duty)"}


def tell(answer: Assessment) -> None:
    """The whole answer."""
    say(f"{answer.pack_title} ({answer.pack}), {wording.days(answer.cycle)}, as of {wording.day(answer.as_of)}")
    say(f"{wording.VERDICT[answer.verdict]}: {wording.headline(answer)}. {wording.sentence(answer)}", 2)
    if answer.verdict_with_overlay != answer.verdict:
        say(f"With your own changes to the rule: {wording.VERDICT[answer.verdict_with_overlay]}.", 2)
    if answer.gap:
        say(f"Still to bring, at least: {wording.amount(answer.gap, answer.gap_unit)}.", 2)
    say("What is asked:", 2)
    _need(answer, answer.root, 4)
    counts = [line for line in answer.lines if any(r.step == "counted" for r in line.reasons)]
    _lines("What counts:", counts)
    _lines("What does not count, and why:", [line for line in answer.lines if line not in counts])
    _listed("What may decide it:", in_question.deciding(answer))
    _listed("Other ways:", (_way(answer, way) for way in answer.alternatives))
    _listed("What the sources leave open:", (q.text for q in answer.questions if q.kind == "source"))
    _listed("Dates to keep:", (f"{wording.day(d.on)}: {d.title}" for d in answer.deadlines))
    _listed("To know:", answer.notes)
    _listed("Sources:", (f"{s.title} (seen {wording.day(s.seen)}): {s.url}" for s in answer.sources))
    say()


def _way(answer: Assessment, way: Alternative) -> str:
    return f"{way.title}: {_MARKS[way.verdict]}. {wording.still_to_do(answer, way)}."


def _need(answer: Assessment, node: Node, indent: int) -> None:
    figures = ""
    if sums := wording.of_required(node):
        figures = f": {sums}"
        if node.possible > node.counted:
            figures += f", up to {wording.short(node.possible)} possible"
        if node.planned:
            figures += f", {wording.short(node.planned)} planned"
        if node.over_cap:
            figures += f", {wording.short(node.over_cap)} over the limit"
        if node.missing:
            figures += f", {wording.short(node.missing)} missing"
    mark = _MARKS[node.verdict if node.applies is not False else None]
    say(f"[{mark}] {node.title}{_ROLES[node.role]}{figures}", indent)
    for child in answer.children(node.id):
        if child.id != node.id:
            _need(answer, child, indent + 2)


def _lines(title: str, lines: list[LineAnswer]) -> None:
    if not lines:
        return
    say(title, 2)
    for line in lines:
        why = "; ".join(dict.fromkeys(reason.text for reason in line.reasons if reason.text))
        worth = f", {wording.amount(line.offered, line.unit)}" if line.unit else ""
        say(f"{line.title} ({line.id}){worth}: {why}", 4)


def _listed(title: str, texts: Iterable[str]) -> None:
    found = list(dict.fromkeys(texts))
    if found:
        say(title, 2)
        for text in found:
            say(f"- {text}", 4)
