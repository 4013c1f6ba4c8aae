"""An activity in parts, limits on one activity, ways to earn that are open: what each need may take of it.

Six hours, two of them about law and two about equity, and what is said of them: `step amount: text (source)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
NEEDS = """
[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 30, of = "hours" }
law = { amount = 30, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 30, of = "hours", match = "topic = equity", inside = "total" }
"""
PARTS = {"splits": {"law": F(120), "equity": F(120)}}
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
TWICE = '{ id = "law", match = "topic = law", give = "2 per 60 min", src = "rule" }'
REFUSE = '{{ id = "{}", match = "{}", reason = "{}", src = "rule" }}'


def account(*ways: str, limit: str = "", refuse: str = "", otherwise: str = "none", since: str = "attended") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "{otherwise}"
counts_from = "{since}"
earn = [ {", ".join(ways)} ]
limit = [ {limit} ]
refuse = [ {refuse} ]
"""


def bounded(most: str, more: str = "") -> str:
    return f'{{ id = "one", at_most = {most}, per = "line", src = "rule" {more} }}'


def told(found: Assessment) -> list[str]:
    """What became of the activity before it counted: `step amount: text (source)`."""
    reasons = [r for r in found.lines[0].reasons if r.step not in {"counted", "over_cap"}]
    said = [f"{r.step} {plain(r.amount)}: {r.text}" for r in reasons]
    return [f"{text} ({r.source})" if r.source else text for text, r in zip(said, reasons, strict=True)]


def taken(found: Assessment) -> str:
    """What the needs took in all, of law and of equity: a number, or from what to what."""
    nodes = [found.node(id_) for id_ in ("total", "law", "equity")]
    ends = [[plain(n.counted), plain(n.possible)] for n in nodes]
    return " ".join("-".join(dict.fromkeys(both)) for both in ends)


FOUR = "converted 4: 4 h at 1 per 60 min = 4 hours"
SIX = "converted 6: 6 h at 1 per 60 min = 6 hours"
DOUBLE = "converted 4: 2 h at 2 per 60 min = 4 hours (rule)"
OPEN = "can't tell yet: not all is known about it"
APPROVED = "can't tell yet: was it approved?"
CAPPED = "capped 3: at most 3 hours for one activity (rule)"


@pytest.mark.parametrize(
    ("rows", "fields", "needs", "steps"),
    [
        # Each part by the first way that applies to it, those that earn alike together.
        (account(HOUR), PARTS, "6 2 2", [SIX]),
        (account(TWICE, HOUR), PARTS, "8 4 2", [FOUR, DOUBLE]),
        (account(TWICE), PARTS, "4 4 0", ["no_rate 0: time earns nothing here", DOUBLE]),
        # A least length is one of the whole activity.
        (account(TWICE.replace(", src", ', at_least = "6 h", src'), HOUR), PARTS, "8 4 2", [FOUR, DOUBLE]),
        (
            account(HOUR.replace(" }", ', at_least = "7 h" }')),
            PARTS,
            "0 0 0",
            ["floored 0: less than 7 h: nothing counts"],
        ),
        (
            account(TWICE.replace(", src", ', at_least = "7 h", src'), HOUR.replace(" }", ', at_least = "7 h" }')),
            PARTS,
            "0 0 0",
            ["floored 0: less than 7 h: nothing counts", "floored 0: less than 7 h: nothing counts (rule)"],
        ),
        # What was posted is divided as the activity was.
        (
            account(TWICE, HOUR),
            {**PARTS, "status": Status.POSTED, "posted_amount": F(180)},
            "4 2 1",
            [
                "pinned 4: posted as 3 h instead of 6 h",
                "converted 2: 2 h at 1 per 60 min = 2 hours",
                "converted 2: 1 h at 2 per 60 min = 2 hours (rule)",
            ],
        ),
        # Rates that are open, of one part and of all.
        (
            account(TWICE.replace('"2 per 60 min"', '{ between = ["1 per 60 min", "3 per 60 min"] }'), HOUR),
            PARTS,
            "6-10 2-6 2",
            [FOUR, "converted 2: 2 h at 1 to 3 per 60 min = 2 hours (rule)", f"doubtful 4: {OPEN}"],
        ),
        (
            account(
                TWICE.replace('"2 per 60 min"', '{ between = ["0 per 60 min", "2 per 60 min"] }'),
                HOUR.replace('"1 per 60 min"', '{ between = ["0 per 60 min", "1 per 60 min"] }'),
            ),
            PARTS,
            "0-8 0-4 0-2",
            [
                "converted 0: 4 h at 0 to 1 per 60 min = 0 hours",
                "converted 0: 2 h at 0 to 2 per 60 min = 0 hours (rule)",
                f"doubtful 8: {OPEN}",
            ],
        ),
        # A part that is refused, surely or maybe; nothing is left where each is.
        (
            account(HOUR, refuse=REFUSE.format("law", "topic = law", "No law.")),
            PARTS,
            "4 0 2",
            ["refused 0: No law. (rule)", FOUR],
        ),
        (
            account(HOUR, refuse=REFUSE.format("law", "topic = law and not approved", "No law.")),
            PARTS,
            "0-6 0-2 0-2",
            [SIX, f"doubtful 6: {APPROVED}"],
        ),
        (
            account(
                HOUR,
                refuse=", ".join(
                    (REFUSE.format("law", "topic = law", "No law."), REFUSE.format("l", "hours > 1", "No more."))
                ),
            ),
            PARTS,
            "0 0 0",
            ["refused 0: No more. (rule)", "refused 0: No law. (rule)"],
        ),
        # A flat award falls into the topics of the rule, whatever the activity was about.
        (
            account('{ id = "award", give = "12 each", split = { law = 9, equity = 3 } }'),
            PARTS,
            "12 9 3",
            ["converted 12: a flat 12 each = 12 hours"],
        ),
        # A limit on one activity: exact, open, for some only, of a plan, advice alone.
        (account(HOUR, limit=bounded("3")), {"tags": frozenset({"law"})}, "3 3 0", [SIX, CAPPED]),
        (account(HOUR, limit=bounded("6")), {"tags": frozenset({"law"})}, "6 6 0", [SIX]),
        (account(HOUR, limit=bounded("3", ', match = "not approved"')), {}, "3-6 0 0", [SIX, CAPPED]),
        (account(HOUR, limit=bounded("3", ', role = "advice"')), {}, "6 0 0", [SIX]),
        (account(HOUR, limit=bounded("3")), PARTS, "3 1.5 1.5", [SIX]),
        (account(HOUR, limit=bounded("1", ', match = "topic = law"')), PARTS, "5 1 2", [SIX]),
        (
            account(HOUR, limit=bounded("{ between = [2, 4] }")),
            {},
            "2-4 0 0",
            [SIX, "capped 2: how much of one activity counts can't be told (rule)"],
        ),
        (
            account(HOUR, limit=bounded('"unknown"')),
            {},
            "0-6 0 0",
            [SIX, "capped 0: how much of one activity counts can't be told (rule)"],
        ),
        (
            account(HOUR, limit=bounded("3")),
            {"status": Status.PLANNED},
            "0 0 0",
            [SIX, CAPPED, "planned 3: planned: counts once attended"],
        ),
        # A better way that may apply, with another after it, with none, and where nobody says what else is worth.
        (
            account('{ id = "w", match = "approved", give = "2 per 60 min" }', HOUR),
            {},
            "6-12 0 0",
            [SIX, f"doubtful 6: {APPROVED}"],
        ),
        (
            account('{ id = "w", match = "approved", give = "2 per 60 min" }'),
            {},
            "0-12 0 0",
            ["converted 12: 6 h at 2 per 60 min = 12 hours", f"doubtful 12: {APPROVED}"],
        ),
        (
            account('{ id = "w", match = "approved", give = "2 per 60 min" }', otherwise="unknown"),
            {},
            "0-30 0 0",
            ["converted 12: 6 h at 2 per 60 min = 12 hours", f"doubtful 0: {APPROVED}"],
        ),
        (
            account('{ id = "w", match = "measure = ceu", give = "2 per ceu" }', otherwise="unknown"),
            {},
            "0-30 0 0",
            ["no_rate 0: what it is worth here is not stated", "doubtful 0: can't tell yet: its worth is not stated"],
        ),
        (
            account('{ id = "w", match = "measure = ceu", give = "2 per ceu" }', otherwise="unknown"),
            {"unit": "hour"},
            "6 0 0",
            ["converted 6: 6 hours as recorded"],
        ),
        # It counts from a status on; before it may.
        (account(HOUR, since="claimed"), {}, "0-6 0 0", [SIX, "status 6: attended: counts only once claimed"]),
        (account(HOUR, since="posted"), {}, "0-6 0 0", [SIX, "status 6: attended: counts only once posted"]),
        (
            account(HOUR, since="posted"),
            {"status": Status.CLAIMED},
            "0-6 0 0",
            [SIX, "status 6: claimed: counts only once posted"],
        ),
        (account(HOUR, since="claimed"), {"status": Status.CLAIMED}, "6 0 0", [SIX]),
        (account(HOUR, since="claimed"), {"status": Status.POSTED}, "6 0 0", [SIX]),
        (account(HOUR, since="posted"), {"status": Status.POSTED}, "6 0 0", [SIX]),
    ],
)
def test_what_the_needs_take_of_an_activity(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, rows: str, fields: Mapping[str, object], needs: str, steps: list[str]
) -> None:
    fields = dict(fields)
    topics = fields.pop("tags", frozenset())
    assert isinstance(topics, frozenset)
    found = answer(build(NEEDS, account=rows), line("a", 6, *topics, **fields))
    assert (taken(found), told(found)) == (needs, steps)
