"""Each need of each pack was seen met and not met, and away where it may not apply; what can't be says why."""

from __future__ import annotations

import pytest
from example_cases import PACKS
from node_verdicts import explained, gaps


@pytest.mark.parametrize("pack", PACKS)
def test_every_need_was_seen_in_every_verdict_it_can_have(pack: str) -> None:
    known = explained().get(pack, {})
    lacking = {f"{need}: {verdict}" for need, verdicts in gaps().get(pack, {}).items() for verdict in verdicts}
    reasons = {f"{need}: {verdict}" for need, verdicts in known.items() for verdict in verdicts}
    assert sorted(lacking - reasons) == []
    assert sorted(reasons - lacking) == []


def test_what_is_never_seen_has_a_reason() -> None:
    for needs in explained().values():
        for verdicts in needs.values():
            assert all(len(reason) > 20 for reason in verdicts.values())
