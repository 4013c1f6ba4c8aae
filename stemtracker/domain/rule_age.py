"""How old a rule text is: told quietly at first, aloud from twelve months on, with what to do.

Neighbor: `assessment.checked` is the day on which a text was last compared with its sources.
"""

from __future__ import annotations

from datetime import date

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.periods import add_years


def seen(answer: Assessment) -> str:
    """The quiet line: "rule text seen Nov 22, 2026"; "" where the day is not known."""
    return f"rule text seen {wording.day(answer.checked)}" if answer.checked else ""


def is_old(answer: Assessment) -> bool:
    """Whether twelve months have gone by since the text was compared with its sources; without any it does not age."""
    return bool(answer.sources) and answer.checked is not None and answer.as_of >= add_years(answer.checked, 1)


def warning(answer: Assessment) -> str:
    """The line for a card: how old the text is; "" while it is not."""
    if answer.checked is None or not is_old(answer):
        return ""
    return f"These rules were last compared with their source {_ago(answer.checked, answer.as_of)} ago."


def advice(answer: Assessment) -> str:
    """The notice: how old the text is and what to do about it; "" while it is not."""
    if not (words := warning(answer)):
        return ""
    return f"{words} Compare them with the source, or install a newer text in Record › Rules."


def told(answer: Assessment) -> str:
    """As a sentence of its own: quiet or aloud, as old as it is; "" where the day is not known."""
    quiet = f"Rule text seen {wording.day(answer.checked)}." if answer.checked else ""
    return advice(answer) or quiet


def _ago(then: date, now: date) -> str:
    months = (now.year - then.year) * 12 + now.month - then.month - (now.day < then.day)
    years, rest = divmod(months, 12)
    said = [f"{n} {wording.units(unit, n)}" for n, unit in ((years, "year"), (rest, "month")) if n]
    return " and ".join(said)
