"""Numbers and names in a holder's file that would take the computer's time or memory are refused at once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from decimal import Decimal

import pytest

from stemtracker.errors import Refused
from stemtracker.exchange import history_json, holder_json


@dataclass(frozen=True)
class Asked:
    name: str
    type: str
    choices: tuple[str, ...] = ()


@pytest.mark.parametrize("number", ["1e-999999999", "1e999999999", "1e999999999999999999999", "-1e-4000"])
@pytest.mark.parametrize("type_", ["number", "dated"])
def test_a_number_with_more_digits_than_anyone_counts(number: str, type_: str) -> None:
    value = number if type_ == "number" else f'[{{"date": "2026-01-01", "value": {number}}}]'
    with pytest.raises(Refused, match="no number that can be counted with"):
        holder_json.facts(f'{{"hours": {value}}}'.encode(), [Asked("hours", type_)])


def test_numbers_as_people_write_them_are_taken() -> None:
    values, _ = holder_json.facts(b'{"a": 12.50, "b": 1.5e2, "c": 0.000000000001}', [Asked(n, "number") for n in "abc"])
    assert values == {"a": Decimal("12.5"), "b": 150, "c": Decimal("1e-12")}


@pytest.mark.parametrize("number", ["1e999999999999999999999", "1e-999999999"])
def test_a_history_with_such_a_number(number: str) -> None:
    one: dict[str, object] = {"pack_id": "x", "pack_hash": "", "filed_on": "2020-01-01", "verdict": "met"}
    one |= {"period": {"start": "2019-01-01", "end": "2020-01-01"}, "carried": [["hours", "NUMBER"]]}
    with pytest.raises(Refused, match="history"):
        history_json.cycles(json.dumps([one]).replace('"NUMBER"', number).encode())


def test_many_names_of_which_two_are_the_same_take_no_time() -> None:
    names = [f'"n{n}": 1' for n in range(60_000)]
    began = time.process_time()
    with pytest.raises(Refused, match="“n59999” stands twice"):
        holder_json.load(("{" + ",".join([*names, names[-1]]) + "}").encode(), "holder")
    assert time.process_time() - began < 5
