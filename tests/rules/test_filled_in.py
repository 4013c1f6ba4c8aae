"""An empty field that several rules look at: whatever is in it, it is the same for all of them.

Where it holds however the field is filled in, it is known; where it depends on that, it stays open.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
QUESTIONS = """
[fact]
extra = {{ type = "date", ask = "Since when?" }}
shown = {{ type = "yes/no", of = "line", ask = "Shown?"{more} }}
run = {{ type = "choice", of = "line", ask = "Which run?", choices = ["one", "two", "three"] }}
many = {{ type = "number", of = "line", ask = "How many?" }}
tools = {{ type = "list", of = "line", ask = "Which tools?", choices = ["pen", "ink"] }}
{every}
"""
#: Six more questions about an activity.
SIX = "abcdef"
EVERY = "\n".join(f'q{name} = {{ type = "yes/no", of = "line", ask = "{name}?" }}' for name in SIX)
NEED = '[need]\nrenewal = { amount = 9, of = "hours" }\n'


def ways(*matches: str) -> str:
    """An account with some ways to earn, each an hour for an hour."""
    rows = (f'{{ id = "w{at}", match = "{match}", give = "1 per 60 min" }}' for at, match in enumerate(matches))
    return f'[account.hours]\nunit = "hour"\nwindow = "cycle"\notherwise = "none"\nearn = [ {", ".join(rows)} ]\n'


def worth(build: Build, answer: Answer, one: Line, *matches: str, more: str = "") -> str:
    """What an activity counts by these ways to earn: a number, or from what to what."""
    pack = build(QUESTIONS.format(more=more, every=EVERY) + NEED, account=ways(*matches))
    node = answer(pack, one).node("renewal")
    return "-".join(dict.fromkeys((plain(node.counted), plain(node.possible))))


WORDS = [
    ("format = online", {"format": "online"}),
    ("level = graduate", {"level": "graduate"}),
    ("provider = Acme", {"provider": "Acme"}),
    ("provider_number = A1", {"provider_number": "A1"}),
    ("grade = A", {"grade": "A"}),
    ("course = C1", {"course": "C1"}),
    ("approved_by = Acme", {"approved_by": "Acme"}),
    ("approved", {"approved": True}),
    ("shown", {"answers": {"shown": "yes"}}),
    ("run = two", {"answers": {"run": "two"}}),
]


@pytest.mark.parametrize(("rule", "filled"), WORDS, ids=[rule for rule, _filled in WORDS])
def test_it_earns_by_one_way_or_by_the_other(
    build: Build, answer: Answer, line: Make, rule: str, filled: dict[str, object]
) -> None:
    """Of two ways of which either holds one does; by one of them alone it is open, unless it is told."""
    empty = {"approved": None, **dict.fromkeys({"format", "level", "provider", "provider_number", "grade"}, "")}
    one, told = line("a", 2, **empty), line("a", 2, **{**empty, **filled})
    assert worth(build, answer, one, rule, f"not ({rule})") == "2"
    assert worth(build, answer, one, rule) == "0-2"
    assert worth(build, answer, told, rule, f"not ({rule})") == "2"
    assert [worth(build, answer, told, rule), worth(build, answer, told, f"not ({rule})")] == ["2", "0"]


@pytest.mark.parametrize("rule", [rule for rule, _filled in WORDS])
@pytest.mark.parametrize("known", ["{}", "not ({})"])
def test_what_two_ways_ask_alike_may_be_otherwise(
    build: Build, answer: Answer, line: Make, rule: str, known: str
) -> None:
    twice = known.format(rule)
    assert worth(build, answer, line("a", 2, approved=None), twice, f"kind = workshop and {twice}") == "0-2"


def test_it_may_be_what_no_rule_names(build: Build, answer: Answer, line: Make) -> None:
    assert worth(build, answer, line("a", 2, format=""), "format = online", "format = in_person") == "0-2"
    every = ("run = one", "run = two", "run = three")
    assert worth(build, answer, line("a", 2), *every) == "2"
    assert worth(build, answer, line("a", 2), *every[:2]) == "0-2"


def test_no_number_is_filled_in_and_no_list_of_which_several_may_hold(build: Build, answer: Answer, line: Make) -> None:
    assert worth(build, answer, line("a", 2), "many < 3", "many >= 3") == "0-2"
    assert worth(build, answer, line("a", 2), "tools = pen", "tools = ink") == "0-2"


def test_a_field_that_is_compared_in_size_is_not_filled_in(build: Build, answer: Answer, line: Make) -> None:
    assert worth(build, answer, line("a", 2, level=""), "level >= 8", "level < 8") == "0-2"


@pytest.mark.parametrize(
    ("more", "kind", "counted"),
    [
        (', match = "kind = talk"', "talk", "2"),
        # It is not asked of this one, or nobody can tell whether it is: it is no more than unknown.
        (', match = "kind = talk"', "study", "0-2"),
        (', match = "end >= extra"', "talk", "0-2"),
    ],
)
def test_only_what_is_asked_of_an_activity_is_filled_in(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, more: str, kind: str, counted: str
) -> None:
    assert worth(build, answer, line("a", 2, kind=kind), "shown", "not shown", more=more) == counted


@pytest.mark.parametrize(("asked", "counted"), [(SIX[:5], "2"), (SIX, "0-2")])
def test_with_too_many_ways_to_fill_it_in_each_field_is_looked_at_alone(
    build: Build, answer: Answer, line: Make, asked: str, counted: str
) -> None:
    """Five questions have 32 answers, six have 64."""
    every = " and ".join(f"q{name}" for name in asked)
    assert worth(build, answer, line("a", 2), every, f"not ({every})") == counted


def test_what_one_rule_alone_asks_for_is_not_filled_in(build: Build, answer: Answer, line: Make) -> None:
    """So five questions that two rules ask are not one too many for a sixth that one of them asks."""
    five = " and ".join(f"q{name}" for name in SIX[:5])
    assert worth(build, answer, line("a", 2), "qf", five, f"not ({five})") == "2"


def test_words_that_no_rule_tells_apart_are_filled_in_once(build: Build, answer: Answer, line: Make) -> None:
    rule = f"course in ({', '.join(f'C{number}' for number in range(40))})"
    assert worth(build, answer, line("a", 2), rule, f"not ({rule})") == "2"
    four = " and ".join(f"q{name}" for name in SIX[:4])
    assert worth(build, answer, line("a", 2), f"{rule} and {four}", f"not ({rule} and {four})") == "2"
    apart = f"{rule} and course = C1 and {four}"
    assert worth(build, answer, line("a", 2), apart, f"not ({apart})") == "0-2"


def test_what_one_rule_refuses_the_other_does_not_count(build: Build, answer: Answer, line: Make) -> None:
    """Online it is refused, and else it does not fit: it never counts."""
    refuse = 'refuse = [ { id = "r", match = "format = online", reason = "Not online." } ]\n'
    need = '[need]\nrenewal = { amount = 9, of = "hours", match = "format = online" }\n'
    found = answer(build(need, account=ways("measure = time") + refuse), line("a", 2, format=""))
    assert (found.node("renewal").counted, found.node("renewal").possible) == (0, 0)
    other = need.replace("format = online", "format = in_person")
    found = answer(build(other, account=ways("measure = time") + refuse), line("a", 2, format=""))
    assert (found.node("renewal").counted, found.node("renewal").possible) == (0, 2)


def test_what_is_known_of_a_line_stays_as_it_is(build: Build, answer: Answer, line: Make) -> None:
    """An answer is kept where another question is filled in."""
    one = line("a", 2, answers={"run": "two"})
    assert worth(build, answer, one, "shown and run = two", "not shown and run = two") == "2"
    assert worth(build, answer, one, "shown and run = one", "not shown and run = one") == "0"
