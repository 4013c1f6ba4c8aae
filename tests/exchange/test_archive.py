"""The archive: everything comes back as it was, and no file can make the program unpack what it should not."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.credential import Basis, ClosedCycle, Cycle, Dated, FactValue, Holding, Pin
from stemtracker.domain.educator import Educator, Name
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.hours import Measure
from stemtracker.domain.periods import Period
from stemtracker.errors import Refused, Trouble
from stemtracker.exchange import archive, archive_parts
from stemtracker.exchange.archive_parts import ActivityEntry, Archive, CredentialEntry, EvidenceEntry

TEXTS = st.text(st.characters(codec="utf-8"), max_size=10)
DAYS = st.dates()
EXACT = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9)
BYTES = st.binary(max_size=40)
MOMENTS = st.datetimes().map(lambda m: m.replace(tzinfo=UTC))


def some(one: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most).map(tuple)


ACTIVITIES = st.builds(
    ActivityEntry,
    id=TEXTS,
    title=TEXTS,
    start=DAYS,
    end=DAYS,
    kind=TEXTS,
    start_time=st.none() | st.times(),
    break_minutes=st.integers(0, 500),
    measure=st.builds(Measure, TEXTS, EXACT),
    topics=some(st.builds(TopicShare, TEXTS, st.none() | EXACT)),
    status=st.sampled_from(Status),
    steps=some(st.builds(Step, st.sampled_from(Status), st.none() | DAYS, st.none() | DAYS, st.none() | EXACT)),
    approved=st.none() | st.booleans(),
    cost=st.none() | EXACT,
    answers=some(st.tuples(TEXTS, TEXTS)),
    description=TEXTS,
    private_notes=TEXTS,
    row=st.integers(0, 9),
    deleted_at=st.none() | MOMENTS,
)
VALUES: st.SearchStrategy[FactValue] = (
    st.booleans() | st.fractions(max_denominator=99) | DAYS | TEXTS | some(TEXTS).map(lambda t: t)  # type: ignore[assignment]
)
FACTS = VALUES | st.lists(st.builds(Dated, DAYS, VALUES), min_size=1, max_size=2).map(tuple)
HOLDINGS = st.builds(
    Holding,
    credential_id=TEXTS,
    pack_id=TEXTS,
    pack_hash=TEXTS,
    period=st.builds(Period, DAYS, DAYS),
    first_issued=st.none() | DAYS,
    facts=st.dictionaries(TEXTS, FACTS, max_size=2),
)
BASIS = st.builds(Basis, licenses=some(HOLDINGS), overlays=some(st.tuples(TEXTS, TEXTS)))
CLOSED = st.builds(
    ClosedCycle,
    pack_id=TEXTS,
    pack_hash=TEXTS,
    period=st.builds(Period, DAYS, DAYS),
    filed_on=DAYS,
    verdict=TEXTS,
    consumed=some(st.tuples(TEXTS, TEXTS, st.fractions(0, 10**6, max_denominator=60))),
    basis=st.none() | BASIS,
)
CYCLES = st.builds(Cycle, id=TEXTS, credential_id=TEXTS, start=DAYS, expiry=DAYS, closed=st.none() | CLOSED)


@st.composite
def evidence(draw: st.DrawFn) -> list[tuple[Evidence, bytes]]:
    found = []
    for number, data in enumerate(draw(st.lists(BYTES, max_size=3)), 1):
        one = Evidence(
            id=f"e{number}",
            number=number,
            activity_id=draw(st.none() | TEXTS),
            kind="certificate",
            title=draw(TEXTS),
            file_name=draw(TEXTS),
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest() if data else "",
            added_at=draw(st.none() | MOMENTS),
        )
        found.append((one, data))
    return found


@given(
    st.lists(ACTIVITIES, max_size=2),
    st.lists(CYCLES, max_size=2),
    st.lists(FACTS, max_size=3),
    evidence(),
    TEXTS,
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_everything_comes_back_as_it_was(
    activities: list[ActivityEntry],
    cycles: list[Cycle],
    facts: list[FactValue],
    pieces: list[tuple[Evidence, bytes]],
    text: str,
) -> None:
    kept = Archive(
        program="1",
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
        educator=Educator(name=text, former_names=(Name(text, date(2020, 1, 1)),)),
        credentials=(CredentialEntry(id="c", title=text, pack_id="generic", areas=(text,)),),
        cycles=tuple(map(archive_parts.cycle_out, cycles)),
        facts=tuple(archive_parts.fact_out("c", f"f{n}", value) for n, value in enumerate(facts)),
        activities=tuple(activities),
        series=(archive_parts.SeriesEntry(id="s", title=text),),
        pins=(Pin("a", "c", ""),),
        evidence=tuple(EvidenceEntry(evidence=e, file=archive.evidence_file(e)) for e, _ in pieces),
        last_evidence_number=7,
        vocabulary=(archive_parts.Word(list="topic", id="own", title=text),),
        settings={text: text},
    )
    contents = {e.sha256: data for e, data in pieces}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mine.stemarchive"
        archive.write(path, kept, contents.__getitem__)
        with archive.opened(path) as (read, content):
            assert read == kept
            assert [archive_parts.fact_in(fact) for fact in read.facts] == facts
            assert [archive_parts.cycle_in(cycle) for cycle in read.cycles] == cycles
            assert all(content(e.evidence.sha256) == contents[e.evidence.sha256] for e in read.evidence if e.file)
        again = Path(folder) / "again.stemarchive"
        archive.write(again, read, contents.__getitem__)
        assert again.read_bytes() == path.read_bytes()


def one_piece() -> tuple[Archive, bytes]:
    data = b"%PDF a certificate"
    piece = Evidence(
        id="e",
        number=14,
        activity_id=None,
        kind="certificate",
        title="T",
        file_name='../A "certificate".pdf',
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return Archive(evidence=(EvidenceEntry(evidence=piece, file=archive.evidence_file(piece)),)), data


def test_a_person_finds_everything_in_it_without_the_program(tmp_path: Path) -> None:
    kept, data = one_piece()
    path = tmp_path / "mine.stemarchive"
    archive.write(path, kept, lambda _: data)
    with zipfile.ZipFile(path) as bundle:
        assert bundle.namelist() == ["record.json", "evidence/E-014 A _certificate_.pdf"]
        told = json.loads(bundle.read("record.json"))
    assert told["notice"].startswith("The whole record of its owner, private notes included")
    assert told["format"] == "stemtracker-archive"


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return path


def _told(files: dict[str, bytes], **changes: object) -> None:
    files["record.json"] = json.dumps({**json.loads(files["record.json"]), **changes}).encode()


E14 = "evidence/E-014 A _certificate_.pdf"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.pop("record.json"), "no archive of STEM Tracker"),
        (lambda f: f.update({"record.json": b"{"}), "can't be understood"),
        (lambda f: f.update({"record.json": b"[" * 100_000}), "can't be understood"),
        (lambda f: f.update({"record.json": b'"\xff"'}), "can't be understood"),
        (lambda f: _told(f, format="x"), "no archive of STEM Tracker"),
        (lambda f: _told(f, version=archive_parts.VERSION + 1), "newer"),
        (lambda f: _told(f, version="x"), "can't be understood"),
        (lambda f: _told(f, activities=[{"id": 1}]), r"\$\.activities\[0\]"),
        (lambda f: f.pop(E14), "E-014 is missing"),
        (lambda f: f.update({E14: b"forged"}), "not what it was"),
        (lambda f: f.update({E14: bytes(26 * 1024 * 1024)}), "more than 25 MB"),
        (lambda f: f.update({"../../evil": b""}), "outside"),
        (lambda f: f.update({"/evil": b""}), "outside"),
        (lambda f: f.update({f"x{n}": b"" for n in range(100_001)}), "too many files"),
    ],
)
def test_archives_that_are_not_what_they_were_are_refused(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], words: str
) -> None:
    kept, data = one_piece()
    path = tmp_path / "mine.stemarchive"
    archive.write(path, kept, lambda _: data)
    with pytest.raises(Refused, match=words), archive.opened(rewritten(path, change)) as (read, content):
        content(read.evidence[0].evidence.sha256)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04rubbish", b"PK\x05\x06" + bytes(18)])
def test_files_that_are_no_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.stemarchive"
    path.write_bytes(data)
    with pytest.raises(Refused, match="no archive"), archive.opened(path):
        pass
    with pytest.raises(Refused, match="no file"), archive.opened(tmp_path / "none"):
        pass
    with pytest.raises(Refused, match="can't be read"), archive.opened(tmp_path):
        pass


def test_a_half_written_archive_never_takes_the_place_of_the_old(tmp_path: Path) -> None:
    kept, data = one_piece()
    path = tmp_path / "mine.stemarchive"
    archive.write(path, kept, lambda _: data)
    before = path.read_bytes()

    def unplugged(_: str) -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(Trouble, match="not enough room"):
        archive.write(path, kept, unplugged)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == [path.name]
    with pytest.raises(Refused, match="no folder"):
        archive.write(tmp_path / "none" / "x", kept, lambda _: data)


@pytest.mark.parametrize(
    "fact",
    [
        archive_parts.Fact(credential_id="c", name="f", type="number", value="1/0"),
        archive_parts.Fact(credential_id="c", name="f", type="date", value="yesterday"),
        archive_parts.Fact(credential_id="c", name="f", type="moon", value=""),
        archive_parts.Fact(credential_id="c", name="f", type="dated", value=[{}]),
        archive_parts.Fact(credential_id="c", name="f", type="list", value=[1]),
        archive_parts.Fact(credential_id="c", name="f", type="list", value=5),
    ],
)
def test_facts_that_are_not_what_they_say(fact: archive_parts.Fact) -> None:
    with pytest.raises(Refused, match="fact “f”"):
        archive_parts.fact_in(fact)


def test_a_fraction_stays_exact() -> None:
    assert archive_parts.fact_out("c", "f", Fraction(2, 3)).value == "2/3"
    assert archive_parts.fact_in(archive_parts.fact_out("c", "f", Fraction(2, 3))) == Fraction(2, 3)
    assert Decimal("0.1") == Fraction("0.1")
