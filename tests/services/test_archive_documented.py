"""`docs/archive-format.md` names every field that is written, and no other."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import full_nouns

from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.credential import Basis, ClosedCycle, Credential, Cycle, Holding
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.periods import Period
from stemtracker.services import (
    activities,
    credentials,
    educators,
    evidence,
    exports,
    history,
    keeping,
    vocabularies,
)
from stemtracker.services.workspace import Workspace

DAY = date(2024, 1, 1)
PAGE = Path(__file__).parents[2] / "docs" / "archive-format.md"


def fill(ws: Workspace, activity: Any) -> None:
    """Something of every kind."""
    person = Educator(
        name="Ana",
        former_names=(Name("Ana Old"),),
        emails=(Email("ana@example.org"),),
        identifiers=(Identifier("TEA", "ID", "1"),),
        positions=(Position("Teacher"),),
    )
    educators.save(ws, person)
    series, _ = activities.save_series(ws, "Year one")
    shares, steps = (TopicShare("stem", Decimal(30)),), (Step(Status.ATTENDED, DAY),)
    activities.save(ws, activity("a", series_id=series, topics=shares, steps=steps))
    credentials.add(ws, Credential(id="c", title="License", pack_id="generic"), date(2030, 1, 1), {}, start=DAY)
    credentials.set_facts(ws, "c", {"text": "x"})
    span = Period(DAY, DAY)
    then = Holding(credential_id="c", pack_id="generic", period=span, facts={"text": "x"})
    closed = ClosedCycle(
        pack_id="generic",
        pack_hash="",
        period=span,
        filed_on=DAY,
        verdict="met",
        basis=Basis(licenses=(then,), overlays=(("o", ""),)),
    )
    credentials.save_cycle(ws, Cycle(id="old", credential_id="c", start=date(2023, 1, 1), expiry=DAY, closed=closed))
    credentials.pin(ws, "a", "c", "")
    vocabularies.add_topic(ws, "Own")
    for one in (*full_nouns.people(), *full_nouns.work("a", "c")):
        keeping.save(ws, one)
    evidence.attach_bytes(ws, "a", "Plan.txt", b"one", "plan")
    evidence.attach_bytes(ws, "a", "Plan.txt", b"two", "plan")
    history.undo(ws)


def parts(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the file under the name that the page gives it."""
    yield "the object itself", told
    for name in ("record", "educator"):
        yield name, told[name]
    for name in ("former_names", "emails", "identifiers", "positions"):
        yield f"one of {name}", told["educator"][name][0]
    for name in [
        *("credentials", "cycles", "facts", "activities", "series", "pins", "vocabulary", "rule_texts"),
        *("memberships", "contacts", "exchanges", "pairings", "leadership_roles", "contributions", "effects", "goals"),
        "preparations",
        *("unused_bytes", "log"),
    ]:
        for one in told[name]:
            yield f"one of {name}", one
    for cycle in told["cycles"]:
        if cycle["closed"]:
            yield "closed", cycle["closed"]
            yield "period", cycle["closed"]["period"]
            yield "basis", cycle["closed"]["basis"]
            for one in cycle["closed"]["basis"]["licenses"]:
                yield "one of licenses", one
                yield from (("one of facts", fact) for fact in one["facts"])
    (activity,) = told["activities"]
    yield "measure", activity["measure"]
    yield "one of topics", activity["topics"][0]
    yield "one of steps", activity["steps"][0]
    yield "one of roles of a membership", told["memberships"][0]["roles"][0]
    yield "one of duties", told["memberships"][0]["duties"][0]
    yield "one of goals of a pairing", told["pairings"][0]["goals"][0]
    yield "one of steps of a goal", told["goals"][0]["steps"][0]
    yield "one of asked of a preparation", told["preparations"][0]["asked"][0]
    yield "one of the list evidence", told["evidence"][0]
    yield "evidence in it", told["evidence"][0]["evidence"]
    for write in told["log"]:
        for change in write["changes"]:
            yield "one of changes", change


def test_the_page_names_every_field_that_is_written_and_no_other(
    ws: Workspace, tmp_path: Path, an_activity: Any
) -> None:
    fill(ws, an_activity)
    exports.archive(ws, tmp_path / "mine.stemarchive")
    with zipfile.ZipFile(tmp_path / "mine.stemarchive") as bundle:
        told = json.loads(bundle.read("record.json"))
    table = PAGE.read_text(encoding="utf-8").split("| part | its fields |")[1].split("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    documented = {part.replace("`", ""): re.findall(r"`([^`]+)`", cell) for part, cell in rows}
    written = dict(parts(told))
    assert {part: list(fields) for part, fields in written.items()} == documented
    assert all(list(found) == documented[part] for part, found in parts(told))
    assert f"`version` is `{told['version']}`" in PAGE.read_text(encoding="utf-8")
