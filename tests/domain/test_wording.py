"""How a verdict reads: figure first, then what is to do, the pace, the days."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from made_answers import amount, answer

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Deadline, Later, Node, Question, Verdict
from stemtracker.domain.periods import Period

CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))


def _answer(counted: int, verdict: Verdict, *more: Node, today: date = date(2026, 6, 1)) -> Assessment:
    total = Node(
        id="total",
        parent="renewal",
        title="CPE hours",
        kind="amount",
        verdict=Verdict.MET if counted >= 150 else Verdict.NOT_MET,
        required=Fraction(150),
        required_text="150",
        counted=Fraction(counted),
        missing=Fraction(max(0, 150 - counted)),
        unit="CPE hour",
    )
    root = Node(id="renewal", parent="", title="Renewal", kind="all", verdict=verdict)
    return Assessment(
        pack="x",
        pack_title="X",
        pack_hash="0",
        credential="License",
        cycle=CYCLE,
        window=CYCLE,
        filing=None,
        as_of=today,
        verdict=verdict,
        verdict_with_overlay=verdict,
        gap=total.missing,
        gap_unit="CPE hour",
        nodes=(root, total, *more),
        lines=(),
    )


def test_what_is_missing_is_said_with_the_topics_short_and_the_days() -> None:
    dyslexia = Node(
        id="d", parent="renewal", title="Dyslexia", kind="amount", verdict=Verdict.NOT_MET, required_text="some"
    )
    answer = _answer(100, Verdict.NOT_MET, dyslexia)
    assert wording.headline(answer) == "100 of 150 CPE hours"
    assert wording.sentence(answer) == (
        "50 CPE hours to go; short in Dyslexia. You are 13 months behind an even pace. 213 days left."
    )


def test_topics_that_ask_for_more_than_the_total_lacks_are_told() -> None:
    """Sixty of the hours that are there fill no topic: of a hundred asked in topics all are still to do."""
    short = Node(id="law", parent="renewal", title="Law", kind="amount", verdict=Verdict.NOT_MET, required_text="60")
    one = replace(_answer(100, Verdict.NOT_MET, short), gap=Fraction(60))
    assert wording.sentence(one).startswith(
        "60 CPE hours to go: more than the 50 missing in all, because Law asks for more. "
    )
    two = replace(_answer(100, Verdict.NOT_MET, short, replace(short, id="e", title="Ethics")), gap=Fraction(90))
    assert "because Law and Ethics ask for more. " in wording.sentence(two)
    full = replace(_answer(150, Verdict.NOT_MET, short), gap=Fraction(60))
    assert wording.sentence(full).startswith("60 CPE hours to go; short in Law. ")


def test_on_pace_and_met() -> None:
    assert "You are on pace." in wording.sentence(_answer(149, Verdict.NOT_MET))
    assert wording.sentence(_answer(150, Verdict.MET)) == "Everything this renewal asks is met. 213 days left."


def test_enough_hours_but_open_questions_are_counted() -> None:
    answer = replace(_answer(150, Verdict.UNKNOWN), decides=(Question("fact", "dyslexia", "Do you teach …?"),))
    assert wording.sentence(answer) == "1 open question may decide it. 213 days left."


def test_the_last_day_and_after() -> None:
    assert wording.days_left(_answer(1, Verdict.NOT_MET, today=CYCLE.end)) == "Expires today"
    assert wording.days_left(_answer(1, Verdict.NOT_MET, today=date(2027, 1, 1))) == "Expired 1 day ago"
    assert "pace" not in wording.sentence(_answer(1, Verdict.NOT_MET, today=date(2027, 1, 1)))


def test_fractions_are_rounded_down_and_say_so() -> None:
    assert wording.short(Fraction(2, 3)) == "about 0.6"
    assert wording.short(Fraction(27, 4)) == "6.75"
    assert wording.amount(1, "hour") == "1 hour"
    assert wording.amount(Fraction(1, 2), "hour") == "0.5 hours"


def test_spans_are_said_in_units_that_fit() -> None:
    assert [wording.span(d) for d in (1, 13, 14, 60, 90, 365, 730)] == [
        "1 day",
        "13 days",
        "2 weeks",
        "9 weeks",
        "3 months",
        "12 months",
        "2 years",
    ]


def test_a_figure_that_is_still_open_is_never_said_as_none() -> None:
    answer = _answer(100, Verdict.UNKNOWN)
    total = replace(answer.nodes[1], required=None, required_text="150 or 200", missing=Fraction(0))
    open_ = replace(answer, nodes=(answer.nodes[0], total))
    assert open_.headline.id == "total"
    assert wording.headline(open_) == "100 of 150 or 200 CPE hours"
    at_most = replace(open_, nodes=(answer.nodes[0], replace(total, required=Fraction(200))))
    assert wording.headline(at_most) == "100 of 150 or 200 CPE hours", "whatever the bar is drawn against"
    unstated = replace(open_, nodes=(answer.nodes[0], replace(total, required_text="not stated")))
    assert wording.headline(unstated) == "100 CPE hours, of how many is open"


def test_some_training_is_asked_without_a_number() -> None:
    node = replace(_answer(3, Verdict.MET).nodes[1], required=None, required_text="some")
    assert wording.of_required(node) == "3 CPE hours; some are asked"


def test_nothing_asked_is_said_as_such_and_nothing_known_as_open() -> None:
    answer = _answer(0, Verdict.MET)
    none = replace(answer.nodes[1], required=Fraction(0), required_text="0", verdict=Verdict.MET)
    assert wording.headline(replace(answer, nodes=(answer.nodes[0], none))) == "No CPE hours are asked"
    open_ = replace(none, verdict=Verdict.UNKNOWN)
    assert wording.headline(replace(answer, nodes=(answer.nodes[0], open_))) == "0 CPE hours, of how many is open"


def test_a_figure_that_may_be_none_is_told_apart_from_what_counts() -> None:
    answer = _answer(121, Verdict.UNKNOWN)
    total = replace(answer.nodes[1], required=Fraction(100), required_text="0 to 100", missing=Fraction(0))
    asked = (Question("fact", "retired", "Are you retired?"),)
    open_ = replace(answer, nodes=(answer.nodes[0], total), questions=asked, decides=asked)
    assert wording.headline(open_) == "121 CPE hours; up to 100 are asked"
    said = "How many are asked depends on your answers. 1 open question may decide it."
    assert wording.sentence(open_).startswith(said)
    unstated = replace(total, required=Fraction(0), required_text="0 or more")
    assert wording.headline(replace(open_, nodes=(answer.nodes[0], unstated))) == "121 CPE hours; 0 or more are asked"


def test_things_done_once_are_counted_as_activities_and_have_no_pace() -> None:
    answer = _answer(0, Verdict.NOT_MET)
    count = replace(answer.nodes[1], kind="count", unit="", title="Lessons", required=Fraction(2), missing=Fraction(2))
    found = replace(answer, nodes=(answer.nodes[0], count))
    assert wording.headline(found) == "0 of 2 activities"
    assert "pace" not in wording.sentence(found)
    assert wording.days_behind(count, CYCLE, found.as_of) == 0
    assert wording.expected(count, CYCLE, found.as_of) is None


def test_what_has_no_unit_is_named() -> None:
    answer = _answer(0, Verdict.NOT_MET)
    count = replace(answer.nodes[1], kind="count", unit="", title="Lessons", required=Fraction(2), missing=Fraction(2))
    assert "2 to go in “Lessons”." in wording.sentence(replace(answer, nodes=(answer.nodes[0], count)))


def test_no_pace_is_told_of_what_is_in_question() -> None:
    said = wording.sentence(answer(Verdict.UNKNOWN, amount("hours", 60, 0, 60)))
    assert "60 hours to go at worst" in said
    assert "pace" not in said


def test_what_time_brings_is_told_with_why() -> None:
    turns = Later(date(2026, 9, 2), Verdict.NOT_MET)
    eve = Deadline(date(2026, 9, 1), "Last day", "ages_out", "hours", amount=Fraction(6))
    before = replace(eve, on=date(2026, 8, 1), amount=Fraction(3))
    met = answer(Verdict.MET, amount("hours", 60, 62), later=turns, deadlines=(before, eve), open=True)
    assert wording.if_later(met) == (
        "If you file on Sep 2, 2026 or later, this would be “not met”: 6 hours are too old by then."
    )
    single = replace(met, deadlines=(replace(eve, amount=Fraction(1)),))
    assert "1 hour is too old by then" in wording.if_later(single)
    better = replace(met, verdict=Verdict.NOT_MET, later=Later(date(2026, 9, 2), Verdict.MET), deadlines=())
    assert wording.if_later(better) == (
        "If you file on Sep 2, 2026 or later, this would be “met”: other rules hold by then."
    )
    unsure = replace(met, later=Later(date(2026, 9, 2), Verdict.UNKNOWN))
    assert "this could no longer be told: 6 hours" in wording.if_later(unsure)
    assert wording.if_later(replace(met, later=None)) == ""


def test_that_nothing_more_can_be_earned_is_told_while_it_matters() -> None:
    ended = Period(date(2022, 1, 1), date(2026, 4, 30))
    late = answer(Verdict.NOT_MET, amount("hours", 60, 50), window=ended, open=False)
    assert wording.too_late(late) == (
        "The days that count ended on Apr 30, 2026: what you do now does not count for this renewal."
    )
    for other in (
        replace(late, open=True),
        replace(late, verdict=Verdict.MET),
        replace(late, as_of=date(2027, 1, 1)),  # the sentence says that it expired
    ):
        assert wording.too_late(other) == ""


def test_what_is_asked_alike_of_many_activities_is_one_question() -> None:
    asked = tuple(Question("line", f"a{n}", "Was it approved?", ("hours",), decides=True) for n in range(9_000))
    fact = Question("fact", "board", "Do you hold a board certificate?", ("hours",), decides=True)
    found = answer(Verdict.UNKNOWN, amount("hours", 60, 60, 70), decides=(*asked, fact))
    assert wording.deciding(found) == 2
    assert "2 open questions may decide it." in wording.sentence(found)


def test_a_unit_is_said_as_its_number_asks_however_it_is_given() -> None:
    assert [wording.units(unit, 1) for unit in ("hour", "hours", "PDPs", "")] == ["hour", "hour", "PDP", ""]
    assert [wording.units(unit, 2) for unit in ("hour", "hours", "PDPs", "")] == ["hours", "hours", "PDPs", ""]
