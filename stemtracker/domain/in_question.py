"""Unknowns in the open: what holds whatever they turn out to be, then what they would change.

Neighbors: `assessment` has low and high readings of each need, `wording` the amounts, `explanation` the whole in text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import shorten

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Node, Question, Verdict

#: So many needs are spelled out in one sentence; more are counted.
_MOST_NEEDS = 2
#: So many activities are named that share a question, each with so much of its title.
_MOST_NAMED, _TITLE = 3, 40
OTHERS = "Others may decide as well: of so many open points not all were tried."


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the license would stand if some open points were settled so: `said` is "yes", "no", "approved"."""

    kind: str
    keys: tuple[str, ...]
    said: str
    verdict: Verdict
    gap: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Group:
    """The open points that touch the same needs, in their order; those of one wording stand together."""

    needs: tuple[Node, ...]
    alike: tuple[tuple[Question, ...], ...]


def amount_open(node: Node) -> Fraction:
    """How much more could count at a need if every open point were settled in the holder's favor."""
    return max(Fraction(0), node.possible - node.counted)


def holds(answer: Assessment) -> str:
    """What is so whatever the open points turn out to be, and what they would change; "" where nothing is open."""
    if answer.verdict == Verdict.UNKNOWN:
        return _undecided(answer)
    doubtful = [n for n in (answer.headline, *answer.on_the_way) if amount_open(n)]
    if not doubtful:
        settled = any(q.kind != "source" for q in answer.questions)
        return f"{_SURE[answer.verdict]}, whatever the open points turn out to be." if settled else ""
    node, where = doubtful[0], "" if doubtful[0] is answer.headline else f" for “{doubtful[0].title}”"
    said = f"{wording.amount(amount_open(node), node.unit)} in question{where}"
    if answer.verdict == Verdict.MET:
        return f"Met even without the {said}."
    short = (node.required or Fraction(0)) - node.possible
    rest = f": {wording.amount(short, node.unit)} would still be missing" if short > 0 else ""
    return f"Not met yet even with the {said}{rest}."


_SURE = {Verdict.MET: "Met", Verdict.NOT_MET: "Not met yet"}


def _undecided(answer: Assessment) -> str:
    open_ = [n for n in answer.on_the_way if n.verdict == Verdict.UNKNOWN and n.required_text]
    told = [(n, words) for n in open_ if (words := condition(n))]
    if len(told) == 1 == len(open_):
        node, words = told[0]
        if node is answer.headline:
            return f"{words[0].upper()}{words[1:]}."
        return f"“{node.title}”{':' if words[0].isdigit() else ''} {words}."
    if not told:
        ways = [way.title for choice in answer.choices for way in choice.ways if way.verdict == Verdict.UNKNOWN]
        return f"Open is whether “{'” or “'.join(ways[:_MOST_NEEDS])}” is met already." if ways else ""
    named = " and ".join(f"“{node.title}”" for node, _words in told[:_MOST_NEEDS])
    more = len(open_) - min(len(told), _MOST_NEEDS)
    return f"Open are {named}{f', and {more} more' if more else ''}."


def condition(node: Node) -> str:
    """What it takes for an open need to be met, from what counts and what could; "" where it is no amount."""
    open_, unit = amount_open(node), node.unit
    if node.required is None or not wording.is_figure(node.required_text):
        if not any(c.isdigit() for c in node.required_text):
            return ""
        more = f", {wording.short(open_)} more {'is' if open_ == 1 else 'are'} in question" if open_ else ""
        return f"{wording.amount(node.counted, unit)} {_count(node.counted)}{more}; {node.required_text} are asked"
    needed = node.required - node.counted
    if needed <= 0 or needed > open_:
        return ""
    if needed == open_:
        return f"would be met if the {wording.amount(open_, unit)} in question {_count(open_)}; not met without them"
    some = f"{wording.short(needed)} of the {wording.amount(open_, unit)} in question"
    return f"would be met if {some} {_count(needed)}; not met without them"


def _count(amount: Fraction) -> str:
    return "counts" if amount == 1 else "count"


def groups(answer: Assessment, questions: Sequence[Question]) -> tuple[Group, ...]:
    """The open points by the needs they touch, in their order."""
    by_needs: dict[tuple[str, ...], dict[tuple[str, str], list[Question]]] = {}
    for question in questions:
        by_needs.setdefault(question.nodes, {}).setdefault((question.kind, question.text), []).append(question)
    titles = {n.id: n for n in answer.nodes}
    return tuple(
        Group(tuple(titles[id_] for id_ in needs if id_ in titles), tuple(tuple(same) for same in alike.values()))
        for needs, alike in by_needs.items()
    )


def deciding(answer: Assessment) -> tuple[str, ...]:
    """What decides, each point in one line: those about activities with their names."""
    titles = {line.id: line.title for line in answer.lines}
    told = []
    for group in groups(answer, answer.decides):
        for alike in group.alike:
            named = [
                f"“{shorten(titles.get(q.key, q.key), _TITLE, placeholder='…')}”" for q in alike if q.kind == "line"
            ]
            rest = [f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
            about = ", ".join([*named[:_MOST_NAMED], *rest])
            told.append(f"{alike[0].text} ({about})" if about else alike[0].text)
    if answer.others_may_decide:
        told.append(OTHERS)
    return tuple(dict.fromkeys(told))


def about(node: Node) -> str:
    """How a need stands while points are open: "60 count, 12 more are in question; 150 are asked"."""
    if not node.unit or not amount_open(node):
        return ""
    open_ = amount_open(node)
    required = node.required_text
    asked = f"; {required} {'is' if required == '1' else 'are'} asked" if any(c.isdigit() for c in required) else ""
    counts = f"{wording.amount(node.counted, node.unit)} {_count(node.counted)}"
    return f"{counts}, {wording.short(open_)} more {'is' if open_ == 1 else 'are'} in question{asked}"


def outcome(trial: Trial) -> str:
    """What one answer would bring: "If yes: met", "If no: not met, 40 CPE hours to go"."""
    verdict = wording.VERDICT[trial.verdict].lower()
    rest = f", {wording.amount(trial.gap, trial.unit)} to go" if trial.gap and trial.verdict != Verdict.MET else ""
    return f"If {trial.said}: {verdict}{rest}"
