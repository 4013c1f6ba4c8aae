"""Where a license would stand if an open point were settled one way or the other: tried, not guessed.

Neighbors: `renewal` gathers the case, `domain.in_question` says in words what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stemtracker.domain import in_question
from stemtracker.domain.assessment import Assessment, Question
from stemtracker.domain.credential import FactValue
from stemtracker.domain.in_question import Trial
from stemtracker.services import cases, credentials, questions, renewal
from stemtracker.services.memory import remembered
from stemtracker.services.questions import FactQuestion

if TYPE_CHECKING:
    from stemtracker.rules.assess import Case
    from stemtracker.services.workspace import Workspace

#: So many lines are assessed again in all, within a second or two; what would cost more is left untried.
_BUDGET = 4_000
_MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the trials for the open points of one cycle."""

    cycle_id: str
    trials: tuple[Trial, ...]


def trials(ws: Workspace, credential_id: str, cycle_id: str) -> Tried:
    """What each plain answer to the points that decide would bring; of a past cycle nothing is to be answered."""
    if renewal.cycle_of(ws, credential_id, cycle_id).closed:
        return Tried(cycle_id, ())
    answer = renewal.assess(ws, credential_id, cycle_id)
    if not answer.decides:
        return Tried(cycle_id, ())
    key = ("what if", credential_id, cycle_id, answer.as_of)
    return Tried(cycle_id, remembered(ws, key, lambda: tuple(_trials(ws, credential_id, cycle_id, answer))))


def _trials(ws: Workspace, credential_id: str, cycle_id: str, answer: Assessment) -> Iterator[Trial]:
    from stemtracker.rules.assess import assess

    credential = credentials.get(ws, credential_id)
    cycle = renewal.cycle_of(ws, credential_id, cycle_id)
    case = cases.case_of(ws, credential, cycle, answer.as_of)
    license_ = case.license_of(credential.id)
    left = _BUDGET // max(1, len(case.ledger))
    asked = {q.name: q for q in questions.of_holder(ws.library, credential.pack_id, cycle.period)}
    approvals = questions.about_approval(ws.library, credential.pack_id)
    for group in in_question.groups(answer, answer.decides):
        for alike in group.alike:
            ways = list(_settled(case, license_, alike, asked, approvals))
            if len(ways) > left:
                continue
            left -= len(ways)
            for said, settled in ways:
                found = cases.answer_for(assess(settled), credential)
                keys = tuple(q.key for q in alike)
                yield Trial(alike[0].kind, keys, said, found.verdict, found.gap, found.gap_unit)


def _settled(
    case: Case, license_: str, alike: tuple[Question, ...], asked: dict[str, FactQuestion], approvals: frozenset[str]
) -> Iterator[tuple[str, Case]]:
    """The answers that can be tried, each in a word, with the case in which it was given."""
    first = alike[0]
    if first.kind == "line" and first.text in approvals:
        ids = {q.key for q in alike}
        for said, approved in (("yes", True), ("no", False)):
            lines = tuple(replace(one, approved=approved) if one.id in ids else one for one in case.ledger)
            yield said, replace(case, ledger=lines)
    elif first.kind == "fact" and first.key in asked:
        for said, value in _answers(asked[first.key]):
            yield said, case.answering(license_, first.key, value)


def _answers(question: FactQuestion) -> Iterator[tuple[str, FactValue]]:
    if question.type == "yes/no":
        yield from (("yes", True), ("no", False))
    elif question.type == "choice" and len(question.choices) <= _MOST_CHOICES:
        yield from ((f"“{title}”", value) for value, title in question.choices)
