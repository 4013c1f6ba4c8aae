"""Would an example notice if a figure, a date or a policy of a pack changed? Every change that none notices is listed.

`survivors.toml` names them with the reason; a new survivor, and one that no longer survives, both fail.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from example_cases import PACKS, RULES, all_certificates, all_examples, complaints, vocabulary
from pack_changes import Change, changes

from stemtracker.rules.load import read_pack

SURVIVORS = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))


def _noticed(pack_id: str, change: Change, order: list[int]) -> bool:
    """Whether the checker refuses the change or some example comes out otherwise; `order` learns who notices."""
    pack, _problems = read_pack(change.text, pack_id, vocabulary())
    if pack is None:
        return True
    if any(c.complaints(pack) for c in all_certificates() if c.pack == pack_id):
        return True
    examples = all_examples()
    for index in order:
        if pack_id in examples[index].packs and complaints(examples[index], pack):
            order.remove(index)
            order.insert(0, index)
            return True
    return False


@pytest.mark.parametrize("pack_id", PACKS)
def test_a_changed_pack_is_noticed(pack_id: str) -> None:
    order = list(range(len(all_examples())))
    survived = {change.name for change in changes(RULES / f"{pack_id}.toml") if not _noticed(pack_id, change, order)}
    known = set(SURVIVORS.get(pack_id, {}))
    assert sorted(survived - known) == []
    assert sorted(known - survived) == []


def test_every_survivor_is_explained() -> None:
    assert set(SURVIVORS) <= set(PACKS)
    for reasons in SURVIVORS.values():
        assert all(len(reason) > 20 for reason in reasons.values())
