"""The worked examples come out as they say; every pack has some, and each says what it is about."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from example_cases import EXAMPLES, PACKS, Example, all_certificates, all_examples, complaints, shipped

from stemtracker.domain.hours import plain
from stemtracker.rules.clock import next_cycle, propose_cycle

CASES = all_examples()
CERTIFICATES = all_certificates()


@pytest.mark.parametrize("example", CASES, ids=lambda e: e.name)
def test_an_example_comes_out_as_it_says(example: Example) -> None:
    assert complaints(example) == []


@pytest.mark.parametrize("example", CASES, ids=lambda e: e.name)
def test_what_counted_can_be_added_up(example: Example) -> None:
    for answer in example.assessed().values():
        for node in answer.nodes:
            counted = sum((line.counted_at(node.id) for line in answer.lines), Fraction(0))
            if node.kind == "amount" and node.applies is not False:
                assert counted == node.counted, f"{node.id}: {plain(counted)} instead of {plain(node.counted)}"


@pytest.mark.parametrize("certificate", CERTIFICATES, ids=lambda c: f"{c.pack}-{c.name}")
def test_a_certificate_runs_as_it_says(certificate: object) -> None:
    assert certificate.complaints() == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_has_stories(pack: str) -> None:
    stories = [e.story for e in CASES if pack in e.packs]
    assert len(stories) >= 3
    assert all(len(story) > 15 for story in stories)


def test_the_examples_explain_how_they_are_written() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for word in ("packs", "cycle", "holder", "record", "expect", "still to do", "over total", "needed total", "filing"):
        assert word in text


@pytest.mark.parametrize("pack", [p for p in PACKS if p != "generic"])
def test_every_day_of_five_years_leads_to_a_cycle_of_whole_years(pack: str) -> None:
    """Month ends and leap days included, the days of one certificate follow those of the one before.

    Filed on the day after, so that it holds for those that begin with the filing as well.
    """
    for expiry in (date(2024, 2, 29), date(2025, 2, 28), date(2026, 1, 31), date(2026, 11, 30), date(2027, 12, 31)):
        cycle = propose_cycle(shipped(pack), expiry)
        after = next_cycle(shipped(pack), cycle, filed_on=expiry + timedelta(days=1))
        assert cycle.end == expiry
        assert (after.start - expiry).days == 1
        assert propose_cycle(shipped(pack), after.end).start == after.start
