"""What a kind of activity asks for first, so that a form shows only that. Pure, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from stemtracker.domain.hours import HOUR


@dataclass(frozen=True, slots=True)
class Needs:
    """Whether from and to say how much it was, in which unit it is given, and whether it is a course."""

    times: bool = True
    unit: str = HOUR
    course: bool = False


#: Kinds that are not given in hours, and what they are given in.
_UNITS = {
    "course": "semester_credit",
    "publication": "each",
    "book_publication": "each",
    "micro_credential": "each",
    "national_board_component": "each",
    "national_board_certification": "each",
    "exam": "each",
    "performance_assessment": "each",
    "portfolio": "each",
    "pgp": "each",
    "evaluation": "each",
    "classroom_teaching": "year",
    "student_teacher_supervision": "term",
}
_COURSES = frozenset({"course", "teaching_course", "provider_course", "online_course"})
#: Given in hours, but over weeks: one from and to would say nothing.
_SPREAD = frozenset(
    {"provider_course", "online_course", "teaching_course", "independent_study", "work_experience", "internship"}
)


def needs(kind: str) -> Needs:
    """What this kind asks for; a kind of the user's own is taken as a meeting."""
    return Needs(
        times=kind not in _UNITS and kind not in _SPREAD,
        unit=_UNITS.get(kind, HOUR),
        course=kind in _COURSES,
    )
