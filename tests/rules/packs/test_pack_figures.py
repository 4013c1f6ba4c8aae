"""Sheet against pack, both ways: no number of a sheet is lost, no number of a pack is made up."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from example_cases import PACKS, REPO, RULES, shipped
from pack_changes import leaves, numeric

HERE = Path(__file__).parent
SHEETS = REPO.parent / "shared" / "reference" / "renewal-rules"
FILES = sorted(HERE.glob("figures_*.toml"))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _listed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _raw(pack: str) -> dict[str, Any]:
    return tomllib.loads((RULES / f"{pack}.toml").read_text(encoding="utf-8"))


def _numbers(value: Any) -> set[str]:
    return set(_NUMBER.findall(value if isinstance(value, str) else str(value)))


def _in_pack(pack: str) -> dict[str, set[str]]:
    """Each place of a pack that is reckoned with, and the numbers in it."""
    return {said: found for said, key, value in leaves(_raw(pack)) if (found := _numbers(value)) and numeric(key)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_number_of_the_sheet_stands_in_a_pack_or_is_left_out_for_a_reason(path: Path) -> None:
    listed = _listed(path)
    places = {pack: _in_pack(pack) for pack in listed["packs"]}
    for row in listed["numbers"]:
        if "used" in row:
            pack, place = row["used"].split(" ")
            assert row["is"] in places[pack].get(place, set()), row
        else:
            assert len(row["left_out"]) > 5, row


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_number_of_the_packs_comes_from_the_sheet(path: Path) -> None:
    listed = _listed(path)
    known: dict[str, set[str]] = {}
    for row in listed["numbers"]:
        known.setdefault(row.get("used", ""), set()).add(row["is"])
    for place, row in listed["own"].items():
        known.setdefault(place, set()).update(row["is"])
        assert len(row["why"]) > 5, place
    alike = [place for place, row in listed["own"].items() if row["is"] == ["*"]]
    for pack in listed["packs"]:
        for place, numbers in _in_pack(pack).items():
            full = f"{pack} {place}"
            if not any(full.startswith(f"{start}.") for start in alike):
                assert numbers <= known.get(full, set()), full


def test_an_additional_area_counts_activities_as_the_primary_area_does() -> None:
    primary, additional = _raw("US-MA.primary"), _raw("US-MA.additional")
    assert primary["account"] == additional["account"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
@pytest.mark.skipif(not SHEETS.is_dir(), reason="the fact sheets are not beside this checkout")
def test_the_list_has_every_number_of_the_sheet(path: Path) -> None:
    listed = _listed(path)
    sheet = json.loads((SHEETS / f"{listed['sheet']}.json").read_text(encoding="utf-8"))
    found = list(_sheet_numbers(sheet["credentials"]))
    assert [(row["at"], row["is"]) for row in listed["numbers"]] == found


def _sheet_numbers(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _sheet_numbers(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, str):
        yield from ((path, number) for number in _NUMBER.findall(value.replace(",", "")))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, str(int(value) if float(value).is_integer() else value)


@pytest.mark.skipif(not SHEETS.is_dir(), reason="the fact sheets are not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_sources_are_those_of_the_sheet(path: Path) -> None:
    listed = _listed(path)
    sheet = json.loads((SHEETS / f"{listed['sheet']}.json").read_text(encoding="utf-8"))
    pages = {source["url"]: source for source in sheet["sources"]}
    for pack in listed["packs"]:
        for source in shipped(pack).sources.values():
            assert pages[source.url]["kind"].partition(" (")[0] == source.kind, source
            assert (pages[source.url]["page_date"] or "") == source.date, source


@pytest.mark.parametrize("pack", PACKS)
def test_every_figure_names_its_source(pack: str) -> None:
    """The general pack has no figures of its own: everything in it is asked."""
    raw = _raw(pack)
    if pack == "generic":
        assert "source" not in raw
        return
    for kind in ("figure", "need", "share", "overlap", "window", "deadline"):
        for id_, tables in raw.get(kind, {}).items():
            for table in tables if isinstance(tables, list) else [tables]:
                figures = {"amount", "is", "at_least", "policy", "cases", "within"} & set(table)
                stated = not figures or table.get("src") or table.get("policy") == "unknown"
                assert stated, f"{kind}.{id_}"
    for account in raw.get("account", {}).values():
        for kind in ("earn", "limit", "threshold", "refuse"):
            for table in account.get(kind, []):
                assert table.get("src"), table["id"]


@pytest.mark.parametrize("pack", PACKS)
def test_marks_say_where_a_figure_does_not_rest_on_the_rule_itself(pack: str) -> None:
    """A table that only a secondary page supports must say so."""
    raw = _raw(pack)
    kinds = {id_: source["kind"] for id_, source in raw.get("source", {}).items()}
    tables = [
        *(t for kind in ("need", "share", "figure", "overlap", "window") for t in _each(raw.get(kind, {}))),
        *(t for a in raw.get("account", {}).values() for kind in ("earn", "limit", "refuse") for t in a.get(kind, [])),
        raw["clock"],
    ]
    for table in tables:
        named = table.get("src", [])
        cited = {kinds[id_] for id_ in ([named] if isinstance(named, str) else named)}
        if cited == {"secondary"}:
            assert table.get("mark"), table


def _each(tables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in tables.values():
        yield from table if isinstance(table, list) else [table]


@pytest.mark.parametrize("pack", PACKS)
def test_the_day_of_comparison_is_stated(pack: str) -> None:
    assert shipped(pack).checked == date(2026, 11, 22)
