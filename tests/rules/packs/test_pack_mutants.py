"""Would an example notice if a figure, a date or a policy of a pack changed? Every change that none notices is listed.

`survivors.toml` names them with the reason; a new survivor, and one that no longer survives, both fail.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from example_cases import PACKS, RULES, Example, all_certificates, all_examples, complaints, vocabulary
from pack_changes import Change, changes

from stemtracker.rules.load import read_pack

SURVIVORS = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))


EXAMPLES = all_examples()
CERTIFICATES = all_certificates()
WORDS = [frozenset(re.findall(r"[a-z_]{3,}", f"{e.lines} {e.facts} {e.expect}")) for e in EXAMPLES]
#: In how many examples each word stands.
SPREAD = Counter(word for words in WORDS for word in words)


def _nearest_first(pack_id: str, change: Change) -> list[Example]:
    """The pack's examples, those first that speak of what the change is about in the rarest words."""
    scored = [
        (sum(1 / SPREAD[word] for word in words & change.about), -index)
        for index, (example, words) in enumerate(zip(EXAMPLES, WORDS, strict=True))
        if pack_id in example.packs
    ]
    return [EXAMPLES[-index] for _score, index in sorted(scored, reverse=True)]


#: The examples that noticed a change of a table, the latest first: they are the likeliest to notice another one.
WITNESSES: dict[tuple[str, str], list[Example]] = {}


def _noticed(pack_id: str, change: Change) -> bool:
    """Whether the checker refuses the change or some example comes out otherwise."""
    pack, _problems = read_pack(change.text, pack_id, vocabulary())
    if pack is None:
        return True
    if any(c.complaints(pack) for c in CERTIFICATES if c.pack == pack_id):
        return True
    examples = _nearest_first(pack_id, change)
    if change.name in SURVIVORS.get(pack_id, {}):
        examples = examples[:8]  # all of them were tried when it was listed
    seen = WITNESSES.setdefault((pack_id, change.name.partition(":")[0].rpartition(".")[0]), [])
    examples = [*seen, *(example for example in examples if example not in seen)]
    witness = next((example for example in examples if complaints(example, pack)), None)
    if witness is None:
        return False
    seen[:] = [witness, *(example for example in seen if example is not witness)]
    return True


@pytest.mark.timeout(300)
@pytest.mark.parametrize("pack_id", PACKS)
def test_a_changed_pack_is_noticed(pack_id: str) -> None:
    assert not any(complaints(example) for example in EXAMPLES if pack_id in example.packs)
    survived = {change.name for change in changes(RULES / f"{pack_id}.toml") if not _noticed(pack_id, change)}
    known = set(SURVIVORS.get(pack_id, {}))
    assert sorted(survived - known) == []
    assert sorted(known - survived) == []


def test_every_survivor_is_explained() -> None:
    assert set(SURVIVORS) <= set(PACKS)
    for reasons in SURVIVORS.values():
        assert all(len(reason) > 20 for reason in reasons.values())
