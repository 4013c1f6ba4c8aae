"""No cell that leaves the program is a formula to a spreadsheet, and every text comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.exchange.cells import guard, unguard

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize("sign", [*SIGNS, "\t", "\r", "\n", "\0"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\t", "\ufeff", "\u200b", " \v"])
def test_what_a_spreadsheet_would_run_is_made_text(before: str, sign: str) -> None:
    assert guard(f"{before}{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["", "-5", "+2.50", "Lab", "a=b", "'tis", "2026-03-01", "–", " two"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


@given(st.text(st.sampled_from(f"'{SIGNS}\t\r\n\0 5.\ufeff\u200b\u00a0x"), max_size=6) | st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
