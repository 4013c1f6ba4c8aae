"""An answer as plain text: verdict, figures, every line with its reasons, what is open, the sources."""

from datetime import date
from fractions import Fraction

from made_answers import amount, answer, line

from stemtracker.domain import explanation
from stemtracker.domain.assessment import Node, Question, Reason, Role, Verdict

DAYS = {"a": date(2025, 3, 4), "b": date(2025, 10, 4)}
DUTY = Node(id="report", parent="renewal", title="Hours are reported", kind="fact", role=Role.DUTY, verdict=None)
FOUND = answer(
    Verdict.UNKNOWN,
    amount("hours", 60, 48, 54, note="Open until Dec 31, 2026."),
    amount("ethics", 3, 3, touched_by_overlay=True),
    DUTY,
    lines=(
        line("b", 6, Reason("hours", Fraction(6), "doubtful", "can’t tell whether it was approved", "rule")),
        line("a", 48, Reason("hours", Fraction(48), "counted", "48 hours counted")),
    ),
    decides=(Question("line", "b", "Was it approved?", ("hours",), decides=True),),
    questions=(
        Question("line", "b", "Was it approved?", ("hours",), decides=True),
        Question("source", "fee", "The fee was not seen.", ("ethics",)),
    ),
    notes=("Keep the proof for five years.",),
)


def test_the_whole_answer_as_text() -> None:
    assert explanation.of_credential(FOUND, DAYS) == (
        "My license\n"
        "Rules: My rules\n"
        "As of Jun 1, 2026 · cycle Jan 1, 2022 – Dec 31, 2026\n"
        "\n"
        "Can’t tell yet: 48 of 60 hours. 12 hours to go. You are 5 months behind an even pace. 213 days left.\n"
        "\n"
        "What the renewal asks\n"
        "- Renew my license: Can’t tell yet.\n"
        "  - Hours: Not met yet, 48 of 60 hours, 12 hours missing.\n"
        "  - Ethics: Met, 3 of 3 hours. (changed by your district’s additions)\n"
        "\n"
        "Your employer sees to these\n"
        "- Hours are reported: Nothing to decide.\n"
        "\n"
        "What counts\n"
        "- Mar 4, 2025 · Activity a · 48 hours\n"
        "    Hours: 48 hours counted\n"
        "\n"
        "What does not count\n"
        "- Oct 4, 2025 · Activity b · 6 hours\n"
        "    Hours: can’t tell whether it was approved\n"
        "\n"
        "What is open\n"
        "- May decide: Was it approved? (Activity b)\n"
        "- The fee was not seen.\n"
        "\n"
        "To know\n"
        "- Keep the proof for five years.\n"
        "\n"
        "Sources\n"
        "- Rule 12, seen Nov 22, 2026, https://example.org/rule-12\n"
        "Rule text seen May 2, 2026.\n"
        "STEM Tracker is not the state: this is a reading of these rules, from a record its owner keeps.\n"
    )


def test_one_need_has_its_lines_its_questions_and_its_source() -> None:
    told = explanation.of_need(FOUND, FOUND.node("hours"), DAYS)
    assert told.startswith("Hours (My license)\n")
    assert "48 of 60 hours, 12 hours missing" in told
    assert "48 hours count, 6 more are in question; 60 are asked" in told
    assert "    48 hours counted" in told
    assert "Was it approved? (Activity b)" in told
    assert "The fee" not in told
    assert explanation.NOT_THE_STATE in told


def test_a_duty_says_that_it_is_one() -> None:
    assert "Your employer sees to these." in explanation.of_need(FOUND, DUTY, DAYS)


def test_one_activity_has_every_step_with_need_and_source() -> None:
    told = explanation.of_line(FOUND, FOUND.lines[0], DAYS)
    assert told.startswith("Oct 4, 2025 · Activity b · 6 hours (My license)\n")
    assert "- can’t tell whether it was approved · Hours · Rule 12, seen Nov 22, 2026" in told
    assert "- May decide: Was it approved? (Activity b)" in told
