"""A row of a file on its way to becoming an activity. Made by `activities_csv` and `sheets`, judged by the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stemtracker.domain.activity import Activity, Step
from stemtracker.errors import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row gives: values by the activity's field names, only those that the file has a column for.

    `id` is "" where the file gives none. `notes` say in words what was understood how; `problems` why not.
    """

    line: int
    id: str
    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    evidence: frozenset[str] = frozenset()
    pins: Mapping[str, str] = field(default_factory=dict)
    #: The series by its name in the file; a record finds or makes the one of that name.
    series: str = ""
    #: The activity itself, under its own id or a new one; None where a value is missing or wrong.
    made: Activity | None = None

    def activity(self) -> Activity:
        """The activity. Only for a draft without problems."""
        if self.made is None:
            message = f"line {self.line} is no activity"
            raise ValueError(message)
        return self.made

    def onto(self, before: Activity) -> Activity:
        """The activity that was, with what the file gives in its place; what it has no column for stays."""
        values = dict(self.values)
        if "steps" in values:
            values["steps"] = _merged(before.steps, values["steps"])
        if "answers" in values:
            values["answers"] = tuple(sorted({**dict(before.answers), **dict(values["answers"])}.items()))
        return replace(before, **values)


def _merged(before: tuple[Step, ...], given: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps of the file win; a due date, which no column carries, and steps it does not name stay."""
    kept = {step.status: step for step in before}
    for step in given:
        old = kept.get(step.status)
        kept[step.status] = replace(step, due=old.due) if old else step
    return tuple(kept.values())
