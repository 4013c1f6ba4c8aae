"""The worked examples through the command, as anyone would try them: a table of activities, answers as JSON, no record.

Every eighth of each file, so that all packs, measures and ways to answer pass through the files and back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from example_cases import Example, all_examples, shipped

from stemtracker import cli
from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.credential import Dated
from stemtracker.domain.hours import Measure, plain
from stemtracker.domain.ledger import Line
from stemtracker.exchange import log_csv


def _some() -> Iterator[Example]:
    """Those without earlier renewals, and without words that stand for “not answered”, which a file would leave out."""
    for example in all_examples():
        number = int(example.name.split("-")[1])
        once = len(set(example.packs)) == len(example.packs)
        if (
            number % 8 == 1
            and once
            and not example.history
            and all(_offered(example, *fact) for fact in example.facts.items())
        ):
            yield example


def _offered(example: Example, name: str, value: Any) -> bool:
    specs = [shipped(id_).facts[name] for id_ in example.packs if name in shipped(id_).facts]
    return not isinstance(value, str) or all(spec.type == "choice" and value in spec.choices for spec in specs)


def _exact(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def _activity(line: Line) -> Activity:
    splits = tuple(TopicShare(topic, _exact(amount)) for topic, amount in line.splits.items())
    return Activity(
        id=line.id,
        title=line.title,
        start=line.start,
        end=line.end,
        kind=line.kind,
        role=line.role,
        format=line.format,
        provider_number=line.provider_number,
        approved_by=line.approved_by,
        measure=Measure(line.unit, _exact(line.amount)),
        topics=(*(TopicShare(topic) for topic in sorted(line.tags)), *splits),
        status=line.status,
        approved=line.approved,
        relevant=line.relevant,
        level=line.level,
        answers=tuple(line.answers.items()),
    )


def _written(value: Any) -> Any:
    """An answer as a holder's file has it."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [{"date": v.date.isoformat(), "value": _written(v.value)} if isinstance(v, Dated) else v for v in value]
    return value


@pytest.mark.parametrize("example", list(_some()), ids=lambda e: e.name)
def test_the_command_says_what_the_example_says(
    example: Example, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, holder = tmp_path / "log.csv", tmp_path / "me.json"
    entries = [log_csv.Entry(_activity(line), (), "", {}) for line in example.lines]
    log.write_text(log_csv.text(entries), encoding="utf-8")
    holder.write_text(json.dumps({name: _written(value) for name, value in example.facts.items()}), encoding="utf-8")
    packs = [word for id_ in example.packs for word in ("--pack", id_)]
    filed = ["--filed", example.filing.isoformat()] if example.filing else []
    days = ["--cycle", f"{example.cycle.start}..{example.cycle.end}", "--as-of", example.seen().isoformat()]
    arguments = ["assess", *packs, "--activities", str(log), "--holder", str(holder), *days, *filed, "--json"]
    assert cli.main(arguments) == 0, capsys.readouterr().err
    told = {answer["pack"]: (answer["verdict"], answer["gap"]) for answer in json.loads(capsys.readouterr().out)}
    assert told == {id_: (answer.verdict.value, plain(answer.gap)) for id_, answer in example.assessed().items()}
