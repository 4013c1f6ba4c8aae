"""The mark and the words for where a renewal stands, the same on Home and on the Renewal page."""

from __future__ import annotations

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Verdict

#: The mark of a verdict where nothing is said of time.
VERDICT_MARKS = {Verdict.MET: "met", Verdict.NOT_MET: "at_risk", Verdict.UNKNOWN: "unknown"}
#: Fewer days than this behind an even pace are not worth a warning.
_BEHIND = 7


def state_of(answer: Assessment) -> tuple[str, str]:
    """The name of the mark and the words: late is danger, behind the pace is a warning."""
    if answer.verdict == Verdict.MET:
        return "met", wording.VERDICT[Verdict.MET]
    if answer.verdict == Verdict.UNKNOWN:
        return "unknown", wording.VERDICT[Verdict.UNKNOWN]
    if is_over(answer):
        return "not_met", "Expired, and not met"
    main = answer.headline
    if main.required is None or not main.missing or not main.unit:
        return "at_risk", wording.VERDICT[Verdict.NOT_MET]
    if wording.days_behind(main, answer.cycle, answer.as_of) >= _BEHIND:
        return "at_risk", "Not met yet, behind the pace"
    return "info", "Not met yet, on pace"


def is_over(answer: Assessment) -> bool:
    """Whether the last day of the cycle has gone by: what is missing then can't be made up."""
    return answer.as_of > answer.cycle.end
