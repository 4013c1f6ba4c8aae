"""Finding in the log: words as they are typed, filters, orders; and what a person may type without harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, evidence, history, vocabularies, workspace
from stemtracker.services.activities import LogQuery
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]


def _find(ws: Workspace, text: str = "", **said: object) -> set[str]:
    return set(activities.ids(ws, LogQuery(text=text, **said)))  # type: ignore[arg-type]


@pytest.fixture
def log(ws: Workspace, an_activity: Make) -> Workspace:
    day = date(2026, 3, 1)
    some = [
        an_activity(
            "a",
            title="STEM-Day: Lab Safety",
            provider="Région Académique",
            start=day,
            topics=(TopicShare("engineering"),),
        ),
        an_activity(
            "b",
            title="Algebra I in “real” life",
            start=day + timedelta(days=1),
            status=Status.POSTED,
            network="NSTA PLC",
        ),
        an_activity(
            "c",
            title="Übungen zur Geometrie",
            course="MATH 5301",
            place="Austin",
            kind="course",
            measure=Measure("semester_credit", Decimal(3)),
            start=day - timedelta(days=900),
            description="proof and reasoning",
        ),
        an_activity(
            "d",
            title="Научный семинар",
            private_notes="secret",
            start=day,
            start_time=time(8),
            topics=(TopicShare("equity"),),
        ),
    ]
    activities.save_many(ws, some, "Four")
    return ws


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lab", "a"), ("safety LAB", "a"), ("lab algebra", ""), ("stem-d", "a"), ("STEM day", "a"),
        ("region acad", "a"),
        ("ubung", "c"), ("geo", "c"), ("5301", "c"), ("austin", "c"), ("reasoning", "c"), ("науч", "d"), ("plc", "b"),
        ("engin", "a"), ("equit", "d"), ("secret", ""), ("  ", "abcd"), ("“real”", "b"), ("zzz", ""), ("...", ""),
    ],
)  # fmt: skip
def test_words_as_they_are_typed(log: Workspace, text: str, found: str) -> None:
    assert _find(log, text) == set(found)


@pytest.mark.parametrize(
    "text",
    ['"', '""', "' OR 1=1 --", "a AND", "NEAR(", "title:x", "*", "^lab", "lab*", "-lab", "(lab", "lab\0safety",
     "{a b}: c", "a" * 5000, "x " * 2000, "🧪", "NOT NOT", "%", "_"],
)  # fmt: skip
def test_hostile_words_harm_nothing(log: Workspace, text: str) -> None:
    assert _find(log, text) <= set("abcd")
    assert activities.count(log) == 4


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_anything_may_be_typed(log: Workspace, text: str) -> None:
    assert _find(log, text) <= set("abcd")


def test_search_follows_every_change(log: Workspace) -> None:
    piece, _ = evidence.attach_bytes(log, "b", "Zertifikat Mathe.pdf", b"%PDF-1.4", "certificate")
    assert _find(log, "zertif") == {"b"}
    evidence.update(log, evidence.of_activity(log, "b")[0].__class__(
        **{**{f: getattr(piece, f) for f in piece.__dataclass_fields__}, "title": "Diploma", "activity_id": "c"}
    ))  # fmt: skip
    assert _find(log, "diploma") == {"c"}
    evidence.remove(log, piece.id)
    assert _find(log, "diploma") == set()
    history.undo(log)
    assert _find(log, "diploma") == {"c"}
    activities.delete(log, ["c"])
    assert _find(log, "diploma") == set()
    activities.restore(log, ["c"])
    assert _find(log, "diploma") == {"c"}
    history.undo(log)
    history.undo(log)
    assert _find(log, "diploma") == {"c"}


def test_own_topics_are_found_by_their_titles(log: Workspace, an_activity: Make) -> None:
    id_, _ = vocabularies.add_topic(log, "Drone piloting", broader="engineering")
    activities.save(log, an_activity("e", topics=(TopicShare(id_),)))
    assert _find(log, "drone pil") == {"e"}
    assert _find(log, topic="engineering") == {"a", "e"}


def test_filters(log: Workspace) -> None:
    evidence.attach_bytes(log, "d", "a.txt", b"x", "note")
    day = date(2026, 3, 1)
    assert _find(log, kind="course") == {"c"}
    assert _find(log, status="posted") == {"b"}
    assert _find(log, network="NSTA PLC") == {"b"}
    assert _find(log, evidence=True) == {"d"}
    assert _find(log, evidence=False) == {"a", "b", "c"}
    assert _find(log, topic="equity") == {"d"}
    assert _find(log, topic="stem") == {"a"}
    assert _find(log, since=day) == {"a", "b", "d"}
    assert _find(log, until=day) == {"a", "c", "d"}
    assert _find(log, "a", since=day, until=day, evidence=False) == {"a"}
    credential = Credential(id="x", title="License", pack_id="generic")
    credentials.add(log, credential, date(2026, 3, 1), {}, start=date(2025, 1, 1))
    assert _find(log, cycle_id="x-1") == {"a", "d"}
    assert _find(log, cycle_id="unknown") == set()


def test_orders(log: Workspace) -> None:
    def order(sort: str, descending: bool) -> str:
        return "".join(activities.ids(log, LogQuery(sort=sort, descending=descending)))

    assert order("start", True) == "bdac"
    assert order("start", False) == "cadb"
    assert order("title", False) == "bacd"
    assert order("amount", True)[0] == "c"
    assert order("status", True)[0] == "b"
    assert order("kind", False)[0] == "c"
    assert {*order("evidence", True)} == {*order("provider", False)} == {*order("role", True)} == set("abcd")


def test_by_standing_the_posted_come_first_then_what_has_evidence(log: Workspace) -> None:
    evidence.attach_bytes(log, "c", "a.txt", b"x", "note")
    found = activities.ids(log, LogQuery(sort="standing"))
    assert found == ("b", "c", "d", "a")
    assert activities.ids(log, LogQuery(sort="standing", descending=False)) == ("a", "d", "c", "b")
    standings = [row.standing for row in activities.rows(log, found)]
    assert standings == [Standing.POSTED, Standing.EVIDENCE, Standing.SELF_KEPT, Standing.SELF_KEPT]


def test_totals(log: Workspace) -> None:
    assert activities.totals(log, LogQuery()) == (180, 1)
    assert activities.totals(log, LogQuery(kind="course")) == (0, 1)
    assert activities.totals(log, LogQuery(text="nothing like it")) == (0, 0)


def test_rows_come_in_the_order_asked(log: Workspace) -> None:
    evidence.attach_bytes(log, "d", "a.txt", b"x", "note")
    rows = activities.rows(log, ["d", "gone", "b", "a"])
    assert [row.id for row in rows] == ["d", "b", "a"]
    assert [row.standing for row in rows] == [Standing.EVIDENCE, Standing.POSTED, Standing.SELF_KEPT]
    assert rows[0].evidence_count == 1
    assert rows[2].topics == ("engineering",)
    assert rows[2].measure == Measure.minutes(60)


def test_titles_of_topics_are_learned_anew_when_they_change(log: Workspace) -> None:
    with log.record.maintain() as connection:
        connection.exec_driver_sql("UPDATE topic_title SET title = 'Automata' WHERE topic = 'engineering'")
    workspace.close(log)
    again = workspace.open_record(log.path)
    assert _find(again, "engineering") == {"a"}
    workspace.close(again)
