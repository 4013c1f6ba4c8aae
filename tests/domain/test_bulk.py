"""Records made by columns are those made one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from stemtracker.domain import bulk


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    name: str
    number: int = 3
    notes: dict[str, str] = field(default_factory=dict)


def test_each_record_has_the_values_of_its_row_and_the_defaults_for_the_rest() -> None:
    made = bulk.of_columns(Plain, 3, {"name": ["a", "b", "c"], "number": (1, 2, 5)})
    assert made == [Plain(name="a", number=1), Plain(name="b", number=2), Plain(name="c", number=5)]
    assert bulk.of_columns(Plain, 1, {"name": ["a"]}) == [Plain(name="a")]
    assert bulk.of_columns(Plain, 0, {"name": []}) == []


def test_no_two_records_share_what_is_made_anew_for_each() -> None:
    one, other = bulk.of_columns(Plain, 2, {"name": ["a", "b"]})
    assert one.notes is not other.notes


def test_a_column_that_is_missing_or_short_is_refused() -> None:
    with pytest.raises(TypeError, match="name needs a value"):
        bulk.of_columns(Plain, 1, {})
    with pytest.raises(ValueError, match="name has 1 values for 2 records"):
        bulk.of_columns(Plain, 2, {"name": ["a"]})
