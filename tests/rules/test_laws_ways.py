"""Laws: all that an answer shows speaks of one way through the choices; other ways are shown as if one went them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from naive_compare import told
from shipped_records import PACKS, answered, record
from small_packs import Read, Small, again, dice, reader, small

from stemtracker.domain.assessment import Assessment, Node, Role, Verdict
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library
from stemtracker.rules.pack import Pack

F = Fraction
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
ROOTS = frozenset({"another way", "k of n", "any"})


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def nested(seed: int, read: Read) -> Small:
    """A small case whose needs stand in a tree of choices, two levels of them at most."""
    one = small(seed, read, ROOTS)
    random = dice(f"tree {seed}")
    found = re.search(r"^renewal = \{ all = (\[.*\]) \}$", one.text, re.M)
    assert found
    members = re.findall(r'"(\w+)"', found[1])
    rows = list(tree(members, random))
    return again(one, read, text=one.text.replace(found[0], "\n".join(rows)))


def tree(members: list[str], random: Random) -> Iterator[str]:
    """A root over groups of the needs, and one that asks for a fact."""
    members = [*members, "of_holder"]
    random.shuffle(members)
    groups = [members[at::3] for at in range(3)]
    names = []
    for number, group in enumerate(groups):
        if len(group) < 2:
            names += group
            continue
        names.append(f"g{number}")
        yield f"g{number} = {{ {random.choice(('all', 'any', 'any'))} = {written(group)} }}"
    yield 'of_holder = { fact = "held" }'
    some = random.choice(("all", "any", "any", "two"))
    yield f"renewal = {{ {'any' if some == 'two' else some} = {written(names)}{', k = 2' if some == 'two' else ''} }}"


def written(names: Sequence[str]) -> str:
    """As a list of the rule language."""
    return str(list(names)).replace("'", '"')


# what is shown of a tree


def members_of(found: Assessment, node: Node) -> list[Node]:
    """Those that the verdict is made of."""
    below = [n for n in found.children(node.id) if n.role == Role.REQUIRED and n.applies is not False]
    return [n for n in below if n.verdict is not None]


def says_so(found: Assessment, node: Node) -> bool:
    """Whether it is told that its hours count elsewhere."""
    return node.aside and any("count elsewhere now" in n.note for n in found.below(node.id))


def of_all(members: Sequence[Node]) -> Verdict:
    """The worst of them."""
    verdicts = {n.verdict if n.applies or n.verdict == MET else OPEN for n in members}
    return NOT_MET if NOT_MET in verdicts else OPEN if OPEN in verdicts else MET


def of_some(members: Sequence[Node], k: int) -> Verdict:
    """At least so many of them."""
    verdicts = [n.verdict if n.applies or n.verdict == NOT_MET else OPEN for n in members]
    met, open_ = verdicts.count(MET), verdicts.count(OPEN)
    return MET if met >= k else NOT_MET if met + open_ < k else OPEN


def wrong_verdicts(found: Assessment, pack: Pack, *, one_world: bool) -> list[str]:
    """Where a need does not follow from those shown below it. Over several worlds it may be surer than they are."""
    wrong = []
    for node in found.nodes:
        members = members_of(found, node)
        if node.applies is False or not members or node.kind not in {"all", "each", "any"}:
            continue
        if node.kind == "any":
            k = pack.needs[node.id.partition("/")[0]][0].k
            other = [n for n in members if says_so(found, n)]
            follows = {of_some([replace(n, verdict=v) if n in other else n for n in members], k) for v in Verdict}
        else:
            follows = {of_all(members)}
        surer = not one_world and OPEN in follows
        if node.verdict not in follows and not surer:
            below = [(n.id, n.verdict, n.applies, n.aside) for n in members]
            wrong.append(f"{node.kind} {node.id} {node.verdict}, of {below}")
    return wrong


def counted_twice(found: Assessment, pack: Pack) -> list[str]:
    """Lines that count twice on the answer's way where an hour may count once."""
    pairs: set[tuple[str, ...]] = set()
    for rule in pack.overlaps:
        if rule.policy in ("split", "whole", "unknown") and rule.when is None and rule.span is None:
            pairs |= set(combinations(rule.members, 2))
    pairs |= {(id_, need.on_top) for id_, texts in pack.needs.items() for need in texts if need.on_top in pack.needs}
    on_it = {n.id for n in found.on_the_way if n.kind == "amount" and n.applies}
    return [
        f"{line.id} at {pair}"
        for line in found.lines
        for pair in pairs
        if on_it >= set(pair) and sum((line.counted_at(id_) for id_ in pair), F(0)) > line.offered
    ]


def wrong_ways(found: Assessment) -> list[str]:
    """Where what is told of a way is not what its needs say."""
    wrong = []
    for way in found.alternatives:
        node = found.node(way.node)
        if way.verdict != (OPEN if node.applies is None and node.verdict == MET else node.verdict or MET):
            wrong.append(f"way {way.node} {way.verdict}, the need {node.verdict}")
        if way.verdict == MET and way.gaps:
            wrong.append(f"way {way.node} is met and lacks {way.gaps}")
        units = [unit for _gap, unit in way.gaps]
        if len(set(units)) < len(units):
            wrong.append(f"way {way.node} lacks {way.gaps}")
    return wrong


def settled(one: Small) -> bool:
    """Whether there is but one world."""
    return "one_of" not in one.text and set(one.case.facts) == {"extra", "years", "held", "tier"}


@pytest.mark.parametrize("first", range(70_000, 70_600, 100))
def test_what_is_shown_of_a_tree_of_choices_fits_together(read: Read, first: int) -> None:
    for seed in range(first, first + 100):
        one = nested(seed, read)
        found = assess(one.case)[0]
        wrong = wrong_verdicts(found, one.pack, one_world=settled(one)) + wrong_ways(found)
        wrong += counted_twice(found, one.pack) if settled(one) else []
        assert wrong == [], f"case {seed}: {wrong}\n{told(one)}"


@pytest.mark.parametrize("pack", PACKS)
def test_what_is_shown_under_a_shipped_pack_fits_together(pack: str) -> None:
    rules = Library.shipped().pack(pack)
    for seed in range(6):
        open_ = record(rules, dice(f"{pack} {seed}"), lines=14)
        for case, one_world in ((open_, False), (answered(open_, dice(seed)), False)):
            found = assess(case)[0]
            assert wrong_verdicts(found, rules, one_world=one_world) + wrong_ways(found) == [], seed
            assert counted_twice(found, rules) == [], seed
