"""Small cases of sharing in several readings and worlds: what is worked out for one is not taken for another.

Neighbors: `test_mutants_allocation` has the cases below that, `mutants_allocation.toml` what no case can tell.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.demand import Bucket, Sort, Topic, Want
from stemtracker.rules.pack import Pack
from stemtracker.rules.share_out import share_out

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
HOURS = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
{more}
"""
FLOOR = 'threshold = [ { id = "ten", by = "topic", at_least = 10, scope = "total too" } ]'
EXTRA = '[fact]\nextra = { type = "yes/no", ask = "Extra?" }\n'


def need(amount: int | str) -> str:
    return f'[need]\nrenewal = {{ amount = {amount}, of = "hours" }}\n'


def with_limits(*limits: str) -> str:
    return HOURS.format(more=f"limit = [ {', '.join(limits)} ]")


def together(*packs: Pack, lines: tuple[Line, ...]) -> tuple[Assessment, ...]:
    cycles = {pack.id: CYCLE for pack in packs}
    return assess(Case(packs=packs, ledger=lines, cycles=cycles, today=date(2026, 11, 22), facts={}))


def test_at_worst_an_hour_speaks_for_one_topic_and_at_best_for_all(build: Build, answer: Answer, line: Make) -> None:
    pack = build(need(14), account=HOURS.format(more=FLOOR))
    lines = (line("both", 6, "law", "equity"), line("law", 4, "law"), line("equity", 4, "equity"))
    found = answer(pack, *lines)
    assert (found.verdict, found.root.counted, found.root.possible) == (Verdict.UNKNOWN, 10, 14)


def test_a_limit_that_depends_on_an_answer_holds_in_its_own_world_only(
    build: Build, answer: Answer, line: Make
) -> None:
    limit = '{ id = "talks", match = "kind = talk", at_most = [ { when = "extra", is = 2 }, { is = 5 } ] }'
    pack = build(EXTRA + need(5), account=with_limits(limit))
    talk = line("talk", 6, kind="talk")
    assert answer(pack, talk).verdict == Verdict.UNKNOWN
    assert [answer(pack, talk, extra=extra).root.counted for extra in (True, False)] == [2, 5]


def test_an_unstated_limit_of_one_world_is_not_taken_for_none_in_another(
    build: Build, answer: Answer, line: Make
) -> None:
    for cases in ('{ when = "extra", is = 0 }, { is = "unknown" }', '{ when = "extra", is = "unknown" }, { is = 0 }'):
        limit = f'{{ id = "talks", match = "kind = talk", at_most = [ {cases} ] }}'
        pack = build(EXTRA + need(5), account=with_limits(limit))
        talk = line("talk", 6, kind="talk")
        found = answer(pack, talk)
        assert (found.verdict, found.root.possible) == (Verdict.UNKNOWN, 6)
        open_ = "is = 0 }," in cases
        assert answer(pack, talk, extra=not open_).root.possible == 6
        assert answer(pack, talk, extra=open_).root.possible == 0


def test_each_of_two_licenses_has_its_own_limits(build: Build, line: Make) -> None:
    """An hour serves one of them: of ten hours in talks the first lets four through, the rest is for the second."""
    apart = '[overlap]\nlicenses = { members = ["renewal", "b/renewal"], policy = "split" }\n'
    strict = with_limits('{ id = "talks", match = "kind = talk", at_most = 4 }')
    one, other = build(need(8) + apart, account=strict, id_="a"), build(need(6), id_="b")
    talks = (line("talk", 10, kind="talk"),)
    for packs in ((one, other), (other, one)):
        counted = {found.pack: found.root.counted for found in together(*packs, lines=talks)}
        assert counted == {"a": 4, "b": 6}


def test_what_lifts_a_topic_is_reckoned_for_each_license(build: Build, line: Make) -> None:
    """Nine hours of a topic count from ten on: one more brings them all, whatever else each license lacks."""
    packs = [build(need(amount), account=HOURS.format(more=FLOOR), id_=id_) for amount, id_ in ((20, "a"), (30, "b"))]
    packs[0] = build(
        need(20) + '[overlap]\nlicenses = { members = ["renewal", "b/renewal"], policy = "shared" }\n',
        account=HOURS.format(more=FLOOR),
        id_="a",
    )
    found = together(*packs, lines=(line("law", 9, "law"),))
    assert [one.gap for one in found] == [11, 21]


def test_limits_over_periods_of_every_kind_hold_at_once(build: Build, answer: Answer, line: Make) -> None:
    limits = (
        '{ id = "all", at_most = 9 }',
        '{ id = "year", match = "kind = talk", at_most = 5, per = "year from 07-01" }',
        '{ id = "half", match = "kind = talk", at_most = 3, per = "semester" }',
    )
    days = [date(2023, 8, 1), date(2024, 2, 1), date(2024, 9, 1)]
    talks = [line(str(day), 4, kind="talk", day=day) for day in days]
    found = answer(build(need(20), account=with_limits(*limits)), *talks, line("rest", 4))
    assert found.root.counted == 9
    assert answer(build(need(20), account=with_limits(*limits[1:])), *talks, line("rest", 4)).root.counted == 12


def test_why_two_licenses_have_no_answer_is_said_in_words(build: Build, line: Make) -> None:
    apart = '[overlap]\nlicenses = { members = ["renewal"], policy = "whole" }\n'
    pack = build('[need]\nrenewal = { all = ["total"] }\ntotal = { amount = 10, of = "hours" }\n' + apart)
    first, second = together(pack, pack, lines=(line("a", 20),))
    said = "Can't tell: a whole activity serves one license only, and no way was found to share them so."
    assert [one.node("total").note for one in (first, second)] == [said, said]


def test_more_ways_than_can_be_gone_through_are_said_in_words(build: Build, answer: Answer, line: Make) -> None:
    """Twenty activities of odd lengths, each for one of three needs whole: whether these come out even is not found."""
    luck = random.Random(20)  # noqa: S311 - made-up lengths, no secrets
    minutes = [luck.randrange(1000, 3000) for _line in range(20)]
    third = F(sum(minutes), 180)
    topics = ("law", "equity", "safety")
    needs = "".join(f'{name} = {{ amount = "{third}", of = "hours", match = "topic = {name}" }}\n' for name in topics)
    rows = f"[need]\nrenewal = {{ all = {list(topics)} }}\n{needs}".replace("'", '"')
    pack = build(rows + f'[overlap]\no = {{ members = {list(topics)}, policy = "whole" }}\n'.replace("'", '"'))
    found = answer(pack, *(line(str(at), F(amount, 60), *topics) for at, amount in enumerate(minutes)))
    said = "Can't tell: there are more ways to share these hours out than can be gone through."
    assert found.verdict == Verdict.UNKNOWN
    assert {found.node(name).note for name in topics} == {said}
    assert sum(found.node(name).counted for name in topics) <= 3 * third


def test_the_best_that_was_found_among_too_many_ways_is_told_as_unproven() -> None:
    luck = random.Random(20)  # noqa: S311
    amounts = [F(luck.randrange(1000, 3000)) for _activity in range(20)]
    wants = [Want(id_, 0, sum(amounts) / 3, group="g", whole=True) for id_ in "abc"]
    ids, bound = (frozenset("abc"),), (frozenset[Bucket](),)
    found = share_out([Sort((amount,), ids, bound, activity=at) for at, amount in enumerate(amounts)], wants, {})
    assert found.unproven
    assert 0 < sum(found.counts().values()) <= sum(amounts)


def test_too_many_ways_to_fill_topics_leave_what_is_possible_at_best_and_nothing_sure() -> None:
    """Twenty topics count whole or not at all, under a limit of half of them all that no sum of theirs comes to."""
    luck = random.Random(20)  # noqa: S311
    amounts = [F(luck.randrange(1000, 3000)) for _topic in range(20)]
    topics: list[Topic] = [(0, 0, "topic", f"{at:02}") for at in range(20)]
    half = sum(amounts) // 2 + F(1, 2)
    need, bound = (frozenset({"total"}),), (frozenset({("half",)}),)
    sorts = [Sort((a,), need, bound, frozenset({frozenset({t})})) for a, t in zip(amounts, topics, strict=True)]
    least = dict(zip(topics, amounts, strict=True))
    worst, best = (
        share_out(sorts, [Want("total", 0, half)], {("half",): half}, least, aloud=aloud) for aloud in (False, True)
    )
    assert worst.unproven
    assert worst.count("total") < half
    assert not best.unproven
    assert best.count("total") == half


def test_where_even_a_look_without_topics_is_too_much_nothing_is_told() -> None:
    luck = random.Random(60)  # noqa: S311
    amounts = [F(luck.randrange(1000, 3000)) for _activity in range(60)]
    topic: Topic = (0, 0, "topic", "x")
    wants = [Want(id_, 0, sum(amounts) / 3, group="g", whole=True) for id_ in "abc"]
    ids, bound, held = (frozenset("abc"),), (frozenset[Bucket](),), frozenset({frozenset({topic})})
    sorts = [Sort((amount,), ids, bound, held, activity=at) for at, amount in enumerate(amounts)]
    found = share_out(sorts, wants, {}, {topic: F(1)})
    assert (found.unproven, found.counts()) == (True, {})


def test_topics_of_one_purse_do_not_keep_hours_from_the_other() -> None:
    """Two hours reach their topic in the second purse alone, though the first asks for more than there is."""
    here, there = (0, 0, "topic", "x"), (1, 0, "topic", "x")
    none: frozenset[str] = frozenset()
    held = frozenset({frozenset({here}), frozenset({there})})
    hours = Sort((F(2), F(2)), (none, frozenset({"second"})), (frozenset(), frozenset()), held)
    wants = [Want("total", 0, F(5)), Want("second", 1)]
    found = share_out([hours], wants, {}, {here: F(3), there: F(2)})
    assert (found.counts(), found.unproven) == ({"second": 2}, False)
