"""Evidence: bytes kept once, numbers given once, files that anyone can have back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from stemtracker import clock
from stemtracker.domain.activity import Activity
from stemtracker.domain.evidence import MAX_BYTES
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, evidence, history, workspace
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def log(ws: Workspace, an_activity: Make) -> Workspace:
    activities.save(ws, an_activity())
    return ws


def test_attached_file_is_kept_whole(log: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "Café certificate.pdf"
    file.write_bytes(b"%PDF-1.7 words")
    piece, changes = evidence.attach(log, "a", file, "certificate", "signed")
    assert changes.ids("evidence") == {piece.id}
    assert changes.label == "Attach Café certificate.pdf"
    assert (piece.label, piece.title, piece.media_type, piece.note) == (
        "E-001", "Café certificate", "application/pdf", "signed",
    )  # fmt: skip
    assert piece.sha256 == hashlib.sha256(b"%PDF-1.7 words").hexdigest()
    assert evidence.content(log, piece.id) == b"%PDF-1.7 words"
    assert evidence.of_activity(log, "a") == evidence.all_evidence(log) == (piece,)
    assert file.exists()


def test_the_same_bytes_are_kept_once(log: Workspace, ask: Ask) -> None:
    for name in ("one.txt", "two.txt"):
        evidence.attach_bytes(log, "a", name, b"same", "note")
    assert ask("SELECT count(*) FROM blob") == [(1,)]
    assert len(evidence.all_evidence(log)) == 2


def test_bytes_are_not_in_the_journal(log: Workspace, ask: Ask) -> None:
    before = log.path.stat().st_size
    evidence.attach_bytes(log, "a", "big.bin", bytes(range(256)) * 8000, "other")
    assert log.path.stat().st_size - before < 2_200_000


def test_numbers_are_never_given_twice(log: Workspace) -> None:
    first, _ = evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    history.undo(log)
    second, _ = evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    evidence.remove(log, second.id)
    activities.empty_bin(log)
    workspace.close(log)
    again = workspace.open_record(log.path)
    with clock.standing_at(clock.now() + timedelta(days=400)):
        third, _ = evidence.attach_bytes(again, "a", "a.txt", b"1", "note")
    assert [first.label, second.label, third.label] == ["E-001", "E-002", "E-003"]
    workspace.close(again)


def test_what_can_not_be_attached(log: Workspace, tmp_path: Path) -> None:
    huge = tmp_path / "video.mp4"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Refused, match=r"25 MB.*smaller copy"):
        evidence.attach(log, "a", huge, "photo")
    with pytest.raises(Refused, match="smaller copy"):
        evidence.attach_bytes(log, "a", "v.mp4", bytes(MAX_BYTES + 1), "photo")
    with pytest.raises(Refused) as caught:
        evidence.attach_bytes(log, "nothing", "empty.txt", b"", "scroll")
    assert {problem.field for problem in caught.value.problems} == {"file", "kind", "activity_id"}
    with pytest.raises(Trouble, match="can't be read"):
        evidence.attach(log, "a", tmp_path / "gone.pdf", "certificate")
    with pytest.raises(Trouble):
        evidence.attach(log, "a", tmp_path, "certificate")
    assert evidence.all_evidence(log) == ()


def test_the_largest_that_is_allowed(log: Workspace) -> None:
    piece, _ = evidence.attach_bytes(log, "a", "scan.pdf", bytes(MAX_BYTES), "certificate")
    assert len(evidence.content(log, piece.id)) == MAX_BYTES


def test_many_at_once_are_one_entry(log: Workspace) -> None:
    items = [("a", f"{n}.txt", bytes([n]), "note") for n in range(1, 6)]
    pieces, changes = evidence.attach_all(log, items, "Five notes")
    assert len(changes.ids("evidence")) == len(pieces) == 5
    history.undo(log)
    assert evidence.all_evidence(log) == ()


def test_update_keeps_number_and_bytes(log: Workspace, an_activity: Make) -> None:
    activities.save(log, an_activity("b"))
    piece, _ = evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    changed = replace(piece, kind="letter", title="Letter", activity_id="b", note="n", number=77, sha256="0" * 64)
    evidence.update(log, changed)
    assert evidence.of_activity(log, "b") == (replace(changed, number=1, sha256=piece.sha256),)
    for wrong in (replace(piece, kind="scroll"), replace(piece, activity_id="x"), replace(piece, id="x")):
        with pytest.raises(Refused):
            evidence.update(log, wrong)


def test_removed_is_in_the_bin_and_comes_back(log: Workspace) -> None:
    piece, _ = evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    changes = evidence.remove(log, piece.id)
    assert changes.label == "Remove E-001"
    assert evidence.all_evidence(log) == ()
    with pytest.raises(Refused):
        evidence.content(log, piece.id)
    assert [row.title for row in evidence.bin_rows(log)] == ["a"]
    evidence.restore(log, [piece.id])
    assert evidence.all_evidence(log) == (piece,)
    with pytest.raises(Refused):
        evidence.restore(log, [piece.id])


def test_evidence_hides_and_returns_with_its_activity(log: Workspace) -> None:
    evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    evidence.attach_bytes(log, None, "b.txt", b"2", "note")
    activities.delete(log, ["a"])
    assert [piece.activity_id for piece in evidence.all_evidence(log)] == [None]
    activities.restore(log, ["a"])
    assert len(evidence.all_evidence(log)) == 2


def test_a_piece_saved_is_whole_or_not_there(log: Workspace, tmp_path: Path) -> None:
    piece, _ = evidence.attach_bytes(log, None, "Plan.txt", b"a plan", "plan")
    evidence.save_as(log, piece.id, tmp_path / "piece")
    assert (tmp_path / "piece").read_bytes() == evidence.content(log, piece.id)
    for place in (tmp_path / "no folder" / "piece", tmp_path):
        with pytest.raises((Refused, Trouble)):
            evidence.save_as(log, piece.id, place)
    assert not list(tmp_path.rglob("*.part"))


def test_save_all_writes_names_that_every_system_takes(log: Workspace, tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "CON.txt", "a" * 300 + ".pdf", "what?.pdf", " .hidden ", "Zertifikat 科学.pdf"):
        evidence.attach_bytes(log, "a", name, name.encode(), "note")
    folder = tmp_path / "out"
    assert evidence.save_all(log, folder) == 6
    assert evidence.save_all(log, folder) == 6
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 12
    assert all(name.startswith("E-00") and len(name) < 200 and not set(name) & set('<>:"/\\|?*') for name in names)
    assert "E-006 Zertifikat 科学.pdf" in names
    assert sorted(tmp_path.iterdir()) == sorted(
        {folder, log.path, tmp_path / "home", log.path.with_name("record.stemtracker.lock")}
    )


def test_save_all_says_what_stands_in_the_way(log: Workspace, tmp_path: Path) -> None:
    evidence.attach_bytes(log, "a", "a.txt", b"1", "note")
    (tmp_path / "file").write_text("x")
    with pytest.raises(Trouble, match="record is unchanged"):
        evidence.save_all(log, tmp_path / "file")


def test_preview(log: Workspace) -> None:
    document = PdfDocument.new()
    document.new_page(200, 100)
    document.new_page(200, 100)
    target = log.path.with_name("two pages.pdf")
    document.save(target)
    document.close()
    pdf, _ = evidence.attach(log, "a", target, "certificate")
    picture = evidence.preview(log, pdf.id, page=1, width=300)
    assert not isinstance(picture, str)
    assert (picture.width, picture.pages) == (300, 2)
    note, _ = evidence.attach_bytes(log, "a", "note.txt", "Grüße".encode(), "note")
    assert evidence.preview(log, note.id) == "Grüße"
    strange, _ = evidence.attach_bytes(log, "a", "x.bin", b"\x00\x01", "other")
    with pytest.raises(Refused):
        evidence.preview(log, strange.id)
    with pytest.raises(Refused):
        evidence.preview(log, "gone")


def test_kinds_of_files_are_told_by_their_bytes_first() -> None:
    assert evidence.media_type_of("a.txt", b"%PDF-1.7") == "application/pdf"
    assert evidence.media_type_of("IMG.HEIC", b"??") == "image/heic"
    assert evidence.media_type_of("noname", b"??") == "application/octet-stream"


def test_save_all_passes_over_a_damaged_piece_and_says_so(ws: Workspace, tmp_path: Path) -> None:
    for number in range(3):
        evidence.attach_bytes(ws, None, f"{number}.txt", str(number).encode(), "note")
    with ws.record.maintain() as connection:
        connection.exec_driver_sql("UPDATE blob SET bytes = x'00' WHERE bytes = x'30'")
    with pytest.raises(Trouble, match="E-001"):
        evidence.save_all(ws, tmp_path / "all")
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["E-002 1.txt", "E-003 2.txt"]
