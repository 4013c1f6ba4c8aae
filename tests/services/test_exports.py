"""What leaves the record: nothing private in the log, everything in the archive, and a record of it again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import ClosedCycle, Credential, Cycle, Dated
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, credentials, evidence, exports, history, vocabularies, workspace
from stemtracker.services.workspace import Workspace

PERSON = Educator(
    name="Ana Ōʻbrien",
    former_names=(Name("Ana Old", date(2010, 1, 1)),),
    emails=(Email("ana@example.org"),),
    identifiers=(Identifier("TEA", "ID", "123"),),
    positions=(Position("Teacher", "District", "School", "Science", date(2015, 8, 1)),),
)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = workspace.create(tmp_path / "Mine.stemtracker", PERSON)
    yield opened
    workspace.close(opened)


def full(id_: str = "a") -> Activity:
    return Activity(
        id=id_,
        title="=Lab safety",
        start=date(2025, 3, 14),
        end=date(2025, 3, 15),
        kind="workshop",
        format="hybrid",
        start_time=time(9, 30),
        end_time=time(15),
        break_minutes=30,
        zone="America/Chicago",
        measure=Measure.minutes(300),
        topics=(TopicShare("stem"), TopicShare("equity", Decimal(50))),
        status=Status.POSTED,
        steps=(Step(Status.POSTED, date(2025, 4, 1), date(2025, 5, 1), Decimal(280)),),
        approved=True,
        cost=Decimal("12.50"),
        answers=(("final_product", "yes"),),
        description="Open to all",
        private_notes="CANARY note",
    )


def fill(ws: Workspace) -> None:
    series, _ = activities.save_series(ws, "Year one")
    activities.save(ws, replace(full(), series_id=series))
    activities.save(ws, full("b"))
    topic, _ = vocabularies.add_topic(ws, "Maker space")
    activities.save(ws, replace(full("c"), topics=(TopicShare(topic),)))
    license_ = Credential(id="tx", title="Standard", pack_id="US-TX.teacher", areas=("Science",), number="77")
    facts = {"teaches_dyslexia": False, "prorated_hours": Fraction(401, 3), "hire": date(2015, 8, 1)}
    more = {"rated": (Dated(date(2024, 1, 1), "good"), Dated(date(2025, 1, 1), True)), "areas": ("x", "y"), "text": "é"}
    credentials.add(ws, license_, date(2027, 3, 31), {**facts, **more})
    (cycle,) = credentials.cycles(ws, "tx")
    past = ClosedCycle(
        pack_id="US-TX.teacher",
        pack_hash="h",
        period=cycle.period,
        filed_on=date(2022, 3, 1),
        verdict="met",
        consumed=(("b", "total", Fraction(1, 3)),),
        carried=(("hours", Fraction(2)),),
        career=(("pgp", 1),),
    )
    old = Cycle(id="old", credential_id="tx", start=date(2017, 4, 1), expiry=date(2022, 3, 31), closed=past)
    credentials.save_cycle(ws, old)
    credentials.pin(ws, "a", "tx", "")
    credentials.pin(ws, "b", "tx", "total")
    evidence.attach_bytes(ws, "a", "Certificate.pdf", b"%PDF-1.7 one", "certificate", "CANARY note of evidence")
    evidence.attach_bytes(ws, None, "Plan.txt", b"a plan", "plan")
    gone, _ = evidence.attach_bytes(ws, "a", "Wrong.txt", b"wrong", "note")
    evidence.remove(ws, gone.id)


def test_the_archive_makes_the_same_record_again(ws: Workspace, tmp_path: Path) -> None:
    fill(ws)
    path = tmp_path / "mine.stemarchive"
    exports.archive(ws, path)
    again = exports.from_archive(path, tmp_path / "Again.stemtracker")
    try:
        assert activities.all_activities(again) == activities.all_activities(ws)
        assert activities.list_series(again) == activities.list_series(ws)
        assert credentials.list_credentials(again) == credentials.list_credentials(ws)
        assert credentials.cycles(again, "tx") == credentials.cycles(ws, "tx")
        assert credentials.facts(again, "tx") == credentials.facts(ws, "tx")
        assert credentials.pins(again, "tx") == credentials.pins(ws, "tx")
        assert evidence.all_evidence(again) == evidence.all_evidence(ws)
        assert [evidence.content(again, e.id) for e in evidence.all_evidence(again)] == [b"%PDF-1.7 one", b"a plan"]
        assert again.vocabulary == ws.vocabulary
        assert [e.label for e in evidence.all_evidence(again)] == ["E-001", "E-002"]
        next_one, _ = evidence.attach_bytes(again, "b", "Next.txt", b"next", "note")
        assert next_one.label == "E-004", "numbers of removed evidence are never given again"
        evidence.remove(again, next_one.id)
        assert activities.ids(again, activities.LogQuery(text="lab saf")) != ()
        assert history.undo(again) is not None
    finally:
        workspace.close(again)


def test_an_archive_of_that_record_is_the_same_file(ws: Workspace, tmp_path: Path) -> None:
    fill(ws)
    first, second = tmp_path / "1.stemarchive", tmp_path / "2.stemarchive"
    exports.archive(ws, first)
    again = exports.from_archive(first, tmp_path / "Again.stemtracker")
    exports.archive(again, second)
    workspace.close(again)
    assert second.read_bytes() == first.read_bytes()


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=10).filter(str.strip)


@given(
    st.lists(
        st.builds(
            lambda title, day, minutes, notes, cost: replace(
                full(),
                title=title.strip(),
                start=day,
                end=day,
                measure=Measure.minutes(minutes),
                topics=(),
                private_notes=notes,
                cost=cost,
            ),
            WORDS,
            st.dates(date(1990, 1, 1), date(2090, 1, 1)),
            st.integers(0, 10_000),
            WORDS,
            st.none() | st.decimals(0, 10_000, places=2),
        ),
        max_size=4,
    ),
    WORDS,
)
@settings(max_examples=12)
def test_whatever_was_typed_survives_the_way_out_and_back(typed: list[Activity], name: str) -> None:
    with TemporaryDirectory() as folder:
        ws = workspace.create(Path(folder) / "a.stemtracker", Educator(name=name))
        if typed:
            activities.save_many(ws, [replace(a, id=f"a{n}") for n, a in enumerate(typed)], "Typed")
        first, second = Path(folder) / "1.stemarchive", Path(folder) / "2.stemarchive"
        exports.archive(ws, first)
        again = exports.from_archive(first, Path(folder) / "b.stemtracker")
        exports.archive(again, second)
        same = activities.all_activities(again) == activities.all_activities(ws)
        workspace.close(again)
        workspace.close(ws)
        assert same
        assert second.read_bytes() == first.read_bytes()


def test_the_log_holds_nothing_private(ws: Workspace, tmp_path: Path) -> None:
    fill(ws)
    assert exports.log_csv(ws, tmp_path / "log.csv") == 3
    text = (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    assert "CANARY" not in text
    assert '"\'=Lab safety"' in text
    assert '"certificate"' in text
    assert '"Year one"' in text
    assert '"US-TX.teacher:none"' in text
    assert exports.log_csv(ws, tmp_path / "one.csv", ["b"]) == 1


def test_the_archive_holds_everything_and_says_so(ws: Workspace, tmp_path: Path) -> None:
    fill(ws)
    exports.archive(ws, tmp_path / "mine.stemarchive")
    with zipfile.ZipFile(tmp_path / "mine.stemarchive") as bundle:
        told = bundle.read("record.json").decode()
        assert "CANARY note" in told
        assert "private notes included" in told
        assert bundle.read("evidence/E-001 Certificate.pdf") == b"%PDF-1.7 one"
    assert clock.now().strftime("%Y-%m-%dT%H:%M:%S") in told


def test_a_record_that_is_there_is_never_written_over(ws: Workspace, tmp_path: Path) -> None:
    exports.archive(ws, tmp_path / "mine.stemarchive")
    with pytest.raises(Refused, match="exists already"):
        exports.from_archive(tmp_path / "mine.stemarchive", ws.path)
    assert ws.path.exists()


@pytest.mark.parametrize(
    ("find", "put", "words"),
    [
        ('"credential_id": "tx"', '"credential_id": "none"', "“none”, which is not in it"),
        ('"id": "b"', '"id": "a"', "two of its activities have one id, “a”"),
        ('"number": 2', '"number": 1', "two of its evidence numbers have one id, “1”"),
    ],
)
def test_a_torn_archive_leaves_no_record_behind(ws: Workspace, tmp_path: Path, find: str, put: str, words: str) -> None:
    fill(ws)
    path = tmp_path / "mine.stemarchive"
    exports.archive(ws, path)
    with zipfile.ZipFile(path) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    told = files["record.json"].decode()
    assert find in told
    files["record.json"] = told.replace(find, put).encode()
    with zipfile.ZipFile(path, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    target = tmp_path / "Again.stemtracker"
    with pytest.raises(Refused, match=words):
        exports.from_archive(path, target)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("Again")] == []


def test_a_folder_that_is_not_there_is_said(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises((Refused, Trouble), match="no folder"):
        exports.log_csv(ws, tmp_path / "none" / "log.csv")
