"""A rule text is told quietly at first, aloud from twelve months on, with what to do."""

from dataclasses import replace
from datetime import date

from made_answers import amount, answer

from stemtracker.domain import rule_age
from stemtracker.domain.assessment import Verdict

SEEN = replace(answer(Verdict.MET, amount("hours", 60, 60)), checked=date(2025, 6, 1))


def test_up_to_the_day_before_a_year_is_over_it_is_quiet() -> None:
    young = replace(SEEN, as_of=date(2026, 5, 31))
    assert rule_age.seen(young) == "rule text seen Jun 1, 2025"
    assert rule_age.warning(young) == rule_age.advice(young) == ""


def test_from_twelve_months_on_it_says_how_old_and_what_to_do() -> None:
    assert rule_age.warning(replace(SEEN, as_of=date(2026, 6, 1))) == (
        "These rules were last compared with their source 1 year ago."
    )
    old = replace(SEEN, as_of=date(2027, 8, 15))
    assert rule_age.advice(old) == (
        "These rules were last compared with their source 2 years and 2 months ago. "
        "Compare them with the source, or install a newer text in Record › Rules."
    )


def test_without_a_day_nothing_is_said() -> None:
    assert rule_age.seen(replace(SEEN, checked=None)) == rule_age.advice(replace(SEEN, checked=None)) == ""


def test_rules_without_a_source_do_not_age() -> None:
    assert rule_age.advice(replace(SEEN, as_of=date(2030, 1, 1), sources=())) == ""
