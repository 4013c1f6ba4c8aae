"""Reads the worked examples in tests/examples: stories, records and what must come out, for people to read.

How an example is written stands in tests/examples/README.md. Neighbors: `test_pack_examples` runs them,
`test_pack_mutants` asks whether they would notice a changed pack.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Node
from stemtracker.domain.credential import ClosedCycle, Dated
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line, approval
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary, parse
from stemtracker.rules.assess import assess
from stemtracker.rules.clock import next_cycle, propose_cycle
from stemtracker.rules.close import close
from stemtracker.rules.licenses import named, rules_of
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack
from stemtracker.rules.setting import Case, setting_of

REPO = Path(__file__).parents[3]
EXAMPLES = REPO / "tests" / "examples"
RULES = REPO / "resources" / "rules"
PACKS = tuple(sorted(path.stem for path in RULES.glob("*.toml")))
WORDS = {"met": "met", "not_met": "not met", "unknown": "can't tell"}
#: How a unit is written beside an amount, and the unit and factor it stands for.
UNITS = {
    "h": ("minute", 60),
    "min": ("minute", 1),
    "semester": ("semester_credit", 1),
    "quarter": ("quarter_credit", 1),
    "CEU": ("ceu", 1),
    "PDP": ("pdp", 1),
    "CPE": ("cpe", 1),
    "PDU": ("pdu", 1),
    "PLU": ("plu", 1),
    "CLU": ("clu", 1),
    "renewal": ("renewal_credit", 1),
    "points": ("point", 1),
    "piece": ("each", 1),
    "term": ("term", 1),
}


@cache
def vocabulary() -> Vocabulary:
    """The shipped words."""
    return parse((REPO / "resources" / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def shipped(pack_id: str) -> Pack:
    """A shipped pack, which must be free of mistakes."""
    pack, problems = read_pack((RULES / f"{pack_id}.toml").read_text(encoding="utf-8"), pack_id, vocabulary())
    assert pack is not None, problems
    return pack


@dataclass(frozen=True)
class Example:
    """One story with its record and what must come out of it, by pack."""

    name: str
    story: str
    packs: tuple[str, ...]
    cycle: Period
    today: date
    filing: date | None
    facts: Mapping[str, Any]
    lines: tuple[Line, ...]
    expect: Mapping[str, Mapping[str, Any]]
    history: tuple[ClosedCycle, ...] = ()

    def case(self, changed: Pack | None = None) -> Case:
        """What is asked of the rules; `changed` stands in for the shipped pack of its id."""
        packs = tuple(changed if changed and changed.id == id_ else shipped(id_) for id_ in self.packs)
        return Case(
            packs=packs,
            ledger=self.lines,
            cycles=dict.fromkeys(self.packs, self.cycle),
            today=self.seen(),
            facts=self.facts,
            filing=self.filing,
            history=self.history,
        )

    def seen(self) -> date:
        """The day it is looked at: once the last attended line inside the cycle took place."""
        took_place = (line.end for line in self.lines if line.status != Status.PLANNED and line.end <= self.cycle.end)
        return max([self.today, *took_place])

    def assessed(self, changed: Pack | None = None) -> dict[str, Assessment]:
        """The answers by pack; of a second license under the same rules by “pack#2”."""
        case = self.case(changed)
        return {pack.id: answer for pack, answer in zip(named(case.packs), assess(case), strict=True)}


@dataclass(frozen=True)
class Certificate:
    """One certificate with its printed expiry, and the days that follow from it."""

    name: str
    pack: str
    expiry: date
    starts: date
    facts: Mapping[str, Any]
    filed: date
    next_start: date
    #: Where it follows from the pack alone.
    next_expiry: date | None = None

    def complaints(self, changed: Pack | None = None) -> list[str]:
        """What came out otherwise than written."""
        pack = changed if changed and changed.id == self.pack else shipped(self.pack)
        cycle = propose_cycle(pack, self.expiry, self.facts)
        after = next_cycle(pack, cycle, self.filed, facts=self.facts)
        pairs = {
            "starts": (cycle.start, self.starts),
            "next_start": (after.start, self.next_start),
            "next_expiry": (after.end, self.next_expiry),
        }
        return [
            f"{name}: {got} instead of {wanted}" for name, (got, wanted) in pairs.items() if wanted and got != wanted
        ]


def all_certificates() -> tuple[Certificate, ...]:
    """Every certificate of every file."""
    found = []
    for path in sorted(EXAMPLES.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in raw.get("certificate", ()):
            named = {key: value for key, value in row.items() if key not in {"story", "holder"}}
            facts = {name: fact(value) for name, value in row.get("holder", {}).items()}
            found.append(Certificate(pack=raw["packs"][0], facts=facts, **named))
    return tuple(found)


def all_examples() -> tuple[Example, ...]:
    """Every example of every file."""
    return tuple(e for path in sorted(EXAMPLES.glob("*.toml")) for e in _examples(path))


def _examples(path: Path) -> Iterator[Example]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, row in enumerate(raw["example"], 1):
        packs = tuple(row.get("packs", raw["packs"]))
        start, end = row.get("cycle", raw["cycle"])
        expect = row["expect"]
        yield Example(
            name=f"{path.stem}-{number}-{row['name'].replace(' ', '_')}",
            story=row["story"],
            packs=packs,
            cycle=Period(start, end),
            today=row.get("today", raw.get("today", date(2026, 11, 22))),
            filing=row.get("filing"),
            facts={name: fact(value) for name, value in {**raw.get("holder", {}), **row.get("holder", {})}.items()},
            lines=tuple(lines(row.get("record", ""))),
            expect=expect if {rules_of(name) for name in expect} <= set(PACKS) else {packs[0]: expect},
            history=tuple(_closed(packs[0], closed) for closed in row.get("history", ())),
        )


def _closed(pack_id: str, row: Mapping[str, Any]) -> ClosedCycle:
    """A renewal that lies behind: what was used (line, need, amount), what is left for the next, what a career used."""
    start, end = row["cycle"]
    return ClosedCycle(
        pack_id=row.get("pack", pack_id),
        pack_hash="",
        period=Period(start, end),
        filed_on=row.get("filed", end),
        verdict=row.get("verdict", "met"),
        consumed=tuple((line, need, Fraction(amount)) for line, need, amount in row.get("used", ())),
        carried=tuple((account, Fraction(amount)) for account, amount in row.get("carried", {}).items()),
        career=tuple(row.get("career", {}).items()),
    )


def fact(value: Any) -> Any:
    """A fact as the engine takes it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, list):
        return tuple(Dated(v["date"], fact(v["value"])) if isinstance(v, dict) else v for v in value)
    return value


def lines(table: str) -> Iterator[Line]:
    """The rows `day | kind | amount | topics | remarks` of a record."""
    for number, row in enumerate((r for r in table.strip().splitlines() if r.strip()), 1):
        yield _line(f"line{number}", [cell.strip() for cell in row.split("|")])


def _line(id_: str, cells: list[str]) -> Line:
    day, kind, amount, topics, *remarks = cells
    start, _, end = day.partition(" to ")
    number, unit = amount.split()
    name, factor = UNITS[unit]
    tags, splits = set(), {}
    for topic in (t.strip() for t in topics.split(",") if t.strip()):
        word, _, part = topic.partition(":")
        if part:
            splits[word] = Fraction(part) * factor
        else:
            tags.add(word)
    line = Line(
        id=id_,
        title=kind,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end or start),
        kind=kind,
        role="participant",
        unit=name,
        amount=Fraction(number) * factor,
        tags=frozenset(tags),
        splits=splits,
        status=Status.ATTENDED,
    )
    return _remarked(line, [r.strip() for r in "".join(remarks).split(",") if r.strip()])


def _remarked(line: Line, remarks: list[str]) -> Line:
    for remark in remarks:
        key, _, value = remark.partition(" ")
        if remark in {"approved", "not approved"}:
            line = replace(line, approved=remark == "approved")
        elif remark == "unrelated":
            line = replace(line, relevant=False)
        elif remark in Status.__members__.values():
            line = replace(line, status=Status(remark))
        elif key in {"role", "format", "level", "provider_number", "approved_by"}:
            line = replace(line, **{key: value})
        else:
            line = replace(line, answers={**line.answers, key: value})
    return replace(line, approved=approval(line))


def asked(pack: Pack, case: Case) -> str:
    """The questions that the holder is asked, given the answers so far."""
    env = setting_of(pack, replace(case, packs=named(case.packs))).env()
    return ", ".join(name for name, spec in pack.facts.items() if spec.when is None or spec.when.truth(env))


def told(answer: Assessment) -> dict[str, str]:
    """Everything an example may expect, in its words."""
    said = {node.id: _node(node) for node in answer.nodes}
    said |= {f"over {node.id}": plain(node.over_cap) for node in answer.nodes}
    said |= {f"needed {node.id}": node.required_text for node in answer.nodes}
    said |= {f"due {d.title}": d.on.isoformat() for d in answer.deadlines}
    said["verdict"] = WORDS[answer.verdict]
    said["verdict with overlay"] = WORDS[answer.verdict_with_overlay]
    said["still to do"] = plain(answer.gap)
    said["hours count"] = _days(answer.window)
    said["filing"] = _days(answer.filing)
    said["decides"] = ", ".join(sorted({q.key for q in answer.decides}))
    return said


def _carried(pack: Pack, answer: Assessment, case: Case) -> dict[str, str]:
    """What goes over to the next renewal, by account, if this one is closed as it stands."""
    over = dict(close(answer, case, case.filing or answer.cycle.end).carried)
    return {f"carried {account}": plain(over.get(account, Fraction(0))) for account in pack.accounts}


def _days(period: Period | None) -> str:
    return f"{period.start} to {period.end}" if period else ""


def _node(node: Node) -> str:
    if node.applies is False or node.verdict is None:
        return "does not apply"
    word = WORDS[node.verdict]
    if node.kind not in {"amount", "count", "share"}:
        return word
    upto = f" to {plain(node.possible)}" if node.possible != node.counted else ""
    return f"{word}, {plain(node.counted)}{upto}"


def complaints(example: Example, changed: Pack | None = None) -> list[str]:
    """What came out otherwise than the example says."""
    answers, case = example.assessed(changed), example.case(changed)
    found = []
    for pack_id, wanted in example.expect.items():
        pack = next(p for p in case.packs if p.id == rules_of(pack_id))
        said = told(answers[pack_id]) | {"asked": asked(pack, case)}
        if any(key.startswith("carried ") for key in wanted):
            said |= _carried(pack, answers[pack_id], case)
        for key, value in wanted.items():
            got = said.get(key, "nothing")
            if got != str(value):
                found.append(f"{pack_id} {key}: “{got}” instead of “{value}”")
    return found
