"""What the sources leave open decides where the verdict is definite once that alone is stated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'


def account(*ways: str, more: str = "", otherwise: str = "none") -> str:
    earn = ", ".join((HOUR, *ways))
    return f'[account.hours]\nunit = "hour"\nwindow = "cycle"\notherwise = "{otherwise}"\nearn = [ {earn} ]\n{more}\n'


def deciding(found: Assessment) -> set[str]:
    assert found.verdict == Verdict.UNKNOWN
    return {q.key for q in found.decides}


ABOUT = """
[need]
renewal = {{ all = ["total"] }}
total = {{ amount = 10, of = "hours" }}
[question]
about = {{ text = "What of it?", touches = ["total", "{table}"] }}
general = {{ text = "And the rest?", touches = ["total"] }}
"""


@pytest.mark.parametrize(
    ("table", "rules", "hours"),
    [
        ("ceu", account('{ id = "ceu", match = "measure = ceu", give = "unknown" }'), (5,)),
        (
            "ceu",
            account('{ id = "ceu", match = "measure = ceu", give = { between = ["1 per ceu", "9 per ceu"] } }'),
            (5,),
        ),
        ("hours", account(otherwise="unknown"), (5,)),
        ("talks", account(more='limit = [ { id = "talks", match = "kind = talk", at_most = "unknown" } ]'), (5, 5)),
        ("once", account(more='same = [ { id = "once", key = "course", policy = "unknown" } ]'), (5, 5)),
        (
            "ten",
            account(more='threshold = [ { id = "ten", by = "topic", at_least = 10, scope = "unknown" } ]'),
            (5, 5),
        ),
    ],
)
def test_a_table_that_is_open_decides_and_what_touches_none_does_not(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, table: str, rules: str, hours: tuple[int, ...]
) -> None:
    lines = [line(f"a{n}", h, "law" if n else "equity", kind="talk", course="c") for n, h in enumerate(hours)]
    lines += [line("ceu", 2, unit="ceu")] if len(lines) == 1 else []
    assert deciding(answer(build(ABOUT.format(table=table), account=rules), *lines)) == {"about"}
    # Without a question about it, what is said in general is all that is left.
    silent = ABOUT.format(table=table).replace("about = ", "# about = ")
    assert deciding(answer(build(silent, account=rules), *lines)) == {"general"}


def test_a_limit_that_cuts_nothing_does_not_decide(build: Build, answer: Answer, line: Make) -> None:
    limit = 'limit = [ { id = "talks", match = "kind = talk", at_most = { between = [3, 6] } } ]'
    ceu = '{ id = "ceu", match = "measure = ceu", give = "unknown" }'
    body = ABOUT.format(table="talks").replace("[question]", '[question]\nceu = { text = "?", touches = ["ceu"] }')
    pack = build(body, account=account(ceu, more=limit))

    def with_talk(hours: int, rest: int) -> set[str]:
        return deciding(answer(pack, line("a", rest), line("b", hours, kind="talk"), line("c", 2, unit="ceu")))

    assert with_talk(3, 5) == {"ceu"}
    assert with_talk(6, 4) == {"about", "ceu"}


def test_whether_one_hour_serves_two_needs_decides_only_where_it_has_to(
    build: Build, answer: Answer, line: Make
) -> None:
    body = """
[need]
renewal = { all = ["law", "equity"] }
law = { amount = 5, of = "hours", match = "topic = law" }
equity = { amount = 5, of = "hours", match = "topic = equity" }
[overlap]
both = { members = ["law", "equity"], policy = "unknown", question = "One hour for both?" }
[question]
ceu = { text = "What is a CEU worth?", touches = ["law", "equity", "ceu"] }
"""
    pack = build(body, account=account('{ id = "ceu", match = "measure = ceu", give = "unknown" }'))
    both = line("b", 5, "law", "equity")
    assert deciding(answer(pack, both)) == {"overlap.both"}
    assert deciding(answer(pack, both, line("c", 1, "law", unit="ceu"))) == {"overlap.both", "ceu"}
    assert deciding(answer(pack, line("a", 5, "law"), line("c", 1, "equity", unit="ceu"))) == {"ceu"}


def test_of_two_that_are_both_needed_each_decides_by_being_nothing(build: Build, answer: Answer, line: Make) -> None:
    """Whether it is met takes both to tell; that it is not, either."""
    ways = [f'{{ id = "{u}", match = "measure = {u}", give = "unknown" }}' for u in ("ceu", "point")]
    body = """
[need]
renewal = { all = ["law", "equity"] }
law = { amount = 5, of = "hours", match = "topic = law" }
equity = { amount = 5, of = "hours", match = "topic = equity" }
[question]
ceu = { text = "What is a CEU worth?", touches = ["ceu"] }
point = { text = "What is a point worth?", touches = ["point"] }
"""
    pack = build(body, account=account(*ways))
    found = answer(pack, line("a", 1, "law", unit="ceu"), line("b", 1, "equity", unit="point"))
    assert deciding(found) == {"ceu", "point"}


def test_where_answers_are_enough_together_the_sources_are_left_alone(build: Build, answer: Answer, line: Make) -> None:
    """Who is retired and has signed is through, whatever a CEU is worth and however much law others need."""
    body = """
[fact]
retired = { type = "yes/no", ask = "Are you retired?" }
signed = { type = "yes/no", ask = "Have you signed?" }
coached = { type = "yes/no", ask = "Have you been a coach?" }
[figure]
asked = { is = { one_of = [5, 10] } }
[need]
renewal = { any = ["by_law", "by_coaching"] }
by_law = { all = ["signature", "law"] }
signature = { fact = "signed" }
law = { amount = "asked", of = "hours", match = "topic = law", when = "not retired" }
by_coaching = { all = ["coach", "equity"] }
coach = { fact = "coached" }
equity = { amount = 10, of = "hours", match = "topic = equity" }
[question]
how_many = { text = "How many?", touches = ["law", "asked"] }
ceu = { text = "What is a CEU worth?", touches = ["equity", "ceu"] }
"""
    pack = build(body, account=account('{ id = "ceu", match = "measure = ceu", give = "unknown" }'))
    assert deciding(answer(pack, line("a", 2, "equity", unit="ceu"), line("b", 7, "law"))) == {"retired", "signed"}


def test_what_is_too_much_to_try_is_named_where_it_is_in_play(build: Build, answer: Answer, line: Make) -> None:
    """Six open answers of a long record: whether a CEU decides is not tried to the end, so it is said that it may."""
    names = [f"f{n}" for n in range(6)]
    facts = "\n".join(f'{name} = {{ type = "yes/no", ask = "{name}?" }}' for name in names)
    body = f"""
[fact]
{facts}
[figure]
asked = {{ is = [ {{ when = "{" and ".join(names)}", is = 11 }}, {{ is = 10 }} ] }}
[need]
renewal = {{ all = ["total"] }}
total = {{ amount = "asked", of = "hours" }}
[question]
ceu = {{ text = "What is a CEU worth?", touches = ["total", "ceu"] }}
talks = {{ text = "How many talks count?", touches = ["total", "talks"] }}
"""
    limit = 'limit = [ { id = "talks", match = "kind = talk", at_most = "unknown" } ]'
    pack = build(body, account=account('{ id = "ceu", match = "measure = ceu", give = "unknown" }', more=limit))
    few, many = (
        answer(pack, line("c", 2, unit="ceu"), *(line(f"a{n}", Fraction(1, 60)) for n in range(count)))
        for count in (2, 200)
    )
    assert (deciding(few), few.others_may_decide) == ({"ceu"}, False)
    assert ("ceu" in deciding(many), "talks" in deciding(many), many.others_may_decide) == (True, False, True)


@pytest.mark.parametrize("pack", ["US-MT.class1_2", "US-MT.class4"])
def test_units_that_the_last_renewal_used_decide_whether_they_count_again(line: Make, pack: str) -> None:
    rules = Library.shipped().pack(pack)
    before = ClosedCycle(
        pack_id=pack,
        pack_hash="",
        period=Period(date(2014, 7, 1), date(2019, 6, 30)),
        filed_on=date(2019, 8, 31),
        verdict=Verdict.MET,
        consumed=(("a", "total", Fraction(30)),),
    )
    lines = [line(id_, 30, day=day, approved=True) for id_, day in (("a", date(2019, 8, 30)), ("b", date(2021, 3, 5)))]
    facts = {"lapsed": False, "first_renewal": False}
    cycle = Period(date(2019, 7, 1), date(2024, 6, 30))
    case = Case(
        packs=(rules,),
        ledger=tuple(lines),
        cycles={pack: cycle},
        today=date(2024, 6, 20),
        facts=facts,
        history=(before,),
    )
    assert deciding(assess(case)[0]) == {"twice"}
    assert assess(replace(case, history=()))[0].verdict == Verdict.MET


def test_a_second_growth_plan_is_no_matter_where_there_is_one(line: Make) -> None:
    pack = "US-WA.teacher"
    cycle = Period(date(2021, 7, 1), date(2026, 6, 30))
    goals = {"has_equity_goal": "yes", "has_stem_goal": "yes"}
    plans = [
        line(f"plan{n}", 1, kind="pgp", unit="each", approved=True, answers=goals, day=date(2023, 5, n + 1))
        for n in range(2)
    ]
    hours = line("h", 75, provider="OSPI", approved=True)
    facts = {"lapsed": False, "board_certified": False, "renews_admin": False, "stem_endorsement": "listed"}

    def found(*lines: Line) -> Assessment:
        rules = Library.shipped().pack(pack)
        case = Case(packs=(rules,), ledger=lines, cycles={pack: cycle}, today=date(2026, 6, 1), facts=facts)
        return assess(case)[0]

    assert deciding(found(plans[0], hours)) == {"overlap.goals"}
    assert "second_plan" in deciding(found(*plans, hours))
